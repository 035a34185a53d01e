"""Duplicates: merged, found as one, parted again (contract, section 6)."""

from tests.customer.making import a_customer, put_facts, report
from tests.support.running import Running

PATH = "/v1/customer-merges"
REASON = {"reason": "the same person with an old card"}


def test_a_duplicate_stands_for_the_one_that_stays_and_is_parted_again(service: Running) -> None:
    asked = report()
    kept, double = a_customer(service), service.staff("core-banking").do("/v1/customers", asked, expect=201)
    put_facts(service, double, deposits="300000.00")
    clerk, manager = service.staff("ls-personal"), service.staff("ls-manager-1")
    made = clerk.do(PATH, {"kept_id": kept["id"], "merged_id": double["id"], **REASON}, expect=201)

    assert manager.see(f"/v1/customers/{double['id']}")["merged_into"] == kept["id"]
    found = manager.do("/v1/customers/search", {"id_number": asked["id_number"]}, expect=200)["items"]
    assert [one["id"] for one in found] == [kept["id"]]
    assert put_facts(service, double, expect=409)["code"] == "CUSTOMER_MERGED"
    undone = clerk.do(f"{PATH}/{made['id']}/undo", {"reason": "two people after all"})
    assert (made["state"], undone["state"], undone["undone_by"]) == ("merged", "undone", "ls-personal")
    assert manager.see(f"/v1/customers/{double['id']}")["merged_into"] is None
    assert put_facts(service, double, deposits="300000.00")["tier"] == "potential_high_end"
    history = service.staff("auditor").see("/v1/audit-events", resource=double["id"])["items"]
    assert [one["action"] for one in history if "merge" in one["action"] or "part" in one["action"]] == [
        "customer.part",
        "customer.merge",
    ]
    assert [one["id"] for one in manager.see(PATH, customer_id=kept["id"])["items"]] == [made["id"]]


def test_there_are_no_chains_and_nobody_is_merged_twice(service: Running) -> None:
    first, second, third = (a_customer(service) for _ in range(3))
    clerk = service.staff("ls-personal")

    def merge(kept: dict[str, str], merged: dict[str, str], expect: int) -> str:
        answer = clerk.do(PATH, {"kept_id": kept["id"], "merged_id": merged["id"], **REASON}, expect=expect)
        return str(answer.get("code"))

    merge(first, second, 201)

    assert merge(third, second, 409) == "CUSTOMER_MERGED_ALREADY"
    assert merge(second, third, 409) == "CUSTOMER_MERGED_ALREADY"
    assert merge(third, first, 409) == "OTHERS_MERGED_INTO"
    assert merge(first, first, 422) == "BAD_INPUT"


def test_nobody_merges_what_they_do_not_see(service: Running) -> None:
    """O1."""
    here, there = a_customer(service), a_customer(service, sub_branch="shizhong", outlet="sz-1")
    body = {"kept_id": here["id"], "merged_id": there["id"], **REASON}

    assert service.staff("ls-personal").do(PATH, body, expect=422)["errors"][0]["pointer"] == "/merged_id"
    service.staff("ls-manager-1").do(PATH, body, expect=403)
    assert service.staff("city").do(PATH, body, expect=201)
