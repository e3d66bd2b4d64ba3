"""Contagion on sheets made by hand: every method's first leg and whole chain, planted faults, and the seeds' world."""

from dataclasses import replace

import numpy as np
import pytest

from gigaloop import load
from gigaloop.analysis import ask, contagion
from gigaloop.analysis.obligations import Sheet, sheet
from gigaloop.analysis.paths import simulated
from gigaloop.book.problem import InputError

PARTIES = ("lab", "cloud", "vendor")


def by_hand(**given):
    """The lab owes the cloud 10, the cloud the vendor 8 and banks 2; the cloud has 1 of its own, the vendor 5."""
    owed = np.zeros((4, 3, 3))
    owed[2, 0, 1], owed[2, 1, 2] = 10.0, 8.0
    outside = np.zeros((4, 3, 2))
    outside[2, 1, 0] = 2.0
    nothing = np.zeros((3, 3))
    made = Sheet(
        PARTIES, ("banks", "public_equity"), owed, outside, np.array([12.0, 1.0, 5.0]), np.array([100.0, 20.0, 50.0]),
        nothing, np.zeros((2, 3)), nothing, np.zeros((2, 3)), (), (),
    )  # fmt: skip
    return replace(made, **given)


def asked(made, name, shock=1.0, cost=0.0, recovery=0.4):
    return contagion._ask(made, name, "lab", shock, cost, recovery)


def test_eisenberg_noe_by_hand():
    """The lab pays nothing; the cloud has 1 for dues of 10: the vendor gets 0.8 of 8, banks 0.2 of 2."""
    said = asked(by_hand(), "eisenberg-noe")
    assert said.first.tolist() == [0.0, 10.0, 0.0]
    assert said.whole.tolist() == pytest.approx([0.0, 10.0, 7.2])
    assert said.whole_by.tolist() == pytest.approx([1.8, 0.0])
    assert said.failed.tolist() == [True, True, False]


def test_default_costs_take_a_share_of_what_is_left():
    said = asked(by_hand(), "rogers-veraart", cost=0.5)
    assert said.whole.tolist() == pytest.approx([0.0, 10.0, 7.6])


def test_who_ranks_first_is_paid_first():
    outside = np.zeros((4, 3, 2))
    outside[1, 1, 0] = 2.0
    said = asked(by_hand(outside=outside), "seniority")
    assert said.whole.tolist() == pytest.approx([0.0, 10.0, 8.0])
    assert said.whole_by.tolist() == pytest.approx([1.0, 0.0])


def test_a_missed_due_is_not_paid_in_part():
    said = asked(by_hand(), "full-payment")
    assert said.whole.tolist() == [0.0, 10.0, 8.0]
    assert said.whole_by.tolist() == [2.0, 0.0]


def test_a_small_loss_of_means_fails_nobody():
    for name in ("eisenberg-noe", "rogers-veraart", "seniority", "full-payment", "neva"):
        said = asked(by_hand(), name, shock=0.1)
        assert not said.failed.any(), name
        assert said.whole.sum() == 0.0, name


def test_the_least_solution_never_pays_more_than_the_greatest():
    most, least = asked(by_hand(), "rogers-veraart", 0.2, 0.3), asked(by_hand(), "rogers-veraart-least", 0.2, 0.3)
    assert (least.whole >= most.whole - 1e-12).all()


def test_a_guarantor_pays_in_the_lab_s_place():
    said = asked(by_hand(backing=((2, 0, 3.0),)), "guarantees")
    assert said.note == "guarantors pay 3.0 bn"
    assert said.whole[2] > asked(by_hand(), "guarantees").whole[2]


def test_no_consistent_clearing_is_said_and_left_out_of_the_spread(monkeypatch):
    class Said:
        status, note, r, called = "no consistent clearing", "Every set of defaults contradicts itself.", None, None

    monkeypatch.setattr(contagion, "contingent", lambda *a: Said)
    said = asked(by_hand(), "guarantees")
    assert np.isinf(said.residual)
    assert said.note.startswith("no consistent clearing")


def test_furfine_by_hand():
    """The cloud's net worth is 20, it writes off 0.6 of 10 and stands; with a worth of 5 it falls in round two."""
    said = asked(by_hand(), "furfine")
    assert said.whole.tolist() == pytest.approx([0.0, 6.0, 0.0])
    said = asked(by_hand(value=np.array([100.0, 5.0, 50.0])), "furfine")
    assert said.failed.tolist() == [True, True, False]
    assert said.whole.tolist() == pytest.approx([0.0, 6.0, 4.8])
    assert said.first.tolist() == pytest.approx([0.0, 6.0, 0.0])


