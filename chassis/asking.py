"""How a request asks another service: between two runs of it, with no transaction open (decision 0013).

An action that needs an answer raises `Wanted`; the transaction is rolled back, the route asks, and the request is
carried out again from its start, with the answer. What refuses it before that does so without troubling the neighbour.
"""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from fastapi import Request, Response

from chassis.admission import BankRoute
from chassis.identity import Actor

Ask = Callable[[Any, Actor], Awaitable[Any]]
"""Asks about something on behalf of a person; found at `app.state.ask` under the neighbour's name."""


class Wanted(Exception):
    """The request cannot go on before a neighbour was asked about something."""

    def __init__(self, neighbour: str, about: Any) -> None:
        super().__init__()
        self.neighbour = neighbour
        self.about = about


class AskingRoute(BankRoute):
    """A route that may want a neighbour's answer. It finds it at `request.state.asked`, None before."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The house's handler; once more, with the answer in hand, where it wants that."""
        carry_out = super().get_route_handler()

        async def handle(request: Request) -> Response:
            request.state.asked = None
            try:
                return await carry_out(request)
            except Wanted as wanted:
                ask: Ask = request.app.state.ask[wanted.neighbour]
                request.state.asked = await ask(wanted.about, request.state.actor)
            return await carry_out(request)

        return handle
