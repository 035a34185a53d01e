"""The access table spelled out: for every route and role, what becomes of a call, in each part of the organisation."""

from collections.abc import Iterable, Mapping

from chassis.access import OwnNodes, Rule, Within
from chassis.identity import BANK_WIDE_ROLES, ROLES
from chassis.openapi import takes_if_match

LEGEND = """\
Who gets in, where. One row a route, one column a role; three signs a cell, for a caller of the outlet in which the
thing lies, of another outlet of the same sub-branch, and of another sub-branch:

  +  let in: what is said against the request after that is about the request
  .  403: the role does not have the permission
  0  404: another node's thing, the same as a missing one

What has no thing in its path lists, or makes, what lies in the caller's part of the bank, or belongs to the whole bank.
`key`: an Idempotency-Key is required. `match`: If-Match is required.

Written by `make snapshots` from the services' access tables; tests/escrow and tests/customer call it.
"""
IN, FORBIDDEN, ABSENT = "+", ".", "0"


def outcome(rule: Rule, role: str) -> str:
    """The three signs of a route and a role."""
    if role not in rule.roles:
        return FORBIDDEN * 3
    if not isinstance(rule.scope, Within) or role in BANK_WIDE_ROLES:
        return IN * 3
    return IN + (ABSENT if role == "outlet_manager" else IN) + ABSENT


def text(services: Mapping[str, Iterable[Rule]]) -> str:
    """The whole matrix, to be read."""
    return "\n".join([LEGEND, *(f"{service}\n{_table(_rows(rules))}" for service, rules in services.items())])


def _rows(rules: Iterable[Rule]) -> list[list[str]]:
    roles = sorted(ROLES)
    head = ["", "", "permission", "scope", "key", "match", *roles]
    rows = [
        [
            rule.method,
            rule.path,
            rule.permission,
            _scope(rule),
            "key" if rule.key_required else "",
            "match" if takes_if_match(rule.method, rule.path) else "",
            *(outcome(rule, role) for role in roles),
        ]
        for rule in sorted(rules, key=lambda rule: (rule.path, rule.method))
    ]
    return [head, *rows]


def _scope(rule: Rule) -> str:
    """Where the thing must lie, in a word."""
    if isinstance(rule.scope, Within):
        return rule.scope.table
    return "own nodes" if isinstance(rule.scope, OwnNodes) else "whole bank"


def _table(rows: list[list[str]]) -> str:
    """Columns under each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(line.rstrip() for line in lines) + "\n"
