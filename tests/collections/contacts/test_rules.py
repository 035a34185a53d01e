"""When somebody may be contacted, at every boundary (domain C7)."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from chassis.clock import SHANGHAI
from services.collections.contacts.rules import (
    Circumstances,
    ContactedAhead,
    ContactedBeforeCase,
    Day,
    Planned,
    Verdict,
    is_unreachable,
    judge,
    refusal,
    require_timely,
)
from services.collections.policies.rules import ContactPolicy

POLICY = ContactPolicy("v", time(8), time(20), 6, 3, 3, 2, 60, 180)
DAY = date(2026, 11, 24)


def at(hour: int, minute: int = 0, second: int = 0, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=SHANGHAI)


CALL = Planned("borrower", at(10), conversation=True, debt_related=True, consented=True, do_not_contact=False)
FREE = Circumstances(Day(), debtor_unreachable=False)


def verdict(planned: Planned = CALL, found: Circumstances = FREE) -> Verdict:
    return judge(POLICY, planned, found)


@pytest.mark.parametrize(
    ("when", "broken", "from_when"),
    [
        (at(7, 59, 59), ("HOURS",), at(8)),
        (at(8), (), at(8)),
        (at(19, 59, 59), (), at(19, 59, 59)),
        (at(20), ("HOURS",), at(8, day=DAY + timedelta(days=1))),
        (at(23, 59, 59), ("HOURS",), at(8, day=DAY + timedelta(days=1))),
        (at(0), ("HOURS",), at(8)),
        (datetime(2026, 11, 24, 0, 0, tzinfo=UTC), (), at(8)),
        (datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC), ("HOURS",), at(8)),
        (datetime(2026, 11, 24, 16, 0, tzinfo=UTC), ("HOURS",), at(8, day=DAY + timedelta(days=1))),
    ],
    ids=["before", "first", "last", "end", "night", "midnight", "first_utc", "before_utc", "midnight_utc"],
)
def test_the_hours_are_the_banks_and_their_end_is_none_of_them(
    when: datetime, broken: tuple[str, ...], from_when: datetime
) -> None:
    found = verdict(replace(CALL, at=when))

    assert (found.broken, found.allowed_from) == (broken, from_when)


@pytest.mark.parametrize(
    ("attempts", "conversations", "conversation", "broken"),
    [
        (5, 2, True, ()),
        (6, 2, True, ("ATTEMPTS",)),
        (5, 3, True, ("CONVERSATIONS",)),
        (6, 3, True, ("ATTEMPTS", "CONVERSATIONS")),
        (5, 3, False, ()),
        (6, 0, False, ("ATTEMPTS",)),
    ],
)
def test_attempts_and_conversations_have_caps_of_their_own(
    attempts: int, conversations: int, conversation: bool, broken: tuple[str, ...]
) -> None:
    found = verdict(replace(CALL, conversation=conversation), Circumstances(Day(attempts, conversations), False))

    assert found.broken == broken
    assert found.allowed_from == (at(8, day=DAY + timedelta(days=1)) if broken else at(10))


def test_who_must_not_be_contacted_never_is() -> None:
    found = verdict(replace(CALL, do_not_contact=True))

    assert (found.broken, found.allowed_from) == (("DO_NOT_CONTACT",), None)


@pytest.mark.parametrize(
    ("consented", "unreachable", "debt_related", "broken"),
    [
        (True, False, True, ()),
        (True, False, False, ()),
        (False, False, True, ("CONSENT",)),
        (False, False, False, ("CONSENT",)),
        (False, True, True, ("CONSENT",)),
        (False, True, False, ()),
    ],
)
def test_family_is_asked_only_with_consent_or_without_a_word_of_the_debt_when_the_debtor_is_out_of_reach(
    consented: bool, unreachable: bool, debt_related: bool, broken: tuple[str, ...]
) -> None:
    family = replace(CALL, party="guarantor_family", consented=consented, debt_related=debt_related)
    found = verdict(family, Circumstances(Day(), unreachable))

    assert found.broken == broken
    assert (found.allowed_from is None) == bool(broken)


@pytest.mark.parametrize("party", ["borrower", "co_borrower", "guarantor"])
def test_a_party_to_the_debt_needs_no_consent(party: str) -> None:
    assert verdict(replace(CALL, party=party, consented=False)).allowed  # type: ignore[arg-type]


@pytest.mark.parametrize(("day", "allowed"), [(-1, True), (0, False), (3, False), (4, True)])
def test_a_pause_forbids_its_first_and_its_last_day(day: int, allowed: bool) -> None:
    """C8."""
    paused = Circumstances(Day(), False, DAY, DAY + timedelta(days=3))
    found = verdict(replace(CALL, at=at(10, day=DAY + timedelta(days=day))), paused)

    assert found.allowed == allowed
    if not allowed:
        assert (found.broken, found.allowed_from) == (("CASE_PAUSED",), at(8, day=DAY + timedelta(days=4)))


def test_a_refusal_names_every_rule_and_when_none_would_refuse() -> None:
    error = refusal(verdict(replace(CALL, at=at(21)), Circumstances(Day(6, 3), False)))

    assert error.extra == {
        "rule": "HOURS",
        "rules": ["HOURS", "ATTEMPTS", "CONVERSATIONS"],
        "allowed_from": "2026-11-25T08:00:00+08:00",
    }


@pytest.mark.parametrize(
    ("attempts", "unreachable"),
    [
        ([], False),
        ([(0, False), (1, False)], False),
        ([(0, False), (0, False), (0, False)], False),
        ([(0, False), (0, False), (1, False)], True),
        ([(0, False), (1, False), (2, True)], False),
        ([(0, True), (1, False), (2, False), (3, False)], True),
    ],
    ids=["none", "too_few", "one_day", "enough", "reached", "not_since"],
)
def test_the_debtor_is_out_of_reach_after_attempts_enough_on_days_enough(
    attempts: list[tuple[int, bool]], unreachable: bool
) -> None:
    made = [(DAY + timedelta(days=day), conversation) for day, conversation in attempts]

    assert is_unreachable(POLICY, made) == unreachable


def test_a_contact_is_written_down_between_the_opening_of_its_case_and_the_business_date() -> None:
    require_timely(DAY, DAY, is_ahead=False)
    with pytest.raises(ContactedBeforeCase):
        require_timely(DAY - timedelta(days=1), DAY, is_ahead=False)
    with pytest.raises(ContactedAhead):
        require_timely(DAY, DAY, is_ahead=True)
