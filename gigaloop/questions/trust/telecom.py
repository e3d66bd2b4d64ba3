"""telecom: what would this engine have said at the end of 2000 about vendor finance, and what happened?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, Unpack

import numpy as np

from gigaloop.answer.paths import BAND, Paths, simulated, told_row
from gigaloop.answer.question import Question, Row, RunArguments, Speech, Table
from gigaloop.book.file import load
from gigaloop.book.model import Book, Leg
from gigaloop.questions.trust.published import WHY
from gigaloop.words.catalogue import rows
from gigaloop.words.notes import note
from gigaloop.words.phrase import Phrase, sentence

#: what may be known, the last quarter, the year's end by which Lucent told again, and the quarter of both big failures
START, LAST, LATER, FAILURES = "2000-12-31", "2003Q4", "2001Q3", "2001Q2"
WITHDRAWS = "lucent-withdraws"
VENDORS = ("lucent", "nortel", "cisco", "motorola", "nokia", "other_vendors")
#: paths that are drawn unless more are asked for
PATHS = 1000


class Outcome(NamedTuple):
    """What was told later: [least, greatest] (equal where one number was told), who said so, and why we differ."""

    low: float | None
    high: float | None
    figures: tuple[str, ...]
    why: Phrase


def answer(book: Book, **drawn: Unpack[RunArguments]) -> Table:
    """What would this engine have said at the end of 2000 about vendor finance, and what happened?

    Definition: `QUESTION.definition`. Holes of the book are assumptions with ranges; drawn = vendors' loans and
    guaranteed loans owed, with those of failed carriers; committed = drawn + what may still be drawn by carriers that
    have not failed; loss = what holders wrote off. `withdrawn/...`: the same paths where Lucent withholds every line
    that it may still withhold (scenario lucent-withdraws): who fails by then, and what holders lose more than without,
    path by path.

    Columns: `low`, `mid`, `high` ours (5th, 50th, 95th percentile over paths; for a share of paths its Monte Carlo
    band), `period`; added: `outcome_low`, `outcome_high`, `status` (within or outside; blank without
    an outcome), `why`.

    Raises InputError for an unknown scenario, argument or mode.

    >>> from gigaloop import load
    >>> answer(load("telecom"), paths=20).one("lucent/committed/2000-09-30").mid
    8.1
    """
    del book
    known = load("telecom", as_of=START)
    asked: dict[str, Any] = {"paths": PATHS, **drawn, "run": None}
    made = simulated(known, **asked, last=LAST)
    told = load("telecom")
    found = list(_rows(made))
    given = str(asked.get("scenario") or "base")
    if WITHDRAWS not in given:
        asked["scenario"] = WITHDRAWS if given == "base" else f"{given}+{WITHDRAWS}"
        found += _withdrawn(made, simulated(known, **asked, last=LAST))
    beside = [_beside(row, OUTCOMES.get(row.key), told) for row in found]
    judged = [row.more["status"] for row in beside if row.more["status"] in ("within", "outside")]
    within = judged.count("within")
    return made.table(
        QUESTION,
        rows=beside,
        arguments={},
        notes=[
            note("telecom.within", n=within, all=len(judged), aim=AIM),
            *(note(f"telecom.{name}") for name in ("vendors", "pools", "changed", "cash")),
        ],
        added=(("outcome_low", "see unit"), ("outcome_high", "see unit"), ("status", ""), ("why", ""), BAND),
        told=told,
    )


def lines(book: Book, vendor: str) -> tuple[list[Leg], list[Leg]]:
    """(loans drawn on the first day, loans that may still be drawn) of a vendor, guaranteed ones among them."""
    covered = {
        name for leg in book.legs.values() if leg.kind == "guarantee" and leg.payer == vendor
        for name in leg.terms.covers or ()
    }  # fmt: skip
    loans = [
        leg for leg in book.legs.values()
        if leg.kind == "loan" and (leg.payer == vendor or leg.leg in covered) and book.stage(leg.leg) != "ended"
    ]  # fmt: skip
    return [leg for leg in loans if leg.stage == "drawn"], [leg for leg in loans if leg.stage != "drawn"]


def position(made: Paths, vendor: str) -> tuple[np.ndarray, np.ndarray]:
    """(P, T) drawn and committed of a vendor at each quarter's end, USD bn; what a failed carrier owes stays drawn."""
    drawn_legs, open_legs = _standing(made, vendor)
    now = np.arange(len(made.quarters))[None, :]
    drawn = np.full((made.count, len(made.quarters)), sum(_dollars(leg) for leg in drawn_legs))
    undrawn = np.zeros_like(drawn)
    for leg in open_legs:
        part, first, length = _pace(made, leg)
        failed = made.default(leg.payee)[:, None]
        alive = (failed < 0) | (now < failed)
        last = np.where(failed < 0, now, np.minimum(now, failed))
        paid = part[:, None] * np.clip(last - first + 1, 0, length)
        drawn += paid
        undrawn += np.where(alive, part[:, None] * length - paid, 0.0)
    return drawn, drawn + undrawn


