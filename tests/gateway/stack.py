"""A gateway under uvicorn, and its stand-in services, on loopback sockets in a thread of their own."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import httpx
import uvicorn
from fastapi import FastAPI
from joserfc.jwk import OKPKey

from gateway.app import gateway
from gateway.settings import GatewaySettings
from services.customer import demo
from tests.gateway.standin import ORGANISATION_DOCUMENT, Standin

T = TypeVar("T")
ISSUER = "https://issuer.test"


def issuer_files(folder: Path) -> tuple[Path, Path, OKPKey]:
    """A development issuer's private key file and public key set."""
    key = OKPKey.generate_key("Ed25519", parameters={"kid": "dev-1"})
    private, public = folder / "issuer.json", folder / "jwks.json"
    private.write_text(json.dumps(key.as_dict(private=True)))
    public.write_text(json.dumps({"keys": [key.as_dict(private=False)]}))
    return private, public, key


def service_key_file(folder: Path) -> Path:
    """The gateway's own private key, for its calls to services."""
    path = folder / "gateway.json"
    if not path.exists():
        key = OKPKey.generate_key("Ed25519", parameters={"kid": "gateway"})
        path.write_text(json.dumps(key.as_dict(private=True)))
    return path


def settings(folder: Path, upstreams: dict[str, str], **changed: Any) -> GatewaySettings:
    private, public, _ = issuer_files(folder) if not (folder / "jwks.json").exists() else _known(folder)
    given: dict[str, Any] = {
        "environment": "test",
        "issuer": ISSUER,
        "jwks_url": public.as_uri(),
        "development_issuer_key_file": private,
        "service_key_file": service_key_file(folder),
        "upstreams": upstreams,
        "connect_seconds": 0.5,
        "answer_seconds": 0.8,
        "body_bytes_max": 100_000,
        "upload_bytes_max": 400_000,
    }
    return GatewaySettings(**(given | changed))


def _known(folder: Path) -> tuple[Path, Path, OKPKey]:
    private = folder / "issuer.json"
    return private, folder / "jwks.json", OKPKey.import_key(json.loads(private.read_text()))


class Stack:
    """`url` of the running gateway; `standin` is the service `escrow`; `organisation` is `customer`, which knows the
    demo staff; `down` is a port at which nobody listens.
    """

    def __init__(self, folder: Path) -> None:
        self.http = httpx.Client(timeout=10)
        self._signed_in: dict[str, dict[str, str]] = {}
        self.key = issuer_files(folder)[2]
        self.standin = Standin()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.organisation = Standin(ORGANISATION_DOCUMENT)
        self.organisation.staff = {one.sub: one.model_dump() for one in demo.people()}
        self.run(self.standin.start())
        self.run(self.organisation.start())
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.down = free.getsockname()[1]
        nowhere = f"http://127.0.0.1:{self.down}"
        self.upstreams = {"escrow": self.standin.url, "customer": self.organisation.url, "scoring": nowhere}
        self.settings = settings(folder, self.upstreams)
        self.app: FastAPI = gateway(self.settings)
        self._server = uvicorn.Server(uvicorn.Config(self.app, port=0, log_config=None, lifespan="on"))
        self._serving = asyncio.run_coroutine_threadsafe(self._server.serve(), self._loop)
        wait_for(lambda: self._server.started)
        self.port = self._server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        wait_for(lambda: self.http.get(f"{self.url}/escrow/v1/things", headers=self.sign_in("head")).status_code == 200)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def sign_in(self, name: str) -> dict[str, str]:
        if name not in self._signed_in:
            form = {"grant_type": "password", "username": name, "password": name}
            token = self.http.post(f"{self.url}/oauth/token", data=form).json()["access_token"]
            self._signed_in[name] = {"Authorization": f"Bearer {token}"}
        return self._signed_in[name]

    def raw(self, request: bytes) -> bytes:
        """Send bytes as they are, and answer what comes back until the other side closes, as the request should ask."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(request)
            received = b""
            while part := connection.recv(65536):
                received += part
            return received

    def raw_get(self, path: str) -> bytes:
        """The answer to a GET of exactly this path, by one who may ask."""
        token = self.sign_in("head")["Authorization"]
        return self.raw(
            f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\nConnection: close\r\n\r\n".encode()
        )

    def close(self) -> None:
        self.http.close()
        self._server.should_exit = True
        self._serving.result(30)
        self.run(self.standin.stop())
        self.run(self.organisation.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()


def wait_for(condition: Any, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)
