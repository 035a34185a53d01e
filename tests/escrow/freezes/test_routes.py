"""Court freezes through the running service (domain E13)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.support.building import (
    House,
    approved_plan,
    ask,
    person,
    receive,
    reference,
    supervised_project,
    today,
    unmet,
)
from tests.support.running import Running


def order(house: House) -> dict[str, Any]:
    paper = house.staff("corporate").document("court order")
    return {"authority": "Court", "order_no": reference("FZ"), "frozen_on": f"{today()}", "document_id": paper}


def lifting(house: House) -> dict[str, Any]:
    return {"order_no": reference("JD"), "document_id": house.staff("branch-head").document("court order")}


def frozen_house(escrow: Running) -> tuple[House, tuple[str, dict[str, Any]]]:
    house = supervised_project(escrow)
    receive(house, "9000000.00")
    payable = approved_plan(house, "500000.00")
    house.staff("corporate").do(f"{house.at}/freeze", order(house))
    return house, payable


def test_while_frozen_own_works_are_paid_with_the_authoritys_approval_and_nothing_else(escrow: Running) -> None:
    """E13."""
    house, payable = frozen_house(escrow)
    refused = ask(house, *payable, "1000.00", expect=422)
    letter = house.staff("manager-1").document("approval of the housing authority")
    ask(house, *payable, "1000.00", authority_document_id=letter)

    assert unmet(refused) == {"ACCOUNT_NOT_FROZEN"}


def test_a_freeze_is_lifted_by_another_person_and_payments_go_on(escrow: Running) -> None:
    """E13, O3."""
    house, payable = frozen_house(escrow)
    again = house.staff("corporate").do(f"{house.at}/freeze", order(house), expect=409)
    own = house.staff("corporate").do(f"{house.at}/unfreeze", lifting(house), expect=403)
    lifted = house.staff("branch-head").do(f"{house.at}/unfreeze", lifting(house))
    nothing = house.staff("branch-head").do(f"{house.at}/unfreeze", lifting(house), expect=409)
    ask(house, *payable, "1000.00")

    assert (again["code"], own["code"]) == ("PROJECT_FROZEN", "MAKER_IS_CHECKER")
    assert (lifted["state"], lifted["lifted_by"]) == ("lifted", "ls-branch-head")
    assert nothing["code"] == "PROJECT_NOT_FROZEN"
    assert house.staff("manager-1").see(f"{house.at}/freezes")["items"] == [lifted]
    assert house.staff("manager-1").see(f"/v1/freezes/{lifted['id']}") == lifted


def test_a_payment_asked_for_before_the_freeze_waits_too(escrow: Running) -> None:
    """E13: a hold is not a way around a court."""
    house = supervised_project(escrow)
    receive(house, "9000000.00")
    payment = ask(house, *approved_plan(house, "500000.00"), "1000.00")
    house.staff("corporate").do(f"{house.at}/freeze", order(house))
    refused = house.staff("personal").do(f"/v1/disbursements/{payment['id']}/confirm", expect=422)

    assert unmet(refused) == {"ACCOUNT_NOT_FROZEN"}
    assert house.balances()["held"] == "1000.00"


def test_of_two_orders_served_at_once_one_freezes(escrow: Running) -> None:
    """E13: the project's version tells the second that it has decided on what is no longer so."""
    house = supervised_project(escrow)
    people = [person(escrow, "corporate_dept") for _ in range(3)]
    etag = {"If-Match": house.staff("manager-1").send("GET", house.at).headers["ETag"]}
    body = order(house)

    def serve(who: Any) -> int:
        return int(who.post(f"{house.at}/freeze", body, headers=etag).status_code)

    with ThreadPoolExecutor(3) as pool:
        found = sorted(pool.map(serve, people))

    assert found == [201, 412, 412]
    assert len(house.staff("manager-1").see(f"{house.at}/freezes")["items"]) == 1
