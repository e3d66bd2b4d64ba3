"""Mechanisms of the seeds, M1 to M35: each test measures what the last column of its row names."""

from __future__ import annotations

import numpy as np

from gigaloop.book.plausible import warnings
from gigaloop.book.problem import InputError
from gigaloop.engine.compiler import compile_plan
from gigaloop.engine.run import simulate
from gigaloop.methods.games import cascade
from gigaloop.questions import ask
from gigaloop.questions.circles import fomo
from tests.coverage.readings import counted, told

#: draws of the race, as many as the question makes by itself: on a dozen the last to join goes in and out
DRAWS = 60


def test_M24(seeds, proof):
    value = {figure.metric: figure.value.stated for figure in seeds.figures.values() if figure.subject == "microsoft"}
    proof("case studies", value["genai_case_study_share"])
    proof("cloud", value["cloud_market_share"])
    proof("points told", value["genai_case_study_share_less_cloud_market_share"])
    proof("points by arithmetic", value["genai_case_study_share"] - value["cloud_market_share"])
    (flagged,) = [problem.rule for problem in warnings(seeds) if "microsoft" in problem.message]
    proof("flagged", flagged)
    shares = ("genai_case_study_share", "cloud_market_share")
    proof("drives the model", any(share in parameter.affects for parameter in seeds.all_parameters for share in shares))


def test_M17(seeds, now, proof):
    rows = {row.key: row for row in ask(now, "concentration", party="openai").rows}
    for by in ("dollars", "gw"):
        listed = [
            row.mid for key, row in rows.items() if row.measure == f"suppliers_{by}_share" and row.mid is not None
        ]
        hhi = rows[f"openai/suppliers/{by}/hhi"].mid
        assert abs(hhi - sum(share**2 for share in listed)) < 1e-9
        proof(f"suppliers by {by}, HHI", round(hhi, 3))
    for supplier in ("amazon", "oracle"):
        proof(f"{supplier}, bn a GW and year", round(rows[f"openai/suppliers/price/{supplier}"].mid, 2))
    proof("cost of diversity, bn a year", round(rows["openai/suppliers/cost_of_diversity"].mid, 1))
    proof("as a share", round(rows["openai/suppliers/cost_of_diversity_share"].mid, 2))
    seen = {row.measure for row in ask(seeds, "concentration", party="openai").rows}
    proof("told in October 2025", "cost_of_diversity" in seen)


def test_M33(at, proof):
    now = at("2026-07-05")  # of October 2026 nothing is in talks that OpenAI would pay
    rows = [row for row in ask(now, "cancellable", party="openai").rows if row.more["rung"]]
    rungs = [int(row.more["rung"].split()[0]) for row in rows]
    proof("rungs in order", rungs == sorted(rungs) and len(set(rungs)) > 3)
    proof("talks cost", max(row.more["cost"] for row in rows if row.more["rung"].startswith("1")))
    proof("Oracle payable in any case", next(row.mid for row in rows if row.key == "openai/orcl-oai-cloud/grade-5"))
    rows = {row.key: row for row in ask(now, "cancellable", party="anthropic").rows}
    spacex = rows["anthropic/ant-spacex/grade-4"]
    assert "90 days after notice" in spacex.more["exit"]
    proof("SpaceX after notice", int(spacex.more["rung"].split()[0]))
    proof("SpaceX in any case", rows["anthropic/ant-spacex/grade-5"].mid)
    proof("dropped leases listed as", counted(now, "ms-lease-cancel")["ms-lease-cancel"])


def test_M35(at, seeds, now, proof):
    def arrow(book, payer: str, payee: str, kind: str) -> float | None:
        rows = {row.key: row.mid for row in ask(book, "network").rows}
        return rows.get(f"{payer}/{payee}/{kind}")

    proof("Nvidia to OpenAI the day before", arrow(at("2025-09-21"), "nvidia", "openai", "stake") is not None)
    proof("Nvidia to OpenAI in October 2025", arrow(seeds, "nvidia", "openai", "stake"))
    proof("OpenAI to Oracle", arrow(seeds, "openai", "oracle", "compute_purchase"))
    proof("AMD to OpenAI", arrow(seeds, "amd", "openai", "warrant"))
    proof("Nvidia to OpenAI in 2026", arrow(now, "nvidia", "openai", "stake"))


def test_M9(now, proof):
    rows = {row.key: row for row in ask(now, "forms").rows}

    def mid(key: str) -> float:
        return round(rows[key].mid, 2) if key in rows else 0.0

    for form, way in (("sale", "sold"), ("lease", "leased"), ("loan", "lent")):
        proof(f"revenue at delivery {way}", mid(f"{form}/0/revenue"))
        proof(f"cash at delivery {way}", mid(f"{form}/0/cash_in"))
        proof(f"on the books a year later {way}", mid(f"{form}/1/on_books"))
        proof(f"loss if the buyer goes then {way}", mid(f"{form}/1/loss_if_left"))
    proof("residual risk up to", round(rows["lease/5/residual_risk"].high, 2))
    proof("each is worth the price", len({mid(f"{form}/5/present_value") for form in ("sale", "lease", "loan")}) == 1)


def test_M20(now, proof):
    table = ask(now, "barrier")
    least = table.one("least_spend")
    proof("least efficient spend", round(least.mid, 2))
    proof("least of it", round(least.low, 2))
    proof("most of it", round(least.high, 2))
    proof("years that Mistral covers", round(table.one("mistral/years_covered").mid, 3))
    proof("Mistral lacks in a year", round(table.one("mistral/missing").mid, 3))
    proof("makers that cover a year", told(r.subject for r in table.rows if r.measure == "missing" and r.mid == 0))


