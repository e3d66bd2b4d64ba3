"""market: its parts add up, its limits and mark-ups by hand, foreclosure and regions beside a naive count."""

from datetime import date
from itertools import product

import numpy as np
import pytest

from gigaloop.answer.paths import simulated
from gigaloop.book.problem import InputError
from gigaloop.engine.plan import COMPUTE
from gigaloop.ledger.plans import planned_power
from gigaloop.questions import ask
from gigaloop.questions.prices import market, regions, segments
from tests.shipped import shipped

PATHS = 60

#: what a contract draws of the gigawatts that it names
NUMBERS = ("gw", "beta", "delay", "ramp", "end")


@pytest.fixture(scope="module")
def book():
    return shipped()


@pytest.fixture(scope="module")
def table(book):
    return ask(book, "market", paths=PATHS)


@pytest.fixture(scope="module")
def world(book):
    return market.World(simulated(book, paths=PATHS), market.COLUMNS)


def test_need_is_served_or_not_and_nobody_uses_what_is_not_there(world):
    labs = world.found.labs
    served = sum(world.found.measure("gw", lab) for lab in labs)
    missing = sum(world.found.measure("unserved_gw", lab) for lab in labs)
    assert served + missing == pytest.approx(world["needed_gw"], rel=1e-4)
    assert (served <= world["supply"] * (1 + 1e-5)).all()


def test_the_segments_add_up_to_all_that_is_asked_for(table, world):
    """Labs, clouds, enterprises and states: on every path by hand for one quarter, and by hand of the plans' power."""
    t = world.found.quarters.index("2028Q2")
    outside = world["demand_gw"][:, t] - world["needed_gw"][:, t]
    states = table.one("demand/states/2028Q2").mid
    plans = planned_power(world.found.book)
    assert states == pytest.approx(sum(plans[year][0].mid for year in plans if year <= "2028"))
    own = world.found.book.parameter("outside-own-use-share").range()
    for name, share in (("clouds", own[1]), ("enterprises", 1 - own[1])):
        assert table.one(f"demand/{name}/2028Q2").mid == pytest.approx(
            np.percentile(share * (outside - states), 50, method="inverted_cdf"), rel=1e-6
        )
    assert table.one("demand/clouds/2028Q2").high > table.one("demand/enterprises/2028Q2").mid


def test_what_is_held_by_contract_is_counted_leg_by_leg(table, world):
    """OpenAI's, Anthropic's and xAI's contracts are labs', Meta's a cloud's, and no contract is counted twice."""
    found, t = world.found, world.found.quarters.index("2028Q1")
    plan, total = found.run.plan, np.zeros(found.count)
    for record in plan.legs:
        if int(record["kind"]) == COMPUTE and not int(record["signing"]):
            size = world.drawn(int(record["gw"])) * world.drawn(int(record["beta"]))
            lag = np.maximum(np.rint(world.drawn(int(record["delay"]))), 0)
            ramp, end = np.maximum(world.drawn(int(record["ramp"])), 1), np.rint(world.drawn(int(record["end"])))
            for p in range(found.count):
                done = (t + 1 - int(record["start"]) - lag[p]) / ramp[p]
                if end[p] <= 0 or t < end[p] + lag[p]:
                    total[p] += size[p] * min(max(done, 0.0), 1.0)
    held = segments._contracts(world)
    assert sum(values[:, t] for values, _ in held.values()) == pytest.approx(total)
    assert "crwv-meta-1" in held["clouds"][1] and "orcl-oai-cloud" in held["labs"][1]
    assert "argentum" in held["enterprises"][1]
    assert table.one("by_contract/labs/2028Q1").mid > table.one("by_contract/clouds/2028Q1").mid


def test_without_a_share_of_own_use_the_outside_is_not_parted(world, monkeypatch):
    monkeypatch.setattr(segments, "OWN", "no-such-share")
    keys = {row.key for row in segments.segment_rows(world)}
    assert not any(key.startswith(("demand/clouds", "demand/enterprises")) for key in keys)
    assert "demand/states/2028Q2" in keys


def test_the_parts_of_a_limit_are_the_whole(table, book):
    whole = {row.key: row for row in table.rows if row.measure == "addable"}
    parts = sum(whole[f"addable/power/{r}/2028"].mid for r in market.REGIONS)
    assert parts == pytest.approx(whole["addable/power/2028"].mid)
    shares = dict(part.split() for part in book.parameter("chip-vendor-shares").value.split(";"))
    every = [whole[f"addable/chips/{vendor}/2028"].mid / float(share) for vendor, share in shares.items()]
    assert every == pytest.approx([every[0]] * len(every))
    assert whole["addable/packaging/2028"].mid == pytest.approx(every[0], rel=0.01), "all vendors are all chips"


