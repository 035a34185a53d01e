"""How a command asks another service: between two runs of it, with no transaction open.

A neighbour that hangs would otherwise hold, for each application, one of the few connections of the pool and the lock
of its key, and soon nobody could read anything here. So an action that needs an answer raises `OwnRecordWanted`; the
transaction is rolled back, the route asks, and the command is carried out again from its start, with the answer.
What refuses a request before that (access, replay, input, state) does so without troubling the neighbour.
"""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from fastapi import Request, Response

from chassis.admission import BankRoute
from chassis.identity import Actor

Ask = Callable[[str, str | None, Actor], Awaitable[Any]]
"""Asks about a customer and a sub-branch, on behalf of a person; found at `app.state.ask_own_record`."""


class OwnRecordWanted(Exception):
    """The command cannot go on before the own record of this customer was asked for, and whether the branch lends."""

    def __init__(self, customer_ref: str, sub_branch: str | None = None) -> None:
        super().__init__()
        self.customer_ref = customer_ref
        self.sub_branch = sub_branch


class AskingRoute(BankRoute):
    """A route whose command may want the own record. It finds the answer at `request.state.asked`, None before."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The house's handler; once more, with the record in hand, where it wants that."""
        carry_out = super().get_route_handler()

        async def handle(request: Request) -> Response:
            if not hasattr(request.state, "asked"):
                request.state.asked = None
            try:
                return await carry_out(request)
            except OwnRecordWanted as wanted:
                ask: Ask = request.app.state.ask_own_record
                request.state.asked = await ask(wanted.customer_ref, wanted.sub_branch, request.state.actor)
            return await carry_out(request)

        return handle
