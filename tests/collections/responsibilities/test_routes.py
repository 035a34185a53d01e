"""Responsibility by date and transfers over HTTP (domain G3, O3)."""

import uuid
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from services.collections.responsibilities import actions
from tests.support.acting import as_runtime_role, carry_out
from tests.support.building import reference
from tests.support.lending import a_later_date, a_loan, book, close, loan_of, repay, send_file
from tests.support.running import Running

FAR = date(2035, 1, 20)
DAY = timedelta(days=1)
AT = "/v1/responsibility-transfers"


def department(holder: str, **changes: Any) -> dict[str, Any]:
    return a_loan((FAR, "100.00"), account_manager=holder, originated_by="department") | changes


def proposal(holder: str, **changes: Any) -> dict[str, Any]:
    body = {"from_manager": holder, "to_manager": "ls-manager-2", "to_outlet": "ls-2", "reason": "on leave"}
    return body | {"note": "Pays late each spring; call the shop, not the home."} | changes


def propose(collections: Running, holder: str, name: str = "ls-branch-head", **changes: Any) -> Any:
    return collections.staff(name).post(AT, proposal(holder, **changes))


def answer(collections: Running, transfer: Any, verb: str, name: str = "ls-manager-2", **body: Any) -> Any:
    return collections.staff(name).post(f"{AT}/{transfer['id']}/{verb}", body)


def responsible(collections: Running, booked: Any, **asked: Any) -> Any:
    return collections.staff("ls-manager-1").see(f"/v1/loans/{booked['id']}/responsibility", **asked)


def test_a_loan_is_handed_over_once_the_receiver_confirms(collections: Running) -> None:
    today, holder = a_later_date(collections), reference("m")
    close(collections, today)
    loan = department(holder, approved_by="ls-branch-head")
    booked = book(collections, loan)
    made = propose(collections, holder, loan_ids=[booked["id"]]).json()
    before = responsible(collections, booked)["now"]
    confirmed = answer(collections, made, "confirm").json()
    seen = responsible(collections, booked)
    told = collections.staff("ls-manager-1").see(f"/v1/loans/{booked['id']}/timeline")["items"][0]

    assert (made["state"], made["allowed_actions"], before) == ("proposed", ["cancel"], holder)
    assert (confirmed["state"], confirmed["moved"], confirmed["stayed"]) == ("confirmed", 1, 0)
    assert confirmed["effective_on"] == f"{today + DAY}"
    assert (seen["now"], seen["account_manager"], seen["approved_by"]) == ("ls-manager-2", holder, "ls-branch-head")
    assert [(each["account_manager"], each["how"]) for each in seen["periods"]] == [
        (holder, "booked"),
        ("ls-manager-2", "transferred"),
    ]
    assert seen["periods"][1]["note"] == made["note"]
    assert responsible(collections, booked, as_of=f"{today + DAY}")["account_manager"] == "ls-manager-2"
    assert (told["kind"], told["facts"]["was"], told["facts"]["is_now"]) == ("transferred", holder, "ls-manager-2")


def test_only_the_receiver_answers_and_nobody_answers_what_they_proposed(collections: Running) -> None:
    holder = reference("m")
    booked = book(collections, department(holder))
    made = propose(collections, holder, loan_ids=[booked["id"]]).json()
    by_another = answer(collections, made, "confirm", "ls-manager-1")
    elsewhere = propose(collections, holder, loan_ids=[booked["id"]], to_outlet="ls-1").json()
    from_elsewhere = answer(collections, elsewhere, "confirm")
    rejected = answer(collections, made, "reject", reason="too many already").json()
    again = answer(collections, made, "confirm")
    cancelled = answer(collections, elsewhere, "cancel", "ls-branch-head").json()

    assert (by_another.status_code, by_another.json()["code"]) == (403, "NOT_THE_RECEIVER")
    assert (from_elsewhere.status_code, from_elsewhere.json()["code"]) == (422, "RECEIVER_ELSEWHERE")
    assert (rejected["state"], rejected["allowed_actions"]) == ("rejected", [])
    assert again.json()["code"] == "INVALID_STATE"
    assert cancelled["state"] == "cancelled"
    assert responsible(collections, booked)["now"] == holder


def test_what_an_outlet_sold_stays_with_it_alone_or_in_a_portfolio(collections: Running) -> None:
    holder = reference("m")
    sold = book(collections, a_loan((FAR, "100.00"), account_manager=holder))
    others = [book(collections, department(holder)) for _ in range(2)]
    paid = department(holder, instalments=[])
    paid = (
        department(holder)
        | {
            "instalments": [
                {"number": 1, "due_date": "2024-02-01", "principal": "100.00"} | {"interest": "0.00", "paid": "100.00"}
            ]
        }
        | {"matures_on": "2024-02-01"}
    )
    book(collections, paid)
    alone = propose(collections, holder, loan_ids=[others[0]["id"], sold["id"]])
    made = propose(collections, holder, whole_portfolio=True).json()
    confirmed = answer(collections, made, "confirm").json()
    lines = collections.staff("ls-manager-2").see(f"{AT}/{made['id']}/loans")["items"]

    assert (alone.status_code, alone.json()["code"]) == (422, "STAYS_WITH_OUTLET")
    assert alone.json()["loan_ids"] == [sold["id"]]
    assert (confirmed["moved"], confirmed["stayed"]) == (2, 1)
    assert {each["loan_id"]: each["outcome"] for each in lines} == {
        sold["id"]: "stays_with_outlet",
        **{each["id"]: "moved" for each in others},
    }
    assert loan_of(collections, sold)["account_manager"] == holder


