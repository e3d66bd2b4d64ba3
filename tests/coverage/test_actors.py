"""Actors of the seeds, A1 to A16: each test measures what the last column of its row names."""

from __future__ import annotations

from gigaloop.book.checks import check
from gigaloop.intake import read, source_of
from gigaloop.questions import ask
from tests.coverage.readings import bn, figure_bn, told


def test_A2(now, proof):
    proof("OpenAI gross", ask(now, "exposure", party="nvidia", counterparty="openai").one("nvidia/openai/gross").mid)
    table = ask(now, "exposure", party="nvidia", counterparty="coreweave")
    total = table.one("nvidia/coreweave/gross")
    proof("CoreWeave recognised", total.more["recognised"])
    proof("CoreWeave contingent", total.more["contingent"])
    most = own_share(now)
    proof("funds of its own revenue at most", 0.1 if most <= 0.1 else most)
    stands = {"capacity_backstop": "backstop", "compute_purchase": "customer", "stake": "owner"}
    kinds = {leg.kind for leg in now.legs.values() if (leg.payer, leg.payee) == ("nvidia", "coreweave")}
    proof("roles to CoreWeave", told(stands[kind] for kind in kinds))


def own_share(now):
    """The most of its revenue that Nvidia funds itself: as the book tells it, and at the upper end of the paths.

    The book's own range is open upwards, for sums on the way back are undisclosed, and it must say so.
    """
    told = ask(now, "self-funded", party="nvidia")
    booked = [row for row in told.rows if row.key.endswith("/self_funded")]
    open_ones = {row.more["basis"] for row in booked if row.high is None}
    assert open_ones == {basis for basis in open_ones if any(said.startswith(f"{basis}: ") for said in told.warnings)}
    paid = ask(now, "self-funded", party="nvidia", on="flows", paths=100, seed=1).rows
    ends = [row.mid for row in booked if row.mid is not None]
    return max([*ends, *(row.high for row in paid if row.key.endswith("/self_funded"))])


def test_A5(now, proof):
    proof("in OpenAI", bn(now, "sb-oai-40").mid + bn(now, "sb-oai-30").mid)
    proof("loan on Arm", bn(now, "sb-arm-20").high)
    proof("bridge", bn(now, "sb-bridge-40").high)
    proof("loan on OpenAI shares", bn(now, "sb-margin-10").high)
    table = ask(now, "leverage", party="softbank", paths=100, seed=1)
    first = next(row.period for row in table.rows if row.measure == "loan_to_value")
    proof("loan to value in the first year", round(table.one(f"softbank/loan_to_value/{first}").mid, 2))
    proof("fall of collateral to the limit then", round(table.one(f"softbank/fall_to_limit/{first}").mid, 1))
    pattern = ask(now, "mismatch", party="meta_hyperion_spv").one("meta_hyperion_spv/mismatch")
    proof("a lease mismatch in years", round(pattern.mid))


def test_A6(now, proof):
    amd, broadcom = now.legs["amd-oai-chips"].terms, now.legs["avgo-oai-chips"].terms
    proof("AMD gives per GW", bn(now, "amd-oai-warrant").high / amd.power.high)
    proof("Broadcom asks for design", broadcom.fixed_cost.bound)
    proof("GW of AMD", amd.power.high)
    proof("GW of Broadcom", broadcom.power.stated)
    rows = {row.key: row for row in ask(now, "concentration", party="openai").rows}
    prices = [rows[f"openai/suppliers/dollars/{maker}"].mid for maker in ("amd", "broadcom")]
    proof("price told of either", any(price is not None for price in prices))


def test_A8(seeds, proof):
    proof("vehicle owes up to", bn(seeds, "xai-spv-debt").high)
    proof("vehicle holds", bn(seeds, "xai-spv-eq").mid)
    proof("xAI owes rent of", bn(seeds, "xai-lease").mid)
    asked = [row for row in ask(seeds, "accounting-flags", deal="xai").rows if row.measure == "who_consolidates"]
    proof("consolidation asked by", told(row.more["us_gaap"] for row in asked if row.subject == "xai"))


