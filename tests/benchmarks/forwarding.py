"""A database-backed GET through the gateway against the same GET straight at the service."""

from collections.abc import Iterator

from tests.benchmarks import accounts
from tests.benchmarks.figures import Figure
from tests.benchmarks.load import Load, Sample, send
from tests.benchmarks.stack import Ground

CONNECTIONS = 16
WARM_UP_SECONDS = 2
LIMIT = 0.7
DIRECT = "straight at the service"


def measure(ground: Ground, rounds: int, seconds: int) -> Iterator[Figure]:
    """Answers the figures as they are after each round, the last time complete."""
    accounts.open_them(ground)
    with (
        ground.services(accounts.SERVICE, 1) as (service,),
        ground.gateway(accounts.SERVICE, service) as gateway,
        ground.nginx(service) as nginx,
    ):
        through = Figure("GET through the gateway", DIRECT, LIMIT)
        beside = Figure("GET through nginx", DIRECT, None)
        for number in range(-1, rounds):
            length = seconds if number >= 0 else WARM_UP_SECONDS
            direct = _get(ground, service, "", length)
            forwarded = _get(ground, gateway, f"/{accounts.SERVICE}", length)
            proxied = _get(ground, nginx, f"/{accounts.SERVICE}", length) if nginx else None
            if number >= 0:
                through.add(direct.per_second, forwarded)
                yield through
            if number >= 0 and proxied:
                beside.add(direct.per_second, proxied)
                yield beside


def _get(ground: Ground, port: int, prefix: str, seconds: int) -> Sample:
    request = (
        f"GET {prefix}/v1/accounts/%(account)s HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {ground.token()}\r\n\r\n"
    )
    return send(Load([port], CONNECTIONS, seconds, request, 200, 1, 10_000, "get"))
