"""A folder of this user's own in the machine's temporary place, for compiled code that can be kept nowhere else."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

__all__ = ["scratch"]


def scratch() -> Path | None:
    """The folder, made if it is not there; None without a temporary place, or where another could write into it.

    What lies in it is run: a folder that is a link, somebody else's, or open to others is not used.

    >>> folder = scratch()
    >>> folder is None or folder.stat().st_mode & 0o022 == 0
    True
    """
    user = getattr(os, "getuid", lambda: 0)()
    try:
        folder = Path(tempfile.gettempdir()) / f"gigaloop-{user}"
        folder.mkdir(mode=0o700, exist_ok=True)
        told = folder.lstat()
    except OSError:
        return None
    return folder if stat.S_ISDIR(told.st_mode) and told.st_uid == user and not told.st_mode & 0o022 else None
