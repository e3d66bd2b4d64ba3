"""changed: what changed between two dates: new money, amended, cancelled, contradicted, newly known?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Literal

from gigaloop.answer.made import At, Count, Ends, Least, Less, Most, Numbers, OfFigure, OfLeg
from gigaloop.answer.question import Question, Row, Speech, Table, largest, those
from gigaloop.answer.table import in_unit
from gigaloop.answer.tally import FAMILIES, FAMILY_OF, origin_of, resting, tally, tally_row, widened
from gigaloop.book.grade import Range, count_once, grade_shares, worth
from gigaloop.book.model import VOID, Book, Figure, Leg
from gigaloop.book.problem import Misread, parted
from gigaloop.book.units import parse_when
from gigaloop.book.why import Why
from gigaloop.words.catalogue import LANGUAGES
from gigaloop.words.numbers import day

#: the day whose world the seed articles describe
SEEDS_WORLD = "2025-10-20"
#: what can have become of a contract, in the order in which it is told
ORDER = (
    *("new_money", "new_in_shares", "new_contingent", "replacement", "retold", "amended", "advanced", "set_back"),
    *("cancelled", "superseded"),
)


def answer(book: Book, since: str | None = None, until: str | None = None) -> Table:
    """What changed between two dates: is it new money, what was amended, cancelled, contradicted?

    Definition: `QUESTION.definition`. A leg that first shows between the days is `new_money` (`new_in_shares`: an
    acquisition paid in shares; `new_contingent`: a guarantee, a warrant, a right, which may never cost anything), else
    `retold` or `replacement`. `amended`: its sum, power or units changed; `advanced` or `set_back`: its stage did;
    `told_more`: only a note, a date or a source was added; `cancelled` and `superseded`: it is void now.
    `contradicted`: two figures for one subject, metric and period end that differ and did not both stand before.

    Columns: low, mid, high are the change in USD bn (after less before); `before`, `after` as stated, `stage_before`,
    `stage_after`. FAMILY_`new_money` adds up by family, each dollar once. `new_figures` and `new_sources` count.

    Raises InputError for a date that is none, runs backwards, or lies after the book's own date.

    >>> from gigaloop import load
    >>> answer(load("tiny"), "2025-12-31").one("total_new_money/funding").mid
    8.0
    """
    first, last = _day(since or SEEDS_WORLD), _day(until) if until else book.as_of
    if last > book.as_of:
        raise Misread(f"the book is as known on {book.as_of}, and cannot tell {last}", f"Ask it --as-of {last}")
    if first >= last:
        wrong = "is one day" if first == last else "runs backwards"
        raise Misread(f"{first} to {last} {wrong}", "Give the earlier date first")
    before, after = book.at(first), book.at(last)
    rows: list[Row] = []
    left_out: list[tuple[str, str]] = []
    for leg in after.legs.values():
        row = _leg(before, after, leg)
        if row is None:
            left_out.append((leg.leg, Why("nothing_new", f"nothing new after {first}")))
        else:
            rows.append(row)
    rank = {measure: number for number, measure in enumerate(ORDER)}
    rows.sort(key=lambda row: (rank.get(row.measure, len(rank)), -abs(row.mid or 0.0), row.key))
    rows = [*_totals(after, rows), *rows, *_contradicted(before, after), *_counts(before, after)]
    return QUESTION.table(
        after,
        title={name: {of: day(str(at), of) for of in LANGUAGES} for name, at in (("first", first), ("last", last))},
        rows=rows,
        arguments={"since": first.isoformat(), "until": last.isoformat()},
        left_out=left_out,
        added=(("before", "see unit"), ("after", "see unit"), ("stage_before", ""), ("stage_after", "")),
    )


def _day(text: str) -> date:
    try:
        return parse_when(text).last
    except ValueError as error:
        message, remedy = parted(error)
        raise Misread(f"changed: {message}", remedy) from None


def _leg(before: Book, after: Book, leg: Leg) -> Row | None:
    """What became of one leg; None if nothing."""
    old = before.legs.get(leg.leg)
    was = before.stage(leg.leg) if old else ""
    now = after.stage(leg.leg)
    here = worth(after, leg)
    there = worth(before, old) if old else Range(0.0, 0.0, 0.0)
    if old is None:
        if now in VOID:
            return _row(after, leg, "born_void", Range(0.0, 0.0, 0.0), Range(0.0, 0.0, 0.0), was, now)
        related = {"restates": leg.restates, "part_of": leg.part_of}
        if any(other for other in related.values()):
            return _row(after, leg, "retold", there, here, was, now, change=Range(0.0, 0.0, 0.0))
        if leg.supersedes and (gone := after.legs.get(leg.supersedes)) is not None:
            known = before.legs.get(gone.leg)
            previous = worth(before, known) if known else worth(after, gone)
            return _row(after, leg, "replacement", previous, here, before.stage(gone.leg) if known else "", now)
        in_shares = leg.kind == "acquisition" and leg.terms.paid_in == "shares"
        contingent = FAMILY_OF[leg.kind] in ("contingent", "rights")
        measure = "new_in_shares" if in_shares else "new_contingent" if contingent else "new_money"
        return _row(after, leg, measure, there, here, was, now)
    if now in VOID and was not in VOID:
        measure = "superseded" if now == "superseded" else "cancelled"
        return _row(after, leg, measure, there, Range(0.0, 0.0, 0.0), was, now, undisclosed=there.undisclosed)
    if was in VOID:
        return _row(after, leg, "told_more", there, here, was, now, change=Range(0, 0, 0)) if leg != old else None
    sizes = [(getattr(leg.terms, name), getattr(old.terms, name)) for name in ("amount", "power", "units", "drawn")]
    if any(str(new or "") != str(past or "") for new, past in sizes):
        return _row(after, leg, "amended", there, here, was, now)
    grade_was, grade_now = (_grade(one, each) for one, each in ((before, old), (after, leg)))
    if grade_now != grade_was:
        measure = "advanced" if grade_now > grade_was else "set_back"
        return _row(after, leg, measure, there, here, was, now)
    if leg.steps != old.steps:
        return _row(after, leg, "told_more", there, here, was, now)
    return None


def _grade(book: Book, leg: Leg) -> float:
    return sum(grade * share for grade, share in grade_shares(book, leg)[0].items())


def _row(
    book: Book,
    leg: Leg,
    measure: str,
    before: Range,
    after: Range,
    was: str,
    now: str,
    *,
    change: Range | None = None,
    undisclosed: int | None = None,
) -> Row:
    if change is None and before == after and after.mid is not None:
        change = Range(0.0, 0.0, 0.0)  # the same words: nothing has moved, however wide they are
    low, mid, high = _difference(before, after) if change is None else (change.low, change.mid, change.high)
    shares, used = grade_shares(book, leg)
    used = (*used, *widened(book, leg.terms.amount))
    return Row(
        key=f"{measure}/{leg.leg}", subject=leg.payer, counterparty=leg.payee, measure=measure,
        period=str(leg.steps[-1].known), unit="USD bn", low=in_unit(low), mid=in_unit(mid), high=in_unit(high),
        grade=shares,
        undisclosed=after.undisclosed if undisclosed is None else undisclosed, origin=origin_of(book, used),
        legs=(leg.leg,), assumptions=used, sources=leg.sources,
        made=_made(book, leg, before, after) if change is None else None,
        more={"before": in_unit(before.mid), "after": in_unit(after.mid), "stage_before": was, "stage_after": now},
    )  # fmt: skip


def _made(book: Book, leg: Leg, before: Range, after: Range) -> Less:
    """What the contract's words allow now (nothing if it is void), less what they did (nothing below nothing)."""
    nothing = Numbers(0.0, 0.0, 0.0)
    now = nothing if after == Range(0.0, 0.0, 0.0) else OfLeg(leg.leg)
    if before == worth(book, leg) and before.mid:  # the words have not changed
        return Less(now, OfLeg(leg.leg))
    low, mid, high = (x / 1e9 if x else 0.0 for x in before[:3])
    return Less(now, Numbers(low, mid, high if before.mid else 0.0))


