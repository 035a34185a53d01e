"""Where an HTTP answer ends and what its status is: as little of HTTP/1.1 as the load generator needs."""

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"\r\ncontent-length:"
_CHUNKED = b"\r\ntransfer-encoding: chunked"
_BODILESS = (b"204", b"304")


class AnswerReader:
    """The answers of one connection on which only one request at a time is under way."""

    def __init__(self) -> None:
        self._received = b""

    def feed(self, data: bytes) -> int | None:
        """Take what came in. Answers the status once the whole answer is there, None before.

        Raises ValueError for what is no such answer, or when more comes than was asked for.
        """
        received = self._received = self._received + data if self._received else data
        head_end = received.find(_HEAD_END)
        if head_end < 0:
            return None
        end = _end(received, received[:head_end].lower(), head_end + len(_HEAD_END))
        if end is None or len(received) < end:
            return None
        if len(received) > end:
            raise ValueError(f"bytes after the answer's end: {received[end : end + 80]!r}")
        self._received = b""
        return int(received[9:12])


def _end(received: bytes, head: bytes, body: int) -> int | None:
    """Where the answer ends whose body begins at `body`; None when that cannot be told yet."""
    if head[9:12] in _BODILESS:
        return body
    found = head.find(_LENGTH)
    if found >= 0:
        value = found + len(_LENGTH)
        line_end = head.find(b"\r\n", value)
        return body + int(head[value:] if line_end < 0 else head[value:line_end])
    if _CHUNKED not in head:
        raise ValueError(f"an answer of unknown length: {head!r}")
    return _chunks_end(received, body)


def _chunks_end(received: bytes, at: int) -> int | None:
    while True:
        line_end = received.find(b"\r\n", at)
        if line_end < 0:
            return None
        size = int(received[at:line_end].partition(b";")[0], 16)
        if size == 0:
            break
        at = line_end + 2 + size + 2
    # Trailers, if any, then an empty line.
    if received.startswith(b"\r\n", line_end + 2):
        return line_end + 4
    found = received.find(_HEAD_END, line_end + 2)
    return None if found < 0 else found + len(_HEAD_END)
