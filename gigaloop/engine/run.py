"""Run: what happens on every path. The only caller of the kernel.

`simulate` splits the paths into chunks, draws their randomness, simulates them and puts the chunks together. A path
depends on
the Plan, the seed and its own number alone, so chunks and threads have no say in the answer.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from html import escape
from itertools import islice
from numbers import Integral
from typing import Any, NamedTuple

import numpy as np

from gigaloop.engine import draws as randomness
from gigaloop.engine.compiler import Lowering, compile_plan
from gigaloop.engine.kernel import native, state as codes
from gigaloop.engine.kernel.state import (
    BARGAIN as BARGAIN,
    BARGAINS,
    CONCESSIONS as CONCESSIONS,
    LENDERS as LENDERS,
    MEASURES as MEASURES,
    SUPPLY as SUPPLY,
    WORLD_MEASURES as WORLD_MEASURES,
    Index,
    Kept,
    index,
    layout,
    state,
)
from gigaloop.engine.plan import TAGS, Plan
from gigaloop.engine.setup import DEFAULT, Setup
from gigaloop.memory import uncollected
from gigaloop.words.notes import note

CHUNK = 250
BLOCK = 50  # paths drawn at once where their numbers are asked for apart from a run
#: first path, how many paths, what they left, dollars paid by quarter and slot
Part = tuple[int, int, Kept, np.ndarray]

#: how a path can end: code -> its id, whose sentence is in gigaloop/words
OUTCOMES = {
    codes.OK: "ok",
    codes.NO_CONSISTENT_CLEARING: "clearing",
    codes.NOT_CONVERGED: "settled",
    codes.NOT_FINITE: "finite",
    codes.AUDIT_FAILED: "audit",
}


class AuditError(Exception):
    """Money or claims do not add up on some path: no answer may rest on such a `run` (exit code 3)."""

    def __init__(self, run: "Run", path: int, quarter: int):
        self.run = run
        cents = run.audit[path, quarter]
        super().__init__(
            f"path {run.first + path}, quarter {quarter}: the books are off by {cents:.0f} cents. "
            f"{note('outcome.audit')}"
        )


@dataclass(frozen=True)
class Run:
    """What a simulation keeps; each array of `kept` is an attribute too. P paths, T quarters, F followed parties,
    N parties, L legs of the Plan; money in USD bn.

    party (P, T, F): a field for each of `MEASURES`, run.party["cash"]; GW for `gw`, a code for `status` (0 live, 1
    re-paced, 2 amended, 3 rescued, 4 defaulted). world (P, T): a field for each of `WORLD_MEASURES`. audit (P, T):
    largest breach of an accounting identity in cents, 0.0 everywhere. outcome (P,): code of `OUTCOMES`; paths other
    than 0 stop early. credit and equity (P, N): losses by holder, credit and equity apart. defaulted (P, N): first
    quarter of default, -1 none. leg_paid, leg_first (P, L): paid in all, and first quarter, -1 never (guarantees:
    calls; warrants: value when exercised). legs (P, T, L): paid a quarter, with keep="legs" only. cents (P, T, N) and
    paid (P, T, slots): cash and payments in whole cents, with keep="cents" only (few paths). conceded (P, N): a field
    for each of `CONCESSIONS` (counts, then USD bn). supply (P, N): of `SUPPLY`, what each party's capacity did
    (GW-years, then USD bn). leg_deferred, leg_rescued (P, L): bills put off and rescue money, by the leg between debtor
    and creditor. bargains (P, BARGAINS): of `BARGAIN`, each claimant's choices and what it conceded, by quarter and
    debtor; quarter -1: no more. flows (T, slots): mean dollars paid; `flow_rows` names the slots. plan: the Plan, with
    its trend. lowering: names of parties and legs, when a Book was simulated.
    """

    plan: Plan
    seed: int
    first: int
    kept: Kept
    flows: np.ndarray
    numbering: Index
    lowering: Lowering | None = None

    def __getattr__(self, name: str) -> np.ndarray:
        """An array of `kept` by its name: run.party, run.audit."""
        if name in Kept._fields:
            return getattr(self.kept, name)
        raise AttributeError(f"a Run has no {name!r}")

    def __repr__(self) -> str:
        """One screen: how much was drawn, of whom, and how the paths ended."""
        ended = {name: int((self.outcome == code).sum()) for code, name in OUTCOMES.items()}
        told = ", ".join(f"{count:,} {text}" for text, count in ended.items() if count)
        names = f", {len(self.lowering.parties)} parties" if self.lowering else ""
        return (
            f"Run of {self.paths:,} paths over {self.party.shape[1]} quarters from seed {self.seed}{names}: {told}\n"
            "  run.measure(name, place), run.market(name), run.flow_rows()"
        )

    def _repr_html_(self) -> str:
        """What a notebook shows: the same, in two lines."""
        told, ways = repr(self).split("\n")
        return f"<div><p>{escape(told)}</p><p><code>{escape(ways.strip())}</code></p></div>"

    @property
    def slots(self) -> np.ndarray:
        """Payer, payee and tag of each slot."""
        return self.numbering.slots

    @property
    def paths(self) -> int:
        return len(self.outcome)

    def measure(self, name: str, place: int) -> np.ndarray:
        """(P, T) of one measure of the followed party at `place` of plan.followed."""
        return self.party[name][:, :, place]

    def market(self, name: str) -> np.ndarray:
        """(P, T) of one measure of the world."""
        return self.world[name]

    def flow_rows(self) -> list[tuple[int, int, str, int, float]]:
        """Mean flows as rows (payer, payee, tag, quarter, USD bn), summed over slots of the same three."""
        total: dict[tuple[int, int, int, int], float] = {}
        for t, s in zip(*np.nonzero(self.flows), strict=True):
            slot = self.slots[s]
            key = int(slot["payer"]), int(slot["payee"]), int(slot["tag"]), int(t)
            total[key] = total.get(key, 0.0) + float(self.flows[t, s]) / 1e9
        return [(payer, payee, TAGS[tag], t, value) for (payer, payee, tag, t), value in sorted(total.items())]


def kept(plan: Plan, paths: int, keep: str = "parties", slots: int = 0) -> Kept:
    """Empty arrays for the results."""
    n, t, rows = len(plan.parties), int(plan.rules[0]["quarters"]), len(plan.legs)
    return Kept(
        np.zeros((paths, t, len(plan.followed)), layout(MEASURES)),
        np.zeros((paths, t), layout(WORLD_MEASURES)),
        np.zeros((paths, t)), np.zeros(paths, np.int64), np.zeros((paths, n)), np.zeros((paths, n)),
        np.zeros((paths, n), np.int16), np.zeros((paths, rows), np.float32), np.zeros((paths, rows), np.int16),
        np.zeros((paths, t, rows) if keep == "legs" else (0, 0, 0), np.float32),
        np.zeros((paths, t, n) if keep == "cents" else (0, 0, 0)),
        np.zeros((paths, t, slots) if keep == "cents" else (0, 0, 0)),
        np.zeros((paths, n), layout(CONCESSIONS)),
        np.zeros((paths, rows), np.float32), np.zeros((paths, rows), np.float32),
        np.zeros((paths, BARGAINS), layout(BARGAIN)), np.zeros((paths, n), layout(SUPPLY)),
    )  # fmt: skip


def planners(plan: Plan, numbering: Index) -> Plan:
    """The Plan with its trend: world supply on one path without surprises or scenario, the rent held."""
    if not np.isnan(plan.trend).any():
        return plan
    calm = plan._replace(
        times=np.ones_like(plan.times), add=np.zeros_like(plan.add), put=np.full_like(plan.put, np.nan),
        late=np.zeros_like(plan.late), trend=np.full(plan.trend.shape, np.nan),
        needed=np.full(plan.trend.shape, np.nan),
    )  # fmt: skip
    quarters = int(plan.rules[0]["quarters"])
    out, flows = kept(calm, 1), np.zeros((quarters, len(numbering.slots)), np.int64)
    native.simulate_block(calm, state(calm, numbering), numbering, randomness.neutral(quarters), out, flows)
    world = out.world[0]
    supply, needed = world["supply"].astype(float), world["needed_gw"].astype(float)
    return plan._replace(trend=np.maximum.accumulate(np.maximum(supply, 1e-9)), needed=needed)


class Work(NamedTuple):
    """What is to be simulated: the Plan with its trend, its numbering, and the names behind it when a Book was given.

    Made once and the same for memory, disk and cluster.
    """

    plan: Plan
    numbering: Index
    lowering: Lowering | None


@uncollected()
def work(book: Any, setup: Setup = DEFAULT) -> Work:
    """Lower a Book (a Plan is taken as it is), number its slots, and find the trend that planners see."""
    lowering = (
        None if isinstance(book, Plan) else compile_plan(book, setup.scenario, settings=setup.settings, last=setup.last)
    )
    plan = book if lowering is None else lowering.plan
    numbering = index(plan)
    return Work(planners(plan, numbering), numbering, lowering)


def sound(run: Run) -> Run:
    """The Run itself; AuditError if the books of a path do not add up."""
    broken = np.argwhere(run.audit != 0.0)
    if broken.size:
        raise AuditError(run, *broken[0])
    return run


def compiled() -> bool:
    """Whether the kernel was compiled on this machine before; if not, the first paths wait for it."""
    return native.ready()


def split(first: int, paths: int, size: int) -> list[tuple[int, int]]:
    """Paths first, first + 1, ... in pieces (first path, how many).

    >>> split(0, 600, 250)
    [(0, 250), (250, 250), (500, 100)]
    """
    return [(start, min(size, first + paths - start)) for start in range(first, first + paths, size)]


def size_of_piece(paths: int, most: int, threads: int) -> int:
    """Paths of a piece, `most` at most, so that threads share alike: as many pieces for each thread.

    >>> size_of_piece(300, 250, 2), size_of_piece(10_000, 250, 2)
    (150, 250)
    """
    turns = -(-paths // (most * threads))
    return -(-paths // (turns * threads))


def piece(plan: Plan, numbering: Index, seed: int, first: int, out: Kept) -> np.ndarray:
    """Simulate paths first, first + 1, ... into `out`; returns the dollars paid (T, slots), summed over them."""
    quarters = int(plan.rules[0]["quarters"])
    flows = np.zeros((quarters, len(numbering.slots)), np.int64)
    native.simulate_block(
        plan, state(plan, numbering), numbering, randomness.room(1, quarters), out, flows,
        randomness.stream(seed, first),
    )  # fmt: skip
    return flows


def drawn_once(run: Run, columns: np.ndarray) -> np.ndarray:
    """(P, columns) what was drawn once a path in these columns: drawn again, in little room."""
    told, drawn = np.empty((run.paths, len(columns))), randomness.room(BLOCK, 0)
    for start, size in split(0, run.paths, BLOCK):
        block = randomness.Draws(*(rows[:size] for rows in drawn))
        native.draw_block(block, randomness.stream(run.seed, run.first + start))
        told[start : start + size] = block.once[:, columns]
    return told


def variant(made: Work, plan: Plan, paths: int, seed: int, first: int = 0) -> Run:
    """A run, in the caller's thread, of a Plan that differs from `made.plan` in its numbers alone: its slots and its
    trend are those that were found once."""
    out = kept(plan, paths, slots=len(made.numbering.slots))
    flows = piece(plan, made.numbering, seed, first, out)
    return sound(Run(plan, seed, first, out, flows / paths, made.numbering, made.lowering))


def part(plan: Plan, seed: int, first: int, size: int, keep: str) -> Part:
    """A piece by itself, as another machine makes it: the Plan with its trend is all that it is told."""
    numbering = index(plan)
    out = kept(plan, size, keep, len(numbering.slots))
    return first, size, out, piece(plan, numbering, seed, first, out)


def parts(
    plan: Plan,
    pieces: Iterable[tuple[int, int]],
    *,
    seed: int,
    keep: str = "parties",
    threads: int | None = None,
    client=None,
    into: Callable[[int, int], Kept] | None = None,
    numbering: Index | None = None,
) -> Iterator[Part]:
    """Simulate pieces of paths, in threads or on a cluster's `client`; yields each when it is done.

    Threads finish in any order (one thread in theirs: of pieces that are done at once the first comes first).
    plan has its trend (see `planners`), `numbering` is its own where it is known. into(first, size): where a thread
    writes; none: arrays of its own. At most two pieces a thread are under way, so what is not taken waits.
    """
    if client is not None:
        from gigaloop.engine import spread

        yield from spread.parts(client, part, plan, pieces, seed, keep)
        return
    numbering, count, todo = numbering or index(plan), threads or os.cpu_count() or 1, iter(pieces)

    def one(first: int, size: int) -> Part:
        out = kept(plan, size, keep, len(numbering.slots)) if into is None else into(first, size)
        return first, size, out, piece(plan, numbering, seed, first, out)

    with ThreadPoolExecutor(count) as pool:
        running: set[Future] = set()
        try:
            while True:
                running |= {pool.submit(one, *ends) for ends in islice(todo, 2 * count - len(running))}
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from sorted((ready.result() for ready in done), key=lambda part: part[0])
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def simulate(
    book,
    scenario=None,
    *,
    paths: int = 10_000,
    seed: int = 1,
    first: int = 0,
    keep: str = "parties",
    settings: Mapping[str, Any] | None = None,
    progress: Callable[[int, int], None] | None = None,
    client=None,
    threads: int | None = None,
    chunk: int = CHUNK,
) -> Run:
    """What happens on `paths` paths, quarter by quarter.

    book: a Book, lowered with `scenario` and its `settings`; a Plan, or what `work` made, is taken as it is, without
    these.
    first: number of the first path. keep: "parties"; "legs" keeps each leg's payments by quarter too, "cents" every
    payment to the cent.
    client: a dask.distributed Client, whose machines then do the paths (see docs/cluster.md); the bits are the same.
    chunk: most paths of a piece; threads (without a client) share the paths alike.
    progress(done, paths) is called after each piece; an interruption between pieces leaves nothing behind. Raises
    AuditError when a path's books do not add up.
    """
    whole_numbers = {
        "paths": (paths, 1),
        "seed": (seed, 0),
        "first": (first, 0),
        "threads": (threads, 1),
        "chunk": (chunk, 1),
    }
    for name, (value, least) in whole_numbers.items():
        if value is not None and not (isinstance(value, Integral) and value >= least):
            raise ValueError(f"{name}: {value!r} found, {least} or more expected, a whole number.")
    if isinstance(book, Plan | Work) and (scenario is not None or settings):
        raise ValueError("scenario, settings: a Plan is simulated as it is.  Give its Book, or neither.")
    if client is not None and threads is not None:
        raise ValueError("threads: a client's machines have threads of their own.  Give one of both.")
    if keep not in ("parties", "legs", "cents"):
        raise ValueError(f"keep: {keep!r} found; 'parties', 'legs' or 'cents' expected.")
    plan, numbering, lowering = book if isinstance(book, Work) else work(book, Setup(scenario, settings or {}))
    whole = kept(plan, paths, keep, len(numbering.slots))
    flows = np.zeros((int(plan.rules[0]["quarters"]), len(numbering.slots)), np.int64)

    def window(start: int, size: int) -> Kept:
        return Kept(*(rows[start - first : start - first + size] for rows in whole))

    done = 0
    pieces = split(first, paths, size_of_piece(paths, chunk, threads or os.cpu_count() or 1))
    for start, size, out, dollars in parts(
        plan, pieces, seed=seed, keep=keep, threads=threads, client=client, into=window, numbering=numbering
    ):
        if client is not None:
            for mine, theirs in zip(window(start, size), out, strict=True):
                mine[:] = theirs
        flows += dollars
        done += size
        if progress is not None:
            progress(done, paths)
    return sound(Run(plan, seed, first, whole, flows / paths, numbering, lowering))
