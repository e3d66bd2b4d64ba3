"""Kernel and twin side by side on one path: the same draws, whole cents, and every place where they differ.

The Run keeps single precision; exact cents are read from the kernel's own memory at the end of quarter 0, 1, 2, ...
"""

from types import SimpleNamespace

import numpy as np

from gigaloop.engine import plan as p
from gigaloop.engine.kernel import native
from gigaloop.engine.kernel.state import index, state
from gigaloop.engine.run import kept


def horizon(plan, quarters):
    """The same Plan, simulated for fewer quarters."""
    rules = plan.rules.copy()
    rules["quarters"] = quarters
    return plan._replace(rules=rules)


def loose(bundle):
    """Tables whose records know their columns as attributes: what the kernel needs when no compiler stands between."""
    return type(bundle)(*(part.view(np.recarray) if part.dtype.names else part for part in bundle))


def kernel_path(plan, draws, path=0, interpreted=False):
    """The kernel's quarters as exact cents: cash by party, flows by (payer, payee, tag), debt and value by party."""
    numbering, simulate_path = index(plan), native.simulate_block
    if interpreted:
        from gigaloop.engine.kernel.block import simulate_block as simulate_path

        plan, numbering = loose(plan), loose(numbering)
    quarters = []
    block = type(draws)(*(np.ascontiguousarray(part[path : path + 1]) for part in draws))
    outcome = 0
    for t in range(int(plan.rules["quarters"][0])):
        short = horizon(plan, t + 1)
        memory, out = state(short, numbering), kept(short, 1, False)
        if interpreted:
            memory, out = loose(memory), loose(out)
        simulate_path(short, memory, numbering, block, out, np.zeros((t + 1, len(numbering.slots)), np.int64))
        flows = {}
        for slot, amount in zip(numbering.slots, memory.flow, strict=True):
            if amount:
                key = int(slot["payer"]), int(slot["payee"]), p.TAGS[slot["tag"]]
                flows[key] = flows.get(key, 0.0) + float(amount)
        outcome = int(out.outcome[0])
        quarters.append(SimpleNamespace(
            flows=flows, cash=memory.party["cash"].astype(float).tolist(), value=memory.party["value"].tolist(),
            face=memory.debt["face"].tolist(), units=memory.units.tolist(), audit=float(out.audit[0, t]),
            collateral=(memory.party["holdings"] + memory.party["marks"]).tolist(), memory=memory, out=out,
        ))  # fmt: skip
        if outcome:
            break
    return SimpleNamespace(quarters=quarters, outcome=outcome, slots=numbering.slots)


def differences(kernel_run, twin_run, cents=0.5):
    """Every payment, account, value and face that differs by more than `cents`, of the first quarter that has any."""
    for t, (ours, naive) in enumerate(zip(kernel_run.quarters, twin_run.quarters, strict=True)):
        found = []
        for key in sorted(set(ours.flows) | set(naive.flows)):
            a, b = ours.flows.get(key, 0.0), naive.flows.get(key, 0.0)
            if abs(a - b) > cents:
                found.append(f"quarter {t}, {key}: kernel {a:.0f}, twin {b:.0f}")
        for what in ("cash", "value", "face", "collateral"):
            for row, (a, b) in enumerate(zip(getattr(ours, what), getattr(naive, what), strict=True)):
                if abs(a - b) > cents:
                    found.append(f"quarter {t}, {what} of {row}: kernel {a:.0f}, twin {b:.0f}")
        if found:
            return found
    return []
