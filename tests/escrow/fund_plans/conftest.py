"""A project whose money can be planned."""

import pytest

from tests.support.building import House, supervised_project
from tests.support.running import Running


@pytest.fixture(scope="module")
def house(escrow: Running) -> House:
    """A supervised project."""
    return supervised_project(escrow)


@pytest.fixture
def fresh_house(escrow: Running) -> House:
    """A supervised project without any plan."""
    return supervised_project(escrow)
