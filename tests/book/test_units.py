"""Units, dates and terms: what the words allow, never lost, never guessed."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st
from pydantic import ValidationError

from gigaloop.book.model import Leg
from gigaloop.book.terms import KINDS, Gate, Terms
from gigaloop.book.units import (
    CURRENCIES,
    SCALES,
    UNITS,
    base_unit,
    fill,
    parse_number,
    parse_quantity,
    parse_when,
    quarter_index,
    quarter_of,
    quarters,
)

NUMBERS = st.decimals(min_value=0, max_value=10**6, places=3).map(lambda number: f"{number:f}")


@given(NUMBERS, st.sampled_from(sorted(SCALES)), st.sampled_from(CURRENCIES))
def test_every_bound_keeps_its_number(number: str, scale: str, unit: str) -> None:
    text = f"{number} {scale} {unit}".replace("  ", " ")
    value = float(number) * float(SCALES[scale])
    close = pytest.approx(value, rel=1e-12)
    assert parse_quantity(text).bounds() == (close, close)
    assert parse_quantity(f"up to {text}").bounds() == (0, close)
    assert parse_quantity(f"at least {text}").bounds() == (close, None)
    low, high = parse_quantity(f"about {text}").bounds(0.1)
    assert (low, high) == (pytest.approx(0.9 * value, rel=1e-12), pytest.approx(1.1 * value, rel=1e-12))
    assert parse_quantity(text).stated == close


@given(NUMBERS, NUMBERS)
def test_a_range_keeps_both_ends_and_their_order(a: str, b: str) -> None:
    if float(a) <= float(b):
        assert parse_quantity(f"{a} to {b} GW").bounds() == (float(a), float(b))
    else:
        with pytest.raises(ValueError, match="runs backwards"):
            parse_quantity(f"{a} to {b} GW")


def test_undisclosed_is_open_and_never_a_number() -> None:
    quantity = parse_quantity("undisclosed", unit="USD")
    assert (quantity.bounds(), quantity.stated, quantity.bound) == ((0, None), None, "undisclosed")


@pytest.mark.parametrize(
    ("text", "low", "unit"),
    [("200 MW", 0.2, "GW"), ("5 m chips", 5e6, "chips"), ("5 years", 20, "quarters"), ("10 tn JPY", 1e13, "JPY")],
)
def test_numbers_stand_in_the_base_unit(text: str, low: float, unit: str) -> None:
    assert (parse_quantity(text).low, parse_quantity(text).unit) == (low, unit)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("12", "has no unit"),
        ("12 bn", "has the unit 'bn'"),
        ("12 USD bn", "is not an amount"),
        ("bn USD", "is not an amount"),
        ("up to 1 to 2 USD", "is bounded twice"),
        ("1,000 USD", "is not an amount"),
        ("1e9 USD", "is not an amount"),
        ("12 %", "has the unit '%'"),
        ("", "is not an amount"),
        ("tens of billions USD", "is not an amount"),
    ],
)
def test_what_is_no_amount_is_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_quantity(text)


def test_a_unit_that_does_not_belong_is_refused() -> None:
    with pytest.raises(ValueError, match="expected GW, MW"):
        parse_quantity("5 bn USD", units=("GW", "MW"))


def test_every_unit_has_one_base() -> None:
    for unit, (dimension, factor) in UNITS.items():
        assert factor > 0
        assert UNITS[base_unit(unit)] == (dimension, 1)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31)))
def test_partial_dates_stay_partial_and_count_as_their_last_day(day: date) -> None:
    assert (parse_when(day.isoformat()).first, parse_when(day.isoformat()).last) == (day, day)
    month = parse_when(f"{day:%Y-%m}")
    assert (month.first, month.last) == (
        day.replace(day=1),
        (month.first + timedelta(days=32)).replace(day=1) - timedelta(1),
    )
    year = parse_when(f"{day:%Y}")
    assert (year.first, year.last, str(year)) == (date(day.year, 1, 1), date(day.year, 12, 31), f"{day:%Y}")
    quarter = parse_when(quarter_of(day))
    assert quarter.first <= day <= quarter.last
    assert (quarter.last - quarter.first).days + 1 == sum(
        calendar.monthrange(day.year, quarter.first.month + i)[1] for i in range(3)
    )


@pytest.mark.parametrize(
    "text", ["2026-02-30", "2026-13", "26-01-01", "2026Q5", "2026H3", "soon", "", "2026-1-1", "0000"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"Write .*2025-09-22"):
        parse_when(text)


def test_dates_are_ordered_by_their_last_day() -> None:
    ordered = ["2025-09-22", "2025-09", "2025-10-01", "2025-12-30", "2025H2", "2026Q1", "2026"]
    assert [str(when) for when in sorted(map(parse_when, reversed(ordered)))] == ordered


@given(st.integers(1990, 2100), st.integers(1, 4), st.integers(0, 200))
def test_quarters_count_on(year: int, quarter: int, more: int) -> None:
    start = quarter_index(f"{year}Q{quarter}")
    span = quarters(f"{year}Q{quarter}", f"{(start + more) // 4}Q{(start + more) % 4 + 1}")
    assert len(span) == more + 1
    assert [quarter_index(each) for each in span] == list(range(start, start + more + 1))


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "no", "0x10", "", "1,5", "1 000"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a (finite )?number"):
        parse_number(text)


def test_arguments_are_replaced_and_never_evaluated() -> None:
    assert fill("$a.$b.$c", {"a": "1+1", "b": "$a"}) == "1+1.$a.$c"


@pytest.mark.parametrize("kind", KINDS)
def test_the_union_of_terms_is_closed(kind: str) -> None:
    record = KINDS[kind]
    assert issubclass(record, Terms) and record().kind == kind
    with pytest.raises(ValidationError):
        record.model_validate({"unheard": "1"})
    with pytest.raises(ValidationError):
        record.model_validate({"kind": "another"})
    with pytest.raises(ValidationError):
        record().amount = None  # type: ignore[misc]


@pytest.mark.parametrize("share", ["-0.1 share", "1.01 share", "20 share", "0.5 to 1.5 share"])
def test_a_share_lies_between_0_and_1(share: str) -> None:
    with pytest.raises(ValidationError, match=r"is not between 0 and 1|is below zero"):
        KINDS["compute_purchase"].model_validate({"take_or_pay": share})
    assert KINDS["compute_purchase"].model_validate({"take_or_pay": "1 share"}).take_or_pay.stated == 1


def test_a_gate_holds_all_that_it_is_given() -> None:
    gate = Gate.model_validate({"power": "1 GW", "price": "600 USD/share"})
    assert (gate.power.stated, gate.price.stated, gate.by) == (1, 600, None)


def life_line() -> Leg:
    def step(stage: str, day: str, **terms: str) -> dict:
        return {"stage": stage, "happened": day, "known": day, "sources": ["s"], "terms": {"kind": "loan"} | terms}

    steps = [
        step("talks", "2025-01-01", amount="up to 9 bn USD"),
        step("signed", "2025-06-01", amount="5 bn USD", term="5 years"),
        step("amended", "2025-09-01", spread="225 bp"),
        step("cancelled", "2026-01-01", exit="the bank left"),
    ]
    return Leg.model_validate({"leg": "l", "kind": "loan", "from": "a", "to": "b", "steps": steps})


@pytest.mark.parametrize("read_first", [False, True])
def test_a_leg_as_of_a_day_holds_nothing_that_came_later(read_first: bool) -> None:
    leg = life_line()
    if read_first:  # what was laid together for the whole leg must not stay with an earlier view of it
        assert (leg.stage, leg.terms.exit) == ("cancelled", "the bank left")
    wanted = {
        date(2025, 1, 1): ("talks", "up to 9 bn USD", None, None, None),
        date(2025, 6, 1): ("signed", "5 bn USD", "5 years", None, None),
        date(2025, 12, 31): ("signed", "5 bn USD", "5 years", "225 bp", None),
        date(2026, 1, 1): ("cancelled", "5 bn USD", "5 years", "225 bp", "the bank left"),
    }
    for day, (stage, *said) in wanted.items():
        seen = leg.at(day)
        assert seen is not None and seen.stage == stage
        terms = seen.terms
        assert [str(x) if x else None for x in (terms.amount, terms.term, terms.spread, terms.exit)] == said
    assert leg.at(date(2024, 12, 31)) is None
