"""Rows on what is built, delivered, billed and routed: by hand on small Plans, then on paths of the seeds' world."""

from __future__ import annotations

import numpy as np
import pytest

from gigaloop.answer.paths import Paths, simulated
from gigaloop.book.file import load
from gigaloop.questions import ask
from tests.coverage.readings import bn, book_at, figure_bn
from tests.coverage.test_on_paths import WORLD, pushed, small
from tests.engine import kinds

#: paths of what is rarer or smaller than a hundred paths can tell
MANY = 600


@pytest.fixture(scope="module")
def base() -> Paths:
    """The seeds' world on a hundred paths, once."""
    return simulated(book_at("2025-10-20"), **WORLD)


def flex(found: Paths, lab: str) -> dict[str, float]:
    """What the open market sells to a lab, by seller: mean over paths, USD bn to the horizon."""
    names, out = found.lowering.parties, {}
    for payer, payee, tag, _, amount in found.run.flow_rows():
        if tag == "flex" and names[payer] == lab:
            out[names[payee]] = out.get(names[payee], 0.0) + amount
    return out


def total(found: Paths, measure: str, party: str) -> float:
    return float(found.measure(measure, party).sum(1).mean())


def test_M7(now, proof):
    table = ask(now, "energy", party="openai")
    goal = "openai/goal 2033"
    proof("GW", table.one(f"{goal}/power").mid)
    proof("TWh a year", table.one(f"{goal}/energy").mid)
    load = now.parameter("load-factor").range()[1]
    assert table.one(f"{goal}/energy").mid == pytest.approx(250 * 8.76 * load)
    proof("times Germany's consumption", table.one(f"{goal}/times_germany_electricity_consumption").mid)
    proof("years of what the US grid adds", table.one(f"{goal}/years_of_grid").mid)
    supply = table.one(f"{goal}/share_of_supply")
    proof("over what builders can add until then, least", supply.low)
    proof("and greatest", supply.high)


def test_M14(base, proof):
    run = small(kinds.idle_capacity())
    cloud, lab = (run.supply[0, who] for who in (12, 11))
    proof("GW-years that stand", cloud["stood"])
    proof("of them idle", cloud["idled"])
    proof("billed for nothing in bn", lab["idle_bill"])
    proof("written down in bn", cloud["write_down"])
    world = base.again(paths=MANY)
    use = []
    for push in ({"down_by": "0.4"}, None, {"up_by": "0.4"}):
        found = pushed(world, {"driver": "demand.openai"} | push) if push else world
        use.append(1 - float(found.supplied("idled", "oracle").sum() / found.supplied("stood", "oracle").sum()))
    proof("Oracle's use rises with its customer's demand", use[0] < use[1] < use[2])
    short = pushed(base, {"driver": "demand.common", "down_by": "0.3"})
    down = [float(x.market("write_down").sum(1).mean()) for x in (short, base)]
    proof("written down when everybody's demand falls short", "more" if down[0] > down[1] else "not more")
    rows = ask(base.book, "capacity", **WORLD).rows
    proof("use told for years", len([row for row in rows if row.key.startswith("world/use/")]))


def test_M15(base, proof):
    run = small(kinds.late_delivery())
    cloud, lab = (run.supply[0, who] for who in (12, 11))
    proof("bills that slip in bn", cloud["slipped"])
    proof("penalty in bn, at its cap", cloud["penalty_paid"])
    proof("to the lab", lab["penalty_got"])
    table = ask(base.book, "capacity", party="oracle", **WORLD)
    proof("share of paths on which Oracle is late", table.one("orcl-oai-cloud/late_share").mid)
    delay = table.one("orcl-oai-cloud/delay")
    proof("quarters late, 95th percentile", delay.high)
    world = base.again(paths=MANY)
    late = pushed(world, {"driver": "delay.site.orcl-oai", "late_by": "4", "from": base.quarters[0]})
    for name in ("slipped", "penalty_paid"):
        proof(f"four quarters more: {name}", side(late.supplied(name, "oracle") - world.supplied(name, "oracle")))
    year = base.years()["2028"]
    for what, name, columns in (("Oracle's revenue then", "revenue", year), ("and its cash", "cash", year[-1:])):
        moved = late.measure(name, "oracle") - world.measure(name, "oracle")
        proof(what, side(moved[:, columns].sum(1)))


