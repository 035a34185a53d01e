"""`python -m deploy.local [run | stop | migrate]`, `run` unless said otherwise."""

import argparse
import sys
from collections.abc import Callable

from deploy.local import control, runner
from deploy.local.stack import LOANOPS

VERBS: dict[str, Callable[[], int]] = {
    "run": lambda: runner.run(LOANOPS),
    "stop": control.stop,
    "migrate": lambda: control.migrate(LOANOPS),
}


def main() -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local", description="The whole stack on this computer.")
    parser.add_argument("verb", nargs="?", choices=list(VERBS), default="run")
    return VERBS[parser.parse_args().verb]()


if __name__ == "__main__":
    sys.exit(main())
