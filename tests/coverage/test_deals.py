"""Deals of the seeds, D1 to D29: each test measures what the last column of its row names."""

from __future__ import annotations

from dataclasses import replace

from gigaloop.book.checks import errors
from gigaloop.book.drivers import is_driver
from gigaloop.book.grade import grade_shares
from gigaloop.book.model import Book, Leg
from gigaloop.engine.compiler import compile_plan
from gigaloop.ledger.calendar import calendar
from gigaloop.questions import ask
from tests.coverage.readings import bn, counted, figure_bn, told


def due(book: Book, leg: str, before: str) -> float:
    """Share of a leg's dues that falls before a quarter."""
    dues = calendar(book, book.legs[leg])
    assert dues is not None
    return sum(weight for quarter, weight in zip(dues.quarters, dues.weights, strict=True) if quarter < before)


def test_D1(now, proof):
    jv = now.legs["stargate-jv"]
    proof("planned", figure_bn(now, "stargate-jv-planned-investment-2025-through-2028-plan"))
    proof("counted", sum(bn(now, leg).low for leg in ("stargate-jv", "stargate-5sites")))
    assert bn(now, "stargate-jv").mid is None and jv.terms.funded.stated is None
    proof("committed", bn(now, "stargate-jv-eq").mid)
    for partner, leg in (("softbank", "sb"), ("openai", "oai"), ("oracle", "orcl"), ("mgx", "mgx")):
        assert counted(now, "stargate-jv-eq", f"stargate-eq-{leg}")[f"stargate-eq-{leg}"] == "part of stargate-jv-eq"
        proof(partner, bn(now, f"stargate-eq-{leg}").mid)
    proof("delay driver", is_driver("delay.site.stargate-jv", now))


def test_D2(seeds, now, proof):
    old = seeds.legs["nv-oai-2025-eq"]
    proof("seeds stage", old.stage)
    proof("seeds low", bn(seeds, old.leg).low)
    proof("seeds high", bn(seeds, old.leg).high)
    (tranche,) = old.terms.tranches
    assert (tranche.valuation, tranche.gate.power.stated, tranche.gate.delivered_on) == (
        "at_gate",
        1,
        "nv-oai-2025-chips",
    )
    proof("tranches", tranche.repeat)
    proof("tranche", tranche.amount.stated / 1e9)
    proof("2026 stage of the old", now.stage("nv-oai-2025-eq"))
    proof("2026 amount", bn(now, "nv-oai-2026-eq").mid)


def test_D3(seeds, proof):
    lease = seeds.legs["nv-oai-2025-lease"].terms
    proof("units in m", lease.units.high / 1e6)
    proof("GW", lease.power.high)
    proof("dollars per chip", lease.amount.stated / lease.units.high)
    proof("bn per GW", lease.amount.stated / 1e9 / lease.power.high)
    proof("share of dues before 2026Q3", due(seeds, "nv-oai-2025-lease", "2026Q3"))
    builds = [leg for leg in seeds.deals["nv-oai-2025"].legs if leg.kind == "capacity_build" and leg.payer == "openai"]
    proof("built by OpenAI", len(builds))
    proof("the purchase", counted(seeds, "nv-oai-2025-chips", "nv-oai-2025-lease")["nv-oai-2025-chips"])


def test_D5(now, proof):
    row = ask(now, "backlog", party="oracle", customer="openai").one("oracle/openai/share/2026-02-28")
    proof("share of backlog", row.mid)
    cloud = now.legs["orcl-oai-cloud"]
    proof("GW", cloud.terms.power.stated)
    proof("years", cloud.terms.term.stated / 4)
    dues = calendar(now, cloud)
    proof("first quarter due", next(q for q, w in zip(dues.quarters, dues.weights, strict=True) if w > 0))
    proof("dues before 2027", due(now, "orcl-oai-cloud", "2027Q1"))
    proof("chips ordered", bn(now, "orcl-gb200").mid)
    proof("capacity is", counted(now, "orcl-oai-cloud", "orcl-oai-capacity")["orcl-oai-capacity"])


def test_D6(now, proof):
    leg = now.legs["amd-oai-chips"]
    proof("GW high", leg.terms.power.bounds()[1])
    proof("GW low", leg.terms.power.bounds()[0])
    shares, _ = grade_shares(now, leg)
    proof("signed share", sum(share for grade, share in shares.items() if grade >= 4))
    proof("generation", leg.terms.generation)
    proof("first day", leg.terms.start.first.isoformat())
    proof("stated dollars", bn(now, "amd-oai-chips").mid)


