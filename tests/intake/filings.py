"""How many of the figures and clauses in labelled filings the reader finds, and how many it proposes that are none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from gigaloop.book.model import Book
from gigaloop.book.units import parse_quantity
from gigaloop.intake import Proposal, article, read
from tests.intake.scoring import Count

FILINGS = Path(__file__).with_name("filings.yaml")


def filings(half: int | None = None) -> list[dict[str, Any]]:
    """The labelled filings and exhibits."""
    return [one for one in yaml.safe_load(FILINGS.read_text(encoding="utf-8")) if half in (None, one["half"])]


def same_figure(p: Proposal, told: dict[str, Any]) -> bool:
    """The same subject, measure and period, and a value within half a percent."""
    if (p.subject, p.metric, p.period) != (told["subject"], told["metric"], str(told["period"])) or p.value is None:
        return False
    value = parse_quantity(p.value).stated
    return value is not None and abs(value - float(told["value"])) <= 0.005 * float(told["value"])


def same_clause(p: Proposal, told: dict[str, Any]) -> bool:
    """The same term with the same value; '*' takes any words."""
    wanted = str(told.get("holds", told.get("value")))
    return p.term == told["term"] and bool(p.value) and wanted in ("*", p.holds, p.value)


def score(book: Book, half: int | None = None) -> tuple[dict[str, Count], list[str]]:
    """'figure' and 'clause' -> Count, and a line for each mistake."""
    counts = {"figure": Count(), "clause": Count()}
    lines: list[str] = []
    for one in filings(half):
        proposed = read(article(one["text"].encode()), book).proposals
        for kind, labels, same in (("figure", one["figures"], same_figure), ("clause", one["clauses"], same_clause)):
            left = [p for p in proposed if (p.term if kind == "clause" else p.metric) is not None]
            for told in labels:
                hit = next((p for p in left if same(p, told)), None)
                if hit is None:
                    counts[kind].missed += 1
                    lines.append(f"{one['id']}: missed {told}")
                else:
                    left.remove(hit)
                    counts[kind].found += 1
            counts[kind].wrong += len(left)
            lines += [
                f"{one['id']}: proposed {p.metric or p.term} {p.subject} {p.period} {p.value} {p.holds}" for p in left
            ]
    return counts, lines
