"""Contracts that nobody has signed yet: their ids are the model's own, and a rule switches them off."""

import copy

import numpy as np
import pytest

import gigaloop
from gigaloop.book.scenario import named, ruled
from gigaloop.engine.compiler import compile_plan
from gigaloop.engine.plan import COMPUTE
from tests.shipped import shipped

PATHS = 20


@pytest.fixture(scope="module")
def book():
    return shipped()


def untied(lowering):
    """Rows that a lab may sign with a seller of which it rents nothing in the book."""
    legs, signing = lowering.plan.legs, np.flatnonzero(lowering.plan.legs["signing"] > 0)
    compute = legs[(legs["kind"] == COMPUTE) & (legs["signing"] == 0)]
    tied = set(zip(compute["payer"].tolist(), compute["payee"].tolist(), strict=True))
    labs = {lowering.parties.index(lab) for lab in ("openai", "anthropic", "spacex")}
    return [c for c in signing if legs["payer"][c] in labs and (legs["payer"][c], legs["payee"][c]) not in tied]


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


def test_a_lab_signs_with_who_has_room_beside_those_it_is_tied_to(book):
    """Planted fault: with a seller's reach at nothing, as if none were asked, nobody that is not tied signs."""
    run = gigaloop.simulate(book, paths=PATHS)
    assert run.kept.leg_paid[:, untied(run.lowering)].any()
    shut = copy.copy(book)
    row = book.parameters["signing-reach"].model_copy(update={"value": "0", "low": "0", "high": "0"})
    object.__setattr__(shut, "parameters", {**book.parameters, "signing-reach": row})
    run = gigaloop.simulate(shut, paths=PATHS)
    assert not run.kept.leg_paid[:, untied(run.lowering)].any()
