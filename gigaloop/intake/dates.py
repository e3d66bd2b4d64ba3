"""Days in an article: its own date, and the dates it tells, relative to its own. The clock is never read."""

from __future__ import annotations

import re
from datetime import date, timedelta

_MONTHS = {
    name: i + 1
    for i, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
}
_MONTH = r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
_DATE = re.compile(
    rf"(?P<iso>\b20\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:[0-2]?\d|3[01])\b)"
    rf"|\b(?P<m1>{_MONTH})\s(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s(?P<y1>20\d\d))?\b(?!\s?(?:billion|million|GW|%))"
    rf"|\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s(?P<m2>{_MONTH})(?:,?\s(?P<y2>20\d\d))?\b"
    rf"|\b(?P<m3>{_MONTH})(?:\sof)?,?\s(?P<y3>20\d\d)\b"
    r"|(?P<zy>20\d\d|今|去|明|前)\s?年\s?(?P<zm>\d{1,2})\s?月(?:\s?(?P<zd>\d{1,2})\s?[日号])?|(?<!\d)(?P<zm2>\d{1,2})月\s?(?P<zd2>\d{1,2})[日号]"
    rf"|\b(?:in|last|since|late|early|mid)\s(?P<m4>{_MONTH})\b"
    r"|(?P<rel>\b(?:on )?(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b|\byesterday\b|\btoday\b|昨日|昨天|今日|今天|周[一二三四五六日天]|星期[一二三四五六日天]|\blast month\b|\blast year\b|上个?月|去年|\bearlier this month\b|本月)"
)
_DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def published(text: str) -> tuple[str, int, int] | None:
    """The article's own date: the first whole date near its head.

    >>> published("Nov. 12, 2025 - Nebius said")
    ('2025-11-12', 0, 13)
    """
    for hit in _DATE.finditer(text[:3000]):
        when = _absolute(hit, None)
        if when and len(when) == 10:
            return when, *hit.span()
    return None


def told(text: str, start: int, end: int, own: str | None) -> list[tuple[str, int, int]]:
    """The dates of a stretch, each as far as it is told: 2025-09-22, 2025-09, 2025."""
    found = []
    for hit in _DATE.finditer(text, start, end):
        when = _absolute(hit, own) or (_relative(hit[0], own) if own and hit["rel"] else None)
        if when:
            found.append((when, *hit.span()))
    return found


def _absolute(hit: re.Match[str], own: str | None) -> str | None:
    try:
        if hit["iso"]:
            return date(*map(int, re.split(r"[-/.]", hit["iso"]))).isoformat()
        year = own[:4] if own else None
        for y, m, d in (("y1", "m1", "d1"), ("y2", "m2", "d2")):
            if hit[m]:
                return _day(hit[y], _MONTHS[hit[m][:3].lower()], int(hit[d]), own)
        if hit["m3"]:
            return f"{hit['y3']}-{_MONTHS[hit['m3'][:3].lower()]:02d}"
        if hit["m4"]:
            return _month(_MONTHS[hit["m4"][:3].lower()], own)
        if hit["zm"]:
            shift = {"今": 0, "去": -1, "明": 1, "前": -2}.get(hit["zy"])
            if shift is not None and year is None:
                return None
            full = hit["zy"] if shift is None else str(int(year or 0) + shift)
            return _day(full, int(hit["zm"]), int(hit["zd"]), own) if hit["zd"] else f"{full}-{int(hit['zm']):02d}"
        if hit["zm2"]:
            return _day(None, int(hit["zm2"]), int(hit["zd2"]), own)
    except ValueError:
        return None
    return None


def _day(year: str | None, month: int, day: int, own: str | None) -> str | None:
    """A day without its year is the last such day not after the article's."""
    if year:
        return date(int(year), month, day).isoformat()
    if not own:
        return None
    last = date.fromisoformat(own)
    then = date(last.year, month, day)
    return (then if then <= last else date(last.year - 1, month, day)).isoformat()


def _month(month: int, own: str | None) -> str | None:
    if not own:
        return None
    last = date.fromisoformat(own)
    return f"{last.year if month <= last.month else last.year - 1}-{month:02d}"


def _relative(words: str, own: str) -> str | None:
    day, words = date.fromisoformat(own), words.lower().removeprefix("on ")
    if words in ("today", "今日", "今天"):
        return own
    if words in ("yesterday", "昨日", "昨天"):
        return (day - timedelta(1)).isoformat()
    if words in ("last month", "上月", "上个月"):
        return (day.replace(day=1) - timedelta(1)).isoformat()[:7]
    if words in ("last year", "去年"):
        return str(day.year - 1)
    if words in ("earlier this month", "本月"):
        return own[:7]
    number = _DAYS.index(words[:3]) if words[:3] in _DAYS else "一二三四五六日天".index(words[-1]) % 7
    return (day - timedelta((day.weekday() - number) % 7)).isoformat()
