"""The journal, the sequencer and the feed (contract 1, History; design 7)."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis import events
from tests.chassis.history import INSERT, run_sequencer, seal, sealed, things, verified
from tests.chassis.house import a_thing
from tests.support.running import Running
from tests.support.sql import connected, superuser

# What is written down of a change


def test_every_change_appends_one_record_with_digests_of_before_and_after(fresh_house: Running) -> None:
    """Contract 1: who did what to which thing; design 7: digests before and after."""
    (thing_id,) = things(fresh_house, 1)
    headers = {"X-Request-Id": "decision-7", "traceparent": f"00-{'a' * 32}-{'b' * 16}-01"}
    fresh_house.staff("ls-branch-head").do(f"/v1/things/{thing_id}/approve", {"comment": "well"}, headers=headers)
    approved, made = fresh_house.staff("ls-manager-1").see("/v1/audit-events", resource=thing_id)["items"]

    assert (made["action"], made["actor"], made["before_digest"]) == ("thing.make", "ls-manager-1", None)
    assert (approved["action"], approved["actor"]) == ("thing.approve", "ls-branch-head")
    assert (approved["resource_type"], approved["resource"]) == ("thing", thing_id)
    assert approved["before_digest"] == made["after_digest"]
    assert approved["after_digest"] not in (None, approved["before_digest"])
    assert (approved["request_id"], approved["traceparent"][3:35]) == ("decision-7", "a" * 32)
    assert (approved["sub_branch"], approved["outlet"]) == ("lanshan", "ls-1")
    assert approved["data"] == {"comment": "well"}


def test_reading_refusing_and_trying_append_nothing_and_a_replay_neither(fresh_house: Running) -> None:
    manager = fresh_house.staff("ls-manager-1")
    for _ in range(2):
        manager.do("/v1/things", a_thing("x"), key="k")
    manager.see("/v1/things")
    manager.do("/v1/things", a_thing("x"), expect=409)
    manager.do("/v1/things?dry_run=true", a_thing("y"))

    assert len(manager.see("/v1/audit-events")["items"]) == 1


def test_audit_events_are_filtered_by_thing_person_and_time(fresh_house: Running) -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    made = []
    for number in range(4):
        fresh_house.clock.fixed = start + timedelta(days=number)
        made += things(fresh_house, 1, "ls" if number % 2 else "sz")
    auditor = fresh_house.staff("auditor")

    def found(**filters: Any) -> list[str]:
        return [item["resource"] for item in auditor.see("/v1/audit-events", **filters)["items"]]

    assert found() == made[::-1]
    assert found(resource=made[2]) == [made[2]]
    assert found(actor="ls-manager-1") == [made[3], made[1]]
    assert found(**{"from": "2026-03-02T00:00:00Z", "to": "2026-03-03T00:00:00Z"}) == [made[1]]
    assert found(**{"from": "2026-03-02T08:00:00+08:00", "to": "2026-03-03T08:00:00.000001+08:00"}) == made[2:0:-1]
    assert found(actor="nobody") == found(resource=str(uuid.uuid4())) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("from", "2026-03-02T00:00:00"),
        ("from", "2026-03-02"),
        ("to", "1700000000"),
        ("to", "soon"),
        ("from", "0001-01-01T00:00:00+14:00"),
        ("to", "9999-12-31T23:59:59-14:00"),
        ("resource", "nothing"),
        ("after", "1"),
    ],
)
def test_a_time_without_its_offset_or_beyond_the_calendar_is_refused(house: Running, name: str, value: str) -> None:
    """Contract 1: times are RFC 3339 with offset; without one it would be the machine's."""
    problem = house.staff("auditor").see("/v1/audit-events", expect=422, **{name: value})

    assert [fault["pointer"] for fault in problem["errors"]] == [f"/{name}"]


def test_everybody_sees_the_history_of_their_own_part_of_the_bank(fresh_house: Running) -> None:
    """Domain O1."""
    own, other = things(fresh_house, 1), things(fresh_house, 1, "sz")
    seal(fresh_house)
    seen = {
        name: (
            {item["resource"] for item in fresh_house.staff(name).see("/v1/audit-events")["items"]},
            {item["subject"] for item in fresh_house.staff(name).see("/v1/events")["items"]},
        )
        for name in ("ls-manager-1", "sz-payments", "auditor", "core-banking")
    }

    assert seen["ls-manager-1"] == ({*own}, {*own})
    assert seen["sz-payments"] == ({*other}, {*other})
    assert seen["auditor"] == seen["core-banking"] == ({*own, *other}, {*own, *other})


# The feed


def test_the_feed_is_cloud_events_in_commit_order_from_any_point(fresh_house: Running) -> None:
    made = things(fresh_house, 5)
    assert fresh_house.staff("auditor").see("/v1/events") == {"items": [], "next_cursor": None}
    seal(fresh_house)
    auditor = fresh_house.staff("auditor")
    all_of_it = auditor.see("/v1/events")["items"]
    first = auditor.see("/v1/events", limit=2)
    rest = auditor.see("/v1/events", after=first["next_cursor"])

    assert [event["subject"] for event in all_of_it] == made
    assert [event["sequence"] for event in all_of_it] == [1, 2, 3, 4, 5]
    assert [event["subject"] for event in first["items"] + rest["items"]] == made
    assert rest["next_cursor"] is None
    assert auditor.see("/v1/events", after=5)["items"] == []
    event = all_of_it[0]
    assert (event["specversion"], event["id"], event["source"]) == ("1.0", "escrow-1", "/escrow")
    assert (event["type"], event["datacontenttype"]) == ("loanops.escrow.thing.make", "application/json")
    assert event["data"]["amount"] == "100.00"
    assert datetime.fromisoformat(event["time"]).tzinfo is not None


