"""How a thing may end: in time, in memory, with a code of the contract, a sentence for a refusal, numbers in order."""

from __future__ import annotations

import io
import json
import math
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from gigaloop.cli.commands import app
from gigaloop.cli.outcome import told

#: seconds and kilobytes that one thing may take
SECONDS, KILOBYTES = 10, 2 * 2**20
#: exit codes of the contract but for 3: an audit that fails on what the reader accepted is a wrong number
CODES = (0, 1, 2, 130)
#: a number is in order if low <= mid <= high but for this share
SLACK = 1e-6


class Late(BaseException):
    """Time is up."""


class Ended(NamedTuple):
    """Code (or what was raised), what was printed, what was said, seconds, kilobytes that it took."""

    code: Any
    out: str
    err: str
    took: float
    grown: int = 0


@contextmanager
def limited(seconds: int = SECONDS) -> Iterator[None]:
    """Raise Late in the main thread after so many seconds of CPU, or six times as many on the wall (a busy machine)."""

    def late(*_: object) -> None:
        raise Late

    timers = ((signal.SIGPROF, signal.ITIMER_PROF, seconds), (signal.SIGALRM, signal.ITIMER_REAL, 6 * seconds))
    before = [signal.signal(number, late) for number, _, _ in timers]
    for _, timer, most in timers:
        signal.setitimer(timer, most)
    try:
        yield
    finally:
        for (number, timer, _), handler in zip(timers, before, strict=True):
            signal.setitimer(timer, 0)
            signal.signal(number, handler)


def run(*words: str, seconds: int = SECONDS) -> Ended:
    """One command line in this process, with time limit."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="replace") for _ in range(2))
    before = sys.stdout, sys.stderr
    start, held = time.monotonic(), _peak(anew=True)
    try:
        sys.stdout, sys.stderr = out, err
        try:
            with limited(seconds):
                code: Any = told(app, words)
        except Late:
            code = f"more than {seconds} s"
        except BaseException as error:
            code = raised(error)
    finally:
        out.flush()
        err.flush()
        sys.stdout, sys.stderr = before
    texts = (stream.buffer.getvalue().decode("utf-8", "replace") for stream in (out, err))  # type: ignore[attr-defined]
    return Ended(code, *texts, time.monotonic() - start, _peak() - held)


def _peak(*, anew: bool = False) -> int:
    """The most kilobytes of this process; anew: from now on (Linux; elsewhere the whole life of the process counts)."""
    if anew:
        with suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def raised(error: BaseException) -> str:
    """An exception in one line, with the last places of ours."""
    places = [f"{Path(p.filename).name}:{p.lineno}" for p in traceback.extract_tb(error.__traceback__)[-4:]]
    return f"{type(error).__name__}: {str(error)[:160]} at {', '.join(places)}"


def wrong(ended: Ended, *, table: bool = False) -> str:
    """What is wrong with an ending; empty if nothing is. table: stdout is a Table as JSON."""
    if ended.code not in CODES:
        return f"ended with {ended.code}"
    if ended.code == 2 and not (ended.err.strip() or '"problems"' in ended.out):
        return "refused without a sentence"
    if "Traceback" in ended.err:
        return "a traceback on stderr"
    if ended.grown > KILOBYTES:
        return f"more than {KILOBYTES // 2**20} GB"
    return disorder(ended.out) if table and ended.code == 0 else ""


def disorder(text: str) -> str:
    """What is wrong with the numbers of a Table; empty if nothing is."""
    try:
        found = json.loads(text, parse_constant=lambda word: float("nan"))
    except ValueError:
        return "no JSON"
    for row in found["rows"]:
        ends = [row[end] for end in ("low", "mid", "high") if row[end] is not None]
        if any(isinstance(x, float) and not math.isfinite(x) for x in ends):
            return f"{row['key']} is not finite: {ends}"
        if any(a > b + SLACK * max(1.0, abs(a), abs(b)) for a, b in pairwise(ends)):
            return f"{row['key']} is out of order: {ends}"
        if row["unit"] == "share" and row["grade"] and abs(sum(row["grade"].values()) - 1) > SLACK:
            return f"the grades of {row['key']} are no parts of 1: {row['grade']}"
    return ""


def kept(what: Callable[[], object]) -> str:
    """Run a function instead of a command: InputError is a sentence, anything else is wrong."""
    from gigaloop.book.problem import InputError

    try:
        with limited():
            what()
    except InputError as error:
        return "" if error.problems else "refused without a problem"
    except Late:
        return f"more than {SECONDS} s"
    except Exception as error:
        return raised(error)
    return ""
