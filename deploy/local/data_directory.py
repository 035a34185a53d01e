"""What the local stack keeps, and where: one directory that is ours alone, by the standard library only."""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
DEFAULT_NAME = ".data"


@dataclass(frozen=True)
class DataDirectory:
    """The local stack's directory; `LOANOPS_DATA_DIR`, or `.data` in the repository."""

    root: Path

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "DataDirectory":
        """The directory that the settings name."""
        return cls(Path(environment.get("LOANOPS_DATA_DIR") or REPOSITORY / DEFAULT_NAME).absolute())

    @property
    def lock(self) -> Path:
        """Held by the running stack."""
        return self.root / "stack.lock"

    @property
    def postgres(self) -> Path:
        """The embedded PostgreSQL's directory."""
        return self.root / "database"

    @property
    def keys(self) -> Path:
        """Signing keys of the development issuer and of the services."""
        return self.root / "keys"

    @property
    def logs(self) -> Path:
        """One file per process."""
        return self.root / "logs"

    @property
    def demo(self) -> Path:
        """How far the demo data is loaded."""
        return self.root / "demo.json"

    @property
    def story(self) -> Path:
        """The story that was begun and not yet told to its end."""
        return self.root / "story.json"

    def is_demo_loaded(self) -> bool:
        """Whether all the demo data is there."""
        try:
            return bool(json.loads(self.demo.read_text())["state"] == "loaded")
        except (FileNotFoundError, ValueError, KeyError):
            return False

    def audit_heads(self, service: str) -> Path:
        """Where a service's worker exports the signed heads of its audit chain."""
        return self.root / "audit" / f"{service}.heads"

    def prepare(self) -> None:
        """Make what is missing, closed to other accounts."""
        for directory in (self.root, self.postgres, self.keys, self.logs, self.root / "audit"):
            directory.mkdir(parents=True, exist_ok=True, mode=0o700)

    def remember(self, running: Mapping[str, Any]) -> None:
        """Write what runs now, for `stop`, `migrate` and whoever looks."""
        unfinished = self.root / "running.new"
        unfinished.touch(mode=0o600)
        unfinished.write_text(json.dumps(running, indent=1))
        unfinished.replace(self.root / "running.json")

    def running(self) -> dict[str, Any]:
        """What was remembered last; empty when nothing was."""
        try:
            remembered: dict[str, Any] = json.loads((self.root / "running.json").read_text())
        except FileNotFoundError:
            return {}
        return remembered

    def forget_running(self) -> None:
        """The stack has ended."""
        (self.root / "running.json").unlink(missing_ok=True)

    def delete(self) -> None:
        """Delete what we made here and nothing else: the setting may name a directory with other things in it."""
        for name in ("database", "keys", "logs", "audit"):
            shutil.rmtree(self.root / name, ignore_errors=True)
        for name in ("running.json", "demo.json", "story.json", "stack.lock"):
            (self.root / name).unlink(missing_ok=True)
        try:
            self.root.rmdir()
        except OSError:
            # Not there, or something of somebody else's is in it.
            return


def current() -> DataDirectory:
    """The directory that this process's environment names."""
    return DataDirectory.from_environment(os.environ)
