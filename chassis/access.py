"""Who may do what, where: each service declares one readable table, and a route that is not in it does not start.

ACCESS = Access([
    Rule("GET",  "/v1/projects",                       "project.read",    EVERYONE),
    Rule("POST", "/v1/projects/{project_id}/accounts", "account.open",    {"account_manager"}, within("project")),
])
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import raw
from chassis.errors import Forbidden, NotFound
from chassis.identity import ROLES, Actor
from chassis.ids import id_in_path

EVERYONE = frozenset(ROLES - {"service"})


@dataclass(frozen=True)
class Within:
    """The branch scope of a route: the thing its path names must lie in the caller's part of the organisation."""

    table: str
    parameter: str


@dataclass(frozen=True)
class OwnNodes:
    """The branch scope of a route without a thing in its path: it lists, or makes, what lies in the caller's part."""


@dataclass(frozen=True)
class Bankwide:
    """The branch scope of what belongs to the whole bank: policies, and proofs over the whole history."""


OWN_NODES = OwnNodes()
BANKWIDE = Bankwide()
BranchScope = Within | OwnNodes | Bankwide


def within(table: str, parameter: str | None = None) -> Within:
    """The thing of that table whose id stands in the path as `{<table>_id}`."""
    return Within(table, parameter or f"{table}_id")


@dataclass(frozen=True)
class Place:
    """A thing that must be there for the caller: a row of a table that the code declares."""

    table: str
    id: UUID

    async def require(self, connection: AsyncConnection) -> None:
        """Raises NotFound when it is missing or another node's: the row policies hide both alike."""
        query = f"SELECT EXISTS (SELECT FROM {self.table} WHERE id = $1)"  # noqa: S608 - the table is declared in code
        if not await raw(connection).fetchval(query, self.id):
            raise NotFound


@dataclass(frozen=True)
class Rule:
    """One route's permission: its name, the roles that have it, its branch scope, and how it uses keys."""

    method: str
    path: str
    permission: str
    roles: frozenset[str] | set[str]
    scope: BranchScope = OWN_NODES
    key_required: bool = False
    """Money moves or somebody decides: without an Idempotency-Key the request is refused."""
    kept: bool = True
    """Whether the answer is kept for a replay: never that of `reveal` and `search`, which shows personal data."""

    def permit(self, actor: Actor) -> None:
        """Raises Forbidden unless one of the actor's roles has this permission."""
        if not actor.roles & self.roles:
            raise Forbidden

    def place(self, path_parameters: Mapping[str, str]) -> Place | None:
        """The thing in the path, which must be in the caller's part of the organisation. Raises NotFound for no id."""
        if any("\x00" in text for text in path_parameters.values()):
            raise NotFound  # PostgreSQL cannot even be asked for it
        if isinstance(self.scope, Within):
            return Place(self.scope.table, id_in_path(path_parameters[self.scope.parameter]))
        return None


class Access:
    """A service's table of rules, by method and path."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules: dict[tuple[str, str], Rule] = {}
        self._roles: dict[str, frozenset[str]] = {}
        for rule in rules:
            unknown = rule.roles - ROLES
            if unknown:
                raise ValueError(f"{rule.permission}: no such role: {sorted(unknown)}")
            if (rule.method, rule.path) in self._rules:
                raise ValueError(f"{rule.method} {rule.path} has two rules")
            self._rules[rule.method, rule.path] = rule
            self._roles[rule.permission] = self._roles.get(rule.permission, frozenset()) | rule.roles

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules.values())

    def permits(self, actor: Actor, permission: str) -> bool:
        """Whether one of the actor's roles has this permission on some route."""
        return bool(actor.roles & self._roles.get(permission, frozenset()))

    def rule(self, method: str, path: str) -> Rule:
        """The rule of a route. Raises LookupError for a route that nobody declared."""
        try:
            return self._rules[method, path]
        except KeyError:
            raise LookupError(f"{method} {path} has no access rule") from None
