"""Imports: every line is taken once or rejected by name, whatever is in the file."""

import hashlib
import json
import uuid
from collections.abc import Iterator

import pytest

from chassis.imports.store import CHUNK_LINES
from tests.chassis.ledgering import BOOKS, PATH, ledgering, worker_here
from tests.chassis.sending import CSV, entries, entry, ndjson, records_of, rejections, send, taken, waiting_lines
from tests.support.building import reference
from tests.support.running import Running
from tests.support.sql import connected


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with ledgering(tmp_path_factory.mktemp("ledgering")) as service, worker_here(service):
        yield service


def test_every_good_line_is_taken(service: Running) -> None:
    run = reference("E")
    core = service.staff("core-banking")
    content = ndjson(*(entry(f"{run}-{number}") for number in range(3)))

    done = taken(core, content)

    assert (done["state"], done["received"], done["accepted"], done["rejected"]) == ("completed", 3, 3, 0)
    assert done["progress"] == 1
    assert done["counts"] == {"accepted": 3, "rejected": 0, "waiting": 0}
    assert done["sha256"] == hashlib.sha256(content.encode()).hexdigest()
    assert entries(service, run) == {f"{run}-{number}": 1 for number in range(3)}
    assert waiting_lines(service, done["id"]) == 0


def test_an_empty_file_is_completed(service: Running) -> None:
    done = taken(service.staff("core-banking"), "")

    assert (done["state"], done["received"], done["progress"]) == ("completed", 0, 1)


def test_a_csv_file_is_read_by_its_header_and_an_empty_cell_is_an_absent_field(service: Running) -> None:
    run = reference("C")
    content = (
        f"ref,amount,on,urgent,copies\r\n{run}-1,10.00,2026-01-05,true,3\r\n\r\n{run}-2,ten,,,\r\n{run}-3,5.00,,,\r\n"
    )
    core = service.staff("core-banking")

    done = taken(core, b"\xef\xbb\xbf" + content.encode(), "text/csv; charset=UTF-8")

    assert (done["received"], done["accepted"], done["rejected"]) == (3, 2, 1)
    assert rejections(core, done["id"]) == [(3, "MONEY_FORMAT", "/amount")]
    assert set(entries(service, run)) == {f"{run}-1", f"{run}-3"}


def test_a_bad_line_is_named_and_the_good_ones_land(service: Running) -> None:
    run = reference("B")
    core = service.staff("core-banking")
    lines = [
        json.dumps(entry(f"{run}-1")).encode(),
        b"{not json",
        b"",
        b"[1, 2]",
        b'{"ref": "\xff", "amount": "1.00"}',
        json.dumps(entry(amount="ten")).encode(),
        json.dumps(entry(passport="E12345678")).encode(),
        b'{"amount": "1.00"}',
        b'{"ref": "' + b"x" * 300_000 + b'", "amount": "1.00"}',
        json.dumps(entry(reference("R"))).encode(),
        json.dumps(entry(f"{run}-2")).encode(),
    ]

    done = taken(core, b"\n".join(lines))

    assert (done["received"], done["accepted"], done["rejected"]) == (10, 2, 8)
    assert rejections(core, done["id"]) == [
        (2, "JSON_INVALID", ""),
        (4, "MODEL_TYPE", ""),
        (5, "JSON_INVALID", ""),
        (6, "MONEY_FORMAT", "/amount"),
        (7, "EXTRA_FORBIDDEN", ""),
        (8, "MISSING", "/ref"),
        (9, "LINE_TOO_LONG", ""),
        (10, "NOT_WANTED", "/ref"),
    ]
    assert set(entries(service, run)) == {f"{run}-1", f"{run}-2"}


