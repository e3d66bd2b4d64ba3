"""distress: a debtor cannot pay; who of its creditors amends, tops up or enforces, and who blinks first?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from gigaloop.answer.question import Owes, Question, Row, Speech, Table, those
from gigaloop.answer.tally import FAMILIES, resting
from gigaloop.book.grade import count_once
from gigaloop.book.model import VOID, Book, Leg
from gigaloop.book.problem import Misread
from gigaloop.ledger.calendar import attributed, calendar
from gigaloop.methods.games import ACTIONS, Claim, Showdown, hold_out, showdown, turning_chance
from gigaloop.words.notes import note

LIMIT, CUT, RECOVER, LATER, UNSECURED, RELET, FREE = (
    *("amend-limit", "amend-cut", "defer-recovery", "later-enforcing-loss", "recovery-unsecured", "relet-discount"),
    "rescue-free-cash",
)
NAMES = (LIMIT, CUT, RECOVER, LATER, UNSECURED, RELET, FREE)
#: years of what is still to be billed that a seller loses when it must let again, as in the engine's bargain
YEARS = 3
#: creditors at the table, the largest first; the rest have no say of their own
MOST = 5


class Creditor(NamedTuple):
    """One creditor: dues of the year, what it is still to be billed in three years, its stake and its cash, USD bn."""

    party: str
    dues: float
    rest: float
    stake: float
    cash: float
    legs: tuple[str, ...]
    names: tuple[str, ...]


def answer(book: Book, party: Owes = "openai", *, chance: float = 0.5, lack: float = 0.5) -> Table:
    """When a debtor lacks a part of what is due, who gives way, who holds out, and from which chance of survival on?

    chance   that the debtor survives if it is saved this time
    lack     the part of the year's dues that it cannot pay

    Definition: `QUESTION.definition`. By creditor: `due` and `loss_by_enforcing` (USD bn), `blinks_amend` and
    `blinks_top_up`, the chance of survival from which on it gives way rather than enforces (above 1: at none, shown as
    open), `blinks`, its place in the order (1 first), `does` (0 enforce, 1 amend, 2 top up) in turn, and `holds_out`,
    what it would gain by enforcing instead. Of the debtor: `lacks`, `pays`, `asks`, `walks` (one of them 1), `runs`,
    whether all enforcing is an equilibrium too, and `equilibria`, how many pure ones.

    Columns: USD bn, share, number. Ranges: each assumption at either end alone.

    Raises InputError for a party that owes nothing by the book, shares outside 0 to 1, or a single creditor.

    >>> from gigaloop import load
    >>> answer(load()).one("openai/lacks").unit
    'USD bn'
    """
    if not 0.0 <= chance <= 1.0 or not 0.0 <= lack <= 1.0:
        raise Misread("a chance and a part of dues lie from 0 to 1", "Write for example --chance 0.5")
    debtor = book.party(party)
    creditors = _creditors(book, debtor.party_id)
    if len(creditors) < 2:
        told = f"{debtor.party_id} owes {'nothing' if not creditors else 'one creditor alone'} next year by the book"
        raise Misread(f"{told}: no table to sit at", "Ask about openai or anthropic", id="party")
    rows = list(_rows(book, debtor.party_id, creditors, chance, lack))
    return QUESTION.table(
        book,
        title={"party": debtor},
        rows=rows,
        arguments={"party": debtor.party_id, "chance": chance, "lack": lack},
        notes=[note("distress.once")],
        added=(("ends", ""),),
    )


def _creditors(book: Book, debtor: str) -> list[Creditor]:
    """Who is owed by contract next year, the largest first; stakes and cash of each."""
    year = book.as_of.year + 1
    owed: dict[str, list[tuple[float, float, str]]] = {}
    legs = [leg for leg in book.legs.values() if leg.payer == debtor and leg.kind in FAMILIES["purchases"]]
    for leg, share in attributed(book, legs)[0]:
        dated = calendar(book, leg) if share > 1e-12 and book.stage(leg.leg) not in VOID else None
        if dated is None:
            continue
        due = [(dated.due(year + n).times(share).mid or 0.0) / 1e9 for n in range(YEARS + 1)]
        if due[0] > 0.0:
            owed.setdefault(leg.payee, []).append((due[0], sum(due[1:]), leg.leg))
    found = []
    for party, parts in owed.items():
        stakes = [
            one for one in book.legs.values()
            if one.kind == "stake" and (one.payer, one.payee) == (party, debtor) and book.stage(one.leg) not in VOID
        ]  # fmt: skip
        counted = count_once(book, stakes).legs
        stake = sum((leg.terms.amount.stated or 0.0) / 1e9 for leg in counted if _usd(leg))
        name = book.key("cash-0", party)
        cash = book.parameter(name).range()[1] if name else 0.0
        legs_of = (*(leg for _, _, leg in parts), *(leg.leg for leg in counted))
        names = (name,) if name else ()
        dues, rest = sum(p[0] for p in parts), sum(p[1] for p in parts)
        found.append(Creditor(party, dues, rest, stake, cash, legs_of, names))
    return sorted(found, key=lambda c: -c.dues)[:MOST]


def _usd(leg: Leg) -> bool:
    return leg.terms.amount is not None and leg.terms.amount.unit == "USD" and bool(leg.terms.amount.stated)


def claims(creditors: Sequence[Creditor], at: Mapping[str, float]) -> list[Claim]:
    """What each creditor loses by enforcing and can give, at these numbers of the parameters.

    >>> one = Creditor("a", 10.0, 20.0, 5.0, 100.0, (), ())
    >>> at = {LIMIT: 0.5, CUT: 0.1, UNSECURED: 0.4, RELET: 0.75, FREE: 0.1, LATER: 1.1}
    >>> [round(x, 6) for x in claims([one], at)[0]]
    [16.0, 5.0, 2.0, 10.0, 1.1]
    """
    return [
        Claim(
            enforce=c.dues * (1 - at[UNSECURED]) + c.rest * (1 - at[RELET]) + c.stake, amend=at[LIMIT] * c.dues,
            cut=at[CUT] * c.rest, top_up=at[FREE] * c.cash, later=at[LATER],
        )
        for c in creditors
    ]  # fmt: skip


def _rows(book: Book, debtor: str, creditors: Sequence[Creditor], chance: float, lack: float) -> Iterator[Row]:
    middle = {name: float(book.parameter(name).range()[1]) for name in NAMES}
    worlds = [middle] + [middle | {name: float(book.parameter(name).range()[end])} for name in NAMES for end in (0, 2)]
    needed = lack * sum(c.dues for c in creditors)
    legs = tuple(leg for c in creditors for leg in c.legs)
    every = (*NAMES, *dict.fromkeys(n for c in creditors for n in c.names))

    def row(
        key: str, measure: str, unit: str, values: Sequence[float | None] | Sequence[float], subject: str = debtor,
        counterparty: str = "", names: Sequence[str] = every, of: Sequence[str] = legs,
    ) -> Row:  # fmt: skip
        known = [v for v in values if v is not None]
        return Row(
            key=key, subject=subject, counterparty=counterparty, measure=measure, unit=unit,
            low=min(known) if known else None, mid=values[0], high=None if len(known) < len(values) else max(known),
            period=str(book.as_of.year + 1), more={"ends": "assumptions at their ends" if names else ""},
            **resting(book, names, of),
        )  # fmt: skip

    tables = [claims(creditors, at) for at in worlds]
    found = [showdown(needed, made, chance, at[RECOVER]) for made, at in zip(tables, worlds, strict=True)]
    order = _order(tables[0], middle[RECOVER])
    for n, creditor in enumerate(creditors):
        who: dict[str, Any] = {"subject": creditor.party, "counterparty": debtor, "of": creditor.legs}
        names = (*NAMES, *creditor.names)
        yield row(f"{creditor.party}/due", "due", "USD bn", [creditor.dues], **who, names=())
        enforcing = [made[n].enforce for made in tables]
        yield row(f"{creditor.party}/loss_by_enforcing", "loss_by_enforcing", "USD bn", enforcing, **who, names=names)
        for measure, action in (("blinks_amend", "amend"), ("blinks_top_up", "top up")):
            turns = [
                None if (at := turning_chance(made[n], world[RECOVER], action=action)) > 1.0 else at
                for made, world in zip(tables, worlds, strict=True)
            ]
            yield row(f"{creditor.party}/{measure}", measure, "share", turns, **who, names=names)
        place = float(order.index(n) + 1)
        yield row(f"{creditor.party}/blinks", "blinks", "place", [place], **who, names=names)
        does = [float(one.turns.actions[n]) for one in found]
        yield row(f"{creditor.party}/does", "does", "action", does, **who, names=names)
        gains = [hold_out(one)[n] for one in found]
        yield row(f"{creditor.party}/holds_out", "holds_out", "USD bn", gains, **who, names=names)
    yield row(f"{debtor}/lacks", "lacks", "USD bn", [needed], names=())
    for measure, hits in _debtor(found, needed).items():
        yield row(f"{debtor}/{measure}", measure, "share", [float(hit) for hit in hits])
    yield row(f"{debtor}/equilibria", "equilibria", "profiles", [float(len(one.pure)) for one in found])


def _order(made: Sequence[Claim], recover: float) -> list[int]:
    """Creditors by the chance from which on they give way, the first to blink first."""
    return sorted(range(len(made)), key=lambda n: (turning_chance(made[n], recover), n))


def _debtor(found: Sequence[Showdown], needed: float) -> dict[str, list[bool]]:
    """What the debtor does, and whether all enforcing is an equilibrium, in each world."""
    saved = [bool(one.saved[one.turns.actions]) for one in found]
    return {
        "pays": [needed <= 0.0 for _ in found], "asks": [needed > 0.0 and s for s in saved],
        "walks": [needed > 0.0 and not s for s in saved],
        "runs": [[0] * len(one.turns.actions) in one.pure for one in found],
    }  # fmt: skip


def headline(table: Table, say: Speech) -> Sequence[str]:
    """What is lacking, who gives way in turn, and who blinks first."""
    debtor = str(table.arguments["party"])
    lacks, asks = table.one(f"{debtor}/lacks"), table.one(f"{debtor}/asks")
    gives = [row for row in those(table, measure="does") if (row.mid or 0.0) > 0.0]
    moves = [(row.subject, ACTIONS[int(row.mid or 0)].replace(" ", "_")) for row in gives]
    parts = say.joined([f"{say.party(who)} ({say(f'distress.{move}')})" for who, move in moves], most=5)
    chance = say.value(float(table.arguments["chance"]), "share")
    if table.one(f"{debtor}/pays").mid:
        return [say("distress.pays", lacks=lacks)]
    told = [say("distress.saved" if asks.mid else "distress.walks", lacks=lacks, parts=parts, chance=chance)]
    blinks = next((row for row in those(table, measure="blinks") if row.mid == 1.0), None)
    at = table.one(f"{blinks.subject}/blinks_amend") if blinks is not None else None
    return told if at is None or at.mid is None else [*told, say("distress.first", at=at)]


def first(table: Table) -> Sequence[Row]:
    """Each creditor's move and turning chance, the first to blink first."""
    place = {row.subject: row.mid or 0.0 for row in those(table, measure="blinks")}
    order = ("does", "blinks_amend", "loss_by_enforcing")
    rows = [row for row in table.rows if row.measure in order]
    return sorted(rows, key=lambda row: (order.index(row.measure), place.get(row.subject, 99.0)))


QUESTION = Question(answer, headline, first)
