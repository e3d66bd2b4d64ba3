"""Table: what every answer is. One row, one number, with its range, unit, grade, legs, assumptions and sources."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, overload

from gigaloop.answer.labels import cells, labels, party_name, worlds
from gigaloop.answer.language import language_of
from gigaloop.answer.made import Made
from gigaloop.answer.plain import csv_text
from gigaloop.book.days import newest
from gigaloop.book.model import Book, Party
from gigaloop.book.near import meant
from gigaloop.book.problem import Misread
from gigaloop.book.units import Quantity
from gigaloop.words import catalogue
from gigaloop.words.layout import typeset
from gigaloop.words.notes import Note, note
from gigaloop.words.numbers import DAY, QUARTER, day
from gigaloop.words.vocabulary import title as titled

RangeKind = Literal["terms", "paths", "models"]
ORIGINS = ("sourced", "calibrated", "assumed")

#: the columns that every Table has; what each means stands in gigaloop/words (`Table.meaning`)
STANDARD = (
    *("key", "subject", "counterparty", "measure", "period", "low", "mid", "high", "unit", "range", "grade"),
    *("undisclosed", "origin", "legs", "figures", "assumptions", "sources"),
)
#: those that have a unit
UNITS = {**dict.fromkeys(("low", "mid", "high"), "see unit"), "grade": "share", "undisclosed": "legs"}
#: all of them with their unit, as columns of a question's own are told
COLUMNS = tuple((name, UNITS.get(name, "")) for name in STANDARD)


@dataclass(frozen=True)
class Row:
    """One number. low/mid/high in `unit`; None is open or unknown. `more` holds the columns that a question adds.

    made   how the number comes about, where it is arithmetic over legs or over other rows; no column
    """

    key: str
    subject: str
    measure: str
    unit: str
    low: float | None
    mid: float | None
    high: float | None
    counterparty: str = ""
    period: str = ""
    range: RangeKind = "terms"
    grade: Mapping[int, float] = field(default_factory=dict)
    undisclosed: int = 0
    origin: str = "sourced"
    legs: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)
    made: Made | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Nothing lost is 0, never the -0.0 that turning a sign makes."""
        for name in ("low", "mid", "high"):
            if getattr(self, name) == 0:
                object.__setattr__(self, name, abs(getattr(self, name)))

    def as_dict(self) -> dict[str, Any]:
        """As the contract prints it, the question's own columns last."""
        data = {name: getattr(self, name) for name in STANDARD}
        for name in ("legs", "figures", "assumptions", "sources"):
            data[name] = list(data[name])
        data["grade"] = {str(grade): share for grade, share in self.grade.items()}
        return data | dict(self.more)

    def __repr__(self) -> str:
        from gigaloop.answer import shown

        return f"<Row {shown.one(self)}>"