def test_debtrank_by_hand():
    """The cloud loses 10 of 20, so the vendor marks its claim of 8 down by half."""
    said = asked(by_hand(), "debtrank-differential")
    assert said.whole.tolist() == pytest.approx([0.0, 10.0, 4.0])
    assert said.whole_by.tolist() == pytest.approx([1.0, 0.0])
    assert said.first.tolist() == pytest.approx([0.0, 10.0, 0.0])


def test_a_stake_loses_what_its_issuer_loses():
    stakes = np.zeros((3, 3))
    stakes[2, 0] = 0.25
    said = asked(by_hand(stakes=stakes), "elliott-golub-jackson")
    assert said.whole.tolist() == [0.0, 0.0, 25.0]
    assert asked(by_hand(stakes=stakes), "suzuki").whole[2] > 25.0 - 1e-9


@pytest.mark.parametrize("name", list(contagion.METHODS))
def test_a_greater_shock_never_costs_less(name):
    stakes = np.zeros((3, 3))
    stakes[2, 0] = 0.25
    made = by_hand(stakes=stakes)
    losses = [asked(made, name, shock, 0.1).whole.sum() for shock in (0.1, 0.4, 0.7, 1.0)]
    assert losses == sorted(losses)


@pytest.mark.parametrize("name", [n for n in contagion.METHODS if n in contagion.CREDIT])
def test_renaming_the_parties_renames_the_losses(name):
    turn = [2, 0, 1]
    made = by_hand()
    owed, outside = made.owed[:, turn][:, :, turn], made.outside[:, turn]
    turned = replace(
        made, parties=tuple(PARTIES[i] for i in turn), owed=owed, outside=outside, money=made.money[turn],
        value=made.value[turn],
    )  # fmt: skip
    assert asked(turned, name).whole.tolist() == pytest.approx(asked(made, name).whole[turn].tolist())


@pytest.fixture(scope="module")
def book():
    return load(as_of="2025-10-20")


def test_the_sheet_holds_what_the_run_paid(book):
    """All dues of the sheet are mean payments of four quarters: none is lost, none is counted twice."""
    found = simulated(book, paths=60)
    made = sheet(found)
    names, place = found.lowering.parties, made.place("openai")
    flows = [(i, j, tag, t, x) for i, j, tag, t, x in found.run.flow_rows() if t < 4 and names[i] == "openai"]
    dues = sum(x for _, _, tag, _, x in flows if tag in ("compute", "flex", "staff", "revenue_share", "lease"))
    dues += sum(x for _, _, tag, _, x in flows if tag in ("interest", "principal", "guarantee", "chips", "other"))
    assert made.L[place].sum() + made.ext[place] == pytest.approx(dues, rel=1e-9)
    assert (made.stakes.sum(0) + made.held.sum(0))[place] == pytest.approx(1.0)


def test_the_seeds_world_and_the_spread_over_methods(book):
    table = ask(book, "contagion", paths=60)
    spread = table.one("all/credit_loss/microsoft")
    singles = [r.mid for r in table.rows if r.key.endswith("/microsoft/all") and r.measure == "credit_loss"]
    assert (spread.low, spread.high) == (min(singles), max(singles))
    assert spread.range == "models"
    assert {row.more["round"] for row in table.rows} == {"1", "all"}
    assert 0 < table.one("null/p").mid <= 1
    assert any("held fixed is" in told for told in table.warnings)
    assert all(row.mid < 1e-6 for row in table.rows if row.measure == "residual" and row.mid is not None)


def test_one_method_alone(book):
    table = ask(book, "contagion", method="debtrank", shock=0.5, paths=60)
    assert {row.more["method"] for row in table.rows} <= {"debtrank", "eisenberg-noe"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"shock": 0.0}, "not above 0 and at most 1"),
        ({"method": "guess"}, "no method is called 'guess'"),
        ({"party": "banks"}, "no accounts of its own"),
    ],
)
def test_what_makes_no_sense_is_refused(book, given, said):
    with pytest.raises(InputError, match=said):
        ask(book, "contagion", paths=60, **given)
