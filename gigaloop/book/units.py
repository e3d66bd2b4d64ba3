"""Canonical units: text <-> bounded quantity, and partial dates.

A quantity in the book is text with a unit ('up to 100 bn USD'). Here it becomes numbers in the base unit of its
dimension (dollars, gigawatts, chips, shares, ...), and never loses its bound: 'up to' stays [0, N], 'undisclosed'
stays [0, open].
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from gigaloop.book.problem import Unfit

Bound = Literal["exact", "up_to", "at_least", "about", "range", "undisclosed"]

CURRENCIES = tuple("USD JPY EUR GBP KRW TWD CNY AED SAR HKD SGD INR CAD AUD CHF NOK MYR".split())  # noqa: SIM905

#: unit -> (dimension, factor to the base unit of that dimension)
UNITS: dict[str, tuple[str, Decimal]] = {
    **{currency: (f"money:{currency}", Decimal(1)) for currency in CURRENCIES},
    "GW": ("power", Decimal(1)),
    "MW": ("power", Decimal("0.001")),
    "TWh": ("energy", Decimal(1)),
    "chips": ("chips", Decimal(1)),
    "shares": ("shares", Decimal(1)),
    "wafers/month": ("wafers", Decimal(1)),
    "buildings": ("buildings", Decimal(1)),
    "share": ("share", Decimal(1)),
    "bp": ("rate", Decimal(1)),
    "USD/GPU-hour": ("rent", Decimal(1)),
    "USD/share": ("price", Decimal(1)),
    "USD/MWh": ("energy price", Decimal(1)),
    "years": ("time", Decimal(4)),
    "quarters": ("time", Decimal(1)),
    "days": ("time", Decimal(4) / Decimal("365.25")),
    "months": ("months", Decimal(1)),
    **{
        unit: (unit, Decimal(1))
        for unit in (
            *("USD/GW", "USD/GW-year", "USD/MW", "USD/MW-day", "USD/kW", "USD/GPU", "USD/chip", "USD/rack"),
            *("kW/rack", "W/GPU", "GPUs", "GPUs/GW", "GPU-hours", "GW/quarter", "ratio", "per year", "per quarter"),
            *("firms", "people", "customers", "year", "yes", "times", "notch"),
        )
    },
}
SCALES = {"": Decimal(1), "m": Decimal(10) ** 6, "bn": Decimal(10) ** 9, "tn": Decimal(10) ** 12}

#: the largest number that is read, in base units; and the years that a date may lie in
LARGEST = Decimal(10) ** 18
YEARS = (1900, 2200)

_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
#: a plain number; no letters but an exponent, no comma (it is read as a point here and as nothing there), no underscore
_PLAIN = re.compile(rf"[+]?{_NUMBER}(?:[eE][+-]?[0-9]{{1,9}})?|-?\.[0-9]+")
_QUANTITY = re.compile(
    rf"(?:(?P<bound>up to|at least|about)\s+)?(?P<low>{_NUMBER})(?:\s+to\s+(?P<high>{_NUMBER}))?"
    r"(?:\s+(?P<scale>m|bn|tn)(?=\s))?(?:\s+(?P<unit>\S+))?"
)
_BOUNDS: dict[str | None, Bound] = {None: "exact", "up to": "up_to", "at least": "at_least", "about": "about"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """How much, as the source says it.

    `low` and `high` are the stated numbers in the base unit of `unit` (dollars, GW, chips, ...): equal for a single
    number, None where nothing was stated. `bound` says how to read them; `bounds()` does so.
    """

    text: str
    bound: Bound
    low: float | None
    high: float | None
    unit: str

    def bounds(self, about_half_width: float = 0.1) -> tuple[float, float | None]:
        """[least, greatest] that the words allow; an open top is None.

        >>> parse_quantity("up to 100 bn USD").bounds()
        (0.0, 100000000000.0)
        >>> parse_quantity("undisclosed", unit="USD").bounds()
        (0.0, None)
        """
        if self.low is None or self.high is None:
            return 0.0, None
        match self.bound:
            case "up_to":
                return min(0.0, self.high), max(0.0, self.high)
            case "at_least":
                return self.low, None
            case "about":
                spread = abs(self.low) * about_half_width
                return self.low - spread, self.high + spread
            case _:
                return self.low, self.high

    @property
    def stated(self) -> float | None:
        """The figure as stated: the number itself, the middle of 'A to B', None when undisclosed."""
        return None if self.low is None or self.high is None else (self.low + self.high) / 2

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=32_768)
def parse_quantity(text: str, *, unit: str | None = None, units: tuple[str, ...] | None = None) -> Quantity:
    """Read one amount text; `units` are the units allowed here, `unit` the one assumed for 'undisclosed'.

    Raises ValueError with what was found, what was expected and what to do.

    >>> parse_quantity("about 1.5 GW").bounds()
    (1.35, 1.65)
    >>> parse_quantity("200 MW").low
    0.2
    """
    expected = ", ".join(units) if units else "a unit"
    example = _example(units)
    cleaned = " ".join(text.split())
    if cleaned in ("undisclosed", "redacted"):  # redacted: the filing hides it
        return Quantity(cleaned, "undisclosed", None, None, unit or (units[0] if units else ""))
    found = _QUANTITY.fullmatch(cleaned)
    said, remedy = _cut(text), f"Write for example {example!r}"
    if not found:
        raise Unfit(f"{said} is not an amount", f"{remedy}, or 'undisclosed'", "no-amount", words=said, example=example)
    name = found["unit"]
    if name is None:
        raise Unfit(f"{said} has no unit", remedy, "no-unit", words=said, example=example)
    if name not in UNITS or (units and name not in units):
        message = f"{said} has the unit {_cut(name)}; expected {expected}"
        raise Unfit(message, remedy, "other-unit", words=said, unit=_cut(name), example=example)
    if found["high"] and found["bound"]:
        raise Unfit(f"{said} is bounded twice", "Write either 'A to B' or one of up to, at least, about")
    factor = SCALES[found["scale"] or ""] * UNITS[name][1]
    low = Decimal(found["low"]) * factor
    high = Decimal(found["high"]) * factor if found["high"] else low
    if high < low:
        raise Unfit(f"{_cut(text)} runs backwards", "Write the smaller number first")
    if max(abs(low), abs(high)) > LARGEST:
        raise Unfit(f"{_cut(text)} is more than can be counted", "Check the zeros and the scale")
    bound: Bound = "range" if found["high"] else _BOUNDS[found["bound"]]
    return Quantity(cleaned, bound, float(low), float(high), base_unit(name))


def _cut(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}...")


@lru_cache(maxsize=256)
def base_unit(unit: str) -> str:
    """The unit that numbers of this unit's dimension are kept in.

    >>> base_unit("MW"), base_unit("years"), base_unit("JPY")
    ('GW', 'quarters', 'JPY')
    """
    dimension = UNITS[unit][0]
    return next(name for name, (other, factor) in UNITS.items() if other == dimension and factor == 1)


def _example(units: tuple[str, ...] | None) -> str:
    unit = units[0] if units else "USD"
    return {"share": "0.2 share", "GW": "4.5 GW", "chips": "5 m chips", "shares": "160 m shares"}.get(
        unit, f"12 bn {unit}" if unit in CURRENCIES else f"12 {unit}"
    )


def without_percent(text: str) -> str:
    """A share that is written in percent as the number it is; any other text as it stands.

    >>> without_percent("40 %"), without_percent("12.5%"), without_percent("oracle")
    ('0.4', '0.125', 'oracle')
    """
    plain = text.strip()
    number = plain.removesuffix("%").rstrip()
    return f"{(Decimal(number) / 100).normalize():f}" if plain.endswith("%") and _PLAIN.fullmatch(number) else text


@lru_cache(4096)
def parse_number(text: str) -> float:
    """A plain number written in digits; never 'no', 'nan' or '0x10'.

    >>> parse_number("1e6")
    1000000.0
    """
    plain = text.strip()
    finite = plain.lstrip("+-").casefold() not in ("nan", "inf", "infinity")
    if finite and not _PLAIN.fullmatch(plain):
        comma = "; a comma is neither a point nor a list" if "," in plain else ""
        raise Unfit(f"{_cut(text)} is not a number{comma}", "Write digits, for example 0.35")
    if not finite or abs(value := Decimal(plain)) > LARGEST:
        raise Unfit(f"{_cut(text)} is not a finite number", "Write digits, or leave it blank")
    return float(value)


@lru_cache(maxsize=4096)
def parse_numbers(text: str) -> tuple[float, ...]:
    """Plain numbers separated by ';'; a book is asked for the same ones again and again.

    >>> parse_numbers("0.1; 0.2")
    (0.1, 0.2)
    """
    return tuple(parse_number(part) for part in text.split(";"))


_WHEN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?|(Q[1-4])|(H[12]))?")


@dataclass(frozen=True, slots=True, order=True)
class When:
    """A date that stays as partial as its source left it: '2025', '2025-09', '2025-09-22', '2026Q3', '2026H2'.

    Ordered by its last day, which is also the day it counts as `known`.
    """

    last: date
    first: date
    text: str

    @property
    def quarter(self) -> str:
        """The calendar quarter of the first day."""
        return quarter_of(self.first)

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=32_768)
def parse_when(text: str) -> When:
    """Read a partial date.

    >>> parse_when("2025-09").last.isoformat()
    '2025-09-30'
    >>> parse_when("2026H2").first.isoformat()
    '2026-07-01'
    """
    cleaned = text.strip()
    found = _WHEN.fullmatch(cleaned)
    if not found:
        raise Unfit(
            f"{_cut(text)} is not a date",
            "Write 2025-09-22, 2025-09, 2025, 2026Q3 or 2026H2",
            "no-date",
            words=_cut(text),
        )
    year, month, day, quarter, half = found.groups()
    if not YEARS[0] <= int(year) <= YEARS[1]:
        raise Unfit(f"{text!r} lies outside {YEARS[0]} to {YEARS[1]}", "Write for example 2025-09-22")
    try:
        if day:
            first = last = date(int(year), int(month), int(day))
        else:
            start, end = (int(month), int(month)) if month else (1, 12)
            if quarter:
                start = 3 * int(quarter[1]) - 2
                end = start + 2
            if half:
                start, end = (1, 6) if half == "H1" else (7, 12)
            first = date(int(year), start, 1)
            last = date(int(year), end, calendar.monthrange(int(year), end)[1])
    except ValueError:
        raise Unfit(
            f"{text!r} is no day of the calendar", "Write for example 2025-09-22", "no-day", words=repr(text)
        ) from None
    return When(last, first, cleaned)


def quarter_of(day: date) -> str:
    """
    >>> quarter_of(date(2026, 7, 3))
    '2026Q3'
    """
    return f"{day.year}Q{(day.month + 2) // 3}"


def quarters(first: str, last: str) -> list[str]:
    """All quarters from first to last, both in.

    >>> quarters("2026Q3", "2027Q1")
    ['2026Q3', '2026Q4', '2027Q1']
    """
    return [quarter_at(index) for index in range(quarter_index(first), quarter_index(last) + 1)]


def quarter_at(index: int) -> str:
    """The quarter of a `quarter_index`."""
    return f"{index // 4}Q{index % 4 + 1}"


def quarter_index(quarter: str) -> int:
    """Quarters since year 0, so that a difference is a number of quarters."""
    found = re.fullmatch(r"([0-9]{4})Q([1-4])", quarter)
    if not found:
        raise Unfit(f"{_cut(quarter)} is not a quarter", "Write for example 2026Q3")
    return int(found[1]) * 4 + int(found[2]) - 1


def days_after(day: date, days: int) -> date:
    """A later day; the rule 'period end + 45 days' in one place."""
    return day + timedelta(days=days)


def fill(text: str, arguments: dict[str, str]) -> str:
    """Replace $name by its argument; nothing is evaluated.

    >>> fill("demand.$party", {"party": "openai"})
    'demand.openai'
    >>> fill("${rent-fall.size}", {"rent-fall.size": "0.2"})
    '0.2'
    """
    return re.sub(r"\$(\w+)|\$\{([\w.-]+)\}", lambda hit: str(arguments.get(hit[1] or hit[2], hit[0])), text)
