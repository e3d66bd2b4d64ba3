"""One plain sentence beside each range: how sure the number is, in three scripts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gigaloop.answer.table import Row
from gigaloop.words.catalogue import say
from gigaloop.words.layout import typeset
from gigaloop.words.numbers import pair, plain_unit, written
from gigaloop.words.vocabulary import word

#: a number's own word for what its ends are (column `band`) that decides the sentence alone
BANDS = ("count", "average", "mean", "resampled", "tenths")
#: the half width of 'about' belongs to the words of a source, not to our reading of them
WIDTH_OF_ABOUT = ("about-half-width", "about_half_width")
#: paths on which a number is told that need no word
EVERYWHERE = ("", "all paths", "as known")
CALENDAR = "calendar year"


def sentence(row: Row, language: str = "en") -> str:
    """How sure a number is, in one plain sentence (two where it rests on assumptions or on silent contracts).

    What the ends of a range are differs: what is written allows (terms), nine of ten simulated cases (paths), the span
    of published methods (models), or what the row's `band` says, such as the error of a drawn share (count).

    >>> row = Row(key="k", subject="oracle", measure="backlog_share", unit="share", low=0.49, mid=0.54, high=0.6)
    >>> sentence(row)
    '54% as stated; what is written allows 49% to 60%.'
    >>> sentence(row, "zh-Hans")
    '按所载为 54%；文字容许 49% 至 60%。'
    """
    unit = plain_unit(row.unit)
    said = {end: written(getattr(row, end), unit, language) for end in ("low", "mid", "high")}
    if row.low is not None and row.high is not None and said["low"] != said["high"]:
        said["low"], said["high"] = pair(row.low, row.high, unit, language)
    text = _say(kind(row), language, **said)
    if (given := row.more.get("given", "")) not in EVERYWHERE:
        text += _say("given", language, given=word(given, language))
    if row.origin == "assumed" and row.assumptions and row.more.get("distribution") is None:
        count = len(row.assumptions)
        text += _say("one assumed" if count == 1 else "assumed", language, count=count)
    if row.undisclosed:
        text += _say("one dark" if row.undisclosed == 1 else "dark", language, count=row.undisclosed)
    return typeset(text, language)


def _say(kind: str, language: str, **places: Any) -> str:
    return say(f"sure.{kind.replace(', ', '_').replace(' ', '_')}", language, **places)


def of_each_kind(rows: Iterable[Row]) -> list[tuple[Row, int]]:
    """The first row of each kind of range, and how many more are read like it: few sentences for many rows."""
    alike: dict[str, list[Row]] = {}
    for row in rows:
        alike.setdefault(kind(row), []).append(row)
    return [(found[0], len(found) - 1) for found in alike.values()]


def kind(row: Row) -> str:
    """What is known of a number: an id of the words (sure.paths_half_open).

    >>> kind(Row(key="k", subject="a", measure="m", unit="USD bn", low=1.0, mid=None, high=None, range="paths"))
    'paths, half open'
    """
    low, mid, high = row.low, row.mid, row.high
    band = row.more.get("band")
    if band in BANDS and mid is not None:
        return str(band)
    if band == "bracket":
        return "bracket" if high is not None else "bracket, none" if low is None else "bracket, open"
    if row.range == "paths":
        return _drawn(row)
    if row.range == "models":
        if mid is None:
            return "models, dark"
        return "models, open" if high is None else "models, one" if low == high else "models"
    if low is None and mid is None and high is None:
        return "listed" if row.more.get("value") else "unknown"
    if low == mid == high:
        return "exact" if row.origin == "sourced" else "alone"
    if row.more.get("distribution") is not None:
        return "held"
    if low is None and high is None and _filled(row):
        return "alone"  # worked out, not written anywhere
    whose = "silent" if mid is None else "read" if low is not None and _filled(row) else "stated"
    if high is None:
        return f"{whose}, open" if low or (mid is not None and low is not None) else f"{whose}, no bounds"
    return f"{whose}, at most" if low is None else whose


def _drawn(row: Row) -> str:
    """The same for a number that is simulated."""
    what = "date" if row.unit == CALENDAR else "paths"
    if row.low is None:
        return "alone" if row.mid is not None else f"{what}, all open"
    if row.mid is None:
        return f"{what}, half open"
    if row.high is None:
        return f"{what}, open"
    if row.low < row.high:
        return what
    return "paths, one" if row.more.get("band") == "percentiles" else "mean"


def _filled(row: Row) -> bool:
    """Whether parameters of ours, and not the words of a source alone, make the ends."""
    return any(name not in WIDTH_OF_ABOUT for name in row.assumptions)
