"""A cloud's guided spending is a fact of the book: what its contracts do not ask for, it builds all the same."""

import copy

import numpy as np
import pytest

from gigaloop.engine.compiler import compile_plan
from gigaloop.engine.plan import COMPUTE, CUSTOMERS
from tests.shipped import shipped

KEY = "coreweave-capex-plan"


@pytest.fixture(scope="module")
def book():
    return shipped("2026-07-05")


def planned(book, *plan):
    """The book with another plan (least, middle, greatest), or with none."""
    other = copy.copy(book)
    parameters = dict(book.parameters)
    row = parameters.pop(KEY)
    if plan:
        low, value, high = map(str, plan)
        parameters[KEY] = row.model_copy(update={"low": low, "value": value, "high": high})
    object.__setattr__(other, "parameters", parameters)
    return other


def ahead(book):
    """(least, middle, greatest) GW that CoreWeave builds for customers still to come; None without a row."""
    lowering = compile_plan(book)
    legs, values = lowering.plan.legs, lowering.plan.values
    seller = lowering.parties.index("coreweave")
    mine = (legs["kind"] == COMPUTE) & (legs["payer"] == CUSTOMERS) & (legs["payee"] == seller)
    rows = np.flatnonzero(mine & (legs["signing"] == 0) & (legs["grade"] == 4))
    assert len(rows) <= 1
    return [float(values[name][legs["gw"][rows[0]]]) for name in ("low", "mid", "high")] if len(rows) else None


def test_the_rest_of_the_guide_is_built(book):
    """Planted faults: a plan that contracts use up, and no plan at all, build nothing."""
    assert ahead(book)[1] > 0.0
    assert ahead(planned(book, 1, 2, 3)) is None
    assert ahead(planned(book)) is None


def test_a_dollar_more_builds_in_proportion(book):
    """As many gigawatts more for the second ten billions as for the first."""
    mids = [ahead(planned(book, 30, plan, 80))[1] for plan in (40, 50, 60)]
    assert mids[1] - mids[0] == pytest.approx(mids[2] - mids[1]) and mids[1] > mids[0]
