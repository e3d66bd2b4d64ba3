"""A sentence about a named firm is read alone: one that a run makes says that it is a model's, a case's or an if's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pytest

import gigaloop
from gigaloop.questions import QUESTIONS
from gigaloop.words.catalogue import texts

FIRM = re.compile(r"\{(party|guarantor|lab|other|who|vendor|holder)\}")
#: what tells a reader that a sentence is conditional: the model, simulated cases, an if, a plan, a replay, two worlds
TELLS = re.compile(
    r"\b(simulated|model|paths|would|could|if|replay|plans|draw)\b|\{(cases|second|with_)\}|^In '\{", re.IGNORECASE
)
#: sentences of facts among them: what is owed today, what can come back, what a seller funds by its own contracts
FACTS = ("leverage.loan", "loops.", "self_funded.", "circularity.")


def bare(told: Mapping[str, str], questions: Iterable[str]) -> list[str]:
    """Ids of sentences of these questions that name a firm and do not say that they are conditional."""
    heads = {name.replace("-", "_") for name in questions} | {"losses"}
    return [
        key
        for key, text in told.items()
        if key.partition(".")[0] in heads and not key.startswith(FACTS) and text.endswith(".")
        if FIRM.search(text) and not TELLS.search(text)
    ]


def test_what_a_run_says_of_a_named_firm_is_never_told_as_a_fact() -> None:
    asked = [name for name, question in QUESTIONS.items() if question.simulates]
    assert len(asked) > 15
    assert bare(texts("en"), [*asked, "distress", "mix", "warrant"]) == []


def test_a_forecast_told_as_a_fact_is_seen() -> None:
    assert bare({"leverage.most": "At the end of {year} {party} owes {times}."}, ["leverage"]) == ["leverage.most"]
    assert bare({"leverage.most": "In the model {party} owes {times}."}, ["leverage"]) == []


#: what only an answer about several parties may say of one of them
BEYOND = re.compile(r"most often|than any other|\bno lab\b|pays most|^Next:", re.M)


def alone(name: str, party: str) -> list[str]:
    """Sentences of an answer about one party that set it against others, of which it knows nothing."""
    told = gigaloop.ask(gigaloop.load(), name, party=party, paths=20).headline["en"]
    assert told
    return [sentence for sentence in told if BEYOND.search(sentence)]


@pytest.mark.parametrize("name", ["breaches", "capacity", "gap", "leverage", "outlook"])
def test_an_answer_about_one_party_sets_it_against_no_other(name: str) -> None:
    assert alone(name, "openai" if name != "leverage" else "oracle") == []


def test_all_parties_at_once_are_set_against_one_another() -> None:
    assert alone("breaches", "all")
