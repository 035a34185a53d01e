"""Milestones and their confirmations over HTTP (domain E10, O1, O3)."""

import asyncio
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from chassis.clock import business_date, system_clock
from tests.support.building import MILESTONES, agreed_project, person
from tests.support.running import Running


@pytest.fixture
def project(escrow: Running) -> str:
    return f"/v1/projects/{agreed_project(escrow)['id']}"


def put(escrow: Running, project: str, stages: list[dict[str, str]], expect: int = 200) -> Any:
    answer = escrow.staff("ls-manager-1").send("PUT", f"{project}/milestones", json={"milestones": stages})
    assert answer.status_code == expect, answer.text
    return answer.json()


def proof(escrow: Running, **changes: Any) -> dict[str, Any]:
    return {"on": "2026-04-02", "document_ids": [escrow.staff("ls-corporate").document("photo")]} | changes


def open_account(escrow: Running, project: str) -> str:
    number = f"37{uuid.uuid4().int % 10**14:014d}"
    return str(escrow.staff("ls-manager-1").do(f"{project}/accounts", {"account_no": number})["id"])


def retained_in(escrow: Running, account: str) -> str:
    return str(escrow.staff("ls-manager-1").see(f"/v1/accounts/{account}")["balances"]["retained"])


def test_the_list_is_set_shown_in_order_and_each_can_be_read(escrow: Running, project: str) -> None:
    """E10."""
    found = put(escrow, project, MILESTONES)["milestones"]
    manager = escrow.staff("ls-manager-1")

    assert [{name: each[name] for name in MILESTONES[0]} for each in found] == MILESTONES
    assert [each["position"] for each in found] == [1, 2, 3, 4]
    assert {each["state"] for each in found} == {"planned"}
    assert manager.see(f"{project}/milestones") == {"items": found, "next_cursor": None}
    assert manager.see(f"/v1/milestones/{found[2]['id']}") == found[2]
    first = manager.see(f"{project}/milestones", limit=3)
    rest = manager.see(f"{project}/milestones", limit=3, cursor=first["next_cursor"])
    assert first["items"] + rest["items"] == found


def test_a_new_list_keeps_the_ids_of_the_codes_that_stay_and_of_those_that_come_back(
    escrow: Running, project: str
) -> None:
    before = put(escrow, project, MILESTONES)["milestones"]
    shorter = put(escrow, project, [MILESTONES[0], MILESTONES[3]])["milestones"]
    gone = f"/v1/milestones/{before[1]['id']}"
    escrow.staff("ls-manager-1").see(gone, expect=404)
    after = put(escrow, project, MILESTONES)["milestones"]

    assert [each["id"] for each in shorter] == [before[0]["id"], before[3]["id"]]
    assert [each["id"] for each in after] == [each["id"] for each in before]
    assert escrow.staff("ls-manager-1").see(gone)["position"] == 2


def test_the_same_list_again_changes_nothing(escrow: Running, project: str) -> None:
    before = put(escrow, project, MILESTONES)["milestones"]
    again = put(escrow, project, MILESTONES)["milestones"]
    events = escrow.staff("ls-manager-1").see("/v1/audit-events", resource=before[0]["id"])["items"]

    assert again == before
    assert [event["action"] for event in events] == ["milestone.set"]


def test_a_list_whose_shares_go_the_wrong_way_is_refused_by_pointer(escrow: Running, project: str) -> None:
    """E10."""
    wrong = [MILESTONES[0], MILESTONES[1] | {"progress_share": "0.2000", "retained_share": "0.7001"}]
    problem = put(escrow, project, wrong, expect=422)

    assert [(fault["pointer"], fault["code"]) for fault in problem["errors"]] == [
        ("/milestones/1/progress_share", "PROGRESS_NOT_RISING"),
        ("/milestones/1/retained_share", "RETAINED_SHARE_RISES"),
    ]
    above = put(escrow, project, [MILESTONES[0] | {"retained_share": "1.0001"}], expect=422)
    assert above["errors"][0]["pointer"] == "/milestones/0/retained_share"
    assert escrow.staff("ls-manager-1").see(f"{project}/milestones")["items"] == []


def test_a_milestone_is_confirmed_once_both_departments_have(escrow: Running, project: str) -> None:
    """E10."""
    at = f"/v1/milestones/{put(escrow, project, MILESTONES)['milestones'][0]['id']}"
    corporate, personal = escrow.staff("ls-corporate"), escrow.staff("ls-personal")
    assert corporate.see(at)["allowed_actions"] == ["confirm"]
    first = corporate.do(f"{at}/confirmations", proof(escrow))
    assert (corporate.see(at)["allowed_actions"], personal.see(at)["allowed_actions"]) == ([], ["confirm"])
    second = personal.do(f"{at}/confirmations", proof(escrow), expect=201)

    assert (first["state"], second["state"]) == ("planned", "confirmed")
    assert [(each["department"], each["by"], each["on"]) for each in second["confirmations"]] == [
        ("corporate", "ls-corporate", "2026-04-02"),
        ("personal", "ls-personal", "2026-04-02"),
    ]
    listed = personal.see(f"{at}/confirmations")["items"]
    assert listed == list(reversed(second["confirmations"]))


