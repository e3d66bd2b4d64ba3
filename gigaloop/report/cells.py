"""What a cell of a report says, on the page and in Markdown alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gigaloop.answer.screen import BESIDE, answering, cell
from gigaloop.answer.sentence import sentence
from gigaloop.answer.speech import Speech
from gigaloop.answer.table import Row, Table
from gigaloop.words.numbers import plain_unit, written
from gigaloop.words.phrase import Phrase
from gigaloop.words.vocabulary import grades, heading, number, told as spoken, word

Names = Mapping[str, Mapping[str, str]]
NUMBERS = ("low", "mid", "high")
#: columns of days and spans
TIMES = ("period", "known", "happened")
#: the column that says in a sentence how sure a row's number is
SURE = "how sure"
#: columns that say what low and high are
ENDS = ("band", "ends")
#: columns of words and parties' ids, which are said in the reader's language
WORDED = (
    *("subject", "counterparty", "measure", "stage", "origin", "family", "method", "route", "instrument", "sector"),
    *("against", "upside", "world", "status", "basis", "band", "narrowest"),
)


def rows_of(table: Table) -> tuple[Row, ...]:
    """All rows, those that answer the question first and in its order."""
    first = {row.key: row for row in answering(table)}
    return (*first.values(), *(row for row in table.rows if row.key not in first))


def columns_of(table: Table, shown: tuple[str, ...] = ()) -> list[str]:
    """The columns to print: those asked for, else those that say anything; how sure a number is stands beside it.

    A unit has a column only where people would not know how to write it behind the number.
    """
    told = list(shown) or _telling(table)
    if all(plain_unit(row.unit) or not row.unit for row in table.rows):
        told = [column for column in told if column != "unit"]
    after = 1 + max((told.index(name) for name in ("unit", *NUMBERS) if name in told), default=len(told) - 1)
    return [*told[:after], SURE, *told[after:]]


def once(table: Table, columns: Sequence[str]) -> dict[str, Row]:
    """Columns of words that say the same in every row, told once above: each with a row that says it."""
    kept = (*NUMBERS, SURE, "sources")
    if len(table.rows) < 2:
        return {}
    return {
        column: table.rows[0]
        for column in columns
        if column not in kept and len({str(value(row, column)) for row in table.rows}) == 1
    }


def _telling(table: Table) -> list[str]:
    """The columns that say anything; what low and high are is told in the sentence on how sure a number is."""
    own = [name for name, _ in table.added if name not in ENDS]
    wanted = ["subject", "counterparty", "measure", "period", *own, *NUMBERS, "unit", "grade", "origin", "sources"]
    return [name for name in wanted if name in NUMBERS or any(value(row, name) for row in table.rows)]


def value(row: Row, column: str) -> object:
    """What a row says in a column, its own or one that the question added."""
    return row.more[column] if column in row.more else getattr(row, column, "")


def head(table: Table, column: str) -> str:
    """The word over a column."""
    if table.question in ("deals", "network"):
        column = {"subject": "payer", "counterparty": "payee", "measure": "kind"}.get(column, column)
    if table.question == "assumptions":
        column = {"measure": "name", "value": "number"}.get(column, column)
    return heading(column)


def said(row: Row, column: str, language: str, names: Names) -> str:
    """A cell as text in one language.

    >>> row = Row(key="k", subject="a", measure="gap", unit="USD bn", low=4.0, mid=5.25, high=None, period="2027Q3")
    >>> [said(row, column, "en", {"a": {"en": "Alpha"}}) for column in ("subject", "period", "mid", "high")]
    ['Alpha', 'Q3 2027', '$5.3 bn', 'open']
    """
    column = "mid" if column == "value" and row.mid is not None else column
    told = value(row, column)
    if column == SURE:
        return sentence(row, language)
    if column == "high" and told is None and row.low is not None:
        return word("open", language)
    if column in NUMBERS:
        return written(told, plain_unit(row.unit), language)  # type: ignore[arg-type]
    if column == "unit":
        return "" if plain_unit(row.unit) else word(row.unit, language)
    if column == "grade":
        return grades({str(grade): share for grade, share in row.grade.items()}, language)
    if isinstance(told, Phrase):
        return cell(row, column, Speech(language, names))
    if column in TIMES:
        return Speech(language, names).period(told if isinstance(told, str) else str(told or ""))
    if isinstance(told, float):
        return written(told, plain_unit(row.unit), language) if column in BESIDE else number(told)
    if isinstance(told, list | tuple):
        return ", ".join(map(str, told))
    text = str(told if told is not None else "")
    return spoken(text, language, names) if column in WORDED else text
