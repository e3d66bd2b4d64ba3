"""How many of the deals in labelled articles the reader finds, and how many that it proposes are none."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from gigaloop.book.model import Book
from gigaloop.book.units import parse_quantity
from gigaloop.intake import Proposal, read

ARTICLES = Path(__file__).with_name("articles.yaml")
SENTENCES = ARTICLES.with_name("sentences.csv")
#: what a person would write into the book
PROPOSED = ("add", "amend", "part", "contradict", "duplicate")


@dataclass
class Count:
    """Deals found, proposals that are no deal, deals missed."""

    found: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Of what was proposed, how much is a deal."""
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Of the deals, how many were proposed."""
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.found else 0.0


def articles() -> list[dict[str, Any]]:
    """The labelled articles."""
    return list(yaml.safe_load(ARTICLES.read_text(encoding="utf-8")))


def same(p: Proposal, deal: dict[str, Any], book: Book) -> bool:
    """Whether a proposal is this deal: kind, both parties, and every size that the label tells."""
    if p.kind not in deal.get("kinds", [deal["kind"]]):
        return False
    sides = (p.payer, p.from_text, deal["from"]), (p.payee, p.to_text, deal["to"])
    if not all(_party(known, words, label) for known, words, label in sides):
        return False
    sizes = [(p.gw, deal.get("gw")), (p.amount_usd_bn, deal.get("amount"))]
    for currency in ("CNY", "EUR", "GBP", "HKD", "INR", "JPY", "KRW", "SGD", "TWD"):
        if f"amount_{currency.lower()}" in deal:  # billions as the text states them
            sizes.append((_stated(p.amount, currency), deal[f"amount_{currency.lower()}"]))
    if "units" in deal:
        sizes.append((_units(p.units), float(deal["units"])))
    return all(told is None or (got is not None and abs(got - told) <= 0.03 * told) for got, told in sizes)


def sentences() -> list[dict[str, str]]:
    """Ways to tell one deal, or none (no kind); a size is billions of dollars, '2 GW', or '3 m' or '3 k' pieces."""
    with SENTENCES.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def dated(text: str) -> str:
    """The sentence as it stands in an article of a day."""
    return f"Nov. 20, 2026 - {text}" if text.isascii() else f"2026年11月20日,{text}"


def told(p: Proposal, row: dict[str, str]) -> bool:
    """Whether a proposal is the deal of a row of the sentences."""
    sides = (p.payer, p.from_text, row["from"] or "*"), (p.payee, p.to_text, row["to"] or "*")
    number, _, unit = row["size"].partition(" ")
    if p.action not in PROPOSED or p.kind != row["kind"] or not all(_party(*side) for side in sides):
        return False
    if not number:
        return True
    if unit in ("m", "k"):
        got, wanted = _units(p.units), float(number) * {"m": 1e6, "k": 1e3}[unit]
    elif unit in ("JPY", "EUR"):
        got, wanted = parse_quantity(p.amount or "undisclosed").stated, float(number) * 1e9
        wanted = wanted if (p.amount or "").endswith(unit) else -1.0
    else:
        got = p.gw if unit == "GW" else p.share if row["kind"] == "revenue_share" else p.amount_usd_bn
        wanted = float(number)
    return got is not None and abs(got - wanted) <= 1e-6 * wanted


def _stated(text: str | None, currency: str) -> float | None:
    stated = parse_quantity(text).stated if text and text.endswith(currency) else None
    return stated / 1e9 if stated is not None else None


def _units(text: str | None) -> float | None:
    return None if not text or text == "undisclosed" else parse_quantity(text).stated


def _party(known: str | None, words: str | None, label: str) -> bool:
    if label == "*":
        return True
    if label.startswith("?"):
        return known is None and words is not None and (label[1:] in words or words in label[1:])
    return known == label


def score(book: Book, half: int | None = None) -> tuple[dict[tuple[str, str], Count], list[str]]:
    """The labelled articles that ship, scored; all, or those of one half."""
    return count([one for one in articles() if half is None or one["half"] == half], book)


def count(labelled: list[dict[str, Any]], book: Book) -> tuple[dict[tuple[str, str], Count], list[str]]:
    """(language, kind) -> Count, and a line for each mistake.

    Each label takes one proposal. What a careful person may propose or not ('optional') counts for nothing, found or
    missed; every other proposal without a label is wrong, one that the book knows already too.
    """
    counts: dict[tuple[str, str], Count] = defaultdict(Count)
    told: list[str] = []
    for article in labelled:
        language = article["lang"]
        for deal, p in matched(article, book):
            if deal is None:
                counts[language, p.kind or "?"].wrong += 1
                who = f"{p.payer or p.from_text} -> {p.payee or p.to_text}"
                told.append(
                    f"{article['id']}: proposed {p.action} {p.kind} {who} {p.amount} {p.gw} {p.units} {p.stage}"
                )
            elif not deal.get("optional"):
                counts[language, deal["kind"]].found += p is not None
                counts[language, deal["kind"]].missed += p is None
                told += [f"{article['id']}: missed {deal}"] if p is None else []
    return counts, told


def matched(article: dict[str, Any], book: Book) -> Iterator[tuple[Any, Any]]:
    """(label, proposal): each label of a text with the one that it takes, or None; then None with each left."""
    proposed = [p for p in read(article["text"], book).proposals if p.action in PROPOSED]
    for deal in sorted(article["deals"], key=lambda one: bool(one.get("optional"))):
        hit = next((p for p in proposed if same(p, deal, book)), None)
        if hit is not None:
            proposed.remove(hit)
        yield deal, hit
    yield from ((None, p) for p in proposed)


def total(counts: dict[tuple[str, str], Count], language: str | None = None) -> Count:
    """All kinds of one language, or of all."""
    chosen = [c for (lang, _), c in counts.items() if language in (None, lang)]
    return Count(sum(c.found for c in chosen), sum(c.wrong for c in chosen), sum(c.missed for c in chosen))