@dataclass(frozen=True)
class Table:
    """An answer: rows, what was left out and why, notes, and the one line that reproduces it.

    headline   language -> one to three sentences that a person would say aloud, made from the rows by `ask`; what else
               a question says is its first notes, of id 'beneath'
    first      keys of the rows that answer, in the order in which one would ask; empty: as they stand
    settings   the scenario's arguments that were given
    world      parameters of the whole world, on which every simulated row rests beside its own assumptions
    tongue     the language in which it shows itself; rows, keys and codes are the same in all
    names      id of a party, contract, number or scenario told -> language -> what people call it
    """

    question: str
    arguments: Mapping[str, Any]
    title: Mapping[str, str]
    definition: str
    as_of: str
    book: str
    rows: tuple[Row, ...]
    scenario: str = "base"
    seed: int = 1
    paths: int = 0
    overlay: bool = False
    version: str = ""
    left_out: tuple[tuple[str, str], ...] = ()
    sources: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    reproduce: str = ""
    added: tuple[tuple[str, str], ...] = ()
    headline: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    world: tuple[str, ...] = ()
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False, compare=False)
    tongue: str = field(default="en", compare=False)

    @property
    def warnings(self) -> tuple[str, ...]:
        """The notes in English."""
        return tuple(map(str, self.notes))

    @cached_property
    def of_measure(self) -> dict[str, list[Row]]:
        """Its rows by what they measure: what sentences ask for most."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.measure, []).append(row)
        return found

    def meaning(self, column: str, language: str = "en") -> str:
        """What a column says: column.QUESTION.NAME of the words, or column.NAME where all questions agree."""
        own = catalogue.text(f"column.{self.question.split()[-1]}.{column}", language)
        return own or catalogue.say(f"column.{column}", language, fallback="")

    def __len__(self) -> int:
        return len(self.rows)

    def __bool__(self) -> bool:
        """An answer without rows is an answer."""
        return True

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @overload
    def __getitem__(self, place: int | str) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, place: int | str | slice) -> Row | tuple[Row, ...]:
        """A row by its number or its key; several by a slice."""
        return self.one(place) if isinstance(place, str) else self.rows[place]

    def __repr__(self) -> str:
        from gigaloop.answer import shown

        return shown.text(self)

    def _repr_html_(self) -> str:
        """What a notebook shows: headline, picture, ten rows."""
        from gigaloop.answer import shown

        return shown.html(self)

    def speaking(self, language: str) -> Table:
        """The same answer, which shows itself in a language: zh-Hant, zh-Hans, zh-TW, zh-HK, zh-CN, en.

        >>> from gigaloop import ask, load
        >>> "占在手訂單" in repr(ask(load("tiny"), "backlog", party="cloud").speaking("zh-TW"))
        True
        """
        return replace(self, tongue=language_of(language))

    def filter(self, **wanted: Any) -> Table:
        """The same answer with those rows alone whose columns are as wanted: a value, several of them, or a test.

        `reproduce` still gives the whole answer. Raises InputError for a column that no row has.

        >>> from gigaloop import ask, load
        >>> found = ask(load("tiny"), "deals")
        >>> len(found.filter(subject="lab", mid=lambda mid: mid > 0)) < len(found)
        True
        """
        columns = [*STANDARD, *(name for name, _ in self.added)]
        for name in wanted:
            if name not in columns:
                remedy = meant(name, columns, f"It has {', '.join(columns)}")
                raise Misread(f"{self.question} has no column {name!r}", remedy, id="column")
        return replace(self, rows=tuple(row for row in self.rows if all(_is(row, n, v) for n, v in wanted.items())))

    def as_dict(self) -> dict[str, Any]:
        """The contract's `table/1` object."""
        return {
            "format": "table/1",
            "question": self.question,
            "arguments": dict(self.arguments),
            "title": dict(self.title),
            "headline": {language: list(told) for language, told in self.headline.items()},
            "definition": self.definition,
            "as_of": self.as_of,
            "scenario": self.scenario,
            "seed": self.seed,
            "paths": self.paths,
            "book": self.book,
            "overlay": self.overlay,
            "version": self.version,
            "columns": [{"name": n, "unit": u, "meaning": self.meaning(n)} for n, u in (*COLUMNS, *self.added)],
            "rows": [row.as_dict() for row in self.rows],
            "left_out": [{"leg": leg, "why": why} for leg, why in self.left_out],
            "sources": {key: dict(value) for key, value in self.sources.items()},
            "warnings": list(self.warnings),
            "notes": [note.as_dict() for note in self.notes],
            "world": list(self.world),
            "reproduce": self.reproduce,
        }

    def to_json(self) -> str:
        """The same as text, in the language of `speaking`; refuses NaN, because no answer is one."""
        from gigaloop.answer.tongue import as_json

        return as_json(self, self.tongue)

    def to_csv(self, *, private: bool = False) -> str:
        """CSV with a citation in each row, lists joined by ";"; private rows of an overlay only when asked by name."""
        if self.overlay and not private:
            raise Misread("this answer holds private rows", "Ask for them by name: private=True, or --private")
        names = [*STANDARD, *(name for name, _ in self.added), "citation"]
        told = []
        for row in self.rows:
            data = row.as_dict()
            cited = [self.sources[s] for s in row.sources if s in self.sources]
            data["citation"] = " | ".join(f"{s['publisher']} {s['published']}: {s['title']} {s['url']}" for s in cited)
            data["grade"] = ";".join(f"{grade}:{share:.4g}" for grade, share in row.grade.items())
            told.append(data)
        return csv_text(names, told)

    def to_pandas(self) -> Any:
        """The rows as a pandas DataFrame; ImportError says what to install where pandas is missing."""
        try:
            import pandas
        except ImportError:
            raise _missing("pandas") from None
        return pandas.DataFrame([row.as_dict() for row in self.rows])

    def to_polars(self) -> Any:
        """The rows as a polars DataFrame, mappings as JSON text; ImportError says what to install if it is missing."""
        try:
            import polars
        except ImportError:
            raise _missing("polars") from None
        rows = [row.as_dict() for row in self.rows]
        return polars.DataFrame([row | {"grade": json.dumps(row["grade"])} for row in rows], infer_schema_length=None)

    def one(self, key: str) -> Row:
        """The row of this key; KeyError lists the keys that there are."""
        for row in self.rows:
            if row.key == key:
                return row
        raise KeyError(f"{self.question} has no row {key!r}; it has {', '.join(row.key for row in self.rows[:20])}")