def test_two_departments_at_the_same_moment_confirm_it_together(escrow: Running, project: str) -> None:
    """E10: whichever comes second sees the first."""
    at = f"/v1/milestones/{put(escrow, project, MILESTONES)['milestones'][0]['id']}"
    people = [escrow.staff("ls-corporate"), escrow.staff("ls-personal")]
    body = proof(escrow)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda who: who.do(f"{at}/confirmations", body, expect=201), people))

    assert sorted(answer["state"] for answer in answers) == ["confirmed", "planned"]
    assert people[0].see(at)["state"] == "confirmed"


def test_each_confirmed_milestone_lowers_what_must_stay_in_the_account(escrow: Running) -> None:
    """E10, contract section 3: the whole supervised amount before the first, the full figure even above the total."""
    project = f"/v1/projects/{agreed_project(escrow, supervised_amount='9999999.99')['id']}"
    stages = put(escrow, project, MILESTONES)["milestones"]
    account = open_account(escrow, project)
    retained = [retained_in(escrow, account)]
    for stage in stages[:2]:
        for department in ("corporate", "personal"):
            escrow.staff(f"ls-{department}").do(f"/v1/milestones/{stage['id']}/confirmations", proof(escrow))
            retained.append(retained_in(escrow, account))

    assert retained == ["9999999.99", "9999999.99", "6999999.99", "6999999.99", "4000000.00"]


def test_an_account_opened_late_retains_what_the_milestones_say_by_then(escrow: Running, project: str) -> None:
    """E10."""
    at = f"/v1/milestones/{put(escrow, project, MILESTONES)['milestones'][0]['id']}/confirmations"
    for department in ("corporate", "personal"):
        escrow.staff(f"ls-{department}").do(at, proof(escrow))

    assert retained_in(escrow, open_account(escrow, project)) == "7000000.00"


def test_a_department_confirms_once(escrow: Running, project: str) -> None:
    at = f"/v1/milestones/{put(escrow, project, MILESTONES)['milestones'][0]['id']}/confirmations"
    escrow.staff("ls-corporate").do(at, proof(escrow))
    colleague = person(escrow, "corporate_dept")

    assert escrow.staff("ls-corporate").do(at, proof(escrow), expect=409)["code"] == "DEPARTMENT_HAS_CONFIRMED"
    assert colleague.do(at, proof(escrow), expect=409)["code"] == "DEPARTMENT_HAS_CONFIRMED"


def test_milestones_are_confirmed_in_list_order(escrow: Running, project: str) -> None:
    """E10."""
    stages = put(escrow, project, MILESTONES)["milestones"]
    second = f"/v1/milestones/{stages[1]['id']}/confirmations"
    escrow.staff("ls-corporate").do(f"/v1/milestones/{stages[0]['id']}/confirmations", proof(escrow))
    early = escrow.staff("ls-corporate").do(second, proof(escrow), expect=409)
    escrow.staff("ls-personal").do(f"/v1/milestones/{stages[0]['id']}/confirmations", proof(escrow))

    assert early["code"] == "MILESTONE_OUT_OF_ORDER"
    escrow.staff("ls-corporate").do(second, proof(escrow), expect=201)


def test_a_confirmed_milestone_is_not_changed_preceded_or_dropped(escrow: Running, project: str) -> None:
    """E10, contract section 3."""
    at = f"/v1/milestones/{put(escrow, project, MILESTONES)['milestones'][0]['id']}/confirmations"
    for department in ("corporate", "personal"):
        escrow.staff(f"ls-{department}").do(at, proof(escrow))
    earlier = {**MILESTONES[0], "code": "clearing", "progress_share": "0.1000"}

    for wrong in (
        [MILESTONES[0] | {"retained_share": "0.6000"}, *MILESTONES[1:]],
        [MILESTONES[0] | {"planned_date": "2026-04-30"}, *MILESTONES[1:]],
        [earlier, *MILESTONES],
        MILESTONES[1:],
    ):
        assert put(escrow, project, wrong, expect=409)["code"] == "MILESTONE_CONFIRMED"
    assert put(escrow, project, MILESTONES[:1])["milestones"][0]["state"] == "confirmed"


def test_a_first_confirmation_counts_only_for_the_milestone_as_it_was(escrow: Running, project: str) -> None:
    """E10, O3: nobody's word stands under what they have not seen."""
    kept, changed = (
        [MILESTONES[0], MILESTONES[1] | {"retained_share": "0.3000"}],
        [MILESTONES[0] | {"retained_share": "0.8000"}],
    )
    at = f"/v1/milestones/{put(escrow, project, MILESTONES)['milestones'][0]['id']}"
    escrow.staff("ls-corporate").do(f"{at}/confirmations", proof(escrow))

    assert len(put(escrow, project, kept)["milestones"][0]["confirmations"]) == 1
    assert put(escrow, project, changed)["milestones"][0]["confirmations"] == []
    assert escrow.staff("ls-personal").do(f"{at}/confirmations", proof(escrow))["state"] == "planned"
    assert escrow.staff("ls-corporate").do(f"{at}/confirmations", proof(escrow))["state"] == "confirmed"


