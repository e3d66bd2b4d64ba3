"""facility: two loans apart by tenants alone, least rent, base and covenants by hand; projects, guaranteed leases."""

from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

from gigaloop.answer.screen import whole
from gigaloop.book.problem import InputError
from gigaloop.book.terms import Tenant
from gigaloop.methods.facility import cash_of, serve, times_and_state, worth
from gigaloop.questions import ask
from gigaloop.questions.prices import loans, projects
from gigaloop.words.numbers import day, written
from tests.shipped import shipped


@pytest.fixture(scope="module")
def book():
    return shipped()


@pytest.fixture(scope="module")
def table(book):
    return ask(book, "facility")


@pytest.fixture(scope="module")
def found(book):
    """DDTL 4.0 as the question reads it."""
    legs = [book.legs["crwv-ddtl4"]]
    return next(one for _, one in loans.facilities(book, legs, None))


def test_tenants_alone_put_the_two_loans_in_their_order(table):
    """Told: 225 and 450 bp. On one loan's terms worse tenants cost more; intensities were fixed before."""
    assert table.one("crwv-ddtl4/crwv-ddtl5/gap_stated").mid == pytest.approx(225)
    for terms in ("crwv-ddtl4", "crwv-ddtl5"):
        gap = table.one(f"crwv-ddtl4/crwv-ddtl5/gap_tenant/{terms}")
        assert gap.mid > 0.0 and gap.low <= gap.mid <= gap.high
    own = table.one("crwv-ddtl4/crwv-ddtl5/gap_model")
    assert own.low <= own.mid <= own.high and own.high > 225


def test_which_term_decides_the_order_of_the_pair(table, found, book):
    """Credit pulls one way, advance and covenant the other; at the turning covenant both loans must earn the same."""
    pair = "crwv-ddtl4/crwv-ddtl5"
    assert table.one(f"{pair}/gap_by_credit").mid == pytest.approx(table.one(f"{pair}/gap_tenant/crwv-ddtl4").mid)
    less = replace(found, terms=found.loan._replace(advance=0.7142)).price("A").spread - found.price("A").spread
    assert table.one(f"{pair}/gap_by_advance").mid == pytest.approx(less * 4e4) and less < 0.0
    other = next(one for _, one in loans.facilities(book, [book.legs["crwv-ddtl5"]], None))
    turns = table.one(f"{pair}/order_cover").mid
    at = replace(other, terms=other.loan._replace(covenant=turns)).price("BB").spread
    assert at * 4e4 == pytest.approx(found.price("A").spread * 4e4, abs=1.0)
    below = replace(other, terms=other.loan._replace(covenant=turns - 0.1)).price("BB").spread
    assert below > found.price("A").spread, "with less cover the worse tenants' loan must earn more"
    stated = table.one("crwv-ddtl5/covenant").mid
    assert (table.one(f"{pair}/gap_model").mid > 0.0) == (stated < turns)


def test_rents_of_the_day_fall_with_the_tenants(found, book):
    """A lost tenant comes with a slack market, by the engine's rule: who is just covered by letting again pays."""
    times, rent = found.lost("BB")
    fell = times[:, 0] < found.loan.term
    assert np.log(rent[fell, -1]).mean() < -0.05 and abs(np.log(rent[:, -1]).mean()) < 0.02
    error, elasticity = (found.book.parameter(name).range()[1] for name in (loans.ERROR, loans.ELASTICITY))
    year = found.loan.term // 4 - 1
    assert found.unsure[4 * year] == pytest.approx(error * 3 * (1 - np.exp(-year / 3)) / elasticity)
    assert np.exp(-1.0) - 1e-12 <= rent.min() and rent.max() <= np.e + 1e-12
    other = next(one for _, one in loans.facilities(book, [book.legs["crwv-ddtl5"]], None))
    alone = loans.par_spread(other.loan, other.site, other.lost("BB")[0], float(other.at(loans.SOFR)) / 4.0)
    assert other.price("BB").spread > 2 * alone.spread


def test_a_loan_is_read_as_its_contract_says(found, table):
    assert (found.loan.commitment, found.loan.advance, found.loan.covenant) == (8.5, 0.9, 1.15)
    assert found.tenants == loans.Tenancy("A", ("meta",), 1, True)
    assert table.one("crwv-ddtl4/equipment").mid == pytest.approx(8.5 / 0.9)
    assert table.one("crwv-ddtl4/covenant").period == "2027Q3"
    assert [r.mid for r in table.rows if r.measure == "tenant_share" and r.more["loan"] == "crwv-ddtl5"] == [0.5, 0.5]


