"""miss: a lab's revenue falls short. Who loses, in what order, between what bounds?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Unpack

import numpy as np

from gigaloop.answer.paths import (
    BAND,
    FATES,
    HOLDER_SECTORS,
    Paths,
    mean_row,
    quantile_row,
    share_row,
    simulated,
    spread,
    year_of,
)
from gigaloop.answer.question import Owes, Question, Row, RunArguments, Speech, Table, ending, largest, those, when
from gigaloop.book.model import Book
from gigaloop.book.problem import Misread
from gigaloop.engine.plan import COMPUTE
from gigaloop.ledger import conceded
from gigaloop.ledger.stakes import register
from gigaloop.words.notes import Dollars, Note, note

PRESET = "revenue-miss"
#: a quarter's revenue below this share of the base's counts as a loss felt
FELT = 0.01


def answer(
    book: Book, party: Owes = "openai", *, size: float = 0.4, lasting: bool = False, **drawn: Unpack[RunArguments]
) -> Table:
    """A lab's revenue falls short by a share: who loses, in what order, between what bounds?

    Definition: `QUESTION.definition`. The demand of one lab is multiplied by (1 - size) over the quarters of the
    book's scenario revenue-miss (without one: from the fifth quarter to the end), or, `lasting`, from its first
    quarter to the last one simulated.

    Columns: `measure` credit_loss and equity_loss by holder (claims and shares of defaulters, to the horizon; also
    as a mean over all paths, and `_if_default` over the paths on which the shortfall alone brings the lab down),
    revenue_loss by party, value_loss by issuer (market value or valuation at the shock's end), stake_loss by holder
    (that fall on the shares held on the book's date, and on signed stakes due before the miss, over all issuers),
    payments_lost by counterparty (round 1) in USD bn; share of paths ever repaced, amended, rescued, defaulted
    (share; `world` base or shocked); default_date and first_hit (calendar year); in the shocked world the bargains with
    the lab: who concedes what, since when, and what each way out would have cost it (docs/model.md, step 7). `round`
    first leg or whole chain; `sector` of a holder; `band` says what low and high are.

    Raises InputError for a party that is no lab with accounts, or a size that is not between 0 and 1.

    >>> from gigaloop import load
    >>> answer(load("tiny"), "lab", paths=20).question
    'miss'
    """
    if not 0.0 < float(size) <= 1.0:
        raise Misread(f"--size: {size} is not above 0 and at most 1", "Write for example --size 0.4", id="size")
    lab = book.party(party).party_id
    base = simulated(book, **drawn)
    shock, since, until = _shock(base, base.lab(lab), float(size), lasting)
    shocked = base.pushed([shock], progress=drawn.get("progress"))
    both = base.whole & shocked.whole
    pair = _Pair(base, shocked, both)
    fates = list(_fates(pair, lab))
    own = [row for row in fates if row.subject == lab]
    rest = [row for row in fates if row.subject != lab]
    rows = [*own, *_stakes(pair, lab, since, until), *_by_holder(pair, lab), *_by_party(pair, lab, until)]
    rows += [*_first_leg(pair, lab), *rest]
    rows += conceded.rows(shocked, lab, more={"round": "all", "sector": "", "world": "shocked"})
    return base.table(
        QUESTION,
        title={"party": book.parties[lab], "size": f"{float(size):.0%}", "since": since, "until": until},
        variant="lasting" if lasting else "",
        rows=rows,
        arguments={"party": lab, "size": float(size), "lasting": lasting},
        notes=_notes(pair, rows, lab),
        added=(("round", ""), ("sector", ""), ("world", ""), BAND),
    )


class _Pair:
    """Two runs on the same draws, kept where both reached the end."""

    def __init__(self, base: Paths, shocked: Paths, both: np.ndarray) -> None:
        self.base, self.shocked, self.both = base, shocked, both

    def of(self, found: Paths, values: np.ndarray) -> np.ndarray:
        """One run's numbers on the paths that both share."""
        return values[self.both[found.whole]]

    def less(self, read: Callable[[Paths], np.ndarray]) -> np.ndarray:
        """Base less shocked, path by path."""
        return self.of(self.base, read(self.base)) - self.of(self.shocked, read(self.shocked))


def _shock(base: Paths, lab: str, size: float, lasting: bool = False) -> tuple[dict[str, str], str, str]:
    """The miss as a shock to lay over the scenario, and the quarters in which it begins and ends."""
    span = next((s for s in base.book.scenarios[PRESET].shocks), None) if PRESET in base.book.scenarios else None
    start, end = (span.start, span.end) if span else (base.quarters[min(4, len(base.quarters) - 1)], None)
    end = min(base.quarters[-1] if lasting or end is None else end, base.quarters[-1])
    start = start or base.quarters[0]
    number = base.lowering.parties.index(lab)
    driver = base.lowering.drivers[int(base.run.plan.parties["demand"][number])]
    return {"driver": driver, "from": start, "to": end, "down_by": str(size)}, start, end


def _by_holder(pair: _Pair, lab: str) -> Iterator[Row]:
    """Losses on claims and shares of defaulters, by holder, those that lose most first.

    Three readings, since most paths bring no default: the mean over all paths, the percentiles over those on which the
    shortfall alone brings the lab down, and the percentiles over all.
    """
    rows = []
    to = ending(pair.base.quarters[-1])
    failed = {world: pair.of(found, found.default(lab)) >= 0 for world, found in _worlds(pair)}
    brought = failed["shocked"] & ~failed["base"]
    n = str(brought.sum())
    told = when("brings", f"{n} paths where the shortfall alone brings default", n=n)
    for kind in ("credit", "equity"):
        whole = np.zeros(int(pair.both.sum()))
        losses: dict[str, np.ndarray] = {}
        for holder in pair.base.lowering.parties:
            lost = -pair.less(lambda found, k=kind, h=holder: found.lost(k, h))  # type: ignore[misc]
            whole = whole + lost
            if np.any(np.abs(lost) > 1e-9):
                losses[holder] = lost
        for holder, lost in (losses | {"all": whole}).items():
            rows.append(_difference(pair, lost, f"mean_{kind}_loss", holder, lab, to, mean_row))
            if brought.any() and _something(lost[brought]):
                rows.append(_difference(pair, lost[brought], f"{kind}_loss_if_default", holder, lab, told))
            if holder == "all" or _something(lost):
                rows.append(_difference(pair, lost, f"{kind}_loss", holder, lab, to))
    last = [f"{kind}_loss" for kind in ("credit", "equity")]
    yield from sorted(
        rows, key=lambda row: (row.measure in last, row.subject != "all", row.measure, -(row.high or 0.0), row.subject)
    )


def _stakes(pair: _Pair, lab: str, since: str, until: str) -> Iterator[Row]:
    """What the fall of values, default or not, takes from holders of shares: of those of the book's date, and of signed
    stakes that are due before the shortfall begins."""
    base = pair.base
    end, names = _column(base, until), base.lowering.parties
    table, (units, _) = base.run.plan.shares, register(base.run.plan, _column(base, since))
    lost: dict[str, np.ndarray] = {}
    for issuer in base.followed:
        mine = table["issuer"] == base.number(issuer)
        fall = pair.less(lambda found, p=issuer: found.measure("value", p)[:, end])  # type: ignore[misc]
        if units[mine].sum() <= 0 or not np.any(np.abs(fall) > 1e-6):
            continue
        for number, own in zip(table["holder"][mine], units[mine], strict=True):
            holder = names[int(number)]
            lost[holder] = lost.get(holder, 0.0) + fall * (own / units[mine].sum())
    for holder, amount in sorted(lost.items(), key=lambda item: -float(np.median(item[1]))):
        if np.any(np.abs(amount) > 5e-4):
            yield _difference(pair, amount, "stake_loss", holder, lab, until)


def _difference(
    pair: _Pair, lost: np.ndarray, measure: str, party: str, lab: str, period: str,
    row: Callable[..., Row] = quantile_row,
) -> Row:  # fmt: skip
    book = pair.base.book
    sector = party if party in HOLDER_SECTORS else book.parties[party].sector if party in book.parties else ""
    return row(
        lost, f"{measure}/{party}", party, measure, "USD bn", counterparty=lab, period=period,
        more={"round": "all", "sector": sector, "world": "difference"},
        **pair.base.behind(party),
    )  # fmt: skip


def _fates(pair: _Pair, lab: str) -> Iterator[Row]:
    """Share of paths on which a party is re-paced, amended, rescued, in default; and when it defaults."""
    to = ending(pair.base.quarters[-1])
    for party in sorted(pair.base.followed, key=lambda p: p != lab):
        behind = pair.base.behind(party)
        for status in FATES:
            hits = {w: pair.of(f, f.reached(party, status)) for w, f in _worlds(pair)}
            if party != lab and not any(h.any() for h in hits.values()):
                continue
            for world, hit in hits.items():
                more = {"round": "all", "sector": _sector(pair, party), "world": world}
                key = f"{status}/{party}/{world}"
                yield share_row(hit, key, party, status, counterparty=lab, period=to, more=more, **behind)
        for world, found in _worlds(pair):
            when = pair.of(found, found.default(party))
            if not (when >= 0).any():
                continue
            dates = year_of(pair.base.quarters, when[when >= 0])
            more = {"round": "all", "sector": _sector(pair, party), "world": world}
            yield quantile_row(
                dates, f"default_date/{party}/{world}", party, "default_date", "calendar year", counterparty=lab,
                period="paths with default", more=more, **behind,
            )  # fmt: skip


def _first_leg(pair: _Pair, lab: str) -> Iterator[Row]:
    """What the lab itself pays each counterparty less, by contract; what no contract carries stands apart as flex."""
    table = pair.base.run.plan.legs
    number = pair.base.lowering.parties.index(lab)
    to = ending(pair.base.quarters[-1])
    by_payee: dict[str, list[int]] = {}
    for row in np.flatnonzero(table["payer"] == number):
        by_payee.setdefault(pair.base.lowering.parties[int(table["payee"][row])], []).append(int(row))
    rows = []
    for payee, lines in by_payee.items():
        lost = pair.less(lambda found, lines=lines: found.paid(lines))  # type: ignore[misc]
        legs = tuple(dict.fromkeys(pair.base.lowering.legs[n] for n in lines if pair.base.lowering.legs[n]))
        rows.append((payee, "contracts", lost, legs))
    compute = np.flatnonzero((table["payer"] == number) & (table["kind"] == COMPUTE))
    flex = pair.less(lambda found: found.measure("compute", lab).sum(1) - found.paid(compute))
    main = int(pair.base.run.plan.parties["main"][number])
    if main >= 0:
        rows.append((pair.base.lowering.parties[main], "flex", flex, ()))
    for payee, what, lost, legs in sorted(rows, key=lambda r: -float(np.median(r[2]))):
        if not np.any(np.abs(lost) > 1e-9):
            continue
        yield quantile_row(
            lost, f"payments_lost/{payee}/{what}", payee, "payments_lost", "USD bn", counterparty=lab, period=to,
            more={"round": "1", "sector": _sector(pair, payee), "world": "difference"},
            **pair.base.behind(lab, legs=legs),
        )  # fmt: skip


def _by_party(pair: _Pair, lab: str, until: str) -> Iterator[Row]:
    """Revenue and value lost by each party over the whole chain, in the order in which they are hit."""
    quarters = pair.base.quarters
    end = _column(pair.base, until)
    ordered = []
    for party in pair.base.followed:
        lost = pair.less(lambda found, p=party: found.measure("revenue", p) + found.measure("received", p))  # type: ignore[misc]
        before = pair.of(pair.base, pair.base.measure("revenue", party) + pair.base.measure("received", party))
        felt = lost > FELT * np.maximum(before, 1e-9)
        first = np.where(felt.any(1), felt.argmax(1), -1)
        value = pair.less(lambda found, p=party: found.measure("value", p)[:, end])  # type: ignore[misc]
        if party == lab or np.any(np.abs(lost) > 1e-6) or np.any(np.abs(value) > 1e-6):
            ordered.append((_median_or_never(first), party, lost.sum(1), first, value))
    for _, party, lost, first, value in sorted(ordered, key=lambda item: (item[0], item[1])):
        more = {"round": "all", "sector": _sector(pair, party), "world": "difference"}
        head: dict[str, Any] = {"counterparty": lab, "more": more, **pair.base.behind(party)}
        if (first >= 0).any():
            yield quantile_row(
                year_of(quarters, first), f"first_hit/{party}", party, "first_hit", "calendar year",
                period=when("below", f"revenue {FELT:.0%} below base", share=f"{FELT:.0%}"), **head,
            )  # fmt: skip
        to = ending(quarters[-1])
        for measure, amount, period in (("revenue_loss", lost, to), ("value_loss", value, until)):
            if party == lab or _something(amount):
                yield quantile_row(amount, f"{measure}/{party}", party, measure, "USD bn", period=period, **head)


def _column(base: Paths, until: str) -> int:
    return max(c for c, quarter in enumerate(base.quarters) if quarter <= until)


def _something(values: np.ndarray) -> bool:
    """Whether any percentile that is told is half a million dollars or more."""
    return any(abs(end or 0.0) >= 5e-4 for end in spread(values))


def _median_or_never(first: np.ndarray) -> float:
    middle = spread(np.where(first >= 0, first, np.inf))[1]
    return np.inf if middle is None else middle


def _worlds(pair: _Pair) -> tuple[tuple[str, Paths], tuple[str, Paths]]:
    return ("base", pair.base), ("shocked", pair.shocked)


def _sector(pair: _Pair, party: str) -> str:
    book = pair.base.book
    return book.parties[party].sector if party in book.parties else party


def _notes(pair: _Pair, rows: list[Row], lab: str) -> Iterator[Note]:
    lost = int(pair.base.run.paths - pair.both.sum())
    if lost:
        yield note("run.both", n=lost, all=pair.base.run.paths)
    yield note("miss.kinds")
    if (mean := sum(r.mid or 0.0 for r in rows if r.key in ("mean_credit_loss/all", "mean_equity_loss/all"))) < 0:
        yield note("miss.smaller", n=Dollars(-mean))
    if (less := _spared(pair, lab)) is not None:
        yield note("miss.spared", n=Dollars(less))
    yield note("miss.conditional")


def _spared(pair: _Pair, lab: str) -> float | None:
    """What the lab spends less on compute and its own sites where the shortfall spares it; None where it fails as
    often or more, within two standard errors."""
    failed = {world: pair.of(found, found.default(lab)) >= 0 for world, found in _worlds(pair)}
    fewer = failed["base"].astype(float) - failed["shocked"]
    if fewer.mean() <= 2.0 * fewer.std() / np.sqrt(max(fewer.size, 1)):
        return None
    less = pair.less(lambda found: found.measure("compute", lab) + found.measure("capex", lab)).sum(1)
    return float(less[fewer > 0.0].mean())


def headline(table: Table, say: Speech) -> Sequence[str]:
    """How often the lab fails or amends with the shortfall and without, and who loses most."""
    lab, size = str(table.arguments["party"]), say.value(float(table.arguments["size"]), "share")
    fates = {
        (row.measure, row.more["world"]): row for row in those(table, subject=lab, measure=("defaulted", "amended"))
    }
    stakes = largest(those(table, measure="stake_loss"))
    if ("defaulted", "shocked") not in fates:
        return []
    places = {"fails": fates["defaulted", "shocked"], "without": fates["defaulted", "base"]}
    places |= {"amends": fates["amended", "shocked"], "amends_without": fates["amended", "base"]}
    told = [say("miss.fails", size=size, until=say.day(stakes[0].period if stakes else ""), **places)]
    told += [say("miss.spared", n=say.value(float(n), "USD bn")) for n in _saved(table)]
    owed = largest(
        row for row in those(table, measure="mean_credit_loss") if row.subject != "all" and (row.mid or 0.0) > 0
    )
    if stakes and stakes[0].mid:
        told.append(say("miss.stakes", lost=stakes[0]))
    if owed:
        told.append(say("miss.owed", who=say.each(owed)))
    return told


def _saved(table: Table) -> Iterator[Any]:
    """What the lab spends less where the shortfall spares it, if the answer notes that it does."""
    return (dict(one.slots)["n"] for one in table.notes if getattr(one, "id", "") == "miss.spared")


def first(table: Table) -> Sequence[Row]:
    """What becomes of the lab, with the shortfall and without; then who loses, the greatest loss first."""
    lab = table.arguments["party"]
    fates = those(table, subject=lab, measure=("defaulted", "amended"))
    fallen = [row for row in largest(those(table, measure="stake_loss")) if row.mid]
    return [*fates, *fallen[:6]]


QUESTION = Question(answer, headline, first)
