"""evidence: what does the book itself hold against the story of a closed loop that must fail?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from gigaloop.answer.question import Owed, Question, Row, Speech, Table, largest, those
from gigaloop.answer.tally import figure_row, together
from gigaloop.book.model import Book, Figure, Leg
from gigaloop.book.problem import InputError
from gigaloop.ledger.reported import end_of
from gigaloop.questions import ask

#: what a row speaks against
STORIES = {
    "rent": "that rents only fall",
    "cash": "that all money goes round",
    "outside": "that a seller lives on its own money",
    "binding": "that all that was announced is owed",
    "life": "that a contract stands or breaks",
    "market": "that every announcement is cheered",
}
#: rent of one chip by the hour; quotes of one-year contracts are alike and can be set beside each other
RENT, HOURLY, ALIKE = "h100_rental", "USD/GPU-hour", "_1yr"
EARNED = ("operating_cash_flow", "free_cash_flow")
BINDING = ("purchases/binding_share", "purchases/signed_share")
OWN = "capex_self_funded_share"
VOID = ("cancelled", "rejected")
DONE = ("delivered", "drawn")


def answer(book: Book, party: Owed = "nvidia") -> Table:
    """What does the book hold against the story, as of its date?

    Definition: `QUESTION.definition`; `party` is the seller whose sales are traced (a book without the usual one is
    asked without). A ratio of rents is the newest quote of a one-year contract over the first; cash is the newest
    figure of each firm; events are counted by the sign of the share-price move that the book holds.

    Columns: `against` is the story that a row speaks against. `rent` (USD/GPU-hour), `rent_now_over_then` (ratio),
    `operating_cash_flow` and `free_cash_flow` (USD bn), `capex_self_funded_share`, `purchases_binding_share`
    and `purchases_signed_share` (share), `legs_amended`, `legs_delivered`, `legs_void` (legs), `rises`, `falls`
    (events).

    Raises InputError for an unknown party.

    >>> from gigaloop import load
    >>> {row.more["against"] for row in answer(load("tiny"), "cloud").rows} <= set(STORIES.values())
    True
    """
    unknown = party == QUESTION.default("party") and party not in book.parties
    seller = None if unknown else book.party(party).party_id
    rows = [
        replace(row, more={"against": STORIES[name]})
        for name, found in (
            ("rent", _rents(book)),
            ("cash", _earned(book)),
            (
                "outside",
                _asked(book, "self-funded", lambda row: row.measure == OWN and row.mid is not None, party=seller)
                if seller
                else (),
            ),
            ("binding", _asked(book, "binding", lambda row: row.key in BINDING)),
            ("life", _lives(book)),
            ("market", _market(book)),
        )
        for row in found
    ]
    return QUESTION.table(
        book,
        rows=rows,
        arguments={"party": seller},
        added=(("against", ""),),
    )


def _rents(book: Book) -> Iterator[Row]:
    """Each quote, the oldest first, and the newest one-year contract over the first."""
    quotes = [f for f in book.figures.values() if f.metric.startswith(RENT) and f.value.unit == HOURLY and f.period_end]
    quotes.sort(key=end_of)
    for figure in quotes:
        yield figure_row(book, figure, key=f"rent/{figure.figure_id}", measure="rent", unit=HOURLY)
    alike = [figure for figure in quotes if figure.metric.endswith(ALIKE) and figure.value.stated]
    if len(alike) < 2:
        return
    first, last = (figure_row(book, figure, key="", measure="", unit=HOURLY) for figure in (alike[0], alike[-1]))
    yield Row(
        key="rent/now_over_then", subject=last.subject, measure="rent_now_over_then", unit="ratio",
        period=f"{first.period} to {last.period}", low=(last.low or 0.0) / (first.high or first.mid or 1.0),
        mid=(last.mid or 0.0) / (first.mid or 1.0),
        high=None if last.high is None or not first.low else last.high / first.low, **together(first, last),
    )  # fmt: skip


def _earned(book: Book) -> Iterator[Row]:
    """The newest cash flow that each firm reported, the greatest first."""
    newest: dict[tuple[str, str], Figure] = {}
    for figure in sorted(book.figures.values(), key=end_of):
        if figure.metric in EARNED and figure.value.unit == "USD" and figure.value.stated is not None:
            newest[figure.subject, figure.metric] = figure
    for (subject, metric), figure in sorted(newest.items(), key=lambda pair: -(pair[1].value.stated or 0.0)):
        row = figure_row(book, figure, key=f"cash/{subject}/{metric}", measure=metric)
        yield replace(row, period=figure.period)


def _asked(book: Book, question: str, wanted: Callable[[Row], bool], **arguments: str) -> Iterator[Row]:
    """Rows of another question; none where the book cannot answer it on its day."""
    try:
        table = ask(book, question, **arguments)
    except InputError:
        return
    for row in table.rows:
        if wanted(row):
            yield replace(row, key=f"{question}/{row.key}")


def _lives(book: Book) -> Iterator[Row]:
    """How many contracts were amended, how many delivered, and how many are void."""
    for name, stages in (("amended", ("amended",)), ("delivered", DONE), ("void", VOID)):
        legs = [leg for leg in book.legs.values() if any(step.stage in stages for step in leg.steps)]
        yield _counted(f"life/{name}", f"legs_{name}", "legs", legs, (s for leg in legs for s in leg.sources))


def _market(book: Book) -> Iterator[Row]:
    """How many of the announcements whose share-price move is known rose, and how many fell."""
    moved = [event for event in book.events if event.reaction is not None and event.reaction.stated]
    for name, sign in (("rises", 1), ("falls", -1)):
        found = [event for event in moved if (event.reaction.stated or 0.0) * sign > 0]  # type: ignore[union-attr]
        yield _counted(f"market/{name}", name, "events", (), (s for event in found for s in event.sources), len(found))


def _counted(
    key: str, measure: str, unit: str, legs: Iterable[Leg], sources: Iterable[str], count: int | None = None
) -> Row:
    named = tuple(leg.leg for leg in legs)
    number = float(len(named) if count is None else count)
    return Row(
        key=key, subject="book", measure=measure, unit=unit, low=number, mid=number, high=number, legs=named,
        sources=tuple(dict.fromkeys(sources)),
    )  # fmt: skip


def headline(table: Table, say: Speech) -> Sequence[str]:
    """What speaks against a collapse: cash that firms earn themselves, rents, and how the street took the news."""
    cash = largest(row for row in table.rows if row.measure == "operating_cash_flow")
    told = [say("evidence.cash", cash=row) for row in cash[:1]]
    told += [say("evidence.rent", times=row) for row in those(table, measure="rent_now_over_then")]
    falls, rises = those(table, measure="falls"), those(table, measure="rises")
    if falls and rises:
        told.append(say("evidence.street", falls=say.count(falls[0].mid or 0), rises=say.count(rises[0].mid or 0)))
    return told


def first(table: Table) -> Sequence[Row]:
    """Cash that firms earn themselves, then the other facts."""
    cash = largest(row for row in table.rows if row.measure.endswith("cash_flow"))
    return [*cash[:4], *(row for row in table.rows if row not in cash and row.measure != "rent")]


QUESTION = Question(answer, headline, first)