def test_the_contract_that_the_covenant_implies_is_near_the_one_that_is_told(found):
    """At least 19 bn of contract stand behind DDTL 4.0; ours is sized to its cover alone."""
    assert 19 < found.site.revenue.sum() < 26


def test_cover_and_base_by_hand(found, table):
    """Nothing lost: cover is the covenant times the cushion; the base is what is bought less a sixth a year."""
    calm = serve(found.loan, found.site, cash_of(found.site, np.full((1, 1), found.loan.term)))
    level = found.loan.covenant * float(found.at(loans.CUSHION))
    assert calm.cover[0, found.loan.draws + 1] == pytest.approx(level, rel=0.03)
    each, life, t = 8.5 / 0.9 / found.loan.draws, float(found.at(loans.LIFE)), 11
    by_hand = 0.9 * sum(each * (1 - (t - s) / life) for s in range(found.loan.draws))
    assert table.one(f"crwv-ddtl4/borrowing_base/{found.quarters[t]}").mid == pytest.approx(by_hand)
    assert all(calm.balance[0] <= calm.base + 1e-9)


def test_cover_is_a_fan_of_every_quarter_from_the_end_of_draws(table, found):
    told = [row.period for row in table.rows if row.key.startswith("crwv-ddtl4/cover/")]
    assert told in (found.quarters[found.loan.draws :], found.quarters[found.loan.draws : -1]), "the last: all repaid"
    fan = [row for row in table.rows if row.key.startswith("crwv-ddtl5/cover/")]
    ends = [(row.low, *(np.inf if end is None else end for end in (row.mid, row.high))) for row in fan]
    assert all(row.range == "paths" for row in fan) and all(low <= mid <= high for low, mid, high in ends)
    assert ends[8][0] < ends[8][1], "where tenants fell cover is less"


def test_at_the_least_rent_cover_is_one(found, table):
    share = table.one("crwv-ddtl4/least_rent").mid
    cash = share * found.site.revenue.sum(0) - found.site.opex
    cover = serve(found.loan._replace(covenant=0.0, life=1e9), found.site, np.maximum(cash, 0.0)[None]).cover[0]
    assert cover[: found.loan.term].min() == pytest.approx(1.0)


def test_worse_credit_never_costs_less_in_any_world(found):
    for level in (0, 1, 2):
        one = replace(found, level=level)
        spreads = [one.price(letter).spread for letter in loans.LETTERS]
        assert spreads == sorted(spreads)
        assert one.price("BB", loans.HISTORY).spread <= one.price("BB").spread
        assert one.guaranteed("BB", "BB").spread <= one.price("BB").spread + 1e-12


def test_a_planted_fault_is_seen(found, monkeypatch):
    """Empty halls that pay all the same: the tenants' credit no longer tells the two loans apart."""
    never = lambda self, letter, source="": (np.full((8, 1), self.loan.term), np.ones((8, 1)))  # noqa: E731
    monkeypatch.setattr(loans.Facility, "lost", never)
    assert found.price("BB").spread == found.price("A").spread == 0.0


def test_one_borrower_s_debts_fall_together_and_a_loan_without_recourse_alone(table, book):
    alone, with_parent = (table.one(f"{leg}/falls_due_with") for leg in ("crwv-ddtl4", "crwv-ddtl5"))
    assert alone.mid == 0.0 and alone.more["reaches"] == ""
    assert "crwv-ddtl1" in with_parent.more["reaches"] and "crwv-ddtl4" not in with_parent.more["reaches"]
    assert with_parent.mid == len(with_parent.more["reaches"].split("; "))


def test_a_guarantee_is_called_for_what_letting_again_does_not_bring(book):
    """By hand: a call in the first quarter of rent, in the middle world."""
    leg = book.legs["ohio-rvg"]
    wait, size, rate = 3, 23, 0.01
    calls = projects._calls(book, leg, wait, size, 1, rate)
    rent = 1.6 * 4.25 / 4
    again, empty = book.parameter("relet-discount").range()[1], round(book.parameter("relet-vacancy").range()[1])
    by_hand = sum(rent * (1.0 if n < empty else 1 - again) / 1.01 ** (wait + n + 1) for n in range(size - wait))
    assert calls[wait] == pytest.approx(by_hand) and calls[size] == 0.0
    assert calls[size - 1] <= 105 / (size - wait) / 1.01**size + 1e-9, "the cap falls as rent is paid"


