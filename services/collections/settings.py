"""The settings of collections."""

from pydantic import Field

from chassis.settings import ServiceSettings


class CollectionsSettings(ServiceSettings):
    """A service's settings, and where what came of arrears elsewhere is asked for. Customer's address is among those
    of every service.
    """

    scoring_url: str | None = Field(
        None,
        pattern=r"^https?://",
        description="Where scoring serves `/v1`, without it; unset, its part of a loan's timeline is missing.",
    )
    neighbour_timeout_ms: int = Field(
        2_000, ge=50, le=30_000, description="What another service does not answer within this is missing, in ms."
    )
