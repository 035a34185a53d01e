"""What follows a close goes on where it was cut off, counts everything once, and is left alone by a recompute (C9)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from chassis import ranges
from services.collections.day_close import actions as day_close
from services.collections.follow_ups import actions as follow_ups
from tests.support.lending import CORE, a_loan, book, close, drain, recompute
from tests.support.running import Running
from tests.support.sql import connected

FIRST = date(2026, 3, 30)
NEW = 5
PLACES = {
    "collection_case": "id, stage, state, version, due_at",
    "task": "id, kind, state, version",
    "notice": "id",
    "arrears_rate": "no",
    "loan_event": "id, kind",
    "close_follow_up": "*",
}


class CutOff(Exception):
    """The worker is gone in the middle of its work."""


def everything(collections: Running) -> Mapping[str, Any]:
    """Whatever a close makes beside the loans."""
    with connected(collections.database.owner_url) as sql:
        return {
            table: sql.rows(f"SELECT {columns} FROM {table} ORDER BY {columns.split(',')[0].replace('*', '1')}")
            for table, columns in PLACES.items()
        }


def test_a_follow_up_that_is_cut_off_goes_on_and_counts_everything_once(
    fresh_collections: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C4, C9: five new loans in arrears, two a range; the worker is gone in the third, and another one ends it."""
    collections = fresh_collections
    due = FIRST - timedelta(days=1)
    for _ in range(NEW):
        book(collections, a_loan((due, "100.00"), disbursed_on=f"{due - timedelta(days=40)}"))
    monkeypatch.setattr(day_close, "CHUNK_LOANS", 2)
    monkeypatch.setattr(ranges, "LANES", 1)
    follow_range, parts = follow_ups.follow_range, 0

    async def cut_off(*given: Any) -> Any:
        nonlocal parts
        parts += 1
        done = await follow_range(*given)
        if parts == 3:
            raise CutOff
        return done

    monkeypatch.setattr(follow_ups, "follow_range", cut_off)
    collections.staff(CORE).do("/v1/day-closes", {"business_date": f"{FIRST}"}, expect=202)
    with pytest.raises(ExceptionGroup) as failure:
        drain(collections)
    midway = collections.staff(CORE).see(f"/v1/day-closes/{FIRST}")
    monkeypatch.setattr(follow_ups, "follow_range", follow_range)
    drain(collections)
    done = collections.staff(CORE).see(f"/v1/day-closes/{FIRST}")
    made = everything(collections)

    assert isinstance(failure.value.exceptions[0], CutOff)
    assert (midway["state"], midway["counts"]["sent_up"], midway["progress"]) == ("running", 4, 0.5)
    assert (done["state"], done["counts"]["sent_up"], done["counts"]["opened"]) == ("completed", NEW, NEW)
    assert sorted(row["kind"] for row in made["task"]) == ["collect"] * NEW + ["new_loan"] * NEW
    assert [row["kind"] for row in made["loan_event"]].count("sent_up") == NEW


@pytest.mark.parametrize("thorough", [False, True])
def test_a_recompute_opens_no_case_twice_and_asks_nobody_again(fresh_collections: Running, thorough: bool) -> None:
    """C9: cases on three steps and a reminder of a loan that matures next month stay as their closes left them."""
    collections = fresh_collections
    for days in (1, 4, 12):
        book(collections, a_loan((FIRST - timedelta(days=days), "100.00")))
    book(collections, a_loan((FIRST + timedelta(days=4), "100.00"), matures_on=f"{FIRST + timedelta(days=4)}"))
    close(collections, FIRST + timedelta(days=1))
    before = everything(collections)
    done, found = recompute(collections, FIRST + timedelta(days=1), thorough=thorough)

    assert len(before["collection_case"]) == 4
    assert (done["counts"]["opened"], done["counts"]["changed"], found) == (0, 0, [])
    assert everything(collections) == before
