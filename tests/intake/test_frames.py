"""A deal that several sentences tell is one deal: what one leaves open, another has."""

from __future__ import annotations

import pytest

import gigaloop
from gigaloop.intake import read
from tests.intake.scoring import PROPOSED

DAY = "Nov. 20, 2026. "
#: an invented article -> (kind, payer, payee, dollars in billions, GW) of each deal that it tells
TOLD = {
    "Hut 8 signed a lease with Anthropic for its Texas campus. The site is new. The pact, valued at $3 billion, runs 15 years.": [
        ("capacity_lease", "anthropic", "hut8", 3, None)
    ],
    "Amazon has acquired Talen Energy's Foobar data center campus. Lawyers were busy. The $420 million sale includes the land.": [
        ("acquisition", "amazon", "Talen Energy", 0.42, None)
    ],
    "An investor consortium that includes BlackRock and MGX has planned a $31 billion takeover of a large builder. The investor consortium will acquire Vantage Data Centers from DigitalBridge.": [
        ("acquisition", "investors", "vantage", 31, None)
    ],
    "And CoreWeave made headlines again, this time with Mistral. Their new supply contract: up to $2.5 billion in compute capacity.": [
        ("compute_purchase", "mistral", "coreweave", 2.5, None)
    ],
    "AMD has signed a deal to supply chips to Mistral. Shares rose. A year was quiet. The agreement involves AMD's processors, equivalent to three gigawatts.": [
        ("chip_purchase", "mistral", "amd", None, 3)
    ],
    "The round values Anthropic at $420 billion. Microsoft is investing $7 billion, and Oracle had earlier committed $2 billion in equity.": [
        ("stake", "microsoft", "anthropic", 7, None),
        ("stake", "oracle", "anthropic", 2, None),
    ],
    "Cipher Mining said it signed a 10-year hosting contract worth $4 billion.": [
        ("capacity_lease", "contract", "cipher", 4, None)
    ],
}


@pytest.fixture(scope="module")
def book():
    return gigaloop.load()


def found(text, book):
    deals = [p for p in read(DAY + text, book).proposals if p.action in PROPOSED]
    return [(p.kind, p.payer or p.from_text, p.payee or p.to_text, p.amount_usd_bn, p.gw) for p in deals]


@pytest.mark.parametrize("text", TOLD)
def test_the_deal_is_told_once_and_whole(text, book):
    assert found(text, book) == TOLD[text]


def test_a_sum_of_another_deal_stays_its_own(book):
    text = "Hut 8 signed a lease with Anthropic for its Texas campus. A second pact, valued at $3 billion, was signed with Mistral."
    assert ("capacity_lease", "anthropic", "hut8", 3, None) not in found(text, book)


@pytest.mark.parametrize(
    "text",
    [
        "Dell raised shipment estimates for the year to $25 billion from $20 billion.",
        "Western New York gave Amazon nothing. Nuclear Deals Power Growth In Cloud Business",
        "Dell booked $12 billion of AI server orders in its third quarter.",
    ],
)
def test_what_is_no_deal_is_none(text, book):
    assert found(text, book) == []


def test_a_name_is_known_however_it_is_written(book):
    assert found("Google leased a campus from FluidStack for $2 billion.", book)[0][2] == "fluidstack"
