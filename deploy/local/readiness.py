"""Whether a process of ours answers `/readyz`, asked without an HTTP library: the runner stays small."""

import asyncio
from collections.abc import Sequence
from urllib.parse import urlsplit

PROBE_SECONDS = 3.0
PAUSE_SECONDS = 0.1


async def is_ready(url: str) -> bool:
    """Whether the service at this address says that it can serve, within some seconds."""
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            return await _status(url) == 200
    except (OSError, TimeoutError, ValueError, IndexError):
        return False


async def until_ready(urls: Sequence[str]) -> None:
    """Ask again and again until all of them can."""
    for url in urls:
        while not await is_ready(url):  # noqa: ASYNC110 - another process has no event to wait for
            await asyncio.sleep(PAUSE_SECONDS)


async def _status(url: str) -> int:
    address = urlsplit(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        writer.write(f"GET /readyz HTTP/1.1\r\nHost: {address.netloc}\r\nConnection: close\r\n\r\n".encode())
        return int((await reader.readline()).split()[1])
    finally:
        writer.close()
