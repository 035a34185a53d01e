"""Runs a program that never outlives the process that started it, not even when that one is killed with -9.

Started as a script, `python -I -S leash.py SETTINGS PROGRAM ARGUMENT…`, so that nothing runs between fork and exec
in a parent that may have threads. It uses the standard library alone and imports nothing of ours: `-S` starts in a
third of the time, and a server that drops its user could not read our packages below a 0700 directory.

SETTINGS is a JSON object; every key is optional:
  parent     pid of the starting process: on Linux the program replaces the leash and the kernel signals it when that
             process's starting thread ends. Without it the leash stays as a guardian and watches the lifeline.
  lifeline   inherited descriptor of a pipe's read end; its end of file means that the parent has gone.
  stop       pairs [signal, seconds to wait]: how the guardian ends the program, gentlest first.
  user       [uid, gid] to become before exec.
  directory  working directory, entered before the user changes: its parents may be closed to that user.
  remove     directory that the guardian deletes, after the program has ended, when the parent is gone.
"""

import ctypes
import json
import os
import select
import shutil
import signal
import sys
import time
from typing import Any, NoReturn

PR_SET_PDEATHSIG = 1
DEFAULT_STOP = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 10.0))


def main(arguments: list[str]) -> int:
    """Replace this process by the program, or guard it and answer its exit status (128 + n after signal n)."""
    settings: dict[str, Any] = json.loads(arguments[0])
    command = arguments[1:]
    parent = settings.get("parent")
    if parent is not None:
        become(command, settings, dies_by=signal.SIGKILL, parent=parent)
    return guard(command, settings)


def become(command: list[str], settings: dict[str, Any], dies_by: signal.Signals, parent: int) -> NoReturn:
    """Turn into the program: directory, then user, then the death signal, which a change of user would clear."""
    if "directory" in settings:
        os.chdir(settings["directory"])
    if "user" in settings:
        uid, gid = settings["user"]
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(dies_by))
    if os.getppid() != parent:
        # The parent died before the kernel was told: nobody would ever end this process.
        os._exit(1)
    try:
        os.execv(command[0], command)  # noqa: S606 - no shell is the point
    except OSError as failure:
        sys.stderr.write(f"{command[0]}: {failure.strerror}\n")
        os._exit(126)


def guard(command: list[str], settings: dict[str, Any]) -> int:
    """Run the program as a child; end it when the lifeline closes or this process is told to stop."""
    stop = [(signal.Signals(number), seconds) for number, seconds in settings.get("stop", DEFAULT_STOP)]
    wake, woken = os.pipe()
    os.set_blocking(wake, False)
    os.set_blocking(woken, False)
    signal.set_wakeup_fd(woken)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    guardian = os.getpid()
    child = os.fork()
    if child == 0:
        try:
            become(command, settings, dies_by=stop[0][0], parent=guardian)
        finally:
            os._exit(126)
    status, orphaned = await_end(child, settings.get("lifeline"), wake, stop)
    if orphaned and "remove" in settings:
        shutil.rmtree(settings["remove"], ignore_errors=True)
    code = os.waitstatus_to_exitcode(status)
    return 128 - code if code < 0 else code


def await_end(
    child: int, lifeline: int | None, wake: int, stop: list[tuple[signal.Signals, float]]
) -> tuple[int, bool]:
    """Wait for the child, sending the next stop signal when one is due; its wait status, and whether we are orphans."""
    watched = [wake] if lifeline is None else [wake, lifeline]
    orphaned = False
    deadline: float | None = None
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status, orphaned
        patience = None if deadline is None else max(0.0, deadline - time.monotonic())
        readable, _, _ = select.select(watched, [], [], patience)
        told = wake in readable and bool(set(os.read(wake, 4096)) - {int(signal.SIGCHLD)})
        if lifeline is not None and lifeline in readable and not os.read(lifeline, 1):
            watched = [wake]
            orphaned = True
        overdue = deadline is not None and time.monotonic() >= deadline
        if overdue or (deadline is None and (told or orphaned)):
            number, seconds = stop.pop(0) if stop else (signal.SIGKILL, 60.0)
            os.kill(child, number)
            deadline = time.monotonic() + seconds


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
