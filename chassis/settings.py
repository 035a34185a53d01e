"""Settings that every process shares, read from `LOANOPS_*`: a wrong one fails the start, not the first use."""

from pathlib import Path
from typing import Literal

from pydantic import Field, HttpUrl, PostgresDsn, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

Environment = Literal["development", "test", "production"]


class Settings(BaseSettings):
    """What a service needs to run. `database_url` is the runtime role's; the owner's is for migrations only."""

    model_config = SettingsConfigDict(env_prefix="LOANOPS_", extra="ignore", frozen=True)

    environment: Environment = Field(
        "production", description="`production` refuses everything that is for development only."
    )
    service: str = Field("", description="The service's own name, as it stands in paths and tokens.")
    log_format: Literal["json", "console"] = Field("json", description="One JSON object a line, or lines for people.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="The least level that is logged."
    )
    issuer: str = Field(description="The `iss` of the bank's tokens.")
    audience: str = Field("loanops", description="The `aud` a person's token must carry.")
    jwks_url: str = Field(description="Where the issuer's public keys are: https://, http:// or file://.")
    service_jwks_url: str | None = Field(None, description="Where the services' public keys are.")
    service_key_file: Path | None = Field(
        None, description="This service's own private key (a JWK), for calls to others."
    )
    body_bytes_max: int = Field(1_048_576, description="The largest JSON body, in bytes.")
    upload_bytes_max: int = Field(20 * 1_048_576, description="The largest uploaded file, with its form, in bytes.")


class ServiceSettings(Settings):
    """The settings of a service with a database."""

    database_url: PostgresDsn = Field(description="PostgreSQL 15 or later, as the runtime role.")
    database_connections: int = Field(12, ge=1, description="Pooled connections of one process.")
    posting_connections: int = Field(4, ge=1, description="Connections of one process kept for prepared postings.")
    statement_timeout_ms: int = Field(15_000, ge=100, description="A statement that takes longer is cancelled, in ms.")
    lock_timeout_ms: int = Field(5_000, ge=100, description="Waiting longer for a row lock gives up, in ms.")
    import_bytes_max: int = Field(512 * 1_048_576, ge=1, description="The largest file of an import, in bytes.")
    job_lost_after_seconds: int = Field(
        20, ge=1, description="A queued job whose worker gave no sign of life for so long is taken by another, in s."
    )
    worker_metrics_port: int | None = Field(
        None, ge=1, le=65535, description="Where the worker offers its Prometheus metrics; nowhere if unset."
    )
    audit_head_file: Path | None = Field(None, description="Where the signed heads of the audit chain are appended.")
    personal_keys_file: Path | None = Field(
        None, description="The keys of personal data at rest; a service that keeps some does not start without it."
    )

    customer_url: HttpUrl | None = Field(
        None, description="The customer service, asked whose older tokens are refused; unset, tokens just expire."
    )

    @model_validator(mode="after")
    def _named(self) -> "ServiceSettings":
        if not self.service:
            raise ValueError("LOANOPS_SERVICE must name the service")
        return self
