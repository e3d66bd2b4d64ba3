"""Is the model sane? What came out of a reduced version and what others published, ours beside it, in both worlds.

`python -m tests.pages.sanity > docs/sanity.md` writes the page. Every line is looked at again whenever the
engine changes; what lies outside its band stays on the page with the reason.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gigaloop.answer.paths import Paths, share_of, simulated, spread
from gigaloop.book.model import Book, Rules, Scenario, Shock
from tests.pages import grid, pieces
from tests.shipped import shipped

WORLDS = ("2025-10-31", "2026-07-05")
#: one number a path, or a share of paths with its Monte Carlo band
Each = Callable[[Paths], np.ndarray]
Read = Callable[[Paths], "np.ndarray | tuple[float, float, float]"]


@dataclass(frozen=True)
class Check:
    """One line: what is measured, what others say, what a reduced model said, the band to hold, and our number.

    day      the world it is looked at in       band   least and greatest that our middle may be; None is open
    world    base, or the name of a shocked world
    """

    what: str
    day: str
    published: str
    reduced: str
    band: tuple[float | None, float | None]
    unit: str
    read: Read
    world: str = "base"

    def holds(self, mid: float | None) -> bool:
        """Whether our middle lies in the band; an open middle does not."""
        low, high = self.band
        return mid is not None and (low is None or mid >= low) and (high is None or mid <= high)


@dataclass(frozen=True)
class Found:
    """A Check with our numbers: low, mid, high, and whether the middle lies in the band."""

    check: Check
    low: float | None
    mid: float | None
    high: float | None

    @property
    def holds(self) -> bool:
        """Whether our middle lies in the band."""
        return self.check.holds(self.mid)


def year(measure: str, party: str, when: str) -> Each:
    """A party's measure summed over a calendar year."""
    return lambda found: found.measure(measure, party)[:, found.years(whole=False)[when]].sum(1)


def gap(party: str, when: str) -> Each:
    """What a lab owes in a year (own sites apart) less its revenue."""
    return lambda found: cash_owed(party, when)(found) - year("revenue", party, when)(found)


def gap_as_reduced(party: str, when: str) -> Each:
    """Compute, other costs and revenue share of a lab in a year less its revenue: neither leases of chips nor debt
    service, which the reduced model did not have."""
    return lambda found: (
        year("compute", party, when)(found)
        + year("other_costs", party, when)(found)
        - year("revenue", party, when)(found)
    )


def gap_with_sites(party: str, when: str) -> Each:
    """Uses less revenue of a lab in a year, own sites that it orders included."""
    return lambda found: year("uses", party, when)(found) - year("revenue", party, when)(found)


def cash_owed(party: str, when: str) -> Each:
    """Uses of a lab in a year without its own sites: compute, other costs, revenue share, debt service."""
    return lambda found: year("uses", party, when)(found) - year("capex", party, when)(found)


def span(measure: str, party: str, first: str, last: str) -> Each:
    """A party's measure summed over several years."""

    def read(found: Paths) -> np.ndarray:
        columns = [c for c, q in enumerate(found.quarters) if first <= q[:4] <= last]
        return found.measure(measure, party)[:, columns].sum(1)

    return read


def ever(party: str, status: str, until: str = "2033Q4") -> Read:
    """Share of paths on which a party is re-paced, amended, rescued or defaults, with its Monte Carlo band."""

    def read(found: Paths) -> tuple[float, float, float]:
        last = max(c for c, q in enumerate(found.quarters) if q <= until)
        if status == "defaulted":
            when = found.default(party)
            return share_of((when >= 0) & (when <= last))
        return share_of(found.reached(party, status))

    return read


def rent_up(quarters: int) -> Read:
    """Share of paths on which the rent is above its start after so many quarters."""

    def read(found: Paths) -> tuple[float, float, float]:
        rent = found.market("rent")
        start = float(found.run.plan.values["mid"][found.run.plan.world["rent"][0]])
        return share_of(rent[:, quarters] > start)

    return read


def binds(limit: str) -> Read:
    """Share of quarters to 2030 in which a limit leaves GW unserved."""

    def read(found: Paths) -> tuple[float, float, float]:
        columns = [c for c, q in enumerate(found.quarters) if q[:4] <= "2030"]
        share = (found.market(f"unserved_{limit}")[:, columns] > 1e-9).mean(1)
        low, mid, high = (float(x) for x in np.percentile(share, (5, 50, 95)))
        return low, float(share.mean()), high if mid <= high else mid

    return read