def test_A9(seeds, proof):
    (conflict,) = [problem.message for problem in check(seeds) if problem.rule == "arithmetic"]
    proof("conflict", conflict.partition(" (")[0])
    (points,) = [
        f.value.stated
        for f in seeds.figures.values()
        if f.subject == "amazon" and f.metric.endswith("_less_cloud_market_share")
    ]
    proof("Amazon points", points)
    proof("Meta rents from CoreWeave", bn(seeds, "crwv-meta-1").high)
    now = seeds.at(max(leg.steps[-1].known.last for leg in seeds.whole.legs.values()))
    clouds = [leg for leg in now.legs.values() if leg.payer == "anthropic" and leg.kind == "compute_purchase"]
    held = {leg.payee for leg in clouds if leg.payee in ("google", "amazon", "microsoft", "coreweave")}
    proof("Anthropic rents from clouds", len(held))


def test_A10(now, proof):
    proof("7 tn", now.stage("altman-7t"))
    proof("wafers a month at most", now.legs["mem-ss"].terms.units.high)
    proof("CoWoS at the end of 2025", now.figures["tsmc-cowos-capacity-2025-2025"].value.stated)
    proof("TSMC guidance of 2026", figure_bn(now, "tsmc-capex-fy2026-guide"))


def test_A12(now, proof):
    states = [p.party_id for p in now.parties.values() if p.kind == "sovereign" and p.party_id.endswith("_gov")]
    proof("sovereigns", told(states))
    firms = ("rapidus", "sakura_internet", "kddi")
    grants = [leg.payee for leg in now.legs.values() if leg.kind == "grant" and leg.payer == "japan_gov"]
    proof("local suppliers paid", told(set(grants) & set(firms)))
    proof("name in Chinese finds", now.party(now.parties["japan_gov"].name_zh_hans).party_id)


def test_A13(now, proof):
    sectors = [party for party in now.parties.values() if party.kind == "sector"]
    proof("sectors", len(sectors))
    ids = {party.party_id for party in sectors}
    for name, parameter in (("loans", "loans"), ("bonds", "bonds"), ("project debt", "project-debt")):
        parts = dict(part.rsplit(" ", 1) for part in now.parameter(f"holders-of-{parameter}").value.split(";"))
        assert set(parts) <= ids
        proof(f"{name} split", sum(map(float, parts.values())))
    proof("xAI rents from a", now.parties[now.legs["xai-lease"].payee].sector)


def test_A14(now, proof):
    least = 1 - own_share(now)
    proof("outside share of Nvidia at least", 0.9 if least >= 0.9 else least)
    loops = ask(now, "loops").rows
    payers = {now.legs[leg].payer for row in loops for leg in row.legs}
    proof("counted as a loop", sum(party == "customers" for party in payers))


def test_A11(now, proof):
    table = ask(now, "barrier")
    proof("least efficient spend", round(table.one("least_spend").mid, 2))
    proof("raised by Figure", table.one("figure_ai/raised").mid)
    proof("months that it lasts", round(table.one("figure_ai/years_covered").mid * 12, 2))
    proof("funding told of", told(row.subject for row in table.rows if row.measure == "raised"))


def test_A15(now, proof):
    notes = [event.note for event in now.events] + [figure.note for figure in now.figures.values()]
    quotes = [note for note in notes if "quote" in note.casefold() or '"' in note]
    proof("quotes", 3 if len(quotes) >= 3 else len(quotes))
    longest = max(map(len, quotes))
    proof("longest quote at most", 200 if longest <= 200 else longest)
    people = ("altman", "huang", "nadella", "son", "su", "ellison", "wei", "musk")
    names = {name.casefold() for party in now.parties.values() for name in (party.party_id, *party.names)}
    subjects = {figure.subject for figure in now.figures.values()}
    proof("persons with a score", sum(person in names | subjects for person in people))


def test_A16(seeds, proof):
    proof("grades", told(source.confidence for source in seeds.sources.values()))
    proof("seed A on", str(seeds.sources["seed-algo-bet"].published))
    proof("seed B on", str(seeds.sources["seed-closed-loop"].published))
    proof("sources without a grade", sum(not source.confidence for source in seeds.sources.values()))
    graded = {}
    for words in (
        "Bloomberg reported",
        "The Information 报道称",
        "TD Cowen 的報告指出",
        "据华尔街见闻此前文章",
        "somebody said",
    ):
        article = read(f"2025-10-20\n{words}: Meta signed a $5 billion cloud contract with Nebius.", seeds)
        row = source_of(article, "new")
        graded[row["publisher"]] = row["confidence"]
    proof("outlets that a new article names", told(graded))
    proof("grades of new articles", ",".join(graded.values()))
