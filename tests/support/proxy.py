"""A TCP proxy that can lose things: between a service and its database, or between a caller and a service."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

CONNECT_SECONDS = 5.0


class Proxy:
    """Passes bytes between whoever connects to `port` and a port of this machine, until told otherwise.

    `cut_at` loses the connection in the moment in which the other side says these bytes, which are not passed on.
    While `withholding`, what the other side says is not passed on either, and `withheld` tells that there was some.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.cut_at: bytes | None = None
        self.cuts = 0
        self.target_lost = False
        """While true, whoever connects is turned away, as if nobody listened behind."""
        self.withholding = False
        self.withheld = threading.Event()
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def lose_all(self) -> None:
        """Cut every connection there is."""
        for each in list(self._open):
            self._lose(each)

    def close(self) -> None:
        """Cut every connection, and take no new one."""
        # A blocked accept() is only woken by a shutdown.
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.lose_all()

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self._listening.accept()
            except OSError:
                return
            try:
                if self.target_lost:
                    raise ConnectionRefusedError
                other = socket.create_connection(("127.0.0.1", self._target), CONNECT_SECONDS)
            except OSError:
                caller.close()
                continue
            other.settimeout(None)
            self._open |= {caller, other}
            threading.Thread(target=self._pass_on, args=(caller, other, False), daemon=True).start()
            threading.Thread(target=self._pass_on, args=(other, caller, True), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, answers: bool) -> None:
        try:
            while said := source.recv(65_536):
                if answers and self.cut_at is not None and self.cut_at in said:
                    self.cuts += 1
                    break
                if answers and self.withholding:
                    self.withheld.set()
                    continue
                sink.sendall(said)
        except OSError:
            pass  # the other direction has ended it
        self._lose(source)
        self._lose(sink)

    def _lose(self, end: socket.socket) -> None:
        self._open.discard(end)
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@contextmanager
def proxied(target: int) -> Iterator[Proxy]:
    """A proxy before that port."""
    proxy = Proxy(target)
    try:
        yield proxy
    finally:
        proxy.close()
