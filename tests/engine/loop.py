"""Small Plans made by hand, for the tests of the engine."""

import numpy as np

from gigaloop.engine import plan as p
from tests.engine.plans import QUIET

BN = 1e11
LAB, CLOUD, VENDOR, FUND, LANDLORD = 11, 12, 13, 14, 15


class Values:
    """Collects the rows of `values`; each number becomes a fixed row unless it is given as a quantile table."""

    def __init__(self):
        self.rows = [{"low": 0, "mid": 0, "high": 0}, {"low": 1, "mid": 1, "high": 1}]
        self.tables = [np.zeros(41), np.ones(41)]

    def __call__(self, mid, table=None, column=-1):
        table = np.full(41, float(mid)) if table is None else table
        self.rows.append({"low": table[2], "mid": mid, "high": table[38], "column": column})
        self.tables.append(table)
        return len(self.rows) - 1


WORLD = QUIET | dict(
    growth_long_run=0.1, growth_persistence=0.75, common_sd=0.025, own_sd=0.02, noise_sd=0.03, need_fade=2.5,
    cost_elasticity=0.62, cost_down=0.64, it_cost=30 * BN, it_drift=0.05, shell_cost=12 * BN, memory_persistence=0.8,
    memory_sd=0.06,
    efficiency_growth=0.18, efficiency_planned=0.18, rent=2.0, anchor=2.0, anchor_drift=-0.1, elasticity=1.1,
    rent_noise_sd=0.15, gpu_hours=4.2e9, lead=2, life=5, stock=20, vintage_1=0.62, vintage_2=0.43, vintage_3=0.3,
    vintage_4=0.18, vintage_5=0.12, refresh=0.6, renewal=0.65, relet_discount=0.75, relet_vacancy=2, fire_sale=0.5,
    tilt=0.05, equity_open=0.045, equity_tight=0.018, equity_shut=0.002, multiple_base=4, multiple_slope=15,
    multiple_tight=0.75, multiple_shut=0.5, liquidity_open=1, liquidity_tight=0.5, liquidity_shut=0.25,
    lab_debt=0.5, lab_debt_tight=0.5, lab_debt_shut=0.1, rate=0.037, rate_sd=0.0015,
    spread_tight=0.015, spread_shut=0.04,
    recovery_secured=0.65, recovery_unsecured=0.4, default_cost=0.1, amend_limit=0.45, amend_run=6, amend_cut=0.05,
    defer_recovery=0.8, repace=0.4, free_cash=0.15, rescue_floor=40 * BN, rescue_count=4, survival_slope=0.45, waiver=6,
    seller_news=0.1, spender_news=-0.1, news_gain=0.3, outside_capex=10 * BN, outside_growth=0.1,
    serve_power=0.6, outside_floor=0.25, let_up=0.15, let_down=0.25, build_speed=0.35, build_rent=0.5, build_demand=1,
    build_unserved=0.5, build_low=-1.2, build_high=0.7, walk_memory=0.97, walk_common=0.08, walk_own=0.06,
    capex_low=0.75, capex_high=1.35, capex_cash=1.5, later_loss=1.1,
    macro_memory=0.9, macro_sd=0.03, loss_tilt=0.5, lenders_growth=0.06, prefund=0.75, sign_pace=1, sign_rent=1.5,
    sign_lab=0.5, sign_cover=1.5, sign_lend=0.5, sign_own=0.25, sign_dscr=1.4, sign_least=0.02,
    sign_ramp=4, sign_term=20,
    loss_memory=0.75, big_default=50 * BN,
    shut_length=2.5, fixed_cost=0.75, vendor_keep=0.8, vendor_back=0.75, recovery_fall=0.4, recovery_losses=75 * BN,
    mood_memory=0.96, mood_market=0.09, beta_conglomerate=1.1, beta_vendor=1.7, beta_neocloud=2.5, beta_rest=1.5,
    own_conglomerate=0.1, own_vendor=0.17, own_neocloud=0.38, own_cloud=0.18, own_rest=0.17, holdings_market=0.12,
    told_weight=0.2, miss_growth=0.5, down_offer=0.5, down_round=0.75, down_quarters=4, price_speed=0.25,
)  # fmt: skip


