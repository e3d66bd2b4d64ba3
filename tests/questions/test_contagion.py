"""Contagion on sheets made by hand: every method's first leg and whole chain, planted faults, and the seeds' world."""

from dataclasses import replace

import numpy as np
import pytest

from gigaloop.answer.paths import simulated
from gigaloop.book.problem import InputError
from gigaloop.ledger import chain
from gigaloop.ledger.obligations import Backing, Sheet, sheet
from gigaloop.questions import ask
from gigaloop.words.notes import Dollars, note
from tests.shipped import shipped

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
        nothing, np.zeros((2, 3)), nothing, np.zeros((2, 3)), (), {},
    )  # fmt: skip
    return replace(made, **given)


def asked(made, name, shock=1.0, cost=0.0, recovery=0.4):
    return chain.chain(made, name, "lab", shock, cost, recovery)


def lost(said, measure="credit_loss", after=-1):
    """(parties, sectors) what each has lost by then."""
    row = said.losses[measure][after]
    return row[:3].tolist(), row[3:].tolist()


def test_eisenberg_noe_by_hand():
    """The lab pays nothing; the cloud has 1 for dues of 10: the vendor gets 0.8 of 8, banks 0.2 of 2."""
    said = asked(by_hand(), "eisenberg-noe")
    assert lost(said, after=0) == ([0.0, 10.0, 0.0], [0.0, 0.0])
    assert lost(said, after=1) == (pytest.approx([0.0, 10.0, 7.2]), pytest.approx([1.8, 0.0]))
    assert lost(said) == (pytest.approx([0.0, 10.0, 7.2]), pytest.approx([1.8, 0.0]))
    assert said.failed.tolist() == [True, True, False]


def test_default_costs_take_a_share_of_what_is_left():
    assert lost(asked(by_hand(), "rogers-veraart", cost=0.5))[0] == pytest.approx([0.0, 10.0, 7.6])


def test_who_ranks_first_is_paid_first():
    outside = np.zeros((4, 3, 2))
    outside[1, 1, 0] = 2.0
    said = asked(by_hand(outside=outside), "seniority")
    assert lost(said) == (pytest.approx([0.0, 10.0, 8.0]), pytest.approx([1.0, 0.0]))


def test_a_missed_due_is_not_paid_in_part():
    assert lost(asked(by_hand(), "full-payment")) == ([0.0, 10.0, 8.0], [2.0, 0.0])


def test_a_small_loss_of_means_fails_nobody():
    for name in ("eisenberg-noe", "rogers-veraart", "seniority", "full-payment", "suzuki", "neva"):
        said = asked(by_hand(), name, shock=0.1)
        assert not said.failed.any(), name
        for measure, losses in said.losses.items():
            assert measure == "stake_loss" or not losses.any(), name


def test_the_least_solution_never_pays_more_than_the_greatest():
    most, least = asked(by_hand(), "rogers-veraart", 0.2, 0.3), asked(by_hand(), "rogers-veraart-least", 0.2, 0.3)
    assert (least.losses["credit_loss"][-1] >= most.losses["credit_loss"][-1] - 1e-12).all()


@pytest.mark.parametrize("name", list(chain.METHODS))
def test_rounds_only_add_and_end_at_the_whole(name):
    """Every round's loss is at least that of the one before; the first is the hit party's own creditors and owners."""
    stakes = np.zeros((3, 3))
    stakes[2, 0] = 0.25
    made = by_hand(stakes=stakes, value=np.array([100.0, 5.0, 50.0]))
    said = asked(made, name, cost=0.1)
    for measure, losses in said.losses.items():
        assert (np.diff(losses, axis=0) >= -1e-9).all(), (name, measure)
        direct = made.L[0] if measure != "stake_loss" else stakes[:, 0] * made.value[0]
        assert (losses[0, :3] <= direct + 1e-9).all(), (name, measure)
        assert losses[0, :3].sum() > 0, (name, measure)