def test_M26(seeds, proof):
    of = ask(seeds, "subsidy").one
    proof("warrant up to", of("amd-oai-warrant/given").high)
    proof("stake up to", of("nv-oai-2025-eq/given").high)
    proof("guarantee up to", of("nv-oai-2025-guar/given").high)
    proof("lease", of("nv-oai-2025-lease/given").mid)
    proof("warrant at the price of the day", round(of("amd-oai-warrant/worth").mid, 3))
    proof("stake at a fair price", of("nv-oai-2025-eq/worth").mid)
    proof("interest that the guarantee saves up to", round(of("nv-oai-2025-guar/worth").high, 2))
    proof("residual risk of the lease up to", round(of("nv-oai-2025-lease/worth").high, 2))


def test_M29(now, proof):
    table = ask(now, "tariff", use=0.75)
    proof("level cost", round(table.one("level_cost/full").mid, 2))
    proof("at three quarters use", round(table.one("level_cost/at_use").mid, 2))
    proof("charge for what is reserved", round(table.one("capacity_charge").mid, 2))
    proof("charge for what is used", round(table.one("usage_charge").mid, 2))
    proof("use from which reserving beats the rent", round(table.one("break_even_use").mid, 2))
    proof("spot told", next(row.mid for row in table.rows if row.key.startswith("spot/")))
    proof("stranded after two years", round(table.one("stranded/2").mid, 2))


def test_M3(seeds, proof):
    """The race of October 2025: who plays, that it ends, whether the told order comes out, when waiting wins."""
    game = fomo.played(seeds, "openai", fomo.PLAYERS.split(","), 2, DRAWS, 1, None)
    race = cascade(game.mean)
    proof("players", len(game.players))
    proof("profiles", 2 ** len(game.players))
    proof("the race ends", race.settled)
    told = [fomo.in_order(game, cascade(game.of(path))) for path in range(DRAWS)]
    proof("the told order comes out in most draws", sum(told) > DRAWS / 2)
    last = race.steps[-1].player
    dearer = [payoff.copy() for payoff in game.mean]
    gain = float(game.mean[last][race.actions] - game.mean[last][(*race.actions[:last], 0, *race.actions[last + 1 :])])
    dearer[last][(*(slice(None) for _ in range(last)), 0)] += 1.01 * gain
    first = cascade(dearer, race.actions).steps[0]  # what the others answer may bring it back
    proof("it waits once waiting pays more", (first.player, first.after) == (last, 0))


def test_M11(seeds, proof):
    """What the warrant is worth to the lab decides from which quality on it buys the maker's chips, and how many; on
    the engine's paths it pays that maker more and another less than on the same paths without the pull."""
    table = ask(seeds, "mix", party="openai")
    proof("given back a year of a GW", round(table.one("given_back/amd").mid, 2))
    proof("worth buying without it from", round(table.one("break_even_work/amd").mid, 3))
    proof("worth buying with it from", round(table.one("break_even_work_given/amd").mid, 3))
    moved = table.one("warrant_moves/amd")
    proof("GW that it moves at most", round(moved.high, 2))
    proof("rests on the warrant's worth", "warrant" if moved.high > 0.0 else "nothing")
    plan = compile_plan(seeds).plan
    paid = {pull: simulate(pulled(plan, pull), paths=40, seed=1).leg_paid.astype(float) for pull in (0.0, 1.0)}
    for maker in ("amd", "avgo"):
        (row,) = np.flatnonzero(plan.legs["deal"] == list(seeds.legs).index(f"{maker}-oai-chips"))
        more = paid[1.0][:, row] - paid[0.0][:, row]
        proof(f"{maker} gets more on more paths than less", int((more > 0.05).sum()) > int((more < -0.05).sum()))


def pulled(plan, pull):
    """The same plan with a lab that follows a warrant's worth so far."""
    values = plan.values.copy()
    values[plan.world["warrant_pull"][0]] = (pull, pull, pull, -1)
    return plan._replace(values=values)


def test_M30(now, proof):
    table = ask(now, "market", paths=20)
    of = {row.key.removeprefix("regions/"): row.mid for row in table.rows if row.key.startswith("regions/")}
    proof("one region costs a GW-year", round(of["one/cost"], 2))
    proof("today's split adds", round(of["today/cost_premium"], 3))
    proof("that is a share of", round(of["today/cost_premium_share"], 3))
    proof("an even split adds", round(of["even/cost_premium"], 3))
    proof("an outage loses with one region", round(of["one/outage_loss"], 4))
    proof("with today's split", round(of["today/outage_loss"], 4))
    proof("it pays from a share of the year out of", round(of["today/break_even_outage"], 3))


def test_M32(now, proof):
    table = ask(now, "applications", party="amazon")
    proof("lead told of Amazon", next(row.mid for row in table.rows if row.measure == "lead_reported"))
    proof("it moves", round(table.one("amazon/moved").mid, 2))
    own = ask(now, "applications", party="amazon", lead=0.2)
    for name, measure in (("a lead of 0.2 moves", "moved"), ("in GW", "power"), ("in capital", "capital")):
        proof(name, round(own.one(f"amazon/{measure}").mid, 2))
    try:
        ask(now, "applications", party="oracle")
    except InputError:
        proof("without a lead told or given", "refused")
