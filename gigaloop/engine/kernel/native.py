"""The kernel as machine code: compiled once as one whole, kept as an object file, loaded without numba.

numba translates every step to LLVM (`step`); what it makes is optimised here in one piece, so that no step is optimised
again for each that calls it, and no call hands over the arrays one by one. The file (`gigaloop.cache`) is named by a
digest of all that decides its content: the sources, the layout of the arrays, the processor and the versions of the
compilers. One that was cut or changed is made anew, never run. No fastmath anywhere.
"""

import contextlib
import ctypes
import hashlib
import platform
import threading
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import llvmlite.binding as llvm
import numpy as np

from gigaloop.cache import found, keep, places, release
from gigaloop.engine.draws import GIVEN
from gigaloop.memory import uncollected

_HERE = Path(__file__).parent
_places = partial(places, __file__)
_ENTRY = "gigaloop_block"
#: what the machine code may call besides itself: the C library's mathematics and memory
_OUTSIDE = {"exp", "log", "log1p", "erfc", "pow", "sqrt", "memset", "memcpy", "memmove"}
_lock = threading.Lock()
_loaded: dict[tuple, tuple] = {}


def simulate_block(plan, st, index, dr, out, flows, stream=GIVEN) -> None:
    """Every path of a block, from its opening books to the last quarter: `block.simulate_block`, compiled.

    Arrays as in Plan, State, Index, Draws and Kept; flows (T, slots) int64; stream as `draws.stream` makes it. Raises
    ValueError when an array is not contiguous. Holds no lock while it runs. The first call on a machine compiles (about
    a minute).
    """
    _run("block", plan, st, index, dr, out, flows, stream)


def draw_block(dr, stream) -> None:
    """The draws of the stream's paths: `stream.draw_block`, compiled."""
    _run("stream", dr, stream)


def _run(module: str, *arguments) -> None:
    words = np.fromiter(_words(arguments), np.uint64)
    _function(module, arguments)(words.ctypes.data)


def ready() -> bool:
    """Whether this kernel has been compiled on this machine before, for any layout of arrays."""
    return any(True for folder in _places() for _ in folder.glob(f"block-{_sources()[:12]}-*.o"))


def _arrays(arguments) -> Iterator[np.ndarray]:
    for argument in arguments:
        yield from (argument,) if isinstance(argument, np.ndarray) else argument


def _words(arguments) -> Iterator[int]:
    """An array as numba hands it over: owner, parent, size, bytes an item, data, shape, strides."""
    for array in _arrays(arguments):
        if not array.flags.c_contiguous:
            raise ValueError(f"an array of shape {array.shape} and strides {array.strides}: a contiguous one expected.")
        yield from (0, 0, array.size, array.itemsize, array.ctypes.data, *array.shape, *array.strides)


def _function(module: str, arguments):
    """The machine code for arrays of this layout: in memory, on disk, or compiled now."""
    layout = (module, *((array.ndim, array.dtype) for array in _arrays(arguments)))
    with _lock:
        if layout not in _loaded:
            llvm.initialize_native_target()
            llvm.initialize_native_asmprinter()
            made_by = (platform.machine(), llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten(),
                       release("numba"), release("llvmlite"))  # fmt: skip
            written = [(array.ndim, memoryview(array).format) for array in _arrays(arguments)]
            digest = hashlib.sha256(repr((written, made_by)).encode()).hexdigest()
            name = f"{module}-{_sources()[:12]}-{digest[:12]}.o"
            code = found(name, _places())
            if code is None:
                with _alone():
                    code = found(name, _places())  # by now another process may have kept it
                    if code is None:
                        code = _compile(module, arguments)
                        keep(name, code, _places())
            _loaded[layout] = _load(code)
        return _loaded[layout][0]


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One process of a user compiles, others wait for what it keeps; the lock ends with its process. Where there is
    none to be had (no folder that can be written, a system or a disk without locks) each compiles."""
    with contextlib.ExitStack() as held:
        for folder in _places():
            with contextlib.suppress(OSError, ImportError):
                import fcntl

                folder.mkdir(parents=True, exist_ok=True)
                fcntl.flock(held.enter_context((folder / "block.lock").open("a")), fcntl.LOCK_EX)
                break
        yield


@cache
def _sources() -> str:
    """Digest of all that the machine code is made from."""
    tables = [_HERE.parent / "plan.py", _HERE.parent / "draws.py", _HERE.parents[1] / "methods" / "quantile.py"]
    files = [*sorted(_HERE.glob("*.py")), *tables]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _machine() -> llvm.TargetMachine:
    target = llvm.Target.from_default_triple()
    # what is gathered or scattered by one instruction takes longer than by one for each number
    features = f"{llvm.get_host_cpu_features().flatten()},+prefer-no-gather,+prefer-no-scatter"
    return target.create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=features, opt=3, reloc="default", codemodel="jitdefault", jit=True
    )


def _compile(module: str, arguments) -> bytes:
    """numba's translation of a step for arrays of this layout, as an object file."""
    import numba
    from numba import types

    from gigaloop.engine.kernel import block, stream
    from gigaloop.engine.kernel.step import whole

    def kind(argument):
        if isinstance(argument, np.ndarray):
            return types.Array(numba.from_dtype(argument.dtype), argument.ndim, "C")
        return types.NamedTuple([kind(array) for array in argument], type(argument))

    steps = {"block": block.simulate_block, "stream": stream.draw_block}[module]
    signature = tuple(kind(argument) for argument in arguments)
    with uncollected(), _plainly():
        steps.compile(signature)
    made = steps.overloads[signature]
    return _finish(whole(made.library), made.fndesc.llvm_func_name)


