"""Files of facts: tiered as they are taken, each line once (domain T1; contract, section 1)."""

import json
from datetime import timedelta
from typing import Any

from services.customer.jobs import queues
from tests.customer.making import a_customer, known, operating, put_facts
from tests.support.building import reference, today
from tests.support.running import Running
from tests.support.sql import superuser, wait_for
from tests.support.working import working

PATH = "/v1/facts-imports"


def taken(service: Running, lines: list[Any]) -> dict[str, Any]:
    headers = {"Content-Type": "application/x-ndjson", "Idempotency-Key": reference("K")}
    content = "\n".join(json.dumps(line) for line in lines).encode()
    sent = service.staff("core-banking").send("POST", PATH, content=content, headers=headers)
    assert sent.status_code == 202, sent.text

    def look() -> Any:
        seen = service.staff("core-banking").see(f"{PATH}/{sent.json()['id']}")
        return seen if seen["state"] != "running" else None

    with working(service, *queues(service.settings)):
        found: dict[str, Any] = wait_for(look, "the import's end", 30)
    return found


def tier(service: Running, customer: dict[str, Any]) -> Any:
    return service.staff("head").see(f"/v1/customers/{customer['id']}/tier")


def test_facts_of_a_file_are_tiered_at_once_and_service_begins_with_them(service: Running) -> None:
    """T1, T3."""
    rich, plain = a_customer(service), a_customer(service)
    lines = [
        known(loans=[operating("500000.00")]) | {"external_ref": rich["external_ref"]},
        known() | {"external_ref": plain["external_ref"]},
    ]
    done = taken(service, lines)

    assert (done["state"], done["accepted"], done["rejected"]) == ("completed", 2, 0)
    assert (tier(service, rich)["tier"], tier(service, plain)["tier"]) == ("high_end", "general")
    plan = service.staff("ls-manager-1").see(f"/v1/customers/{rich['id']}/service-plan")
    assert plan["dedicated_manager"]
    again = taken(service, lines)
    assert again["accepted"] == 2
    history = service.staff("head").see(f"/v1/customers/{rich['id']}/tier-history")["items"]
    assert [one["position"] for one in history] == [1]


def test_bad_lines_are_named_and_the_good_ones_land(service: Running) -> None:
    first, second, third = (a_customer(service) for _ in range(3))
    put_facts(service, second)
    lines = [
        known(deposits="200000.00") | {"external_ref": first["external_ref"]},
        known() | {"external_ref": reference("nobody")},
        known(as_of=f"{today() - timedelta(days=1)}") | {"external_ref": second["external_ref"]},
        known(as_of=f"{today() + timedelta(days=1)}") | {"external_ref": third["external_ref"]},
        known(deposits=5) | {"external_ref": third["external_ref"]},
        known() | {"external_ref": first["external_ref"]},
    ]
    done = taken(service, lines)
    rejections = service.staff("core-banking").see(f"{PATH}/{done['id']}/rejections")["items"]

    assert (done["accepted"], done["rejected"]) == (1, 5)
    assert [(one["line"], one["code"], one["pointer"]) for one in rejections] == [
        (2, "UNKNOWN_CUSTOMER", "/external_ref"),
        (3, "FACTS_SUPERSEDED", ""),
        (4, "DATE_IN_THE_FUTURE", "/as_of"),
        (5, "MONEY_FORMAT", "/deposits"),
        (6, "CUSTOMER_REPEATED", "/external_ref"),
    ]
    assert tier(service, first)["tier"] == "potential_high_end"


def test_a_file_has_one_record_for_each_chunk_and_none_for_its_customers(fresh_service: Running) -> None:
    customers = [a_customer(fresh_service) for _ in range(20)]
    taken(fresh_service, [known() | {"external_ref": each["external_ref"]} for each in customers])

    with superuser(fresh_service.database) as sql:
        rows = sql.rows("SELECT action, count(*) AS n FROM audit_record WHERE action NOT LIKE '%register' GROUP BY 1")
        assert sql.value("SELECT count(*) FROM tier_change") == 20
    told = {row["action"]: row["n"] for row in rows}
    assert told["import.advance"] == 1
    assert not {"customer.tier", "customer.report_facts"} & set(told)
