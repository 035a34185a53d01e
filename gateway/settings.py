"""What the gateway needs to run, read from `LOANOPS_*` at start."""

from pathlib import Path

from pydantic import Field, HttpUrl, model_validator

from chassis.settings import Settings


class GatewaySettings(Settings):
    """The gateway's settings. It holds no state: any number of gateways may run side by side with the same ones."""

    service: str = Field("gateway", description="The name in logs.")
    upstreams: dict[str, HttpUrl] = Field(
        description='The services behind it: a JSON object of name and base URL, {"escrow": "http://10.0.0.7:8001"}.'
    )
    development_issuer_key_file: Path | None = Field(
        None, description="An Ed25519 private key (JWK with `kid`) to sign demo tokens with; refused in production."
    )
    connect_seconds: float = Field(2, gt=0, description="The longest wait for a connection to a service.")
    answer_seconds: float = Field(30, gt=0, description="From a request's first byte to the head of its answer.")
    transfer_seconds: float = Field(
        900, gt=0, description="The same for uploads; and the longest an answer's body takes."
    )
    overview_seconds: float = Field(
        2, gt=0, description="The longest wait for the parts of an overview; what is not there by then is named."
    )
    idle_seconds: float = Field(75, gt=0, description="The longest silence within an answer's body.")
    drain_seconds: float = Field(0, ge=0, description="After SIGTERM, how long /readyz fails before the socket closes.")
    upload_bytes_max: int = Field(2_147_483_648, description="The largest upload (documents, imports), in bytes.")
    upstream_connections: int = Field(256, ge=1, description="Connections of one process to one service.")
    upstream_keepalive_seconds: float = Field(
        4, gt=0, description="An idle connection is dropped after this; keep it below the services' own (uvicorn: 5)."
    )

    @model_validator(mode="after")
    def _bank_identity_in_production(self) -> "GatewaySettings":
        if self.development_issuer_key_file is not None and self.environment == "production":
            raise ValueError("LOANOPS_DEVELOPMENT_ISSUER_KEY_FILE must not be set in production")
        return self

    @model_validator(mode="after")
    def _organisation_for_the_development_identity(self) -> "GatewaySettings":
        asks = self.service_key_file is not None and "customer" in self.upstreams
        if self.development_issuer_key_file is not None and not asks:
            raise ValueError(
                "LOANOPS_DEVELOPMENT_ISSUER_KEY_FILE needs LOANOPS_SERVICE_KEY_FILE, and customer among "
                "LOANOPS_UPSTREAMS: who may sign in is asked of customer"
            )
        return self