def test_what_an_action_or_a_constraint_refuses_stops_no_other_line(service: Running) -> None:
    """The importer raises for all it is given: the line at fault is found by halves."""
    run = reference("H")
    core = service.staff("core-banking")
    lines = [entry(f"{run}-{number}") for number in range(20)]
    lines[3] = entry(reference("F"))
    lines[11] = entry(f"{run}-11", amount="10000000.00")

    done = taken(core, ndjson(*lines))

    assert (done["accepted"], done["rejected"]) == (18, 2)
    assert rejections(core, done["id"]) == [(4, "ENTRY_FROZEN", ""), (12, "CONFLICT", "")]
    assert entries(service, run) == {f"{run}-{number}": 1 for number in range(20) if number not in (3, 11)}


def test_rejections_come_in_pages_in_the_order_of_the_file_and_in_the_callers_language(service: Running) -> None:
    core = service.staff("core-banking")
    done = taken(core, ndjson(*["{"] * 5))
    path = f"{PATH}/{done['id']}/rejections"

    first = core.send("GET", path, params={"limit": 3}, headers={"Accept-Language": "zh-CN"}).json()
    second = core.see(path, limit=3, cursor=first["next_cursor"])

    assert [item["line"] for item in first["items"] + second["items"]] == [1, 2, 3, 4, 5]
    assert second["next_cursor"] is None
    assert "有效" in first["items"][0]["message"]
    assert second["items"][0]["message"] == "The line is not valid JSON in UTF-8"


def test_a_message_never_repeats_the_line(service: Running) -> None:
    core = service.staff("core-banking")
    secret = "371302199001011234"
    lines = [entry(secret, amount=secret), {secret: secret}, entry(copies=secret + "x"), entry(on=secret)]

    done = taken(core, ndjson(*lines))

    shown = core.send("GET", f"{PATH}/{done['id']}/rejections").text
    with connected(service.database.owner_url) as sql:
        kept = str(sql.rows("SELECT * FROM import_rejection WHERE import_id = $1::uuid", done["id"]))
    assert done["rejected"] == 4
    assert secret not in shown
    assert secret not in kept


def test_the_same_key_with_the_same_file_gets_the_first_answer_and_sends_nothing(service: Running) -> None:
    core, key, content = service.staff("core-banking"), reference("key"), ndjson(entry())

    first = send(core, content, key=key)
    again = send(core, content, key=key)
    other = send(core, ndjson(entry()), key=key)

    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")


def test_the_same_file_again_doubles_nothing(service: Running) -> None:
    run = reference("S")
    core, content = service.staff("core-banking"), ndjson(*(entry(f"{run}-{number}") for number in range(5)))

    first, second = taken(core, content), taken(core, content)

    assert first["id"] != second["id"]
    assert (second["accepted"], second["rejected"]) == (5, 0)
    assert len(entries(service, run)) == 5


def test_a_dry_run_checks_and_keeps_nothing(service: Running) -> None:
    run = reference("D")
    core = service.staff("core-banking")

    seen = send(core, ndjson(entry(f"{run}-1"), entry(f"{run}-2")), params={"dry_run": "true"})
    refused = send(core, "ref,colour\n", CSV, params={"dry_run": "true"})

    assert (seen.status_code, seen.json()["received"]) == (202, 2)
    core.see(f"{PATH}/{seen.json()['id']}", expect=404)
    assert waiting_lines(service, seen.json()["id"]) == 0
    assert refused.status_code == 422


