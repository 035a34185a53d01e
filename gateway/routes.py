"""Which routes exist: the paths of a service's OpenAPI as a tree that a request's path walks down.

A path is taken apart and decoded once, here. What the tree decided on is also what is sent on, re-encoded, so that
the service cannot read the same bytes as another path (`%2e%2e`, `%2F`, a backslash).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from chassis.errors import MethodNotAllowed, NotFound

METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
READING = frozenset({"get", "head", "options"})
_PLAIN = re.compile(rb"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~!$&'()*+,;=:@-]*)+")
_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_FORBIDDEN = re.compile(r"[/\\\x00-\x1f\x7f]")
_PARAMETER = re.compile(r"\{[^{}]+\}")


class NotOffered(MethodNotAllowed):
    """The path exists, this method does not; `allow` lists those that do."""

    def __init__(self, allow: str) -> None:
        super().__init__()
        self.allow = allow


@dataclass(frozen=True)
class Route:
    """One operation of a service. `path` is its template as callers see it, with the service's name in front."""

    path: str
    reads: bool
    takes_files: bool


class _Node:
    """One place in the tree: what may follow it, and what is offered if nothing does."""

    def __init__(self) -> None:
        self.literal: dict[str, _Node] = {}
        self.parameter: _Node | None = None
        self.mixed: dict[str, tuple[re.Pattern[str], _Node]] = {}
        self.routes: dict[str, Route] = {}

    def child(self, segment: str) -> "_Node":
        """The node after a template's segment, made if there is none."""
        if "{" not in segment:
            return self.literal.setdefault(segment, _Node())
        if _PARAMETER.fullmatch(segment):
            self.parameter = self.parameter or _Node()
            return self.parameter
        if segment not in self.mixed:  # such as `{id}.csv`
            parts = re.split(r"(\{[^{}]+\})", segment)
            expression = "".join(".+" if _PARAMETER.fullmatch(part) else re.escape(part) for part in parts)
            self.mixed[segment] = (re.compile(expression), _Node())
        return self.mixed[segment][1]

    def fitting(self, segments: Sequence[str], at: int) -> Iterator["_Node"]:
        """The nodes that a path from its segment `at` on ends at, the most literal first."""
        if at == len(segments):
            yield self
            return
        segment = segments[at]
        literal = self.literal.get(segment)
        if literal is not None:
            yield from literal.fitting(segments, at + 1)
        for pattern, node in self.mixed.values():
            if pattern.fullmatch(segment):
                yield from node.fitting(segments, at + 1)
        if self.parameter is not None:
            yield from self.parameter.fitting(segments, at + 1)


class RouteTree:
    """The routes of one service, from its OpenAPI document; only those under `/v1/` are open to callers."""

    def __init__(self, service: str, document: Mapping[str, Any]) -> None:
        self._root = _Node()
        for path, operations in document["paths"].items():
            if not path.startswith("/v1/"):
                continue
            node = self._root
            for segment in path.split("/")[1:]:
                node = node.child(segment)
            for method in METHODS:
                if method in operations:
                    node.routes[method.upper()] = Route(
                        f"/{service}{path}",
                        method in READING,
                        _takes_files(path, operations[method]),
                    )

    def find(self, method: str, segments: Sequence[str]) -> Route:
        """The route for a method and a decoded path, literal segments before parameters.

        Raises NotFound for a path that no template fits, NotOffered for a method that none of the fitting ones has.
        """
        allowed: set[str] = set()
        for node in self._root.fitting(segments, 0):
            route = node.routes.get(method)
            if route is not None:
                return route
            allowed.update(node.routes)
        if not allowed:
            raise NotFound
        raise NotOffered(", ".join(sorted(allowed)))


def _takes_files(path: str, operation: Mapping[str, Any]) -> bool:
    content = operation.get("requestBody", {}).get("content", {})
    return path.endswith(("-imports", "/documents")) or any(kind != "application/json" for kind in content)


def taken_apart(raw_path: bytes) -> tuple[list[str], str] | None:
    """A request's path as decoded segments, and encoded again the one canonical way.

    None for a path that another reader might take differently: an empty or a dot segment, an encoded slash, a
    backslash, a control character, a broken escape, or what is not UTF-8.
    """
    if _PLAIN.fullmatch(raw_path):
        path = raw_path.decode("ascii")
        return path.split("/")[1:], path
    if not raw_path.startswith(b"/") or _BROKEN_ESCAPE.search(raw_path):
        return None
    try:
        segments = [unquote_to_bytes(part).decode() for part in raw_path.split(b"/")[1:]]
    except UnicodeDecodeError:
        return None
    if any(segment in ("", ".", "..") or _FORBIDDEN.search(segment) for segment in segments):
        return None
    return segments, "".join("/" + quote(segment, safe="!$&'()*+,;=:@~") for segment in segments)
