"""Small Plans by hand: one builder, and one world for each kind of row.

Party 11 is the first that is not a sector. Money is given in billions of USD and kept in cents.
"""

import numpy as np

from gigaloop.engine import plan as p
from gigaloop.engine.draws import ONCE, quantiles

BILLION = 1e11

QUIET = {
    "growth_long_run": 0.1, "growth_persistence": 0.75, "need_fade": 2.0, "cost_elasticity": 0.62, "cost_down": 0.64,
    "it_cost": 30 * BILLION, "shell_cost": 10 * BILLION, "memory_persistence": 0.8, "rent": 2.5, "anchor": 2.5,
    "elasticity": 1.1, "gpu_hours": 4.2e9, "lead": 2, "life": 5, "stock": 20, "vintage_1": 0.62, "vintage_2": 0.43,
    "vintage_3": 0.3,
    "vintage_4": 0.18, "vintage_5": 0.12, "refresh": 0.6, "renewal": 0.65, "relet_discount": 0.75, "relet_vacancy": 2,
    "fire_sale": 0.5, "equity_open": 0.045, "equity_tight": 0.018, "equity_shut": 0.002, "multiple_base": 4,
    "multiple_slope": 15, "multiple_tight": 0.75, "multiple_shut": 0.5, "liquidity_open": 1, "liquidity_tight": 0.5,
    "liquidity_shut": 0.25, "lab_debt": 0.5, "lab_debt_tight": 0.5, "rate": 0.04, "recovery_secured": 0.65,
    "recovery_unsecured": 0.4, "default_cost": 0.1, "amend_limit": 0.45, "amend_run": 6, "amend_cut": 0.05,
    "defer_recovery": 0.8, "repace": 0.4, "free_cash": 0.15, "rescue_floor": 4 * BILLION, "rescue_count": 4,
    "survival_slope": 0.45, "waiver": 6, "serve_power": 0.6, "outside_floor": 0.25, "let_up": 0.15, "let_down": 0.25,
    "build_speed": 0.35, "build_rent": 0.5, "build_demand": 1, "build_unserved": 0.5, "build_low": -1.2,
    "build_high": 0.7, "walk_memory": 0.97, "capex_low": 0.75, "capex_high": 1.35, "capex_cash": 1.5,
    "later_loss": 1.1, "macro_memory": 0.9, "loss_tilt": 0.5, "lenders_growth": 0.06, "prefund": 0.0, "sign_pace": 1,
    "sign_rent": 1.5, "sign_lab": 0.5, "sign_cover": 1.5, "sign_lend": 0.5, "sign_own": 0.25, "sign_dscr": 1.4,
    "sign_least": 0.02, "sign_ramp": 4, "sign_term": 20,
    "loss_memory": 0.75,
    "big_default": 50 * BILLION, "shut_length": 2.5, "fixed_cost": 0.75, "vendor_keep": 0.8,
    "chips_due": 0.0, "downgrade_call": 0.0,
    "leverage_a": 2, "leverage_bbb": 3, "leverage_bb": 4, "leverage_b": 5.5, "cover_a": 10,
    "cover_bbb": 6, "cover_bb": 3, "cover_b": 1.5, "lease_debt": 8,
    "lease_interest": 0.3333, "liquid": 1.2, "ltv_a": 0.1, "ltv_bbb": 0.2, "ltv_bb": 0.35, "ltv_b": 0.5,
    "spread_a": 0.011, "spread_bbb": 0.018, "spread_bb": 0.033, "spread_b": 0.05, "spread_ccc": 0.1,
    "spread_x_tight": 1.6, "spread_x_shut": 2.5, "tenant_part": 0.15, "sell_open": 0.25, "sell_tight": 0.15,
    "sell_shut": 0.06, "discount_tight": 0.1, "discount_shut": 0.25,
    "recovery_fall": 0.4, "recovery_losses": 75 * BILLION, "mood_memory": 0.96, "beta_conglomerate": 1.1,
    "beta_vendor": 1.7, "beta_neocloud": 2.5, "beta_rest": 1.5, "told_weight": 0.2, "miss_growth": 0.5,
    "down_offer": 0.5, "down_round": 0.75, "down_quarters": 4, "price_speed": 0.25,
    "tilt_most": 0.08, "rate_memory": 0.9, "market_growth": 0.05, "pace_recovery": 1.3, "warrant_most": 1.3,
    "catch_up": 1.5,
    "need_power": 0.5, "anchor_memory": 0.7, "error_fade": 3, "rent_speed": 0.7, "rent_step": 0.3,
    "rent_step_most": 0.35, "rent_far": 1, "resale_power": 0.6, "sign_ahead": 8, "sign_reach": 0.7, "want_gap": 1.5,
    "want_bills": 0.3, "want_least": BILLION, "beat_most": 1.25, "lab_debt_base": 0.8, "lab_debt_pace": 0.25,
    "runway": 3, "bonds_conglomerate": 1.5, "buy_back_most": 0.02, "service_kept": 4, "offer_mood": 0.5,
    "survival_quarters": 8, "survival_at": 0.6, "survival_least": 0.02, "at_risk": 12, "stake_sale": 0.25,
    "value_left": 0.05, "defer_quarters": 8, "rescue_quarters": 16, "rescue_size": 1.5,
    "fallen_kept": 0.25, "fallen_passed": 0.5, "tenant_quarters": 4, "recovery_tight": 0.5, "flow_power": 0.7,
    "flow_memory": 0.75, "value_speed": 0.3, "value_low": 0.6, "value_high": 1.35, "multiple_most": 1.3,
    "beyond_ai": 2, "miss_low": -1, "miss_high": 0.5, "news_half_life": 2, "news_most": 0.25, "spender_step":
    0.12,
}  # fmt: skip
LOUD = {
    "common_sd": 0.02, "own_sd": 0.03, "noise_sd": 0.02, "memory_sd": 0.03, "efficiency_growth": 0.2,
    "efficiency_planned": 0.2, "anchor_drift": -0.1, "demand_error": 0.2, "rent_noise_sd": 0.04, "tilt": 0.03,
    "start_tight": 0.3, "start_shut": 0.1, "it_drift": 0.02, "walk_common": 0.08, "walk_own": 0.06,
    "macro_sd": 0.03, "mood_market": 0.09, "own_conglomerate": 0.1, "own_vendor": 0.17, "own_neocloud": 0.38,
    "own_cloud": 0.18, "own_rest": 0.17, "holdings_market": 0.12, "holdings_own": 0.12, "vendor_back": 0.75,
    "rate_sd": 0.0015,
}  # fmt: skip


