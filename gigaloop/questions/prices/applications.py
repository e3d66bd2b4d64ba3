"""applications: a cloud is stronger, or weaker, in applications than in capacity. What demand does that move?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gigaloop.answer.ends import Value, ends_row, over
from gigaloop.answer.question import Owed, Question, Row, Speech, Table, those
from gigaloop.answer.tally import figure_row
from gigaloop.book.model import Book, Figure
from gigaloop.book.problem import Misread
from gigaloop.words.notes import note
from gigaloop.words.numbers import POINTS

LEAD = "genai_case_study_share_less_cloud_market_share"
IT, SHELL, NEED, REVENUE = "capex-it-per-gw", "capex-shell-per-gw", "compute-need-start", "revenue-q0"
PRICE = "rent-price-per-gw-year"


def answer(book: Book, party: Owed = "amazon", *, lead: float | None = None) -> Table:
    """If a cloud's share of AI demand is by so much above its share of capacity, what revenue, power and capital move?

    Definition: `QUESTION.definition`. `lead` (share, -1 to 1) is the user's; left out, the newest that the book tells
    of the party. `demand`: compute bought by all labs in a year; `moved` = lead x demand; `power` = moved / price of a
    GW-year; `capital` = power x (chips + shell).

    Columns: share points (one share less another), USD bn per year, GW, USD bn. `lead_reported` each lead that was
    ever told, conflicts side by side.

    Raises InputError for an unknown party, no lead where the book tells none, or one outside -1 to 1.

    >>> from gigaloop import load
    >>> table = answer(load(), "amazon", lead=0.1)
    >>> round(table.one("amazon/moved").mid / table.one("demand").mid, 9)
    0.1
    """
    cloud = book.party(party).party_id
    told = [f for f in book.figures.values() if f.subject == cloud and f.metric == LEAD and f.value.stated is not None]
    given = lead if lead is not None else max(told, key=lambda f: f.known.last).value.stated if told else None
    if given is None:
        raise Misread(f"no lead in applications is told of {cloud}", "Give one, for example --lead 0.1", id="lead")
    if not -1.0 <= given <= 1.0:
        raise Misread(f"--lead: {given} is not between -1 and 1", "Write for example --lead 0.1", id="lead")
    labs = [p for p in book.parties if book.key(NEED, p) and book.key(REVENUE, p)]
    whose = "applications.counted" if lead is None else "applications.yours"
    return QUESTION.table(
        book,
        title={"party": book.parties[cloud]},
        rows=_rows(book, cloud, float(given), labs, told),
        arguments={"party": cloud, "lead": lead},
        notes=[note("applications.lead", lead=f"{given:+.2f}", whose=note(whose)), note("applications.held")],
    )


def _rows(book: Book, cloud: str, lead: float, labs: list[str], told: list[Figure]) -> Iterator[Row]:
    pairs = [(book.key(NEED, lab), book.key(REVENUE, lab)) for lab in labs]
    buying = tuple(name for pair in pairs for name in pair)
    names = (*buying, PRICE, IT, SHELL)

    def of(x: Mapping[str, Value]) -> dict[str, float]:
        demand = sum(x[need] * x[revenue] * 4 for need, revenue in pairs)
        power = lead * demand / x[PRICE]
        return {"demand": demand, "moved": lead * demand, "power": power, "capital": power * (x[IT] + x[SHELL])}

    made = over(book, names, of)
    day = book.as_of.isoformat()
    for figure in told:
        yield figure_row(
            book, figure, key=f"{cloud}/lead_reported/{figure.figure_id}", measure="lead_reported", unit=POINTS
        )
    yield ends_row(book, made["demand"], buying, "demand", "labs", "demand", "USD bn/year", day)
    for measure, unit, used in (
        ("moved", "USD bn/year", buying), ("power", "GW", (*buying, PRICE)), ("capital", "USD bn", names),
    ):  # fmt: skip
        yield ends_row(book, made[measure], used, f"{cloud}/{measure}", cloud, measure, unit, day)


def headline(table: Table, say: Speech) -> Sequence[str]:
    """What demand a cloud's lead in applications moves, and the power that it takes."""
    moved, power = those(table, measure="moved"), those(table, measure="power")
    if not moved or moved[0].mid is None:
        return []
    top = moved[0]
    told = [say("applications.away" if (top.mid or 0.0) < 0 else "applications.to", moved=top)]
    told += [say("applications.power", power=row) for row in power[:1]]
    return [*told, say("applications.care")]


def first(table: Table) -> Sequence[Row]:
    """The demand that moves and what it is made of."""
    return table.rows


QUESTION = Question(answer, headline, first)
