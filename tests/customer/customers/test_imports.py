"""Files of customers: every good line once, every bad one named, no number in clear while they wait."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from services.customer.jobs import queues
from tests.customer.making import a_customer, id_number, report
from tests.support.building import reference
from tests.support.running import Running
from tests.support.sql import superuser, wait_for
from tests.support.working import working

PATH = "/v1/customer-imports"


def send(service: Running, content: str, media_type: str = "application/x-ndjson") -> dict[str, Any]:
    headers = {"Content-Type": media_type, "Idempotency-Key": reference("K")}
    answer = service.staff("core-banking").send("POST", PATH, content=content.encode(), headers=headers)
    assert answer.status_code == 202, answer.text
    made: dict[str, Any] = answer.json()
    return made


def taken(service: Running, sent: dict[str, Any]) -> dict[str, Any]:
    def look() -> Any:
        seen = service.staff("core-banking").see(f"{PATH}/{sent['id']}")
        return seen if seen["state"] != "running" else None

    with working(service, *queues(service.settings)):
        found: dict[str, Any] = wait_for(look, "the import's end", 30)
    return found


def ndjson(lines: Sequence[Any]) -> str:
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)


def test_customers_of_a_file_land_and_are_found_like_any_other(service: Running) -> None:
    reports = [report(), report(outlet="ls-2", company={"name": "鲁南木业"})]
    done = taken(service, send(service, ndjson(reports)))
    manager = service.staff("ls-manager-1")

    assert (done["state"], done["received"], done["accepted"], done["rejected"]) == ("completed", 2, 2, 0)
    for asked in reports:
        (found,) = manager.do("/v1/customers/search", {"id_number": asked["id_number"]}, expect=200)["items"]
        assert (found["external_ref"], found["company"]) == (asked["external_ref"], asked.get("company"))
        assert service.staff("core-banking").do("/v1/customers", asked, expect=200) == found


def test_a_csv_file_is_read_by_its_header(service: Running) -> None:
    asked = report(marketing_consent="false")
    text = io.StringIO()
    writer = csv.DictWriter(text, list(asked))
    writer.writeheader()
    writer.writerow(asked)
    done = taken(service, send(service, text.getvalue(), "text/csv"))

    assert (done["accepted"], done["rejected"]) == (1, 0)
    (found,) = service.staff("head").see("/v1/customers", external_ref=asked["external_ref"])["items"]
    assert found["marketing_consent"] is False


def test_bad_lines_are_named_without_their_numbers_and_the_good_ones_land(service: Running) -> None:
    held = report()
    service.staff("core-banking").do("/v1/customers", held)
    first, wrong = report(), id_number()
    wrong = wrong[:17] + ("1" if wrong[17] != "1" else "2")
    lines = [
        first,
        report(id_number=wrong),
        report(id_number=held["id_number"]),
        held | {"phone": "13900000000"},
        report(outlet="sz-1"),
        report(external_ref=first["external_ref"]),
        report(id_number=first["id_number"]),
        held | {"phone": "13900000000"},
        report(),
    ]
    done = taken(service, send(service, ndjson(lines)))
    rejections = service.staff("core-banking").see(f"{PATH}/{done['id']}/rejections")["items"]

    assert (done["accepted"], done["rejected"]) == (4, 5)
    assert [(one["line"], one["code"], one["pointer"]) for one in rejections] == [
        (2, "ID_NUMBER_INVALID", "/id_number"),
        (3, "CUSTOMER_EXISTS", ""),
        (5, "UNKNOWN_NODE", "/outlet"),
        (6, "DUPLICATE_REF", ""),
        (7, "CUSTOMER_EXISTS", ""),
    ]
    assert not any(line[name] in str(rejections) for line in lines for name in ("id_number", "phone"))


def test_the_same_file_again_doubles_nothing(fresh_service: Running) -> None:
    content = ndjson([report() for _ in range(50)])
    first, again = (taken(fresh_service, send(fresh_service, content)) for _ in range(2))

    assert (first["accepted"], again["accepted"], again["rejected"]) == (50, 50, 0)
    with superuser(fresh_service.database) as sql:
        assert sql.value("SELECT count(*) FROM customer") == 50


def test_no_number_stands_in_clear_while_lines_wait_nor_after(fresh_service: Running) -> None:
    asked = report()
    sent = send(fresh_service, ndjson([asked, "not a customer", {"id_number": asked["id_number"]}]))

    def everything() -> bytes:
        with superuser(fresh_service.database) as sql:
            tables = (
                "import_line",
                "import",
                "import_rejection",
                "pgqueuer",
                "pgqueuer_log",
                "audit_record",
                "customer",
            )
            return b"".join(
                bytes(value) if isinstance(value, bytes) else str(value).encode()
                for table in tables
                for row in sql.rows(f"SELECT * FROM {table}")
                for value in row.values()
            )

    waiting = everything()
    done = taken(fresh_service, sent)

    assert len(waiting) > 500
    for number in (asked["id_number"], asked["phone"]):
        assert number.encode() not in waiting
        assert number.encode() not in everything()
    assert (done["accepted"], done["rejected"]) == (1, 2)


def test_a_line_put_in_anothers_place_is_not_taken(fresh_service: Running) -> None:
    """A sealed line is bound to its import and number: the job fails rather than take it."""
    one, other = report(), report()
    sent = send(fresh_service, ndjson([one, other]))
    with superuser(fresh_service.database) as sql:
        sql.run("UPDATE import_line SET raw = (SELECT raw FROM import_line WHERE line = 1) WHERE line = 2")
        with working(fresh_service, *queues(fresh_service.settings)):
            wait_for(lambda: sql.value("SELECT max(attempts) FROM pgqueuer") >= 1, "an attempt that fails")

        assert sql.value("SELECT count(*) FROM customer") == 0
    assert fresh_service.staff("core-banking").see(f"{PATH}/{sent['id']}")["state"] == "running"


def test_only_core_banking_sends_files(service: Running) -> None:
    headers = {"Content-Type": "application/x-ndjson", "Idempotency-Key": reference("K")}
    content = ndjson([report()]).encode()

    for name in ("ls-manager-1", "head", "auditor"):
        assert service.staff(name).send("POST", PATH, content=content, headers=headers).status_code == 403
    assert a_customer(service)