def make(parties=(), legs=(), debts=(), holders=(), shares=(), gates=(), content=(), limits=(), uses=(), *, values=None,
         quarters=12, world=None, rules=None, drivers=0, followed=None):  # fmt: skip
    """A Plan of the eleven sectors and the given rows; numbers of the world as WORLD, changed by `world`."""
    v = values or Values()
    numbers = {name: v(value) for name, value in (WORLD | (world or {})).items()}
    table = [{"role": p.SECTOR}] * 11 + list(parties)
    d = max(drivers, len(p.MARKET))
    switches = dict(
        mode=p.GOING, bargain=0, news=0, full_payment=0, hoarding=1, waiver=1, quarters=quarters, first=8105
    )
    return p.Plan(
        p.rows("parties", table), p.rows("legs", legs), p.rows("debts", debts), p.rows("holders", holders),
        p.rows("shares", shares), p.rows("gates", gates), p.rows("content", content), p.rows("limits", limits),
        p.rows("uses", uses), p.rows("routes", []), p.rows("drivers", [{}] * d), p.rows("values", v.rows),
        np.array(v.tables),
        p.record("world", **numbers), p.record("rules", **(switches | (rules or {}))), np.ones((d, quarters)),
        np.zeros((d, quarters)), np.full((d, quarters), np.nan), np.zeros((d, quarters)),
        np.array([[0.92, 0.07, 0.01], [0.18, 0.72, 0.10], [0.05, 0.35, 0.60]]), np.full(quarters, np.nan),
            np.full(quarters, np.nan),
        np.array(followed if followed is not None else range(11, len(table)), np.int64),
        np.full((len(debts), quarters), np.nan), np.full((len(debts), quarters), np.nan),
    )  # fmt: skip


