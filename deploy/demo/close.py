"""`python -m deploy.demo.close DATE`: has a business date closed on the running stack, and shows how far it is."""

import argparse
import shutil
import sys
import time
from datetime import date
from typing import TextIO

from deploy.demo.desk import FINISHED_STATES, Desk, NobodyThere, Thing, Unexpected, address
from deploy.local.data_directory import current

CORE = "core-banking"
PATH = "/collections/v1/day-closes"
LOOK_SECONDS = 0.2


def main() -> int:
    """The command line; returns the exit status: 0 once the date is closed."""
    parser = argparse.ArgumentParser(prog="python -m deploy.demo.close", description="Close a business date.")
    parser.add_argument("date", type=date.fromisoformat, help="the date, such as 2026-11-24; missed ones come first")
    asked = parser.parse_args().date
    desk = Desk(address(current().running()), f"close-{asked}")
    try:
        desk.look()
        return close(desk, asked, sys.stdout)
    except (NobodyThere, Unexpected) as failure:
        print(f"\n{failure}", file=sys.stderr)
    finally:
        desk.close()
    return 1


def close(desk: Desk, asked: date, out: TextIO) -> int:
    """Ask for the close and follow it, a line of its own for each date. Returns 0 once it is completed."""
    seen = desk.do(CORE, PATH, f"{asked}/{time.time_ns()}", {"business_date": f"{asked}"})
    while seen["state"] not in FINISHED_STATES:
        shown = seen if seen["begun_at"] else _running_before(desk, asked) or seen
        _show(out, shown, ends=False)
        time.sleep(LOOK_SECONDS)
        seen = desk.see(CORE, f"{PATH}/{asked}")
    _show(out, seen, ends=True)
    return 0 if seen["state"] == "completed" else 1


def _running_before(desk: Desk, asked: date) -> Thing | None:
    """The date that is being caught up, of those before the one that was asked for."""
    items = desk.see(CORE, PATH, limit="200")["items"]
    begun = [each for each in items if each["state"] == "running" and each["begun_at"]]
    return min((each for each in begun if each["business_date"] < f"{asked}"), key=_day, default=None)


def _day(close_of: Thing) -> str:
    return str(close_of["business_date"])


def line(seen: Thing, width: int) -> str:
    """One close as a line: its date, a bar as wide as there is room for, loans per second and what it found."""
    counts = seen["counts"]
    speed = f"{seen['loans_per_second']:,} loans/s" if seen["loans_per_second"] else ""
    found = f"{counts['read']:,} read, {counts['changed']:,} changed, {counts['opened']:,} opened"
    words = f"{seen['progress']:4.0%} {speed:>18}  {found}, {counts['cured']:,} cured"
    room = max(min(width - len(words) - 16, 40), 10)
    full = round(seen["progress"] * room)
    return f"{seen['business_date']}  [{'#' * full}{'.' * (room - full)}] {words}"


def _show(out: TextIO, seen: Thing, *, ends: bool) -> None:
    text = line(seen, shutil.get_terminal_size().columns)
    if out.isatty():
        out.write(f"\r\x1b[K{text}" + ("\n" if ends else ""))
    elif ends:
        out.write(f"{text}\n")
    if ends and seen["state"] != "completed":
        out.write(f"The close of {seen['business_date']} is {seen['state']}; asked for again, it goes on.\n")
    out.flush()


if __name__ == "__main__":
    sys.exit(main())
