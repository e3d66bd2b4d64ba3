"""Tables of the page: the first rows stand in it, all of them as compact data that its script pages through.

A text is written once, in a list of words that all tables share; the sentence on how sure a number is stands there as
a pattern with holes for the row's own numbers. Without the script the first rows can be read, and the line under them
says of how many.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from gigaloop.answer.table import Row, Table
from gigaloop.report.cells import NUMBERS, SURE, Names, columns_of, head, once, rows_of, said, value
from gigaloop.report.parts import each
from gigaloop.words.catalogue import HOME, SCRIPTS, say, voices
from gigaloop.words.numbers import written
from gigaloop.words.publishers import published_by
from gigaloop.words.vocabulary import word

#: rows of a table that one page of it holds; links of a cell before it counts the rest
ROWS, LINKS = 7, 1
#: what stands for a row's least, middle and greatest in a sentence: characters that no text has
HOLES = ("\ue000", "\ue001", "\ue002")
#: a text that is the same in all languages, or one for each of SCRIPTS
Told = str | tuple[str, ...]
SOURCES = "sources"


class Grids:
    """The tables of one page, and the texts and lists of sources that they share.

    language   the one that the page opens in; the data hold all
    """

    def __init__(self, names: Names, sources: Mapping[str, Mapping[str, str]], language: str) -> None:
        self._names, self._language, self._sources = names, SCRIPTS.index(HOME.get(language, language)), sources
        self._voices = voices(language)
        self._places = {key: place for place, key in enumerate(sources)}
        self._words: dict[Told, int] = {}
        self._lists: dict[tuple[int, ...], int] = {}
        self._tables: dict[str, dict[str, Any]] = {}

    def answer(self, table: Table, shown: tuple[str, ...] = ()) -> str:
        """The rows of an answer, those that answer it first; what all of them say stands once, above."""
        columns, rows = columns_of(table, shown), rows_of(table)
        same = once(table, columns)
        above = " \N{MIDDLE DOT} ".join(
            each(
                {
                    of: f"{word(head(table, one), la)}: {said(row, one, la, self._names)}"
                    for of, la in self._voices.items()
                }
            )
            for one, row in same.items()
        )
        columns = [column for column in columns if column not in same]
        spread = set(NUMBERS) <= set(columns)
        columns = [column for column in columns if not spread or column not in ("low", "high")]
        ends = [[self._told(lambda la, r=row, e=end: _end(r, e, la)) for row in rows] for end in NUMBERS]  # type: ignore[misc]
        grid = self._grid(
            table.question,
            self._heads(*("number" if spread and one == "mid" else head(table, one) for one in columns)),
            [self._column(rows, column, spread) for column in columns],
            [f"{table.question}/{row.key}" for row in rows],
            ends,
        )
        return (f'<p class="faint">{above}</p>' if above else "") + grid

    def left_out(self, table: Table) -> str:
        """What an answer does not count, and why."""
        legs, whys = zip(*table.left_out, strict=True)
        columns = [{"k": "i", "w": [self._word(leg) for leg in legs]}, {"k": "t", "w": [self._word(w) for w in whys]}]
        return self._grid(f"{table.question}-left", self._heads("leg", "why"), columns)

    def cited(self) -> str:
        """The list of sources; the cells of the other tables take their links from it."""
        told = list(self._sources.values())
        makers = [self._told(lambda la, o=one: published_by(o["publisher"], la)) for one in told]  # type: ignore[misc]
        columns = [{"k": "t", "w": makers}, {"k": "t", "w": [self._word(one["published"]) for one in told]}]
        title = {"k": "u", "w": [self._word(one["title"]) for one in told], "u": [_address(one["url"]) for one in told]}
        tiers = [self._told(lambda la, o=one: say(f"tier.{o['tier']}", la, fallback="")) for one in told]  # type: ignore[misc]
        heads = self._heads("title", "publisher", "day published", "kind")
        keys = [f"s-{key}" for key in self._sources]
        return self._grid(SOURCES, heads, [title, *columns, {"k": "t", "w": tiers}], keys)

    def data(self) -> dict[str, Any]:
        """Everything that the page's script needs to show any row in any language."""
        holes = {name: "{" + name + "}" for name in ("first", "last", "all")}
        asked = {
            name: self._told(lambda la, n=name: say(f"page.{n}", la, **holes))  # type: ignore[misc]
            for name in ("rows", "back", "next")
        }
        asked["filter"] = self._told(lambda la: word("filter", la))
        return {
            **{"say": asked, "size": ROWS, "links": LINKS, "holes": "".join(HOLES), "languages": SCRIPTS},
            **{"words": list(self._words), "lists": list(self._lists), "tables": self._tables},
        }

    def _heads(self, *heads: str) -> list[int]:
        return [self._told(lambda la, h=h: word(h, la)) for h in heads]  # type: ignore[misc]

    def _word(self, told: Told) -> int:
        if isinstance(told, tuple) and len(set(told)) == 1:
            told = told[0]
        return self._words.setdefault(told, len(self._words))

    def _told(self, say: Callable[[str], str]) -> int:
        return self._word(tuple(map(say, self._voices.values())))

    def _column(self, rows: Sequence[Row], column: str, spread: bool) -> dict[str, Any]:
        """k: n number, s how sure, c cited sources, v verdict, t text; w: its words; v: numbers to sort by; l: below.

        spread   the range of a number stands below it
        """
        if column == SURE:
            return {"k": "s", "w": [self._told(lambda la, r=row: _pattern(r, la)) for row in rows]}  # type: ignore[misc]
        if column == SOURCES:
            return {"k": "c", "w": [self._cited(row.sources) for row in rows]}
        told = [value(row, column) for row in rows]
        texts = [self._told(lambda la, r=row: said(r, column, la, self._names)) for row in rows]  # type: ignore[misc]
        if column in NUMBERS or any(isinstance(one, float) for one in told):
            sizes = [float(f"{one:.4g}") if isinstance(one, int | float) else None for one in told]
            below = {"l": [self._told(lambda la, r=row: _range(r, la)) for row in rows]}  # type: ignore[misc]
            return {"k": "n", "w": texts, "v": sizes, **(below if spread and column == "mid" else {})}
        return {"k": "v" if column == "status" else "t", "w": texts}

    def _cited(self, sources: Sequence[str]) -> int:
        places = tuple(self._places[source] for source in sources if source in self._places)
        return self._lists.setdefault(places, len(self._lists))

    def _grid(
        self,
        key: str,
        heads: Sequence[int],
        columns: Sequence[dict[str, Any]],
        keys: Sequence[str] = (),
        ends: Sequence[Sequence[int]] = (),
    ) -> str:
        """Keep a table's data, and write its first rows."""
        self._tables[key] = {"h": heads, "c": columns, "r": keys, "e": ends}
        words = list(self._words)
        size = len(columns[0]["w"]) if columns else 0
        named = [(escape(self._mine(words[at])), one["k"], one) for at, one in zip(heads, columns, strict=True)]
        row_heads = "".join(
            f'<th scope="col" class="{kind}"><button type="button">{name}</button></th>' for name, kind, _ in named
        )
        body = ""
        for place in range(min(size, ROWS)):
            cells = "".join(
                f'<td class="{kind}" data-h="{name}">{self._cell(one, place, words, ends)}</td>'
                for name, kind, one in named
            )
            body += f'<tr id="{escape(keys[place])}">{cells}</tr>' if keys else f"<tr>{cells}</tr>"
        count = {la: say("page.rows", la, first=min(1, size), last=min(size, ROWS), all=size) for la in SCRIPTS}
        return (
            f'<div class="grid" data-grid="{escape(key)}"><table><thead><tr>{row_heads}</tr></thead>'
            f'<tbody>{body}</tbody></table><p class="faint count">{escape(count[SCRIPTS[self._language]])}</p></div>'
        )

    def _mine(self, told: Told) -> str:
        return told if isinstance(told, str) else told[self._language]

    def _cell(self, column: Mapping[str, Any], place: int, words: Sequence[Told], ends: Sequence[Sequence[int]]) -> str:
        at = column["w"][place]
        if column["k"] == "c":
            return self._links(list(self._lists)[at])
        text = self._filled(at, place, words, ends)
        if column["k"] == "u" and column["u"][place]:
            return _link(column["u"][place], text)
        below = self._filled(column["l"][place], place, words, ends) if "l" in column else ""
        return escape(text) + (f"<small>{escape(below)}</small>" if below else "")

    def _filled(self, at: int, place: int, words: Sequence[Told], ends: Sequence[Sequence[int]]) -> str:
        """A word with a row's numbers in its holes."""
        text = self._mine(words[at])
        for hole, told in zip(HOLES, ends, strict=False):
            text = text.replace(hole, self._mine(words[told[place]]))
        return text

    def _links(self, places: Sequence[int]) -> str:
        told = list(self._sources.values())
        shown = [told[at] for at in places[:LINKS]]
        links = [_link(_address(one["url"]), _source(one, SCRIPTS[self._language]), one["title"]) for one in shown]
        more = len(places) - LINKS
        return "; ".join(links) + (f" <button type=button class=more>+{more}</button>" if more > 0 else "")


