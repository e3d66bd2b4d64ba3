"""Run: what happens on every path. The only caller of the kernel.

`simulate` splits the paths into chunks, draws their randomness, simulates them and puts the chunks together. A path
depends on
the Plan, the seed and its own number alone, so chunks and threads have no say in the answer.
"""

import os
import threading
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
from gigaloop.engine.packed import Packed
from gigaloop.engine.plan import TAGS, Plan
from gigaloop.engine.setup import DEFAULT, Setup
from gigaloop.memory import uncollected
from gigaloop.methods.philox import uniform
from gigaloop.words.notes import note

CHUNK = 64  # paths of a piece in a thread: few enough that what they leave is still at hand when it is packed
FAR, LEAST = 250, 10  # of a piece on another machine, and of the last ones, by which threads end together
BLOCK = 50  # paths drawn at once where their numbers are asked for apart from a run
#: records of which half the numbers are 0
PACKED = ("party", "conceded", "supply")
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
        """An array of `kept` by its name: run.party, run.audit. What is packed is made anew, whole."""
        if name in Kept._fields:
            found = getattr(self.kept, name)
            return found.whole() if isinstance(found, Packed) else found
        raise AttributeError(f"a Run has no {name!r}")

    def __repr__(self) -> str:
        """One screen: how much was drawn, of whom, and how the paths ended."""
        ended = {name: int((self.outcome == code).sum()) for code, name in OUTCOMES.items()}
        told = ", ".join(f"{count:,} {text}" for text, count in ended.items() if count)
        names = f", {len(self.lowering.parties)} parties" if self.lowering else ""
        return (
            f"Run of {self.paths:,} paths over {self.audit.shape[1]} quarters from seed {self.seed}{names}: {told}\n"
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
        return self.column("party", name, place)

    def column(self, array: str, name: str, party: int) -> np.ndarray:
        """(P, ...) of one field of a party's in `party`, `conceded` or `supply`."""
        found = getattr(self.kept, array)
        return found.column(name, party) if isinstance(found, Packed) else found[name][..., party]

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


def shared(first: int, paths: int, most: int, threads: int) -> Iterator[tuple[int, int]]:
    """The same in pieces of `most` that grow smaller at the end, so that threads end together.

    >>> [size for _, size in shared(0, 300, 64, 2)]
    [64, 59, 45, 33, 25, 19, 14, 11, 10, 10, 10]
    """
    end = first + paths
    while first < end:
        size = min(most, max(LEAST, -(-(end - first) // (2 * threads))), end - first)
        yield first, size
        first += size


class Hand:
    """What a thread simulates with, piece after piece: a path's memory and numbers, and the dollars paid in all
    (T, slots)."""

    def __init__(self, plan: Plan, numbering: Index):
        quarters = int(plan.rules[0]["quarters"])
        self.memory, self.drawn = state(plan, numbering), randomness.room(1, quarters)
        self.flows = np.zeros((quarters, len(numbering.slots)), np.int64)


def piece(plan: Plan, numbering: Index, seed: int, first: int, out: Kept, hand: Hand | None = None) -> np.ndarray:
    """Simulate paths first, first + 1, ... into `out`; returns the dollars paid (T, slots), summed over the paths of
    this hand."""
    hand = hand or Hand(plan, numbering)
    native.simulate_block(
        plan, hand.memory, numbering, hand.drawn, out, hand.flows, randomness.stream(seed, first)
    )  # fmt: skip
    return hand.flows


def drawn_once(run: Run, columns: np.ndarray) -> np.ndarray:
    """(columns, P) what was drawn once a path in these columns: drawn again, those that are joined in little room."""
    told, numbers = np.empty((len(columns), run.paths)), np.arange(run.first, run.first + run.paths)
    for row, column in zip(told, columns.tolist(), strict=True):
        if column >= randomness.JOINED:
            row[:] = uniform(run.seed, numbers, column - randomness.JOINED)
    joined, drawn = columns < randomness.JOINED, randomness.room(BLOCK, 0)
    for start, size in split(0, run.paths if joined.any() else 0, BLOCK):
        block = randomness.Draws(*(rows[:size] for rows in drawn))
        native.draw_block(block, randomness.stream(run.seed, run.first + start))
        told[joined, start : start + size] = block.once[:, columns[joined]].T
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
    one: Callable[[int, int], Part] | None = None,
) -> Iterator[Part]:
    """Simulate pieces of paths, in threads or on a cluster's `client`; yields each when it is done.

    Threads finish in any order (one thread in theirs: of pieces that are done at once the first comes first).
    plan has its trend (see `planners`). one(first, size): how a thread makes a piece; none: by itself. At most two
    pieces a thread are under way, so what is not taken waits.
    """
    if client is not None:
        from gigaloop.engine import spread

        yield from spread.parts(client, part, plan, pieces, seed, keep)
        return
    count, todo = threads or os.cpu_count() or 1, iter(pieces)
    numbering = index(plan) if one is None else None

    def alone(first: int, size: int) -> Part:
        out = kept(plan, size, keep, len(numbering.slots))
        return first, size, out, piece(plan, numbering, seed, first, out)

    with ThreadPoolExecutor(count) as pool:
        running: set[Future] = set()
        try:
            while True:
                running |= {pool.submit(one or alone, *ends) for ends in islice(todo, 2 * count - len(running))}
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
    chunk: int | None = None,
) -> Run:
    """What happens on `paths` paths, quarter by quarter.

    book: a Book, lowered with `scenario` and its `settings`; a Plan, or what `work` made, is taken as it is, without
    these.
    first: number of the first path. keep: "parties"; "legs" keeps each leg's payments by quarter too, "cents" every
    payment to the cent.
    client: a dask.distributed Client, whose machines then do the paths (see docs/cluster.md); the bits are the same.
    chunk: most paths of a piece; the last ones of threads (without a client) are smaller.
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
    slots, workers, own = len(numbering.slots), threads or os.cpu_count() or 1, threading.local()
    pieces = list(
        shared(first, paths, chunk or CHUNK, workers) if client is None else split(first, paths, chunk or FAR)
    )
    whole = kept(plan, paths, keep, slots)
    whole = whole._replace(**{name: Packed(getattr(whole, name)) for name in PACKED})
    hands: list[Hand] = []

    def one(start: int, size: int) -> Part:
        if not vars(own):
            own.hand, own.room = Hand(plan, numbering), kept(plan, pieces[0][1])
            hands.append(own.hand)
        at = slice(start - first, start - first + size)
        out = Kept(*(
            room[:size] if isinstance(rows, Packed) else rows[at] for rows, room in zip(whole, own.room, strict=True)
        ))  # fmt: skip
        piece(plan, numbering, seed, start, out, own.hand)
        for name in PACKED:
            getattr(whole, name)[at] = getattr(out, name)
            if out.outcome.any():  # a path that stopped wrote no more quarters
                getattr(out, name)[:] = 0
        return start, size, out, own.hand.flows

    done, flows = 0, np.zeros((int(plan.rules[0]["quarters"]), slots), np.int64)
    for start, size, out, dollars in parts(plan, pieces, seed=seed, keep=keep, threads=threads, client=client, one=one):
        if client is not None:
            flows += dollars
            for rows, theirs in zip(whole, out, strict=True):
                rows[start - first : start - first + size] = theirs
        done += size
        if progress is not None:
            progress(done, paths)
    flows = sum((hand.flows for hand in hands), flows)
    return sound(Run(plan, seed, first, whole, flows / paths, numbering, lowering))
