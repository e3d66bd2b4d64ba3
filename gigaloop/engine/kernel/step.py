"""How numba reads the kernel: without the interpreter's lock, float64 as written (no fastmath), nothing allocated.

A step is called by other steps only; it gets no door to Python and no file of its own. `native` makes machine code of
the whole.
"""

from numba import njit

step = njit(nogil=True, error_model="numpy", no_cfunc_wrapper=True, no_cpython_wrapper=True, _nrt=False)