def _difference(before: Range, after: Range) -> tuple[float | None, float | None, float | None]:
    """After less before: as stated, and the ends with which it is least and greatest; open where either is."""
    low = None if before.high is None else after.low - before.high if before.mid else after.low
    high = None if after.high is None else after.high - before.low
    mid = None if after.mid is None or before.mid is None else after.mid - before.mid
    if mid is not None:
        low = None if low is None else min(low, mid)
        high = None if high is None else max(high, mid)
    return low, mid, high


def _totals(after: Book, rows: list[Row]) -> Iterator[Row]:
    """New money by family, each dollar once."""
    fresh = [after.legs[leg] for row in rows if row.measure in ("new_money", "new_contingent") for leg in row.legs]
    legs = count_once(after, fresh).legs
    for family in FAMILIES:
        if theirs := [leg for leg in legs if FAMILY_OF[leg.kind] == family and family != "rights"]:
            total = tally(after, theirs)
            more = {"before": 0.0, "after": in_unit(total.amount.mid), "stage_before": "", "stage_after": ""}
            yield tally_row(
                after, total, key=f"total_new_money/{family}", subject="book", measure=f"{family}_new_money",
                period=after.as_of.isoformat(), more=more,
            )  # fmt: skip


def _contradicted(before: Book, after: Book) -> Iterator[Row]:
    """Figures for one subject, metric and period end that differ, where the pair did not stand before."""
    groups: dict[tuple[str, str, str, str], list[Figure]] = {}
    for figure in after.figures.values():
        if figure.period_end is not None:
            end = figure.period_end.last.isoformat()
            groups.setdefault((figure.subject, figure.metric, end, _span(figure)), []).append(figure)
    for (subject, metric, end, _), figures in groups.items():
        values = {figure.value.stated for figure in figures if figure.value.stated is not None}
        if len(values) < 2 or all(figure.figure_id in before.figures for figure in figures):
            continue
        unit = figures[0].value.unit
        scale, shown = (1e9, "USD bn") if unit == "USD" else (1.0, unit)
        old = [f.value.stated for f in figures if f.figure_id in before.figures and f.value.stated is not None]
        new = [f for f in figures if f.figure_id not in before.figures and f.value.stated is not None]
        newest = max(new, key=lambda f: f.known.last) if new else figures[-1]
        ordered = sorted(values)
        told = tuple(At("mid", OfFigure(f.figure_id)) for f in figures if f.value.stated is not None)
        now = (newest.value.stated or 0.0) / scale
        more = {"before": old[0] / scale if old else None, "after": now, "stage_before": "", "stage_after": metric}
        yield Row(
            key=f"contradicted/{subject}/{metric}/{end}", subject=subject, measure="contradicted", period=end,
            unit=shown, low=ordered[0] / scale, mid=now, high=ordered[-1] / scale, range="models", more=more,
            made=Ends(Least(told), At("mid", OfFigure(newest.figure_id)), Most(told)),
            **resting(after, figures=[figure.figure_id for figure in figures]),
        )  # fmt: skip


