"""Rows of a table in a filing: a year, or words, and the first number beside it; from HTML cells or from columns of spaces."""

from __future__ import annotations

import re
from typing import NamedTuple

#: lines that one table may have, and that may stand between its heading and its first row
MOST_ROWS, MOST_BETWEEN = 40, 8
#: letters in which a table must end
FAR = 20_000
_YEAR = r"(?P<rest>(?:the )?(?:remainder|remaining (?:\w+ )?months|rest) of )?(?:(?:fiscal(?: year)?|FY|year(?:s)? ending(?: \w+ \d{1,2},?)?)\s*)?(?P<year>20\d\d)(?P<more> (?:and )?(?:thereafter|beyond|later))?"
_LABEL = re.compile(
    rf"\s*(?:{_YEAR}|(?P<after>thereafter|after \w[\w ]*|其后|以后|之后)|(?P<total>total\b.{{0,60}}?|合计|总计)|(?P<zh>20\d\d)年(?P<zhmore>(?:及)?(?:以后|之后))?|(?P<zhrest>20\d\d年(?:剩余|余下)[^\d]{{0,8}}))\s*:?\s*$",
    re.I,
)
_CELL = re.compile(r"\u2003|\t|\.{3,}|…+|\s{2,}|\|")
_NUMBER = re.compile(r"\(?[$€£¥]?\s*\(?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\)?$")
_SCALE = re.compile(
    r"\bin (?P<en>thousands|millions|billions)\b|(?:单位|以)[:： ]?(?:人民币|美元|新台币|港元)?(?P<zh>百万|千|亿|万)?|(?:人民币|美元|新台币|港元|日元)(?P<bare>百万|千|亿|万)元?",
    re.I,
)
_SCALES = {"thousands": 1e3, "millions": 1e6, "billions": 1e9, "百万": 1e6, "千": 1e3, "亿": 1e8, "万": 1e4}


#: 'within 1 year', '2 to 5 years', 一年以内, 五年以上: years counted from the day of the report
_BUCKET = re.compile(
    r"\s*(?:(?P<in>(?:with)?in (?:1|one) year|less than (?:1|one) year|[一1]年(?:以|之)?内)|(?P<from>\d|one|two|three|four|five|[一二三四五])(?:\s?years?|年)?\s?(?:to|-|–|至|到)\s?(?P<to>\d|two|three|four|five|[二两三四五])\s?(?:years?|年)(?:以内)?|(?P<over>(?:more than|over|after|beyond) (?P<n>\d|one|two|three|four|five) years?|(?P<m>[一二三四五\d])年以上))\s*:?\s*$",
    re.I,
)
_FEW = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_CURRENCY = (("CNY", r"人民币|RMB"), ("HKD", r"港元|港币|HK\$"), ("TWD", r"新台币|NT\$"), ("JPY", r"日[圆元]|\byen\b"), ("EUR", r"欧元|€"), ("USD", r"美元|US\$|\$"), ("CNY", r"单位[:： ]?[千百万亿]*元"))  # fmt: skip


class Row(NamedTuple):
    """One row: '2027', '2026_rest', 'after_2030' or 'total', its first number in base units, and where both stand."""

    label: str
    value: float
    start: int
    end: int


def currency(text: str, start: int) -> str:
    """The currency that the lines at the head of a table name; dollars where they name none."""
    head = text[max(0, start - 200) : start + 400]
    return next((unit for unit, words in _CURRENCY if re.search(words, head)), "USD")


def shares(text: str, start: int) -> list[Row]:
    """The rows 'Customer A  38%' of the table that begins soon after `start`: the first share of each, 0 to 1.

    >>> [(row.label, row.value) for row in shares("Customer A  38%  27%\\nMeta  12%\\nOther  50%\\n", 0)]
    [('Customer A', 0.38), ('Meta', 0.12)]
    """
    found: list[Row] = []
    at, between = start, 0
    stop = min(len(text), start + FAR)
    while at < stop and len(found) < MOST_ROWS and between <= MOST_BETWEEN:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at : min(end, at + 2000)]
        cells = [cell.strip() for cell in _CELL.split(line) if cell.strip()]
        number = next((hit for cell in cells[1:] if (hit := re.match(r"(\d{1,2}(?:\.\d+)?)\s?%?$", cell))), None)
        alone = re.match(r"(?:others?|all other|total|其他|合计|总计|小计)", cells[0], re.I) if cells else None
        if number and not alone and "%" in line:
            found.append(Row(cells[0], round(float(number[1]) / 100, 6), at, at + len(line)))
            between = 0
        else:
            between += bool(line.strip()) * (3 if found else 1)
        at = end + 1
    return found


