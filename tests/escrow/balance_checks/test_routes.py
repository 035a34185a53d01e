"""The account's total beside core banking's books, through the running service (domain E14)."""

from datetime import timedelta
from typing import Any

from tests.support.building import House, approved_plan, ask, receive, supervised_project, today, unmet
from tests.support.running import Running


def check(house: House, balance: str, **more: Any) -> Any:
    path = f"/v1/accounts/{house.account}/balance-checks"
    return house.escrow.staff("core-banking").do(path, {"balance": balance} | more)


def test_a_difference_stops_payments_until_it_is_explained(escrow: Running) -> None:
    """E14."""
    house = supervised_project(escrow)
    receive(house, "9000000.00")
    payable = approved_plan(house, "500000.00")
    found = check(house, "9000000.01")
    refused = ask(house, *payable, "1000.00", expect=422)
    alerts = house.staff("manager-1").see("/v1/alerts", project_id=house.project["id"])["items"]
    at = f"/v1/balance-checks/{found['id']}"
    explained = house.staff("payments").do(f"{at}/explain", {"explanation": "interest posted by core banking"})
    house.staff("payments").do(f"{at}/explain", {"explanation": "again"}, expect=409)
    ask(house, *payable, "1000.00")

    assert (found["state"], found["difference"]) == ("differing", "0.01")
    assert unmet(refused) == {"BALANCE_AGREES"}
    assert [(alert["kind"], alert["state"]) for alert in alerts] == [("BALANCE_DIFFERS", "open")]
    assert (explained["state"], explained["explained_by"]) == ("explained", "ls-payments")
    assert house.staff("manager-1").see(f"/v1/alerts/{alerts[0]['id']}")["state"] == "lifted"


def test_a_later_check_that_agrees_lets_payments_go_on(escrow: Running) -> None:
    """E14: it fails only while the latest check shows an unexplained difference."""
    house = supervised_project(escrow)
    receive(house, "9000000.00")
    payable = approved_plan(house, "500000.00")
    check(house, "1.00")
    agreeing = check(house, "9000000.00")
    ask(house, *payable, "1000.00")
    earlier = check(house, "7.00", as_of=f"{today() - timedelta(days=1)}")
    ask(house, *payable, "1000.00")

    assert agreeing["state"] == "agreeing"
    assert (earlier["ledger_balance"], earlier["state"]) == ("0.00", "differing")


def test_the_total_of_a_day_counts_what_had_its_value_by_then(escrow: Running) -> None:
    """E14."""
    house = supervised_project(escrow)
    yesterday = f"{today() - timedelta(days=1)}"
    receive(house, "100.00", value_date=yesterday)
    receive(house, "20.00")

    assert check(house, "100.00", as_of=yesterday)["state"] == "agreeing"
    assert check(house, "120.00")["state"] == "agreeing"
    core, path = escrow.staff("core-banking"), f"/v1/accounts/{house.account}/balance-checks"
    answer = core.do(path, {"balance": "1.00", "as_of": "2999-01-01"}, expect=422)
    assert answer["errors"][0]["code"] == "DATE_IN_THE_FUTURE"