class Sketch:
    """Rows of a Plan as they are thought of; `plan()` turns them into arrays."""

    def __init__(self, quarters=8, **world):
        self.quarters = quarters
        self.values, self.tables = [], []
        self.rows = {name: [] for name in p.TABLES if name != "values"}
        self.value(0.0)
        self.value(1.0)
        self.world = {**QUIET, **world}
        for _ in p.SECTORS:
            self.rows["parties"].append({"role": p.SECTOR, "limited": 0})
        for _ in p.MARKET:
            self.rows["drivers"].append({})
        self.rules = {"mode": p.GOING, "quarters": quarters, "first": 2026 * 4, "hoarding": 1}
        self.times, self.add, self.put, self.late = {}, {}, {}, {}
        self.dated = {}
        self.transition = np.eye(3)
        self.trend = None
        self.labs_part = 0.25  # of the planned supply that labs are planned to need

    def value(self, mid, shape="fixed", low=None, high=None, column=-1):
        """A row of `values`; a column of `once` makes it uncertain."""
        self.values.append((mid if low is None else low, mid, mid if high is None else high, column))
        table = quantiles(shape, mid if low is None else low, mid, mid if high is None else high)
        self.tables.append(table)
        return len(self.values) - 1

    def row(self, table, **columns):
        """Add a row; numbers in `row` columns become rows of `values`, a tuple (shape, low, mid, high, column) too."""
        kinds = {name: kind for name, kind, *_ in p.TABLES[table]}
        out = {}
        for name, cell in columns.items():
            if kinds[name] != p.ROW:
                out[name] = cell
            elif isinstance(cell, tuple):
                shape, low, mid, high, column = cell
                out[name] = self.value(mid, shape, low, high, column)
            else:
                out[name] = 0 if cell == 0 else self.value(float(cell))
        self.rows[table].append(out)
        return len(self.rows[table]) - 1

    def party(self, role, cash=0.0, **columns):
        return self.row("parties", role=role, limited=1, cash=cash * BILLION, **columns)

    def debt(self, issuer, holders, **columns):
        """A debt and its holders: {party: share}."""
        first = len(self.rows["holders"])
        for party, share in holders.items():
            self.row("holders", party=party, share=share)
        return self.row("debts", issuer=issuer, holder=first, holders_n=len(holders), **columns)

    def leg(self, kind, payer, payee, gates=(), tag="other", **columns):
        """A leg and its gates, which follow one another."""
        if gates:
            columns |= {"gates": len(self.rows["gates"]), "gates_n": len(gates)}
            for gate in gates:
                self.row("gates", **gate)
        return self.row("legs", kind=kind, payer=payer, payee=payee, tag=p.TAGS.index(tag), **columns)

    def plan(self):
        T, D = self.quarters, len(self.rows["drivers"])
        world = {}
        for name, number in self.world.items():
            world[name] = self.row_of_world(number)
        values = p.rows("values", [dict(zip(("low", "mid", "high", "column"), v, strict=True)) for v in self.values])

        def grid(entries, empty):
            out = np.full((D, T), empty)
            for (driver, t), cell in entries.items():
                out[driver, t] = cell
            return out

        return p.Plan(
            **{name: p.rows(name, entries) for name, entries in self.rows.items()},
            values=values,
            quantiles=np.array(self.tables),
            world=p.record("world", **world),
            rules=p.record("rules", **self.rules),
            times=grid(self.times, 1.0),
            add=grid(self.add, 0.0),
            put=grid(self.put, np.nan),
            late=grid(self.late, 0.0),
            transition=self.transition,
            trend=np.full(T, np.nan) if self.trend is None else np.array(self.trend, float),
            needed=np.full(T, np.nan) if self.trend is None else np.array(self.trend, float) * self.labs_part,
            followed=np.arange(11, len(self.rows["parties"])),
            due=self.schedule("due"),
            years=self.schedule("years"),
        )

    def schedule(self, what):
        """(B, T): the dated schedule of the debts that have one, `dated[debt] = {"due": [...], "years": [...]}`."""
        out = np.full((len(self.rows["debts"]), self.quarters), np.nan)
        for debt, known in self.dated.items():
            out[debt] = known[what]
        return out

    def row_of_world(self, number):
        return 0 if number == 0 else self.value(float(number))