def free_cash(party: str, first: str, last: str) -> Read:
    """Cash at the end less cash before, less what was raised: free cash flow of quarters first..last."""

    def read(found: Paths) -> np.ndarray:
        columns = [c for c, q in enumerate(found.quarters) if first <= q <= last]
        raised = found.measure("equity_raised", party)[:, columns] + found.measure("debt_raised", party)[:, columns]
        cash = found.measure("cash", party)
        before = cash[:, columns[0] - 1] if columns[0] else np.full(len(cash), np.nan)
        return cash[:, columns[-1]] - before - raised.sum(1)

    return read


def quarter(measure: str, party: str, when: str) -> Read:
    """A party's measure in one quarter."""
    return lambda found: found.measure(measure, party)[:, found.quarters.index(when)]


def over(top: Read, bottom: Read) -> Read:
    """One reading over another, path by path."""
    return lambda found: np.asarray(top(found)) / np.maximum(np.asarray(bottom(found)), 1e-9)


def plus(one: Read, other: Read) -> Read:
    """Two readings added, path by path."""
    return lambda found: np.asarray(one(found)) + np.asarray(other(found))


A, B = WORLDS
#: bands of CoreWeave's spending: its guide of 31 to 35 for 2026, and two thirds of what that leaves after 6.8 in the
#: first quarter (the second was not told), widened as much as the band of its revenue is beside its guide
CHECKS: tuple[Check, ...] = (
    Check("OpenAI compute 2026", A, "35 (Goldman)", "37 [32, 44]", (30, 45), "USD bn",
          year("compute", "openai", "2026")),
    Check(
        *("OpenAI cash owed 2026, own sites apart", A, "114 as announced", "56 [49, 66]", (45, 75), "USD bn"),
        cash_owed("openai", "2026"),
    ),
    Check("OpenAI own sites 2026", A, "60 Nvidia-backed sites", "in the letter of intent", (None, 60), "USD bn",
          year("capex", "openai", "2026")),
    Check("OpenAI gap 2026", A, "62 (Goldman)", "25 [23, 29]", (15, 35), "USD bn", gap("openai", "2026")),
    Check("OpenAI gap 2026 without leases of chips and debt service, as in the reduced model", A, "62 (Goldman)",
          "25 [23, 29]", (15, 35), "USD bn", gap_as_reduced("openai", "2026")),
    Check("OpenAI gap 2026 with own sites", A, "62 (Goldman)", "", (31, 93), "USD bn",
          gap_with_sites("openai", "2026")),
    *(
        Check(f"OpenAI gap {when}", B, told, reduced, band, "USD bn", gap("openai", when))
        for when, told, reduced, band in (
            ("2027", "57 (firm)", "52 [41, 62]", (43, 71)),
            ("2028", "85 (firm)", "79 [47, 103]", (64, 106)),
            ("2029", "51 (firm)", "83 [19, 123]", (None, None)),
            ("2030", "-39 (firm)", "53 [-22, 120]", (None, None)),
        )
    ),
    Check("OpenAI compute 2026 to 2030", A, "600 target; HSBC 792", "506 [362, 660]", (350, 800), "USD bn",
          span("compute", "openai", "2026", "2030")),
    Check("OpenAI gap to 2030", A, "HSBC 207; firm 179", "254 [122, 394]", (100, 400), "USD bn",
          lambda found: np.sum([gap("openai", str(when))(found) for when in range(2025, 2031)], axis=0)),
    *(
        Check(f"OpenAI compute over revenue {when}", A, "", reduced, band, "ratio",
              over(year("compute", "openai", when), year("revenue", "openai", when)))
        for when, reduced, band in (
            ("2026", "1.2", (0.9, 1.5)), ("2027", "1.1 [1.0, 1.7]", (0.8, 1.5)), ("2028", "1.2 [0.9, 2.2]", (0.8, 1.6)),
            ("2029", "1.2 [0.8, 2.3]", (0.7, 1.6)), ("2030", "1.0 [0.7, 2.1]", (0.6, 1.5)),
        )
    ),
    Check("Oracle capital spending, 2025Q4 to 2026Q2", A, "55.7 in FY2026", "60 [27, 74] in FY2026", (18, 60), "USD bn",
          lambda found: found.measure("capex", "oracle")[:, :3].sum(1)),
    Check("Oracle free cash flow, 2026Q1 to 2026Q2", A, "-23.7 in FY2026", "-29 [-43, 4] in FY2026", (-45, 5),
          "USD bn", free_cash("oracle", "2026Q1", "2026Q2")),
    Check("Oracle debt 2026Q2", A, "about 130", "130 [108, 141]", (100, 160), "USD bn",
          quarter("debt", "oracle", "2026Q2")),
    Check("CoreWeave revenue 2026", A, "guide 12 to 13", "11.3 [10.8, 11.7]", (10, 14), "USD bn",
          year("revenue", "coreweave", "2026")),
    Check("CoreWeave revenue, second half of 2026", B, "7.9 implied by the guide", "7.6", (6, 9.5), "USD bn",
          lambda found: found.measure("revenue", "coreweave")[:, :2].sum(1)),
    Check("CoreWeave capital spending 2026", A, "guide 31 to 35", "", (26, 38), "USD bn",
          year("capex", "coreweave", "2026")),
    Check("CoreWeave capital spending, second half of 2026", B, "16 to 19 implied by the guide", "", (13, 20), "USD bn",
          lambda found: found.measure("capex", "coreweave")[:, :2].sum(1)),
    Check("CoreWeave interest, last quarter of 2026", B, "0.54 in 2026Q1", "0.8", (0.5, 1.1), "USD bn",
          quarter("interest", "coreweave", "2026Q4")),
    Check("CoreWeave EBITDA over debt service, 2026Q4", B, "below 1 while it grows", "0.9 [0.8, 1.1]", (0.6, 1.4),
          "ratio", over(quarter("ebitda", "coreweave", "2026Q4"), quarter("debt_service", "coreweave", "2026Q4"))),
    Check("Nvidia revenue 2026", A, "82 and 91 in two quarters", "299 [248, 343]", (230, 380), "USD bn",
          plus(year("revenue", "nvidia", "2026"), year("received", "nvidia", "2026"))),
    Check("Nvidia revenue 2027", B, "", "459 [370, 505]", (340, 560), "USD bn",
          plus(year("revenue", "nvidia", "2027"), year("received", "nvidia", "2027"))),
    *(
        Check(f"rent above its start after {n} quarters", A, "fell, then +38 % in five months", reduced, band, "share",
              rent_up(n))
        for n, reduced, band in ((4, "0.42", (0.3, 0.6)), (8, "0.34", (0.2, 0.55)), (16, "0.28", (0.1, 0.5)))
    ),
    *(
        Check(f"{limit} binds, share of quarters to 2030", A, "", reduced, (0.0, top), "share", binds(limit))
        for limit, reduced, top in (("power", "0.19", 0.5), ("chips", "0.04", 0.3), ("capital", "0.08", 0.4))
    ),
    *(
        Check(f"OpenAI {status} to 2033: {world}", day, "", reduced, band, "share", ever("openai", status), world)
        for world, day, status, reduced, band in (
            ("base", A, "repaced", "0.34", (0.1, 0.5)), ("base", A, "amended", "0.20", (0.1, 0.5)),
            ("base", A, "rescued", "0.09", (0.02, 0.3)), ("base", A, "defaulted", "0.10", (0.02, 0.2)),
            ("base", B, "repaced", "0.28", (0.1, 0.5)), ("base", B, "amended", "0.16", (0.1, 0.5)),
            ("base", B, "rescued", "0.07", (0.02, 0.3)), ("base", B, "defaulted", "0.08", (0.02, 0.2)),
            ("revenue -40 %", A, "amended", "0.45", (0.2, 0.7)), ("revenue -40 %", A, "defaulted", "0.31", (0.1, 0.4)),
            ("revenue -40 %", B, "amended", "0.37", (0.2, 0.7)), ("revenue -40 %", B, "defaulted", "0.27", (0.1, 0.4)),
            ("funding shut, 8 quarters", A, "amended", "0.76", (0.4, 1.0)),
            ("funding shut, 8 quarters", A, "defaulted", "0.18", (0.05, 0.4)),
            ("funding shut, 8 quarters", B, "defaulted", "0.29", (0.1, 0.5)),
            ("no bargain", A, "defaulted", "0.20", (0.1, 0.4)), ("no bargain", B, "defaulted", "0.17", (0.1, 0.4)),
            ("no bargain, revenue -40 %", A, "defaulted", "0.46", (0.25, 0.7)),
        )
    ),
    *(
        Check("OpenAI in default by 2030: base", day, "", reduced, (0.02, 0.15), "share",
              ever("openai", "defaulted", "2030Q4"))
        for day, reduced in ((A, "0.06"), (B, "0.05"))
    ),
    *(
        Check(f"{party} in default to 2033", day, "", reduced, (0.0, top), "share", ever(party, "defaulted"))
        for party, day, reduced, top in (
            ("oracle", A, "0", 0.05), ("oracle", B, "0", 0.05), ("anthropic", A, "0", 0.1), ("anthropic", B, "0", 0.1),
            ("coreweave", A, "0 to 0.08", 0.15), ("coreweave", B, "0 to 0.08", 0.15), ("softbank", A, "", 0.15),
            ("softbank", B, "", 0.15), ("microsoft", A, "0", 0.01), ("meta_hyperion_spv", A, "0", 0.05),
        )
    ),
)  # fmt: skip


