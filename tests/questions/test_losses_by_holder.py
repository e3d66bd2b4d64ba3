"""Who bears a lab's fall: the register followed to its holders, and losses on paths with and without the default."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from gigaloop.answer import paths
from gigaloop.book.problem import InputError
from gigaloop.ledger.stakes import register
from gigaloop.questions import ask
from gigaloop.questions.stress.losses_by_holder import through_others
from tests.questions.test_contagion import by_hand
from tests.shipped import shipped


@pytest.fixture(scope="module")
def book():
    return shipped("2025-10-20")


@pytest.fixture(scope="module")
def found(book):
    return paths.simulated(book, paths=60, seed=4)


def planted(found, failing):
    """The run with OpenAI in default on these paths, on which bond funds lose 7 on credit, the public 9 on shares."""
    names = found.lowering.parties
    defaulted, credit, equity = found.run.defaulted.copy(), 0 * found.run.credit, 0 * found.run.equity
    defaulted[:, names.index("openai")] = np.where(failing, 4, -1)
    credit[failing, names.index("bond_funds")] = 7.0
    credit[failing, names.index("banks")] = 3.0
    equity[failing, names.index("public_equity")] = 9.0
    kept = found.run.kept._replace(
        defaulted=defaulted, credit=credit, equity=equity, outcome=np.zeros_like(found.run.outcome)
    )
    return replace(found.run, kept=kept)


def test_losses_on_the_paths_of_the_default(book, found):
    table = ask(book, "losses-by-holder", run=planted(found, np.arange(60) < 15), paths=60, seed=4)
    assert table.one("openai/defaulted").mid == 0.25
    assert table.one("credit_loss/bond_funds/default").mid == 7.0
    assert table.one("share_of_credit_loss/bond_funds").mid == pytest.approx(0.7)
    assert table.one("equity_loss/public_equity/default").mid == 9.0
    assert "credit_loss/bond_funds/no_default" not in {row.key for row in table.rows}


def test_nobody_in_default_is_said(book, found):
    table = ask(book, "losses-by-holder", run=planted(found, np.zeros(60, bool)), paths=60, seed=4)
    assert any("defaults on none of 60 paths" in told for told in table.warnings)


def test_what_is_held_of_it_adds_up_to_its_value(book, found):
    """Its value, and what signed stakes that are due within the four quarters of the sheet bring it."""
    table = ask(book, "losses-by-holder", paths=60, seed=4)
    held = sum(row.mid for row in table.rows if row.measure == "holds_equity")
    place = found.lowering.parties.index("openai")
    value = found.run.plan.values["mid"][found.run.plan.parties["value"][place]] / 1e11
    coming = register(found.run.plan, 4)[1][place] / 1e11
    assert coming > 20 and held == pytest.approx(value + coming)


def test_a_stake_is_followed_to_the_owner_s_owners():
    """The public owns 0.5 of the vendor, which owns 0.25 of the lab worth 100: 12.5 of it is the public's."""
    stakes, held = np.zeros((3, 3)), np.zeros((2, 3))
    stakes[2, 0], held[1, 2], held[1, 0] = 0.25, 0.5, 0.75
    assert through_others(by_hand(stakes=stakes, held=held), 0).tolist() == [0.0, 12.5]


def test_who_has_no_accounts_is_refused(book):
    with pytest.raises(InputError, match="no accounts of its own"):
        ask(book, "losses-by-holder", party="banks", paths=60)


def test_ownership_that_closes_on_itself_is_told_in_a_sentence():
    whole = SimpleNamespace(
        parties=("a", "b"), stakes=np.array([[0.0, 1.0], [1.0, 0.0]]), held=np.zeros((1, 2)), value=[1, 1]
    )
    with pytest.raises(InputError, match="own each other whole through a chain"):
        through_others(whole, 0)