def test_the_guarantor_s_own_fall_leaves_the_landlord_with_the_loss(book):
    table = ask(book, "facility", loan="ohio-rvg")
    with_, without = (table.one(f"ohio-rvg/landlord_loss/{name}") for name in ("with", "without"))
    assert with_.subject == "sb_energy" and 0.0 < with_.mid < without.mid
    pays = table.one("ohio-rvg/call_expected/implied").mid
    assert pays + with_.mid == pytest.approx(without.mid)
    assert table.one("ohio-rvg/call_expected/history").mid < pays < table.one("ohio-rvg/cap").mid
    assert table.one("ohio-rvg/wrong_way").high > 1.0


def test_a_project_loan_has_a_cover_and_a_price_with_rent_put_off(book):
    table = ask(book, "facility", loan="jup-loan")
    cover = table.one("jup-loan/cover_project")
    assert cover.low < 1.0 < cover.high and set(cover.legs) == {"jup-loan", "jup-lease"}
    assert table.one("jup-loan/price_deferred").low < table.one("jup-loan/price").low


def test_the_headline_says_the_pair_by_name_and_how_far_the_model_has_it(table):
    told = " ".join(table.headline["en"])
    assert "CoreWeave loan of March 2026 ($8.5 bn) and the CoreWeave loan of May 2026 ($3.1 bn) differ by 225" in told
    model, stated = (table.one(f"crwv-ddtl4/crwv-ddtl5/{name}").mid for name in ("gap_model", "gap_stated"))
    assert ("by far not its size" in told) == (0.0 < model / stated <= 0.5)
    least = min((row for row in table.rows if row.measure == "cover" and row.low is not None), key=lambda row: row.low)
    assert least.more["loan"] == "crwv-ddtl5" and f"least in {day(least.period)}: DSCR" in table.headline["en"][0]
    assert "its covenant is 1.35 times, tested from Q3 2027" in table.headline["en"][0]
    turns = table.one("crwv-ddtl4/crwv-ddtl5/order_cover")
    assert f"below {written(turns.mid, turns.unit)}" in table.warnings[1]
    for language in ("en", "zh-Hant", "zh-Hans"):
        assert not [leg for leg in ("crwv-ddtl4", "crwv-ddtl5") if leg in " ".join(table.headline[language])]


def test_a_lender_sees_each_loan_s_cover_covenant_advance_rate_and_missed_payments_first(table):
    rows = [table.one(key) for key in table.first[:12]]
    assert [row.measure for row in rows] == ["cover", "covenant", "advance", "missed"] * 3
    assert [row.more["loan"] for row in rows[::4]] == ["crwv-ddtl5", "crwv-ddtl4", "crwv-ddtl2"]
    for cover in rows[::4]:
        ends = [r.low for r in table.rows if r.measure == "cover" and r.more["loan"] == cover.more["loan"]]
        assert cover.low == pytest.approx(min(low for low in ends if low is not None))


def test_the_graph_of_cross_default_has_a_link_for_each_loan_that_is_called(book, table):
    links = [row for row in table.rows if row.measure == "falls_due_if"]
    called = {row.counterparty for row in links}
    assert called == set(table.one("crwv-ddtl5/falls_due_with").more["reaches"].split("; ")) | {"crwv-ddtl5"}
    assert "crwv-ddtl4" not in called  # no recourse to the parent
    for row in links:
        amount = book.legs[row.counterparty].terms.amount
        assert row.mid == (None if amount is None or amount.stated is None else pytest.approx(amount.stated / 1e9))
    assert {row.more["payer_sector"] for row in links} == {"neocloud"}
    assert not table.one("crwv-ddtl4/covenant").more["payer_sector"]


def test_a_guarantee_tells_its_wrong_way_and_what_its_guarantors_fall_leaves(book):
    table = ask(book, "facility", loan="ohio-rvg")
    told = " ".join(table.headline["en"])
    assert "Nvidia promises up to $105 bn for OpenAI" in told and "SB Energy" in told
    left, bare = (table.one(f"ohio-rvg/landlord_loss/{name}").mid for name in ("with", "without"))
    assert 0.0 < left < bare
    both = table.one("ohio-rvg/both_fallen").mid
    assert left / bare == pytest.approx(both, rel=0.6)  # calls are not all as large