def _standing(made: Paths, vendor: str) -> tuple[list[Leg], list[Leg]]:
    """`lines` of the run's world: a scenario may have withdrawn some."""
    drawn, undrawn = lines(made.book, vendor)
    return drawn, [leg for leg in undrawn if leg.leg in made.lowering.legs]


def _pace(made: Paths, leg: Leg) -> tuple[np.ndarray, int, int]:
    """(P,) what a line pays a quarter on each path; its first quarter; how many quarters it pays if nobody fails. What
    lapsed while it was stopped is laid evenly over the quarters of its carrier."""
    number = made.lowering.legs.index(leg.leg)
    row = made.lowering.plan.legs[number]
    first = max(0, int(row["start"]))
    length = max(1, round(float(made.lowering.plan.values[int(row["end"])]["mid"])) - first)
    failed = made.default(leg.payee)
    quarters = np.where(failed < 0, length, np.clip(failed - first + 1, 0, length))
    return made.paid([number]) / np.maximum(quarters, 1), first, length


def _dollars(leg: Leg) -> float:
    return (leg.terms.amount.stated or 0.0) / 1e9


def _rows(made: Paths) -> Iterator[Row]:
    at = made.quarters.index(LATER)
    drawn, committed = position(made, "lucent")
    start_drawn, start_open = lines(made.book, "lucent")
    opening = [sum(_dollars(leg) for leg in legs) for legs in (start_drawn, start_open)]
    behind = made.behind("lucent")
    for measure, value in (("drawn", opening[0]), ("committed", sum(opening))):
        value = round(value, 6)
        yield Row(
            key=f"lucent/{measure}/2000-09-30", subject="lucent", measure=measure, unit="USD bn", period="2000-09-30",
            low=value, mid=value, high=value, **behind,
        )  # fmt: skip
    yield _row(drawn[:, at], "lucent/drawn/2001-09-30", "lucent", "drawn", behind)
    yield _row(committed[:, at], "lucent/committed/2001-09-30", "lucent", "committed", behind)
    crossed = (drawn[:, at] > opening[0]) & (committed[:, at] < sum(opening))
    key = "lucent/drawn_up_while_committed_down/2001-09-30"
    yield _row(crossed, key, "lucent", "drawn rises while committed falls", behind)
    whole = sum(sum(map(_dollars, part)) for vendor in VENDORS for part in lines(made.book, vendor))
    gone = sum((made.lost("credit", vendor) for vendor in VENDORS), np.zeros(made.count))
    owed = sum((position(made, vendor)[0][:, -1] for vendor in VENDORS), np.zeros(made.count))
    world = made.behind(*VENDORS)
    yield Row(
        key="nine/book/2000-12-31", subject="market", measure="loans and commitments of nine vendors", unit="USD bn",
        period="2000-12-31", low=round(whole, 6), mid=round(whole, 6), high=round(whole, 6), **world,
    )  # fmt: skip
    for key, measure, base in (
        ("nine/loss_share/2003-12-31", "loss over loans and commitments", whole),
        ("nine/loss_share_of_drawn/2003-12-31", "loss over what was ever drawn", owed),
    ):
        yield _row(gone / base, key, "market", measure, world, "share")
    for carrier in ("winstar", "telsim"):
        for day, failed in (("2001-06-30", _soon(made, carrier)), ("2003-12-31", made.default(carrier) >= 0)):
            yield _row(failed, f"{carrier}/failed/{day}", carrier, "failed by then", made.behind(carrier))
    for quarter in ("2000Q4", "2001Q1", "2001Q2", "2001Q3"):
        gone_then, measure = _written_off(made, "lucent", quarter), "claims on carriers that fail in the quarter"
        yield _row(gone_then, f"lucent/written_off/{quarter}", "lucent", measure, behind)
    for holder in (*VENDORS, "bond_funds", "insurers_pensions", "banks"):
        yield _row(made.lost("credit", holder), f"{holder}/loss/2003-12-31", holder, "credit loss", world)


def _soon(made: Paths, carrier: str) -> np.ndarray:
    """(P,) whether a carrier has failed by the quarter of both big failures."""
    failed = made.default(carrier)
    return (failed >= 0) & (failed <= made.quarters.index(FAILURES))


