"""The worklist: whose it is, in which order, and what becomes of it (domain C1, C2)."""

from datetime import timedelta
from typing import Any

from tests.support.building import reference
from tests.support.identities import claims_of
from tests.support.lending import a_later_date, a_loan, book, close, repay
from tests.support.running import Running, with_token


def mine(collections: Running, name: str, **filters: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = collections.staff(name).see("/v1/tasks", assignee="me", limit=2, **filters, **cursor)
        found += page["items"]
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}


def test_key_customers_come_first_then_by_priority_and_date(fresh_collections: Running) -> None:
    collections, today = fresh_collections, a_later_date(fresh_collections)
    young = f"{today - timedelta(days=90)}"
    loans = [
        a_loan((today - timedelta(days=1), "100.00")),
        a_loan((today - timedelta(days=1), "500000.00")),
        a_loan((today - timedelta(days=1), "100.00"), disbursed_on=young),
        a_loan((today - timedelta(days=10), "100.00")),
    ]
    booked = [book(collections, loan)["id"] for loan in loans]
    close(collections, today)
    tasks = mine(collections, "ls-manager-1")

    assert [task["loan_id"] for task in tasks] == [booked[place] for place in (1, 2, 3, 0)]
    assert [task["key_customer"] for task in tasks] == [True, False, False, False]
    assert [why["code"] for why in tasks[0]["why"]] == ["KEY_CUSTOMER", "IN_ARREARS"]
    assert [why["code"] for why in tasks[1]["why"]] == ["IN_ARREARS", "FIRST_PAYMENT"]
    assert [task["next_step"] for task in tasks[1:]] == ["reach_borrower", "visit_on_site", "reach_borrower"]
    assert tasks[0]["next_step_text"] == "Reach the borrower"
    before = f"{today + timedelta(days=5)}T00:00:00+08:00"
    soon = mine(collections, "ls-manager-1", due_before=before)
    assert [task["loan_id"] for task in soon] == [booked[place] for place in (1, 2, 0)]
    chinese = collections.staff("ls-manager-1").send(
        "GET", "/v1/tasks", params={"assignee": "me"}, headers={"Accept-Language": "zh-CN"}
    )
    assert chinese.json()["items"][0]["next_step_text"] == "联系借款人催收"


def test_a_task_is_completed_by_whoever_holds_it_and_once(fresh_collections: Running) -> None:
    collections, today = fresh_collections, a_later_date(fresh_collections)
    book(collections, a_loan((today - timedelta(days=1), "100.00")))
    close(collections, today)
    (task,) = mine(collections, "ls-manager-1")
    path = f"/v1/tasks/{task['id']}"
    other = collections.staff("ls-manager-2").do(f"{path}/complete", {}, expect=403)
    done = collections.staff("ls-manager-1").do(f"{path}/complete", {"note": "已电话联系"})
    again = collections.staff("ls-manager-1").do(f"{path}/complete", {}, expect=409)

    assert task["allowed_actions"] == ["complete"]
    assert collections.staff("ls-manager-2").see(path)["allowed_actions"] == []
    assert (other["code"], done["state"], again["code"]) == ("TASK_OF_ANOTHER", "done", "INVALID_STATE")
    assert mine(collections, "ls-manager-1") == []


def test_a_deputy_works_the_list_of_the_one_they_stand_in_for(fresh_collections: Running) -> None:
    """O4: the tasks of both, done in the deputy's own name; with a token of their own they are the other's again."""
    collections, today = fresh_collections, a_later_date(fresh_collections)
    for manager in ("ls-manager-1", "ls-manager-2"):
        book(collections, a_loan((today - timedelta(days=1), "100.00"), account_manager=manager))
    close(collections, today)
    absent = {"sub": "ls-manager-1", "name": "王芳"}
    deputy = with_token(collections, claims_of("ls-manager-2"), deputy_for=absent)
    tasks = {each["assignee"]: each for each in deputy.see("/v1/tasks", assignee="me")["items"]}
    notices = deputy.see("/v1/notices", recipient="me")["items"]
    path = f"/v1/tasks/{tasks['ls-manager-1']['id']}"
    own = collections.staff("ls-manager-2").do(f"{path}/complete", {}, expect=403)
    done = deputy.do(f"{path}/complete", {})

    assert set(tasks) == {"ls-manager-1", "ls-manager-2"}
    assert [task["allowed_actions"] for task in tasks.values()] == [["complete"]] * 2
    assert {each["recipient"] for each in notices} == {"ls-manager-1", "ls-manager-2"}
    assert (own["code"], done["state"], done["ended_by"]) == ("TASK_OF_ANOTHER", "done", "ls-manager-2")
    assert [task["assignee"] for task in mine(collections, "ls-manager-2")] == ["ls-manager-2"]


