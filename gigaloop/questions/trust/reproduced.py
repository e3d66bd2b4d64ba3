"""How each published figure is made from the book: one function a figure, on the book as known on its day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from gigaloop.answer.table import RangeKind, Row
from gigaloop.book.grade import grade_shares, worth
from gigaloop.book.model import Book
from gigaloop.methods.routes import circuits
from gigaloop.questions import ask
from gigaloop.questions.trust.published import PUBLISHED

CLOUDS = ("microsoft", "oracle", "google", "amazon")
LABS = ("openai", "anthropic")
#: stages at which a deal joins nobody any more
VOID = ("superseded", "cancelled", "rejected", "ended")
#: paths behind a simulated figure
REPLAYED = 300


class Ours(NamedTuple):
    """Our own number: least, middle, greatest in the published unit, what it rests on, and one sentence of why."""

    low: float | None
    mid: float | None
    high: float | None
    why: str
    legs: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    range: RangeKind = "terms"


def _from_row(row: Row, why: str) -> Ours:
    return Ours(row.low, row.mid, row.high, why, row.legs, row.figures, row.assumptions, row.sources, row.range)


def _backlog(seller: str, key: str, why: str) -> Callable[[Book], Ours]:
    def ours(book: Book) -> Ours:
        return _from_row(ask(book, "backlog", party=seller, customer="openai").one(key), why)

    return ours


def _commitments(book: Book) -> Ours:
    """Every dollar that the two labs have told they will pay the four clouds, of any grade, each once."""
    legs = [
        leg for leg in book.legs.values()
        if leg.kind == "compute_purchase" and leg.payer in LABS and leg.payee in CLOUDS
        and book.stage(leg.leg) not in VOID
        and leg.terms.amount is not None and leg.terms.amount.stated is not None
    ]  # fmt: skip
    signed = [leg for leg in legs if min(grade_shares(book, leg)[0]) >= 4]
    low = sum(worth(book, leg).low for leg in signed) / 1e9
    mid = sum(worth(book, leg).mid or 0.0 for leg in legs) / 1e9
    reported = _reported_share(book)
    azure = sum(
        (worth(book, leg).mid or 0.0) / 1e9 for leg in legs if (leg.payer, leg.payee) == ("openai", "microsoft")
    )
    high = mid + max(0.0, reported[0] - azure)
    sources = tuple(dict.fromkeys(source for leg in legs for source in leg.sources))
    return Ours(low, mid, high, "", tuple(leg.leg for leg in legs), reported[1], (), sources)


def _reported_share(book: Book) -> tuple[float, tuple[str, ...]]:
    """Dollars that Microsoft's own share of its backlog makes, newest first; 0 where it told none."""
    rows = [
        row for row in ask(book, "backlog", party="microsoft", customer="openai").rows
        if row.measure == "backlog_implied"
    ]  # fmt: skip
    return (rows[0].mid or 0.0, rows[0].figures) if rows else (0.0, ())


def _four_clouds(book: Book) -> Ours:
    rows = [
        next(row for row in ask(book, "backlog", party=cloud).rows if row.measure == "backlog_reported")
        for cloud in CLOUDS
    ]
    low, mid, high = (sum(getattr(row, end) for row in rows) for end in ("low", "mid", "high"))
    told = ", ".join(f"{row.subject} {row.mid:g} ({row.period})" for row in rows)
    figures = tuple(figure for row in rows for figure in row.figures)
    sources = tuple(dict.fromkeys(source for row in rows for source in row.sources))
    return Ours(low, mid, high, f"the newest backlog that each reported: {told}", (), figures, (), sources)


def _over(part: Ours, whole: Ours) -> tuple[float | None, float | None, float | None]:
    """One number over another, each end over the other's far end; open where either is."""
    ends = ((part.low, whole.high), (part.mid, whole.mid), (part.high, whole.low))
    low, mid, high = (None if a is None or not b else a / b for a, b in ends)
    return low, mid, high


def _two_labs(book: Book) -> Ours:
    told, whole = _commitments(book), _four_clouds(book)
    why = (
        f"{told.mid:,.0f} told, of any grade, over {whole.mid:,.0f} reported; {told.low:,.0f} is signed (low), the "
        "200 of Anthropic for Google was press and unsigned on that day; high adds what Microsoft's own 45 % holds more"
    )
    return Ours(
        *_over(told, whole), why,
        told.legs, (*whole.figures, *told.figures), (), (*told.sources, *whole.sources),
    )  # fmt: skip


def _coreweave_dollars(book: Book) -> Ours:
    row = next(
        r for r in ask(book, "backlog", party="coreweave", customer="openai").rows if r.measure == "backlog_commitments"
    )
    return _from_row(row, "11.9 + 4 + 6.5; each is an 'up to', so nothing of it is sure (low)")


