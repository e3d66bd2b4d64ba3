"""What `show` says first: the sentences of each of its answers, made from the rows alone, and the rows that answer."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from gigaloop.answer.speech import Headline, Speech, largest, led, those
from gigaloop.answer.table import Row, Table
from gigaloop.book.model import VOID
from gigaloop.words.layout import point

#: what a reader of accounts looks at, in this order
ACCOUNTS = ("revenue", "compute_revenue", "received", "ebitda", "capex", "debt", "cash")
#: by what a party earns, the first of them that it has (show.income.NAME); and what is told beside (show.part.NAME)
INCOME, BESIDE = ACCOUNTS[:4], ("capex", "cash", "debt")


def said(table: Table, headline: Headline, first: Callable[[Table], Sequence[Row]]) -> Table:
    """The answer with its sentences, the rows that stand first, and a line that reproduces it by `show`."""
    return led(replace(by_show(table), first=tuple(row.key for row in first(table))), headline)


def by_show(table: Table) -> Table:
    """The answer with the line that reproduces it: `gigaloop show`, where a question has `gigaloop ask`."""
    asked = f"gigaloop ask {shlex.quote(table.question)}"
    return replace(table, reproduce=table.reproduce.replace(asked, f"gigaloop {table.question}", 1))


def listed(kind: str) -> Headline:
    """Of 'parties', 'deals' or 'sources': how many, and which holds most."""

    def headline(table: Table, say: Speech) -> Sequence[str]:
        most = largest(table.rows)[0]
        told = {"n": say.count(len(table.rows)), "day": say.day(table.as_of), "most": most}
        return [say(f"show.{kind}", name=say.party(most.subject), **told)]

    return headline


def party(table: Table, say: Speech) -> Sequence[str]:
    """In how many contracts the party stands, and the largest of them."""
    who, *rest = table.rows
    legs = [row for row in rest if row.more["kind"] != "figure"]
    told = [say("show.party", party=say.party(who.subject), n=say.count(len(legs)))]
    if top := _in_force(legs):
        told.append(say("show.largest", **_contract(top[0], say)))
    silent = sum(row.mid is None for row in legs)
    return [*told, *([say("show.silent", n=say.count(silent))] if silent else [])]


def deal(table: Table, say: Speech) -> Sequence[str]:
    """The largest leg of a deal that stands, else the largest, or the leg itself; its newest stage, and since when."""
    steps = [row for row in table.rows if row.measure != "legs"]
    newest = {row.legs[0]: row for row in steps}
    stated = {row.legs[0]: row for row in steps if row.mid is not None}

    def place(leg: str) -> tuple[bool, float]:
        return newest[leg].more["stage"] in VOID, -(stated[leg].mid or 0.0) if leg in stated else 0.0

    ordered = sorted(newest, key=place)
    step, top = newest[ordered[0]], stated.get(ordered[0], newest[ordered[0]])
    told = _contract(top, say) | {"stage": say.word(step.more["stage"]), "day": say.day(step.period)}
    void = sum(place(leg)[0] for leg in ordered[1:])
    others = {"n": say.count(len(newest) - 1), "void": say.count(void)}
    key = "show.further" if not void else "show.further.void" if void < len(newest) - 1 else "show.further.none"
    more = [say(key, **others)] if len(newest) > 1 else []
    return [say("show.deal" if top.mid is not None else "show.deal_silent", **told), *more]


def source(table: Table, say: Speech) -> Sequence[str]:
    """Title, publisher, day and kind of a source; how many contracts and figures rest on it."""
    told = table.sources[table.rows[0].subject]
    parts = (str(told["publisher"]), say.day(str(told["published"])), say.tier(str(told.get("tier", ""))))
    figures = sum(row.more["kind"] == "figure" for row in table.rows)
    about = say("show.source", title=told["title"], about=point(",", say.home).join(part for part in parts if part))
    legs = len(table.rows) - 1 - figures
    counts = {"legs": say.value(float(legs), "legs"), "figures": say.value(float(figures), "figures")}
    return [about, say("show.rests", **counts)]


def verified(table: Table, say: Speech) -> Sequence[str]:
    """How many of the largest sums had their document opened, how many are retold, how many were not found."""
    sums = [row for row in table.rows if row.more["kind"] != "share"]
    count = {v: say.count(sum(row.more["text"] == v for row in sums)) for v in ("opened", "retold", "not found")}
    part = {row.more["text"]: row for row in those(table, measure="share_of_dollars")}
    if not sums or not {"opened", "retold"} <= set(part):
        return []
    counts = {"opened": count["opened"], "retold": count["retold"], "missing": count["not found"]}
    told = say("show.verified", n=say.count(len(sums)), **counts)
    return [told, say("show.verified.dollars", opened=part["opened"], retold=part["retold"])]


def by_verdict(table: Table) -> Sequence[Row]:
    """The shares by verdict, then the largest sums."""
    shares = [row for row in table.rows if row.more["kind"] == "share" and row.mid]
    return [*shares, *(row for row in table.rows if row.more["kind"] != "share")]


def freshness(table: Table, say: Speech) -> Sequence[str]:
    """How much is overdue, of which kind, and what longest."""
    counts = {kind: say.count(len(those(table, kind=kind))) for kind in ("quarter", "value", "gate", "talks")}
    top = largest(table.rows)[0]
    return [
        say("show.overdue", n=say.count(len(table.rows)), **counts),
        say("show.longest", days=top, kind=say(f"show.{top.more['kind']}")),
    ]


def terms(table: Table, say: Speech) -> Sequence[str]:
    """Of how many terms, how many each state has."""
    found = {kind: len(those(table, kind=kind)) for kind in ("contract", "redacted", "told", "recorded", "assumed")}
    top = table.rows[0]
    told = {kind: say.count(n) for kind, n in found.items()}
    return [say("show.terms", top=top, n=say.count(len(table.rows)), **told)]


def accounts(table: Table, say: Speech) -> Sequence[str]:
    """What the party earns, spends, holds and owes in the first whole year and in the last."""
    years, told = _years(table), []
    for key, year in zip(("show.accounts", "show.later"), (years[0], years[-1]), strict=False):
        rows = {name: row for name in ACCOUNTS for row in those(table, measure=name, period=year)}
        earned = next((name for name in INCOME if name in rows), "")
        beside = [say(f"show.part.{name}", x=rows[name]) for name in BESIDE if name in rows and rows[name].mid]
        if earned:
            income = say(f"show.income.{earned}", x=rows[earned])
            key = key if beside else f"{key}.alone"
            told.append(say(key, x=rows[earned], income=income, year=year, rest=say.joined(beside)))
    return told[:1] if years[0] == years[-1] else told


def all_of(table: Table) -> Sequence[Row]:
    """The rows with a number, the greatest first; then the others."""
    known = largest(table.rows)
    return [*known, *(row for row in table.rows if row not in known)]


def in_order(table: Table) -> Sequence[Row]:
    """The rows as they stand; of a party or a source without its own."""
    return [row for row in table.rows if row.measure not in ("cited_by", "legs")] or table.rows


def of_party(table: Table) -> Sequence[Row]:
    """A party's contracts, the largest first, then its newest figures."""
    rows = table.rows[1:]
    force = _in_force(row for row in rows if row.more["kind"] != "figure")
    return [*force, *(row for row in rows if row not in force)] or table.rows


def by_year(table: Table) -> Sequence[Row]:
    """The accounts of the first whole year and of the last, in the order in which they are read."""
    years = dict.fromkeys((_years(table)[0], _years(table)[-1]))
    return [row for year in years for name in ACCOUNTS for row in those(table, measure=name, period=year)]


def _in_force(rows: Iterable[Row]) -> list[Row]:
    """Contracts that are not void, the largest first; those without a sum are left out."""
    return largest(row for row in rows if row.unit == "USD bn" and row.more["stage"] not in VOID)


def _years(table: Table) -> list[str]:
    """The years told, without one that has begun on the book's day."""
    years = sorted({row.period for row in table.rows if row.more["kind"] == "flow"})
    return [year for year in years if len(year) == 4 and year > table.as_of[:4]] or years


def _contract(row: Row, say: Speech) -> dict[str, object]:
    kind = str(row.more["kind"])
    named = {"what": say.word(kind), "party": say.party(row.subject), "other": say.party(row.counterparty)}
    return named | {"amount": row, "range": say.range(row)}
