"""Results compared: targets, shares, frozen rankings and bulletins, letters by rule, named support (domain T6, T7)."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from chassis.db import Database
from chassis.identity import SYSTEM_ACTOR
from services.customer.performance.actions import freeze_ended
from tests.customer.making import a_customer
from tests.support.building import reference, today
from tests.support.running import Running
from tests.support.sql import superuser

QUARTER, BEFORE = "2025-Q3", "2025-Q2"
LS, SZ = ("lanshan", "ls-1", "ls-manager-1"), ("shizhong", "sz-1", "sz-manager-1")


def lend(service: Running, at: tuple[str, str, str], amount: str, on: str = "2025-08-01") -> None:
    sub_branch, outlet, manager = at
    customer = a_customer(service, sub_branch=sub_branch, outlet=outlet)
    body = {
        "external_ref": reference("B"),
        "customer_id": customer["id"],
        "product": "housing",
        "amount": amount,
        "booked_on": on,
        "account_manager": manager,
        "outlet": outlet,
        "sub_branch": sub_branch,
    }
    service.staff("core-banking").do("/v1/loan-bookings", body, expect=201)


def rank(service: Running, subject: str = "sub_branch", period: str = QUARTER, expect: int = 201) -> Any:
    return service.staff("head").do("/v1/rankings", {"period": period, "subject": subject}, expect=expect)


def target(service: Running, subject: str, key: str, period: str, amount: str, expect: int = 201) -> Any:
    body = {"subject": subject, "key": key, "period": period, "new_lending": amount}
    return service.staff("city").do("/v1/targets", body, expect=expect)


def share(service: Running, sub_branch: str, quarter: str, own: str, others: list[str]) -> Any:
    banks = [{"bank": f"他行{number}", "new_lending": amount} for number, amount in enumerate(others)]
    body = {"sub_branch": sub_branch, "quarter": quarter, "own_new_lending": own, "others": banks}
    return service.staff("city").do("/v1/market-shares", body, expect=201)


def test_a_ranking_stays_as_it_was_frozen_and_follows_from_what_went_in(fresh_service: Running) -> None:
    """T6: what is reported later changes nothing; the newest counts; recomputed it is the same."""
    lend(fresh_service, LS, "300000.00")
    lend(fresh_service, SZ, "300000.00")
    first = rank(fresh_service)
    lend(fresh_service, SZ, "0.01")
    second = rank(fresh_service)
    again = fresh_service.staff("ls-manager-1").see(f"/v1/rankings/{first['id']}")
    listed = fresh_service.staff("sz-outlet").see("/v1/rankings", period=QUARTER, subject="sub_branch")["items"]

    assert again == first
    assert [(one["key"], one["place"], one["commended"]) for one in first["entries"]] == [
        ("lanshan", 1, True),
        ("shizhong", 1, True),
    ]
    assert [(one["key"], one["place"]) for one in second["entries"]] == [("shizhong", 1), ("lanshan", 2)]
    assert [one["id"] for one in listed] == [second["id"], first["id"]]
    assert first["policy_version"] == "2026-01"
    assert first["final"] is True
    for one in (first, second):
        found = fresh_service.staff("auditor").see(f"/v1/rankings/{one['id']}/recomputation")
        assert found == {"id": one["id"], "digest_agrees": True, "places_agree": True, "notices_agree": True}


def test_what_was_tampered_with_is_seen_by_recomputing(fresh_service: Running) -> None:
    lend(fresh_service, LS, "300000.00")
    taken = rank(fresh_service)
    with superuser(fresh_service.database) as sql:
        sql.run("UPDATE result_snapshot_entry SET new_lending = 1 WHERE key = 'lanshan'")
        sql.run("UPDATE result_snapshot_entry SET place = 1 WHERE key = 'shizhong'")
    found = fresh_service.staff("auditor").see(f"/v1/rankings/{taken['id']}/recomputation")
    fresh_service.staff("ls-manager-1").see(f"/v1/rankings/{taken['id']}/recomputation", expect=403)

    assert (found["digest_agrees"], found["places_agree"]) == (False, False)


def test_a_sub_branch_that_slips_gets_its_letter_once_with_the_figures(fresh_service: Running) -> None:
    """T6: behind target, rank and share fell, share third; a reminder and an admonition."""
    lend(fresh_service, LS, "500000.00", "2025-05-01")
    lend(fresh_service, SZ, "100000.00", "2025-05-01")
    lend(fresh_service, LS, "200000.00")
    lend(fresh_service, SZ, "300000.00")
    target(fresh_service, "sub_branch", "lanshan", QUARTER, "100000.00")
    target(fresh_service, "sub_branch", "lanshan", QUARTER, "400000.00")
    target(fresh_service, "sub_branch", "shizhong", QUARTER, "300000.00")
    share(fresh_service, "lanshan", BEFORE, "500000.00", ["500000.00"])
    share(fresh_service, "lanshan", QUARTER, "200000.00", ["300000.00", "300000.00"])
    share(fresh_service, "shizhong", QUARTER, "300000.00", ["100000.00"])
    taken = rank(fresh_service)
    rank(fresh_service)
    letters = fresh_service.staff("ls-branch-head").see("/v1/notices", quarter=QUARTER)["items"]
    reminder = next(one for one in letters if one["kind"] == "reminder")
    admonition = next(one for one in letters if one["kind"] == "admonition")

    assert len(letters) == 2
    assert reminder["causes"] == ["BEHIND_TARGET", "RANK_FELL", "SHARE_FELL"]
    assert reminder["figures"] == {
        "place": 2,
        "previous_place": 1,
        "new_lending": "200000.00",
        "target": "400000.00",
        "completion": "0.5000",
        "market_share": "0.2500",
        "previous_market_share": "0.5000",
        "market_share_rank": 3,
    }
    assert (admonition["causes"], admonition["addressee"]) == (["SHARE_RANK"], "deputy_head_for_lending")
    assert reminder["ranking_id"] == taken["id"]
    assert fresh_service.staff("sz-branch-head").see("/v1/notices")["items"] == []
    assert fresh_service.staff("auditor").see(f"/v1/rankings/{taken['id']}/recomputation")["notices_agree"] is True
    at = f"/v1/notices/{reminder['id']}/acknowledge"
    fresh_service.staff("sz-branch-head").do(at, {"reply": "已整改"}, expect=404)
    answered = fresh_service.staff("ls-branch-head").do(at, {"reply": "已制定整改措施"}, expect=200)
    assert (answered["state"], answered["acknowledged_by"]) == ("acknowledged", "ls-branch-head")
    fresh_service.staff("ls-branch-head").do(at, {"reply": "再次"}, expect=409)


def test_places_before_are_those_that_were_frozen(fresh_service: Running) -> None:
    """T6: a rank fell against the ranking that was published, not against what was reported late."""
    lend(fresh_service, LS, "500000.00", "2025-05-01")
    before = rank(fresh_service, period=BEFORE)
    lend(fresh_service, SZ, "900000.00", "2025-05-02")
    lend(fresh_service, LS, "200000.00")
    taken = rank(fresh_service)
    (lanshan,) = [one for one in taken["entries"] if one["key"] == "lanshan"]
    (shizhong,) = [one for one in taken["entries"] if one["key"] == "shizhong"]

    assert taken["previous_ranking_id"] == before["id"]
    assert (lanshan["place"], lanshan["previous_place"]) == (1, 1)
    assert shizhong["previous_place"] is None


def test_no_letter_follows_while_the_quarter_runs(fresh_service: Running) -> None:
    current = f"{today().year}-Q{(today().month + 2) // 3}"
    target(fresh_service, "sub_branch", "lanshan", current, "400000.00")
    taken = rank(fresh_service, period=current)

    assert taken["final"] is False
    assert fresh_service.staff("head").see("/v1/notices")["items"] == []
    assert rank(fresh_service, period="2199-Q1", expect=422)["errors"][0]["code"] == "PERIOD_IN_THE_FUTURE"


def test_side_by_side_a_quarter_sends_one_letter(fresh_service: Running) -> None:
    target(fresh_service, "sub_branch", "lanshan", QUARTER, "400000.00")
    head = fresh_service.staff("head")
    with ThreadPoolExecutor(4) as threads:
        body = {"period": QUARTER, "subject": "sub_branch"}
        answers = list(threads.map(lambda _: head.post("/v1/rankings", body).status_code, range(4)))

    assert answers == [201] * 4
    assert len(head.see("/v1/notices", quarter=QUARTER)["items"]) == 1


def test_managers_are_ranked_over_every_place_they_worked_in(fresh_service: Running) -> None:
    """T6: the first ten are commended; a move divides nobody."""
    lend(fresh_service, LS, "100000.00")
    lend(fresh_service, ("lanshan", "ls-2", "ls-manager-1"), "100000.00")
    lend(fresh_service, ("lanshan", "ls-2", "ls-manager-2"), "150000.00")
    target(fresh_service, "account_manager", "sz-manager-1", QUARTER, "1.00")
    entries = rank(fresh_service, "account_manager")["entries"]

    assert [(one["key"], one["place"], one["loans"], one["commended"]) for one in entries] == [
        ("ls-manager-1", 1, 2, True),
        ("ls-manager-2", 2, 1, True),
        ("sz-manager-1", 3, 0, False),
    ]


def test_a_bulletin_lists_every_outlet_with_what_came_besides(fresh_service: Running) -> None:
    """T6."""
    lend(fresh_service, LS, "100000.00")
    target(fresh_service, "outlet", "ls-1", "2025-08", "400000.00")
    taken = fresh_service.staff("city").do("/v1/bulletins", {"month": "2025-08"}, expect=201)
    seen = fresh_service.staff("ls-outlet").see("/v1/bulletins", month="2025-08")["items"]

    assert seen == [taken]
    assert [one["outlet"] for one in taken["outlets"]] == ["ls-1", "ls-2", "sz-1", "sz-2"]
    assert taken["outlets"][0] == {
        "outlet": "ls-1",
        "loans": 1,
        "new_lending": "100000.00",
        "target": "400000.00",
        "completion": "0.2500",
        "products_taken_up": 0,
        "added_contribution": "0.00",
    }
    fresh_service.staff("head").see(f"/v1/rankings/{taken['id']}", expect=404)


def test_what_is_over_is_frozen_by_itself_once(fresh_service: Running) -> None:
    """T6: a month, a quarter, a year with loans."""
    last_quarter_day = today().replace(month=(today().month - 1) // 3 * 3 + 1, day=1) - timedelta(days=1)
    lend(fresh_service, LS, "100000.00", f"{last_quarter_day}")

    async def run() -> None:
        database = Database(fresh_service.settings)
        try:
            for _ in range(2):
                await freeze_ended(
                    database, fresh_service.clock() - timedelta(days=(today() - last_quarter_day).days - 10)
                )
        finally:
            await database.close()

    asyncio.run(run())
    found = fresh_service.staff("head").see("/v1/rankings")["items"]

    assert sorted(one["subject"] for one in found if "-Q" in one["period"]) == ["account_manager", "sub_branch"]
    assert {one["made_by"] for one in found} == {SYSTEM_ACTOR.sub}


def test_no_more_key_sub_branches_than_the_policy_says(fresh_service: Running) -> None:
    """T7: five, each with a named supporter; specialised ones beside them."""
    head = fresh_service.staff("head")
    for number in range(6):
        node = {"code": f"kb-{number}", "kind": "sub_branch", "name": f"支行{number}", "parent": "linyi"}
        head.do("/v1/organisation/nodes", node, expect=201)
    body = {"kind": "key", "supporter": "city", "reason": "重点扶持"}
    with ThreadPoolExecutor(6) as threads:
        path = "/v1/key-sub-branches"
        answers = list(threads.map(lambda n: head.post(path, body | {"sub_branch": f"kb-{n}"}), range(6)))
    special = body | {"kind": "specialised", "speciality": "car", "sub_branch": "lanshan"}
    head.do(path, special, expect=201)
    twice = head.do(path, special, expect=409)
    nobody = head.do(path, special | {"supporter": "nobody", "speciality": "operating"}, expect=422)

    assert sorted(one.status_code for one in answers) == [201] * 5 + [409]
    assert twice["code"] == "SUPPORTED_ALREADY"
    assert nobody["errors"][0]["pointer"] == "/supporter"
    named = next(one.json() for one in answers if one.status_code == 201)
    at = f"{path}/{named['id']}"
    ended = head.do(f"{at}/withdraw", {"reason": "到期"}, headers={"If-Match": '"1"'}, expect=200)
    assert ended["state"] == "withdrawn"
    late = next(n for n in range(6) if answers[n].status_code == 409)
    head.do(path, body | {"sub_branch": f"kb-{late}"}, expect=201)


@pytest.mark.parametrize(
    ("subject", "key"), [("outlet", "lanshan"), ("sub_branch", "nowhere"), ("account_manager", "x")]
)
def test_a_target_is_of_somebody_who_is_there(service: Running, subject: str, key: str) -> None:
    problem = target(service, subject, key, QUARTER, "1.00", expect=422)

    assert problem["errors"][0]["pointer"] == "/key"


def test_products_are_graded_by_the_policy(service: Running) -> None:
    """T7."""
    grades = {one["product"]: one["grade"] for one in service.staff("ls-manager-1").see("/v1/product-grades")}

    assert (grades["housing"], grades["consumption"], grades["home_equity"]) == ("promote", "develop", "prudent")
