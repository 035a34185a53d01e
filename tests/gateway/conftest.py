from collections.abc import Iterator

import httpx
import pytest

from tests.gateway.stack import Stack
from tests.gateway.standin import Standin


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    running = Stack(tmp_path_factory.mktemp("gateway"))
    yield running
    running.close()


@pytest.fixture
def standin(stack: Stack) -> Standin:
    stack.standin.seen.clear()
    return stack.standin


@pytest.fixture
def client(stack: Stack) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=stack.url, headers=stack.sign_in("ls-manager-1"), timeout=10) as caller:
        yield caller
