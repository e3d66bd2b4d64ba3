"""breaches: bands by hand, each breach by hand on planted measures, and a severe world is never safer in sum."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gigaloop import ask
from gigaloop.answer import paths
from gigaloop.book.problem import InputError
from gigaloop.ledger import breach
from tests.shipped import shipped


@pytest.fixture(scope="module")
def book():
    return shipped("2025-10-20")


def planted(book, who="oracle", **measures):
    """A run of 6 paths in which these measures of a party are set: name -> value, or (value, quarters, other value)."""
    found = paths.simulated(book, paths=6, seed=6)
    party, place = found.run.party.copy(), found.followed[who]
    for name, value in measures.items():
        first, at, then = value if isinstance(value, tuple) else (value, slice(0, 0), 0.0)
        party[name][:, :, place] = first
        party[name][:, at, place] = then
    run = replace(found.run, kept=found.run.kept._replace(party=party, outcome=np.zeros_like(found.run.outcome)))
    return paths.Paths(book, found.lowering, run)


def test_a_band_is_the_engines(book):
    for code, band in enumerate(breach.BANDS):
        assert {breach.BANDS[b] for b in np.unique(breach.bands(planted(book, band=code), "oracle"))} == {band}


def test_bands_of_the_shipped_book_open_where_agencies_have_them(book):
    found = paths.simulated(book, paths=6, seed=6)
    first = {who: {breach.BANDS[b] for b in breach.bands(found, who)[:, 0]} for who in ("microsoft", "oracle")}
    assert first["microsoft"] == {"A"} and first["oracle"] <= {"BBB", "BB"}


def test_a_downgrade_lasts_a_year_and_begins_where_the_firm_does(book):
    bbb, bb, b, ccc = (float(breach.BANDS.index(name)) for name in ("BBB", "BB", "B", "CCC"))
    for at, hit in ((slice(8, 12), True), (slice(8, 11), False)):
        assert breach.broken(planted(book, band=(bbb, at, bb)), "oracle", "downgrade").all() == hit
    low = planted(book, band=b)  # B from the start
    assert not breach.broken(low, "oracle", "downgrade").any()
    assert breach.broken(planted(book, band=(b, slice(8, 12), ccc)), "oracle", "downgrade").all()


def test_who_borrows_first_while_it_builds_does_not_fall(book):
    ccc = float(breach.BANDS.index("CCC"))
    begins = planted(book, "xai_chip_spv", debt=(0.0, slice(2, None), 5.0), band=(0.0, slice(3, None), ccc))
    falls = planted(book, "xai_chip_spv", debt=(0.0, slice(2, None), 5.0), band=(0.0, slice(4, None), ccc))
    assert not breach.broken(begins, "xai_chip_spv", "downgrade").any()
    assert breach.broken(falls, "xai_chip_spv", "downgrade").all()


def test_a_covenant_of_an_investor_is_its_loan_to_value(book):
    limit = paths.simulated(book, paths=6, seed=6).at_start("loan_to_value", "softbank")
    assert (limit > 0).all()
    safe = planted(book, "softbank", debt=float(limit.min()) * 100 - 1, collateral=100.0)
    over = planted(book, "softbank", debt=float(limit.max()) * 100 + 1, collateral=100.0)
    assert not breach.broken(safe, "softbank", "covenant").any() and breach.broken(over, "softbank", "covenant").all()


def test_coverage_that_is_not_tested_breaks_nothing(book):
    assert not breach.broken(planted(book, "coreweave", coverage=0.0), "coreweave", "covenant").any()
    assert breach.broken(planted(book, "coreweave", coverage=0.01), "coreweave", "covenant").all()
    assert not breach.has_covenant(planted(book, "coreweave", coverage=0.0), "coreweave")


def test_until_counts_no_later_quarter(book):
    found = planted(book, cash=(9.0, 5, 1.0), debt_service=1.0)
    assert breach.broken(found, "oracle", "liquidity", until=found.quarters[5]).all()
    assert not breach.broken(found, "oracle", "liquidity", until=found.quarters[4]).any()


def test_the_answer_counts_what_the_ledger_sees(book):
    table = ask(book, "breaches", party="coreweave", paths=40)
    found = paths.simulated(book, paths=40)
    for row in table.rows:
        assert row.mid == pytest.approx(breach.broken(found, "coreweave", row.measure).mean())
    assert {row.measure for row in table.rows} >= {"downgrade", "liquidity", "missed", "default"}


def test_severe_names_its_episodes_and_the_day_it_was_fixed():
    severe = shipped().scenarios["severe"]
    assert "fixed on 2026-11-29, before it was first run" in severe.note
    assert all(word in severe.note for word in ("Semiconductor Industry Association", "Prospect", "Nasdaq 100"))
    sizes = {name: float(value) for name, value in severe.arguments.items()}
    assert sizes["demand"] <= 1 - 139 / 204 and sizes["debt_half"] >= 18.9 / 40.3 and sizes["equity"] >= 1 - 0.78


def test_who_has_no_accounts_is_refused(book):
    with pytest.raises(InputError, match="no accounts of its own"):
        ask(book, "breaches", party="banks", paths=20)