def test_another_credit_can_be_asked_for(book):
    table = ask(book, "facility", loan="crwv-ddtl3", tenant="BB")
    assert table.one("crwv-ddtl3/spread_implied").mid >= 0.0
    assert (
        "neither a rating nor the tenants' credit"
        in dict(ask(book, "facility", loan="crwv-ddtl3").left_out)["crwv-ddtl3"]
    )


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"tenant": "AAA"}, "'AAA' is none of its values"),
        ({"loan": "crwv-notes31"}, "crwv-notes31 is no secured loan"),
        ({"loan": "nvidia-nobody"}, "nvidia-nobody"),
        ({"loan": "amd"}, "amd has no secured loan"),
    ],
)
def test_what_cannot_be_asked_is_refused(book, given, says):
    with pytest.raises(InputError, match=says):
        ask(book, "facility", **given)


@pytest.mark.parametrize("curve", ("implied-default-intensity", "vintage-value"))
def test_a_missing_curve_is_told_by_its_name(book, curve):
    rows = tuple(row for row in book.all_parameters if row.name != curve)
    with pytest.raises(InputError, match=f"the book has no parameter '{curve}'"):
        ask(replace(book, all_parameters=rows), "facility", loan="crwv-ddtl5")


def test_the_order_of_the_pair_does_not_hang_on_which_points_are_drawn(book, monkeypatch):
    """The sign on other points of the same law (on 1,024 of them it turned); and all of it can be shown."""
    for seed in (2, 3):
        monkeypatch.setattr(loans, "times_and_state", partial(times_and_state, seed=seed))
        ready = [one for _, one in loans.facilities(book, [book.legs["crwv-ddtl4"], book.legs["crwv-ddtl5"]], None)]
        better, worse = (one.price(one.tenants.letter).spread for one in ready)
        assert worse > better


def test_every_row_can_be_shown(table):
    assert len(whole(table)) > len(table.rows)


def test_a_loan_s_quote_is_read_from_its_words_and_laid_beside_the_model(book):
    """Jupiter: quoted below 90 cents; at most, never a middle; less than the model's least with rent on time."""
    table = ask(book, "facility", loan="jup-loan")
    quoted, price = table.one("jup-loan/quoted"), table.one("jup-loan/price")
    assert (quoted.low, quoted.mid, quoted.high, quoted.period) == (None, None, 0.9, "2026-09")
    assert price.low > quoted.high > table.one("jup-loan/price_deferred").low
    assert "quoted below 90% of par in September 2026: less than" in " ".join(table.headline["en"])


def test_tenants_and_their_credit_are_told_by_the_loan_and_by_no_words(book):
    """A note that names a firm or a credit changes nothing; the field does."""

    def read(**told):
        return loans.tenancy(SimpleNamespace(terms=terms.model_copy(update=told)))

    terms = book.legs["crwv-ddtl5"].terms
    assert read() == loans.Tenancy("BB", (), 2, True)
    assert read(rating=None, tenants=None, collateral="an investment-grade contract of Meta") is None
    meta = (Tenant(party="meta", credit="investment_grade"),)
    assert read(rating=None, tenants=meta) == loans.Tenancy("BBB", ("meta",), 1, False)


def test_a_lenders_loss_in_dollars_is_the_sum_times_what_of_it_is_not_paid(found, table, monkeypatch):
    """By hand, path by path: promised and paid at the spread at par; by history less than by the chances of prices."""
    riskless = float(found.at(loans.SOFR)) / 4.0
    for source, name in ((loans.IMPLIED, "implied"), (loans.HISTORY, "history")):
        times, rent = found.lost("A", source)
        asked = found.loan._replace(rate=riskless + found.price("A", source).spread)
        paid, promised = (
            worth(asked, found.site, serve(asked, found.site, cash_of(found.site, lost, rent)), riskless, rent).mean()
            for lost in (times, np.full_like(times, found.site.cost.size))
        )
        row = table.one(f"crwv-ddtl4/loss_{name}")
        assert (
            row.mid == pytest.approx(found.loan.commitment * (1 - paid / promised), rel=1e-6) and row.unit == "USD bn"
        )
        assert 0.0 <= row.low <= row.mid <= row.high < found.loan.commitment
    implied, history = (table.one(f"crwv-ddtl5/loss_{name}") for name in ("implied", "history"))
    assert 0.0 < history.mid < implied.mid and f"{written(implied.mid, 'USD bn')} is expected" in " ".join(
        table.warnings
    )
    monkeypatch.setattr(loans.Facility, "lost", lambda self, *_: (np.full((8, 1), 999), np.ones((8, 1))))
    assert found.price("A").loss == 0.0, "a planted fault: nobody falls"