def test_what_is_needless_is_dropped_and_what_moves_goes_along(fresh_collections: Running) -> None:
    collections, today = fresh_collections, a_later_date(fresh_collections)
    loans = [a_loan((today - timedelta(days=1), "100.00")) for _ in range(2)]
    booked = [book(collections, loan)["id"] for loan in loans]
    close(collections, today)
    repay(collections, loans[0], "100.00", today)
    book(collections, loans[1] | {"account_manager": "ls-manager-2"})

    assert mine(collections, "ls-manager-1") == []
    assert [task["loan_id"] for task in mine(collections, "ls-manager-2")] == [booked[1]]
    dropped = collections.staff("ls-manager-1").see("/v1/tasks", state="dropped")["items"]
    assert [task["loan_id"] for task in dropped] == [booked[0]]


def test_everybody_is_told_what_a_close_has_put_before_them(fresh_collections: Running) -> None:
    """C1: the news reaches the responsible account manager at once."""
    collections, today = fresh_collections, a_later_date(fresh_collections)
    for days in (1, 1, 4):
        book(collections, a_loan((today - timedelta(days=days), "100.00")))
    close(collections, today)
    close(collections, today + timedelta(days=2))
    manager = collections.staff("ls-manager-1").see("/v1/notices", recipient="me")["items"]
    outlet = collections.staff("ls-outlet").see("/v1/notices", recipient="me")["items"]
    events = collections.staff("auditor").see("/v1/audit-events", limit=200)["items"]
    told = [each["data"] for each in events if each["action"] == "notice.send"]

    got = [(each["business_date"], each["assigned"], each["late"]) for each in reversed(manager)]
    assert got == [(f"{today}", 3, 0), (f"{today + timedelta(days=2)}", 3, 2)]
    assert [(each["business_date"], each["sent_up"]) for each in outlet] == [(f"{today + timedelta(days=2)}", 2)]
    assert {each["business_date"] for each in told} == {f"{today}", f"{today + timedelta(days=2)}"}


def test_a_whole_outlets_worklist_is_seen_by_those_above(fresh_collections: Running) -> None:
    """O1."""
    collections, today = fresh_collections, a_later_date(fresh_collections)
    for outlet in ("ls-1", "ls-2"):
        book(collections, a_loan((today - timedelta(days=1), "100.00"), outlet=outlet))
    close(collections, today)
    see = {name: collections.staff(name).see for name in ("ls-outlet", "ls-branch-head", "sz-branch-head", "head")}

    assert len(see["ls-outlet"]("/v1/tasks")["items"]) == 1
    assert len(see["ls-branch-head"]("/v1/tasks")["items"]) == 2
    assert len(see["ls-branch-head"]("/v1/tasks", outlet="ls-2")["items"]) == 1
    assert see["sz-branch-head"]("/v1/tasks")["items"] == []
    assert len(see["head"]("/v1/tasks", sub_branch="lanshan")["items"]) == 2


def test_the_worklist_turns_its_pages_as_the_list_of_everybody_does(collections: Running) -> None:
    """C1: page after page the same tasks in the same order, whoever holds them, and none twice."""
    today = a_later_date(collections)
    manager = f"ls-manager-{reference('m')[-6:]}"
    for amount in ("100.00", "600000.00", "200.00", "700000.00", "300.00"):
        book(collections, a_loan((today - timedelta(days=1), amount), account_manager=manager))
    close(collections, today)
    head = collections.staff("ls-branch-head")
    pages, cursor = [], None
    while True:
        given = {"cursor": cursor} if cursor else {}
        page = head.see("/v1/tasks", assignee=manager, limit=2, **given)
        pages.append([task["id"] for task in page["items"]])
        cursor = page["next_cursor"]
        if cursor is None:
            break
    whole = head.see("/v1/tasks", assignee=manager, outlet="ls-1", limit=200)["items"]
    due = head.see("/v1/tasks", assignee=manager, due_before=whole[0]["due_at"])["items"]
    foreign = head.see("/v1/tasks", assignee="ls-manager-2", cursor=given["cursor"], limit=2, expect=422)

    assert [len(page) for page in pages] == [2, 2, 1]
    assert [task for page in pages for task in page] == [task["id"] for task in whole]
    assert [task["key_customer"] for task in whole] == [True, True, False, False, False]
    assert due == []
    assert foreign["errors"][0]["code"] == "FOREIGN_CURSOR"
