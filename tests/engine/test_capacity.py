"""What capacity does, by hand: lateness and its penalty, the open market's routes, payment on delivery, use, budgets.

The loop's contract: 20 bn for 0.4 GW over 20 quarters with a ramp of 4, so 20/(0.4 x 18) = 2.7778 bn a GW-quarter; 0.97
of it comes true: 0.388 GW, 0.097 a quarter from quarter 1 on.
"""

import pytest

import gigaloop
from gigaloop.engine import plan as p
from gigaloop.engine.compiler import compile_plan
from gigaloop.engine.draws import draws, neutral
from gigaloop.engine.kernel.state import index
from gigaloop.engine.run import planners
from tests.engine import kinds
from tests.engine.beside import kernel_path
from tests.engine.plans import BILLION, loop

LAB, CLOUD, VENDOR = 11, 12, 13
PRICE = 20 / (0.4 * 18)


def simulated(sketch):
    found = kernel_path(sketch.plan(), neutral(sketch.quarters))
    assert found.outcome == 0 and max(quarter.audit for quarter in found.quarters) == 0.0
    return found.quarters


def paid(quarters, tag, payer=None, payee=None):
    """Billions of a tag by quarter."""
    return [
        sum(x for (a, b, c), x in q.flows.items() if c == tag and payer in (None, a) and payee in (None, b)) / BILLION
        for q in quarters
    ]


def late(penalty=0.2, cap=0.02, delay=2.0):
    s = loop(10)
    s.rows["legs"][0] |= {"delay": s.value(delay), "penalty": s.value(penalty)}
    kinds.set_world(s, penalty_cap=cap)
    return s


def test_two_quarters_late_cost_a_fifth_of_the_bills_that_slip():
    # late GW 0.097, 0.194, then 0.194 until the ramp is over, 0.097: quarters 1 to 5; a fifth of 2.7778 x that
    quarters = simulated(late(cap=1.0))
    gw = [0.0, 0.097, 0.194, 0.194, 0.194, 0.097, 0.0]
    assert paid(quarters, "penalty", CLOUD, LAB)[:7] == pytest.approx([0.2 * PRICE * x for x in gw], abs=1e-9)
    assert float(quarters[-1].memory.party["delayed"][CLOUD]) == pytest.approx(sum(gw) / 4)
    assert float(quarters[-1].memory.party["slipped"][CLOUD]) / BILLION == pytest.approx(PRICE * sum(gw))
    assert paid(quarters, "compute")[1:8] == pytest.approx(
        [0, 0, *(PRICE * x for x in (0.097, 0.194, 0.291, 0.388, 0.388))]
    )


def test_penalties_end_at_their_cap_and_are_none_on_time():
    # the cap is 0.02 of 0.97 x 20 bn
    assert sum(paid(simulated(late()), "penalty")) == pytest.approx(0.388, abs=1e-9)
    assert sum(paid(simulated(late(delay=0.0)), "penalty")) == 0.0


def test_a_buyer_that_slows_its_contract_down_forgives_its_lateness():
    """A lab without money re-paces in its first quarter: nothing is owed for what is late from then on."""
    s = late(cap=1.0)
    s.rules["bargain"] = 1
    kinds.party(s, LAB, cash=0.2 * BILLION, need_start=1.6, need_end=1.6)
    kinds.set_world(s, equity_open=0.0, lab_debt=0.0)
    quarters = simulated(s)
    slowed = next(t for t, q in enumerate(quarters) if q.memory.party["repaced"][LAB] > 0)
    assert float(quarters[-1].memory.leg["forgiven"][0]) == 1
    assert sum(paid(quarters, "penalty")[slowed + 1 :]) == 0.0 < sum(paid(simulated(late(cap=1.0)), "penalty"))


