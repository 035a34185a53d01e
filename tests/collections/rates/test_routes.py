"""The curve over HTTP: frozen day by day, alerts once a worsening, closed by what they oblige to (domain C5)."""

from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

from tests.support.building import reference
from tests.support.lending import a_loan, book, close, last_close, repay, send_file
from tests.support.running import Running

FAR = date(2035, 1, 20)


def settlement_after(collections: Running) -> date:
    """A 20th that no close has reached yet."""
    last = last_close(collections) or date(2027, 1, 1)
    base = last + timedelta(days=40)
    return date(base.year, base.month, 20)


def a_book(manager: str, settled: date, customers: int, owing: int, outlet: str = "ls-1") -> list[dict[str, Any]]:
    """Loans of so many customers with something due on that 20th, of which some owe it."""
    loans = []
    for place in range(customers):
        loan = a_loan((settled, "100.00"), (FAR, "1.00"), account_manager=manager, outlet=outlet)
        if place >= owing:
            loan["instalments"][0]["paid"] = "100.00"
        loans.append(loan)
    return loans


def rates(collections: Running, scope: str, key: str, month: date, name: str = "head") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = collections.staff(name).see(
        "/v1/arrears-rates", scope=scope, key=key, month=f"{month:%Y-%m}"
    )["items"]
    return items


def test_a_customer_counts_once_and_new_arrears_stand_apart(fresh_collections: Running) -> None:
    collections, settled = fresh_collections, date(2027, 3, 20)
    manager, customer, old = reference("m"), reference("C"), settled - timedelta(days=60)
    book(collections, a_loan((settled, "300.00"), (FAR, "1.00"), account_manager=manager, customer_ref=customer))
    book(collections, a_loan((settled, "100.00"), (FAR, "1.00"), account_manager=manager, customer_ref=customer))
    book(collections, a_loan((old, "50.00"), (settled, "50.00"), (FAR, "1.00"), account_manager=manager))
    not_due = a_loan((settled + timedelta(days=1), "100.00"), account_manager=manager)
    book(collections, not_due)
    paid = a_loan((settled, "500.00"), (FAR, "1.00"), account_manager=manager)
    book(collections, paid)
    repay(collections, paid, "500.00", settled)
    close(collections, settled + timedelta(days=1))
    (day,) = rates(collections, "account_manager", manager, settled)

    assert (day["customers"], day["customers_in_arrears"], day["new_in_arrears"]) == (3, 2, 1)
    assert (day["loans"], day["loans_in_arrears"], day["loan_rate"]) == (4, 3, "0.7500")
    assert (day["rate"], day["amount_rate"]) == ("0.6667", "0.4737")
    assert (day["checkpoint"], day["status"]) == ("settlement", "too_few_loans")
    assert day["interval"]["lower"] < day["rate"] < day["interval"]["upper"]
    assert day["policy_version"] == "2026-01"
    assert [each["customers"] for each in rates(collections, "outlet", "ls-1", settled)] == [3]
    assert [each["customers"] for each in rates(collections, "sub_branch", "lanshan", settled)] == [3]


def test_a_day_is_frozen_and_the_next_one_sees_what_was_paid_booked_or_moved(fresh_collections: Running) -> None:
    collections, settled = fresh_collections, date(2027, 3, 20)
    manager, other = reference("m"), reference("m")
    loans = a_book(manager, settled, 4, 3)
    for loan in loans:
        book(collections, loan)
    close(collections, settled + timedelta(days=1))
    repay(collections, loans[0], "100.00", settled + timedelta(days=1))
    book(collections, loans[1] | {"account_manager": other})
    late = a_book(manager, settled, 1, 1)[0]
    book(collections, late)
    close(collections, settled + timedelta(days=3))
    mine = {each["date"]: each for each in rates(collections, "account_manager", manager, settled)}
    theirs = rates(collections, "account_manager", other, settled)
    days = [f"{settled + timedelta(days=number)}" for number in (1, 2, 3)]

    assert list(mine) == days[::-1]
    assert [(mine[day]["customers"], mine[day]["customers_in_arrears"]) for day in days] == [(4, 3), (4, 2), (4, 2)]
    assert [(each["customers"], each["customers_in_arrears"]) for each in theirs] == [(1, 1), (1, 1)]
    assert [each["checkpoint"] for each in mine.values()] == [None, None, "settlement"]


