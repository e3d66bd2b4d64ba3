"""The pieces of the page: words in three scripts, tables whose every number can be traced, the list of sources."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from gigaloop.answer.sentence import sentence
from gigaloop.answer.table import Row, Table
from gigaloop.words.vocabulary import LANGUAGES, grades, number, word
from gigaloop.words.vocabulary import told as spoken

Names = Mapping[str, Mapping[str, str]]
#: a list of sources -> its number on the page
Lists = dict[tuple[str, ...], int]
NUMBERS = ("low", "mid", "high")
#: words of a column `status` that the page colours
VERDICTS = ("pass", "fail")
#: the column that says in a sentence how sure a row's number is
SURE = "how sure"
#: sources that a cell shows before it counts the rest
SOURCES_SHOWN = 6
#: columns of words and parties' ids, which are said in the reader's language
WORDED = (
    "subject",
    "counterparty",
    "measure",
    "stage",
    "origin",
    "family",
    "method",
    "route",
    "instrument",
    "sector",
    "against",
    "upside",
    "world",
)


def each(told: Mapping[str, str]) -> str:
    """A text in all three scripts, once if they agree; the style sheet shows the one of the page's language.

    >>> each({"en": "grade", "zh-Hant": "等級", "zh-Hans": "等级"})
    '<span lang="en">grade</span><span lang="zh-Hant">等級</span><span lang="zh-Hans">等级</span>'
    >>> each({"en": "A & B"})
    'A &amp; B'
    """
    texts = {language: told.get(language) or told["en"] for language in LANGUAGES}
    if len(set(texts.values())) == 1:
        return escape(texts["en"])
    return "".join(f'<span lang="{language}">{escape(text)}</span>' for language, text in texts.items())


def words(text: str) -> str:
    """A word of the page in all three scripts."""
    return each({language: word(text, language) for language in LANGUAGES})


def columns_of(table: Table, shown: tuple[str, ...] = ()) -> list[str]:
    """The columns to print: those asked for, else those that say anything; how sure a number is stands beside it."""
    told = list(shown) or _telling(table)
    after = told.index("unit") + 1 if "unit" in told else len(told)
    return [*told[:after], SURE, *told[after:]]


def _telling(table: Table) -> list[str]:
    """The columns that say anything."""
    own = [name for name, _, _ in table.added]
    wanted = ["subject", "counterparty", "measure", "period", *own, *NUMBERS, "unit", "grade", "origin", "sources"]
    return [name for name in wanted if name in NUMBERS or any(value(row, name) for row in table.rows)]


def value(row: Row, column: str) -> object:
    """What a row says in a column, its own or one that the question added."""
    return row.more[column] if column in row.more else getattr(row, column, "")


def grid(table: Table, names: Names, lists: Lists, shown: tuple[str, ...] = ()) -> str:
    """A table that can be sorted by a click on a head and filtered; each row has an anchor.

    lists   the page's long lists of sources, each once; those of this table are added
    """
    columns = columns_of(table, shown)
    heads = "".join(
        f'<th scope="col"{" class=n" if column in NUMBERS else ""}>'
        f'<button type="button">{words(_head(table, column))}</button></th>'
        for column in columns
    )
    meaning = {name: f"{told}{f' [{unit}]' if unit else ''}" for name, unit, told in table.added}
    body = "".join(
        f'<tr id="{escape(table.question)}/{escape(row.key)}">'
        + "".join(_cell(row, column, names, lists) for column in columns)
        + "</tr>"
        for row in table.rows
    )
    notes = "; ".join(f"{name}: {told}" for name, told in meaning.items() if name in columns)
    return (
        f'<label class="filter">{words("filter")} <input type="search"></label>'
        f'<div class="wide" tabindex="0"><table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
        f'<p class="faint">{len(table.rows)} {words("rows")}{". " + escape(notes) if notes else ""}</p>'
    )


def _head(table: Table, column: str) -> str:
    if table.question in ("deals", "network"):
        column = {"subject": "payer", "counterparty": "payee", "measure": "kind"}.get(column, column)
    if table.question == "assumptions":
        column = {"measure": "name", "value": "number"}.get(column, column)
    return column


def _cell(row: Row, column: str, names: Names, lists: Lists) -> str:
    told = value(row, column)
    if column in NUMBERS:
        missing = "open" if column == "high" and row.low is not None else ""
        sort = "" if told is None else f' data-v="{told}"'
        shown = words(missing) if told is None and missing else escape(number(told, unit=row.unit))  # type: ignore[arg-type]
        return f'<td class="n"{sort}>{shown}</td>'
    if column == SURE:
        return f'<td class="sure">{each({language: sentence(row, language) for language in LANGUAGES})}</td>'
    if column == "grade":
        shares = {str(g): s for g, s in row.grade.items()}
        return f"<td>{each({language: grades(shares, language) for language in LANGUAGES})}</td>"
    if column == "sources":
        return f"<td>{_sources(row.sources, lists)}</td>"
    if column in ("unit", "period", "known", "happened"):
        return f'<td class="w">{escape(str(told or ""))}</td>'
    if isinstance(told, float):
        return f'<td class="n" data-v="{told}">{escape(number(told))}</td>'
    if isinstance(told, list | tuple):
        return f"<td>{escape(', '.join(map(str, told)))}</td>"
    text = str(told if told is not None else "")
    if column == "status" and text in VERDICTS:
        return f'<td class="{text}">{words(text)}</td>'
    if column in WORDED:
        return f"<td>{each({language: spoken(text, language, names) for language in LANGUAGES})}</td>"
    return f"<td>{escape(text)}</td>"


def _sources(sources: tuple[str, ...], lists: Lists) -> str:
    """Links to the list of sources: the first few, the rest behind their number (many rows share one long list)."""
    told = " ".join(_cited(source) for source in sources[:SOURCES_SHOWN])
    if len(sources) > SOURCES_SHOWN:
        at = lists.setdefault(sources[SOURCES_SHOWN:], len(lists))
        told += f' <details data-list="{at}"><summary>+{len(sources) - SOURCES_SHOWN}</summary></details>'
    return told


def _cited(source: str) -> str:
    return f'<a class="s" href="#s-{escape(source)}">{escape(source)}</a>'


def cited(sources: Mapping[str, Mapping[str, str]]) -> str:
    """The list of sources, each with an anchor; a link is followed only by a click."""
    rows = []
    for key, source in sorted(sources.items()):
        title = escape(source["title"])
        if source["url"].startswith(("https://", "http://")):
            title = f'<a rel="noreferrer noopener" href="{escape(source["url"])}">{title}</a>'
        rows.append(
            f'<tr id="s-{escape(key)}"><td>{escape(key)}</td><td>{title}</td>'
            f"<td>{escape(source['publisher'])}</td><td>{escape(source['published'])}</td></tr>"
        )
    heads = "".join(f"<th scope='col'><button type='button'>{words(h)}</button></th>" for h in _SOURCE_HEADS)
    return (
        f'<label class="filter">{words("filter")} <input type="search"></label>'
        f'<div class="wide" tabindex="0"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


_SOURCE_HEADS = ("name", "title", "publisher", "day published")
