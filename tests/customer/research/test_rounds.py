"""Quarterly market research: outline, answers by a day, findings (domain T8)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest

from chassis.errors import BadInput
from services.customer.research.rules import ResearchRoundOver, require_day, require_open
from tests.support.building import today
from tests.support.running import Running

PATH = "/v1/research-rounds"
YEARS = count(2030)


def a_round(service: Running, **changes: Any) -> Any:
    body = {
        "quarter": f"{next(YEARS)}-Q1",
        "title": "一季度个贷市场调研",
        "outline": "本地各行个贷投放、利率与主要产品",
        "due_on": f"{today() + timedelta(days=14)}",
    }
    return service.staff("head").do(PATH, body | changes, expect=201)


def test_answers_are_taken_until_the_last_day_and_while_it_is_open() -> None:
    """T8."""
    day = date(2026, 1, 31)
    require_open("open", day, day)
    require_day(day, day)
    for state, today_is in (("open", date(2026, 2, 1)), ("closed", day)):
        with pytest.raises(ResearchRoundOver):
            require_open(state, day, today_is)
    with pytest.raises(BadInput):
        require_day(day, date(2026, 2, 1))


def test_answers_come_in_and_are_read_together(service: Running) -> None:
    """T8: each sub-branch sees its own, the levels above see all."""
    asked = a_round(service)
    at = f"{PATH}/{asked['id']}"
    for name in ("ls-personal", "sz-branch-head"):
        service.staff(name).do(f"{at}/answers", {"answer": f"{name} 的调研结果"}, expect=201)
    all_of_them = service.staff("city").see(f"{at}/answers")["items"]
    own = service.staff("ls-manager-1").see(f"{at}/answers")["items"]
    closed = service.staff("city").do(f"{at}/close", {"findings": "利率下行"}, headers={"If-Match": '"1"'}, expect=200)
    late = service.staff("sz-personal").do(f"{at}/answers", {"answer": "补充"}, expect=422)

    assert {one["sub_branch"] for one in all_of_them} == {"lanshan", "shizhong"}
    assert [one["sub_branch"] for one in own] == ["lanshan"]
    assert (closed["state"], closed["findings"], closed["allowed_actions"]) == ("closed", "利率下行", [])
    assert late["code"] == "RESEARCH_ROUND_OVER"
    assert service.staff("ls-manager-1").see(at)["findings"] == "利率下行"


def test_a_sub_branch_answers_once_also_side_by_side(service: Running) -> None:
    at = f"{PATH}/{a_round(service)['id']}/answers"
    personal = service.staff("ls-personal")
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: personal.post(at, {"answer": "结果"}), range(4)))

    assert sorted(one.status_code for one in answers) == [201, 409, 409, 409]
    assert {one.json()["code"] for one in answers if one.status_code == 409} == {"RESEARCH_ANSWERED"}


def test_a_quarter_has_one_round(service: Running) -> None:
    asked = a_round(service)
    body = {name: asked[name] for name in ("quarter", "title", "outline", "due_on")}

    assert service.staff("city").do(PATH, body, expect=409)["code"] == "RESEARCH_ROUND_EXISTS"
    service.staff("ls-personal").do(PATH, body, expect=403)
    unknown = f"{PATH}/01992000-0000-7000-8000-00000000dead/answers"
    service.staff("ls-personal").do(unknown, {"answer": "结果"}, expect=404)
