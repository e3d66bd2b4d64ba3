"""How a loop of this floor becomes machine code: by numba, kept on disk where a disk can be written."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from numba import config, njit

from gigaloop.cache import scratch


def compiled(function: Callable[..., Any]) -> Any:
    """Return the function compiled at its first call; its code is kept beside the sources or in the user's cache.

    Where neither can be written (a read-only home and installation) it is kept in the user's folder of the machine's
    temporary place (`scratch`), and where there is none compiled anew in each process: slower by seconds, never an
    error. float64 as written, no fastmath.

    >>> compiled(lambda x: x + 1.0)(1.0)
    2.0
    """
    try:
        return njit(cache=True)(function)
    except RuntimeError:  # numba: "cannot cache function: no locator available for file"
        folder = scratch()
    if folder is not None and not config.CACHE_DIR:
        config.CACHE_DIR = str(folder)
        with suppress(RuntimeError):
            return njit(cache=True)(function)
    return njit(function)
