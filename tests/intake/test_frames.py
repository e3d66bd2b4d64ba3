"""A deal that several sentences tell is one deal: what one leaves open, another has (`frames.csv`, invented texts)."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import gigaloop
from gigaloop.intake import read
from tests.intake.scoring import PROPOSED


def rows():
    """text -> (kind, payer, payee, billions of dollars, GW) of each deal; none where the kind is empty."""
    told: dict[str, list[tuple[str, str, str, float | None, float | None]]] = {}
    with Path(__file__).with_name("frames.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            sizes = [float(row[name]) if row[name] else None for name in ("usd_bn", "gw")]
            told.setdefault(row["text"], []).extend(
                [(row["kind"], row["from"], row["to"], *sizes)] if row["kind"] else []
            )
    return told


TOLD = rows()


@pytest.fixture(scope="module")
def book():
    return gigaloop.load()


def found(text, book):
    deals = [p for p in read(f"Nov. 20, 2026. {text}", book).proposals if p.action in PROPOSED]
    return [(p.kind, p.payer or p.from_text, p.payee or p.to_text, p.amount_usd_bn, p.gw) for p in deals]


@pytest.mark.parametrize("text", TOLD)
def test_each_deal_is_told_once_and_whole(text, book):
    assert found(text, book) == TOLD[text]


def test_a_sum_of_another_deal_stays_its_own(book):
    text = "Hut 8 signed a lease with Anthropic. A second pact, valued at $3 billion, was signed with Mistral."
    assert ("capacity_lease", "anthropic", "hut8", 3, None) not in found(text, book)


def test_a_name_is_known_however_it_is_written(book):
    assert found("Google leased a campus from FluidStack for $2 billion.", book)[0][2] == "fluidstack"