def test_a_confirmation_has_proof_and_a_day_that_has_come(escrow: Running, project: str) -> None:
    at = f"/v1/milestones/{put(escrow, project, MILESTONES)['milestones'][0]['id']}/confirmations"
    tomorrow = f"{business_date(system_clock()) + timedelta(days=1)}"
    corporate = escrow.staff("ls-corporate")

    for wrong, pointer in (
        (proof(escrow, document_ids=[]), "/document_ids"),
        (proof(escrow, document_ids=[str(uuid.uuid4())]), "/document_ids/0"),
        (proof(escrow, on=tomorrow), "/on"),
    ):
        assert [fault["pointer"] for fault in corporate.do(at, wrong, expect=422)["errors"]] == [pointer]
    corporate.do(at, proof(escrow, on=f"{business_date(system_clock())}"), expect=201)


def test_who_set_a_milestone_or_speaks_for_both_departments_does_not_confirm_it(escrow: Running, project: str) -> None:
    """O3, for somebody who holds more than one role."""
    both = person(escrow, "account_manager", "corporate_dept")
    stages = both.send("PUT", f"{project}/milestones", json={"milestones": MILESTONES}).json()["milestones"]
    at = f"/v1/milestones/{stages[0]['id']}"

    assert both.see(at)["allowed_actions"] == []
    assert both.do(f"{at}/confirmations", proof(escrow), expect=403)["code"] == "MAKER_IS_CHECKER"
    two = person(escrow, "corporate_dept", "personal_dept")
    assert two.do(f"{at}/confirmations", proof(escrow), expect=403)["code"] == "DEPARTMENT_UNCLEAR"
    escrow.staff("ls-manager-2").do(f"{at}/confirmations", proof(escrow), expect=403)


def test_another_sub_branch_finds_neither_list_nor_milestone(escrow: Running, project: str) -> None:
    """O1."""
    at = f"/v1/milestones/{put(escrow, project, MILESTONES)['milestones'][0]['id']}"
    other = escrow.staff("sz-manager-1")

    other.see(f"{project}/milestones", expect=404)
    other.see(at, expect=404)
    other.see(f"{at}/confirmations", expect=404)
    escrow.staff("sz-corporate").do(f"{at}/confirmations", proof(escrow), expect=404)
    assert other.send("PUT", f"{project}/milestones", json={"milestones": MILESTONES}).status_code == 404


def test_the_database_itself_refuses_makers_one_person_twice_and_changes(escrow: Running, project: str) -> None:
    """O3, E10."""
    made = put(escrow, project, MILESTONES)["milestones"][0]
    insert = (
        "INSERT INTO milestone_confirmation (id, milestone_id, revision, department, confirmed_on, document_ids, "
        "documents, made_by, made_at, sub_branch, outlet) "
        "SELECT gen_random_uuid(), id, revision + $4, $2, current_date, ARRAY[gen_random_uuid()], '{}', $3, now(), "
        "sub_branch, outlet FROM milestone WHERE id = $1"
    )
    confirm = "UPDATE milestone SET state = 'confirmed' WHERE id = $1"

    async def attempt() -> None:
        connection = await asyncpg.connect(escrow.database.runtime_url)
        try:
            await connection.execute(
                "SELECT set_config('loanops.sub_branch', '*', false), set_config('loanops.outlet', '*', false)"
            )
            milestone = uuid.UUID(made["id"])
            for by, revision in (("ls-manager-1", 0), ("ls-corporate", 1)):
                with pytest.raises(asyncpg.CheckViolationError, match="by others than its maker"):
                    await connection.execute(insert, milestone, "corporate", by, revision)
            await connection.execute(insert, milestone, "corporate", "somebody", 0)
            with pytest.raises(asyncpg.UniqueViolationError, match="two_persons"):
                await connection.execute(insert, milestone, "personal", "somebody", 0)
            with pytest.raises(asyncpg.UniqueViolationError, match="once_per_department"):
                await connection.execute(insert, milestone, "corporate", "somebody else", 0)
            with pytest.raises(asyncpg.CheckViolationError, match="by both departments"):
                await connection.execute(confirm, milestone)
            await connection.execute(insert, milestone, "personal", "somebody else", 0)
            await connection.execute(confirm, milestone)
            with pytest.raises(asyncpg.CheckViolationError, match="never changed"):
                await connection.execute("UPDATE milestone SET retained_share = 0 WHERE id = $1", milestone)
            for forbidden in ("DELETE FROM milestone", "UPDATE milestone_confirmation SET made_by = 'x'"):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(forbidden)
        finally:
            await connection.close()

    asyncio.run(attempt())
