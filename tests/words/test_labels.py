"""Whatever an answer may name has a name that people use, in three scripts: numbers, contracts, parties, scenarios."""

import re

import pytest

from gigaloop.answer.labels import labels, leg_label, parameter_label
from gigaloop.answer.speech import Speech
from gigaloop.book.model import NAMED_IN
from gigaloop.words import catalogue
from gigaloop.words.catalogue import SCRIPTS
from gigaloop.words.layout import HAN
from gigaloop.words.vocabulary import word
from tests.shipped import shipped

#: names that are written alike in every script
ALIKE = re.compile(r"[A-Za-z0-9 .&'+-]+")


@pytest.fixture(scope="module", params=[None, "2025-10-20"])
def book(request):
    return shipped(request.param)


def test_every_number_of_the_model_has_a_name(book):
    found = {name: parameter_label(book, name) for name in book.parameters}
    assert [name for name, told in found.items() if told is None] == []
    for name, told in found.items():
        assert told["en"] and told["en"] != name, name
        assert all(re.search(f"[{HAN}]", told[language]) or ALIKE.fullmatch(told[language]) for language in SCRIPTS[1:])


def test_every_contract_has_a_name_that_says_whose_what_and_when(book):
    for leg in book.legs.values():
        for language in SCRIPTS:
            told = leg_label(book, leg, language)
            assert leg.leg not in told and re.search(r"\b(?:19|20)\d\d\b", told), told
            assert language == "en" or re.search(f"[{HAN}]", told), told


def test_every_scenario_and_party_has_a_name(book):
    found = labels(book, [*book.scenarios, *book.parties])
    for key, scenario in book.scenarios.items():
        told = found.get(key, scenario.name)
        assert all(told[language] for language in SCRIPTS) and re.search(f"[{HAN}]", told["zh-Hant"]), key
    assert all(found[party][language] for party in book.parties for language in SCRIPTS)


def test_a_number_that_nobody_named_is_seen(book):
    assert parameter_label(book, "no-such-number") is None


def test_a_book_names_things_in_every_script():
    """The floors of book and words do not know each other: here they agree."""
    assert NAMED_IN == SCRIPTS


def test_what_a_figure_measures_and_its_period_are_said_in_each_script(book):
    for figure in book.figures.values():
        for language in SCRIPTS[1:]:
            measured, period = word(figure.metric, language), Speech(language, {}).period(figure.period)
            assert re.search(f"[{HAN}]", measured) or ALIKE.fullmatch(measured), figure.metric
            assert re.search(f"[{HAN}]", period) and "_" not in period, figure.period


def test_one_contract_is_a_loan_or_bonds_and_never_loans_and_bonds():
    book = shipped()
    said = {of: [leg_label(book, leg, of) for leg in book.legs.values() if leg.kind == "loan"] for of in SCRIPTS}
    assert not [one for one in said["zh-Hans"] if "与债券" in one]
    bonds = [leg for leg in book.legs.values() if (leg.kind, leg.payer) == ("loan", "bondholders")]
    assert bonds and all(" bonds of " in leg_label(book, leg, "en") for leg in bonds)
    assert sum(" loan of " in one for one in said["en"]) == len(said["en"]) - len(bonds)


def test_a_covenant_has_one_name_in_each_script():
    """Three were in use, and a search for the trade's word found none of the others."""
    own = {"zh-Hant": "契約條款", "zh-Hans": "契约条款"}
    for language, name in own.items():
        for key in ("facility.cover", "survive.breach.covenant", "define.facility", "define.breaches"):
            told = catalogue.text(key, language)
            assert name in told or "ovenant" not in catalogue.text(key, "en"), key
        assert word("term: covenant", language) == name
        other = re.compile("財務[約契][約定]|[约約]定[條条]款|财务[约契][约定]")
        assert not [key for key, told in catalogue.texts(language).items() if other.search(told)]
