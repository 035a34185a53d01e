"""What the runner shows: every process's lines under its name, on the terminal and in a file of its own."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

COLOURS = ("36", "32", "35", "34", "33", "96", "92", "95", "94", "93")
LOG_BYTES_MAX = 50 * 1024 * 1024
RUNNER = "loanops"


class LogFile:
    """A process's log; when it has grown to its limit it becomes `.1`, the older one goes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO = path.open("ab", buffering=0)
        self._size = path.stat().st_size

    def write(self, data: bytes) -> None:
        """Append."""
        if self._size + len(data) > LOG_BYTES_MAX:
            self._file.close()
            self._path.replace(self._path.with_suffix(".log.1"))
            self._file = self._path.open("ab", buffering=0)
            self._size = 0
        self._file.write(data)
        self._size += len(data)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class Console:
    """The terminal shared by all processes. `width` is the longest name's."""

    def __init__(self, logs: Path, width: int) -> None:
        self._logs = logs
        self._width = max(width, len(RUNNER))
        self._coloured = sys.stdout.isatty()
        self._files: dict[str, LogFile] = {}
        self._partial: dict[str, bytes] = {}
        self._last: dict[str, list[bytes]] = {}
        self._closed = False
        self._only: str | None = None

    @contextlib.contextmanager
    def only(self, name: str) -> Iterator[None]:
        """Within it the terminal shows this process and the runner; what the others say goes to their files alone."""
        self._only = name
        try:
            yield
        finally:
            self._only = None

    def say(self, line: str) -> None:
        """A line of the runner's own."""
        self.feed(RUNNER, line.encode() + b"\n")

    def show(self, text: str) -> None:
        """Text without a name before it: the banner."""
        self._emit(text.encode() + b"\n")

    def feed(self, name: str, data: bytes) -> None:
        """Take output of a process as it comes; what does not yet end a line waits for its rest."""
        whole, newline, rest = (self._partial.pop(name, b"") + data).rpartition(b"\n")
        if rest:
            self._partial[name] = rest
        if not newline:
            return
        self._file(name).write(whole + b"\n")
        lines = whole.split(b"\n")
        self._last[name] = (self._last.get(name, []) + lines)[-20:]
        if self._only is not None and name not in {self._only, RUNNER}:
            return
        prefix = self._prefix(name)
        self._emit(b"".join(prefix + line + b"\n" for line in lines))

    def last_lines(self, name: str) -> str:
        """The end of what a process has said."""
        return b"\n".join(self._last.get(name, [])).decode(errors="replace")

    def close(self) -> None:
        """Write what is left and close the files."""
        for name in list(self._partial):
            self.feed(name, b"\n")
        for file in self._files.values():
            file.close()

    def bold(self, text: str) -> str:
        """The text, standing out where the terminal can."""
        return f"\x1b[1m{text}\x1b[0m" if self._coloured else text

    def dim(self, text: str) -> str:
        """The text, receding where the terminal can."""
        return f"\x1b[2m{text}\x1b[0m" if self._coloured else text

    def _prefix(self, name: str) -> bytes:
        padded = f"{name:<{self._width}} | "
        if not self._coloured:
            return padded.encode()
        # By position, so that a process keeps its colour for the whole run.
        colour = COLOURS[list(self._files).index(name) % len(COLOURS)]
        return f"\x1b[{colour}m{padded}\x1b[0m".encode()

    def _file(self, name: str) -> LogFile:
        if name not in self._files:
            self._files[name] = LogFile(self._logs / f"{name}.log")
        return self._files[name]

    def _emit(self, data: bytes) -> None:
        if self._closed:
            return
        try:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        except OSError:
            # The reader of a pipe has gone; the stack goes on, its logs are in the files.
            self._closed = True
