"""The demo staff at their desks: everything demo data and story do goes through the gateway, as somebody would do it.

Each command has a key of its own that follows from the run and the step. So whoever is killed in the middle starts
again from the beginning: what was done answers as it did the first time, and nothing is done twice.
"""

import os
import time
from collections.abc import Mapping
from typing import Any

import httpx

DEFAULT_URL = "http://127.0.0.1:8000"
# A process that died is started again within seconds; until then the gateway answers one of these.
PASSING = frozenset({429, 502, 503, 504})
PATIENCE_SECONDS = 45.0
PAUSE_SECONDS = 0.3
FINISHED_STATES = frozenset({"completed", "failed"})

Thing = dict[str, Any]


class NobodyThere(RuntimeError):
    """No stack answers at the address."""


class Unexpected(RuntimeError):
    """The bank answered otherwise than it should; the message says to what, and how."""


class Desk:
    """The whole staff, signed in when first needed. `run` makes the keys of one loading, or of one story, its own."""

    def __init__(self, url: str, run: str, language: str = "en", transport: httpx.BaseTransport | None = None) -> None:
        """`language` is in what answers are worded; `transport` is for tests."""
        self.url = url.rstrip("/")
        self._run = run
        self._client = httpx.Client(
            base_url=self.url, headers={"Accept-Language": language}, timeout=60, trust_env=False, transport=transport
        )
        self._tokens: dict[str, str] = {}

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def look(self) -> None:
        """Whether a stack is there and ready. Raises NobodyThere at once, without waiting for one to come."""
        try:
            is_there = self._client.get("/livez").status_code < 400
        except httpx.TransportError:
            is_there = False
        if not is_there:
            raise NobodyThere(f"Nothing answers at {self.url}")

    def has(self, service: str) -> bool:
        """Whether a service is part of the stack at all, up or down. Raises NobodyThere."""
        return bool(
            self._send("auditor", "GET", f"/{service}/v1/audit-events", params={"limit": "1"}).status_code != 404
        )

    def see(self, who: str, path: str, **params: str) -> Thing:
        """Read something. Raises Unexpected."""
        return self._content(self._send(who, "GET", path, params=params))

    def do(self, who: str, path: str, step: str, body: Mapping[str, Any] | None = None) -> Thing:
        """Create something, or report it. `step` names this command within the run. Raises Unexpected."""
        return self._content(self._send(who, "POST", path, headers=self._key(step), json=body or {}))

    def decide(self, who: str, path: str, step: str, body: Mapping[str, Any] | None = None) -> Thing:
        """Decide on something as it stands now. Raises Unexpected."""
        return self._content(self._decide(who, path, step, body))

    def refused(self, who: str, path: str, step: str, body: Mapping[str, Any]) -> Thing:
        """Ask for what the bank will refuse, and answer its problem. Raises Unexpected when it agrees."""
        answer = self._send(who, "POST", path, headers=self._key(step), json=body)
        if answer.status_code != 422:
            raise Unexpected(f"POST {path} should have been refused, and was answered {answer.status_code}")
        problem: Thing = answer.json()
        return problem

    def put(self, who: str, path: str, body: Mapping[str, Any]) -> Thing:
        """State how something is; stating it again changes nothing. Raises Unexpected."""
        return self._content(self._send(who, "PUT", path, json=body))

    def document(self, who: str, step: str, text: str) -> str:
        """Upload a paper and answer its id. Raises Unexpected."""
        files = {"file": ("paper.txt", text.encode(), "text/plain")}
        path = "/escrow/v1/documents"
        return str(self._content(self._send(who, "POST", path, headers=self._key(step), files=files))["id"])

    def send_lines(self, who: str, path: str, step: str, lines: str) -> Thing:
        """Send an NDJSON file and wait until the import is through. Raises Unexpected when a line was rejected."""
        headers = self._key(step) | {"Content-Type": "application/x-ndjson"}
        sent = self._content(self._send(who, "POST", path, headers=headers, content=lines.encode()))
        done = self.wait(who, f"{path}/{sent['id']}")
        if done["state"] != "completed" or done["rejected"]:
            found = self.see(who, f"{path}/{sent['id']}/rejections", limit="3")["items"]
            raise Unexpected(f"{path}: {done['state']}, {done['rejected']} lines rejected, the first: {found}")
        return done

    def wait(self, who: str, path: str, seconds: float = 300) -> Thing:
        """Wait until long work is through, and answer it. Raises Unexpected when it takes too long."""
        deadline = time.monotonic() + seconds
        pause = 0.02
        while (seen := self.see(who, path))["state"] not in FINISHED_STATES:
            if time.monotonic() > deadline:
                raise Unexpected(f"{path} has not ended within {seconds:.0f} s")
            time.sleep(pause)
            pause = min(pause * 1.5, 0.5)
        return seen

    def _decide(self, who: str, path: str, step: str, body: Mapping[str, Any] | None) -> httpx.Response:
        thing = path.rsplit("/", 1)[0]
        seen = self._send(who, "GET", thing)
        if seen.status_code != 200:
            raise Unexpected(f"GET {thing} was answered {seen.status_code}: {seen.text[:600]}")
        headers = self._key(step) | {"If-Match": seen.headers.get("ETag", "*")}
        return self._send(who, "POST", path, headers=headers, json=body or {})

    def _key(self, step: str) -> dict[str, str]:
        return {"Idempotency-Key": f"{self._run}/{step}"}

    def _send(
        self, who: str, method: str, path: str, headers: Mapping[str, str] | None = None, **rest: Any
    ) -> httpx.Response:
        """Send until there is an answer that will not pass: sent again it has the same key, so it counts once."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer: httpx.Response | None = None
            try:
                signed = {"Authorization": f"Bearer {self._token(who)}"} | dict(headers or {})
                answer = self._client.request(method, path, headers=signed, **rest)
            except httpx.ConnectError as error:
                if time.monotonic() > deadline:
                    raise NobodyThere(f"Nothing answers at {self.url}") from error
            except httpx.TransportError as error:
                if time.monotonic() > deadline:
                    raise Unexpected(f"{method} {path} got no answer: {error}") from error
            if answer is not None and (time.monotonic() > deadline or not _passes(answer)):
                return answer
            time.sleep(PAUSE_SECONDS)

    def _token(self, who: str) -> str:
        if who not in self._tokens:
            form = {"grant_type": "password", "username": who, "password": who}
            answer = self._client.post("/oauth/token", data=form)
            if answer.status_code != 200:
                raise Unexpected(f"{who} cannot sign in: {answer.status_code} {answer.text[:200]}")
            self._tokens[who] = answer.json()["access_token"]
        return self._tokens[who]

    @staticmethod
    def _content(answer: httpx.Response) -> Thing:
        if not 200 <= answer.status_code < 300:
            asked = f"{answer.request.method} {answer.request.url.path}"
            raise Unexpected(f"{asked} was answered {answer.status_code}: {answer.text[:600]}")
        content: Thing = answer.json()
        return content


def _passes(answer: httpx.Response) -> bool:
    in_flight = answer.status_code == 409 and "Retry-After" in answer.headers
    return answer.status_code in PASSING or in_flight


def address(running: Mapping[str, Any]) -> str:
    """Where the gateway is: `LOANOPS_URL`, or that of the running stack as its data directory remembers it."""
    port = os.environ.get("LOANOPS_PORT")
    here = f"http://127.0.0.1:{port}" if port else DEFAULT_URL
    return os.environ.get("LOANOPS_URL") or str(running.get("gateway", here))
