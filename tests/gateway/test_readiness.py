"""Live, ready, measured, and stopped without losing a request (contract 1, last point)."""

import json
import os
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from tests.gateway.stack import ISSUER, Stack, issuer_files, service_key_file, wait_for


def test_liveness_asks_nobody(stack: Stack) -> None:
    assert stack.http.get(f"{stack.url}/livez").json() == {"status": "alive"}


def test_readiness_names_the_services_that_are_not(stack: Stack) -> None:
    answer = stack.http.get(f"{stack.url}/readyz")

    assert (answer.status_code, answer.json()["down"]) == (503, ["scoring"])
    assert answer.json()["code"] == "SERVICE_UNAVAILABLE"


def test_readiness_follows_a_service(stack: Stack) -> None:
    stack.standin.ready = False
    try:
        down = stack.http.get(f"{stack.url}/readyz").json()["down"]
    finally:
        stack.standin.ready = True

    assert down == ["escrow", "scoring"]


def test_metrics_count_by_template_never_by_path(stack: Stack, client: httpx.Client) -> None:
    client.get("/escrow/v1/things/371302199001010014")
    text = stack.http.get(f"{stack.url}/metrics").text

    assert 'route="/escrow/v1/things/{id}",status="200"' in text
    assert "# TYPE loanops_http_request_duration_seconds histogram" in text
    assert "371302199001010014" not in text


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def test_a_stop_fails_readiness_first_and_finishes_what_is_under_way(stack: Stack, tmp_path: Path) -> None:
    private, public, _ = issuer_files(tmp_path)
    port = free_port()
    environment = os.environ | {
        "LOANOPS_ENVIRONMENT": "development",
        "LOANOPS_ISSUER": ISSUER,
        "LOANOPS_JWKS_URL": public.as_uri(),
        "LOANOPS_DEVELOPMENT_ISSUER_KEY_FILE": str(private),
        "LOANOPS_SERVICE_KEY_FILE": str(service_key_file(tmp_path)),
        "LOANOPS_UPSTREAMS": json.dumps({"escrow": stack.standin.url, "customer": stack.organisation.url}),
        "LOANOPS_DRAIN_SECONDS": "1.2",
    }
    command = [sys.executable, "-m", "uvicorn", "--factory", "gateway.app:create", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: answers(url) == 200, seconds=60)
        form = {"grant_type": "password", "username": "head", "password": "head"}
        token = httpx.post(f"{url}/oauth/token", data=form).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        with ThreadPoolExecutor(1) as elsewhere:
            under_way = elsewhere.submit(httpx.post, f"{url}/escrow/v1/pause", headers=headers, timeout=30)
            wait_for(lambda: any(seen.target == "/v1/pause" for seen in stack.standin.seen))
            process.send_signal(signal.SIGTERM)
            wait_for(lambda: answers(url) == 503)
            with httpx.Client(base_url=url) as caller:  # one connection: the time before the socket closes is short
                stopping, still_served = caller.get("/readyz").json()["down"], caller.get("/livez").status_code
        output, _ = process.communicate(timeout=60)
    finally:
        process.kill()

    assert stopping == ["stopping"]
    assert still_served == 200
    assert under_way.result().json() == {"done": True}
    assert "Traceback" not in output


def answers(url: str) -> int:
    try:
        return httpx.get(f"{url}/readyz").status_code
    except httpx.HTTPError:
        return 0
