"""What becomes of every route called by every role from every part of the organisation (O1, O2)."""

import asyncio
from collections.abc import Callable, Iterable, Iterator

import httpx

from chassis.access import Access, Rule
from chassis.identity import BANK_WIDE_ROLES
from tests.architecture.access_matrix import ABSENT, FORBIDDEN, IN
from tests.support.identities import token
from tests.support.running import Running

# Where the caller is: in the outlet of the things, in another one of its sub-branch, in another sub-branch.
PLACES = (("lanshan", "ls-1"), ("lanshan", "ls-2"), ("shizhong", "sz-1"))
AT_ONCE = 8

Call = tuple[Rule, str, dict[str, str]]


def wrongly_let_in_or_out(
    service: Running, path_of: Callable[[Rule], str], declared_for: Callable[[Rule, str], str]
) -> list[str]:
    """Call them all, and say where the answer is not what `declared_for(rule, role)` says of the three places."""
    access: Access = service.client.app.state.service.access  # type: ignore[attr-defined]
    # A service has its role by its own key, never by a claim.
    roles = sorted(frozenset().union(*(rule.roles for rule in access)) - {"service"})
    cells = [(rule, role, PLACES[at], declared_for(rule, role)[at]) for rule, role, at in _cells(access, roles)]
    callers = {(role, place): _bearer(role, place) for role in roles for place in PLACES}
    statuses = _called(service, [(rule, path_of(rule), callers[role, place]) for rule, role, place, _ in cells])
    return [
        f"{rule.method} {rule.path} as {role} of {place}: declared {declared}, found {status}"
        for (rule, role, place, declared), status in zip(cells, statuses, strict=True)
        if {403: FORBIDDEN, 404: ABSENT}.get(status, IN) != declared
    ]


def _cells(rules: Iterable[Rule], roles: list[str]) -> Iterator[tuple[Rule, str, int]]:
    """Every role at the things' own outlet; elsewhere an outlet manager and another role, a different one each time.

    Where somebody is, their token alone decides: every route and every role is asked elsewhere, not each pair.
    """
    bound = [role for role in roles if role not in BANK_WIDE_ROLES]
    for number, rule in enumerate(rules):
        yield from ((rule, role, 0) for role in roles)
        if "{" in rule.path:
            let_in = [role for role in bound if role in rule.roles]
            others = {"outlet_manager", let_in[number % len(let_in)]} if let_in else set()
            yield from ((rule, role, place) for role in sorted(others) for place in (1, 2))


def _bearer(role: str, place: tuple[str, str]) -> dict[str, str]:
    claims = {"sub": f"matrix-{role}-{place[1]}", "name": role, "roles": [role]}
    if role not in BANK_WIDE_ROLES:
        claims |= {"sub_branch": place[0], "outlet": place[1]}
    return {"Authorization": f"Bearer {token(claims)}"}


def _called(service: Running, calls: list[Call]) -> list[int]:
    """The statuses of calls with no body and no key: enough to be let in, never enough to change anything."""
    app, portal = service.client.app, service.client.portal
    assert portal is not None
    # Thousands of calls: inside the application's own loop, without a thread to wake for each.
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service.test")

    async def call(rule: Rule, path: str, headers: dict[str, str]) -> int:
        answer = await client.request(rule.method, path, headers=headers)
        assert answer.status_code not in (401, 500), f"{rule.method} {path} -> {answer.text}"
        assert rule.method == "GET" or answer.status_code >= 400, f"{rule.method} {path} did something"
        return answer.status_code

    async def batch(some: list[Call]) -> list[int]:
        return await asyncio.gather(*(call(*each) for each in some))

    return [status for at in range(0, len(calls), AT_ONCE) for status in portal.call(batch, calls[at : at + AT_ONCE])]