assert ONCE >= 64, "uncertain values of these sketches use columns below 64"


def loop(quarters=8, loud=False, **columns):
    """Vendor invests in lab, lab rents from cloud, cloud orders from vendor; a lender stands beside.

    Parties: 11 lab, 12 cloud, 13 vendor. Returns the sketch, to add to.
    """
    s = Sketch(quarters, **(LOUD if loud else {}))
    lab = s.party(p.LAB, 3, revenue=1 * BILLION, growth=0.8, fade=2, need_start=0.9, need_end=0.6, cost=0.3 * BILLION,
                  value=100 * BILLION, private=0.8, demand=len(s.rows["drivers"]), shock=0)  # fmt: skip
    s.row("drivers")
    cloud = s.party(p.NEOCLOUD, 5, other=0.1 * BILLION, opex_gw=0.3 * BILLION, opex_share=0.06,
                    power_gw=0.5 * BILLION, tax=0.2, value=30 * BILLION, private=0.2, leverage_open=6,
                    leverage_tight=4, leverage_shut=1,
                    shock=1)  # fmt: skip
    vendor = s.party(
        p.VENDOR, 40, other=0.1 * BILLION, margin=0.55, foundry=0.7, tax=0.15, value=900 * BILLION, shock=2
    )
    for issuer, units in ((lab, (60, 40)), (cloud, (20, 80)), (vendor, (0, 100))):
        for holder, count in zip((p.PRIVATE_FUNDS, p.PUBLIC_EQUITY), units, strict=True):
            s.row("shares", issuer=issuer, holder=holder, units=count * 1e7)
    bond = s.debt(lab, {p.PRIVATE_CREDIT: 0.7, p.BANKS: 0.3}, rate=0.06, floating=1, amortisation=p.BULLET, term=40)
    s.rows["parties"][lab]["bond"] = bond
    bond = s.debt(cloud, {p.BOND_FUNDS: 0.6, p.INSURERS_PENSIONS: 0.4}, face=2 * BILLION, rate=0.09, term=5)
    s.rows["parties"][cloud]["bond"] = bond
    facility = s.debt(cloud, {p.BANKS: 1 / 3, p.PRIVATE_CREDIT: 2 / 3}, tier=1, rate=0.05, floating=1, advance=0.8,
                      amortisation=p.LINEAR, term=18, collateral=-2)  # fmt: skip
    s.rows["parties"][cloud]["facility"] = facility
    s.row("content", buyer=cloud, vendor=vendor, share=0.75)
    s.leg(p.COMPUTE, lab, cloud, tag="compute", amount=20 * BILLION, gw=0.4, start=1, ramp=4, end=21, floor=1.0,
          beta=0.97, builds=1, **columns)  # fmt: skip
    return s


def uncertain(quarters=8):
    """The loop with noise in every market number and ranges on its terms."""
    s = loop(quarters, loud=True)
    s.transition = np.array([[0.85, 0.12, 0.03], [0.3, 0.6, 0.1], [0.1, 0.4, 0.5]])
    s.trend = [20 + 1.2 * t for t in range(quarters)]
    leg = s.rows["legs"][0]
    leg["beta"] = s.value(0.8, "triangular", 0.5, 1.0, column=3)
    leg["delay"] = s.value(1.0, "uniform", 0.0, 3.0, column=4)
    s.rows["parties"][11]["growth"] = s.value(0.6, "normal", 0.1, 1.2, column=5)
    return s
