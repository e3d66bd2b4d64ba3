"""What an answer's first screen rests on: the row that the headline says leads 'how sure' and the sources; a bar below
nothing shows it; two columns are named alike; a name that is long takes room from the bars."""

import re
from dataclasses import replace

from gigaloop.answer.screen import BAR, cited, first_screen, leading
from gigaloop.answer.speech import Speech
from gigaloop.answer.table import Row
from tests.shipped import answered, shipped


def row(key, mid, unit="USD bn", low=None, high=None, **more):
    return Row(key=key, subject=key, measure="backlog_share", unit=unit, low=low, mid=mid, high=high, **more)


def of(rows, *head, **more):
    table = answered("backlog")
    return replace(table, rows=tuple(rows), headline={"en": head}, first=(), **more)


def test_how_sure_tells_the_row_that_the_headline_says_first():
    rows = [row("a", 7.0, low=6.0, high=8.0), row("b", 12.0, low=9.0, high=15.0), row("c", 2.0, low=1.0, high=3.0)]
    table = of(rows, "It loses $12 bn of $2 bn.")
    assert leading(table, rows, Speech("en", {})).key == "b"
    assert leading(of(rows, "Nothing is said."), rows, Speech("en", {})).key == "a"
    assert leading(of(rows, "It loses $120 bn and $1.2 bn."), rows, Speech("en", {})).key == "a", "a part of a number"


def test_a_number_with_a_range_leads_before_one_without():
    rows = [row("all", 664.0), row("part", 0.45, "share", low=0.41, high=0.5)]
    assert leading(of(rows, "Of $664 bn it is 45%."), rows, Speech("en", {})).key == "part"


def test_the_headline_s_own_sources_stand_before_those_of_other_rows():
    table = answered("backlog")
    say = Speech("en", table.names)
    (top, *_) = [one for one in table.rows if one.measure == "backlog_share"]
    own = {str(table.sources[key]["url"]) for key in top.sources}
    told, without = ([url in own for _, url in cited(table, table.rows, say, lead) if url] for lead in (top, None))
    assert told == sorted(told, reverse=True) != without


def test_a_bar_below_nothing_has_a_minus_where_others_are_above():
    lines = first_screen(of([row("openai", 30.0), row("oracle", -60.0)], "Two."))
    bars = {name: line for name in ("OpenAI", "Oracle") for line in lines if line.startswith(name)}
    assert re.search(r" -█{5,}$", bars["Oracle"]) and re.search(r"  █{3,}$", bars["OpenAI"])
    alike = first_screen(of([row("openai", -30.0), row("oracle", -60.0)], "Two."))
    assert not any(re.search(r"-█", line) for line in alike)


def test_both_numbers_beside_a_row_are_named_by_scenario_or_neither():
    table = of([row("openai", 1.0, more={"first": 2.0, "second": 3.0})], "One.")
    for second, told in (("rate-rise", "rate-rise $3 bn"), ("a" * 40, "second $3 bn")):
        asked = replace(table, arguments={"first": "base", "second": second})
        text = " ".join(" ".join(first_screen(asked)).split())
        assert told in text and ("first $2 bn" in text) == (told == "second $3 bn")


def test_a_backlog_s_rows_take_one_line_each_at_eighty_columns():
    table = answered("backlog")
    for language in ("en", "zh-Hant", "zh-Hans"):
        lines = first_screen(table, language)
        start = lines.index("") + 2
        rows = lines[start : lines.index("", start) - 1]
        assert len(rows) == 10 and all(re.search(r"\d", line) for line in rows), (language, rows)
    assert BAR > 6 and shipped().as_of
