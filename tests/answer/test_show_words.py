"""`show` in three scripts: no bare id, terms by their names; JSON in Chinese says what it leaves in English."""

import json
import re
from functools import cache

import pytest

from gigaloop.answer.screen import first_screen, whole
from gigaloop.answer.tongue import as_dict, as_json
from gigaloop.answer.written import content, term, terms
from gigaloop.book.terms import KINDS
from gigaloop.book.units import parse_quantity
from gigaloop.questions.show import accounts, freshness, record, terms as written, verified
from gigaloop.words.catalogue import SCRIPTS
from gigaloop.words.layout import HAN
from gigaloop.words.vocabulary import WORDS
from tests.answer.test_first_screen import ids
from tests.shipped import answered, shipped

PARTIES = ("openai", "oracle", "nvidia", "coreweave", "softbank", "anthropic")


@cache
def shown():
    book = shipped()
    asked = (*record.LISTS, *PARTIES, *book.deals, *tuple(book.legs)[::12], *tuple(book.sources)[::40])
    rest = [accounts.answer(book, who, paths=4) for who in PARTIES[:3]] + [
        freshness.answer(book),
        verified.answer(book),
    ]
    return [record.answer(book, what) for what in asked] + [written.answer(book, deal) for deal in book.deals] + rest


@cache
def every_id():
    return ids() | {key for key in shipped().deals if "-" in key}


def bare(lines, known):
    """Ids that stand in lines; addresses and the line that asks again hold them rightly."""
    free = [line for line in lines if not line.startswith(("  http", "gigaloop "))]
    return {one.strip(".") for line in free for one in re.findall(r"[\w.-]+", line) if one.strip(".") in known}


@pytest.mark.parametrize("language", SCRIPTS)
def test_what_is_shown_names_no_id(language):
    found = {
        (table.reproduce, one)
        for table in shown()
        for lines in (first_screen(table, language), whole(table, language))
        for one in bare(lines, every_id())
    }
    assert found == set()


def test_an_id_that_is_shown_is_seen():
    assert bare(["orcl-oai-cloud \N{MIDDLE DOT} amount"], every_id()) == {"orcl-oai-cloud"}
    assert bare(["take-or-pay-share: 1.0", "gigaloop show oracle"], every_id()) == {"take-or-pay-share"}


def test_every_term_has_a_name_in_chinese():
    named = {name for kind in KINDS.values() for name in kind.model_fields} - {"kind"}
    named |= {clause.term for clause in shipped().clauses}
    for name in sorted(named):
        for language in SCRIPTS[1:]:
            assert re.search(f"[{HAN}]", term(name).said(language)), (name, language)
    assert not re.search(f"[{HAN}]", term("no-such-term").said("zh-Hant"))


@pytest.mark.parametrize(
    ("told", "unit", "said"),
    [
        ("up to 11.9 bn USD", "USD", ("up to $11.9 bn", "至多 119 億美元", "至多 119 亿美元")),
        ("90 to 95 bn USD", "USD", ("$90 to 95 bn", "900 至 950 億美元", "900 至 950 亿美元")),
        ("1.4 tn USD", "USD", ("$1.4 tn", "1.4 兆美元", "1.4 万亿美元")),
        ("554 m CNY", "CNY", ("554 m CNY", "5.54 億人民幣", "5.54 亿人民币")),
        ("99.9 to 100 m USD", "USD", ("$99.9 to 100 m", "0.999 至 1 億美元", "0.999 至 1 亿美元")),
        ("0.05 bn USD", "USD", ("$0.05 bn", "5,000 萬美元", "5,000 万美元")),
        ("1400 bn JPY", "JPY", ("1,400 bn JPY", "1.4 兆日圓", "1.4 万亿日元")),
        ("about 0.4 m chips", "chips", ("about 0.4 m chips", "約 40 萬顆晶片", "约 40 万颗芯片")),
        ("0.0445 to 0.061 share", "share", ("4.45% to 6.1%", "4.45% 至 6.1%", "4.45% 至 6.1%")),
        ("1 years", "quarters", ("1 year", "1 年", "1 年")),
        ("undisclosed", "USD", ("undisclosed", "未披露", "未披露")),
    ],
)
def test_an_amount_is_written_with_the_digits_of_its_source(told, unit, said):
    phrase = content(shipped(), parse_quantity(told, unit=unit))
    assert tuple(phrase.said(language) for language in SCRIPTS) == said
    assert content(shipped(), parse_quantity("1.4 tn USD")).said("zh-HK") == "1.4 萬億美元"


def test_a_reference_is_a_name():
    book = shipped()
    covering = next(leg for leg in book.legs.values() if getattr(leg.terms, "covers", None))
    for language in SCRIPTS:
        assert covering.terms.covers[0] not in terms(book, covering.terms).said(language)


@pytest.mark.parametrize("language", SCRIPTS[1:])
def test_json_in_chinese_says_reasons_and_marks_what_stays_english(language):
    table = record.answer(shipped(), "oracle")
    told, plain = as_dict(table, language), as_dict(table)
    assert "language" not in plain and plain == json.loads(as_json(table)) and told["language"] == language
    assert told["left_out"] and all(re.search(f"[{HAN}]", entry["why"]) for entry in told["left_out"])
    assert all(re.search(f"[{HAN}]", column["meaning"]) for column in told["columns"])
    marked = [row for row in told["rows"] if row["language"]]
    assert marked and {of for row in marked for of in row["language"].values()} == {"en"}
    for row in told["rows"]:
        text = row["text"]
        assert row["language"] or not re.search(r"[a-z]{3,} [a-z]{3,}", text), text
    same = ("key", "subject", "measure", "low", "mid", "high", "unit", "legs")
    assert [[row[name] for name in same] for row in told["rows"]] == [
        [row[name] for name in same] for row in plain["rows"]
    ]
    assert told["words"]["compute_purchase"] == WORDS["compute_purchase"][language]


@pytest.mark.parametrize("name", ["cancellable", "guarantees", "binding", "exposure", "accounting-flags"])
def test_json_of_a_question_says_its_texts_in_chinese(name):
    told = as_dict(answered(name), "zh-Hant")
    texts = [told for row in told["rows"] for name, told in row.items() if name in ("why", "how") and told]
    marked = {name for row in told["rows"] for name in row["language"]}
    assert all(re.search(f"[{HAN}]", text) for text in texts) or marked & {"why", "how"}
    assert all(re.search(f"[{HAN}]", text) for text in told["warnings"])


def test_why_a_clause_is_not_in_the_model_is_said_in_chinese():
    book = shipped()
    left = {
        row["lowered"]
        for deal in book.deals
        for row in as_dict(written.answer(book, deal), "zh-Hant")["rows"]
        if "lowered" in row["language"]
    }
    assert left == set() and any(clause.why for clause in book.clauses)


def test_nothing_overdue_is_no_silence():
    told = freshness.answer(shipped(), "oracle")
    assert len(told) == 0 and told.headline["en"][0].startswith("On 10 October 2026 nothing that was asked about is")
    assert "\u7121\u4e00\u903e\u671f" in told.headline["zh-Hant"][0]
