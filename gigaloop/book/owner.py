"""Whose a number of the model is: rows of parameters.csv say it in the columns `party` and `of`, never in the name.

party  whose money, count or plan it is: `cash-0` of openai      of  whom a rate, a price or a part describes

The key of a number, by which overlays, rows and draws know it, is made of both: `openai-cash-0`,
`content-nvidia-per-gw`. A book that still writes keys as names is read as before, and warned (`plausible`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

#: names of numbers that describe whom the column `of` names
OF = ("compute-need-start", "content-hyperscaler", "content-neocloud", "content-per-gw", "leverage-limit",
      "noncompute-cost", "revenue-per-gw")  # fmt: skip
#: names of numbers that a party has, in the column `party`
PARTY = ("advance", "base-cash-flow", "capex-budget", "capex-plan", "capital", "cash-0", "cash-margin",
         "cloud-credit-0", "debt-0", "debt-term", "growth", "growth-fade", "growth-start", "gw-0", "holdings-0",
         "leases-0", "loan-to-value", "opening-debt", "other-backlog", "other-cash-flow", "other-growth",
         "other-running", "reach", "redemptions-kept", "revenue-q0", "round-capital", "shares", "spread", "supply-0",
         "value-0")  # fmt: skip
#: of these a sector's id is written with hyphens
SECTORS = ("capital", "reach", "round-capital")
#: of every vendor, and so of a party of that name
KINDS = ("vendor-cash-margin",)


def key(name: str, who: str) -> str:
    """The key of a party's number. Raises ValueError for a name that is neither in `OF` nor in `PARTY`.

    >>> key("cash-0", "openai"), key("revenue-per-gw", "openai"), key("content-per-gw", "nvidia")
    ('openai-cash-0', 'revenue-per-gw-openai', 'content-nvidia-per-gw')
    """
    if name.startswith("content-") and name in OF:
        return f"content-{who}-{name.removeprefix('content-')}"
    if name in OF:
        return f"{name}-{who}"
    if name not in PARTY:
        raise ValueError(f"{name!r} is no number of a party ({', '.join((*PARTY, *OF))})")
    return f"{who.replace('_', '-') if name in SECTORS else who}-{name}"


def known(name: str, party: str, of: str) -> bool:
    """Whether the column that is filled is the one that goes with the name; `checks` refuses a row where it is not."""
    return (name in PARTY and bool(party) and not of) or (name in OF and bool(of) and not party)


def inside(text: str, parties: Iterable[str]) -> tuple[str, str] | None:
    """(name, party) of a key that stands as a name; None for a name that holds no party.

    >>> inside("content-nvidia-per-gw", ["nvidia"]), inside("lab-cash-gap", ["lab"])
    (('content-per-gw', 'nvidia'), None)
    """
    return None if text in KINDS else _keys(tuple(parties)).get(text)


@lru_cache(maxsize=4)
def _keys(parties: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """Key -> (name, party), of every number that a party can have; of two that are alike the first."""
    return {key(name, who): (name, who) for who in reversed(parties) for name in reversed((*PARTY, *OF))}