def rows(text: str, start: int, year: int | None = None) -> list[Row]:
    """The rows of the table that begins soon after `start`, in one scale; empty where none does.

    year   that of the report's last day, from which 'within 1 year' counts

    >>> t = "as follows (in millions):\\n2027  $  1,250\\n2028 and thereafter  750\\nTotal  $ 2,000\\n"
    >>> [(row.label, row.value) for row in rows(t, 0)]
    [('2027', 1250000000.0), ('after_2027', 750000000.0), ('total', 2000000000.0)]
    """
    found: list[Row] = []
    scale, at, between = None, start, 0
    last = None
    stop = min(len(text), start + FAR)
    while at < stop and len(found) < MOST_ROWS and between <= MOST_BETWEEN:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at : min(end, at + 2000)]
        told = next((hit for hit in _SCALE.finditer(line) if hit["en"] or hit["zh"] or hit["bare"]), None)
        if told and not found:
            scale = _SCALES[(told["en"] or told["zh"] or told["bare"]).lower()]
        cells = [cell.strip() for cell in _CELL.split(line)]
        cells = [cell for cell in cells if cell and cell not in ("$", ")", "%", "US$", "—", "-")]
        label = _LABEL.match(cells[0]) if cells else None
        bucket = _BUCKET.match(cells[0]) if cells and not label and year else None
        number = next((hit for hit in (_NUMBER.match(cell) for cell in cells[1:]) if hit), None)
        if bucket and number and year:
            found.append(
                Row(
                    _counted(bucket, year, last), float(number[1].replace(",", "")) * (scale or 1.0), at, at + len(line)
                )
            )
            last = int(found[-1].label[-4:])
            between = 0
        elif label and number:
            told_year = int(label["year"] or label["zh"] or 0)
            if found and last and 0 < told_year <= last:
                break  # the next table begins
            name = _named(label, last)
            if label["year"] or label["zh"]:
                last = int(label["year"] or label["zh"])
            found.append(Row(name, float(number[1].replace(",", "")) * (scale or 1.0), at, at + len(line)))
            if name == "total":
                break
            between = 0
        elif found and not label and not bucket and line.strip():
            between += 3
        elif not label:
            between += bool(line.strip())
        at = end + 1
    return found if len(found) > 1 else []


def _counted(bucket: re.Match[str], year: int, last: int | None) -> str:
    """The years that a row counts from the day of the report; where the row before ended one begins."""

    def few(word: str) -> int:
        return _FEW.get(word.lower()) or int(word)

    if bucket["in"]:
        return str(year + 1)
    if bucket["over"]:
        return f"after_{year + few(bucket['n'] or bucket['m'])}"
    first, end = (last or year + few(bucket["from"])) + 1, year + few(bucket["to"])
    return str(first) if first >= end else f"{first}_{end}"


def _named(label: re.Match[str], last: int | None) -> str:
    if label["total"]:
        return "total"
    if label["after"]:
        return f"after_{last}" if last else "after"
    if label["zhrest"]:
        return f"{label['zhrest'][:4]}_rest"
    year = label["year"] or label["zh"]
    if label["more"] or label["zhmore"]:
        return f"after_{int(year) - 1}"
    return f"{year}_rest" if label["rest"] else year


def short(found: list[Row]) -> float:
    """By how much the rows miss their total, as a share of it; 0 where the table has none."""
    total = next((row.value for row in found if row.label == "total"), None)
    parts = sum(row.value for row in found if row.label != "total")
    return abs(parts - total) / total if total else 0.0