def test_the_open_market_goes_first_to_who_has_a_right():
    quarters = simulated(kinds.routes())
    first, rival = 14, 15
    flex = {who: paid(quarters, "flex", LAB, who) for who in (VENDOR, first, rival)}
    # 6 bn over 40 bn a GW is 0.15 GW a quarter, a fifth of it spare; a GW-quarter rents for 2.5 x 4.2 bn / 4 = 2.625
    spare, t = 0.2, 1
    added = sum(float(quarters[0].memory.built[first, 0]) for _ in range(2))
    claim = spare * added * 2.625
    assert flex[VENDOR][0] > flex[VENDOR][t] == flex[rival][t] == 0 < claim < flex[first][t]  # alone from quarter 1
    # in quarter 2 the claim is half as much again, and of the rest each has what it offers: three to one
    whole = flex[first][2] + flex[rival][2]
    assert flex[first][2] == pytest.approx(1.5 * claim + 0.75 * (whole - 1.5 * claim), rel=0.05)
    assert [flex[first][t] for t in (5, 6)] == [0, 0] and flex[rival][5] > 0  # a sole right bars the other
    # afterwards both share by spare; the first also holds 0.05 GW elsewhere
    seen = quarters[7].memory.party["spare"]
    assert flex[first][7] / flex[rival][7] == pytest.approx((seen[first] + 0.05) / seen[rival], rel=1e-6)
    # every gigawatt that it needs is paid for: those of the contract at 2.7778 a quarter, the others at the rent
    bought = paid(quarters, "compute", LAB)
    used = [sum(flex[who][t] for who in flex) / 2.625 + bought[t] / (25 / 9) for t in range(10)]
    assert used == pytest.approx([2.4 * x / 2.625 for x in paid(quarters, "ai_revenue")], rel=1e-6)


def test_without_rights_the_two_share_and_nobody_comes_first():
    """The same Plan when the first claim and the sole right are struck out: a planted fault of the routing."""
    s = kinds.routes()
    for row in s.rows["routes"]:
        row |= {"rank": p.SHARED}
    kept, free = simulated(kinds.routes()), simulated(s)
    assert paid(free, "flex", LAB, 14)[5] > paid(kept, "flex", LAB, 14)[5] == 0
    assert sum(paid(free, "flex")) == pytest.approx(sum(paid(kept, "flex")))


def test_half_at_order_and_half_at_delivery():
    # the site: 0.2 GW of 6 bn for 0.25 GW, a quarter of it ordered each quarter: 1.2 bn, half now, half two later
    halves, whole = simulated(kinds.on_delivery()), simulated(kinds.site())
    chips = paid(halves, "chips", LAB, VENDOR)
    assert chips[:7] == pytest.approx([0.6, 0.6, 1.2, 1.2, 0.6, 0.6, 0.0], abs=1e-9)
    assert paid(whole, "chips", LAB, VENDOR)[:5] == pytest.approx([1.2] * 4 + [0.0], abs=1e-9)
    assert sum(paid(halves, "chips")) == pytest.approx(sum(paid(whole, "chips")), abs=1e-9)
    assert paid(halves, "memory", LAB) == pytest.approx(paid(whole, "memory", LAB), abs=1e-9)  # what is built beside


def test_a_builder_in_default_owes_nothing_for_what_is_not_delivered():
    s = kinds.on_delivery()
    kinds.party(s, CLOUD, cash=0.0, leverage_open=0.0)
    s.rows["parties"][CLOUD]["facility"] = -1
    s.rows["debts"][1] |= {"face": s.value(9 * BILLION)}
    s.put |= {(p.APPETITE_DEBT, t): 0.0 for t in range(s.quarters)}  # nobody refinances what falls due
    quarters = simulated(s)
    fell = int(quarters[-1].memory.party["defaulted"][CLOUD])
    assert fell >= 0 and sum(paid(quarters, "chips", CLOUD)[fell + 1 :]) == 0.0


def test_idle_capacity_is_billed_and_in_the_end_written_down():
    quarters = simulated(kinds.idle_capacity())
    m = [q.memory.market[0] for q in quarters]
    lab, cloud = quarters[-1].memory.party[LAB], quarters[-1].memory.party[CLOUD]
    # in quarter 1 the lab needs more than the 0.097 GW that stand; in quarter 4 less than half of 0.388
    need = float(quarters[4].memory.party[LAB]["gw_need"])
    assert m[1]["gw_idle"] == 0 and m[1]["gw_standing"] == pytest.approx(0.097)
    assert m[4]["gw_idle"] == pytest.approx(0.388 - need) and 0 < need < 0.194
    assert float(lab["idle_bill"]) > 0 == float(lab["write_down"])
    assert [float(x["written"]) for x in m[:3]] == [0.0] * 3  # as long as all of it is paid for nothing is lost
    assert float(cloud["write_down"]) == pytest.approx(sum(float(x["written"]) for x in m)) and cloud["write_down"] > 0
    lost = [1 - min((x["used_rent"] / x["anchor"]) ** 0.6, 1) for x in m]
    stood = [float(q.memory.leg["d"][0] * q.memory.leg["full"][0]) for q in quarters]  # chips wear out unrenewed
    most = max(gw * part for gw, part in zip(stood, lost, strict=True))
    assert float(quarters[-1].memory.leg["written"][0]) == pytest.approx(most, rel=1e-9)


