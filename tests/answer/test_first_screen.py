"""Every question's first screen, read in three languages: nothing cut, no name twice, no bare id, no false zero, and
every number of its headline is a number of its rows."""

import json
import re
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import takewhile

import pytest

from gigaloop.answer.screen import LINES, WIDTH, answering, beside, ends, first_screen, label, naming, whole
from gigaloop.answer.speech import Speech
from gigaloop.answer.table import COLUMNS, Row
from gigaloop.ledger.breach import BREACHES
from gigaloop.questions import QUESTIONS
from gigaloop.questions.show import accounts, freshness, record, terms
from gigaloop.words.catalogue import rows as rows_of, text
from gigaloop.words.layout import HAN, columns
from gigaloop.words.notes import Told
from gigaloop.words.numbers import written
from tests.shipped import answered, shipped

LANGUAGES = ("en", "zh-Hant", "zh-Hans")
NUMBER = re.compile(r"-?\$?\d+(?:,\d{3})*(?:\.\d+)?(?:%| ?(?:bn|tn|億|兆|萬億|亿|万亿))?")
#: a day, month, quarter or year in any of the languages, and names that hold digits (H100, FY2025)
DATED = re.compile(
    r"\d{1,2} [A-Z][a-z]+ \d{4}|[A-Z][a-z]+ \d{4}|Q\d \d{4}|\d{4} 年(?:第 \d 季度?| \d{1,2} 月(?: \d{1,2} 日)?)?"
    r"|\byear \d\b|\u7b2c \d \u5e74|\b(?:19|20)\d\d\b|[A-Za-z_]+\d[\w.]*"
)
#: how the lines begin that name sources, the last of a screen
SOURCES = ("source", "\u4f86\u6e90", "\u6765\u6e90")
#: Latin words that a Chinese reader expects: units, ratings, what has no other name; titles of laws and standards
LATIN = re.compile(
    r"AI|WP-\d+|GPU|GW|TWh|H100|A100|TPU|CDS|GDP|PUE|SOFR|EBITDA|EBIT|Azure|beta|REIT|SPV|H\d|[ABC]{1,3}[+-]?|IFRS|ASC|USD|Arm"
)


def numbers(text):
    """The numbers of a sentence, without its dates."""
    return {found.replace(" ", "") for found in NUMBER.findall(DATED.sub(" ", text))}


@dataclass(frozen=True)
class Counting(Speech):
    """A voice that remembers what it was asked to count: the counts that a question declares."""

    counted: list = field(default_factory=list)

    def count(self, value):
        self.counted.append(super().count(value))
        return self.counted[-1]


def beneath(table, language):
    """The sentences for which a headline has no room."""
    return [one.said(language) for one in table.notes if isinstance(one, Told)]


def sentences(told, language, table):
    """How many sentences a text has, whose names may hold points."""
    for name in {name for known in table.names.values() for name in known.values()}:
        told = told.replace(name, "X")
    return len(re.findall(r"[.!?](?=\s|$)" if language == "en" else "[\u3002\uff01\uff1f]", told))


def unfounded(table, language):
    """The numbers of a headline that neither a row gives after rounding, nor an argument, nor a declared count.

    A declared count is one that the headline had counted, and that a count of rows comes to; words of a row that stand
    in the headline as they are (a survey's sentence) are that row's.
    """
    told = Speech(language, table.names).sentences([*table.headline[language], *beneath(table, language)])
    words = [v for row in table.rows for v in row.more.values() if isinstance(v, str) and len(v) > 20]
    for said in sorted(
        {first + v[1:] for v in words for first in (v[0], v[0].lower(), v[0].upper())}, key=len, reverse=True
    ):
        told = told.replace(said, " ")
    for name in {name for known in table.names.values() for name in known.values() if re.search(r"\d", name)}:
        told = told.replace(name, " ")
    voice = Counting(language, table.names, table)
    if (headline := QUESTIONS[table.question].headline) is not None:
        headline(table, voice)
    declared = set(voice.counted) & {f"{n:,}" for n in counts(table)}
    return numbers(told) - allowed(table, language) - declared


