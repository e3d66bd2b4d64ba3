"""A block of paths in plain Python, for tests only: run with NUMBA_DISABLE_JIT=1; argument 1: where to save, 2: a
planted fault.

Prints the largest audit breach. Records become numpy recarrays, so that `row.column` means in Python what it means
to numba. A fault replaces one posting by a broken one, in every step that uses it.
"""

import importlib
import sys

import numpy as np

from gigaloop.engine import draws
from gigaloop.engine.kernel import block, state
from gigaloop.engine.run import kept
from tests.engine import loop as plans

STEPS = ("books", "draw", "build", "price", "bill", "fund", "clear", "settle", "revalue", "bargain", "block")


def open_records(bundle):
    """The same NamedTuple with attribute access on its records."""
    return type(bundle)(*(x.view(np.recarray) if x.dtype.names else x for x in bundle))


def plant(fault: str) -> None:
    """Replace one function of the kernel, wherever a step has imported it."""
    books = importlib.import_module("gigaloop.engine.kernel.books")

    def one_sided_claim(st, line, amount):
        st.held[line] += np.int64(amount)

    def no_claim(st, line, amount):
        return None

    def one_sided_post(st, index, s, amount):
        st.party[index.slots[s].payer].cash -= amount
        if index.slots[s].income == 1:
            st.party[index.slots[s].payer].worth -= amount

    def unrounded(st, index, s, amount):
        if amount > 0.0:
            books.post(st, index, s, amount)
            if st.flow[s] == 0.0:
                st.touched[st.market[0].touched] = s
                st.market[0].touched += 1
            st.flow[s] += np.rint(amount)
        return amount

    broken = {"one_sided_claim": ("claim", one_sided_claim), "no_claim": ("claim", no_claim),
              "one_sided_post": ("post", one_sided_post), "unrounded": ("pay", unrounded)}  # fmt: skip
    name, function = broken[fault]
    for step in STEPS:
        module = importlib.import_module(f"gigaloop.engine.kernel.{step}")
        if hasattr(module, name):
            setattr(module, name, function)


def poor():
    """The loop with little new money and the bargain on: orders slow down, bills are put off, some paths default."""
    world = {"equity_open": 0.002, "equity_tight": 0.0, "lab_debt": 0.0}
    plan = plans.loop(quarters=10, world=world, rules={"bargain": 1})
    return plan._replace(trend=np.linspace(20, 60, 10), needed=np.linspace(5, 30, 10))


def main(target: str, fault: str = "") -> None:
    plan = poor()
    if fault:
        plant(fault)
    numbering = state.index(plan)
    memory = state.state(plan, numbering)
    out = kept(plan, 3, "legs")
    flows = np.zeros((10, len(numbering.slots)), np.int64)
    bundles = (open_records(bundle) for bundle in (plan, memory, numbering))
    block.simulate_block(*bundles, draws.draws(1, 0, 3, 10), open_records(out), flows)
    np.savez(target, flows=flows, **out._asdict())
    print(np.abs(out.audit).max())


if __name__ == "__main__":
    main(*sys.argv[1:])