def test_a_guarantor_pays_in_the_lab_s_place():
    """The vendor backs the lab's dues to the cloud up to 3 of 10: it pays 3, the cloud lacks 7 and passes 4 on."""
    backing = (Backing(2, 0, 3.0, np.array([0.0, 10.0, 0.0]), np.zeros(2)),)
    said = asked(by_hand(backing=backing), "guarantees")
    assert said.note == note("chain.guarantors", n=Dollars(3.0))
    assert lost(said)[0] == pytest.approx([0.0, 7.0, 3.0 + 8.0 * 0.6])
    assert lost(said)[1] == pytest.approx([2.0 * 0.6, 0.0])


def test_a_guarantee_of_what_is_not_due_yet_costs_nothing_within_the_year():
    backing = (Backing(2, 0, 30.0, np.zeros(3), np.zeros(2)),)
    said = asked(by_hand(backing=backing), "guarantees")
    assert lost(said) == lost(asked(by_hand(), "guarantees"))


def test_no_consistent_clearing_is_said_and_left_out_of_the_spread(monkeypatch):
    class Said:
        status, note, r, called = "no consistent clearing", "Every set of defaults contradicts itself.", None, None

    monkeypatch.setattr(chain, "contingent", lambda *a: Said)
    said = asked(by_hand(), "guarantees")
    assert not said.solved
    assert said.note == note("chain.unsolved", status=Said.status, told=Said.note)


def test_furfine_by_hand():
    """The cloud's net worth is 20, it writes off 0.6 of 10 and stands; with a worth of 5 it falls in round two."""
    assert lost(asked(by_hand(), "furfine"), "claim_loss")[0] == pytest.approx([0.0, 6.0, 0.0])
    said = asked(by_hand(value=np.array([100.0, 5.0, 50.0])), "furfine")
    assert said.failed.tolist() == [True, True, False]
    assert lost(said, "claim_loss")[0] == pytest.approx([0.0, 6.0, 4.8])
    assert lost(said, "claim_loss", 0)[0] == pytest.approx([0.0, 6.0, 0.0])


def test_debtrank_by_hand():
    """The cloud loses 10 of 20, so the vendor marks its claim of 8 down by half."""
    said = asked(by_hand(), "debtrank-differential")
    assert lost(said, "claim_loss") == (pytest.approx([0.0, 10.0, 4.0]), pytest.approx([1.0, 0.0]))
    assert lost(said, "claim_loss", 0)[0] == pytest.approx([0.0, 10.0, 0.0])


def test_a_stake_loses_what_its_issuer_loses():
    stakes, held = np.zeros((3, 3)), np.zeros((2, 3))
    stakes[2, 0], held[1, 0], held[1, 2] = 0.25, 0.75, 1.0
    made = by_hand(stakes=stakes, held=held)
    said = asked(made, "elliott-golub-jackson")
    assert lost(said, "stake_loss") == ([0.0, 0.0, 25.0], [0.0, 100.0])
    assert lost(said, "stake_loss", 0)[1] == [0.0, 75.0]
    assert lost(asked(made, "suzuki"), "stake_loss")[0][2] > 25.0 - 1e-9


def test_what_final_holders_lose_in_shares_is_what_was_lost_of_assets():
    """Suzuki's loop of stakes makes no value and loses none: outside holders lose what the lab lost of its own."""
    stakes, held = np.zeros((3, 3)), np.zeros((2, 3))
    stakes[2, 0], stakes[0, 2] = 0.25, 0.1
    held[1] = 1.0 - stakes.sum(0)
    made = by_hand(stakes=stakes, held=held, owed=np.zeros((4, 3, 3)), outside=np.zeros((4, 3, 2)))
    own = 100.0 - 0.1 * 50.0
    for name in ("suzuki", "elliott-golub-jackson"):
        assert sum(lost(asked(made, name), "stake_loss")[1]) == pytest.approx(own), name


@pytest.mark.parametrize("name", list(chain.METHODS))
def test_a_greater_shock_never_costs_less(name):
    stakes = np.zeros((3, 3))
    stakes[2, 0] = 0.25
    made = by_hand(stakes=stakes)
    told = [asked(made, name, shock, 0.1) for shock in (0.1, 0.4, 0.7, 1.0)]
    for measure in told[0].losses:
        losses = [said.losses[measure][-1].sum() for said in told]
        assert losses == sorted(losses)


