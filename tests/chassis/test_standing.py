"""Whose older tokens are refused, as read now and then from the organisation (domain O1)."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from chassis.errors import Unauthenticated, Unavailable
from chassis.identity import Standing

CHANGED = datetime(2026, 1, 5, 9, 0, 0, 700_000, tzinfo=UTC)
SECOND = int(CHANGED.timestamp())


class Organisation:
    """Answers what it is told to, and counts how often it is asked."""

    def __init__(self) -> None:
        self.known: Mapping[str, datetime] | None = {"changed": CHANGED}
        self.asked = 0

    async def read(self) -> Mapping[str, datetime]:
        self.asked += 1
        if self.known is None:
            raise ConnectionError
        return self.known


def check(standing: Standing, sub: str, made_at: object) -> None:
    asyncio.run(standing.check(sub, made_at))


@pytest.mark.parametrize("made_at", [SECOND - 3600, SECOND, None, "yesterday"])
def test_a_token_of_before_the_change_or_of_its_second_or_of_no_time_is_refused(made_at: object) -> None:
    with pytest.raises(Unauthenticated):
        check(Standing(Organisation().read), "changed", made_at)


def test_a_later_token_and_everybody_else_get_in() -> None:
    standing = Standing(Organisation().read)
    check(standing, "changed", SECOND + 1)
    check(standing, "somebody else", None)


def test_until_the_organisation_has_answered_once_nobody_gets_in() -> None:
    """A missing answer is never a pass."""
    organisation = Organisation()
    organisation.known = None

    with pytest.raises(Unavailable):
        check(Standing(organisation.read), "somebody", SECOND)


def test_what_was_read_last_counts_while_the_organisation_is_away() -> None:
    organisation = Organisation()
    standing = Standing(organisation.read, fresh_seconds=0)
    check(standing, "somebody", SECOND)
    organisation.known = None
    check(standing, "somebody", SECOND)

    with pytest.raises(Unauthenticated):
        check(standing, "changed", SECOND)
    assert organisation.asked == 3


def test_it_is_not_asked_for_every_request_nor_twice_at_the_same_moment() -> None:
    organisation = Organisation()
    standing = Standing(organisation.read, fresh_seconds=60)

    async def crowd() -> None:
        await asyncio.gather(*(standing.check("somebody", SECOND) for _ in range(50)))

    asyncio.run(crowd())

    assert organisation.asked == 1
