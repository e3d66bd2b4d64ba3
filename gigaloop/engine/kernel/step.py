"""How numba reads the kernel: without the interpreter's lock, float64 as written (no fastmath), nothing allocated.

A step is called by other steps only; it gets no door to Python and no file of its own. By itself numba would optimise
and make machine code of each step together with all that it calls, once for every caller: here each is only translated
to LLVM, and `native` makes machine code of the whole.
"""

from types import SimpleNamespace

import llvmlite.binding as llvm
from numba import njit
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler


class _Translated(JITCodeLibrary):
    """A step as numba wrote it, without what it calls; it has no address, for nothing calls it by itself."""

    codegen = SimpleNamespace(set_env=lambda name, env: None)

    def finalize(self) -> None:
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        return 0


class _Translator(Compiler):
    def __init__(self, typingctx, targetctx, library, *rest):
        super().__init__(typingctx, targetctx, library, *rest)
        self.state.library = _Translated(targetctx.codegen(), "step")
        self.state.flags.noalias = True  # no two arrays of the kernel share memory (tests/engine/test_indices.py)


def whole(library: JITCodeLibrary) -> llvm.ModuleRef:
    """A step and all that it calls, as one module."""
    module, met, todo = library._final_module.clone(), {library}, list(library._linking_libraries)
    for other in todo:
        if other not in met:
            met.add(other)
            translated = isinstance(other, _Translated)
            module.link_in(other._final_module if translated else other._get_module_for_linking(), preserve=True)
            todo += other._linking_libraries if translated else []
    return module


step = njit(
    nogil=True, error_model="numpy", no_cfunc_wrapper=True, no_cpython_wrapper=True, _nrt=False,
    pipeline_class=_Translator,
)  # fmt: skip