def side(difference: np.ndarray) -> str:
    """Whether paired differences are more or less than nothing by over three standard errors of their mean."""
    mean, error = difference.mean(), difference.std(ddof=1) / np.sqrt(difference.size)
    return "more" if mean > 3 * error else "less" if mean < -3 * error else "the same"


def test_M13(base, proof):
    keep, lose = (simulated(base.book, scenario=s, **WORLD) for s in ("kept-exclusivity", "lost-exclusivity"))
    sold = {name: flex(x, "openai") for name, x in (("keep", keep), ("give up", base), ("lose all", lose))}
    proof("sellers of the open market when kept", ",".join(sorted(sold["keep"])))
    proof("when given up", ",".join(sorted(sold["give up"])))
    first, none = (sold[name]["microsoft"] for name in ("give up", "lose all"))
    proof("first refusal against none", "more" if first > none else "less")
    for told, shock in (("upside", {"up_by": "0.4"}), ("exposure", {"down_by": "0.4"})):
        moved = []
        for found in (keep, base):
            other = pushed_on(found, {"driver": "demand.openai"} | shock)
            moved.append(abs(total(other, "revenue", "microsoft") - total(found, "revenue", "microsoft")))
        proof(f"{told} of keeping, revenue moved by OpenAI's demand", "larger" if moved[0] > moved[1] else "not larger")
    proof("contracts barred", len([w for w in keep.lowering.skipped.values() if w.startswith("barred by ms-oai-excl")]))


def test_A3(now, base, proof):
    rows = ask(now, "backlog", party="microsoft", customer="openai").rows
    shares = {row.period: row.mid for row in rows if row.key.startswith("microsoft/openai/share/")}
    proof("share of backlog", shares["2025-12-31"])
    proof("bn", bn(now, "ms-oai-azure250").mid)
    proof("revenue share", now.legs["ms-oai-rs20"].terms.share.stated)
    keep = simulated(base.book, scenario="kept-exclusivity", **WORLD)
    gained = {who: total(base, "revenue", who) - total(keep, "revenue", who) for who in ("microsoft", "oracle")}
    proof("by abstaining Microsoft sells", "less" if gained["microsoft"] < 0 else "more")
    proof("and Oracle", "more" if gained["oracle"] > 0 else "less")
    debt = {who: [float(x.measure("debt", who).max(1).mean()) for x in (base, keep)] for who in ("microsoft", "oracle")}
    proof("debt that Oracle takes on for it", "more" if debt["oracle"][0] > debt["oracle"][1] else "not more")
    bad = {"driver": "demand.openai", "down_by": "0.6"}
    short = {name: pushed_on(x, bad) for name, x in (("abstain", base), ("keep", keep))}
    loss = {}
    for name, x in (("abstain", base), ("keep", keep)):
        loss[name] = 1 - total(short[name], "revenue", "microsoft") / total(x, "revenue", "microsoft")
    proof("share of its revenue lost with OpenAI's demand", "smaller" if loss["abstain"] < loss["keep"] else "larger")


def pushed_on(found: Paths, shock: dict[str, str]) -> Paths:
    """The same draws and scenario with one more shock from the fifth quarter on."""
    return found.pushed([{"from": found.quarters[4], "to": found.quarters[-1]} | shock])


def test_M16(at, proof):
    day, before = at("2025-06-27"), at("2025-06-26")
    with_, without = ask(day, "offer"), ask(day, "offer", without="oai-goog-tpu")
    proof("list price", with_.one("nvidia/openai/list_price").mid)
    proof("offer with the rival's chips", with_.one("nvidia/openai/offer").mid)
    proof("least", with_.one("nvidia/openai/offer").low)
    proof("offer without", without.one("nvidia/openai/offer").mid)
    proof("concession with", with_.one("nvidia/openai/concession").mid)
    proof("concession the day before", ask(before, "offer").one("nvidia/openai/concession").mid)
    seeds = ask(at("2025-10-20"), "offer")
    proof("stake that Nvidia then said, per GW", seeds.one("nv-oai-2025-eq/stake_per_gw").mid)


