"""How the kernel is compiled: cached, without the interpreter's lock, float64 as written (no fastmath).

A `step` is called by other steps only: it allocates nothing and gets no door to Python, which leaves out half of the
code and of the compile time. The one `entry` has that door. Tests that call a step alone do it through an entry of
their own.

numba's disk cache asks whether the file of a function has changed, and not the files of what it calls: after a change
of
`books` alone the march would go on with the old books. So every cached function here carries one stamp, the digest of
all the kernel's sources.
"""

import hashlib
from pathlib import Path

from numba import njit

_HERE = Path(__file__).parent
SOURCES = hashlib.sha256(
    b"".join(
        file.read_bytes() for file in [*sorted(_HERE.glob("*.py")), _HERE.parent / "plan.py", _HERE.parent / "draws.py"]
    )
).hexdigest()


def _compiled(**options):
    def wrap(function):
        dispatcher = njit(cache=True, nogil=True, error_model="numpy", no_cfunc_wrapper=True, **options)(function)
        if hasattr(dispatcher, "_cache"):  # not so when NUMBA_DISABLE_JIT is set
            dispatcher._cache._cache_file._source_stamp = SOURCES
        return dispatcher

    return wrap


step = _compiled(_nrt=False, no_cpython_wrapper=True)
entry = _compiled()
