"""A contract where a party is asked for: one of its two sides is asked about, and the answer says which."""

from __future__ import annotations

from dataclasses import replace
from functools import wraps

import pytest

import gigaloop
from gigaloop.answer.screen import first_screen
from gigaloop.answer.sides import party_of
from gigaloop.questions import QUESTIONS
from gigaloop.questions.asking import Ask
from gigaloop.questions.show import accounts, freshness
from gigaloop.site.questions import arguments
from tests.doors.command import gigaloop as command
from tests.shipped import shipped
from tests.site.test_review import client

OF_PARTIES = [(name, own.name, own.side) for name in sorted(QUESTIONS) for own in QUESTIONS[name].arguments if own.side]
TAKING = [one for one in OF_PARTIES if one[2] != "either"]
#: arguments that take a party or a contract itself
OF_CONTRACTS = {("deals", "party"), ("warrant", "party"), ("facility", "loan")}
LEG = "orcl-oai-cloud"


@pytest.fixture(scope="module")
def book():
    return shipped()


def test_every_argument_that_takes_a_party_says_which_side_of_a_contract_is_meant():
    called = ("party", "counterparty", "customer", "vendor", "buyer", "lab", "taker", "seller")
    named = {(name, own.name) for name in QUESTIONS for own in QUESTIONS[name].arguments if own.name in called}
    assert named <= {(name, own) for name, own, _ in OF_PARTIES} and len(TAKING) >= 35
    assert {one[:2] for one in OF_PARTIES if one[2] == "either"} == OF_CONTRACTS


def test_a_contract_stays_itself_where_either_is_taken(book):
    assert gigaloop.ask.deals(book, LEG).arguments["party"] == LEG


def test_the_page_offers_parties_wherever_one_is_taken():
    """The form knows it from the record, not from a list of names."""
    offered = {(name, one["name"]) for name in QUESTIONS for one in arguments(name) if one["party"]}
    assert offered == {(name, own) for name, own, _ in OF_PARTIES}


@pytest.mark.parametrize(("name", "argument", "side"), TAKING)
def test_a_question_is_asked_of_the_side_that_it_asks_about(book, name, argument, side):
    """What the question's own function is given, and what the answer says first, in three scripts."""
    given = {}
    table = gigaloop.ask.deals(book, LEG)

    @wraps(QUESTIONS[name].answer)
    def answer(book, **arguments):
        given.update(arguments)
        return table

    asked = replace(QUESTIONS[name], answer=answer, headline=None, first=None)
    told = Ask({name: asked}, {})(book, name, **{argument: LEG})
    assert given[argument] == {"owes": "openai", "owed": "oracle"}[side] == party_of(book.legs[LEG], side)
    for language, (owes, owed) in {
        "en": ("OpenAI, who owes", "Oracle, who is owed"),
        "zh-Hant": ("債務方 OpenAI", "債權方甲骨文"),
        "zh-Hans": ("债务方 OpenAI", "债权方甲骨文"),
    }.items():
        first = "".join(first_screen(told, language)[:3])
        assert (owes if side == "owes" else owed) in first and LEG not in first


def test_of_a_loan_the_borrower_owes(book):
    assert [party_of(book.legs["crwv-ddtl4"], side) for side in ("owes", "owed")] == ["coreweave", "lenders"]


def test_every_door_takes_a_contract_for_its_party(book, capsys):
    """Python, the command line and the server: the party's own answer, with the note above it."""
    party = gigaloop.ask.backlog(book, "oracle")
    told = gigaloop.ask.backlog(book, LEG)
    assert told.rows == party.rows and told.reproduce == party.reproduce and told.notes[1:] == party.notes
    assert "to ask of the other side, write OpenAI" in str(told.notes[0].said("en", told.names))
    assert "to ask of the other side, write OpenAI" in " ".join(repr(told).split())
    assert "Oracle, who is owed in it" in told._repr_html_()
    ended = command(capsys, "ask", "backlog", LEG)
    assert ended.code == 0 and "Oracle, who is owed in it" in " ".join(ended.out.split())
    with client() as served:
        data = served.get(f"/api/ask/backlog?party={LEG}").json()
        page = served.get(f"/ask/backlog/?party={LEG}").text
    assert [row["key"] for row in data["rows"]] == [row.key for row in party.rows]
    assert data["notes"][0]["id"] == "side.owed" and "who is owed in it" in page
    shown = accounts.answer(book, LEG, paths=4)
    assert shown.rows == accounts.answer(book, "openai", paths=4).rows and shown.notes[0].id == "side.owes"
    assert freshness.answer(book, LEG).rows == freshness.answer(book, "openai").rows


def test_what_is_neither_party_nor_contract_is_refused_as_before(book):
    with pytest.raises(gigaloop.InputError, match="no party 'orcl-oai' is known"):
        gigaloop.ask.backlog(book, "orcl-oai")
