"""The settings of scoring."""

from pathlib import Path

from pydantic import Field

from chassis.settings import ServiceSettings


class ScoringSettings(ServiceSettings):
    """A service's settings, and where this bank's own record is asked for."""

    service_key_file: Path = Field(description="This service's own private key (a JWK), for calls to others.")
    collections_url: str = Field(pattern=r"^https?://", description="Where collections serves `/v1`, without it.")
    own_record_timeout_ms: int = Field(
        3_000, ge=50, le=30_000, description="The own record not had within this is not had, in ms, all tries together."
    )
    branch_suspensions_asked: bool = Field(
        True,
        description="Whether collections is asked which sub-branches are suspended (G5). An answer that cannot be had "
        "leaves a check undecided; only a collections older than `/v1/branch-suspensions` is not to be asked.",
    )
