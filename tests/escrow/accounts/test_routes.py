"""Supervised accounts over HTTP (domain E2, E3)."""

from concurrent.futures import ThreadPoolExecutor

from tests.support.building import agreed_project, assessed_project, receive, supervised_project, today
from tests.support.running import Running


def test_no_supervised_account_without_a_signed_agreement(escrow: Running) -> None:
    """E2."""
    project = assessed_project(escrow)
    problem = escrow.staff("ls-manager-1").do(
        f"/v1/projects/{project['id']}/accounts", {"account_no": "3700000000000001"}, expect=409
    )

    assert problem["code"] == "NO_SIGNED_AGREEMENT"


def test_a_project_has_one_supervised_account_however_many_ask_at_once(escrow: Running) -> None:
    """E3."""
    project = agreed_project(escrow)
    manager = escrow.staff("ls-manager-1")

    def open_account(number: int) -> int:
        body = {"account_no": f"{project['id'].replace('-', '')[:8].encode().hex()[:14]}{number:02d}"}
        return manager.post(f"/v1/projects/{project['id']}/accounts", body).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(open_account, range(8)))

    assert sorted(answers) == [201] + [409] * 7
    assert manager.see(f"/v1/projects/{project['id']}")["state"] == "supervised"


def test_a_new_account_is_empty_and_what_is_retained_may_exceed_what_is_there(escrow: Running) -> None:
    """E10: 70 % of ten million is retained after the first milestone; what is available is never below zero."""
    house = supervised_project(escrow)

    assert house.balances() == {"total": "0.00", "held": "0.00", "retained": "7000000.00", "available": "0.00"}


def test_entries_are_signed_with_the_balance_after_each_newest_first(escrow: Running) -> None:
    """E3."""
    house = supervised_project(escrow)
    receive(house, "100.00", value_date="2026-02-01")
    receive(house, "50.50")
    manager = house.staff("manager-1")
    entries = manager.see(f"/v1/accounts/{house.account}/entries")["items"]

    assert [(e["number"], e["amount"], e["balance"], e["kind"]) for e in entries] == [
        (2, "50.50", "150.50", "receive"),
        (1, "100.00", "100.00", "receive"),
    ]
    early = manager.see(f"/v1/accounts/{house.account}/entries", as_of="2026-02-01")["items"]
    assert [e["amount"] for e in early] == ["100.00"]
    assert entries[0]["value_date"] == f"{today()}"
