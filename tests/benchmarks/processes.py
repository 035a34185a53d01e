"""What the processes of a measurement use."""

from pathlib import Path


def resident_mib(leash: int) -> float:
    """The memory that the programs below a leash's process hold, in MiB."""
    return sum(_resident_kib(process_id) for process_id in _below(leash)) / 1024


def _below(process_id: int) -> list[int]:
    children = Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()
    found = [int(child) for child in children]
    return found + [each for child in found for each in _below(child)]


def _resident_kib(process_id: int) -> int:
    for line in Path(f"/proc/{process_id}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0
