"""An HTTP process on a socket that it inherits: `python -m deploy.local.serve APPLICATION DESCRIPTOR`.

The runner opens the sockets, so several processes can share one, and callers wait instead of being refused while a
process starts again. Uvicorn's own `--fd` takes every socket for a Unix one and so leaves TCP_NODELAY off.
"""

import socket
import sys

import uvicorn

# Requests under way at a stop get this long.
DRAIN_SECONDS = 8


def main() -> None:
    """Serve the application that the factory `package.module:function` makes, until SIGTERM."""
    application, descriptor = sys.argv[1], int(sys.argv[2])
    listening = socket.socket(fileno=descriptor)
    config = uvicorn.Config(
        application,
        factory=True,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
