"""Callers who share a call: each gets an answer of its own, and suffers no other's fault (design, decision 3)."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

from chassis import lanes
from chassis.errors import OutcomeUnknown, Unavailable
from chassis.lanes import Lane


class Poison(Exception):
    pass


class Contention(Exception):
    sqlstate = "55P03"


def lane(carry: Callable[[Sequence[str]], Awaitable[Sequence[str]]]) -> Lane[str, str]:
    """Items are texts: in a call they go by themselves; twins have the same first letter."""
    return Lane(carry, order=str, identity=lambda item: item[0])


class Carrier:
    """Carries items out, and remembers the calls. An item that contains `!` makes a call fail."""

    def __init__(self, failure: Callable[[], Exception] = Poison) -> None:
        self.calls: list[list[str]] = []
        self.done: list[str] = []
        self.failure = failure

    async def __call__(self, items: Sequence[str]) -> Sequence[str]:
        self.calls.append(list(items))
        await asyncio.sleep(0.001)
        if any("!" in item for item in items):
            raise self.failure()
        self.done += items
        return [f"did {item}" for item in items]


def sent(carrier: Carrier, *items: str) -> list[Any]:
    """All at the same moment; answers what each got, or what was raised to it."""

    async def send() -> list[Any]:
        line = lane(carrier)
        return await asyncio.gather(*(line.through(item) for item in items), return_exceptions=True)

    return asyncio.run(send())


def test_one_alone_goes_at_once_and_who_comes_meanwhile_shares_the_next_call() -> None:
    carrier = Carrier()

    async def send() -> list[str]:
        line = lane(carrier)
        first = asyncio.create_task(line.through("a"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        others = [asyncio.create_task(line.through(item)) for item in ("d", "c", "b")]
        return [await each for each in (first, *others)]

    answers = asyncio.run(send())

    assert answers == ["did a", "did d", "did c", "did b"]
    assert carrier.calls == [["a"], ["b", "c", "d"]]


def test_a_bad_item_alone_is_refused_and_its_neighbours_are_carried_out_once() -> None:
    carrier = Carrier()
    items = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    items[7] += "!"
    items[20] += "!"
    answers = sent(carrier, *items)

    for item, answer in zip(items, answers, strict=True):
        assert isinstance(answer, Poison) if "!" in item else answer == f"did {item}"
    assert sorted(carrier.done) == sorted(item for item in items if "!" not in item)


@pytest.mark.parametrize("error", [Unavailable, OutcomeUnknown])
def test_what_is_no_items_fault_goes_to_all_and_nothing_is_tried_again(error: type[Exception]) -> None:
    """An outcome that is not known must not be tried by us: whoever asks again has the key."""
    carrier = Carrier(error)
    answers = sent(carrier, "a", "b!", "c")

    assert [type(answer) for answer in answers] == [error] * 3
    assert len({id(answer) for answer in answers}) == 3
    assert carrier.calls == [["a", "b!", "c"]]


def test_somebody_elses_lock_holds_up_only_those_who_need_what_is_locked() -> None:
    def locked() -> Exception:
        found = Unavailable()
        found.__cause__ = Contention()
        return found

    carrier = Carrier(locked)
    answers = sent(carrier, "a", "b!", "c", "d")

    assert [type(answer).__name__ for answer in answers] == ["str", "Unavailable", "str", "str"]


def test_twins_are_never_in_one_call() -> None:
    carrier = Carrier()
    answers = sent(carrier, "a1", "b", "a2", "a3")

    assert answers == ["did a1", "did b", "did a2", "did a3"]
    assert carrier.calls == [["a1", "b"], ["a2"], ["a3"]]


def test_a_call_takes_no_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "ITEMS_MAX", 2)
    carrier = Carrier()
    sent(carrier, "a", "b", "c", "d", "e")

    assert carrier.calls == [["a", "b"], ["c", "d"], ["e"]]


def test_a_line_that_is_too_long_turns_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "WAITING_MAX", 2)
    answers = sent(Carrier(), "a", "b", "c")

    assert [type(answer).__name__ for answer in answers] == ["str", "str", "Unavailable"]


def test_a_caller_who_leaves_takes_nobody_along() -> None:
    carrier = Carrier()

    async def send() -> str:
        line = lane(carrier)
        leaving = asyncio.create_task(line.through("a"))
        staying = asyncio.create_task(line.through("b"))
        await asyncio.sleep(0)
        leaving.cancel()
        return await staying

    assert asyncio.run(send()) == "did b"
    assert carrier.done == ["a", "b"]


def test_a_process_that_ends_leaves_nobody_waiting() -> None:
    async def send() -> Any:
        async def end(items: Sequence[str]) -> Sequence[str]:
            raise asyncio.CancelledError

        line = lane(end)
        return await asyncio.gather(line.through("a"), return_exceptions=True)

    (answer,) = asyncio.run(send())

    assert isinstance(answer, OutcomeUnknown)
