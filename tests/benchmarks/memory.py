"""How much memory a process and its children, and the database's processes, come to have while something runs."""

import threading
import time
from pathlib import Path
from types import TracebackType

LOOK_SECONDS = 0.05
START_LOOK_SECONDS = 2.0


def descendants(process_id: int) -> list[int]:
    """A process and all that it started, the youngest last."""
    found = [process_id]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    return found


def anonymous_mib(process_id: int) -> float:
    """Its own memory, without what it shares with others or has from files; 0 once it is gone."""
    try:
        lines = Path(f"/proc/{process_id}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024


def started(leash: int) -> tuple[int, float]:
    """The process under a leash, once it has imported everything and grows no more; and its own memory then."""
    before = 0.0
    while True:
        time.sleep(START_LOOK_SECONDS)
        process_id = descendants(leash)[-1]
        now = anonymous_mib(process_id)
        if process_id != leash and now == before:
            return process_id, now
        before = now


def database_mib() -> float:
    """What all processes called postgres have for themselves."""
    total = 0.0
    for command in Path("/proc").glob("[0-9]*/comm"):
        try:
            if command.read_text().strip() == "postgres":
                total += anonymous_mib(int(command.parent.name))
        except OSError:
            continue
    return total


class Memory:
    """Looks at a process, and at the database, until the block ends."""

    def __init__(self, process_id: int) -> None:
        self._process_id = process_id
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, name="memory")
        self._before = self._most = self._database = 0.0

    def __enter__(self) -> "Memory":
        self._before = anonymous_mib(self._process_id)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._done.wait(LOOK_SECONDS):
            self._most = max(self._most, anonymous_mib(self._process_id))
            self._database = max(self._database, database_mib())

    def told(self) -> str:
        """What was seen."""
        return f"worker +{max(self._most - self._before, 0):.0f} MiB, database {self._database:.0f} MiB"
