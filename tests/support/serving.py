"""Services in this process behind real sockets, which ask each other as they do in a stack, and can be stopped."""

import json
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2 as httpx
import uvicorn
from fastapi import FastAPI
from joserfc.jwk import OKPKey

from chassis.settings import ServiceSettings
from tests.support.postgres import Database
from tests.support.running import MovingClock, Running, settings_for

WAIT_SECONDS = 30.0
KEYS = "services.jwks.json"


class Served(Running):
    """A service that listens. `staff("ls-manager-1")` is somebody who can call it."""

    def __init__(
        self, app: FastAPI, at: socket.socket, database: Database, settings: ServiceSettings, clock: MovingClock
    ) -> None:
        host, port = at.getsockname()
        client: Any = httpx.Client(base_url=f"http://{host}:{port}", timeout=WAIT_SECONDS, trust_env=False)
        super().__init__(client, database, settings, clock)
        self._server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none", timeout_graceful_shutdown=1))
        self._thread = threading.Thread(target=self._server.run, args=[[at]], name=f"{settings.service} of tests")
        self._thread.start()

    def await_started(self) -> None:
        """Wait until it listens."""
        pause = threading.Event()
        while not self._server.started:
            assert self._thread.is_alive(), "the service did not start"
            pause.wait(0.01)

    def stop(self) -> None:
        """End it: from now on nobody is there."""
        self._server.should_exit = True
        self._thread.join(WAIT_SECONDS)
        assert not self._thread.is_alive()
        self.client.close()


Make = Callable[[dict[str, Any], MovingClock], tuple[FastAPI, ServiceSettings]]
"""Makes an application of the values of its settings."""


@contextmanager
def serving(made: Sequence[tuple[str, Database, Make]], directory: Path) -> Iterator[dict[str, Served]]:
    """These services, each knowing where the others are (`<name>_url`) and their public keys; one folder for all."""
    sockets = {name: socket.create_server(("127.0.0.1", 0)) for name, _, _ in made}
    urls = {f"{name}_url": "http://{}:{}".format(*at.getsockname()) for name, at in sockets.items()}
    all_settings = {name: settings_for(name, database, directory) for name, database, _ in made}
    keys = [OKPKey.import_key(json.loads(Path(str(s.service_key_file)).read_text())) for s in all_settings.values()]
    (directory / KEYS).write_text(json.dumps({"keys": [key.as_dict(private=False) for key in keys]}))
    services: dict[str, Served] = {}
    try:
        for name, database, make in made:
            others = {each: url for each, url in urls.items() if each != f"{name}_url"}
            told = {"service_jwks_url": (directory / KEYS).as_uri(), "audit_head_file": directory / f"{name}.jws"}
            clock = MovingClock()
            app, settings = make(all_settings[name].model_dump() | others | told, clock)
            services[name] = Served(app, sockets[name], database, settings, clock)
        for service in services.values():
            service.await_started()
        yield services
    finally:
        for service in services.values():
            service.stop()
