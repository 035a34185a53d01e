"""A program under guard: it ends when we say so, and also when this process ends in whatever way."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from deploy.local import leash

StopSignals = Sequence[tuple[signal.Signals, float]]


def leashed(settings: dict[str, Any], command: Sequence[str]) -> list[str]:
    """The command line that runs a program on a leash; see `leash` for the settings."""
    return [sys.executable, "-I", "-S", leash.__file__, json.dumps(settings), *command]


class Guarded:
    """A program started through a guardian process that watches our end of a pipe.

    The guardian is safe to start from any thread. `stop` are signals and the seconds to wait after each, gentlest
    first; `remove_if_orphaned` is a directory that goes when we end without having closed the guard.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        output: int,
        stop: StopSignals,
        settings: dict[str, Any],
        remove_if_orphaned: Path | None = None,
    ) -> None:
        ours, theirs = os.pipe()
        settings = settings | {"lifeline": ours, "stop": [[int(number), seconds] for number, seconds in stop]}
        if remove_if_orphaned is not None:
            settings["remove"] = str(remove_if_orphaned)
        try:
            self._process = subprocess.Popen(
                leashed(settings, command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=[ours],
                start_new_session=True,  # Ctrl-C in a terminal goes to its whole group; stopping is ours to order
            )
        except BaseException:
            os.close(theirs)
            raise
        finally:
            os.close(ours)
        self._lifeline: int | None = theirs
        self._patience = sum(seconds for _, seconds in stop) + 10

    def is_running(self) -> bool:
        """Whether the program is still there."""
        return self._process.poll() is None

    def wait(self) -> int:
        """Wait until the program ends by itself; its exit status, 128 + n after signal n."""
        return self._process.wait()

    def stop(self) -> None:
        """End the program and wait until it is gone. Raises subprocess.TimeoutExpired if even SIGKILL does not help."""
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGTERM)
        self._process.wait(self._patience)
        if self._lifeline is not None:
            os.close(self._lifeline)
            self._lifeline = None