@pytest.mark.parametrize("media_type", ["application/json", "text/plain", "", "text/csv; charset=gbk"])
def test_another_media_type_is_refused(service: Running, media_type: str) -> None:
    answer = send(service.staff("core-banking"), ndjson(entry()), media_type)

    assert (answer.status_code, answer.json()["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_header_that_does_not_name_our_fields_is_refused_at_once(service: Running) -> None:
    answer = send(service.staff("core-banking"), "ref,colour,ref\nx,red,y\n", CSV)

    assert answer.status_code == 422
    assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [
        ("/header/1", "CSV_COLUMN_UNKNOWN"),
        ("/header/2", "CSV_COLUMN_REPEATED"),
        ("/header", "CSV_COLUMN_MISSING"),
    ]


def test_who_may_not_send_sends_nothing(service: Running) -> None:
    answer = send(service.staff("ls-collector"), ndjson(entry()))

    assert answer.status_code == 403


def test_an_import_is_its_makers_and_their_branchs_and_done_in_their_name(service: Running) -> None:
    """O1: another node's import is not there; and the job writes with the maker's eyes."""
    run = reference("N")
    manager = service.staff("ls-manager-1")

    done = taken(manager, ndjson(entry(run)))

    service.staff("sz-manager-1").see(f"{PATH}/{done['id']}", expect=404)
    service.staff("sz-manager-1").see(f"{PATH}/{done['id']}/stream", expect=404)
    assert done["id"] in [item["id"] for item in service.staff("ls-collector").see(PATH)["items"]]
    assert done["id"] not in [item["id"] for item in service.staff("sz-collector").see(PATH)["items"]]
    with connected(service.database.owner_url) as sql:
        row = sql.rows("SELECT made_by, sub_branch, outlet FROM entry WHERE ref = $1", run)[0]
    assert tuple(row) == ("ls-manager-1", "lanshan", "ls-1")


def test_an_import_into_a_thing_lies_where_the_thing_lies(service: Running) -> None:
    run, book = reference("T"), str(uuid.uuid4())
    other = str(uuid.uuid4())
    with connected(service.database.owner_url) as sql:
        sql.run("INSERT INTO book VALUES ($1::uuid, 'shizhong', 'sz-1')", book)
        sql.run("INSERT INTO book VALUES ($1::uuid, 'shizhong', 'sz-1')", other)
    path, elsewhere = BOOKS.format(book_id=book), BOOKS.format(book_id=other)

    done = taken(service.staff("core-banking"), ndjson(entry(run)), path=path)

    assert service.staff("sz-collector").see(f"{path}/{done['id']}")["accepted"] == 1
    service.staff("ls-collector").see(f"{path}/{done['id']}", expect=404)
    service.staff("sz-collector").see(f"{elsewhere}/{done['id']}", expect=404)
    service.staff("sz-collector").see(f"{PATH}/{done['id']}", expect=404)
    assert service.staff("sz-collector").see(elsewhere)["items"] == []
    assert send(service.staff("ls-manager-1"), ndjson(entry()), path=path).status_code == 404
    with connected(service.database.owner_url) as sql:
        assert str(sql.value("SELECT book FROM entry WHERE ref = $1", run)) == book


def test_the_stream_ends_with_the_completed_import(service: Running) -> None:
    core = service.staff("core-banking")
    import_id = send(core, ndjson(*(entry() for _ in range(20)))).json()["id"]

    answer = core.send("GET", f"{PATH}/{import_id}/stream")

    events = [json.loads(line.removeprefix("data: ")) for line in answer.text.splitlines() if line.startswith("data")]
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert events[-1] == core.see(f"{PATH}/{import_id}")
    assert events[-1]["state"] == "completed"


def test_a_large_import_is_one_record_for_each_chunk_and_one_for_the_sending(service: Running) -> None:
    core = service.staff("core-banking")

    done = taken(core, ndjson(*(entry() for _ in range(2 * CHUNK_LINES + 1))))

    chunks = [json.loads(row["data"]) for row in records_of(service, done["id"], "import.advance")]
    assert [(facts["first_line"], facts["state"]) for facts in chunks] == [
        (1, "running"),
        (CHUNK_LINES + 1, "running"),
        (2 * CHUNK_LINES + 1, "completed"),
    ]
    assert [row["actor"] for row in records_of(service, done["id"], "import.send")] == ["core-banking"]


def test_a_file_larger_than_imports_may_be_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    with ledgering(tmp_path_factory.mktemp("small"), import_bytes_max=1000) as service:
        declared = send(service.staff("core-banking"), "x" * 1001)
        in_pieces = send(service.staff("core-banking"), (b"x" * 400 for _ in range(3)))

        assert (declared.status_code, in_pieces.status_code) == (413, 413)