def _warrant(book: Book) -> Ours:
    leg = book.leg("amd-oai-warrant")
    low, high = leg.terms.units.bounds(book.about_half_width())
    top = leg.terms.top_price.stated
    mid = leg.terms.units.stated * top / 1e9
    why = "shares times the highest price step, no strike to speak of; 'up to': nothing vests before 1 GW is delivered"
    return Ours(low * top / 1e9, mid, None if high is None else high * top / 1e9, why, (leg.leg,), (), (), leg.sources)


def _hardware(book: Book) -> Ours:
    leg = book.leg("amd-oai-chips")
    low, mid, high = book.parameter("content-amd-per-gw").range()
    gw = leg.terms.power.stated
    why = (
        f"{gw:g} GW x {mid:g} a GW ({low:g} to {high:g}); 90 is {90 / gw:g} a GW, the lower end; the companies said "
        "only tens of billions, and one GW is a binding order"
    )
    return Ours(low * gw, mid * gw, high * gw, why, (leg.leg,), (), ("content-amd-per-gw",), leg.sources)


def _stargate(book: Book) -> Ours:
    row_leg = book.leg("stargate-eq-oai")
    size = worth(book, row_leg)
    why = "the announced stake of OpenAI in the venture; the book does not say that it falls due in 2026"
    return Ours(
        size.low / 1e9, (size.mid or 0) / 1e9, (size.high or 0) / 1e9, why, (row_leg.leg,), (), (), row_leg.sources
    )


def _sites(book: Book) -> Ours:
    """One GW by the end of 2026, as the letter of intent says, at the whole cost of a GW."""
    leg = book.leg("nv-oai-2025-chips")
    names = ("capex-it-per-gw", "capex-shell-per-gw")
    low, mid, high = (sum(book.parameter(name).range()[i] for name in names) for i in range(3))
    why = (
        f"the first GW of the letter of intent, {mid:g} bn USD ({low:g} to {high:g}) by Bernstein and Barclays; "
        "Goldman takes 60, near the upper end of what Nvidia says; the letter binds nobody"
    )
    return Ours(low, mid, high, why, (leg.leg,), (), names, leg.sources)


def _owed(book: Book, measure: str) -> Row:
    """A row of `gap` for OpenAI in 2026, over paths."""
    return ask(book, "gap", party="openai", paths=REPLAYED).one(f"openai/owed/{measure}/2026")


def _beside(ours: Ours, id: str) -> Ours:
    """Told whether the published figure lies in our range."""
    number = next(figure.number for figure in PUBLISHED if figure.id == id)
    inside = "inside" if (ours.low or 0.0) <= number <= (ours.high or 0.0) else "outside"
    return ours._replace(why=f"{ours.why}; the published figure lies {inside} our range ({REPLAYED} paths)")


def _compute(book: Book) -> Ours:
    why = (
        "what OpenAI pays for compute on the paths: contracts as delivered, and what it uses beside them; Goldman's "
        "own calendar was not readable"
    )
    return _beside(_from_row(_owed(book, "compute"), why), "openai-compute-2026")


def _uses(book: Book) -> Ours:
    """Goldman's own sum, each part as we read it; ends are added, as if all parts were low or high together."""
    parts = (_compute(book), _sites(book), _stargate(book))
    low, mid, high = (sum(getattr(part, end) for part in parts) for end in ("low", "mid", "high"))
    _, sites, venture = parts
    why = (
        f"the three parts above, as Goldman adds them, each as we read it; {(sites.mid or 0) + (venture.mid or 0):.0f} "
        "of ours are a letter of intent and a venture; on the paths, where such count by the share that comes true, "
        f"OpenAI uses {_owed(book, 'uses').mid:.0f}"
    )
    legs, figures, assumptions, sources = (
        tuple(dict.fromkeys(key for part in parts for key in getattr(part, name)))
        for name in ("legs", "figures", "assumptions", "sources")
    )
    return _beside(Ours(low, mid, high, why, legs, figures, assumptions, sources), "openai-uses-2026")


def _gap(book: Book) -> Ours:
    why = (
        "on the paths: all uses, own sites included as in Goldman's, less revenue; what its 52 of sources holds was "
        f"not readable, our revenue is {_owed(book, 'revenue').mid:.0f}"
    )
    return _beside(_from_row(_owed(book, "gap_with_sites"), why), "openai-gap-2026")


def _ddtl(book: Book, figure: str) -> tuple[Row, str]:
    """What the tenant's credit alone makes between the two loans, by the one model of such loans that there is
    (`facility`), and what that model makes of each loan with its own terms."""
    told = ask(book, "facility", loan="coreweave")
    pair = "crwv-ddtl4/crwv-ddtl5"
    alone, own = told.one(f"{pair}/gap_tenant/crwv-ddtl4"), told.one(f"{pair}/gap_model")
    return alone, (
        "the loan of March 2026 on its own terms with the tenants' credit of the one of May, less as it is, by "
        f"`facility`; with each loan's own covenant, advance and maturity it makes {own.mid:.1f} bp "
        f"({own.low:.1f} to {own.high:.0f}){figure}"
    )