def _missing(library: str) -> ImportError:
    return ImportError(
        f"{library} is not installed.  Run: pip install {library}, or 'gigaloop[frames]' for all of them"
    )


def _is(row: Row, column: str, wanted: Any) -> bool:
    """Whether a row says in a column what is wanted of it; what is unknown or open passes no test."""
    told = row.more.get(column) if column in row.more else getattr(row, column, None)
    if callable(wanted):
        return told is not None and bool(wanted(told))
    several = isinstance(wanted, list | tuple | set | frozenset) and not isinstance(told, tuple)
    return told in wanted if several else told == wanted


def make_table(
    book: Book,
    question: str,
    *,
    rows: Iterable[Row],
    arguments: Mapping[str, Any],
    title: Mapping[str, Party | Mapping[str, str] | str] | None = None,
    variant: str = "",
    definition: str = "",
    positional: Sequence[str] = (),
    left_out: Iterable[tuple[str, str]] = (),
    notes: Iterable[Note] = (),
    added: Iterable[tuple[str, str]] = (),
    scenario: str = "base",
    settings: Mapping[str, Any] | None = None,
    seed: int = 1,
    paths: int = 0,
    told: Book | None = None,
    world: tuple[str, ...] = (),
) -> Table:
    """Finish an answer: resolve its sources, and write the line that reproduces it.

    title        what fills the places of its title in gigaloop/words: title.QUESTION, or title.QUESTION.VARIANT
    definition   said in place of the words' own (define.QUESTION, or with the variant)
    arguments    the question's own; those named in `positional` stand bare in the line, in that order
    settings     the scenario's arguments (`--set name=value`)
    told         the book of a later day, where an answer lays beside its numbers what was told since
    """
    from gigaloop import __version__

    rows, notes = tuple(rows), tuple(notes)
    noted = (one for told in notes for _, value in told.slots if isinstance(value, tuple) for one in value)
    spoken = ".".join((*question.split(), *filter(None, (variant,))))
    alike = dict.fromkeys(row.sources for row in rows)  # many rows rest on the same
    cited = dict.fromkeys(source for sources in alike for source in sources)
    return Table(
        question=question,
        arguments=arguments,
        title={language: _titled(spoken, language, title or {}) for language in catalogue.LANGUAGES},
        definition=definition
        or catalogue.text(f"define.{spoken}", "en")
        or catalogue.text(f"define.{question}", "en")
        or "",
        as_of=book.as_of.isoformat(),
        book=book.hash,
        rows=rows,
        scenario=scenario,
        seed=seed,
        paths=paths,
        overlay=book.overlay,
        version=__version__,
        left_out=tuple(dict.fromkeys(left_out)),
        sources={key: citation(told or book, key) for key in cited if key in (told or book).sources},
        notes=tuple(dict.fromkeys((*_outside(book), *notes))),
        reproduce=_line(book, question, arguments, positional, scenario, settings or {}, seed, paths),
        added=tuple(added),
        settings=dict(settings or {}),
        world=world,
        names=labels(book, (*arguments.values(), *cells(rows), *noted)) | worlds(book, (scenario, *arguments.values())),
    )


