"""The settings of customer."""

from pydantic import Field

from chassis.settings import ServiceSettings


class CustomerSettings(ServiceSettings):
    """A service's settings, and where what other services know is asked for."""

    escrow_url: str | None = Field(
        None,
        pattern=r"^https?://",
        description="Where escrow serves `/v1`, without it; unset, what it knows of a project is missing.",
    )
    collections_url: str | None = Field(
        None,
        pattern=r"^https?://",
        description="Where collections serves `/v1`, without it; unset, rankings are without its results.",
    )
    neighbour_timeout_ms: int = Field(
        3_000, ge=50, le=30_000, description="What another service does not answer within this is missing, in ms."
    )
