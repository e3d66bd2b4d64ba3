"""default-chance: default within five years by our paths, beside its rating's history and what its CDS implies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Unpack

import numpy as np

from gigaloop.answer.paths import BAND, Paths, share_of, share_row, simulated
from gigaloop.answer.question import Owes, Question, Row, RunArguments, Speech, Table, those
from gigaloop.answer.subjects import subjects
from gigaloop.answer.written import noted
from gigaloop.book.model import Book, Figure
from gigaloop.ledger.breach import broken
from gigaloop.words.notes import Note, note
from gigaloop.words.phrase import Phrase, phrase, sentence

#: quarters of five years
HORIZON = 20
#: recovery that the market assumes: least and most
RECOVERY = (0.35, 0.40)
#: place of a letter's middle notch on the scale, AAA = 1, and the figure that tells its average
LETTERS = {"a": 6, "bbb": 9, "bb": 12, "b": 15, "ccc": 18}
Spot = tuple[float, float, float]


def answer(book: Book, party: Owes = "all", **drawn: Unpack[RunArguments]) -> Table:
    """How likely is default within five years, beside what ratings and credit default swaps say?

    Definition: `QUESTION.definition`. Firms: those with accounts here that the book knows a rating or a CDS of.

    Columns: `ours`, `ours_with_concessions`, `history`, `cds_implied` (share); `place` of `ours`: between, below, above
    (its whole band outside of both numbers, or of the one that there is); `why` it lies outside.

    Raises InputError for a party that is neither rated nor traded here.

    >>> from gigaloop import load
    >>> {row.unit for row in answer(load(), "oracle", paths=20).rows}
    {'share'}
    """
    found = simulated(book, **drawn)
    able = tuple(who for who in found.followed if rated(book, who))
    why_not = f"{{}} has neither a rating nor a CDS in the book on {book.as_of}"
    asked = subjects(book, party, able, why_not, none="none: no firm with accounts is rated or traded in this book")
    return found.table(
        QUESTION,
        rows=[row for who in asked for row in _rows(found, who)],
        arguments={"party": party if party == "all" else asked[0]},
        notes=_notes(book),
        added=(("place", ""), ("why", ""), BAND),
    )


def _notes(book: Book) -> Iterator[Note]:
    yield note("default-chance.days")
    if not all(name in _averages(book) for name in LETTERS):
        yield note("default-chance.no_history", day=str(book.as_of))


def _newest(figures: list[Figure]) -> list[Figure]:
    return sorted(figures, key=lambda f: f.when.last, reverse=True)


def rated(book: Book, who: str) -> bool:
    """Whether the book knows a rating or a CDS of a firm."""
    return bool(_ratings(book, who) or _spreads(book, who))


def _ratings(book: Book, who: str) -> list[Figure]:
    """Ratings of a firm as places on the scale, the newest first."""
    return _newest([f for f in book.figures.values() if f.subject == who and f.value.unit == "notch"])


def _spreads(book: Book, who: str) -> list[Figure]:
    """Five-year CDS of a firm in basis points, the newest first."""
    return _newest([f for f in book.figures.values() if f.subject == who and "cds_5y" in f.metric])


def _averages(book: Book) -> dict[str, Figure]:
    named = {f"default_cumulative_5y_{letter}": letter for letter in LETTERS}
    return {named[f.metric]: f for f in book.figures.values() if f.metric in named}


def by_notch(notch: float, averages: dict[str, float]) -> float:
    """The average of a notch from those of the letters: the logarithm in proportion; beyond the ends as at the end.

    >>> round(by_notch(10, {"bbb": 0.0178, "bb": 0.0745}), 4)
    0.0287
    """
    places = [LETTERS[letter] for letter in averages]
    return float(np.exp(np.interp(notch, places, np.log(list(averages.values())))))


def implied(spread: float, recovery: float) -> float:
    """Chance of default within five years that a CDS spread implies (share a year, recovery as share).

    >>> round(implied(0.0222, 0.4), 3)
    0.169
    """
    return float(1.0 - np.exp(-5.0 * spread / (1.0 - recovery)))


def _rows(found: Paths, who: str) -> Iterator[Row]:
    book = found.book
    until = found.quarters[min(HORIZON, len(found.quarters)) - 1]
    fails, gives = broken(found, who, "default", until), broken(found, who, "missed", until)
    behind = found.behind(who)
    outside = [*_history(book, who), *_market(book, who)]
    place = _place(share_of(fails), outside)
    more = {"place": place, "why": _why(found, who, place, fails, gives)}
    blank = {"place": "", "why": ""}
    span = f"{found.quarters[0]} to {until}"
    yield share_row(fails, f"{who}/ours", who, "ours", period=span, more=more, **behind)
    yield share_row(gives, f"{who}/ours_with_concessions", who, "ours_with_concessions", period=span, more=blank,
                    **behind)  # fmt: skip
    yield from outside


def _history(book: Book, who: str) -> Iterator[Row]:
    told = _averages(book)
    if len(told) < len(LETTERS):
        return
    averages = {letter: told[letter].value.stated or 0.0 for letter in LETTERS}
    seen: set[str] = set()
    for figure in _ratings(book, who):
        if figure.metric in seen:
            continue
        seen.add(figure.metric)
        chance = by_notch(figure.value.stated or 0.0, averages)
        cited = dict.fromkeys((*figure.sources, *(s for f in told.values() for s in f.sources)))
        yield Row(
            key=f"{who}/history/{figure.figure_id}", subject=who, measure="history", unit="share", low=chance,
            mid=chance, high=chance, period=str(figure.when), range="models",
            origin="calibrated", figures=(figure.figure_id, *(f.figure_id for f in told.values())),
            sources=tuple(cited), more={"place": "", "why": _noted(book, figure), "band": ""},
        )  # fmt: skip


def _market(book: Book, who: str) -> Iterator[Row]:
    for figure in _spreads(book, who):
        spread = (figure.value.stated or 0.0) / 1e4
        low, high = (implied(spread, recovery) for recovery in RECOVERY)
        yield Row(
            key=f"{who}/cds/{figure.figure_id}", subject=who, measure="cds_implied", unit="share", low=low,
            mid=implied(spread, sum(RECOVERY) / 2), high=high, period=str(figure.when),
            range="models", origin="calibrated", figures=(figure.figure_id,), sources=figure.sources,
            more={"place": "", "why": _noted(book, figure), "band": ""},
        )  # fmt: skip


def _noted(book: Book, figure: Figure) -> Phrase:
    """What the book notes of a figure, in each language."""
    return phrase(lambda of: noted(book, figure.note, of))


def _place(ours: Spot, outside: Sequence[Row]) -> str:
    """Where ours lies against the least history and the greatest market; the newest CDS alone counts."""
    market = [row for row in outside if row.measure == "cds_implied"][:1]
    told = [row for row in outside if row.measure == "history"] + market
    ends = [end for row in told for end in (row.low, row.high) if end is not None]
    if not ends:
        return ""
    if ours[2] < min(ends):
        return "below"
    return "above" if ours[0] > max(ends) else "between"


def _why(found: Paths, who: str, place: str, fails: np.ndarray, gives: np.ndarray) -> str:
    """What the run shows of the reason; nothing where ours lies between."""
    if place == "below":
        until = phrase(lambda of: Speech(of, {}).period(found.quarters[-1]))
        cut = f"{broken(found, who, 'downgrade').mean():.0%}"
        gives_in = f"{(gives & ~fails).mean():.1%}"
        return sentence("default_chance.lower", gives=gives_in, cut=cut, until=until, paid=_paid(found, who))
    return sentence("default_chance.higher") if place == "above" else ""


def _paid(found: Paths, who: str) -> Phrase:
    """How the party pays what falls due, with the ratios that decide it."""
    debt = found.measure("debt", who)
    if found.at_start("loan_to_value", who).any():
        part = np.median(debt / np.maximum(found.measure("collateral", who), 1e-9))
        return sentence("default_chance.held", part=f"{part:.0%}")
    earned, interest = found.measure("ebitda", who), found.measure("interest", who)
    some = (earned > 0.0) & (interest > 0.0)
    if not some.any():
        return sentence("default_chance.free")
    times = f"{np.median(debt[some] / earned[some] / 4.0):.1f}"
    cover = f"{np.median(earned[some] / interest[some]):.1f}"
    key = "beside" if found.at_start("other", who).any() else "alone"
    return sentence(f"default_chance.{key}", times=times, cover=cover)


def headline(table: Table, say: Speech) -> Sequence[str]:
    """Each firm's three numbers: one sentence a firm, most likely first; then which lie outside."""
    ours = sorted(those(table, measure="ours"), key=lambda row: -(row.mid or 0.0))
    told = []
    for row in ours[:2]:
        history, market = (those(table, measure=name, subject=row.subject)[:1] for name in ("history", "cds_implied"))
        if history and market:
            told.append(say("default_chance.both", row=row, history=history[0], market=market[0]))
        elif history or market:
            told.append(say("default_chance.one", row=row, other=(history or market)[0]))
    below = [row.subject for row in ours if row.more["place"] == "below"]
    if below:
        told.append(say("default_chance.below", parties=say.parties(below)))
    return told


def first(table: Table) -> Sequence[Row]:
    """Of each firm, the likeliest first: our share of paths, its rating's history, its newest CDS."""
    ours = sorted(those(table, measure="ours"), key=lambda row: -(row.mid or 0.0))
    beside = ("ours", "history", "cds_implied")
    return [row for one in ours for what in beside for row in those(table, measure=what, subject=one.subject)[:1]]


QUESTION = Question(answer, headline, first)