def loop(**change):
    """A lab, its cloud, the vendor, a fund, a landlord: one loop of compute, chips, a staged stake, a loan, a
    warrant."""
    v = Values()
    bn = lambda x: v(x * BN)  # noqa: E731
    parties = [
        {"role": p.LAB, "limited": 1, "shock": 0, "cash": bn(20), "revenue": bn(5), "growth": v(0.9), "fade": v(2),
         "need_start": v(1.2), "need_end": v(0.6), "cost": bn(2.4), "main": CLOUD, "value": bn(500),
         "private": v(0.85), "bond": 1},
        {"role": p.CLOUD, "limited": 1, "cash": bn(10), "opex_gw": bn(0.5), "opex_share": v(0.06), "power_gw": bn(0.5),
         "shell_gw": bn(1.6), "landlord": LANDLORD, "tax": v(0.1), "other": bn(5), "value": bn(600), "bond": 0,
         "leverage_open": v(5.5), "leverage_tight": v(4.8), "leverage_shut": v(4.2)},
        {"role": p.VENDOR, "limited": 1, "shock": 1, "cash": bn(50), "margin": v(0.6), "foundry": v(0.7),
        "value": bn(4000)},
        {"role": p.INVESTOR, "limited": 1, "cash": bn(30), "bond": 2, "loan_to_value": v(0.25), "holdings": bn(200)},
        {"role": p.LANDLORD, "limited": 1, "cash": bn(1), "facility": 3},
    ]  # fmt: skip
    legs = [
        {"kind": p.COMPUTE, "payer": LAB, "payee": CLOUD, "tag": p.TAGS.index("compute"), "deal": 0, "grade": 5,
         "amount": bn(300), "gw": v(4.5), "start": 2, "ramp": v(8), "end": v(26), "floor": v(1), "beta": v(0.9),
         "builds": 1, "power": 0, "chips": 1},
        {"kind": p.STAKE, "payer": FUND, "payee": LAB, "tag": p.TAGS.index("stake"), "deal": 1, "amount": bn(10),
        "at_gate": 1,
         "line": 2, "gates": 0, "gates_n": 1},
        {"kind": p.STAKE, "payer": VENDOR, "payee": LAB, "tag": p.TAGS.index("stake"), "deal": 1, "amount": bn(10),
         "at_gate": 1, "line": 3, "gates": 1, "gates_n": 1, "option": 1},
        {"kind": p.WARRANT, "payer": VENDOR, "payee": LAB, "deal": 2, "units": v(1e8), "strike": v(1), "line": 5,
        "gates": 2,
         "gates_n": 2},
        {"kind": p.SHARE, "payer": LAB, "payee": CLOUD, "tag": p.TAGS.index("revenue_share"), "deal": 3,
        "share": v(0.1),
         "end": v(99), "cap": bn(20)},
        {"kind": p.GUARANTEE, "payer": VENDOR, "payee": LAB, "tag": p.TAGS.index("guarantee"), "deal": 4, "covers": 0,
         "amount": bn(5), "subrogation": 1},
    ]  # fmt: skip
    gates = [
        {"kind": p.DATE, "quarter": 3},
        {"kind": p.POWER, "leg": 0, "level": v(1)},
        {"kind": p.POWER, "leg": 0, "level": v(0.5)},
        {"kind": p.PRICE, "party": VENDOR, "level": v(100.0)},
    ]
    debts = [
        {"issuer": CLOUD, "holder": 0, "holders_n": 2, "face": bn(50), "rate": v(0.05), "amortisation": p.LINEAR,
        "term": v(40)},
        {"issuer": LAB, "holder": 2, "holders_n": 1, "rate": v(0.08), "floating": 1, "amortisation": p.LINEAR,
        "term": v(20)},
        {"issuer": FUND, "holder": 3, "holders_n": 1, "rate": v(0.04), "floating": 1, "amortisation": p.LINEAR,
        "term": v(20)},
        {"issuer": LANDLORD, "holder": 4, "holders_n": 2, "rate": v(0.03), "floating": 1, "amortisation": p.LINEAR,
         "term": v(60), "advance": v(0.85), "tier": 1, "collateral": -2},
    ]  # fmt: skip
    holders = [
        {"party": p.BOND_FUNDS, "share": 0.6}, {"party": p.INSURERS_PENSIONS, "share": 0.4},
        {"party": p.PRIVATE_CREDIT, "share": 1}, {"party": p.BANKS, "share": 1},
        {"party": p.BANKS, "share": 0.7}, {"party": p.PRIVATE_CREDIT, "share": 0.3},
    ]  # fmt: skip
    shares = [
        {"issuer": LAB, "holder": p.PRIVATE_FUNDS, "units": 4e9}, {"issuer": LAB, "holder": p.PUBLIC_EQUITY,
        "units": 5e8},
        {"issuer": LAB, "holder": FUND, "units": 5e8}, {"issuer": LAB, "holder": VENDOR, "units": 0},
        {"issuer": VENDOR, "holder": p.PUBLIC_EQUITY, "units": 1e10}, {"issuer": VENDOR, "holder": LAB, "units": 0},
        {"issuer": CLOUD, "holder": p.PUBLIC_EQUITY, "units": 3e9},
        {"issuer": LANDLORD, "holder": p.PRIVATE_FUNDS, "units": 1e6},
    ]  # fmt: skip
    content = [{"buyer": CLOUD, "vendor": VENDOR, "share": v(0.65)}, {"buyer": -1, "vendor": VENDOR, "share": v(0.31)}]
    limits = [
        {"kind": p.LIMIT_POWER, "level": v(1.2), "growth": v(0.2)},
        {"kind": p.LIMIT_CHIPS, "level": v(1.5), "growth": v(0.28)},
    ]
    uses = [{"party": -1, "limit": 0, "share": 1.0}, {"party": -1, "limit": 1, "share": 0.8}]
    return make(parties, legs, debts, holders, shares, gates, content, limits, uses, values=v, **change)
