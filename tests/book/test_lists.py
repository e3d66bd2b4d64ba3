"""Lists of others, row by row: found in the book, left out with the reason, or missing; and the hunt for errors."""

import csv
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from gigaloop.book.grade import worth
from gigaloop.book.model import Book
from gigaloop.book.units import parse_quantity
from tests.book import hunt
from tests.shipped import shipped

HERE = Path(__file__).parent / "lists"
PAGE = Path(__file__).parents[2] / "docs" / "refresh.md"


@pytest.fixture(scope="module")
def book() -> Book:
    return shipped()


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("name", "count"), [("circular_deals.csv", 91), ("epoch_sites.csv", 11)])
def test_each_row_of_anothers_list_is_found_left_out_or_missing(book, name, count):
    listed = rows(name)
    assert len(listed) == len({row["theirs"] for row in listed}) == count
    for row in listed:
        assert row["verdict"] in ("found", "left out", "missing")
        ours = [key for key in row["ours"].split(";") if key]
        assert bool(ours) == (row["verdict"] == "found")
        assert all(key in book.legs or key in book.figures for key in ours), row["theirs"]
        assert row["why"] or row["verdict"] == "found", row["theirs"]
    told = Counter(row["verdict"] for row in listed)
    line = f"| {name} | {told['found']} | {told['left out']} | {told['missing']} |"
    assert line in PAGE.read_text("utf-8")


def test_where_a_sum_is_ours_too_it_is_the_same_or_the_reason_says_why(book):
    compared: list[str] = []
    for row in rows("circular_deals.csv"):
        legs = [book.legs[key] for key in row["ours"].split(";") if key in book.legs]
        sizes = [size for leg in legs if (size := worth(book, leg).mid) is not None]
        if row["bn_usd"] and sizes and not row["why"]:
            assert sum(sizes) / 1e9 == pytest.approx(float(row["bn_usd"]), rel=0.05), row["theirs"]
            compared.append(row["theirs"])
    sites = [row for row in rows("epoch_sites.csv") if row["ours"]]
    for row in sites:
        assert book.figures[row["ours"]].value.stated == float(row["gw"])
    assert len(compared) > 20 and sites


def test_the_page_counts_what_the_hunt_still_finds(book):
    text = PAGE.read_text("utf-8")
    counts = {match[1]: int(match[2]) for match in re.finditer(r"^\| ([^|]+?) \| (\d+) \| ", text, re.M)}
    found = {rule: len(rows) for rule, rows in hunt.found(book).items()}
    assert {rule: counts.get(rule) for rule in found} == found


def test_planted_errors_of_each_kind_are_found(book):
    leg = book.legs["orcl-oai-cloud"]
    assert "orcl-oai-cloud" not in hunt.bounds(book)
    exact = parse_quantity("300 bn USD")
    step = leg.steps[0].model_copy(
        update={"terms": leg.steps[0].terms.model_copy(update={"amount": exact}), "note": "up to 300"}
    )
    deal = book.deals["orcl-oai"]
    mine = leg.model_copy(update={"steps": (step,)})
    legs = tuple(mine if one.leg == leg.leg else one for one in deal.legs)
    planted = replace(book, deals={**book.deals, "orcl-oai": deal.model_copy(update={"legs": legs})})
    assert "orcl-oai-cloud" in hunt.bounds(planted)
    figure = book.figures["market-site-fayetteville-2026-03"].model_copy(update={"note": ""})
    spent = book.figures["meta-cash-2025q4"].model_copy(update={"note": ""})
    late = book.figures["oracle-revenue-fy2025"].model_copy(
        update={"known": book.figures["oracle-revenue-fy2026"].known}
    )
    planted = replace(book, figures={**book.figures, "a": figure, "b": spent, "c": late})
    assert "a" in hunt.plans(planted) and "b" in hunt.cash(planted) and "c" in hunt.late_figures(planted)


def test_the_new_rules_find_what_was_mended(book):
    """A share told as exact that is a least one, a loan in talks whose notes were placed, a firm worth half in a week,
    an opening value that the market left long ago."""
    share = book.figures["private-credit-share-of-deals-to-ai-2025"]
    exact = share.model_copy(update={"value": parse_quantity("0.33 share")})
    worth = book.figures["oracle-market-cap-2026-06-29"].model_copy(update={"value": parse_quantity("703 bn USD")})
    planted = replace(book, figures={**book.figures, "a": exact, "b": worth})
    assert hunt.more(planted) == ["a"]
    assert "oracle-market-cap-2026-06-29 and b" in hunt.worths(planted) + [
        " and ".join(reversed(pair.split(" and "))) for pair in hunt.worths(planted)
    ]
    clauses = tuple(
        clause.model_copy(update={"leg": "meta-compute"}) if clause.clause_id == "n235" else clause
        for clause in book.clauses
    )
    assert hunt.settled(replace(book, clauses=clauses)) == ["meta-compute"]
    low = next(p for p in book.all_parameters if p.key == "nvidia-value-0")
    late = low.model_copy(update={"as_of": book.figures["nvidia-market-cap-2026-05-20"].known})
    assert hunt.values(replace(book, all_parameters=(*book.all_parameters, late))) != []


@pytest.mark.parametrize(("name", "key", "count"), [("drawn.csv", "leg", 60), ("drawn-40.csv", "row", 40)])
def test_the_page_says_what_a_second_reading_found(book, name, key, count):
    listed = rows(name)
    told = Counter(row["verdict"] for row in listed)
    known = {row[key] for row in listed if row[key] in book.legs or row[key] in book.figures}
    assert len(known) == len(listed) == count
    assert [row[key] for row in listed if (row["verdict"] == "right") == bool(row["why"])] == []
    line = f"{told['right']} right, {told['doubtful']} doubtful, {told['wrong']} wrong"
    assert line in PAGE.read_text("utf-8")