def _titled(spoken: str, language: str, places: Mapping[str, Party | Mapping[str, str] | str]) -> str:
    told = {name: _named(place, language) for name, place in places.items()}
    text = catalogue.say(f"title.{spoken}", language, **told)
    return typeset(text, language)


def _named(place: Party | Mapping[str, str] | str, language: str) -> str:
    if isinstance(place, Party):
        return party_name(place, language)
    if isinstance(place, Mapping):
        return titled(place, language)
    text = str(place)
    return day(text, language) if QUARTER.fullmatch(text) or DAY.fullmatch(text) else text


def _outside(book: Book) -> Iterator[Note]:
    """A word where the book's day lies before all that it knows (nothing is not none), or after (much may be new)."""
    known = newest(book)
    if not book.legs and not book.figures:
        yield note("book.early", day=str(book.as_of))
    if known is not None and book.as_of > known:
        yield note("book.late", day=str(known))


def citation(book: Book, source_id: str) -> dict[str, str]:
    """Title, publisher, day, address and tier of one source ('other' where nobody said).

    A page that came out after the book's day says so: 'inferred from 2026-03-08'.
    """
    source = book.sources[source_id]
    published, tier = str(source.published or ""), source.tier or "other"
    published = f"inferred from {published}" if book.inferred(source_id) else published
    return {
        "title": source.title,
        "publisher": source.publisher,
        "published": published,
        "url": source.url or "",
        "tier": tier,
    }


def weakest(origins: Iterable[str]) -> str:
    """The weakest origin of several.

    >>> weakest(["sourced", "assumed", "calibrated"])
    'assumed'
    """
    return max(origins, key=ORIGINS.index, default="sourced")


def in_unit(value: float | None, unit: str = "USD bn") -> float | None:
    """Dollars in 'USD bn', or the number as it is.

    >>> in_unit(3e9), in_unit(3.0, "GW")
    (3.0, 3.0)
    """
    return value if value is None or unit != "USD bn" else value / 1e9


def stated(quantity: Quantity, about_half_width: float = 0.1) -> tuple[float | None, float | None, float | None]:
    """(low, mid, high) of a figure as its words allow."""
    if quantity.stated is None:
        return None, None, None
    low, high = quantity.bounds(about_half_width)
    return low, quantity.stated, high


def _line(
    book: Book,
    question: str,
    arguments: Mapping[str, Any],
    positional: Sequence[str],
    scenario: str,
    settings: Mapping[str, Any],
    seed: int,
    paths: int,
) -> str:
    words = ["gigaloop", "ask", question]
    words += [str(arguments[name]) for name in positional if arguments.get(name) is not None]
    for name, value in arguments.items():
        if name not in positional and value is not None and value is not False:
            words += [f"--{name.replace('_', '-')}", *([] if value is True else [str(value)])]
    words += ["--as-of", book.as_of.isoformat()]
    if scenario != "base":
        words += ["--scenario", scenario]
    for name, value in settings.items():
        words += ["--set", f"{name}={value}"]
    words += ["--seed", str(seed)]
    if paths:
        words += ["--paths", str(paths)]
    if book.path.name != "loop":
        words += ["--book", book.path.name if book.path.parent.name in ("books", "examples") else str(book.path)]
    if book.overlay:
        words += ["--overlay", "DIR"]
    return shlex.join(words)