def _withdrawn(made: Paths, without: Paths) -> Iterator[Row]:
    """Whom it hurts when Lucent withdraws: carriers that fail by then; what each holder loses more, path by path."""
    for carrier in ("winstar", "startups_a", "operators_a"):
        key, behind = f"withdrawn/{carrier}/failed/2001-06-30", made.behind(carrier)
        yield _row(_soon(without, carrier), key, carrier, "failed by then", behind)
    both = made.whole & without.whole
    for holder in ("lucent", "cisco", "bond_funds", "banks"):
        more = (without.run.credit - made.run.credit)[both][:, made.number(holder)].astype(float)
        key = f"withdrawn/{holder}/loss_more/2003-12-31"
        yield _row(more, key, holder, "credit loss more than without", made.behind(*VENDORS))


def _written_off(made: Paths, vendor: str, quarter: str) -> np.ndarray:
    """(P,) what carriers that fail in a quarter owe the vendor: the day on which the engine sees a loss."""
    at, total = made.quarters.index(quarter), np.zeros(made.count)
    drawn_legs, open_legs = _standing(made, vendor)
    for leg in (*drawn_legs, *open_legs):
        now = made.default(leg.payee) == at
        if leg in open_legs:
            part, first, length = _pace(made, leg)
            total += now * part * min(max(0, at - first + 1), length)
        else:
            total += now * _dollars(leg)
    return total


def _row(
    values: np.ndarray, key: str, subject: str, measure: str, behind: Mapping[str, Any], unit: str = "USD bn"
) -> Row:
    return told_row(values, key, subject, measure, unit, period=key.rpartition("/")[2], **behind)


def _beside(row: Row, outcome: Outcome | None, told: Book) -> Row:
    """The row with what was told later: numbers of outcomes come from the book's own later figures."""
    if outcome is None:
        return _more(row, None, None, "", sentence(f"telecom.{'rest' if row.key.startswith('nine/book') else 'none'}"))
    low, high = outcome.low, outcome.high
    if low is None and not outcome.figures:
        return _more(row, None, None, "", outcome.why)
    if outcome.figures:
        values = [told.figures[name].value.stated or 0.0 for name in outcome.figures]
        scale = 1e9 if told.figures[outcome.figures[0]].value.unit == "USD" else 1.0
        low, high = min(values) / scale, max(values) / scale
    if row.more.get("band") == "count":
        status = "within" if (row.mid or 0.0) >= 0.5 else "outside"
    else:
        least, most = row.low if row.low is not None else -np.inf, row.high if row.high is not None else np.inf
        middle = ((low or 0.0) + (high or 0.0)) / 2.0
        status = "within" if least < middle < most else "outside"
    if row.key in STARTS:
        status = "start"
    elif row.key in COUNTED:
        status = "counted above"
    return _more(row, low, high, status, outcome.why, outcome.figures, told)


def _more(
    row: Row, low: float | None, high: float | None, status: str, why: Phrase, figures: tuple[str, ...] = (),
    told: Book | None = None,
) -> Row:  # fmt: skip
    cited = [s for name in figures for s in told.figures[name].sources] if told else []
    return replace(
        row,
        figures=(*row.figures, *figures),
        sources=tuple(dict.fromkeys((*row.sources, *cited))),
        more={"outcome_low": low, "outcome_high": high, "status": status, "why": why, "band": row.more.get("band", "")},
    )


#: what was known on the first day, and rows that tell again what another row is judged by
STARTS = ("lucent/drawn/2000-09-30", "lucent/committed/2000-09-30")
COUNTED = ("nine/loss_share/2003-12-31", "winstar/failed/2003-12-31", "telsim/failed/2003-12-31")
#: how many of the outcomes were aimed at
AIM = 9
#: what was told later of each row (telecom.csv)
OUTCOMES = {
    key: Outcome(
        float(told["low"]) if told["low"] else None,
        float(told["high"]) if told["high"] else None,
        tuple(told["figures"].split(";")) if told["figures"] else (),
        Phrase({of: told[column] for of, column in WHY.items()}),
    )
    for key, told in rows("telecom.csv", __package__).items()
}


def headline(table: Table, say: Speech) -> Sequence[str]:
    """How many outcomes of 2001 to 2003 lay within the ranges, and the loss of the vendors."""
    judged = [row for row in table.rows if row.more.get("status") in ("within", "outside")]
    within = [row for row in judged if row.more["status"] == "within"]
    told = [say("telecom.within", n=say.count(len(within)), all=say.count(len(judged)))] if judged else []
    for row in table.rows:
        if row.key.startswith("nine/loss_share_of_drawn/"):
            told.append(say("telecom.loss", share=row))
    return told


def first(table: Table) -> Sequence[Row]:
    """The outcomes, those outside first."""
    judged = [row for row in table.rows if row.more.get("status") in ("within", "outside")]
    return sorted(judged, key=lambda row: row.more["status"] == "within")


QUESTION = Question(answer, headline, first)