def test_D7(now, proof):
    warrant = now.legs["amd-oai-warrant"].terms
    value = bn(now, "amd-oai-warrant")
    proof("shares in m", warrant.units.high / 1e6)
    proof("strike", warrant.strike.stated)
    proof("top price", warrant.top_price.stated)
    proof("value low", value.low)
    proof("value high", value.high)
    assert round(warrant.units.high * warrant.top_price.stated / 1e9, 6) == value.high
    watts = now.legs["amd-oai-chips"].terms.power.high
    proof("bn per GW", value.high / watts)
    proof("share of AMD", warrant.units.high / 1e9 / now.parameter("amd-shares").range()[1])
    proof("gates on GW", sum(gate.power is not None for gate in warrant.gates))
    proof("gates on price", sum(gate.price is not None for gate in warrant.gates))
    (row,) = [row for row in ask(now, "accounting-flags", deal="amd-oai").rows if row.measure == "warrant_to_customer"]
    proof("contra-revenue asked by", row.more["us_gaap"])


def test_D8(now, proof):
    leg = now.legs["avgo-oai-chips"]
    size = bn(now, leg.leg)
    proof("GW", leg.terms.power.stated)
    proof("low", size.low)
    proof("high", "open" if size.high is None else size.high)
    proof("fee for design", leg.terms.fixed_cost.bound)
    proof("price of a unit", leg.terms.per_unit.bound)


def test_D10(now, seeds, proof):
    proof("in October 2025", bn(seeds, "ms-oai-rent135").mid)
    assert "ms-oai-azure250" not in seeds.legs
    proof("in 2026", bn(now, "ms-oai-azure250").mid)
    proof("never both", counted(now, "ms-oai-rent135", "ms-oai-azure250")["ms-oai-rent135"])


def test_D11(seeds, proof):
    leg = seeds.legs["ms-oai-licence"]
    proof("right", leg.terms.right)
    assert calendar(seeds, leg) is None
    proof("cash", bn(seeds, leg.leg).low)
    proof("kept on default", leg.terms.kept_on_default)


def test_D12(at, seeds, now, proof):
    early = at("2025-01-20")
    rights = ("ms-oai-excl", "ms-oai-rofr", "ms-oai-nonexcl")

    def in_force(book: Book) -> list[Leg]:
        return [book.legs[leg] for leg in rights if leg in book.legs and book.stage(leg) != "superseded"]

    proof("before 2025", told(leg.terms.right for leg in in_force(early)))
    proof("in October 2025", told(leg.terms.right for leg in in_force(seeds)))
    proof("rofr in 2026", now.stage("ms-oai-rofr"))
    changes = now.scenarios["lost-exclusivity"].book
    proof("removed by scenario", told(change.remove for change in changes))
    for name, scenario in (("as booked", "base"), ("lost", "lost-exclusivity"), ("kept", "kept-exclusivity")):
        found = compile_plan(seeds, scenario)
        who = found.parties.index("microsoft")
        (rank,) = {int(row["rank"]) for row in found.plan.routes if row["seller"] == who}
        proof(f"Microsoft's place, {name}", ("sole", "first", "shared")[rank])


def test_D14(seeds, proof):
    shares, _ = grade_shares(seeds, seeds.legs["ms-oai-more"])
    proof("grade in October 2025", max(shares))
    proof("binding in October 2025", sum(share for grade, share in shares.items() if grade >= 4))
    proof("low", bn(seeds, "ms-oai-more").low)
    proof("undisclosed", bn(seeds, "ms-oai-more").undisclosed)


def test_D15(seeds, now, proof):
    tenants = now.legs["ms-wisconsin"].terms.tenants
    proof("tenants", told(tenant.party for tenant in tenants))
    proof("split known", any(tenant.share is not None for tenant in tenants))
    proof("first building", bn(now, "ms-wisconsin").mid)
    proof("fully built in October 2025", seeds.stage("ms-wisconsin") == "delivered")


def test_D16(now, proof):
    leg = now.legs["ms-lease-cancel"]
    proof("stage", now.stage(leg.leg))
    proof("landlords", leg.payee)
    proof("counted", counted(now, leg.leg)[leg.leg] == "yes")
    proof("cost of leaving", "not given" if "cost of leaving not given" in leg.terms.exit else leg.terms.exit)


def test_D18(seeds, proof):
    legs = ("ms-stargate-2024", "altman-7t")
    proof("stage of both", told(seeds.stage(leg) for leg in legs))
    proof("grade", max(max(grade_shares(seeds, seeds.legs[leg])[0]) for leg in legs))
    proof("bn said", sum(bn(seeds, leg).mid for leg in legs))
    table = ask(seeds, "binding")
    totals = [row for row in table.rows if row.key.endswith("/total")]
    proof("in the total", sum(leg in row.legs for leg in legs for row in totals))
    proof("listed as left out", sum(leg in legs for leg, _ in table.left_out))


