"""Suspensions over HTTP: proposed by the close, decided and lifted by the city branch (domain G5, O3)."""

import uuid
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from tests.support.acting import as_runtime_role
from tests.support.lending import a_later_date, a_loan, book, close, repay, send_file
from tests.support.running import Running
from tests.support.sql import connected

FAR = date(2035, 1, 20)
DAY = timedelta(days=1)
AT = "/v1/branch-suspensions"


def fill(service: Running, today: date, bad: int, good: int, branch: str = "ls", amount: str = "100.00") -> list[Any]:
    """Loans of a branch, so many of them substandard at the close of that day."""
    late = [a_loan((today - 95 * DAY, amount), branch=branch) for _ in range(bad)]
    sound = [a_loan((FAR, amount), branch=branch) for _ in range(good)]
    send_file(service, "/v1/loan-imports", late + sound)
    return late


def suspensions(service: Running, branch: str = "lanshan") -> Any:
    return service.staff("sz-manager-1").see(AT, sub_branch=branch)["items"]


def suspended(service: Running) -> Any:
    """A sub-branch that was proposed by a close, and is suspended."""
    today = a_later_date(service)
    fill(service, today, bad=5, good=5)
    close(service, today)
    (proposed,) = suspensions(service)
    body = {"decision": "suspend", "reason": "a third of the balance is bad"}
    return service.staff("city").do(f"{AT}/{proposed['id']}/decide", body)


def report(service: Running, suspension: Any, name: str = "ls-branch-head") -> Any:
    body = {"findings": "visits were not made", "measures": "every file looked at again", "document_ref": "R-1"}
    return service.staff(name).post(f"{AT}/{suspension['id']}/rectification-reports", body)


def test_a_close_proposes_a_branch_above_three_percent_and_only_that_one(fresh_collections: Running) -> None:
    """Above, not at, 3 % of the balance; from 10 loans on; once, whatever further closes find."""
    bank = fresh_collections
    today = a_later_date(bank)
    fill(bank, today, bad=4, good=5)  # nine loans are too few to say
    fill(bank, today, bad=1, good=1, branch="sz", amount="3.00")
    fill(bank, today, bad=0, good=9, branch="sz", amount="10.00")
    fill(bank, today, bad=0, good=1, branch="sz", amount="4.00")  # 3.00 of 100.00
    close(bank, today)
    at_the_limit = suspensions(bank) + suspensions(bank, "shizhong")
    fill(bank, today + DAY, bad=0, good=1)
    close(bank, today + DAY)
    close(bank, today + 2 * DAY)
    (proposed,) = suspensions(bank)

    assert at_the_limit == []
    assert suspensions(bank, "shizhong") == []
    assert (proposed["state"], proposed["proposed_by_close"], proposed["as_of"]) == ("proposed", True, f"{today + DAY}")
    assert (proposed["loans"], proposed["bad_loans"]) == (10, 4)
    assert (proposed["balance"], proposed["bad_balance"], proposed["bad_share"]) == ("1000.00", "400.00", "0.4000")
    assert proposed["policy_version"] == "2026-01"


def test_the_city_branch_decides_and_lifts_once_the_branch_has_reported(fresh_collections: Running) -> None:
    bank = fresh_collections
    seen = suspended(bank)
    without = bank.staff("city").post(f"{AT}/{seen['id']}/lift", {"reason": "promised to be good"})
    by_another = report(bank, seen, "sz-branch-head")
    made = report(bank, seen).json()
    by_head = bank.staff("head").post(f"{AT}/{seen['id']}/lift", {"reason": "enough"})
    lifted = bank.staff("city").do(f"{AT}/{seen['id']}/lift", {"reason": "put right"})
    late = report(bank, seen)
    reports = bank.staff("ls-manager-1").see(f"{AT}/{seen['id']}/rectification-reports")["items"]
    others = bank.staff("sz-manager-1").see(f"{AT}/{seen['id']}/rectification-reports")["items"]

    assert (seen["state"], seen["decided_by"], bool(seen["suspended_on"])) == ("suspended", "city", True)
    assert (seen["under_way"], seen["under_way_more"]) == (None, None)  # nobody there to tell
    assert (without.status_code, without.json()["code"]) == (422, "RECTIFICATION_MISSING")
    assert (by_another.status_code, by_head.status_code) == (403, 403)
    assert (lifted["state"], lifted["report_id"], lifted["allowed_actions"]) == ("lifted", made["id"], [])
    assert (late.status_code, late.json()["code"]) == (409, "NOT_SUSPENDED")
    assert ([each["id"] for each in reports], others) == ([made["id"]], [])


