"""distress: claims by hand from one book, the turning chances, who saves in turn, and what is refused."""

import pytest

from gigaloop.book.problem import InputError
from gigaloop.methods.games import showdown, turning_chance
from gigaloop.questions import ask
from gigaloop.questions.stress import distress
from tests.shipped import shipped


@pytest.fixture(scope="module")
def book():
    return shipped("2025-10-20")


@pytest.fixture(scope="module")
def table(book):
    return ask(book, "distress")


def middle(book):
    return {name: float(book.parameter(name).range()[1]) for name in distress.NAMES}


def test_what_is_lost_by_enforcing_by_hand(book, table):
    """CoreWeave has no stake: dues less recovery, and what re-letting does not bring of three years."""
    (one,) = [c for c in distress._creditors(book, "openai") if c.party == "coreweave"]
    at = middle(book)
    by_hand = one.dues * (1 - at["recovery-unsecured"]) + one.rest * (1 - at["relet-discount"])
    assert one.stake == 0.0
    assert table.one("coreweave/loss_by_enforcing").mid == pytest.approx(by_hand)
    assert table.one("coreweave/due").mid == pytest.approx(one.dues)
    assert sum(c.dues for c in distress._creditors(book, "openai")) / 2 == pytest.approx(table.one("openai/lacks").mid)


def test_a_stake_makes_a_creditor_blink_sooner(book):
    creditors = distress._creditors(book, "openai")
    bare = [c._replace(stake=0.0) for c in creditors]
    at = middle(book)
    for n, (whole, less) in enumerate(zip(distress.claims(creditors, at), distress.claims(bare, at), strict=True)):
        sooner = [turning_chance(claim, at["defer-recovery"]) for claim in (whole, less)]
        assert sooner[0] < sooner[1] if creditors[n].stake else sooner[0] == sooner[1]


def test_the_order_is_that_of_the_turning_chances(table):
    at = {r.subject: r.mid for r in table.rows if r.measure == "blinks_amend"}
    place = {r.subject: r.mid for r in table.rows if r.measure == "blinks"}
    assert sorted(at, key=lambda who: at[who]) == sorted(place, key=lambda who: place[who])
    assert sorted(place.values()) == [1.0 + n for n in range(len(place))]


def test_in_turn_is_the_end_of_the_showdown(book, table):
    at, creditors = middle(book), distress._creditors(book, "openai")
    needed = 0.5 * sum(c.dues for c in creditors)
    found = showdown(needed, distress.claims(creditors, at), 0.5, at["defer-recovery"])
    assert [table.one(f"{c.party}/does").mid for c in creditors] == list(found.turns.actions)
    assert table.one("openai/equilibria").mid == len(found.pure)
    assert table.one("openai/asks").mid + table.one("openai/walks").mid + table.one("openai/pays").mid == 1.0


def test_a_doomed_debtor_gets_nothing_and_one_that_lacks_nothing_pays(book):
    doomed = ask(book, "distress", chance=0.0)
    assert doomed.one("openai/walks").mid == 1.0
    assert all(row.mid == 0.0 for row in doomed.rows if row.measure == "does")
    assert "do not save it" in doomed.headline["en"][0]
    assert ask(book, "distress", lack=0.0).one("openai/pays").mid == 1.0


def test_more_chance_never_saves_less(book):
    saved = [ask(book, "distress", chance=chance).one("openai/asks").mid for chance in (0.0, 0.3, 0.6, 0.9)]
    assert saved == sorted(saved)


def test_a_planted_fault_is_seen(book, monkeypatch, table):
    """Creditors that lose nothing by enforcing never give way."""
    true = distress.claims
    monkeypatch.setattr(distress, "claims", lambda c, at: [one._replace(enforce=0.0) for one in true(c, at)])
    planted = ask(book, "distress")
    assert planted.one("openai/walks").mid == 1.0 != table.one("openai/walks").mid


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"chance": 1.5}, "lie from 0 to 1"),
        ({"lack": -0.1}, "lie from 0 to 1"),
        ({"party": "kddi"}, "kddi owes nothing"),
        ({"party": "no-such-party"}, "no-such-party"),
    ],
)
def test_what_cannot_be_asked_is_refused(book, given, says):
    with pytest.raises(InputError, match=says):
        ask(book, "distress", **given)


def test_a_debtor_that_lacks_nothing_pays(book):
    table = ask(book, "distress", lack=0.0)
    assert table.one("openai/pays").mid == 1.0 and table.one("openai/asks").mid == 0.0
    assert "nobody has to give way" in table.headline["en"][0]