def _pattern(row: Row, language: str) -> str:
    """The sentence on how sure a number is, with a hole where one of the row's numbers stands."""
    text = said(row, SURE, language, {})
    told = {_end(row, end, language): hole for end, hole in zip(NUMBERS, HOLES, strict=True)}
    for number in sorted(told, key=len, reverse=True):
        text = text.replace(number, told[number])
    return text


def _end(row: Row, end: str, language: str) -> str:
    return written(getattr(row, end), row.unit, language)


def _range(row: Row, language: str) -> str:
    """From least to greatest where they are not the middle, as a pattern with their holes."""
    if row.low == row.mid == row.high:
        return ""
    return f"{HOLES[0]} \N{EN DASH} {HOLES[2] if row.high is not None else word('open', language)}"


def _source(source: Mapping[str, str], language: str) -> str:
    return f"{published_by(source['publisher'], language) or source['title']} {source['published']}".strip()


def _address(url: str) -> str:
    """What may be followed by a click: an address of the web, nothing else."""
    return url if url.startswith(("https://", "http://")) else ""


def _link(address: str, text: str, title: str = "") -> str:
    about = f' title="{escape(title)}"' if title else ""
    if not address:
        return f"<span{about}>{escape(text)}</span>" if about else escape(text)
    return f'<a rel="noreferrer noopener" href="{escape(address)}"{about}>{escape(text)}</a>'
