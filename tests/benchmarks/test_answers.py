"""What the load generator takes for an answer."""

import pytest

from tests.benchmarks.answers import AnswerReader

PLAIN = b'HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 11\r\nx: y\r\n\r\n{"a": "bc"}'
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;ext=1\r\nWiki\r\n10\r\n\r\n\r\nin\r\nchunks..\r\n0\r\n\r\n"
)
TRAILED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\nDigest: x\r\n\r\n"
EMPTY = b"HTTP/1.1 204 No Content\r\nx-request-id: 1\r\n\r\n"
LENGTH_LAST = b"HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\n{}"


@pytest.mark.parametrize(
    ("answer", "status"), [(PLAIN, 201), (CHUNKED, 200), (TRAILED, 200), (EMPTY, 204), (LENGTH_LAST, 404)]
)
def test_an_answer_ends_where_it_ends_however_it_is_cut(answer: bytes, status: int) -> None:
    for cut in range(1, len(answer)):
        reader = AnswerReader()

        assert reader.feed(answer[:cut]) is None
        assert reader.feed(answer[cut:]) == status
        assert reader.feed(answer) == status


def test_more_than_was_asked_for_is_an_error() -> None:
    with pytest.raises(ValueError, match="after the answer's end"):
        AnswerReader().feed(PLAIN + b"HTTP/1.1 200 OK")


def test_an_answer_without_a_length_is_an_error() -> None:
    with pytest.raises(ValueError, match="unknown length"):
        AnswerReader().feed(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")
