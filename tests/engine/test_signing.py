"""Contracts that nobody has signed yet: their ids are the model's own, and a rule switches them off."""

import numpy as np
import pytest

import gigaloop
from gigaloop.book.scenario import named, ruled
from gigaloop.engine.compiler import compile_plan

PATHS = 20


@pytest.fixture(scope="module")
def book():
    return gigaloop.load()


def test_each_has_an_id_of_its_own_that_no_contract_of_the_book_has(book):
    lowering = compile_plan(book)
    rows = np.flatnonzero(lowering.plan.legs["signing"] > 0)
    assert rows.size and sorted(lowering.signing) == rows.tolist()
    ids = list(lowering.signing.values())
    assert len(set(ids)) == len(ids) and not set(ids) & set(book.legs)
    assert all(name.startswith("new/") for name in ids)


def test_a_rule_switches_them_off(book):
    """With the rule on some seller signs, so an engine in which the rule does nothing fails."""
    on = gigaloop.simulate(book, paths=PATHS)
    off = gigaloop.simulate(book, ruled(named(book, "base"), signing="off"), paths=PATHS)
    assert on.party["new_contracts"].any()
    assert not off.party["new_contracts"].any()