def _span(figure: Figure) -> str:
    """What kind of period it is: figures for a year, a quarter, a run rate or a guide do not contradict one another."""
    label = figure.period
    words = [word for word in ("run_rate", "guide", "forecast", "target", "estimate", "outlook") if word in label]
    return ",".join(words) or ("quarter" if "Q" in label else "year" if label.startswith("FY") else "point")


def _counts(before: Book, after: Book) -> Iterator[Row]:
    figures = tuple(key for key in after.figures if key not in before.figures)
    sources = tuple(key for key in after.sources if key not in before.sources)
    counted: tuple[tuple[Literal["figures", "sources"], tuple[str, ...], dict[str, Any]], ...] = (
        ("figures", figures, resting(after, figures=figures)),
        ("sources", sources, {"sources": sources}),
    )
    for name, found, rests in counted:
        number, whole = float(len(found)), float(len(getattr(after, name)))
        yield Row(
            key=f"new_{name}", subject="book", measure=f"new_{name}", period=after.as_of.isoformat(), unit=name,
            low=number, mid=number, high=number, made=Count(name, found),
            more={"before": whole - number, "after": whole, "stage_before": "", "stage_after": ""}, **rests,
        )  # fmt: skip


def headline(table: Table, say: Speech) -> Sequence[str]:
    """How much new money was told between the two days, the largest of it, and how many contracts ended."""
    days = {"since": say.day(str(table.arguments["since"])), "until": say.day(table.as_of)}
    sums = {row.measure: row for row in table.rows if row.key.startswith("total_new_money/")}
    told = []
    if (bought := sums.get("purchases_new_money")) and (raised := sums.get("funding_new_money")):
        told.append(say("changed.sums", bought=bought, raised=raised, **days))
    new = largest(row for row in those(table, measure="new_money") if row.mid)
    told += [say("changed.largest", amount=top, stage=say.word(str(top.more["stage_after"]))) for top in new[:1]]
    ended = len(those(table, measure="cancelled"))
    told.append(say("changed.ended" if ended else "changed.none_ended", n=say.count(ended), **days))
    return told


def first(table: Table) -> Sequence[Row]:
    """New money, the largest first, then what was cancelled."""
    new = largest(row for row in table.rows if row.measure == "new_money" and row.mid)
    return [*new, *those(table, measure="cancelled")]


QUESTION = Question(answer, headline, first)
