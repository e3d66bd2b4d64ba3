"""Speech: how an answer's headline is said in one language; ends, days, parties and lists as people write them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from types import SimpleNamespace
from typing import Any

from gigaloop.answer.table import Row, Table
from gigaloop.book.why import Why
from gigaloop.words import catalogue, numbers
from gigaloop.words.catalogue import LANGUAGES
from gigaloop.words.layout import chinese
from gigaloop.words.notes import Told
from gigaloop.words.phrase import Phrase
from gigaloop.words.vocabulary import WORDS, bare, title, word

#: what a question's module gives: the sentences of one language, made from the rows of a Table
Headline = Callable[[Table, "Speech"], Sequence[str]]
#: how many sentences stand above the rows, the most telling; the others of a question are told beneath them
ABOVE = 3
#: words that a number or a day follows: 'goal 2033', 'year 0'
NUMBERED = ("goal", "year")


@dataclass(frozen=True)
class Speech:
    """One language's voice. Called with an id of the catalogue and its places, it says that sentence.

    A place that is a Row is its middle, and by name what else the row says: {top.party}, {top.range} (`OF_A_ROW`). With
    the answer that is told, every sentence has {day}, {paths} and its arguments too: {asked.party}.
    """

    language: str
    names: Mapping[str, Mapping[str, str]]
    table: Table | None = None

    def __call__(self, key: str, /, **places: Any) -> str:
        """The sentence of an id, its places filled; the first letter is written large."""
        told = {name: Spoken(value, self) if isinstance(value, Row) else value for name, value in places.items()}
        text = self.set(catalogue.say(key, self.language, **(self._always | told)))
        begins = "." in key and text.endswith((".", "。")) and not text[1:2].isupper()  # xAI stays xAI
        return text[:1].upper() + text[1:] if begins else text

    @cached_property
    def _always(self) -> dict[str, Any]:
        """What any sentence about the answer may name."""
        if self.table is None:
            return {}
        asked = {name: self.party(str(value)) for name, value in self.table.arguments.items()}
        day, paths = self.day(self.table.as_of), self.count(self.table.paths)
        return {"day": day, "paths": paths, "asked": SimpleNamespace(**asked)}

    def set(self, text: str) -> str:
        """A text as it is set in this language, with the names of parties that Hong Kong knows by its own."""
        if self.language == "en":
            return text
        for named in self.names.values() if self.language == "zh-HK" else ():
            if "zh-HK" in named:
                text = text.replace(named["zh-Hant"], named["zh-HK"])
        return chinese(catalogue.local(text, self.language))

    def number(self, row: Row, end: str = "mid") -> str:
        """One end of a row; a middle that nobody knows is told by what is known of it."""
        value = getattr(row, end)
        return self.range(row) if value is None and end == "mid" else self.value(value, row.unit)

    def value(self, value: float | None, unit: str = "") -> str:
        """A number with its unit."""
        return numbers.written(value, unit, self.language)

    def count(self, value: float) -> str:
        """A count, whole."""
        return numbers.count(value)

    def range(self, row: Row) -> str:
        """From least to greatest in words: 'between 42% and 52%', 'at least $632 bn, with no upper bound'."""
        if row.range != "terms" and row.low == row.high is not None:
            return self("range.alone")
        if row.high is None and row.low is not None and self.value(row.low, row.unit) == self.value(row.mid, row.unit):
            return self("range.open")
        return self.between(row.low, row.high, row.unit)

    def less(self, row: Row) -> str:
        """The range of what a negative row takes away, told as a size."""
        low, high = (None if end is None else -end for end in (row.high, row.low))
        return self.between(low, high, row.unit)

    def between(self, low: float | None, high: float | None, unit: str) -> str:
        """The same of two numbers."""
        least, most = self.value(low, unit), self.value(high, unit)
        if low is not None and high is not None and least != most:
            least, most = numbers.pair(low, high, unit, self.language)
        if low is None and high is None:
            return self("range.unknown")
        if high is None:
            return self("range.open") if not low or least.startswith("<") else self("range.least", low=least)
        if low is None:
            return self("range.most", high=most)
        return self("range.one") if least == most else self("range.between", low=least, high=most)

    def cases(self, row: Row) -> str:
        """A share of the answer's simulated cases; none at all is told as a count, since it is no proof of never."""
        return self("cases.share" if row.mid else "cases.none", share=row)

    def nine(self, row: Row, *, less: bool = False) -> str:
        """The range of nine in ten simulated cases; `less`: of what a negative row takes away."""
        told = self.less(row) if less else self.range(row)
        return told if told == self("range.alone") else self("cases.nine", range=told)

    def size(self, row: Row) -> str:
        """The middle of a row without its sign."""
        return self.value(abs(row.mid or 0.0), row.unit)

    def each(self, rows: Iterable[Row], most: int = 3, *, of: str = "subject") -> str:
        """Parties with their numbers: 'Oracle $300 bn, Amazon $138 bn and Meta $90 bn'."""
        return self.joined([f"{self.party(getattr(row, of))} {self.number(row)}" for row in rows][:most], most)

    def silent(self, rows: Iterable[Row]) -> list[str]:
        """A sentence on the contracts behind these rows that state no sum; none where all do."""
        n = sum(row.undisclosed for row in rows)
        return [self("dark.one" if n == 1 else "dark", n=self.count(n))] if n else []

    def day(self, text: str) -> str:
        """A day, quarter or span."""
        return numbers.day(text, self.language)

    def span(self, text: str) -> str:
        """A span as rows write it, '2026Q4 to 2027Q3'."""
        first, to, last = text.partition(" to ")
        return numbers.day(f"{first}..{last}" if to else text, self.language)

    def period(self, text: str) -> str:
        """A period as a row writes it: a day, a quarter, '2026Q4 to 2027Q3', a phrase (`when`); other words as such.

        Of a figure's it tells what is said of it too: a target, a guide.

        >>> Speech("en", {}).period("FY2030_target"), Speech("zh-Hant", {}).period("run_rate_2026-06")
        ('fiscal 2030, target', '年化（2026 年 6 月）')
        """
        if text in WORDS:
            return self.word(text)
        if isinstance(text, Phrase):
            return text.said(self.language)
        head, _, tail = text.partition(" ")
        if head in NUMBERED and tail:
            return self(f"cell.{head}", tail=self.period(tail) if head == "goal" else tail)
        if (told := self.span(text)) != text:
            return told
        for cut in (at for at, sign in enumerate(text) if sign == "_"):
            head, tail = text[:cut], text[cut + 1 :].replace("_", " ")
            if head in WORDS or self.period(head) != head.replace("_", " "):
                spans = tail.startswith("to ") and tail not in WORDS  # of a figure: 2000-03_to_2002-10
                what = self.period(ending(tail[3:]) if spans else tail)
                return self("period.told", when=self.period(head), what=what)
        return self.word(text)

    def until(self, row: Row) -> str:
        """The last quarter of a row that tells of all up to it (`ending`)."""
        return self.day(row.period.removeprefix("to "))

    def sentences(self, told: Sequence[str]) -> str:
        """Sentences in a row."""
        return ("" if self.language != "en" else " ").join(told)

    def tier(self, tier: str) -> str:
        """What kind of source it is: an original document, or told by others; nothing where nobody said."""
        return self(f"tier.{tier}") if tier in ("primary", "press", "other") else ""

    @property
    def home(self) -> str:
        """The language whose words this one uses."""
        return catalogue.HOME.get(self.language, self.language)

    def column(self, name: str) -> str:
        """The column that holds a sentence in this language: 'sentence', 'sentence_zh_hant', 'sentence_zh_hans'."""
        return name if self.home == "en" else f"{name}_{self.home.lower().replace('-', '_')}"

    def party(self, party: str) -> str:
        """A party's name in this language, without '(group)'; what is no party as it stands."""
        named = self.names.get(party)
        if named is None:
            return self.word(party)
        return bare(title(named, self.language))

    def scenario(self, scenario: str) -> str:
        """A scenario's name; the base by its word."""
        return self.party(f"scenario {scenario}" if f"scenario {scenario}" in self.names else scenario)

    def word(self, text: str) -> str:
        """A word of the vocabulary: a measure, a kind of contract, a sector."""
        return text.said(self.home) if isinstance(text, Phrase) else word(text, self.home)

    def why(self, why: str) -> str:
        """Why a contract does not enter, without names."""
        return self(f"left.{why.id}") if isinstance(why, Why) else why

    def parties(self, parties: Iterable[str]) -> str:
        """The first few parties, and how many more there are."""
        return self.joined([self.party(party) for party in dict.fromkeys(parties)])

    def joined(self, texts: Sequence[str], most: int = 3) -> str:
        """'A, B and C' of texts; of more than `most`, 'A, B and 4 more'."""
        told = list(dict.fromkeys(texts))
        if len(told) > most:
            told = [*told[: most - 1], self("list.more", n=len(told) - most + 1)]
        if len(told) < 2:
            return "".join(told)
        return self("list.comma").join(told[:-1]) + self("list.and") + told[-1]


