"""`python -m deploy.local.cleaning` deletes the local stack's data; by the standard library only, for `make clean`."""

import sys

from deploy.local import binaries, ownership
from deploy.local.data_directory import current


def main() -> int:
    """Delete the data, and the public copy of PostgreSQL if root needed one; refuses while the stack runs (1)."""
    data = current()
    pid = ownership.holder(data.lock)
    if pid is not None:
        print(f"Loanops runs on {data.root} (process {pid}): `make stop` first.", file=sys.stderr)
        return 1
    data.delete()
    binaries.remove_copies()
    return 0


if __name__ == "__main__":
    sys.exit(main())
