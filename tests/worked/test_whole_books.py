"""A whole book run twice: names do not matter, the empty scenario is no scenario, a scenario is a difference."""

import re
import shutil

import numpy as np
import pytest

import gigaloop
from gigaloop.engine.run import simulate
from tests.worked.books import TINY

NAMES = {"lab": "zeta", "cloud": "alpha", "vendor": "middle"}


def other(found):
    return NAMES[found[1]]


def flows(book, **arguments):
    run = simulate(book, paths=1, seed=1, **arguments)
    names = run.lowering.parties
    return {(names[a], names[b], tag, t): amount for a, b, tag, t, amount in run.flow_rows()}


def renamed(folder):
    """The tiny example with other ids for its firms, everywhere but in the column that says what a firm is.

    A parameter that the shipped book has too is one of a kind of firm, not of the firm with that name: it stays.
    """
    shutil.copytree(TINY, folder)
    word = re.compile(r"\b(lab|cloud|vendor)\b")
    for path in [*folder.glob("*.csv"), *folder.glob("deals/*.yaml"), *folder.glob("scenarios/*.yaml")]:
        text = path.read_text("utf-8")
        if path.name == "parties.csv":
            text = re.sub(r"(?m)^(lab|cloud|vendor),", lambda found: NAMES[found[1]] + ",", text)
        else:
            text = word.sub(other, text)
            for kept in {parameter.name for parameter in gigaloop.load().all_parameters}:
                text = text.replace(word.sub(other, kept), kept)
        path.write_text(text, "utf-8")
    return gigaloop.load(folder)


def test_other_names_for_the_firms_change_nothing(tmp_path):
    before, after = flows(gigaloop.load(TINY)), flows(renamed(tmp_path / "other"))
    assert {(NAMES.get(a, a), NAMES.get(b, b), tag, t): x for (a, b, tag, t), x in before.items()} == after


def test_a_renaming_that_forgets_a_deal_is_seen(tmp_path):
    renamed(tmp_path / "other")
    deal = tmp_path / "other" / "deals" / "stake.yaml"
    deal.write_text(deal.read_text("utf-8").replace("8 bn", "4 bn").replace("amount: 4 bn", "amount: 2 bn"), "utf-8")
    before, after = flows(gigaloop.load(TINY)), flows(gigaloop.load(tmp_path / "other"))
    assert {(NAMES.get(a, a), NAMES.get(b, b), tag, t): x for (a, b, tag, t), x in before.items()} != after


def test_the_empty_scenario_is_no_scenario():
    book = gigaloop.load()
    plain, base = simulate(book, paths=3, seed=2), simulate(book, "base", paths=3, seed=2)
    for name in ("party", "world", "credit", "equity", "flows", "leg_paid"):
        assert getattr(plain, name).tobytes() == getattr(base, name).tobytes()


def test_a_scenario_shares_its_surprises_with_the_base():
    """The same draws: before the shock begins both are one to the last bit; afterwards they differ."""
    book = gigaloop.load()
    base, miss = simulate(book, paths=3, seed=2), simulate(book, "revenue-miss", paths=3, seed=2)
    begin = base.lowering.quarters.index("2027Q1")
    assert base.party[:, :begin].tobytes() == miss.party[:, :begin].tobytes()
    assert base.party[:, begin:].tobytes() != miss.party[:, begin:].tobytes()


@pytest.mark.parametrize("scenario, sign", [("fewer-customers", -1), (None, 0)])
def test_fewer_customers_pay_less(scenario, sign):
    book = gigaloop.load(TINY)
    base, other = flows(book), flows(book, scenario=scenario)
    income = [sum(x for (a, b, tag, _), x in f.items() if (a, b) == ("customers", "lab")) for f in (base, other)]
    assert np.sign(round(income[1] - income[0], 6)) == sign