def test_capacity_in_full_use_is_neither_idle_nor_written_down():
    """Planted fault: the same fall of rent where the lab needs all that it has and no contract ends."""
    s = kinds.idle_capacity()
    kinds.party(s, LAB, need_start=3.0, need_end=3.0)
    s.rows["legs"][0] |= {"end": s.value(21.0)}
    quarters = simulated(s)
    assert sum(float(q.memory.market[0]["gw_idle"]) for q in quarters) == pytest.approx(0.0, abs=1e-9)
    assert float(quarters[-1].memory.party["write_down"][CLOUD]) == 0.0


def test_own_chips_are_bought_anew_while_rent_pays_and_gone_once_it_does_not():
    # 0.2 GW, a quarter of it put to use in each of the quarters -2 to 1; worn out six quarters later, and those bought
    # in 4 to 7 in 10 to 13. A GW-quarter rents for 2.625 bn: six save 15.75, run for 1.2 and cost 12; for 1.575 from 10
    quarters = simulated(kinds.own_chips())
    stands = [float(q.memory.leg[-1]["d"]) for q in quarters]  # at the quarter's end
    assert stands[1:] == pytest.approx([1.0] * 9 + [0.75, 0.5, 0.25, 0.0], abs=1e-9)
    anew = [0.6 * 12 * 0.05] * 4
    bought = [a - b for a, b in zip(paid(quarters, "memory", LAB), paid(simulated(kept()), "memory", LAB), strict=True)]
    assert bought == pytest.approx([0.0] * 4 + anew + [0.0] * 6, abs=1e-7)
    running = [0.5 * 0.2 / 4 * part for part in (0.75, *[1.0] * 10, 0.75, 0.5, 0.25)]  # what is worn out goes after it
    assert paid(quarters, "power", LAB) == pytest.approx(running, abs=1e-7)
    assert float(quarters[-1].memory.leg[-1]["came"]) == 1.0 == float(quarters[-1].memory.leg[-1]["o"])


def kept():
    """The same with chips that outlive the run: a planted fault of the wear."""
    s = kinds.own_chips()
    kinds.set_world(s, life=9)
    return s


def test_chips_that_outlive_the_run_stand_to_its_end():
    assert float(simulated(kept())[-1].memory.leg[-1]["d"]) == 1.0


@pytest.fixture(scope="module")
def ends():
    """The shipped Plan, and what three paths remember at their end."""
    plan = compile_plan(gigaloop.load()).plan
    plan = planners(plan, index(plan))
    block = draws(1, 0, 3, plan.times.shape[1])
    return plan, [kernel_path(plan, block, path).quarters[-1].memory for path in range(3)]


def too_old(plan, memory):
    """GW of own sites that stand and were put to use more than a life of chips ago."""
    sites, life = plan.legs["kind"] == p.SITE, int(memory.market["lifetime"][0])
    young = memory.put[-life:].sum(0)
    return ((memory.leg["d"] - young) * memory.leg["full"])[sites].max()


def test_no_chip_of_an_own_site_of_the_book_outlives_its_life(ends):
    plan, memories = ends
    assert max(too_old(plan, memory) for memory in memories) < 1e-9
    assert max(memory.leg["worn"].max() for memory in memories) > 0.1
    for memory in memories:  # planted fault: what is worn out stays
        memory.leg["d"] += memory.leg["worn"]
    assert max(too_old(plan, memory) for memory in memories) > 0.1


def test_what_a_lab_of_the_book_owns_costs_power_and_staff(ends):
    plan, _ = ends
    labs = plan.parties[plan.parties["role"] == p.LAB]
    assert all(plan.values["low"][labs[cost]].min() > 0 for cost in ("power_gw", "opex_gw"))


def test_a_budget_bounds_what_a_firm_builds():
    free, bound = simulated(kinds.conglomerate()), simulated(kinds.budget())
    one = 15
    spent = [[float(q.memory.party["capex_last"][one]) / BILLION for q in quarters] for quarters in (free, bound)]
    assert max(spent[1]) == pytest.approx(4.0) and min(spent[0]) > 4.0