def test_after_it_was_lifted_or_declined_a_month_goes_by(fresh_collections: Running) -> None:
    bank = fresh_collections
    today = a_later_date(bank)
    fill(bank, today, bad=5, good=5)
    close(bank, today)
    (first,) = suspensions(bank)
    bank.staff("city").do(f"{AT}/{first['id']}/decide", {"decision": "decline", "reason": "one borrower alone"})
    close(bank, today + 30 * DAY)
    quiet = suspensions(bank)
    close(bank, today + 31 * DAY)
    again = suspensions(bank)

    assert [each["state"] for each in quiet] == ["declined"]
    assert [each["state"] for each in again] == ["proposed", "declined"]


def test_whoever_proposes_does_not_decide_and_a_branch_is_proposed_once(fresh_collections: Running) -> None:
    bank = fresh_collections
    book(bank, a_loan((FAR, "100.00")))
    body = {"sub_branch": "lanshan", "reason": "files were forged"}
    elsewhere = bank.staff("sz-risk").post(AT, body)
    made = bank.staff("ls-risk").do(AT, body)
    again = bank.staff("head").post(AT, body)
    missing = bank.staff("head").post(AT, body | {"sub_branch": "nowhere"})
    by_risk = bank.staff("ls-risk").post(f"{AT}/{made['id']}/decide", {"decision": "suspend", "reason": "x"})

    assert elsewhere.json()["errors"][0]["pointer"] == "/sub_branch"
    assert missing.json()["errors"][0]["code"] == "SUB_BRANCH_UNKNOWN"
    assert (again.status_code, again.json()["code"]) == (409, "SUSPENSION_OPEN")
    assert by_risk.status_code == 403
    assert bank.staff("city").see(f"{AT}/{made['id']}")["allowed_actions"] == ["decide"]
    for change, constraint in [
        ("decided_by = made_by, state = 'declined', ended_on = '2027-01-01'", "branch_suspension_maker_is_not_checker"),
        ("sub_branch = ''", None),
    ]:
        with connected(bank.database.owner_url) as sql, pytest.raises(asyncpg.CheckViolationError) as refused:
            sql.run(f"UPDATE branch_suspension SET {change} WHERE id = $1::uuid", made["id"])
        assert constraint is None or refused.value.constraint_name == constraint


def test_the_author_of_the_report_does_not_lift(fresh_collections: Running) -> None:
    """In the database, whoever asks."""
    bank = fresh_collections
    seen = suspended(bank)
    made = report(bank, seen).json()
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        as_runtime_role(
            bank,
            "UPDATE branch_suspension SET state = 'lifted', ended_on = '2030-01-01', report_id = $2,"
            " reported_by = 'x', lifted_by = 'x' WHERE id = $1",
            uuid.UUID(seen["id"]),
            uuid.UUID(made["id"]),
        )

    assert refused.value.constraint_name == "branch_suspension_reporter_is_not_lifter"


def test_the_sums_of_a_branch_follow_its_loans(fresh_collections: Running) -> None:
    """Booked, repaid, reversed, classed, written off: the kept sums equal a count of the book after each."""
    bank = fresh_collections
    today = a_later_date(bank)
    late = fill(bank, today, bad=3, good=4)
    fill(bank, today, bad=1, good=2, branch="sz", amount="77.00")
    seen = [sums(bank)]
    close(bank, today)
    seen.append(sums(bank))
    paid = repay(bank, late[0], "40.00", today)
    repay(bank, late[1], "100.00", today)
    seen.append(sums(bank))
    bank.staff("core-banking").do(f"/v1/repayments/{paid['id']}/reverse", {"reason": "returned"})
    book(bank, late[2] | {"written_off_on": f"{today}"})
    seen.append(sums(bank))
    close(bank, today + DAY)
    seen.append(sums(bank))

    assert all(kept == counted for kept, counted in seen), seen
    assert seen[1][0]["lanshan"] == (7, 3, 70000, 30000)
    assert seen[-1][0]["lanshan"] == (5, 1, 50000, 10000)


def sums(bank: Running) -> Any:
    """What is kept of each branch, and what a count of the book says."""
    with connected(bank.database.owner_url) as sql:
        sql.run("SELECT set_config('loanops.sub_branch', '*', false), set_config('loanops.outlet', '*', false)")
        kept = sql.rows("SELECT * FROM branch_books()")
        counted = sql.rows(
            "SELECT sub_branch, count(*), count(*) FILTER (WHERE bad), sum(amount)::bigint,"
            " coalesce(sum(amount) FILTER (WHERE bad), 0)::bigint FROM ("
            " SELECT sub_branch, outstanding_principal AS amount,"
            " aged_class IN ('substandard', 'doubtful', 'loss') AS bad FROM loan"
            " WHERE outstanding_principal > 0 AND written_off_on IS NULL) AS l GROUP BY sub_branch"
        )
    return tuple({row[0]: tuple(row)[1:] for row in rows} for rows in (kept, counted))
