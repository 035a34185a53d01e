"""Responsibility by date equals a plain diary over random transfers, reports and closes (domain G3)."""

import uuid
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.acting import as_runtime_role
from tests.support.building import reference
from tests.support.lending import a_later_date, a_loan, book, close
from tests.support.running import Running

DAY = timedelta(days=1)
FAR = date(2035, 1, 20)
PEOPLE = ("ls-manager-1", "ls-manager-2")

steps = st.lists(
    st.tuples(st.sampled_from(["transfer", "report", "close"]), st.integers(0, 2), st.booleans()),
    min_size=3,
    max_size=9,
)


class Diary:
    """What a clerk with a notebook would know: for each loan and day the last person written down."""

    def __init__(self, collections: Running, holder: str) -> None:
        self.collections = collections
        self.loans = [a_loan((FAR, "100.00"), account_manager=holder, originated_by="department") for _ in range(3)]
        self.booked = [book(collections, loan) for loan in self.loans]
        self.reported = [holder] * 3
        self.holders = [holder] * 3
        self.days: dict[date, list[str]] = {}

    def transfer(self, place: int, whole: bool) -> None:
        was = self.holders[place]
        to = PEOPLE[was == PEOPLE[0]]
        moving = [n for n in range(3) if self.holders[n] == was] if whole else [place]
        ids = [self.booked[n]["id"] for n in moving]
        body = {"from_manager": was, "to_manager": to, "to_outlet": f"ls-{to[-1]}", "reason": "r", "note": "n"}
        made = self.collections.staff("ls-branch-head").do("/v1/responsibility-transfers", body | {"loan_ids": ids})
        self.collections.staff(to).do(f"/v1/responsibility-transfers/{made['id']}/confirm")
        for n in moving:
            self.holders[n] = to

    def report(self, place: int, first: bool) -> None:
        named = PEOPLE[0] if first else PEOPLE[1]
        book(self.collections, self.loans[place] | {"account_manager": named})
        if named != self.reported[place]:
            self.holders[place] = named
        self.reported[place] = named

    def close(self, day: date) -> None:
        close(self.collections, day)
        self.days[day] = list(self.holders)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=steps)
def test_responsibility_by_date_equals_a_plain_diary(collections: Running, done: list[tuple[str, int, bool]]) -> None:
    today = a_later_date(collections)
    close(collections, today)
    diary = Diary(collections, reference("m"))
    for kind, place, flag in done:
        if kind == "close":
            today += DAY
            diary.close(today)
        else:
            getattr(diary, kind)(place, flag)
    diary.close(today + DAY)

    for day, holders in diary.days.items():
        assert [seen(collections, each, day) for each in diary.booked] == holders
    assert in_sql(collections, diary, list(diary.days)) == list(diary.days.values())


def seen(collections: Running, booked: Any, day: date) -> str:
    answer = collections.staff("auditor").see(f"/v1/loans/{booked['id']}/responsibility", as_of=f"{day}")
    return str(answer["account_manager"])


def in_sql(collections: Running, diary: Diary, days: list[date]) -> list[list[str]]:
    """The same of the function by which thousands are looked at at once."""
    ids = [uuid.UUID(each["id"]) for each in diary.booked]
    rows = as_runtime_role(
        collections,
        "SELECT l.id, d.day, holder_on(l.no, l.account_manager, d.day) AS holder"
        "  FROM unnest($2::date[]) AS d (day) CROSS JOIN loan l WHERE l.id = ANY ($1)",
        ids,
        days,
    )
    found = {(row["id"], row["day"]): row["holder"] for row in rows}
    return [[found[each, day] for each in ids] for day in days]
