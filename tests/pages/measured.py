"""The figures of docs/limits.md, each with the command that shows it.

`python -m tests.pages.measured` prints the page's section "Measured".
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence

from gigaloop.answer.paths import Paths, simulated
from gigaloop.answer.table import Row, Table
from gigaloop.book.file import load
from gigaloop.book.model import Book
from gigaloop.ledger.breach import broken
from gigaloop.questions import ask
from gigaloop.questions.show import accounts
from gigaloop.questions.stress import survive
from gigaloop.questions.trust.outcomes import KINDS, STARTS
from tests.pages import grid
from tests.shipped import shipped

#: who is told of under the greatest shocks
LEVERAGED = ("oracle", "coreweave", "softbank", "spacex", "developers", "xai_chip_spv", "ant_chip_spv")


def figures(paths: int = 1000) -> Iterator[tuple[str, str, str]]:
    """(what is limited, what was measured, the command), from the answers themselves."""
    book = shipped()
    for start in STARTS:
        yield _backtest(ask(book, "backtest", start=start, paths=paths))
    telecom = ask(load("telecom"), "telecom", paths=paths)
    lost = telecom.one("nine/loss_share_of_drawn/2003-12-31").mid
    within = next(told for told in telecom.notes if told.id == "telecom.within")
    bust = f"{within}; nine vendors lose {_share(lost)} of what they lent at our median, told: 33 % to 80 %"
    yield "credit losses of a bust", bust, telecom.reproduce
    chance = ask(book, "default-chance", paths=paths)
    for row in chance.rows:
        if row.measure == "ours":
            yield _chance(chance, row)
    base, severe = (ask(book, "breaches", scenario=name, paths=paths) for name in ("base", "severe"))
    told = [f"{r.subject} {_share(_of(base, r.key))} to {_share(r.mid)}" for r in severe.rows if _counts(base, r)]
    yield "defaults to 2033, base to severe", "; ".join(told) or "nobody defaults on any path", severe.reproduce
    yield from _pushed(book, paths)
    for party in ("oracle", "coreweave"):
        yield _accounts(accounts.answer(book, party))


def _pushed(book: Book, paths: int) -> Iterator[tuple[str, str, str]]:
    """Defaults to the end under the greatest shocks of `survive`, and when a tenant falls early or late."""
    base = simulated(book, paths=paths)
    known = {stress.driver: stress for stress in survive.known(base)}

    def under(drivers: Sequence[str], later: int = 0) -> Paths:
        push = [shock for d in drivers for shock in known[d].shocks(known[d].most, base.quarters[later:])]
        return base.pushed(push) if push else base

    def told(worlds: Mapping[str, Paths], who: str) -> str:
        return ", ".join(f"{name} {_share(float(broken(f, who, 'default').mean()))}" for name, f in worlds.items())

    greatest = {"base": (), "all AI demand": ("demand.common",), "all shares": ("shares",), "no money": ("funding",)}
    greatest["these three at once"] = ("demand.common", "shares", "funding")
    worlds = {name: under(drivers) for name, drivers in greatest.items()}
    for who in LEVERAGED:
        what = f"defaults to 2033 under the greatest shocks of `survive`, {who}"
        yield what, told(worlds, who), f"gigaloop ask survive {who} --as-of {book.as_of} --seed 1"
    fallen = {"base": base} | {base.quarters[k + 1]: under(("demand.openai",), k) for k in (0, 4, 8, 12)}
    for who in ("oracle", "coreweave"):
        what = f"defaults to 2033 when OpenAI earns 95 % less from a quarter on, {who}"
        yield (
            what,
            told(fallen, who),
            f"gigaloop ask survive {who} --driver demand.openai --as-of {book.as_of} --seed 1",
        )


def _backtest(table: Table) -> tuple[str, str, str]:
    told = {row.key.partition("/")[2]: row.mid for row in table.rows if row.key.startswith("summary/")}
    by_kind = ", ".join(f"{kind} {_share(told[f'{kind}/coverage'])}" for kind in KINDS[:-1])
    return (
        f"ranges, from {table.arguments['start']}",
        f"{_share(told['coverage'])} of the numbers inside ({by_kind}), {_share(told['hits'])} no wider than the "
        f"outcome is large; CRPS {told['crps']:.2f} of the outcome, last value carried on {told['crps_last']:.2f}",
        table.reproduce,
    )


def _accounts(table: Table) -> tuple[str, str, str]:
    """What a credit analyst would ask about: spending and revenue that stop, cash that is kept."""
    who = str(table.arguments["party"])

    def by_year(measure: str) -> str:
        told = [row for row in table.rows if row.key.startswith(f"{who}/{measure}/2") and row.period >= "2027"]
        return ", ".join(f"{row.mid or 0.0:.0f}" for row in told)

    return (
        f"accounts of {who}, medians of 2027 to 2033 in USD bn",
        f"revenue {by_year('revenue')}; capital spending {by_year('capex')}; debt {by_year('debt')}; cash "
        f"{by_year('cash')}",
        table.reproduce,
    )


def _chance(table: Table, ours: Row) -> tuple[str, str, str]:
    def one(measure: str) -> str:
        return next(
            (_share(r.mid) for r in table.rows if r.subject == ours.subject and r.measure == measure), "unknown"
        )

    return (
        f"default within five years, {ours.subject}",
        f"ours {_share(ours.mid)} [{_share(ours.low)}, {_share(ours.high)}], its rating's history {one('history')}, "
        f"its newest CDS {one('cds_implied')}: {ours.more['place']}",
        table.reproduce,
    )


def _counts(base: Table, row: Row) -> bool:
    return row.measure == "default" and ((row.mid or 0.0) > 0.0 or (_of(base, row.key) or 0.0) > 0.0)


def _of(table: Table, key: str) -> float | None:
    return next((row.mid for row in table.rows if row.key == key), None)


def _share(value: float | None) -> str:
    return "unknown" if value is None else f"{100 * value:.1f} %".replace(".0 %", " %")


def section(paths: int = 1000) -> str:
    """The section as Markdown."""
    lines = [
        "## Measured",
        "",
        "Made by `python -m tests.pages.measured`; each line names its command.",
        "",
    ]
    lines += grid("what | measured | command", [(what, told, f"`{command}`") for what, told, command in figures(paths)])
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(section(int(sys.argv[1]) if len(sys.argv) > 1 else 1000), end="")
