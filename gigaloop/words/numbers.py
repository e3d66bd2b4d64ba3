"""Numbers as people write them: 47%, $638 bn, 1.4 兆美元; three digits that count at most, and never a false zero.

A number that rounds to nothing is told as less than the least that is written ('< $0.1 bn'), a share that rounds to all
as more than the most ('> 99.9%'). What carries to the next thousand changes its scale: 999.6 bn is $1 tn.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from gigaloop.words.catalogue import say, text

#: units of money -> what follows the amount (a word of the catalogue); the number is in billions of dollars
MONEY = {
    "USD bn": "",
    "USD bn/year": "per.year",
    "USD bn per year": "per.year",
    "USD bn/GW": "per.GW",
    "USD bn per GW": "per.GW",
    "USD bn per GW and year": "per.GW-year",
}
#: one share less another: it may lie below 0, and is written in percentage points
POINTS = "share points"
#: written in per cent: shares, and a number over another, which may be below 0 and above 1
PERCENT = ("share", "probability", "proportion")
#: units that count things: whole numbers are written out
COUNTED = ("legs", "figures", "sources", "roles", "cycles", "steps", "quarters", "parties", "paths", "deals", "rows")
#: in one language's first unit of money: how many make a billion dollars, and how many make its second
SCALES = {"en": (1, 1000), "zh-Hant": (10, 10_000), "zh-HK": (10, 10_000), "zh-Hans": (10, 10_000)}
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
    *("November", "December"),
)
#: days, months and quarters as people write them, in any of the languages
LONG_MONTH = re.compile(rf"\b({'|'.join(MONTHS)})(?= \d{{4}}\b)")
LONG_DAY = re.compile(r"(\d{4}) 年 (\d{1,2}) 月(?: (\d{1,2}) 日)?")
LONG_QUARTER = re.compile(r"(\d{4}) 年第 ([1-4]) 季度?")
DATE = re.compile(r"(?:CY)?(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
#: what a longer unit begins with -> how it is written
STEMS = {
    **{"share": "share", "USD bn per GW-year": "USD bn per GW and year", "USD bn per GW": "USD bn per GW"},
    **{"USD bn per year": "USD bn per year", "USD bn": "USD bn", "USD per H100-hour": "USD/GPU-hour", "GW": "GW"},
    **{"quarters": "quarters", "years": "years", "times": "ratio"},
}
#: a number with what stands before it, and its unit
NUMBER = re.compile(r"([^\d]*[\d.,]+)(\D*)")
QUARTER = re.compile(r"(\d{4})Q([1-4])")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
FISCAL_QUARTER = re.compile(rf"FY{QUARTER.pattern}")
#: half years, fiscal years and their halves, and the twelve months to a day
HALF = re.compile(r"(FY)?(\d{4})(?:H([12]))?")
TWELVE = re.compile(r"TTM_(\S+)")


def written(value: float | None, unit: str = "", language: str = "en") -> str:
    """A number with its unit, as a person of that language writes it; what is not known as a dash.

    >>> [written(x, "USD bn") for x in (638.0, 1400.0, 999.6, 0.44, 0.01, 0.0, -2.5)]
    ['$638 bn', '$1.4 tn', '$1 tn', '$0.4 bn', '< $0.1 bn', '$0', '-$2.5 bn']
    >>> [written(x, "share") for x in (0.4702, 0.054, 0.9996, 1.0, 0.0002)]
    ['47%', '5.4%', '> 99.9%', '100%', '< 0.1%']
    >>> [written(1400.0, "USD bn", language) for language in ("zh-Hant", "zh-HK", "zh-Hans")]
    ['1.4 兆美元', '1.4 萬億美元', '1.4 万亿美元']
    >>> written(-0.03, "share points"), written(0.01, "share points")
    ('-3 percentage points', '1 percentage point')
    >>> written(-0.787, "proportion"), written(2.4, "proportion"), written(2028.0, "year")
    ('-79%', '240%', '2028')
    """
    if value is None:
        return "\N{EN DASH}"
    if unit == "calendar year":
        return day(f"{int(value)}Q{int(value % 1 * 4) + 1}", language)
    if unit == "year":
        return day(f"{value:.0f}", language)
    if unit in ("flag", "yes"):
        return say("flag.yes" if value else "flag.no", language)
    if unit == "action":
        return say(f"action.{value:.0f}", language, fallback=f"{value:g}")
    if unit in PERCENT:
        return _share(value)
    if unit == POINTS:
        value *= 100.0
    if unit in MONEY:
        per = MONEY[unit]
        return _money(value, language) + (say(per, language) if per else "")
    if unit in COUNTED and float(value).is_integer():
        digits, less = f"{abs(value):,.0f}", ""
    else:
        digits, less = _rounded(abs(value), 2, unit)
    one = digits == "1" and not less
    text = say(
        f"unit.{unit}" if unit else "unit.none", language, fallback="{n} " + unit, n=_signed(value, digits, less)
    )
    text = text.replace("(s)", "" if one else "s")
    return re.sub(r"^\$([<>] )?(-?)", r"\1\2$", text)


def pair(low: float, high: float, unit: str = "", language: str = "en") -> tuple[str, str]:
    """Two ends of one range; what follows both numbers is told once, behind the second.

    >>> pair(0.0, 27.5, "USD bn per GW"), pair(1310.0, 1970.0, "TWh"), pair(0.42, 0.52, "share")
    (('$0', '$27.5 bn per GW'), ('1,310', '1,970 TWh'), ('42%', '52%'))
    """
    least, most = written(low, unit, language), written(high, unit, language)
    if unit in MONEY:
        return (least.removesuffix(say(MONEY[unit], language)) if MONEY[unit] else least), most
    first, last = NUMBER.fullmatch(least), NUMBER.fullmatch(most)
    if unit in (*PERCENT, "calendar year") or first is None or last is None:
        return least, most
    alike = first[2].rstrip("s") == last[2].rstrip("s")
    return (first[1] if alike else least), most


def usual(unit: str) -> bool:
    """Whether people know how to write this unit behind a number.

    >>> usual("GW"), usual("share of the year that a region is out")
    (True, False)
    """
    told = ("", "calendar year", "year", "flag", "yes", *PERCENT, *MONEY)
    return unit in told or text(f"unit.{unit}", "en") is not None


def plain_unit(unit: str) -> str:
    """A unit that people know how to write: itself, or the one that it begins with; '' for none.

    >>> plain_unit("GW"), plain_unit("share of the year that a region is out"), plain_unit("log per year")
    ('GW', 'share', '')
    """
    if usual(unit):
        return unit
    return next((STEMS[stem] for stem in STEMS if re.match(rf"{re.escape(stem)}\b", unit)), "")


def count(value: float) -> str:
    """A count, whole.

    >>> count(10_000)
    '10,000'
    """
    return f"{value:,.0f}"


def day(told: str, language: str = "en") -> str:
    """A day, month, year or quarter as people write it; another text as it is.

    >>> day("2026-05-31"), day("2027Q3"), day("2026-05"), day("2026-05-31", "zh-Hant"), day("2027Q3", "zh-Hans")
    ('31 May 2026', 'Q3 2027', 'May 2026', '2026 年 5 月 31 日', '2027 年第 3 季度')
    """
    if ".." in told:
        first, _, last = told.partition("..")
        return say("date.span", language, first=day(first, language), last=day(last, language))
    if found := QUARTER.fullmatch(told):
        return say("date.quarter", language, year=found[1], quarter=found[2])
    if found := FISCAL_QUARTER.fullmatch(told):
        return say("period.fiscal", language, year=found[1], q=found[2])
    if found := TWELVE.fullmatch(told):
        return say("date.twelve", language, day=day(found[1], language))
    if (found := HALF.fullmatch(told)) and (found[1] or found[3]):
        year = say("date.fiscal" if found[1] else "date.year", language, year=found[2])
        return say(f"date.half.{found[3]}", language, year=year) if found[3] else year
    if not (found := DATE.fullmatch(told)):
        return told
    if found[2] is None:
        return say("date.year", language, year=found[1])
    month = int(found[2])
    named = MONTHS[month - 1] if language == "en" else str(month)
    if found[3] is None:
        return say("date.month", language, year=found[1], month=named)
    return say("date.day", language, year=found[1], month=named, day=int(found[3]))


def short_days(text: str) -> str:
    """A text with the days and quarters in it written short, for a narrow column.

    >>> short_days("backlog · 31 August 2026"), short_days("积压 · 2026 年 8 月 31 日"), short_days("2026 年第 4 季")
    ('backlog · 31 Aug 2026', '积压 · 2026-08-31', '2026Q4')
    """
    text = LONG_MONTH.sub(lambda found: found[1][:3], text)
    text = LONG_QUARTER.sub(r"\1Q\2", text)
    return LONG_DAY.sub(lambda found: "-".join(part.zfill(2) for part in found.groups() if part), text)


def _share(value: float) -> str:
    percent = Decimal(repr(abs(float(value)))) * 100
    if percent == 0:
        return "0%"
    close = Decimal("99.5") <= percent < 100
    least = Decimal("0.1")
    places = 1 if percent < Decimal("9.95") or close else 0
    rounded = _round(percent, min(places, 2 - percent.adjusted()))
    if rounded < least:
        return "< 0.1%" if value > 0 else "> -0.1%"
    if close and rounded == 100:
        return "> 99.9%" if value > 0 else "< -99.9%"
    return f"{'-' if value < 0 else ''}{_plain(rounded)}%"


def _money(value: float, language: str) -> str:
    to_first, to_second = SCALES[language]
    first = abs(float(value)) * to_first
    if first == 0:
        return say("money.none", language)
    amount, scale = first, "money.first"
    if _three(Decimal(repr(first))) >= to_second:
        amount, scale = first / to_second, "money.second"
    digits, less = _rounded(amount, 1 if scale == "money.first" else 2, "money")
    sign = "-" if value < 0 else ""
    before = "" if not less else "< " if value > 0 else "> "
    return before + say(scale, language, sign=sign, n=digits)


def _rounded(value: float, places: int, unit: str) -> tuple[str, str]:
    """(digits, '<' if it is less than the least that is written) of a number that is not negative."""
    exact = Decimal(repr(float(value)))
    if exact == 0:
        return "0", ""
    if unit in ("GW", "TWh", "GW-years"):
        places = 1
    least = Decimal(1).scaleb(-places)
    rounded = _round(exact, min(places, 2 - exact.adjusted()))
    return (_plain(least), "<") if rounded < least else (_plain(rounded), "")


def _signed(value: float, digits: str, less: str) -> str:
    if less:
        return f"< {digits}" if value > 0 else f"> -{digits}"
    return f"-{digits}" if value < 0 else digits


def _three(value: Decimal) -> Decimal:
    """Rounded to three digits that count."""
    return value if value == 0 else _round(value, 2 - value.adjusted())


def _round(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _plain(value: Decimal) -> str:
    """Digits with commas, without idle zeros."""
    digits = f"{value:,f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