#: what a sentence may say of a row beside its number
OF_A_ROW: Mapping[str, Callable[[Speech, Row], str]] = {
    "party": lambda say, row: say.party(row.subject),
    "other": lambda say, row: say.party(row.counterparty),
    "what": lambda say, row: say.word(row.measure),
    "day": lambda say, row: say.day(row.period),
    "range": Speech.range,
    "less": Speech.less,
    "nine": Speech.nine,
    "size": Speech.size,
    "until": Speech.until,
    "span": lambda say, row: say.span(row.period),
    "share": lambda say, row: say.value(row.mid, "share"),
    "cases": Speech.cases,
}


class Spoken(str):
    """A row as it stands in a sentence: its middle; an attribute is what `OF_A_ROW` says."""

    row: Row
    say: Speech

    def __new__(cls, row: Row, say: Speech) -> Spoken:
        made = super().__new__(cls, say.number(row))
        made.row, made.say = row, say
        return made

    def __getattr__(self, name: str) -> str:
        if name not in OF_A_ROW:
            raise AttributeError(f"no sentence says {name!r} of a row.  Say one of {', '.join(OF_A_ROW)}.")
        return OF_A_ROW[name](self.say, self.row)


def led(table: Table, headline: Headline | None) -> Table:
    """The answer with its headline, the first sentences of its question; the others are its first notes.

    >>> from gigaloop import ask, load
    >>> table = led(ask(load("tiny"), "backlog", party="cloud"), lambda table, say: ["One.", "Two.", "Three.", "Four."])
    >>> table.headline["en"], str(table.notes[0])
    (('One.', 'Two.', 'Three.'), 'Four.')
    """
    told = spoken(table, headline)
    beneath = [
        Told("beneath", texts=tuple(zip(told, texts, strict=True)))
        for texts in zip(*(lines[ABOVE:] for lines in told.values()), strict=True)
    ]
    kept = (one for one in table.notes if not isinstance(one, Told))
    return replace(
        table, headline={language: lines[:ABOVE] for language, lines in told.items()}, notes=(*beneath, *kept)
    )