def test_what_a_limit_lets_through_is_its_level_grown(world, book):
    """By hand on the first path: level x exp(growth x years), four quarters added up."""
    number = world.found.lowering.limits.index("power")
    limit = world.found.run.plan.limits[number]
    level, growth = world.drawn(int(limit["level"]))[0], world.drawn(int(limit["growth"]))[0]
    columns = world.found.years()["2028"]
    by_hand = sum(level * np.exp(growth * t / 4) for t in columns)
    rows = [r for r in market._addable(world) if r.key == "addable/power/2028"]
    low, high = rows[0].low, rows[0].high
    assert low * 0.7 < by_hand < high * 1.3
    drawn = world.drawn(int(limit["level"]))
    assert (drawn >= book.parameter("power-additions").range()[0] - 1e-9).all()


def test_drawn_values_are_those_of_the_run(world):
    row = int(world.found.run.plan.world[0]["elasticity"])
    assert world.drawn(row) == pytest.approx(world.found.drawn_value(row))


def test_a_seller_gains_in_scarcity_what_it_loses_in_slack(table):
    assert table.one("mark_up/scarce").mid >= 0.0 and table.one("mark_up/slack").low < 0.0
    assert table.one("margin/scarce").mid > table.one("margin/slack").mid
    shares = table.one("quarters/scarce").mid + table.one("quarters/slack").mid
    assert shares == pytest.approx(1.0)


def test_a_taken_gigawatt_lifts_the_rent_as_counted_one_path_at_a_time(world, table):
    legs = [leg.leg for leg in market._sold(world.found.book, "coreweave") if leg.payer != "google"]
    plan, quarters = world.found.run.plan, world.found.quarters
    eps, supply = world.world("elasticity"), world["supply"]
    at = [t for t, quarter in enumerate(quarters) if quarter.startswith("2028")]
    found = []
    for path in range(world.found.count):
        year = []
        for t in at:
            gone = 0.0
            for n, leg in enumerate(world.found.lowering.legs):
                if leg in legs:
                    record = plan.legs[n]
                    drawn = {name: world.drawn(int(record[name]))[path] for name in NUMBERS}
                    late = max(round(drawn["delay"]), 0)
                    ramp = min(max((t + 1 - int(record["start"]) - late) / max(drawn["ramp"], 1.0), 0.0), 1.0)
                    stands = round(drawn["end"]) <= 0 or t < round(drawn["end"]) + late
                    gone += drawn["gw"] * drawn["beta"] * ramp * stands
            year.append((supply[path, t] / (supply[path, t] - gone)) ** (1 / eps[path]) - 1)
        found.append(sum(year) / len(year))
    row = table.one("foreclosure/rent_uplift/2028")
    ends = np.percentile(found, (5, 50, 95), method="inverted_cdf")
    assert (row.low, row.mid, row.high) == pytest.approx(tuple(ends), rel=1e-6)
    assert row.subject == "google" and row.counterparty == "coreweave"


def test_a_planted_fault_is_seen(world, table, monkeypatch):
    """Without the chance that a contract comes true the taken gigawatts are more."""
    true = market.World.drawn
    betas = {int(b) for b in world.found.run.plan.legs["beta"]} - {1}
    monkeypatch.setattr(
        market.World, "drawn", lambda self, row: np.ones(self.found.count) if row in betas else true(self, row)
    )
    planted = next(r for r in market._foreclosure(world, "google", "coreweave") if r.key == "foreclosure/taken/2028")
    assert planted.mid != pytest.approx(table.one("foreclosure/taken/2028").mid)


def test_the_published_rent_fell_and_then_rose(table):
    assert table.one("published/fall").mid == pytest.approx(1.7 / 8 - 1)
    assert table.one("published/rise").mid == pytest.approx(2.6 / 1.7 - 1)
    first, last = (row.period for row in table.rows if row.key in ("published/fall", "published/rise"))
    assert first.endswith(last.split(" to ")[0])


def test_rents_published_since_stand_beside_that_day_s_paths(book):
    table = ask(book, "market", since="2025-10-31", paths=PATHS)
    row = table.one("since/market-h100-rental-2026-03-1yr-2026-03")
    assert row.more["published"] == 2.35 and row.period == "2026Q1"
    assert 0.5 < row.more["place"] <= 1.0, "it rose: most paths of that day lie below"
    rises = table.one("rises/market-h100-rental-2026-03-1yr-2026-03")
    rent = simulated(book.whole.at(date(2025, 10, 31)), paths=PATHS)
    at = rent.quarters.index("2026Q1")
    assert rises.mid == pytest.approx((rent.market("rent")[:, at] > rent.market("rent")[:, 0]).mean())
    assert "--since 2025-10-31" in table.reproduce


def test_a_newer_chip_rents_at_the_ratio_of_one_survey(book, table):
    ratio, figures = market.generations(book)["B200"]
    assert ratio == pytest.approx(6.69 / 3.71)
    assert {f.figure_id for f in figures} == set(table.one("rent/B200/2028").figures)


