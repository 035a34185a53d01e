"""`python -m deploy.demo`: load the demo data into the running stack, or go on loading it."""

import sys

from deploy.demo import loading
from deploy.demo.desk import Desk, NobodyThere, Unexpected, address
from deploy.local.data_directory import current


def main() -> int:
    """The command line; returns the exit status."""
    if current().is_demo_loaded():
        print("The demo data is there already.")
        return 0
    memory = loading.Memory(current().demo)
    desk = Desk(address(current().running()), loading.RUN)
    try:
        loading.load(desk, memory, lambda line: print(line, flush=True))
    except NobodyThere as nobody:
        print(f"{nobody}: start a stack with `make run`, or name one in LOANOPS_URL.", file=sys.stderr)
        return 1
    except Unexpected as failure:
        print(f"The demo data is not complete: {failure}\nStarted again, loading goes on.", file=sys.stderr)
        return 1
    finally:
        desk.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