def worlds(quarters: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """The worlds of the table: base, a lasting miss, a stop of funding, and no bargain; arguments of `simulated`."""
    miss = {"driver": "demand.openai", "from": quarters[1], "to": quarters[-1], "down_by": "0.4"}
    stop = [
        {"driver": f"appetite.{kind}", "from": quarters[1], "to": quarters[8], "set": "0"}
        for kind in ("equity", "debt")
    ]

    def named(name: str, shocks: list[dict[str, str]], rules: Rules = Rules()) -> Scenario:  # noqa: B008
        shocked = tuple(Shock.model_validate(s) for s in shocks)
        return Scenario(scenario=name, name={"en": name}, shocks=shocked, rules=rules)

    alone = Rules(bargain="off")

    return {
        "base": {},
        "revenue -40 %": {"scenario": named("lasting-miss", [miss])},
        "funding shut, 8 quarters": {"scenario": named("shut", stop)},
        "no bargain": {"scenario": named("no-bargain", [], alone)},
        "no bargain, revenue -40 %": {"scenario": named("lasting-miss", [miss], alone)},
    }


def look(books: Mapping[str, Book], paths: int = 2000, seed: int = 1) -> Iterator[Found]:
    """Every check whose world is among `books` (day -> the book as known then), with our numbers.

    >>> from gigaloop import load
    >>> next(look({}), "nothing to look at")
    'nothing to look at'
    """
    for day, book in books.items():
        base = simulated(book, paths=paths, seed=seed)
        made = worlds(base.quarters)
        for world in made:
            checks = [check for check in CHECKS if check.day == day and check.world == world]
            if not checks:
                continue
            found = simulated(book, paths=paths, seed=seed, **made[world])
            for check in checks:
                value = check.read(found)
                yield Found(check, *(value if isinstance(value, tuple) else spread(np.asarray(value))))


def page(found: list[Found], paths: int, seed: int, alone: Mapping[str, list[tuple[str, ...]]]) -> str:
    """The page docs/sanity.md as Markdown; alone: rows of `pieces.shares` by world."""
    outside = [one for one in found if not one.holds]
    lines = [
        "# Is it sane?",
        "",
        f"Made by `python -m tests.pages.sanity --paths {paths} --seed {seed} > docs/sanity.md`.",
        "Ours is the median over paths with the 5th and 95th percentile, or a share of paths with its 90 % Monte Carlo",
        "band. The reduced model is a small version of the same quarter, run before this engine was written; it",
        "is no truth either. A band is what our middle should lie in; what lies outside is listed first, with what we",
        "know of the reason.",
        "",
        f"{len(found)} lines, {len(found) - len(outside)} in their band, {len(outside)} outside.",
        "",
        *grid(
            "world | what | published | reduced model | ours | unit | band | holds",
            map(_cells, [*outside, *(one for one in found if one.holds)]),
        ),
    ]
    if outside:
        lines += ["", "## Why a line lies outside its band", ""]
        lines += [f"- **{one.check.what}** ({one.check.day}): {reason(one.check.what)}" for one in outside]
    for day, rows in alone.items():
        lines += ["", f"## What does it, {day}", "", f"Share of {pieces.PATHS} base paths with a default to 2033.", ""]
        lines += grid(f"the model | {' | '.join(pieces.FIRMS)}", rows)
    return "\n".join(lines) + "\n"


SHY = (
    "more paths come to a shortfall than in the reduced model, which had no offers that fall with a miss or after a "
    "fall of the shares, no markets that a large default shuts and nothing owed on delivery (each alone: last table)"
)
#: how a line begins -> what we know of the reason why it lies outside its band
REASONS: Mapping[str, str] = {
    "CoreWeave revenue": "contracts known by October 2025, at the pace that the firm then planned, with late sites; "
    "what it signed after (its backlog rose from 55.6 to 66.8 bn in a quarter) is not in the book of that day.",
    "CoreWeave capital spending 2026": "much of its guide is for contracts signed after that day (its backlog "
    "rose from 55.6 to 99.4 bn in two quarters).",
    "CoreWeave capital spending, second half": "its guide is a fact of its plan here; lateness, power and the cost of "
    "a gigawatt on each path hold spending off it.",
    "CoreWeave EBITDA": "earnings and interest are as guided; less principal falls due than in fact, since what no "
    "loan of the book names of its 30 bn of debt is rolled here.",
    "Nvidia revenue": "the book of 2025-10 misses the rise in plans that followed; limits are not what holds it back.",
    "OpenAI repaced": "a re-pacing is recorded whenever the runway is under three quarters with a gap ahead; own sites "
    "under letters of intent count in that gap here, and did not in the reduced model's cash owed.",
    "OpenAI defaulted to 2033: funding shut": "the stop begins in the second quarter: in 2025-10 cash is then small "
    "against the sites on order; in 2026-07 the lab has 135 bn after its first quarter and slows down in time. When "
    "the reduced model's stop began is not recorded, so the two are not the same test.",
    "OpenAI defaulted to 2033": SHY,
    "OpenAI in default by 2030": SHY,
    "OpenAI amended": SHY + "; who amends is then decided row by row from the claimants' own losses",
    "OpenAI rescued": SHY + "; who brings money is then decided row by row from the claimants' own losses",
    "OpenAI gap 2026": "it holds what the reduced model's did not: first payments on Nvidia's chips that were to be "
    "leased, of which a part comes true on every path, and debt service; a line of its own leaves both out and lies "
    "near the reduced model's. The rest is revenue: a need that no capacity serves earns nothing here.",
    "anthropic in default": "the reduced model let it raise whatever it lacked; here markets shut and offers fall "
    "(each alone: last table).",
    **dict.fromkeys(
        ("oracle in default", "coreweave in default"),
        "the reduced model had no debt that is priced and served by band, no orders that cannot be cancelled, and "
        "nothing newly signed (each alone: last table).",
    ),
}


def reason(what: str) -> str:
    """What we know of the reason why a line lies outside its band.

    >>> reason("something new")
    'not known yet.'
    """
    return next((told for start, told in REASONS.items() if what.startswith(start)), "not known yet.")


def _cells(one: Found) -> tuple[str, ...]:
    check = one.check
    low, high = ("open" if end is None else f"{end:g}" for end in check.band)
    ours = f"{_short(one.mid)} [{_short(one.low)}, {_short(one.high)}]"
    holds = "yes" if one.holds else "**no**"
    return check.day, check.what, check.published, check.reduced, ours, check.unit, f"{low} to {high}", holds


def _short(value: float | None) -> str:
    if value is None:
        return "open"
    return f"{value:.0f}" if abs(value) >= 20 else f"{value:.1f}" if abs(value) >= 2 else f"{value:.2f}"


def main(words: list[str]) -> None:
    """Print the page; `--paths N` and `--seed N` as words."""

    given = dict(zip(words[::2], words[1::2], strict=False))
    paths, seed = int(given.get("--paths", "2000")), int(given.get("--seed", "1"))
    books = {day: shipped(day) for day in WORLDS}
    found = list(look(books, paths, seed))
    few = {day: simulated(book, paths=pieces.PATHS, seed=seed) for day, book in books.items()}
    print(page(found, paths, seed, {day: list(pieces.shares(base)) for day, base in few.items()}), end="")


if __name__ == "__main__":
    main(sys.argv[1:])
