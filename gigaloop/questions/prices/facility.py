"""facility: what carries a loan on chips, which rent and which tenant does it need, and what must it earn?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated

import numpy as np

from gigaloop.answer.paths import spread as percentiles
from gigaloop.answer.question import Either, Question, Row, Speech, Table, by_measure, starting, those
from gigaloop.book.model import Book, Leg
from gigaloop.book.problem import Misread
from gigaloop.methods.facility import cash_of, least_rent, serve
from gigaloop.questions.prices.cross import cross_rows
from gigaloop.questions.prices.loans import (
    BP,
    HISTORY,
    IMPLIED,
    LETTERS,
    Facility,
    covenant,
    facilities,
    letter_of,
    loan_row,
)  # fmt: skip
from gigaloop.questions.prices.pairs import pair_rows
from gigaloop.questions.prices.projects import project_rows
from gigaloop.words.notes import note

#: the columns of the graph, as rows that are no link have them
NOWHERE = {"case": "", "payer_sector": "", "payee_sector": ""}
#: what a lender looks at beside the least cover, of each loan
LENDER = ("covenant", "advance", "missed")
#: how many sentences are told of all that was asked: three above the rows, three beneath
MOST = 6


def answer(book: Book, loan: Either = "coreweave", *, tenant: Annotated[str, LETTERS] | None = None) -> Table:
    """What is a loan on chips worth: base, cover, covenant, sweep, tenants, re-letting, least rent, price?

    loan     a borrower, a loan by its leg, a loan of a project, a guarantee of a lease, or 'all'
    tenant   the tenants' credit, A, BBB or BB, in place of what the loan's rating or words tell

    Definition: `QUESTION.definition`. By loan: `commitment`, `equipment` (USD bn), `advance`; by year
    `borrowing_base`, `vintage_value`, `balance` (USD bn) and `cover` (a fan over times of default by history);
    `covenant`, `breach` and `missed` (share of paths), `breach_from` (quarter in which it is first tested), `swept`
    (USD bn); `tenant_share`; `cover_relet`, after its largest tenant is lost half-way and the halls are let again;
    `least_rent` and `least_rent_covenant`, share of the contract's rent at which cover is 1, or the covenant;
    `spread_implied`, `spread_history`, `spread_with_parent`, `spread_stated` (bp); `loss_implied`, `loss_history`
    (USD bn): the loan's sum times the share of what is promised, in present values at the spread at par, that is
    expected not to be paid (`methods.facility.Price.loss`). By pair of rated loans:
    `gap_stated`, `gap_tenant` (on one loan's terms, both tenants' credit), `gap_model` (each with its own terms),
    `gap_by_...` and `order_cover` (see `pairs`). `falls_due_with`: how many debts fall with it (`reaches` names
    them); `falls_due_if`: the graph, who pulls which loan, USD bn. Projects and guaranteed leases: see `projects`.

    Columns: USD bn, share, ratio, bp, debts; `loan` the leg, `band` what low and high are.

    Raises InputError for an unknown name, a letter that is none of the three, or a borrower without a secured loan.

    >>> from gigaloop import load
    >>> answer(load()).one("crwv-ddtl4/advance").mid
    0.9
    """
    if tenant is not None and tenant not in LETTERS:
        raise Misread(f"--tenant: {tenant!r} is no credit", f"Write one of {', '.join(LETTERS)}")
    legs, projects, asked = _asked(book, loan)
    rows: list[Row] = []
    left_out: list[tuple[str, str]] = []
    ready: list[Facility] = []
    for leg, found in facilities(book, legs, tenant):
        if isinstance(found, str):
            left_out.append((leg.leg, found))
        else:
            ready.append(found)
            rows += _loan(found)
    rows += pair_rows(ready)
    rows += cross_rows(book, legs)
    for leg in projects:
        rows += project_rows(book, leg)
    return QUESTION.table(
        book,
        rows=[replace(row, more={**NOWHERE, **row.more}) for row in rows],
        arguments={"loan": asked, "tenant": tenant},
        left_out=left_out,
        notes=[note("facility.unpublished"), note("facility.together"), note("facility.unrated")],
        added=(("loan", ""), ("case", ""), ("reaches", ""), ("band", ""), ("payer_sector", ""), ("payee_sector", "")),
    )


def _asked(book: Book, name: str) -> tuple[list[Leg], list[Leg], str]:
    """Loans on chips, and loans of projects or guarantees of leases, that are asked about."""
    loans = [leg for leg in book.legs.values() if leg.kind == "loan" and leg.terms.rank == "secured"]
    chips = [leg for leg in loans if leg.terms.power is None and leg.terms.collateral]
    sites = [leg for leg in loans if leg.terms.power is not None]
    sites += [leg for leg in book.legs.values() if leg.kind == "guarantee" and leg.terms.power is not None]
    if name == "all":
        return chips, sites, name
    if name in book.legs:
        one = [book.legs[name]]
        if name not in {leg.leg for leg in (*chips, *sites)}:
            told = f"{name} is no secured loan on chips or a site, and guarantees no lease with gigawatts"
            known = ", ".join(leg.leg for leg in (*chips, *sites)[:6])
            raise Misread(told, f"Ask about one of {known}" if known else "Give a later --as-of", id="leg")
        return ([], one, name) if one[0] in sites else (one, [], name)
    who = book.party(name).party_id
    mine = [leg for leg in chips if leg.payee == who], [leg for leg in sites if who in (leg.payer, leg.payee)]
    if not any(mine):
        others = dict.fromkeys(leg.payee for leg in (*chips, *sites))
        raise Misread(
            f"{who} has no secured loan that the book knows on {book.as_of}",
            f"Ask about one of {', '.join(others)}" if others else "Give a later --as-of", id="party",
        )  # fmt: skip
    return *mine, who


def _loan(found: Facility) -> Iterator[Row]:
    worlds = [replace(found, level=level) for level in (0, 1, 2)]
    loan = found.loan
    begun = found.leg.steps[0].happened.text
    yield loan_row(found, "commitment", "USD bn", (loan.commitment,) * 3, (), period=begun)
    yield loan_row(found, "advance", "share", [w.loan.advance for w in worlds], ("advance-rate-gpu",))
    yield loan_row(found, "equipment", "USD bn", [w.site.cost.sum() for w in worlds], ("advance-rate-gpu",))
    served = [serve(w.loan, w.site, cash_of(w.site, *w.lost(w.tenants.letter, HISTORY))) for w in worlds]
    calm = [serve(w.loan, w.site, cash_of(w.site, np.full((1, w.tenants.count), loan.term))) for w in worlds]
    vintage = [np.convolve(w.site.cost, w.site.vintage)[: loan.term] for w in worlds]
    for t in range(3, loan.term, 4):
        at = found.quarters[t]
        yield loan_row(found, "borrowing_base", "USD bn", [s.base[t] for s in calm], period=at)
        yield loan_row(found, "vintage_value", "USD bn", [v[t] for v in vintage], period=at)
        yield loan_row(found, "balance", "USD bn", [s.balance[0, t] for s in calm], period=at)
    for t in range(loan.draws, loan.term):
        ends = percentiles(served[1].cover[:, t])
        if ends[0] is not None:
            at = found.quarters[t]
            yield loan_row(found, "cover", "ratio", ends, period=at, band="percentiles", range_="paths")
    told, tested = covenant(found.leg)
    rests = () if told is not None else ("covenant-coverage",)
    at = tested or found.quarters[loan.tested]
    yield loan_row(found, "covenant", "ratio", [w.loan.covenant for w in worlds], rests, period=at)
    for measure, hits in (("breach", [s.breach >= 0 for s in served]), ("missed", [s.missed >= 0 for s in served])):
        yield loan_row(found, measure, "share", [float(h.mean()) for h in hits], period=_span(found), band="count")
    swept = [float(s.swept.sum(1).mean()) for s in served]
    yield loan_row(found, "swept", "USD bn", swept, period=_span(found))
    yield from _look_through(found, worlds)
    share = [least_rent(w.loan, w.site)[0] for w in worlds]
    yield loan_row(found, "least_rent", "proportion", share)
    at_covenant = [least_rent(w.loan, w.site, w.loan.covenant)[0] for w in worlds]
    yield loan_row(found, "least_rent_covenant", "proportion", at_covenant)
    letter = found.tenants.letter
    for chances, source in (("implied", IMPLIED), ("history", HISTORY)):
        prices = [w.price(letter, source) for w in worlds]
        yield loan_row(found, f"spread_{chances}", "bp", [price.spread * BP for price in prices])
        lost = [round(price.loss, 9) * w.loan.commitment for price, w in zip(prices, worlds, strict=True)]
        yield loan_row(found, f"loss_{chances}", "USD bn", lost)
    if found.leg.terms.recourse not in (None, "none"):
        parent = letter_of(found.book, found.leg.payee)
        yield loan_row(
            found,
            "spread_with_parent",
            "bp",
            [w.guaranteed(letter, parent).spread * BP for w in worlds],
        )
    if found.spread is not None:
        low, high = found.leg.terms.spread.bounds(found.book.about_half_width())
        yield loan_row(found, "spread_stated", "bp", (low, found.spread * 1e4, high), ())


def _look_through(found: Facility, worlds: Sequence[Facility]) -> Iterator[Row]:
    """Who pays, and what is left of cover after the largest goes half-way and the halls are let again."""
    each = 1.0 / found.tenants.count
    names = found.tenants.names or tuple(str(n + 1) for n in range(found.tenants.count))
    for name in names:
        key = f"{found.leg.leg}/tenant_share/{name}"
        yield loan_row(
            found, "tenant_share", "share", (each,) * 3, (), subject=name if found.tenants.names else "", key=key
        )
    half = found.loan.term // 2
    again = []
    for world in worlds:
        lost = np.full((1, world.tenants.count), world.loan.term)
        lost[0, 0] = half
        cover = serve(world.loan, world.site, cash_of(world.site, lost)).cover[0]
        from_then = cover[min(half + world.site.vacancy, world.loan.term - 1) : world.loan.term]
        again.append(float(from_then.min()))
    yield loan_row(found, "cover_relet", "ratio", again, period=starting(found.quarters[half]))


def _span(found: Facility) -> str:
    return f"{found.quarters[0]} to {found.quarters[-1]}"


def headline(table: Table, say: Speech) -> Sequence[str]:
    """Least cover, when, and the covenant; least rent; what tenants' credit alone makes of two loans' spreads; what a
    lender may lose; then projects and guarantees."""
    told = []
    thinnest = _thinnest(table)[:1]
    for row in thinnest:
        loan = str(row.more["loan"])
        covenant, missed = (table.one(f"{loan}/{name}") for name in ("covenant", "missed"))
        limit = say.number(covenant)
        if covenant.low != covenant.high:
            limit = say("facility.ranged", number=limit, range=say.range(covenant))
        places = {"covenant": limit, "tested": say.day(covenant.period)}
        places |= {"loan": say.party(loan), "range": say.between(row.low, row.high, row.unit)}
        told.append(say("facility.cover", cover=row, missed=missed, **places))
    for row in sorted(those(table, measure="least_rent"), key=lambda row: -(row.mid or 0.0))[:1]:
        ends = {"rent": say.value(row.mid, "share"), "range": say.between(row.low, row.high, "share")}
        told.append(say("facility.rent", loan=say.party(str(row.more["loan"])), **ends))
    pairs = [_pair(table, say, stated) for stated in those(table, measure="gap_stated")]
    told += [pair[0] for pair in pairs]
    for row in thinnest:
        loan = str(row.more["loan"])
        implied, history = (table.one(f"{loan}/spread_{name}") for name in ("implied", "history"))
        costs = {"loan": say.party(loan), "implied": implied, "range": say.range(implied), "history": history}
        lost, by_history = (table.one(f"{loan}/loss_{name}") for name in ("implied", "history"))
        costs |= {"lost": lost, "lost_range": say.range(lost), "lost_history": by_history}
        spread = those(table, key=f"{loan}/spread_stated")
        told.append(say("facility.loss", stated=spread[0], **costs) if spread else say("facility.loss.dark", **costs))
    told += [order for pair in pairs for order in pair[1:]]
    told += [text for row in those(table, measure="cover_project") for text in _project(table, say, row)]
    told += [text for cap in those(table, measure="cap") for text in _guaranteed(table, say, cap)]
    return told[:MOST] or [say("facility.none")]


def _thinnest(table: Table) -> list[Row]:
    """Of each loan the first quarter in which its cover is least (of nine cases in ten), the thinnest loan first."""

    def least(row: Row) -> float:
        return np.inf if row.low is None else round(row.low, 6)

    by: dict[str, Row] = {}
    for row in those(table, measure="cover"):
        loan = str(row.more["loan"])
        by[loan] = min(by.get(loan, row), row, key=least)
    return sorted(by.values(), key=least)


def _pair(table: Table, say: Speech, stated: Row) -> list[str]:
    """What tenants' credit alone and all terms make of two loans' spreads; then how far their order holds."""
    better, worse = stated.key.split("/")[:2]
    tenant, model = (table.one(f"{better}/{worse}/{name}") for name in (f"gap_tenant/{better}", "gap_model"))
    turns, covenant = table.one(f"{better}/{worse}/order_cover"), table.one(f"{worse}/covenant")
    pair = {"better": say.party(better), "worse": say.party(worse)}
    part = (model.mid or 0.0) / (stated.mid or 1.0)
    verdict = say("facility.size" if part > 0.5 else "facility.sign" if part > 0.0 else "facility.neither")
    told = [say("facility.pair", stated=stated, tenant=tenant, model=model, verdict=verdict, **pair)]
    order = [say("facility.order", turns=turns, covenant=covenant, **pair)] if turns.mid is not None else []
    return [*told, *order]


def _project(table: Table, say: Speech, row: Row) -> Iterator[str]:
    """Cover in the first year of rent, the worth with rent on time and put off, and what it was quoted at."""
    loan = str(row.more["loan"])
    named = say.party(loan)
    yield say("facility.project", loan=named, cover=row)
    price, late = (table.one(f"{loan}/{name}") for name in ("price", "price_deferred"))
    yield say("facility.price", loan=named, price=price, late=late, range=say.between(late.low, late.high, "share"))
    for quoted in those(table, measure="quoted", loan=loan):
        under = (quoted.high or 0.0) <= (price.low or 0.0)
        key = "facility.quoted.under" if under else "facility.quoted"
        ends = {"quote": say.value(quoted.high, "share"), "least": say.value(price.low, "share")}
        yield say(key, loan=named, **ends, day=say.day(quoted.period))


def _guaranteed(table: Table, say: Speech, cap: Row) -> Iterator[str]:
    """What a guarantee of a lease may cost, which way it goes wrong, and what its guarantor's own fall leaves."""
    leg = str(cap.more["loan"])
    call, history = (table.one(f"{leg}/call_expected/{name}") for name in ("implied", "history"))
    yield say("facility.guarantee", cap=cap, call=call, history=history)
    both, wrong = table.one(f"{leg}/both_fallen"), table.one(f"{leg}/wrong_way")
    left, bare = (table.one(f"{leg}/landlord_loss/{name}") for name in ("with", "without"))
    yield say("facility.wrong_way", cap=cap, both=both, wrong=wrong)
    yield say("facility.landlord", cap=cap, left=left, bare=bare)


def first(table: Table) -> Sequence[Row]:
    """Of each loan, the thinnest first: its least cover, covenant, advance rate and chance of a payment missed; least
    rents and spreads; the pairs; the projects."""
    others = by_measure(table, (
        "least_rent", "cover_relet", "gap_stated", "gap_model", "gap_tenant", "order_cover", "gap_by_credit",
        "gap_by_advance", "spread_implied", "spread_stated", "loss_implied", "loss_history", "cover_project", "price",
        "price_deferred", "quoted", "cap", "call_expected", "called", "both_fallen", "landlord_loss",
    ))  # fmt: skip
    by = {row.key: row for row in table.rows}
    loans = [(row, *(by[f"{row.more['loan']}/{name}"] for name in LENDER)) for row in _thinnest(table)]
    return [*(row for rows in loans for row in rows), *others]


QUESTION = Question(answer, headline, first)