@pytest.mark.parametrize("after", ["-1", "x", "1.5", str(2**63)])
def test_the_feed_begins_after_a_number(house: Running, after: str) -> None:
    problem = house.staff("auditor").see("/v1/events", after=after, expect=422)

    assert [fault["pointer"] for fault in problem["errors"]] == ["/after"]


def test_a_page_of_the_feed_that_is_just_full_and_the_last_says_so(fresh_house: Running) -> None:
    """Contract 1, Lists: next_cursor is null at the end."""
    things(fresh_house, 2)
    seal(fresh_house)

    assert fresh_house.staff("auditor").see("/v1/events", limit=2)["next_cursor"] is None


# The sequencer


def test_who_commits_late_is_neither_skipped_nor_put_before_what_was_sealed(fresh_house: Running) -> None:
    """The first to begin commits last: `id > last` would lose it."""
    url = fresh_house.database.runtime_url
    with connected(url) as early, connected(url) as late, connected(url) as look:
        early.run("BEGIN")
        early.run(INSERT, "early.begun")
        late.run(INSERT, "late.committed")
        assert (run_sequencer(fresh_house), sealed(look)) == (0, [])  # a transaction before it is still open
        early.run("COMMIT")
        seal(fresh_house)
        before = look.rows("SELECT seq, record_id, hash FROM audit_chain ORDER BY seq")
        assert sealed(look) == ["early.begun", "late.committed"]

        early.run("BEGIN")
        late.run("BEGIN")
        early.run(INSERT, "second.begun")
        late.run(INSERT, "third.begun")
        early.run(INSERT, "second.more")
        late.run("COMMIT")
        look.run(INSERT, "fourth.committed")
        run_sequencer(fresh_house)
        early.run("COMMIT")
        seal(fresh_house)
        after = look.rows("SELECT seq, record_id, hash FROM audit_chain ORDER BY seq")

        assert sealed(look)[2:] == ["second.begun", "second.more", "third.begun", "fourth.committed"]
    assert after[:2] == before
    assert verified(fresh_house) == {"intact": True, "sealed_through": 6, "first_break": None}


def test_transactions_are_ordered_as_numbers(fresh_house: Running) -> None:
    """1000 comes after 999: as text it would come first, and the sequencer would never get past it."""
    with superuser(fresh_house.database) as sql:
        for _ in range(1001 - int(sql.value("SELECT pg_current_xact_id()::text"))):
            sql.value("SELECT pg_current_xact_id()")  # so that 1000 lies in the past
        for tx in (9, 10, 99, 100, 999, 1000):
            sql.run(
                INSERT.replace("INTO audit_record (", "INTO audit_record (tx, ").replace("(now(", "($2, now("),
                f"at.{tx}",
                tx,
            )
        seal(fresh_house)

        assert sealed(sql) == ["at.9", "at.10", "at.99", "at.100", "at.999", "at.1000"]
    assert verified(fresh_house)["intact"] is True
    assert seal(fresh_house) == 0


def test_what_is_rolled_back_leaves_no_gap_in_the_numbers(fresh_house: Running) -> None:
    with connected(fresh_house.database.runtime_url) as one, connected(fresh_house.database.runtime_url) as other:
        one.run("BEGIN")
        one.run(INSERT, "never.was")
        other.run(INSERT, "did.happen")
        one.run("ROLLBACK")
        seal(fresh_house)

        assert sealed(other) == ["did.happen"]


def test_a_reader_of_the_feed_never_misses_what_comes_while_it_reads(fresh_house: Running) -> None:
    """Writers, a sequencer and a reader at once: what the reader has seen in the end is everything, once, in order."""
    auditor, seen, after = fresh_house.staff("auditor"), [], 0
    with ThreadPoolExecutor(4) as threads:
        writing = [threads.submit(things, fresh_house, 10) for _ in range(3)]
        while not all(each.done() for each in writing):
            run_sequencer(fresh_house)
            for event in auditor.see("/v1/events", after=after)["items"]:
                seen.append(event["subject"])
                after = event["sequence"]
    seal(fresh_house)
    seen += [event["subject"] for event in auditor.see("/v1/events", after=after)["items"]]
    made = {thing_id for each in writing for thing_id in each.result()}

    assert len(seen) == len(made) == 30
    assert set(seen) == made


def test_two_sequencers_at_once_are_one(fresh_house: Running) -> None:
    with connected(fresh_house.database.runtime_url) as sql:
        for number in range(40):
            sql.run(INSERT, f"number.{number}")
        with ThreadPoolExecutor(4) as threads:
            for _ in range(10):
                sql.run(INSERT, "more.here")
                list(threads.map(lambda _: run_sequencer(fresh_house), range(4)))
        seal(fresh_house)

        assert sealed(sql) == [f"number.{number}" for number in range(40)] + ["more.here"] * 10
    assert verified(fresh_house) == {"intact": True, "sealed_through": 50, "first_break": None}


def test_more_than_a_batch_is_sealed_in_several(fresh_house: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "BATCH_ROWS", 7)
    with connected(fresh_house.database.runtime_url) as sql:
        for number in range(20):
            sql.run(INSERT, f"number.{number}")
        runs = seal(fresh_house)

        assert runs >= 3
        assert len(sealed(sql)) == 20
    assert verified(fresh_house)["sealed_through"] == 20
