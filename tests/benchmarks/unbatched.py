"""The escrow service without its lane: each receipt has a statement and a commit of its own, as a yardstick."""

from fastapi import FastAPI

from chassis.identity import WHOLE_BANK
from services.escrow import app
from services.escrow.receipts import store
from services.escrow.receipts.store import Outcome, Recording


def create() -> FastAPI:
    """The application, as `deploy.local.serve` starts it."""
    made = app.create()
    postings = made.state.service.postings

    class Alone:
        """What the lane offers, for one at a time."""

        async def through(self, item: Recording) -> Outcome:
            """What became of the item."""
            (outcome,) = await store.record(postings.fetch, WHOLE_BANK, [item])
            return outcome

    made.state.receipts = Alone()
    return made
