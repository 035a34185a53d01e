"""Lessons over HTTP (domain G6)."""

import uuid
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from tests.support.acting import as_runtime_role
from tests.support.building import reference
from tests.support.lending import a_later_date, a_loan, book, cases_of, close, repay
from tests.support.running import Running

DAY = timedelta(days=1)


def a_case(service: Running, *, closed: bool = True, **changes: Any) -> Any:
    """A case of a loan that fell behind, and was paid if it is to be closed."""
    today = a_later_date(service)
    loan = a_loan((today - DAY, "100.00"), **changes)
    booked = book(service, loan)
    close(service, today)
    if closed:
        repay(service, loan, "100.00", today + DAY)
    return cases_of(service, booked, "auditor")[0]


def learn(service: Running, case: Any, name: str = "ls-manager-1", **changes: Any) -> Any:
    body = {
        "case_id": case["id"],
        "kind": "good",
        "title": "早一天上门",
        "story": "借款人电话停机，次日上门，担保人当场代偿。",
    }
    body |= {"lesson": "Call the shop first; 联系不上就上门。", "tags": ["上门", "Guarantor"]}
    return service.staff(name).post("/v1/lessons", body | changes)


def find(service: Running, name: str = "ls-manager-2", **asked: Any) -> list[str]:
    return [each["id"] for each in service.staff(name).see("/v1/lessons", **asked)["items"]]


def test_a_lesson_is_found_by_chinese_and_other_words_and_by_tag(collections: Running) -> None:
    word = reference("w").replace("-", "").lower()
    case = a_case(collections)
    made = learn(collections, case, lesson=f"Call the shop first: {word}").json()
    other = learn(collections, case, kind="bad", title="晚了", story=f"无人上门 {word}", lesson="早", tags=[]).json()

    assert find(collections, q=f"{word} 担保人代偿") == []  # the words stand as one, and the text has them apart
    assert find(collections, q=f"{word} 当场代偿") == [made["id"]]
    assert find(collections, q=f"{word} 门") == [other["id"], made["id"]]
    assert find(collections, q=f"ＣＡＬＬ {word[2:]} HOP") == [made["id"]]
    assert find(collections, q=word, tag="guarantor") == [made["id"]]
    assert find(collections, q=word, kind="bad") == [other["id"]]
    assert find(collections, "sz-manager-1", q=word) == []
    assert (made["stage"], made["product"], made["tags"]) == ("borrower", "operating", ["guarantor", "上门"])


def test_only_a_closed_case_is_looked_back_at(collections: Running) -> None:
    case = a_case(collections, closed=False)
    refused = learn(collections, case)
    unknown = learn(collections, {"id": str(uuid.uuid4())})
    elsewhere = learn(collections, case, "sz-manager-1")
    blank = collections.staff("ls-manager-1").see("/v1/lessons", q="a", expect=422)

    assert (refused.status_code, refused.json()["code"]) == (409, "CASE_STILL_OPEN")
    assert unknown.json()["errors"][0]["pointer"] == elsewhere.json()["errors"][0]["pointer"] == "/case_id"
    assert blank["errors"][0]["code"] == "NOTHING_TO_FIND"
    with pytest.raises(asyncpg.CheckViolationError) as violated:
        as_runtime_role(
            collections,
            "INSERT INTO lesson SELECT gen_random_uuid(), $1, $1, 'p', 'outlet', 'legal', 'good', 't', 's', 'l', '{}',"
            " 'f', 'x', now(), 'lanshan', 'ls-1'",
            uuid.UUID(case["id"]),
        )
    assert violated.value.constraint_name == "lesson_of_a_closed_case"


def test_a_case_shows_lessons_of_cases_like_it_the_most_alike_first(collections: Running) -> None:
    product = reference("product")
    past = [
        a_case(collections, product=product),
        a_case(collections, product=product, originated_by="department"),
        a_case(collections, product=reference("another")),
    ]
    made = [learn(collections, case).json()["id"] for case in past]
    case = a_case(collections, closed=False, product=product, originated_by="department")
    shown = collections.staff("ls-manager-1").see(f"/v1/cases/{case['id']}/lessons")["items"]

    assert [each["id"] for each in shown][:2] == [made[1], made[0]]
    assert len(shown) <= 10
    assert {each["case_id"] for each in shown}.isdisjoint({case["id"]})