def spoken(table: Table, headline: Headline | None) -> dict[str, tuple[str, ...]]:
    """Language -> all that a question says; of one that says nothing, or of no rows, what can be said of any."""
    if headline is None or not table.rows:
        headline = _plain
    return {language: _under(table, Speech(language, table.names, table), headline) for language in LANGUAGES}


def _under(table: Table, say: Speech, headline: Headline) -> tuple[str, ...]:
    """The sentences, with the scenario before them where it is not the base."""
    told = tuple(headline(table, say) or _plain(table, say))
    if not table.paths or table.scenario == "base":
        return told
    sizes = say.joined([f"{name} {value}" for name, value in table.settings.items()], 9)
    key = "world.sized" if sizes else "world.plain"
    return (say(key, scenario=say.scenario(table.scenario), sizes=sizes), *told)


def _plain(table: Table, say: Speech) -> Sequence[str]:
    """What can be said of any answer."""
    own = f"none.{table.question.rpartition(' ')[2]}"  # what an answer without rows means, where that is known
    key = "plain.rows" if table.rows else own if catalogue.text(own, "en") else "plain.none"
    asked = table.title.get(say.home) or table.title.get("en", "")
    return (say(key, asked=asked, rows=say.count(len(table.rows)), day=say.day(table.as_of)),)


def those(table: Table, **columns: object) -> list[Row]:
    """The rows whose columns say this, in their order; a tuple allows any of its values.

    >>> from gigaloop import ask, load
    >>> [row.key for row in those(ask(load("tiny"), "binding"), measure="purchases_total", subject="book")]
    ['purchases/total']
    """
    measure = columns.get("measure")
    rows = list(table.of_measure.get(measure, ()) if isinstance(measure, str) else table.rows)
    for name, value in columns.items():
        told = value if isinstance(value, tuple) else (value,)
        rows = [row for row in rows if (row.more[name] if name in row.more else getattr(row, name)) in told]
    return rows


def largest(rows: Iterable[Row]) -> list[Row]:
    """Rows with a number, the greatest size first."""
    return sorted((row for row in rows if row.mid is not None), key=lambda row: -abs(row.mid or 0.0))


def by_measure(table: Table, measures: Sequence[str]) -> list[Row]:
    """The rows of these measures, in the measures' order."""
    return [row for measure in measures for row in those(table, measure=measure)]


def newest(rows: Iterable[Row]) -> list[Row]:
    """The rows of the latest period among them."""
    found = list(rows)
    last = max((row.period for row in found), default="")
    return [row for row in found if row.period == last]


def when(key: str, code: str, **places: str) -> Phrase:
    """A period that a question puts together: `period.KEY` of the words, its places periods themselves; `code` in rows.

    >>> when("after", "after 3 years", n="3").said("en")
    'after year 3'
    """
    told = {}
    for language in LANGUAGES:
        say = Speech(language, {})
        told[language] = say(f"period.{key}", **{name: say.period(place) for name, place in places.items()})
    return Phrase(told, code)


@cache
def ending(day: str) -> Phrase:
    """Up to a quarter or year: 'to 2033Q4' in rows."""
    return when("until", f"to {day}", day=day)


@cache
def starting(day: str) -> Phrase:
    """From a quarter on: 'from 2027Q1' in rows."""
    return when("from", f"from {day}", day=day)
