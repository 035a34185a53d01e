"""Long work in ranges: taken side by side, ended once, and told how far it is."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from chassis import ranges

BEGAN = datetime(2026, 1, 5, 8, tzinfo=UTC)


def test_ranges_are_taken_side_by_side_until_none_waits() -> None:
    waiting, taken, together = list(range(5)), list[int](), list[int]()
    busy = 0

    async def take() -> None:
        nonlocal busy
        while waiting:
            number = waiting.pop(0)
            busy += 1
            together.append(busy)
            await asyncio.sleep(0)
            busy -= 1
            taken.append(number)

    async def end() -> bool:
        return True

    asyncio.run(ranges.take_all(take, end))

    assert sorted(taken) == [0, 1, 2, 3, 4]
    assert max(together) == ranges.LANES


def test_while_another_worker_holds_a_range_it_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranges, "LOOK_SECONDS", 0)
    ends = [False, False, True]
    takes = 0

    async def take() -> None:
        nonlocal takes
        takes += 1

    async def end() -> bool:
        return ends.pop(0)

    asyncio.run(ranges.take_all(take, end))

    assert ends == []
    assert takes == 3 * ranges.LANES


def test_a_range_that_fails_ends_the_work_of_its_worker_and_nothing_is_ended() -> None:
    async def take() -> None:
        raise LookupError

    async def end() -> bool:
        raise AssertionError("it must not be ended")

    with pytest.raises(ExceptionGroup) as raised:
        asyncio.run(ranges.take_all(take, end))

    assert raised.value.subgroup(LookupError) is not None
    assert raised.value.subgroup(AssertionError) is None


def test_the_clock_goes_on_from_the_moment_the_job_was_taken_up() -> None:
    at = ranges.clock_from(BEGAN)
    first, second = at(), at()

    assert BEGAN <= first <= second < BEGAN + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("state", "done", "laid_out", "expected"),
    [
        ("running", 0, None, 0),
        ("running", 0, 0, 0),
        ("running", 1, 4, 0.25),
        ("running", 4, 4, 1),
        ("completed", 0, 0, 1),
        ("failed", 1, 2, 0.5),
    ],
)
def test_progress_goes_from_nothing_to_one(state: str, done: int, laid_out: int | None, expected: float) -> None:
    assert ranges.progress(state, done, laid_out) == expected


def test_speed_is_told_once_there_is_something_to_tell() -> None:
    assert ranges.per_second(10, None, BEGAN) is None
    assert ranges.per_second(10, BEGAN, None) is None
    assert ranges.per_second(10, BEGAN, BEGAN + timedelta(seconds=4)) == 2
    assert ranges.per_second(10, BEGAN, BEGAN) == 10_000_000
