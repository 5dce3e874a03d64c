"""Which account the embedded Postgres runs as, and folders that this account can reach.

Postgres refuses to run as root, and initdb refuses an account without a passwd entry. We only ever change the mode
or the owner of folders that we made ourselves.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import StartError

CANDIDATES = ("galleyproof", "postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """The uid and gid that Postgres runs as; `switch` is true when we are root and must change to it."""

    uid: int
    gid: int
    switch: bool

    def popen_options(self) -> dict[str, Any]:
        """Keyword arguments of subprocess.Popen that start a child under this account."""
        if not self.switch:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def choose_account(data: Path) -> Account:
    """Ourselves unless we are root; then the owner of existing data, else the first unprivileged account there is."""
    import pwd  # Unix only: the embedded server does not run elsewhere

    if os.geteuid() != 0:
        _passwd_entry(os.geteuid())
        return Account(os.geteuid(), os.getegid(), switch=False)
    if data.exists() and (uid := data.stat().st_uid) != 0:
        return Account(uid, _passwd_entry(uid).pw_gid, switch=True)
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, switch=True)
    raise StartError(
        "The embedded Postgres cannot run as root, and none of the accounts galleyproof, postgres or nobody exists: "
        "create one (useradd --system galleyproof) or set GALLEY_DATABASE_URL."
    )


def _passwd_entry(uid: int) -> Any:
    import pwd

    try:
        return pwd.getpwuid(uid)
    except KeyError:
        raise StartError(
            f"The embedded Postgres cannot run as uid {uid}, which has no entry in the passwd database: "
            "start Galleyproof under a named account or set GALLEY_DATABASE_URL."
        ) from None


def make_folder(path: Path, mode: int, account: Account | None = None) -> None:
    """Create `path` and its missing parents; mode and owner are set only on what this call itself creates."""
    missing = [path]
    while not missing[-1].parent.exists():
        missing.append(missing[-1].parent)
    for folder in reversed(missing):
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        except OSError as error:
            raise StartError(
                f"The folder {folder} cannot be created ({error.strerror}): set GALLEY_DATA_DIR to a folder you may write."
            ) from None
        folder.chmod(mode if folder == path else 0o755)
        if folder == path and account is not None and account.switch:
            os.chown(folder, account.uid, account.gid)


def may(account: Account, path: Path, bit: int) -> bool:
    """Whether the account has permission `bit` (4 read, 2 write, 1 enter) on `path`, by its mode and owner."""
    info = path.stat()
    if info.st_uid == account.uid:
        return bool(stat.S_IMODE(info.st_mode) >> 6 & bit)
    if info.st_gid == account.gid:
        return bool(stat.S_IMODE(info.st_mode) >> 3 & bit)
    return bool(stat.S_IMODE(info.st_mode) & bit)


def closed_parent(account: Account, path: Path) -> Path | None:
    """The outermost folder above `path` that the account may not enter, or None when the way is free."""
    if not account.switch:
        return None
    for folder in reversed(path.absolute().parents):
        if not may(account, folder, 1):
            return folder
    return None
