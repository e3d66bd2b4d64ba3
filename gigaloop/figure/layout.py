"""Places of parties: columns by role, in the order in which money goes; the same at every update."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

#: columns from left to right: head, and the sectors that stand in it
TIERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "money in",
        (
            *("customers", "investor", "sovereign", "governments", "banks", "private_credit", "insurers_pensions"),
            *("bond_funds", "public_equity", "private_funds"),
        ),
    ),
    ("labs", ("lab", "application")),
    ("clouds", ("hyperscaler", "levered_cloud", "neocloud")),
    ("vendors, vehicles", ("chip_vendor", "vehicle")),
    ("suppliers", ("supplier", "landlord", "utilities", "memory_foundry", "staff_other", "other")),
)
WIDE, HIGH = 1200, 1000
#: passes over the columns; more change nothing that one sees
SWEEPS = 12


def tier(sector: str) -> int:
    """The column of a sector; one that no tier lists stands last.

    >>> tier("lab"), tier("neocloud"), tier("unheard of")
    (1, 2, 4)
    """
    return next((i for i, (_, sectors) in enumerate(TIERS) if sector in sectors), len(TIERS) - 1)


def places(sectors: Mapping[str, str], edges: Sequence[tuple[str, str, float]]) -> dict[str, tuple[float, float]]:
    """Where each party stands: x by its role, y so that what pays each other stands near (barycentre sweeps).

    sectors   party -> sector       edges   (payer, payee, weight)
    Sweeps of barycentres: Sugiyama, Tagawa and Toda 1981, IEEE Trans. SMC 11, 109-125, step two. Ties by name, so the
    same input has the same picture.

    >>> places({"a": "lab", "b": "neocloud"}, [("a", "b", 1.0)])
    {'a': (300.0, 500.0), 'b': (600.0, 500.0)}
    """
    columns: list[list[str]] = [[] for _ in TIERS]
    for party in sorted(sectors):
        columns[tier(sectors[party])].append(party)
    near: dict[str, list[tuple[str, float]]] = {party: [] for party in sectors}
    for payer, payee, weight in edges:
        if payer in near and payee in near and payer != payee:
            near[payer].append((payee, weight))
            near[payee].append((payer, weight))
    height = _spread(columns)
    for sweep in range(SWEEPS):
        for column in columns if sweep % 2 == 0 else columns[::-1]:
            column.sort(key=lambda party: (_pull(party, near[party], height), party))
            height |= _spread([column])
    step = WIDE / (len(TIERS) - 1)
    return {party: (i * step, height[party] * HIGH) for i, column in enumerate(columns) for party in column}


def _spread(columns: Sequence[Sequence[str]]) -> dict[str, float]:
    """Heights from 0 to 1: the parties of a column stand evenly."""
    return {party: (i + 0.5) / len(column) for column in columns for i, party in enumerate(column)}


def _pull(party: str, near: Sequence[tuple[str, float]], height: Mapping[str, float]) -> float:
    weight = sum(w for _, w in near)
    return round(sum(height[other] * w for other, w in near) / weight, 9) if weight else height[party]