def _finish(module: llvm.ModuleRef, symbol: str) -> bytes:
    """Everything made private but one door to the function `symbol`, optimised as a whole. What `symbol` calls, the
    steps of a quarter, stay functions of their own: one of all takes LLVM half as long again and runs no faster."""
    blocks = module.get_function(symbol).blocks
    calls = (line for block in blocks for line in block.instructions if line.opcode == "call")
    steps = {[*call.operands][-1].name for call in calls}
    module.link_in(llvm.parse_assembly(_door(module.get_function(symbol))))
    for function in module.functions:
        if not function.is_declaration and function.name != _ENTRY:
            function.linkage = "internal"
            if function.name in steps:
                function.add_function_attribute("noinline")
    for variable in module.global_variables:
        variable.linkage = "internal" if not variable.is_declaration else variable.linkage
    machine = _machine()
    _short_loops()
    tuned = llvm.create_pipeline_tuning_options(speed_level=3)
    tuned.loop_unrolling = False  # a third less code, and no slower
    builder = llvm.create_pass_builder(machine, tuned)
    builder.getModulePassManager().run(module, builder)
    called = {function.name for function in module.functions if function.is_declaration} - _OUTSIDE
    foreign = sorted(name for name in called if not name.startswith("llvm."))
    if foreign:
        raise RuntimeError(f"the kernel calls {', '.join(foreign)}, which only Python has: a step must not.")
    return machine.emit_object(module)


@cache
def _short_loops() -> None:
    """Most loops of the kernel are short (four holders of a debt): what one over eight numbers at once leaves over is
    done one by one, not four at once."""
    llvm.set_option("", "-enable-epilogue-vectorization=false")


@contextlib.contextmanager
def _plainly():
    """No step counts from the end of an array (tests/engine/test_indices.py), so no index is asked whether it does:
    numba asks at every access, which is a tenth of a path's time. And a step is named by its number: numba would write
    the layout of all arrays, 40,000 characters, wherever a step is called."""
    from numba.core import funcdesc, itanium_mangler
    from numba.core.compiler_lock import global_compiler_lock
    from numba.cpython import slicing

    numbers: dict[tuple, int] = {}

    def named(name, kinds, *, abi_tags=(), uid=None):
        return itanium_mangler.mangle(f"{name}.{numbers.setdefault(tuple(kinds), len(numbers))}", (), uid=uid)

    with global_compiler_lock:
        asks, names = slicing.fix_index, funcdesc.default_mangler
        slicing.fix_index, funcdesc.default_mangler = lambda builder, place, size: place, named
        try:
            yield
        finally:
            slicing.fix_index, funcdesc.default_mangler = asks, names


def _door(function) -> str:
    """LLVM text of a function of one argument, the address of the words, that hands them to numba's function."""
    kinds = [str(argument.type) for argument in function.arguments]
    named = f'@"{function.name}"'
    lines = [f"declare i32 {named}({', '.join(kinds)})", f"define i32 @{_ENTRY}(ptr %words) {{"]
    lines += ["  %v0 = alloca ptr", "  %v1 = alloca ptr"]
    for place, kind in enumerate(kinds[2:]):
        lines.append(f"  %w{place} = getelementptr i64, ptr %words, i64 {place}")
        lines.append(f"  %v{place + 2} = load {kind}, ptr %w{place}")
    handed = ", ".join(f"{kind} %v{place}" for place, kind in enumerate(kinds))
    return "\n".join([*lines, f"  %done = call i32 {named}({handed})", "  ret i32 %done", "}"])


def _load(code: bytes) -> tuple:
    """(function of the address of the words, the engine that keeps it alive)."""
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _machine())
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    call = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p)(engine.get_function_address(_ENTRY))
    return call, engine
