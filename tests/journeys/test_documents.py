"""The examples in the documents, run against the whole stack: what a reader copies works."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest

from deploy.local.postgres import free_port
from tests.journeys import documents

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="the examples call the bank with curl")
START_SECONDS = 120


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a whole stack on a data directory of its own, as `make run` starts it."""
    directory = tmp_path_factory.mktemp("bank")
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LOANOPS_")}
    environment |= {"LOANOPS_DATA_DIR": str(directory / "data"), "LOANOPS_PORT": str(port)}
    with (directory / "output").open("wb") as output:
        stack = subprocess.Popen(
            [sys.executable, "-m", "deploy.local"], cwd=documents.ROOT, env=environment, stdout=output, stderr=output
        )
    try:
        _await(f"http://127.0.0.1:{port}/readyz", stack)
        yield f"http://127.0.0.1:{port}"
    finally:
        stack.send_signal(signal.SIGTERM)
        stack.wait(60)


def _await(url: str, stack: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            assert stack.poll() is None, "the stack did not start"
            assert time.monotonic() < deadline, "the stack is not ready"
            time.sleep(0.1)
        else:
            return


def test_the_examples_print_what_the_documents_say(bank: str) -> None:
    for document in ("README.md", "docs/api-guide.md"):
        told = documents.examples(document)
        outputs = documents.printed(document, bank)
        wrong = [
            f"{example.commands}printed\n{output}\ninstead of\n{example.expected}"
            for output, example in zip(outputs, told, strict=True)
            if not documents.agrees(output, example.expected)
        ]

        assert wrong == [], document
        assert sum(example.expected is not None for example in told) >= 5