@pytest.mark.parametrize("name", list(chain.METHODS))
def test_renaming_the_parties_renames_the_losses(name):
    turn = [2, 0, 1]
    made = by_hand()
    owed, outside = made.owed[:, turn][:, :, turn], made.outside[:, turn]
    turned = replace(
        made, parties=tuple(PARTIES[i] for i in turn), owed=owed, outside=outside, money=made.money[turn],
        value=made.value[turn],
    )  # fmt: skip
    said, renamed = asked(made, name), asked(turned, name)
    for measure in said.losses:
        assert lost(renamed, measure)[0] == pytest.approx([lost(said, measure)[0][i] for i in turn])
        assert lost(renamed, measure)[1] == pytest.approx(lost(said, measure)[1])


@pytest.fixture(scope="module")
def book():
    return shipped("2025-10-20")


def test_the_sheet_holds_what_the_run_paid(book):
    """All dues of the sheet are mean payments of four quarters: none is lost, none is counted twice."""
    found = simulated(book, paths=60)
    made = sheet(found)
    names, place = found.lowering.parties, made.place("openai")
    flows = [(i, j, tag, t, x) for i, j, tag, t, x in found.run.flow_rows() if t < 4 and names[i] == "openai"]
    dues = sum(x for _, _, tag, _, x in flows if tag in ("compute", "flex", "staff", "power", "revenue_share", "lease"))
    dues += sum(x for _, _, tag, _, x in flows if tag in ("interest", "principal", "guarantee", "chips", "other"))
    assert made.L[place].sum() + made.ext[place] == pytest.approx(dues, rel=1e-9)
    assert (made.stakes.sum(0) + made.held.sum(0))[place] == pytest.approx(1.0)


def test_guarantees_on_the_sheet_cover_coming_dues_and_no_more(book):
    made = sheet(simulated(book, paths=60))
    assert made.backing
    for one in made.backing:
        assert 0.0 <= one.most <= one.cap
        assert (one.inside <= made.L[one.obligor] + 1e-9).all()
        assert (one.outside <= made.outside[:, one.obligor].sum(0) + 1e-9).all()


def test_the_seeds_world_and_the_spread_over_methods(book):
    table = ask(book, "contagion", paths=60)
    for measure in chain.MEASURES:
        spread = table.one(f"all/{measure}/sum/all")
        one = [r for r in table.rows if r.more["method"] in chain.METHODS and r.measure == measure]
        singles = [r.mid for r in one if r.subject == "sum" and r.more["round"] == "all"]
        assert len(singles) >= 4
        assert (spread.low, spread.high) == (min(singles), max(singles))
        assert spread.range == "models"
        for method in {r.more["method"] for r in one}:
            told = {r.more["round"]: r.mid for r in one if r.more["method"] == method and r.subject == "sum"}
            assert sum(x for name, x in told.items() if name != "all") == pytest.approx(told["all"])
    assert 0 < table.one("null/p").mid <= 1
    assert any("held fixed is" in told for told in table.warnings)
    assert all(row.mid < 1e-6 for row in table.rows if row.measure == "residual" and row.mid is not None)


def test_a_row_names_the_legs_of_its_pair_and_the_sheet_is_told(book):
    table = ask(book, "contagion", method="eisenberg-noe", paths=60)
    row = table.one("eisenberg-noe/credit_loss/coreweave/all")
    between = {leg.leg for leg in book.legs.values() if {leg.payer, leg.payee} == {"openai", "coreweave"}}
    assert {"crwv-oai-1"} <= set(row.legs) <= between
    made = sheet(simulated(book, paths=60))
    shown = sum(r.mid for r in table.rows if r.measure == "exposure")
    assert shown == pytest.approx(made.exposures.sum() + made.exposures_by.sum(), rel=1e-6)


def test_one_method_alone(book):
    table = ask(book, "contagion", method="debtrank", shock=0.5, paths=60)
    assert {row.more["method"] for row in table.rows} <= {"debtrank", "eisenberg-noe", "sheet"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"shock": 0.0}, "not above 0 and at most 1"),
        ({"method": "guess"}, "'guess' is none of its values"),
        ({"party": "banks"}, "no accounts of its own"),
    ],
)
def test_what_makes_no_sense_is_refused(book, given, said):
    with pytest.raises(InputError, match=said):
        ask(book, "contagion", paths=60, **given)