def test_an_alert_comes_once_a_worsening_and_closes_when_what_it_obliges_to_is_done(
    fresh_collections: Running,
) -> None:
    """C5: `measures` obliges to a plan, `inspection` to visits with reports."""
    collections, settled = fresh_collections, date(2027, 3, 20)
    manager = reference("m")
    send_file(collections, "/v1/loan-imports", a_book(manager, settled, 60, 15))
    counts = close(collections, settled + timedelta(days=1))["counts"]
    head, boss = collections.staff("head"), collections.staff("ls-branch-head")
    (alert,) = head.see("/v1/arrears-alerts", scope="account_manager", key=manager)["items"]
    close(collections, date(2027, 3, 26))
    again = head.see("/v1/arrears-alerts", scope="account_manager", key=manager)["items"]
    path = f"/v1/arrears-alerts/{alert['id']}/actions"
    (plan,) = head.see(path)["items"]
    collections.staff("ls-manager-1").do(f"{path}/{plan['id']}/complete", {"report": "x"}, expect=403)
    extra = boss.do(path, {"kind": "inspection", "owner": "ls-manager-1", "due_on": "2027-04-01", "text": "走访前十户"})
    todo = [t for t in boss.see("/v1/tasks", assignee="me", limit=200)["items"] if t["subject_id"] == plan["id"]]
    boss.do(f"{path}/{plan['id']}/complete", {"report": "已制定整改计划"})
    half = head.see(f"/v1/arrears-alerts/{alert['id']}")
    collections.staff("ls-manager-1").do(f"{path}/{extra['id']}/complete", {"report": "已走访"})
    closed = head.see(f"/v1/arrears-alerts/{alert['id']}")
    close(collections, date(2027, 3, 31))
    worse = head.see("/v1/arrears-alerts", scope="account_manager", key=manager)["items"]

    assert counts["alerts"] == 3  # of the manager, the outlet and the sub-branch
    assert (alert["status"], alert["checkpoint"], alert["obliges"]) == ("measures", "settlement", ["plan"])
    assert [each["id"] for each in again] == [alert["id"]]
    assert (plan["kind"], plan["owner"], plan["due_on"]) == ("plan", "branch_head@lanshan", "2027-03-24")
    assert [(t["kind"], t["next_step"]) for t in todo] == [("alert_action", "make_plan")]
    assert (half["state"], closed["state"]) == ("open", "closed")
    assert [(each["status"], each["state"]) for each in worse] == [("inspection", "open"), ("measures", "closed")]
    late = boss.do(path, {"kind": "plan", "owner": "x", "due_on": "2027-04-01", "text": "x"}, expect=409)
    assert late["code"] == "ALERT_CLOSED"


def test_what_runs_out_of_control_goes_to_the_city_branch(fresh_collections: Running) -> None:
    collections, settled = fresh_collections, date(2027, 3, 20)
    manager = reference("m")
    send_file(collections, "/v1/loan-imports", a_book(manager, settled, 60, 40))
    close(collections, settled + timedelta(days=1))
    city = collections.staff("city")
    (alert,) = city.see("/v1/arrears-alerts", scope="account_manager", key=manager)["items"]
    actions = city.see(f"/v1/arrears-alerts/{alert['id']}/actions")["items"]
    mine = [t["next_step"] for t in city.see("/v1/tasks", assignee="me")["items"]]

    assert alert["status"] == "out_of_control"
    assert {(each["kind"], each["owner"]) for each in actions} == {
        ("plan", "branch_head@lanshan"),
        ("city_review", "city_branch@*"),
    }
    assert mine == ["review_at_city_branch"] * 3


def test_the_month_is_drawn_against_the_benchmark_lines(fresh_collections: Running) -> None:
    collections, settled = fresh_collections, date(2027, 3, 20)
    manager = reference("m") + "<&>"
    send_file(collections, "/v1/loan-imports", a_book(manager, settled, 20, 5))
    close(collections, settled + timedelta(days=4))
    close(collections, date(2027, 3, 31))
    asked = {"scope": "account_manager", "key": manager, "month": "2027-03"}
    drawn = collections.staff("head").send("GET", "/v1/arrears-rates.svg", params=asked)
    chinese = collections.staff("head").send(
        "GET", "/v1/arrears-rates.svg", params=asked, headers={"Accept-Language": "zh-CN"}
    )
    root = ElementTree.fromstring(drawn.text)
    named = [each.get("class", "") for each in root.iter() if each.get("class")]

    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert sum(name.startswith("day ") for name in named) == 8
    assert {name for name in named if name.startswith("benchmark")} == {
        f"benchmark {status}" for status in ("watch", "measures", "inspection", "out_of_control")
    }
    assert "欠息客户率" in chinese.text
    assert "http" not in drawn.text.replace("http://www.w3.org/2000/svg", "")


def test_each_sees_the_rates_of_their_own_part_of_the_bank(fresh_collections: Running) -> None:
    """O1."""
    collections, settled = fresh_collections, date(2027, 3, 20)
    manager = reference("m")
    for loan in a_book(manager, settled, 2, 1):
        book(collections, loan)
    close(collections, settled + timedelta(days=1))

    assert len(rates(collections, "account_manager", manager, settled, "ls-branch-head")) == 1
    assert rates(collections, "account_manager", manager, settled, "sz-branch-head") == []
