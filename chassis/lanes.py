"""A lane: callers who wait at the same moment share one call, and one commit, and each gets an answer of their own.

While one call is under way, who comes waits; the next call takes them all. There is no timer: an idle lane calls at
once, and a busy one takes as many as have gathered. One item that makes the call fail never harms its neighbours: they
are taken again in halves until it is alone. Only what is no item's fault goes to everybody (`Unavailable`, and
`OutcomeUnknown` when the call's commit may or may not have happened); all may then ask again with their keys.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

from chassis.db import is_contention
from chassis.errors import LoanopsError, OutcomeUnknown, Unavailable

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

Carry = Callable[[Sequence[Item]], Awaitable[Sequence[Outcome]]]
"""Carries items out in one transaction, and answers an outcome for each in their order once it is committed."""

_Waiting = tuple[Item, "asyncio.Future[Outcome]"]

ITEMS_MAX = 256
WAITING_MAX = 4_096


class Lane(Generic[Item, Outcome]):
    """One line of callers before one call at a time.

    `order` sorts the items of a call, so that two processes with the same items never wait for each other in a circle.
    `identity` tells twins: of several with the same one a call takes the first, and the next call the others.
    """

    def __init__(
        self, carry: Carry[Item, Outcome], order: Callable[[Item], str], identity: Callable[[Item], Hashable]
    ) -> None:
        self._carry = carry
        self._order = order
        self._identity = identity
        self._waiting: list[_Waiting[Item, Outcome]] = []
        self._running: asyncio.Task[None] | None = None

    async def through(self, item: Item) -> Outcome:
        """What became of the item, once that is committed.

        Raises Unavailable when the line is too long, or the database away: nothing was done. Raises OutcomeUnknown,
        and whatever the item alone makes the call raise.
        """
        if len(self._waiting) >= WAITING_MAX:
            raise Unavailable
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        if self._running is None:
            # A task of its own: the caller who happens to be first may leave, and the others must not suffer for it.
            self._running = asyncio.create_task(self._run())
        return await answer

    async def _run(self) -> None:
        try:
            while self._waiting:
                await self._take(self._next())
        finally:
            self._running = None

    def _next(self) -> "list[_Waiting[Item, Outcome]]":
        taken: dict[Hashable, _Waiting[Item, Outcome]] = {}
        left = []
        for each in self._waiting:
            identity = self._identity(each[0])
            if len(taken) < ITEMS_MAX and identity not in taken:
                taken[identity] = each
            else:
                left.append(each)
        self._waiting = left
        return sorted(taken.values(), key=lambda each: self._order(each[0]))

    async def _take(self, batch: "Sequence[_Waiting[Item, Outcome]]") -> None:
        try:
            outcomes = await self._carry([item for item, _ in batch])
        except Exception as error:
            if len(batch) == 1:
                _answer(batch[0][1], error=error)
            elif isinstance(error, Unavailable | OutcomeUnknown) and not is_contention(error):
                for _, answer in batch:
                    _answer(answer, error=_alike(error))
            else:
                middle = len(batch) // 2
                await self._take(batch[:middle])
                await self._take(batch[middle:])
        except BaseException:  # the process ends; nobody is to wait for ever
            for _, answer in batch:
                _answer(answer, error=OutcomeUnknown())
            raise
        else:
            for (_, answer), outcome in zip(batch, outcomes, strict=True):
                _answer(answer, outcome)


def _answer(answer: "asyncio.Future[Any]", outcome: Any = None, error: Exception | None = None) -> None:
    if answer.done():
        return  # who asked has left
    if error is None:
        answer.set_result(outcome)
    else:
        answer.set_exception(error)


def _alike(error: LoanopsError) -> LoanopsError:
    """The same error for one of several callers, who each add their own traceback to it."""
    alike = type(error)()
    alike.__cause__ = error.__cause__
    return alike
