"""When Python looks for garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

__all__ = ["lasting", "uncollected"]

T = TypeVar("T")


@contextmanager
def uncollected() -> Iterator[None]:
    """Collect no garbage meanwhile: what imports, reads, lowers or compiles makes records that stay and hold no
    circles, and the collector of circles would look at them all again and again, a tenth of the time.

    >>> with uncollected():
    ...     gc.isenabled()
    False
    >>> with uncollected():
    ...     made = [[]]
    >>> any(one is made for one in gc.get_objects(generation=2))
    True
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            if not gc.get_freeze_count():  # what was made counts as old, and is not looked at as soon as this ends
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def lasting(read: T) -> T:
    """What was read, which stays as long as the process: one that began with `gc.disable()` collects from here on, and
    never looks at what stands already. Does nothing in any other.

    >>> lasting("a book"), gc.get_freeze_count()
    ('a book', 0)
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
    return read