def test_bad_proposals_name_the_field_and_change_nothing(collections: Running) -> None:
    holder = reference("m")
    booked = book(collections, department(holder))
    stranger = propose(collections, holder, loan_ids=[booked["id"], str(uuid.uuid4())])
    both = propose(collections, holder, loan_ids=[booked["id"]], whole_portfolio=True)
    to_self = propose(collections, holder, to_manager=holder, whole_portfolio=True)
    nothing = propose(collections, reference("m"), whole_portfolio=True)
    waiting = collections.staff("ls-branch-head").see(AT, from_manager=holder)["items"]

    assert [(each["pointer"], each["code"]) for each in stranger.json()["errors"]] == [("/loan_ids/1", "LOAN_NOT_HELD")]
    assert both.json()["errors"][0]["code"] == "LOANS_OR_PORTFOLIO"
    assert to_self.json()["code"] == "TRANSFER_TO_SELF"
    assert nothing.json()["code"] == "NOTHING_TO_TRANSFER"
    assert waiting == []


def test_another_branch_sees_no_transfer(collections: Running) -> None:
    holder = reference("m")
    booked = book(collections, department(holder))
    made = propose(collections, holder, loan_ids=[booked["id"]]).json()

    assert collections.staff("sz-manager-1").send("GET", f"{AT}/{made['id']}").status_code == 404
    assert propose(collections, holder, "sz-branch-head", whole_portfolio=True).json()["code"] == "NOTHING_TO_TRANSFER"


def test_reports_do_not_take_a_transferred_loan_back_until_core_banking_names_another(collections: Running) -> None:
    holder = reference("m")
    loan = department(holder)
    booked = book(collections, loan)
    answer(collections, propose(collections, holder, loan_ids=[booked["id"]]).json(), "confirm")
    seen = []
    for reported in (holder, "ls-manager-2", holder):
        book(collections, loan | {"account_manager": reported})
        seen.append(responsible(collections, booked)["now"])
    send_file(collections, "/v1/loan-imports", [loan | {"account_manager": "ls-manager-1"}])
    periods = responsible(collections, booked)["periods"]

    assert seen == ["ls-manager-2", "ls-manager-2", holder]
    assert [(each["account_manager"], each["how"]) for each in periods] == [
        (holder, "booked"),
        ("ls-manager-2", "transferred"),
        (holder, "reported"),
        ("ls-manager-1", "reported"),
    ]


def test_an_approver_once_reported_stays(collections: Running) -> None:
    loan = department(reference("m"))
    booked = book(collections, loan)
    book(collections, loan | {"approved_by": "ls-risk"})
    book(collections, loan)
    other = collections.staff("core-banking").post("/v1/loans", loan | {"approved_by": "ls-branch-head"})

    assert responsible(collections, booked)["approved_by"] == "ls-risk"
    assert loan_of(collections, booked)["responsibility"]["approved_by"] == "ls-risk"
    assert (other.json()["code"], other.json()["fields"]) == ("LOAN_HISTORY_FIXED", ["approved_by"])


def test_who_held_it_at_first_arrears_is_known_after_it_changed_hands(collections: Running) -> None:
    """The first close at which it was a day past due; a payment on the day after the due date leaves none."""
    today, holder = a_later_date(collections), reference("m")
    due, later = today + DAY, today + 5 * DAY
    loan = a_loan((due, "100.00"), (later, "100.00"), account_manager=holder, originated_by="department")
    booked = book(collections, loan)
    close(collections, due)
    repay(collections, loan, "100.00", due + DAY)
    close(collections, due + DAY)
    punctual = responsible(collections, booked)["first_arrears_on"]
    close(collections, later + DAY)
    made = propose(collections, holder, loan_ids=[booked["id"]]).json()
    answer(collections, made, "confirm")
    close(collections, later + 2 * DAY)
    seen = responsible(collections, booked)

    assert punctual is None
    assert seen["first_arrears_on"] == f"{later + DAY}"
    assert (seen["at_first_arrears"], seen["now"]) == (holder, "ls-manager-2")


def test_two_transfers_of_a_loan_at_once_move_it_once(collections: Running) -> None:
    holder = reference("m")
    booked = book(collections, department(holder))
    made = [propose(collections, holder, loan_ids=[booked["id"]]).json() for _ in range(2)]

    def confirming(transfer: Any) -> Any:
        async def confirm(work: Any) -> Any:
            work.if_match = "*"
            return await actions.confirm(work, uuid.UUID(transfer["id"]))

        return confirm

    done = carry_out(collections, "ls-manager-2", *(confirming(each) for each in made))
    periods = responsible(collections, booked)["periods"]

    assert sorted(type(each).__name__ for each in done) == ["NothingToTransfer", "TransferOut"]
    assert [each["account_manager"] for each in periods] == [holder, "ls-manager-2"]


def test_the_database_keeps_history_and_the_two_persons_of_a_transfer(collections: Running) -> None:
    holder = reference("m")
    booked = book(collections, department(holder))
    made = propose(collections, holder, loan_ids=[booked["id"]]).json()

    with pytest.raises(asyncpg.CheckViolationError) as refused:
        as_runtime_role(
            collections,
            "UPDATE responsibility_transfer SET state = 'rejected', decided_by = made_by, decided_at = now() "
            "WHERE id = $1",
            uuid.UUID(made["id"]),
        )
    assert refused.value.constraint_name == "responsibility_transfer_maker_is_not_receiver"
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        as_runtime_role(collections, "UPDATE responsibility SET holder = 'nobody'")
