"""Days: reading dates, business days and their shifts, day counts. 23:59:59 is the midnight that ends a day."""

from calendar import isleap, monthrange
from datetime import date, datetime, time, timedelta

__all__ = ["COUNTS", "SHIFTS", "day", "fraction", "read", "shifted"]

ONE = timedelta(days=1)
SHIFTS = ("NOS", "SCF", "SCMF", "CSF", "CSMF", "SCP", "SCMP", "CSP", "CSMP")
COUNTS = ("AA", "A360", "A365", "30E360", "30E360ISDA", "28E336")


def read(where: str, value: object) -> datetime:
    """A date or time from a datetime, a date or ISO text; 24:00:00 is read as the next day's start."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    text = str(value).strip()
    late = text.endswith("T24:00:00") or text.endswith("T24:00")
    try:
        found = datetime.fromisoformat(text.split("T24:")[0] if late else text)
    except ValueError:
        raise ValueError(f"{where}: found {value!r}, expected an ISO date such as 2026-07-01.") from None
    return found + ONE if late else found


def day(moment: datetime) -> date:
    """The day that counts: 23:59:59 belongs to the next."""
    return moment.date() + ONE if moment.time() >= time(23, 59, 59) else moment.date()


def _open(when: date, weekdays: bool) -> bool:
    return not weekdays or when.weekday() < 5


def shifted(moment: datetime, convention: str, weekdays: bool) -> datetime:
    """The moment moved to a business day. `weekdays`: Monday to Friday are open, else every day is."""
    if convention == "NOS" or _open(moment.date(), weekdays):
        return moment
    step = ONE if convention.endswith("F") else -ONE
    found = moment
    while not _open(found.date(), weekdays):
        found += step
    if "M" in convention and found.month != moment.month:
        found = moment
        while not _open(found.date(), weekdays):
            found -= step
    return found


def _last(when: date) -> bool:
    return when.day == monthrange(when.year, when.month)[1]


def fraction(start: datetime, end: datetime, count: str, maturity: datetime | None = None) -> float:
    """The share of a year between two moments. `maturity` matters to 30E360ISDA alone: a February end that is it
    stays as it is."""
    s, t = day(start), day(end)
    if count == "A365":
        return (t - s).days / 365.0
    if count == "A360":
        return (t - s).days / 360.0
    if count == "AA":
        total, at = 0.0, s
        while at < t:
            turn = min(date(at.year + 1, 1, 1), t)
            total += (turn - at).days / (366.0 if isleap(at.year) else 365.0)
            at = turn
        return total
    top, year = (28, 336.0) if count == "28E336" else (30, 360.0)
    first, last = min(s.day, top), min(t.day, top)
    if count == "30E360ISDA":
        first = 30 if _last(s) else first
        last = 30 if _last(t) and not (t.month == 2 and maturity is not None and t == day(maturity)) else last
    return ((t.year - s.year) * 12.0 * top + (t.month - s.month) * float(top) + (last - first)) / year