def test_a_split_over_regions_by_hand(book, table):
    """Today's split: 0.38 of a gigawatt costs a tenth more; what is out earns nothing and saves its power alone."""
    cost, split = table.one("regions/one/cost").mid, table.one("regions/today/cost_premium")
    assert split.mid == pytest.approx(cost * 0.38 * 0.1)
    assert table.one("regions/today/cost_premium_share").mid == pytest.approx(0.038)
    loss, out = table.one("regions/one/outage_loss").mid, book.parameter("region-outage").range()[1]
    power = 8760 * 1000 * book.parameter("power-price").range()[1] / 1e9
    assert loss == pytest.approx(out * (book.parameter("revenue-per-gw-openai").range()[1] - power))
    assert table.one("regions/today/outage_loss").mid < loss
    even = table.one("regions/today/break_even_outage")
    at = split.mid / ((loss - table.one("regions/today/outage_loss").mid) / out)
    assert even.mid == pytest.approx(at) and even.low < even.mid < even.high


def test_every_end_of_a_split_is_the_least_or_greatest_of_the_corners():
    ends = (0.05, 0.2), (0.0, 0.7), (0.05, 0.3), (13.0, 27.0)
    every = [
        regions._split((0.62, 0.38), 10.0, 0.6, premium, link, spare, worth).loss_a_share
        for premium, link, spare, worth in product(*ends)
    ]
    least = regions._split((0.62, 0.38), 10.0, 0.6, 0.05, 0.7, 0.3, 13.0).loss_a_share
    most = regions._split((0.62, 0.38), 10.0, 0.6, 0.2, 0.0, 0.05, 27.0).loss_a_share
    assert least == pytest.approx(min(every), rel=0.02) and most == pytest.approx(max(every), rel=0.02)


def test_its_headline_says_what_its_rows_say(table):
    need = table.one("demand/all/2027Q4")
    told = {language: " ".join(table.headline[language]) for language in ("en", "zh-Hant", "zh-Hans")}
    assert all(f"{need.mid:.1f}".removesuffix(".0") in text or f"{need.mid:.0f}" in text for text in told.values())
    assert set(table.first) <= {row.key for row in table.rows} and "mark_up/slack" in table.first


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"seller": "amd"}, "amd sells no capacity"),
        ({"taker": "nobody"}, "nobody"),
        ({"since": "soon"}, "--since: 'soon' is no day"),
        ({"since": "2099-01-01"}, "2099-01-01 lies after"),
        ({"taker": "coreweave"}, "coreweave cannot take its own capacity"),
    ],
)
def test_what_cannot_be_asked_is_refused(book, given, says):
    with pytest.raises(InputError, match=says):
        ask(book, "market", paths=10, **given)


def test_the_shape_of_published_rents_is_looked_for_on_every_path(table, world):
    """By hand, path by path: 8.00 to 1.70 in ten quarters, then to the newest in two."""
    told = market._rents_told(world.found.book)
    low = min(told, key=lambda figure: figure.value.stated)
    fall = low.value.stated / told[0].value.stated - 1
    rise = told[-1].value.stated / low.value.stated - 1
    rent, down, up = world["rent"], 10, 2
    deepest, greatest, both = [], [], []
    for path in rent:
        fell = [path[t + down] / path[t] - 1 for t in range(len(path) - down)]
        rose = [path[t + up] / path[t] - 1 for t in range(len(path) - up)]
        deepest.append(min(fell))
        greatest.append(max(rose))
        both.append(any(fell[t] <= fall and rose[t + down] >= rise for t in range(len(path) - down - up)))
    assert table.one("shape/deepest_fall").mid == pytest.approx(np.percentile(deepest, 50, method="inverted_cdf"))
    assert table.one("shape/greatest_rise").mid == pytest.approx(np.percentile(greatest, 50, method="inverted_cdf"))
    assert table.one("shape/same_shape").mid == pytest.approx(sum(both) / len(both))
    assert table.one("shape/deepest_fall").more["place"] == pytest.approx(np.mean(np.array(deepest) < fall))


def test_headline_names_what_holds_building_back_and_where(table):
    said = " ".join((*table.headline["en"], *table.warnings))
    for name in ("United States", "Gulf", "packaging", "memory", "Published rents fell by 79%", "If Google took all"):
        assert name in said
    by = {row.key: row.subject for row in table.rows if row.measure == "addable" and row.period == "2028"}
    assert by["addable/memory/2028"] == "memory" and by["addable/packaging/2028"] == "packaging"
    assert len({row.subject for row in table.rows if row.measure == "binds"}) == 4


def test_one_number_parted_by_an_assumption_never_stands_as_two_rows_on_the_first_screen(table):
    """Clouds' own use and enterprises share one outside demand: the first rows name the outside alone, a sentence tells
    the split."""
    shown = {key for key in table.first if key.startswith("demand/")}
    assert shown and not any("clouds" in key or "enterprises" in key for key in shown)
    assert any("outside" in key for key in shown)
    assert any("one number split by an assumption" in one.said("en") for one in table.notes)
