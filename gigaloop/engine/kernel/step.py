"""How the kernel is compiled: cached, without the interpreter's lock, float64 as written (no fastmath).

A `step` is called by other steps only: it allocates nothing and gets no door to Python, which leaves out half of the
code and of the compile time. The one `entry` has that door. Tests that call a step alone do it through an entry of
their own.
"""

from numba import njit

step = njit(cache=True, nogil=True, error_model="numpy", _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)
entry = njit(cache=True, nogil=True, error_model="numpy", no_cfunc_wrapper=True)