def allowed(table, language):
    """Every number of the rows and of the arguments, as it is written."""
    values = {(value, unit) for row in table.rows for value, unit in of_row(row)}
    values |= {
        (float(v), unit) for v in table.arguments.values() if isinstance(v, int | float) for unit in ("share", "")
    }
    told = set()
    for value, unit in values:
        if value is not None:
            for size in (value, -value):
                told |= numbers(written(size, unit, language))
    return told


def of_row(row):
    yield from ((getattr(row, end), row.unit) for end in ("low", "mid", "high"))
    for value in row.more.values():
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield float(value), row.unit
    if row.unit == "ratio":
        yield from ((getattr(row, end), "share") for end in ("low", "mid", "high"))


def counts(table):
    """How many rows there are that say one thing in one column, or have no number, a zero, or a silent contract."""
    found = {len(table.rows), table.paths}
    columns_ = ("measure", "origin", "subject", *(name for name, unit in table.added if not unit))
    groups = [table.rows]
    for column in columns_:
        by = {}
        for row in table.rows:
            by.setdefault(str(row.more.get(column, getattr(row, column, ""))), []).append(row)
        groups += by.values()
    for group in groups:
        first = [row for row in group if row.more.get("given", "all paths") == "all paths"]
        for rows in (group, first):
            dark = [row.undisclosed for row in rows]
            found |= {len(rows), sum(dark), sum(n > 0 for n in dark), max(dark, default=0)}
            found |= {sum(row.mid is None for row in rows), sum(not row.mid for row in rows)}
            found |= {sum(within(row) for row in rows), sum("happened" in row.more for row in rows)}
            found |= {sum(row.more.get("happened") is not None and row.low is not None for row in rows)}
            found |= {sum(row.more.get("status") in ("within", "outside") for row in rows)}
    return found


def within(row):
    told = row.more.get("happened")
    return (
        isinstance(told, int | float)
        and row.low is not None
        and row.low <= told
        and (row.high is None or told <= row.high)
    )