def _ddtl_order(book: Book) -> Ours:
    row, why = _ddtl(book, "")
    low, mid, high = (None if end is None else float((end > 0) - (end < 0)) for end in (row.low, row.mid, row.high))
    return _from_row(row, why)._replace(low=low, mid=mid, high=high)


def _ddtl_difference(book: Book) -> Ours:
    care = "; expected loss alone: no premium for risk, fees or a thin market, which a lender asks for too"
    return _from_row(*_ddtl(book, care))


def _loops(longer: bool) -> Callable[[Book], Ours]:
    """Loops by the paper's definition on our book: firms are joined by any live deal, cycles of 3 to 5 are 'longer'."""

    def count(book: Book, keep: Callable[[Any], bool]) -> float:
        firms = {p.party_id for p in book.parties.values() if p.kind not in ("sector", "group") and not p.members}
        network = {
            (leg.payer, leg.payee): 1.0 for leg in book.legs.values()
            if leg.payer in firms and leg.payee in firms and keep(leg)
            and book.stage(leg.leg) not in VOID
        }  # fmt: skip
        found: list[tuple[str, ...]] = list(circuits(network, 5))
        return float(sum(len(loop) > 2 if longer else len(loop) == 2 for loop in found))

    def ours(book: Book) -> Ours:
        signed = count(book, lambda leg: leg.kind != "right" and min(grade_shares(book, leg)[0]) >= 4)
        theirs = count(book, lambda leg: leg.kind != "right")
        rights = count(book, lambda leg: True)
        why = (
            "their definition on our deals of 2022 to 2025 (their 90 are not in our book, and it holds more firms); a "
            "partnership counts twice with them, once each way, and not at all with us; low counts signed deals only, "
            "high adds rights. Ours ranks loops by the dollars that can go round, and gives no count as a headline"
        )
        return Ours(min(signed, theirs), theirs, max(theirs, rights), why)

    return ours


def _telecom(key: str) -> Callable[[Book], Ours]:
    """A row of the telecom replay; a share of paths becomes +1 where most paths have it."""

    def ours(book: Book) -> Ours:
        row = ask(book, "telecom", paths=REPLAYED).one(key)
        if row.measure == "drawn rises while committed falls":
            low, mid, high = (1.0 if (end or 0.0) > 0.5 else -1.0 for end in (row.low, row.mid, row.high))
            why = f"on {row.mid:.0%} of {REPLAYED} paths; nothing of 2001 went in"
            return Ours(low, mid, high, why, row.legs, row.figures, row.assumptions, row.sources, row.range)
        drawn = f"; 5th, 50th and 95th percentile of {REPLAYED} paths, nothing of 2001 went in"
        return _from_row(row, row.more["why"] + (drawn if row.range == "paths" else ""))

    return ours


def _nine_vendors(book: Book) -> Ours:
    why = (
        "the start: loans and commitments of five vendors by name and of the rest; it passes by construction, because "
        "the rest is what is left of this very total"
    )
    return _from_row(ask(book, "telecom", paths=REPLAYED).one("nine/book/2000-12-31"), why)


OURS: dict[str, Callable[[Book], Ours]] = {
    "two-labs-share": _two_labs,
    "four-clouds-backlog": _four_clouds,
    "microsoft-openai-dollars": _backlog(
        "microsoft", "microsoft/openai/implied/2025-12-31", 
        "Microsoft's own share times its backlog, as it reported them",
    ),
    "microsoft-openai-share": _backlog(
        "microsoft", "microsoft/openai/share/2025-12-31",
        "the signed contract that the book holds (250 of 625) was announced as incremental to earlier use of Azure; "
        "the 31 that are missing fit that older use, which nobody has stated in dollars",
    ),
    "oracle-openai-share": _backlog("oracle", "oracle/openai/share/2026-02-28", "300 signed over 553 reported"),
    "coreweave-openai-share": _backlog(
        "coreweave", "coreweave/openai/share/2025-12-31", "stated values, not reduced by what was billed since"
    ),
    "coreweave-openai-dollars": _coreweave_dollars,
    "amd-warrant-value": _warrant,
    "amd-hardware": _hardware,
    "coreweave-ddtl-order": _ddtl_order,
    "coreweave-ddtl-difference": _ddtl_difference,
    "openai-compute-2026": _compute,
    "openai-sites-2026": _sites,
    "openai-stargate": _stargate,
    "openai-uses-2026": _uses,
    "openai-gap-2026": _gap,
    "two-party-loops": _loops(longer=False),
    "longer-loops": _loops(longer=True),
    "lucent-committed-2000": _telecom("lucent/committed/2000-09-30"),
    "lucent-drawn-2000": _telecom("lucent/drawn/2000-09-30"),
    "lucent-committed-2001": _telecom("lucent/committed/2001-09-30"),
    "lucent-drawn-2001": _telecom("lucent/drawn/2001-09-30"),
    "lucent-crossing": _telecom("lucent/drawn_up_while_committed_down/2001-09-30"),
    "nine-vendors-lent": _nine_vendors,
    "nine-vendors-loss": _telecom("nine/loss_share/2003-12-31"),
}  # fmt: skip
