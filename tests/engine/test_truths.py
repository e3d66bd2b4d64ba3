"""What must hold on every path of the kernel, whatever the Plan; each with a fault planted that turns it red."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from gigaloop.engine import plan as p
from gigaloop.engine.draws import draws, neutral
from gigaloop.engine.run import simulate
from tests.engine.audit import audit_claims, audit_flows
from tests.engine.beside import kernel_path
from tests.engine.kinds import KINDS, guaranteed_bill, tiers
from tests.engine.plans import BILLION, Sketch, uncertain


def opening_cash(plan):
    return [0.0 if row["role"] == p.SECTOR else float(plan.values["mid"][row["cash"]]) for row in plan.parties]


def quarters_of(sketch, seed=3):
    plan = sketch.plan()
    return plan, kernel_path(plan, draws(seed, 0, 1, sketch.quarters)).quarters


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_money_and_claims_sum_to_zero_in_every_quarter(kind):
    plan, quarters = quarters_of(kind())
    before = opening_cash(plan)
    for quarter in quarters:
        assert audit_flows(before, quarter.cash, quarter.flows) == []
        assert audit_claims(quarter.memory.held, quarter.memory.owed) == []
        assert quarter.audit == 0.0
        before = quarter.cash


def test_the_audit_sees_one_payment_spoiled():
    plan, quarters = quarters_of(guaranteed_bill())
    flows = dict(quarters[0].flows)
    key = next(iter(flows))
    flows[key] += 1
    found = audit_flows(opening_cash(plan), quarters[0].cash, flows)
    assert len(found) == 2 and found[0].startswith(f"party {key[0]}: cash moved")


def test_the_audit_sees_money_made_from_nothing():
    plan, quarters = quarters_of(guaranteed_bill())
    cash = list(quarters[0].cash)
    cash[12] += 1
    found = audit_flows(opening_cash(plan), cash, quarters[0].flows)
    assert found[0].startswith("party 12: cash moved") and found[1].startswith("money in the world went from")


def test_the_audit_sees_a_claim_with_one_side():
    _, quarters = quarters_of(guaranteed_bill())
    held = quarters[-1].memory.held.copy()
    held[0] += 1
    assert len(audit_claims(held, quarters[-1].memory.owed)) == 1


def renumbered(plan, order):
    """The same Plan with its firms in another order; order[new] = old."""
    place = np.empty(len(order), int)
    place[order] = np.arange(len(order))
    out = {"parties": plan.parties[order]}
    refs = {name: [c for c, kind, unit, *_ in columns if kind == p.REF and unit == "party"]
            for name, columns in p.TABLES.items()}  # fmt: skip
    for name, columns in refs.items():
        table = out.get(name, getattr(plan, name)).copy()
        for column in columns:
            real = table[column] >= 0
            table[column][real] = place[table[column][real]]
        out[name] = table
    return plan._replace(**out, followed=place[plan.followed])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_order_of_the_firms_changes_nothing(kind):
    sketch = kind()
    plan, block = sketch.plan(), draws(3, 0, 1, sketch.quarters)
    firms = np.arange(11, len(plan.parties))
    order = np.concatenate([np.arange(11), firms[::-1]])
    a, b = kernel_path(plan, block), kernel_path(renumbered(plan, order), block)
    for ours, other in zip(a.quarters, b.quarters, strict=True):
        names = {(int(order[x]), int(order[y]), tag): amount for (x, y, tag), amount in other.flows.items()}
        assert names == ours.flows
        assert [other.cash[int(np.where(order == party)[0][0])] for party in range(len(order))] == ours.cash


def test_an_order_that_forgets_one_reference_is_seen():
    sketch = guaranteed_bill()
    plan = sketch.plan()
    order = np.array([*range(11), 13, 12, 11])
    spoiled = renumbered(plan, order)
    spoiled.legs["payee"][0] = plan.legs["payee"][0] + 1
    a, b = (kernel_path(x, neutral(sketch.quarters)).quarters[-1] for x in (plan, spoiled))
    assert [b.cash[13], b.cash[12], b.cash[11]] != a.cash[11:]


def same(a, b):
    """Two Runs to the last bit."""
    names = ("party", "world", "audit", "outcome", "credit", "equity", "defaulted", "leg_paid", "leg_first")
    return all(np.array_equal(getattr(a, name), getattr(b, name)) for name in names)


def test_same_seed_same_bits_another_seed_other_bits():
    plan = uncertain(8).plan()
    assert same(simulate(plan, paths=20, seed=4), simulate(plan, paths=20, seed=4))
    assert not same(simulate(plan, paths=20, seed=4), simulate(plan, paths=20, seed=5))


def test_a_path_alone_is_the_path_in_a_block():
    plan = uncertain(8).plan()
    block = simulate(plan, paths=12, seed=4, chunk=5)
    for k in (0, 4, 11):
        alone = simulate(plan, paths=1, seed=4, first=k)
        assert np.array_equal(alone.party[0], block.party[k]) and np.array_equal(alone.world[0], block.world[k])
        assert np.array_equal(alone.credit[0], block.credit[k]) and alone.outcome[0] == block.outcome[k]
    assert not np.array_equal(simulate(plan, paths=1, seed=4, first=1).party[0], block.party[2])


def network(cash, dues, full_payment=0):
    """One quarter of firms that owe each other and can raise nothing."""
    s = Sketch(1, default_cost=0.1)
    s.rules["full_payment"] = full_payment
    for amount in cash:
        s.party(p.OTHER, amount)
    for payer, payee, tier, amount in dues:
        if payer != payee:
            s.leg(p.DATED, 11 + payer, 11 + payee, tag="other", amount=amount * BILLION, start=0, end=1, tier=tier)
    return kernel_path(s.plan(), neutral(1)).quarters[0]


def received(quarter, count):
    sums = [0.0] * count
    for (_, payee, tag), amount in quarter.flows.items():
        if tag == "other":
            sums[payee - 11] += amount
    return sums


firms = st.integers(0, 3)
dues = st.lists(st.tuples(firms, firms, st.integers(0, 3), st.integers(1, 9)), min_size=1, max_size=9)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 6), min_size=4, max_size=4), dues, firms, st.integers(1, 6), st.integers(0, 1))
def test_more_opening_cash_never_lowers_what_a_creditor_gets(cash, dues, rich, more, full_payment):
    richer = [amount + more * (place == rich) for place, amount in enumerate(cash)]
    before = received(network(cash, dues, full_payment), 4)
    after = received(network(richer, dues, full_payment), 4)
    assert all(b >= a - 9 for a, b in zip(before, after, strict=True))  # nine dues, each rounded to a cent


def test_less_cash_does_lower_it():
    """The comparison above can fail: a chain of three where the first loses half of what it has."""
    chain = [(0, 1, 2, 4), (1, 2, 2, 4)]
    assert received(network([4, 0, 0, 0], chain), 4)[2] > received(network([2, 0, 0, 0], chain), 4)[2]


def test_default_of_a_chain_by_hand():
    """0 has 2 and owes 4; a tenth of 2 is lost: 1 gets 1.8 of 4, owes 4, loses a tenth: 2 gets 1.62."""
    got = received(network([2, 0, 0, 0], [(0, 1, 2, 4), (1, 2, 2, 4)]), 4)
    assert got[1:3] == [1.8 * BILLION, 1.62 * BILLION]


def test_tiers_by_hand():
    """10 bn of cash, a tenth lost: 9 pay tiers 0 and 1 (4 each) whole, a quarter of tier 2 (4), nothing of tier 3."""
    owed = [(0, 1, 0, 4), (0, 2, 1, 4), (0, 3, 2, 4), (0, 1, 3, 4)]
    assert received(network([10, 0, 0, 0], owed), 4)[1:] == [4 * BILLION, 4 * BILLION, 1 * BILLION]


def test_tiers_by_hand_when_a_missed_due_is_not_paid_at_all():
    owed = [(0, 1, 0, 4), (0, 2, 1, 4), (0, 3, 2, 4), (0, 1, 3, 4)]
    assert received(network([10, 0, 0, 0], owed, full_payment=1), 4)[1:] == [4 * BILLION, 4 * BILLION, 0.0]


def test_defaults_happen_in_these_plans():
    """The truths above are told of defaults and called guarantees too."""
    assert any(key[2] == "guarantee" for q in quarters_of(guaranteed_bill())[1] for key in q.flows)
    assert any(key[2] == "default_cost" for q in quarters_of(tiers())[1] for key in q.flows)