def faults(table, language, lines, ids):
    """What is wrong with a first screen, in words."""
    say = Speech(language, table.names)
    free = [line for line in lines if not line.startswith(("  http", "gigaloop ask"))]
    found = [f"{columns(line)} columns: {line}" for line in free if columns(line) > WIDTH]
    height = sum(max(1, -(-columns(line) // WIDTH)) for line in lines)
    found += [f"{height} lines"] if height > LINES else []
    found += [f"cut: {line}" for line in free if "..." in line or "\N{HORIZONTAL ELLIPSIS}" in line]
    found += [f"twice: {line}" for line in free if re.search(r"\b([A-Z][A-Za-z]{3,}) \1\b", line)]
    found += [f"id: {word}" for line in free for word in re.findall(r"[\w.-]+", line) if word.strip(".") in ids]
    if language != "en":
        names = {name for told in table.names.values() for name in told.values()}
        names |= {row.subject.partition(", ")[0] for row in table.rows if table.question == "replicate"}
        above = takewhile(lambda line: not line.startswith(SOURCES), free)
        found += [f"English: {word} in {line}" for line in above for word in english(line, names)]
    rows = answering(table)[:10]
    labels = [label(row, naming(table, rows, say), say) for row in rows]
    found += [f"two rows are called {one}" for one in sorted(set(labels)) if labels.count(one) > 1]
    for row, told in zip(rows, labels, strict=True):
        parts = told.split(" \N{MIDDLE DOT} ")
        found += [f"twice in {row.key}: {parts}"] if len(set(parts)) < len(parts) else []
        if row.mid and row.unit not in ("flag", "action") and not re.search(r"[1-9]", say.value(row.mid, row.unit)):
            found.append(f"false zero in {row.key}: {row.mid}")
    told = say.sentences(table.headline[language])
    found += ["no headline"] if not told else []
    found += [f"{n} sentences: {told}"] if (n := sentences(told, language, table)) > 3 else []
    unknown = unfounded(table, language)
    return found + [f"no row has {one}: {told}" for one in sorted(unknown)]


def english(line, names):
    """Latin words of a line that are no name or unit."""
    for name in sorted(names, key=len, reverse=True):
        line = line.replace(name, " ")
    words = re.findall(r"[A-Za-z][A-Za-z'-]+\d*", line.replace("--json", "").replace("--all", ""))
    parts = {part for name in names for part in re.findall(r"[A-Za-z][A-Za-z'-]+\d*", name)}
    return [word for word in words if not LATIN.fullmatch(word) and word not in parts]


@cache
def ids():
    """The ids of the book that are no word, and the numbers that a contract states (LEG.binding)."""
    book = shipped()
    of = (book.legs, book.sources, book.figures, book.parties, book.parameters, book.scenarios)
    told = {key for keys in of for key in keys if re.search(r"[-_]|\d", key)}
    return frozenset(told | {f"{leg}.{what}" for leg in book.legs for what in ("binding", "delay", "amount", "end")})


def unmeant(table, language):
    """Columns of an answer whose meaning the words of a language do not tell."""
    letter = "[a-z]" if language == "en" else "[\u4e00-\u9fff]"
    every = [name for name, _ in (*COLUMNS, *table.added)]
    return [name for name in every if not re.search(letter, table.meaning(name, language))]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_a_first_screen_can_be_read(name, language):
    table = answered(name)
    assert faults(table, language, first_screen(table, language), ids()) == []
    assert unmeant(table, language) == []


def test_a_column_without_a_meaning_is_found():
    assert unmeant(replace(answered("deals"), added=(("colour", ""),)), "en") == ["colour"]


#: what stands as it is in Chinese too: commands, pages of docs, names of methods
QUOTED = re.compile(rf"`[^`]*`|--[\w-]+(?: \w+)?|docs/[\w.-]+|\b(?:{'|'.join(QUESTIONS)})\b")
METHODS = re.compile(r"(?:DebtRank|Suzuki|Furfine|Eisenberg-Noe|Rogers-Veraart|NEVA|Elliott-Golub-Jackson|WP)")


@pytest.mark.parametrize("language", ("zh-Hant", "zh-Hans"))
@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_every_row_note_and_title_speaks_chinese(name, language):
    """Below the first screen too: what --all, the report and the workbook tell beside the numbers."""
    table, say = answered(name), Speech(language, answered(name).names)
    names = {told for known in table.names.values() for told in known.values()}
    names |= {row.subject.partition(", ")[0] for row in table.rows if name == "replicate"}
    rows = [row for row in table.rows if not row.measure.endswith("_by_quarter")]
    kept = naming(table, rows, say)
    told = {text: None for row in rows for text in (label(row, kept, say), *beside(table, row, say))}
    told |= dict.fromkeys((*(note.said(language, table.names) for note in table.notes), table.title[language]))
    told |= dict.fromkeys(say.why(why) for _, why in table.left_out)
    assert [(word, text) for text in told for word in english(METHODS.sub(" ", QUOTED.sub(" ", text)), names)] == []
    texts = (*told, *table.headline[language])
    assert [text for text in texts if re.search(rf"[{HAN}][,;:?(]|[,;:?)][{HAN}]", QUOTED.sub("", text))] == []


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_every_headline_names_a_day_or_a_time(name):
    for language in LANGUAGES:
        told = " ".join((*answered(name).headline[language], *beneath(answered(name), language)))
        assert DATED.search(re.sub(r"[A-Za-z_]+\d[\w.]*", " ", told)), (language, told)


def test_no_chinese_text_of_ours_has_points_of_a_latin_sentence():
    for file in ("sentences.csv", "vocabulary.csv", "parameters.csv", "publishers.csv"):
        for key, cells in rows_of(file).items():
            for told in (told for told in cells.values() if re.search(f"[{HAN}]", told)):
                plain = re.sub(r"`[^`]*`", "", told)
                assert not re.search(rf"[{HAN}}}][,;:?(]|[,;:?)][{HAN}{{]", plain), (file, key, told)


def test_hong_kong_has_its_own_unit_and_names():
    told = {language: "".join(answered("binding").headline[language]) for language in ("zh-Hant", "zh-HK")}
    assert "兆美元" in told["zh-Hant"] and "萬億美元" in told["zh-HK"]
    assert "兆美元" not in "".join(first_screen(answered("binding"), "zh-HK"))
    screens = {language: "".join(first_screen(answered("subsidy"), language)) for language in ("zh-Hant", "zh-HK")}
    assert "輝達" in screens["zh-Hant"] and "英偉達" not in screens["zh-Hant"]
    assert "輝達" not in screens["zh-HK"] and "英偉達–OpenAI" in screens["zh-HK"]


def test_lines_break_neither_after_an_opening_bracket_nor_before_a_closing_one():
    for language in ("zh-Hant", "zh-Hans", "zh-HK"):
        for name in ("cancellable", "drivers", "guarantees", "facility"):
            for line in first_screen(answered(name), language):
                cells = re.split(" {2,}", line)
                assert not any(
                    cell.endswith(("（", "「")) or cell.startswith(("）", "」", "，", "。")) for cell in cells
                )


@pytest.mark.parametrize(
    ("plant", "says"),
    [
        (lambda lines: [*lines, *["x"] * LINES], "lines"),
        (lambda lines: [*lines, "x" * 81], "81 columns"),
        (lambda lines: [*lines, "OpenAI OpenAI repaced"], "twice"),
        (lambda lines: [*lines, "and ..."], "cut"),
        (lambda lines: [*lines, "owed by orcl-oai-cloud"], "id"),
        (lambda lines: [*lines, "efficiency-growth decides most of it."], "id"),
        (lambda lines: [*lines, "and ant-volta.binding"], "id"),
    ],
)
def test_a_planted_line_is_found(plant, says):
    table = answered("backlog")
    assert any(says in fault for fault in faults(table, "en", plant(first_screen(table)), ids()))


def test_a_planted_english_sentence_on_a_chinese_screen_is_found():
    table = answered("backlog")
    lines = first_screen(table, "zh-Hant")
    assert faults(table, "zh-Hant", lines, ids()) == []
    found = faults(table, "zh-Hant", ["\u672a\u8a08\u5165: the issuer's accounts are not modelled", *lines], ids())
    assert {fault.split(":")[0] for fault in found} == {"English"}


def test_a_made_up_number_in_a_headline_is_found():
    table = answered("backlog")
    made = replace(
        table, headline={**table.headline, "en": ("Oracle is owed $123 bn by 77.7% of them on 5 May 2026.",)}
    )
    found = faults(made, "en", first_screen(made), ids())
    assert [fault.split(":")[0] for fault in found] == ["no row has $123bn", "no row has 77.7%"]


def test_a_headline_of_four_sentences_is_found():
    table, few = answered("backlog"), "\u5f88\u5c11\u3002"
    for language, one in (("en", "Oracle is owed much. "), ("zh-Hant", few), ("zh-Hans", few)):
        made = replace(table, headline={**table.headline, language: (one * 2, one, one.strip())})
        found = faults(made, language, first_screen(made, language), ids())
        assert [fault.split(":")[0] for fault in found] == ["4 sentences"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ("market", "facility", "fomo"))
def test_what_a_headline_has_no_room_for_is_told_beneath_the_rows_and_to_machines(name, language):
    table = answered(name)
    screen = re.sub(r"\s", "", "".join(first_screen(table, language)))
    told = [note[language] for note in json.loads(table.to_json())["notes"] if note["id"] == "beneath"]
    assert told == beneath(table, language) != []
    for sentence in told:
        assert sentence not in table.headline[language] and re.sub(r"\s", "", sentence) in screen
        assert sentence in Speech(language, table.names).sentences(whole(table, language, 100_000))


def test_a_count_that_nobody_declared_is_found():
    """25 is how many rows there are; said as if it were something else it is found, and so is a count of nothing."""
    table = answered("backlog")
    made = replace(table, headline={**table.headline, "en": (f"Oracle has {len(table.rows)} customers.",)})
    assert unfounded(made, "en") == {str(len(table.rows))}
    voice = Counting("en", {})
    assert voice.count(977) == "977" and voice.counted == ["977"] and 977 not in counts(table)


def test_a_range_names_its_unit_once_and_keeps_its_signs():
    say = Speech("en", {})
    row = Row(key="k", subject="a", measure="m", unit="USD bn", low=270.0, mid=300.0, high=330.0)
    assert ends(row, say) == "$270 to 330 bn"
    assert ends(replace(row, low=-330.0, mid=-300.0, high=-270.0), say) == "-$330 bn to -$270 bn"
    assert ends(replace(row, high=None), say) == "at least $270 bn"
    assert ends(replace(row, low=300.0, high=300.0), say) == ""


def test_a_range_from_nothing_names_no_unit_twice_in_chinese():
    row = Row(key="k", subject="a", measure="m", unit="USD bn", low=0.0, mid=200.0, high=200.0)
    assert ends(row, Speech("zh-Hans", {})) == "0 至 2,000 亿美元"
    assert ends(replace(row, high=None), Speech("zh-Hans", {})) == "没有上限"


@pytest.mark.parametrize(("language", "short"), [("en", "31 Jul 2026"), ("zh-Hant", "2026-07-31")])
def test_days_are_written_short_where_names_of_rows_want_the_room(language, short):
    table = answered("changed")
    say = Speech(language, table.names)
    narrow, wide = (first_screen(table, language, width) for width in (WIDTH, 200))
    assert any(short in line for line in narrow) and not any(short in line for line in wide)
    assert any(say.day("2026-07-31") in line for line in wide)


#: what `show` tells, each as its module gives it
SHOWN = {
    "parties": lambda book: record.answer(book, "parties"),
    "deals": lambda book: record.answer(book, "deals"),
    "sources": lambda book: record.answer(book, "sources"),
    "openai": lambda book: record.answer(book, "openai"),
    "a deal": lambda book: record.answer(book, "orcl-oai"),
    "a leg": lambda book: record.answer(book, "orcl-oai-cloud"),
    "a source": lambda book: record.answer(book, "orcl-q4"),
    "freshness": lambda book: freshness.answer(book),
    "terms": lambda book: terms.answer(book, "crwv-oai-1"),
    "accounts": lambda book: accounts.answer(book, "oracle", paths=40),
}


@cache
def shown(name):
    return SHOWN[name](shipped())


@pytest.mark.parametrize("name", SHOWN)
def test_what_is_shown_can_be_read_as_an_answer_is(name):
    table = shown(name)
    assert [unmeant(table, language) for language in LANGUAGES] == [[], [], []]
    assert table.headline["en"] and table.reproduce.startswith("gigaloop show")
    for language in LANGUAGES:
        lines = first_screen(table, language)
        free = [line for line in lines if not line.startswith(("  http", "gigaloop show"))]
        assert [line for line in free if columns(line) > WIDTH or "..." in line] == []
        said = Speech(language, table.names).sentences(table.headline[language])
        for title in {source.title for source in shipped().sources.values()}:
            said = said.replace(title, "")
        # a record counts its rows; that nothing of a kind is overdue is told as 0
        counted = {f"{n:,}" for n in counts(table)} | ({"0"} if name == "freshness" else set())
        assert numbers(said) - allowed(table, language) - counted == set(), said


def test_a_source_is_told_by_title_publisher_and_day_with_all_that_rests_on_it():
    table = shown("a source")
    source, book = shipped().sources["orcl-q4"], shipped()
    assert source.title in table.headline["en"][0] and source.publisher in table.headline["en"][0]
    legs = {leg.leg for leg in book.legs.values() if "orcl-q4" in leg.sources}
    figures = {f"figure/{key}" for key, figure in book.figures.items() if "orcl-q4" in figure.sources}
    assert {row.key for row in table.rows[1:]} == legs | figures and figures
    assert any(line.strip() == source.url for line in first_screen(table))


def test_accounts_are_told_by_year():
    table = shown("accounts")
    first = [table.one(key) for key in table.first]
    assert [row.measure for row in first[:5]] == ["compute_revenue", "ebitda", "capex", "debt", "cash"]
    assert {row.period for row in first} == {"2027", "2033"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_of_breaking_has_its_words(language):
    """`survive --breach downgrade` and `covenant` ended in a KeyError."""
    for breach in BREACHES:
        assert text(f"breach.{breach}", language)
