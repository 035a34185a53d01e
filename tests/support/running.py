"""A service running in this process on a database of its own, and its staff as HTTP clients."""

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2 as httpx
from fastapi import FastAPI
from joserfc.jwk import OKPKey
from starlette.testclient import TestClient

from chassis.openapi import DECIDING
from chassis.settings import ServiceSettings
from tests.support.identities import AUDIENCE, ISSUER, claims_of, token, write_public_keys
from tests.support.postgres import Database


class MovingClock:
    """The present, plus what a test adds."""

    def __init__(self) -> None:
        self.fixed: datetime | None = None

    def __call__(self) -> datetime:
        return self.fixed or datetime.now(UTC)


class Staff:
    """One member of staff with a client: `do` posts with a fresh key and If-Match, `see` reads."""

    def __init__(self, client: TestClient, name: str) -> None:
        self._client = client
        self.name = name
        self.headers = {"Authorization": f"Bearer {token(claims_of(name))}"}

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One request with this person's token and nothing else of ours."""
        headers = self.headers | options.pop("headers", {})
        return self._client.request(method, path, headers=headers, **options)

    def post(self, path: str, body: Any = None, *, key: str | None = None, **options: Any) -> httpx.Response:
        """POST with a fresh key (or that one) and, for a deciding verb, the ETag of the thing as it is."""
        headers = {"Idempotency-Key": key or str(uuid.uuid4())} | options.pop("headers", {})
        if path.rsplit("/", 1)[-1] in DECIDING and "If-Match" not in headers:
            etag = self.send("GET", path.rsplit("/", 1)[0]).headers.get("ETag")
            headers |= {"If-Match": etag} if etag else {}
        return self.send("POST", path, json={} if body is None else body, headers=headers, **options)

    def do(self, path: str, body: Any = None, *, expect: int | tuple[int, ...] = (200, 201), **options: Any) -> Any:
        """POST, expecting that status; answers the JSON."""
        answer = self.post(path, body, **options)
        expected = (expect,) if isinstance(expect, int) else expect
        assert answer.status_code in expected, f"POST {path} -> {answer.status_code}: {answer.text[:1000]}"
        return answer.json()

    def see(self, path: str, *, expect: int = 200, **parameters: Any) -> Any:
        """GET, expecting that status; answers the JSON."""
        answer = self.send("GET", path, params=parameters)
        assert answer.status_code == expect, f"GET {path} -> {answer.status_code}: {answer.text[:1000]}"
        return answer.json()

    def document(self, text: str) -> str:
        """Upload a document; answers its id."""
        files = {"file": ("proof.txt", text.encode(), "text/plain")}
        answer = self.send("POST", "/v1/documents", files=files, headers={"Idempotency-Key": str(uuid.uuid4())})
        assert answer.status_code == 201, answer.text[:1000]
        return str(answer.json()["id"])


class Running:
    """A service in this process. `staff("ls-manager-1")` is somebody who can call it."""

    def __init__(self, client: TestClient, database: Database, settings: ServiceSettings, clock: MovingClock) -> None:
        self.client = client
        self.database = database
        self.settings = settings
        self.clock = clock
        self._staff: dict[str, Staff] = {}

    def staff(self, name: str) -> Staff:
        """One of the demo staff."""
        if name not in self._staff:
            self._staff[name] = Staff(self.client, name)
        return self._staff[name]


def with_token(service: Running, claims: dict[str, Any], **changes: Any) -> Staff:
    """Somebody whose token says something else than the demo staff's."""
    found = Staff(service.client, "head")
    found.headers = {"Authorization": f"Bearer {token(claims, **changes)}"}
    return found


def settings_for(service: str, database: Database, directory: Path) -> ServiceSettings:
    """The settings of a service under test; its key and the issuer's public keys lie in `directory`."""
    key = OKPKey.generate_key("Ed25519", parameters={"kid": service})
    key_file = directory / f"{service}.jwk.json"
    key_file.write_text(json.dumps(key.as_dict(private=True)))
    return ServiceSettings.model_validate(
        {
            "environment": "test",
            "service": service,
            "issuer": ISSUER,
            "audience": AUDIENCE,
            "jwks_url": write_public_keys(directory / "issuer.jwks.json"),
            "service_key_file": key_file,
            "database_url": database.runtime_url,
            "audit_head_file": directory / "audit-heads.jws",
            "log_level": "WARNING",
        }
    )


@contextmanager
def running(service: str, create: Callable[..., FastAPI], database: Database, directory: Path) -> Iterator[Running]:
    """Start a service of this process on that database, and stop it."""
    settings = settings_for(service, database, directory)
    clock = MovingClock()
    with TestClient(create(settings, clock), base_url="http://service.test", raise_server_exceptions=False) as client:
        yield Running(client, database, settings, clock)
