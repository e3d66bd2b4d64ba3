"""tariff: what must a GPU-hour cost over a site's life, in one part or two; who bears what it is not worth?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Unpack

from gigaloop.answer.ends import Value, ends_row, over
from gigaloop.answer.paths import BAND, simulated
from gigaloop.answer.question import Question, Row, RunArguments, Speech, Table, by_measure, those, when
from gigaloop.book.model import Book
from gigaloop.book.problem import Misread
from gigaloop.ledger.unit_costs import CAPITAL, COST, IT, LIFE, RATE, SHELL, SHELL_LIFE, costs
from gigaloop.methods.finance import crf
from gigaloop.questions.prices.incidence import incidence_rows
from gigaloop.questions.prices.world import World
from gigaloop.words.notes import note

RENT, VINTAGE = "rent-0", "vintage-value"


def answer(book: Book, *, use: float = 0.75, two_part: bool = False, **drawn: Unpack[RunArguments]) -> Table:
    """What must a GPU-hour cost, in one part or two, from which use on does reserving beat spot, who bears the rest?

    Definition: `QUESTION.definition`. fixed = capex of chips x crf(rate, life) + of shell x crf(rate, its life) +
    running costs; power at full use = 8,760 h x 1 GW of facility power x price. `level_cost` = (fixed + power x use) /
    (hours x use), at full use and at `use`; `capacity_charge` = fixed / hours for an hour reserved, `usage_charge` =
    power / hours for one used. `break_even_use`: share of reserved hours from which on the two parts cost less than the
    rent = capacity_charge / (rent - usage_charge); an end at which no use pays is open. `stranded`: by years since the
    start, USD bn per GW. On the simulated market beside `level_cost` at `use` as stated, and at full use: `incidence`.

    Columns: USD per GPU-hour, share, USD bn per GW (stranded, `capacity_charge_year`), quarters, GW; `use`; `band`.
    With `two_part` the two charges and the break-even alone, and no path is drawn.

    Raises InputError for a use that is not between 0 and 1.

    >>> from gigaloop import load
    >>> answer(load(), paths=20).one("level_cost/full").unit
    'USD/GPU-hour'
    """
    if not 0.0 < float(use) <= 1.0:
        raise Misread(f"--use: {use} is not above 0 and at most 1", "Write for example --use 0.75", id="use")
    rows = list(_two_part(book))
    told: dict[str, Any] = {
        "arguments": {"use": float(use), "two_part": two_part or None},
        "notes": [note("tariff.hours"), note("tariff.tenant")],
        "added": (("use", "share"), BAND),
    }  # fmt: skip
    if two_part:
        return QUESTION.table(book, rows=rows, **told)
    found = simulated(book, **drawn)
    level = list(_level(book, float(use)))
    cost = next(row.mid for row in level if row.key == "level_cost/at_use")
    full = next(row.mid for row in level if row.key == "level_cost/full")
    market = incidence_rows(World(found, {"use": float(use)}), cost or 0.0, full or 0.0, COST)
    return found.table(QUESTION, rows=[*level, *rows, *_stranded(book), *market], left_out=(), **told)


def stranded(x: Mapping[str, Value], years: int) -> float:
    """USD bn per GW that is not recovered when the buyer goes after so many years, chips sold at their age's value.

    >>> x = {IT: 10.0, SHELL: 0.0, LIFE: 5.0, SHELL_LIFE: 20.0, RATE: 0.0, VINTAGE: (0.5, 0.4, 0.3, 0.2, 0.1)}
    >>> round(stranded(x, 1), 6)
    3.0
    """
    left = sum(
        capital * _balance(x[RATE], life, years) for capital, life in ((x[IT], x[LIFE]), (x[SHELL], x[SHELL_LIFE]))
    )
    return max(0.0, left - x[IT] * x[VINTAGE][min(years, len(x[VINTAGE])) - 1])


def _balance(rate: float, life: float, years: int) -> float:
    """Share of a level-paid capital that is still owed after so many years; nothing once its life is over."""
    if years >= life:
        return 0.0
    whole, rest = crf([(rate, life), (rate, life - years)]).crf
    return whole / rest


def _level(book: Book, use: float) -> Iterator[Row]:
    for name, share in (("full", 1.0), ("at_use", use)):
        ends = over(book, COST, lambda x, u=share: costs(x, u))["level_cost"]  # type: ignore[misc]
        yield _row(book, ends, COST, f"level_cost/{name}", "level_cost", "USD/GPU-hour", share)
    rent = book.parameter(RENT).range()
    yield _row(book, rent, (RENT,), "rent", "rent", "USD/GPU-hour", 1.0, "one year")
    for figure in book.figures.values():
        if figure.subject == "market" and figure.metric.endswith("_spot"):
            low, high = figure.value.bounds(book.about_half_width())
            told = (low, figure.value.stated, high)
            yield _row(
                book, told, (), f"spot/{figure.figure_id}", "rent", "USD/GPU-hour", 1.0, "spot", (figure.figure_id,)
            )


def _two_part(book: Book) -> Iterator[Row]:
    found = over(book, COST, costs)
    yield _row(book, found["capacity_charge"], COST, "capacity_charge", "capacity_charge", "USD/GPU-hour", 1.0)
    yield _row(book, found["usage_charge"], COST, "usage_charge", "usage_charge", "USD/GPU-hour", 1.0)
    yield _row(book, found["fixed"], COST, "capacity_charge_year", "capacity_charge_year", "USD bn/GW", 1.0, "a year")
    names = (*COST, RENT)

    def break_even(x: Mapping[str, Value]) -> dict[str, float]:
        made = costs(x)
        return {"use": made["capacity_charge"] / max(x[RENT] - made["usage_charge"], 1e-9)}

    pays = tuple(end if end <= 1.0 else None for end in over(book, names, break_even)["use"])
    yield _row(book, pays, names, "break_even_use", "break_even_use", "share", None)


def _stranded(book: Book) -> Iterator[Row]:
    names = (*CAPITAL, VINTAGE)
    for years in range(1, 6):
        ends = over(book, names, lambda x, y=years: {"stranded": stranded(x, y)})["stranded"]  # type: ignore[misc]
        after = when("after", f"after {years} years", n=str(years))
        yield _row(book, ends, names, f"stranded/{years}", "stranded", "USD bn/GW", None, after)


def _row(
    book: Book, ends: tuple, names: tuple[str, ...], key: str, measure: str, unit: str, use: float | None,
    period: str = "", figures: tuple[str, ...] = (),
) -> Row:  # fmt: skip
    return ends_row(
        book, ends, names, key, "market", measure, unit, period or book.as_of.isoformat(), figures=figures,
        more={"use": use, "band": ""},
    )  # fmt: skip


def headline(table: Table, say: Speech) -> Sequence[str]:
    """What a GPU-hour costs at this use, beside what it rents for, and who bears the difference."""
    cost, rent, never = (those(table, key=key) for key in ("level_cost/at_use", "rent", "never_pays"))
    use = say.value(float(table.arguments["use"]), "share")
    told = [say("tariff.cost", use=use, cost=row) for row in cost]
    for row in those(table, measure="break_even_use") if rent else ():
        known = [say.value(end, "share") for end in (row.low, row.mid, row.high) if end is not None]
        if len(known) == 2 and never:
            told.append(say("tariff.mostly", use=row, rent=rent[0], least=known[0], share=never[0]))
        else:
            told.append(say("tariff.even" if row.mid is not None else "tariff.never", use=row, rent=rent[0]))
    sides = {}
    for who in ("buyers", "sellers"):
        for price in those(table, key=f"bears_price/{who}"):
            more = ((price.mid or 0.0) >= 0.0) == (who == "buyers")
            size = say(f"tariff.{'more' if more else 'less'}", price=say.value(abs(price.mid or 0.0), price.unit))
            sides[who] = {who: size, f"{who}_range": say.range(price)}
    if len(sides) == 2:
        told.append(say("tariff.without", share=table.one("quarters/scarce"), **sides["buyers"], **sides["sellers"]))
    return told


def first(table: Table) -> Sequence[Row]:
    """Cost and rent, who bears price, delay and volume, the two parts of a tariff, what can be stranded."""
    borne = ("bears_price", "bears_delay", "bears_volume")
    parts = ("capacity_charge", "usage_charge", "stranded")
    return by_measure(table, ("level_cost", *borne, "break_even_use", "never_pays", *parts))


QUESTION = Question(answer, headline, first, paths=1000)
