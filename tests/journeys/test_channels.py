"""Two stories of the channels: a partner's lead becomes a loan with two products more, and a sub-branch that slips is
written to (domain T4, T5, T6)."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from chassis.db import Database
from services.customer.performance.actions import freeze_ended
from services.customer.performance.rules import period_before
from tests.customer.channels.test_routes import a_booking, a_lead, a_partner, move
from tests.customer.conftest import customer_service
from tests.customer.making import known, report
from tests.customer.performance.test_routes import LS, SZ, lend, share, target
from tests.support.building import today
from tests.support.running import Running


@pytest.fixture
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with customer_service(tmp_path_factory.mktemp("customer")) as service:
        yield service


def test_a_partners_lead_becomes_a_loan_with_two_products(bank: Running) -> None:
    """T4, T5, T6: the dealer's customer goes to the department, is given to a manager, comes on the books, borrows, and
    takes two products up; the manager's results, the outlet's bulletin and the ranking say so."""
    core, manager, department = (bank.staff(name) for name in ("core-banking", "ls-manager-1", "ls-personal"))
    partner = a_partner(bank)
    news = {"outlet": "ls-1", "title": "车市", "text": "车展月底举行", "partner_id": partner["id"]}
    bank.staff("ls-outlet").do("/v1/market-notes", news, expect=201)
    lead = a_lead(bank, partner_id=partner["id"])
    assert lead["routed_to"] == "personal_dept"
    (waiting,) = department.see("/v1/leads", state="new")["items"]
    move(bank, waiting, "assign", {"account_manager": "ls-manager-1", "reason": "汽车贷款"}, "ls-personal")
    move(bank, lead, "contact", {"note": "约定到店面签"})
    customer = core.do("/v1/customers", report(), expect=201)
    core.send("PUT", f"/v1/customers/{customer['id']}/facts", json=known()).raise_for_status()
    booking = a_booking(bank, customer)
    for offered in booking["offers"][:2]:
        manager.do(f"/v1/offers/{offered['id']}/respond", {"response": "accepted"})
    became = {"customer_id": customer["id"], "loan_booking_id": booking["id"], "reason": "签约放款"}
    converted = move(bank, lead, "convert", became)
    month = f"{today():%Y-%m}"
    (mine,) = manager.see("/v1/cross-sell-results", scope="account_manager", key="ls-manager-1", period=month)["items"]
    bulletin = bank.staff("city").do("/v1/bulletins", {"month": month}, expect=201)
    (outlet,) = [one for one in bulletin["outlets"] if one["outlet"] == "ls-1"]
    ranking = bank.staff("city").do("/v1/rankings", {"period": month[:4], "subject": "account_manager"}, expect=201)

    assert (converted["state"], converted["customer_id"]) == ("converted", customer["id"])
    assert (mine["loans"], mine["products_taken_up"], mine["products_per_loan"]) == (1, 2, "2.00")
    assert (outlet["loans"], outlet["new_lending"], outlet["products_taken_up"]) == (1, "120000.00", 2)
    assert outlet["added_contribution"] == mine["added_contribution"] != "0.00"
    assert [(one["key"], one["place"]) for one in ranking["entries"]] == [("ls-manager-1", 1)]
    history = manager.see("/v1/audit-events", resource=lead["id"])["items"]
    assert [one["action"] for one in reversed(history)] == ["lead.enter", "lead.assign", "lead.contact", "lead.convert"]


def test_a_sub_branch_that_slips_is_written_to_by_itself_and_answers(bank: Running) -> None:
    """T6: the quarter is over, nobody asks for anything: the worker ranks, the letters follow, the head of the branch
    reads them on paper and answers, and head office sees the answers."""
    over = period_before(f"{today().year}-Q{(today().month + 2) // 3}")
    before = period_before(over)
    day = {period: f"{period[:4]}-{int(period[-1]) * 3 - 1:02}-10" for period in (over, before)}
    lend(bank, LS, "900000.00", day[before])
    lend(bank, SZ, "500000.00", day[before])
    lend(bank, LS, "300000.00", day[over])
    lend(bank, SZ, "600000.00", day[over])
    target(bank, "sub_branch", "lanshan", over, "1000000.00")
    target(bank, "sub_branch", "shizhong", over, "500000.00")
    share(bank, "lanshan", before, "900000.00", ["100000.00"])
    share(bank, "lanshan", over, "300000.00", ["900000.00", "500000.00", "400000.00"])
    for _ in range(2):
        frozen_by_the_clock(bank)
    head = bank.staff("ls-branch-head")
    letters = {one["kind"]: one for one in head.see("/v1/notices", quarter=over)["items"]}
    paper = head.send("GET", f"/v1/notices/{letters['reminder']['id']}/paper", headers={"Accept-Language": "zh-CN"})
    for letter in letters.values():
        head.do(f"/v1/notices/{letter['id']}/acknowledge", {"reply": "已约谈，措施另报"}, expect=200)
    seen = bank.staff("head").see("/v1/notices", quarter=over)["items"]
    (ranking,) = bank.staff("head").see("/v1/rankings", period=over, subject="sub_branch")["items"]
    proof = bank.staff("auditor").see(f"/v1/rankings/{ranking['id']}/recomputation")

    assert set(letters) == {"reminder", "admonition"}
    assert letters["reminder"]["causes"] == ["BEHIND_TARGET", "RANK_FELL", "SHARE_FELL"]
    assert letters["admonition"]["figures"]["market_share_rank"] == 4
    assert "完成率30.00%" in paper.text
    assert {(one["sub_branch"], one["state"]) for one in seen} == {("lanshan", "acknowledged")}
    assert len(seen) == 2
    assert proof == {"id": ranking["id"], "digest_agrees": True, "places_agree": True, "notices_agree": True}


def frozen_by_the_clock(bank: Running) -> None:
    """The worker's timed job, some days after the quarter's end."""
    quarter = today().replace(month=(today().month - 1) // 3 * 3 + 1, day=1)

    async def run() -> None:
        database = Database(bank.settings)
        try:
            await freeze_ended(database, bank.clock() - timedelta(days=(today() - quarter).days - 10))
        finally:
            await database.close()

    asyncio.run(run())