def test_D19(at, seeds, proof):
    proof("stage", seeds.stage("nv-oai-2025-offer"))
    proof("known the day before the article", "nv-oai-2025-offer" in at("2025-10-19").legs)
    proof("counted", counted(seeds, "nv-oai-2025-offer")["nv-oai-2025-offer"] == "yes")


def test_D20(seeds, proof):
    proof("up to", bn(seeds, "xai-spv-nv").high)
    proof("whole", bn(seeds, "xai-spv-eq").mid)
    count = counted(seeds, "xai-spv-eq", "xai-spv-nv")
    proof("left out as", count["xai-spv-nv"])
    proof("sum counted", sum(bn(seeds, leg).mid for leg, why in count.items() if why == "yes"))


def test_D22(seeds, proof):
    parts = ("crwv-oai-1", "crwv-oai-2", "crwv-oai-3")
    amounts = [bn(seeds, leg).high for leg in parts]
    proof("parts", ",".join(f"{amount:g}" for amount in amounts))
    assert set(counted(seeds, *parts).values()) == {"yes"}
    proof("sum", sum(amounts))
    proof("a leg of the sum", any(bn(seeds, leg).mid == 22.4 for leg in seeds.legs))


def test_D23(seeds, now, proof):
    leg = seeds.legs["crwv-meta-1"]
    proof("up to", bn(seeds, leg.leg).high)
    proof("end", str(leg.terms.end))
    proof("low", bn(seeds, leg.leg).low)
    proof("option into 2032 told", any("2032" in step.note for step in now.legs["crwv-meta-1"].steps))


def test_D24(seeds, proof):
    proof("figure", figure_bn(seeds, "coreweave-contracts-announced-in-a-week-2025-09"))
    assert not any(bn(seeds, leg).mid in (36, 36.6) for leg in seeds.legs)
    whole = seeds.whole
    deal = whole.deals["crwv-oai"]
    total = whole.legs["crwv-meta-1"]
    step = total.steps[0].model_copy(
        update={
            "note": "contracts of 36.6 bn in a week",
            "terms": total.steps[0].terms.model_copy(update={"amount": _amount("at least 36 bn USD")}),
        }
    )
    planted = total.model_copy(update={"leg": "crwv-week", "payer": "customers", "steps": (step,)})
    wrong = replace(whole, deals=whole.deals | {"crwv-oai": deal.model_copy(update={"legs": (*deal.legs, planted)})})
    refusals = [problem.message for problem in errors(wrong)]
    assert len(refusals) == 1 and refusals[0].startswith("crwv-week (at least 36 bn USD) is the sum of ")
    proof("refusal", refusals[0].partition(": ")[2])


def _amount(text: str):
    from gigaloop.book.units import parse_quantity

    return parse_quantity(text)


def test_D26(seeds, now, proof):
    proof("in October 2025 low", seeds.legs["ms-oai-invest"].terms.amount.low / 1e9)
    proof("in October 2025 high", seeds.legs["ms-oai-invest"].terms.amount.high / 1e9)
    proof("share held", now.legs["ms-oai-invest"].terms.share_held.stated)
    proof("share known in October 2025", seeds.legs["ms-oai-invest"].terms.share_held is not None)


def test_D27(seeds, proof):
    firms = ("mistral", "figure_ai", "ambience", "harvey")
    stakes = [
        leg for leg in seeds.legs.values() if leg.kind == "stake" and leg.payer == "nvidia" and leg.payee in firms
    ]
    proof("investor in", told(leg.payee for leg in stakes))
    rents = [leg for leg in seeds.legs.values() if leg.kind == "compute_purchase" and leg.payer in firms]
    proof("rent from clouds", told(leg.payer for leg in rents))
    whole = seeds.whole
    deal = whole.deals["apps"]
    joined = deal.legs[0].model_copy(update={"leg": "joined", "payee": "mistralfigure_ai"})
    wrong = replace(whole, deals=whole.deals | {"apps": deal.model_copy(update={"legs": (*deal.legs, joined)})})
    (refusal,) = [problem.message for problem in errors(wrong)]
    proof("refusal", refusal.partition(": ")[2])


def test_D29(seeds, proof):
    figure = seeds.figures["amd-potential-revenue-openai-deal-2025-10"]
    proof("figure", figure.value.stated / 1e9)
    proof("metric", figure.metric)
    proof("is a leg", any(bn(seeds, leg.leg).mid == 100 for leg in seeds.legs.values() if leg.payee == "amd"))