def test_D13(at, seeds, proof):
    proof("known on 2025-06-27", "oai-goog-tpu" in at("2025-06-27").legs)
    proof("known the day before", "oai-goog-tpu" in at("2025-06-26").legs)
    proof("stage", seeds.stage("oai-goog-tpu"))
    table = ask(at("2025-06-27"), "offer")
    proof("outside option", table.one("oai-goog-tpu/outside_option").mid)
    proof("moves Nvidia's offer by", -table.one("nvidia/openai/concession").mid)


def test_M22(base, proof):
    open_ = simulated(base.book, scenario="open-coreweave", **WORLD)
    held = {}
    for name, found in (("denied", base), ("open", open_)):
        plan = found.run.plan
        held[name] = {
            found.lowering.parties[row["seller"]]: float(plan.values["mid"][row["held"]]) for row in plan.routes
        }
    proof("GW that Google has alone", held["denied"]["google"])
    proof("and Microsoft", held["denied"]["microsoft"])
    proof("GW that Microsoft has when open", held["open"]["microsoft"])
    sold = [flex(x, "openai") for x in (base, open_)]
    proof("Microsoft sells when open", "more" if sold[1]["microsoft"] > sold[0]["microsoft"] else "less")
    proof("Google", "less" if sold[1]["google"] < sold[0]["google"] else "more")


def test_D25(seeds, base, proof):
    leg = seeds.legs["goog-crwv-bar"]
    proof("right", leg.terms.right)
    proof("holder", leg.payee)
    proof("grantor", leg.payer)
    amount = seeds.legs["goog-crwv"].terms.amount
    proof("stated dollars", "none" if amount.stated is None else amount.stated)
    proof("kept on default", leg.terms.kept_on_default)
    denied = {
        base.lowering.parties[row["seller"]]: float(base.run.plan.values["mid"][row["held"]])
        for row in base.run.plan.routes
    }
    proof("rivals have of it", denied["microsoft"])


def test_D17(now, base, tmp_path, proof):
    proof("budget", figure_bn(now, "microsoft-capex-fy2025-budget"))
    proof("is a leg", any(leg.payer == "microsoft" and "budget" in leg.leg for leg in now.legs.values()))
    (tmp_path / "parameters.csv").write_text(
        "name,symbol,value,low,high,distribution,unit,origin,sources,how,as_of,affects\n"
        "microsoft-capex-budget,,80,,,fixed,USD bn per year,assumed,,the budget kept as a ceiling,,\n",
        "utf-8",
    )
    bound = simulated(load("loop", as_of="2025-10-20", overlay=tmp_path), **WORLD)
    most = []
    for found in (bound, base):
        spent = found.measure("capex", "microsoft")
        most.append(max(float(spent[:, columns].sum(1).max()) for columns in found.years().values()))
    proof("most it spends in a year under it", "80 or less" if most[0] <= 80 + 1e-3 else most[0])
    proof("without it", "more than 80" if most[1] > 80 else most[1])


def test_M4(seeds, base, proof):
    found = {(e.party_id, e.date.text): e.reaction.stated for e in seeds.events if e.reaction is not None}
    for who, day in (("oracle", "2025-09-10"), ("amd", "2025-10-06"), ("broadcom", "2025-09-05")):
        proof(f"{who} on {day}", found[who, day])
    proof("gains of partners on the first day in bn", figure_bn(seeds, "openai-first-day-partner-value-gain-2025"))
    silent, again = base.again(scenario="no-news"), base.again(scenario="no-news")
    assert np.array_equal(silent.run.party, again.run.party)
    moved = {}
    for name, who in (("value", "oracle"), ("equity_raised", "coreweave"), ("capex", "coreweave")):
        moved[name, who] = np.abs(base.measure(name, who) - silent.measure(name, who)).max()
        proof(f"news changes {name} of {who}", bool(moved[name, who] > 1e-3))
    lives = (base.default("oracle") < 0) & (silent.default("oracle") < 0)  # a default is no news
    ratio = (base.measure("value", "oracle") / silent.measure("value", "oracle"))[lives]
    assert lives.any()
    proof("and stays within its bounds", bool(np.exp(-0.5) < ratio.min() and ratio.max() < np.exp(0.5)))
