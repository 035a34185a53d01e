"""The tree of nodes, and where in it somebody may work (domain O1, O2)."""

from typing import get_args

import pytest

from chassis.errors import BadInput
from chassis.identity import BANK_WIDE_ROLES, ROLES
from services.customer.organisation.rules import (
    BANK_WIDE,
    IN_A_SUB_BRANCH,
    PARENT_KIND,
    place_of,
    require_parent,
    require_post,
)
from services.customer.organisation.schemas import NodeKind, Role


def test_the_roles_are_those_that_tokens_know() -> None:
    """O2: `service` is earned by a service's own key, and nobody's post."""
    assert {*BANK_WIDE, *IN_A_SUB_BRANCH} == ROLES - {"service"} == set(get_args(Role))
    assert set(BANK_WIDE) == BANK_WIDE_ROLES - {"service"}
    assert set(PARENT_KIND) == set(get_args(NodeKind))


@pytest.mark.parametrize("kind", list(PARENT_KIND))
@pytest.mark.parametrize("parent_kind", [None, *PARENT_KIND])
def test_a_node_hangs_under_the_level_above_it_only(kind: str, parent_kind: str | None) -> None:
    """O1."""
    parent = parent_kind and "above"
    if parent_kind == PARENT_KIND[kind]:
        require_parent(kind, parent, parent_kind)
        return
    with pytest.raises(BadInput) as refused:
        require_parent(kind, parent, parent_kind)

    assert [fault.pointer for fault in refused.value.errors] == ["/parent"]


def test_a_node_lies_in_the_sub_branch_it_is_or_hangs_under() -> None:
    assert place_of("head_office", "head", None) == ("*", "*")
    assert place_of("city_branch", "linyi", "head") == ("*", "*")
    assert place_of("sub_branch", "lanshan", "linyi") == ("lanshan", "*")
    assert place_of("outlet", "ls-1", "lanshan") == ("lanshan", "ls-1")


@pytest.mark.parametrize(
    ("roles", "sub_branch", "outlet", "codes"),
    [
        (["account_manager"], "lanshan", "ls-1", []),
        (["risk_officer", "committee_member"], "lanshan", None, []),
        (["head_office"], None, None, []),
        (["outlet_manager"], "lanshan", "ls-1", []),
        (["account_manager"], None, None, ["SUB_BRANCH_REQUIRED"]),
        (["auditor"], "lanshan", None, ["SUB_BRANCH_NOT_ALLOWED"]),
        (["auditor", "account_manager"], "lanshan", None, ["ROLES_DO_NOT_GO_TOGETHER"]),
        (["outlet_manager"], "lanshan", None, ["OUTLET_REQUIRED"]),
        (["outlet_manager"], None, None, ["SUB_BRANCH_REQUIRED", "OUTLET_REQUIRED"]),
    ],
)
def test_roles_are_held_where_their_powers_reach(
    roles: list[str], sub_branch: str | None, outlet: str | None, codes: list[str]
) -> None:
    """O1: a person touches their own node and what is below it."""
    found: list[str] = []
    try:
        require_post(roles, sub_branch, outlet)
    except BadInput as refused:
        found = [fault.code for fault in refused.errors]

    assert found == codes
