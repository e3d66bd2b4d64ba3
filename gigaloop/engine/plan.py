"""Plan: the book as rows of numbers, which is all that the kernel and its naive twin ever see.

A Plan is a NamedTuple of plain numpy arrays. Most of them are tables: structured arrays with one named column per
field, so `plan.legs["payer"]` is a column and `plan.legs[3]` a row. docs/plan.md is every table: field, type, unit,
meaning. The rules that use them are in docs/model.md.

Conventions
- Money is whole US cents in float64. GW is facility power. A quarter is an index: 0 is the quarter of the book's date.
- A column of type `row` holds the number of a row of `values`: an uncertain number, drawn once per path. Row 0 is
  exactly 0 and row 1 is exactly 1, so an empty table cell (0) means zero.
- A column of type `ref` holds the number of a row of another table, or -1 for none.
- Parties 0 to 10 are the sectors that close the system, in the order of `SECTORS`; their accounts open at 0, have no
  limit and may turn negative.
- Four kinds of row: legs (payments and what they buy), claims (`debts` and `shares`), gates, drivers.
"""

from typing import NamedTuple

import numpy as np

SECTORS = (
    "customers", "banks", "private_credit", "insurers_pensions", "bond_funds", "public_equity", "private_funds",
    "governments", "utilities", "memory_foundry", "staff_other",
)  # fmt: skip
(CUSTOMERS, BANKS, PRIVATE_CREDIT, INSURERS_PENSIONS, BOND_FUNDS, PUBLIC_EQUITY, PRIVATE_FUNDS, GOVERNMENTS, UTILITIES,
 MEMORY_FOUNDRY, STAFF_OTHER) = range(11)  # fmt: skip

ROLES = ("sector", "lab", "cloud", "neocloud", "conglomerate", "vendor", "landlord", "vehicle", "sovereign", "investor",
         "other")  # fmt: skip
(SECTOR, LAB, CLOUD, NEOCLOUD, CONGLOMERATE, VENDOR, LANDLORD, VEHICLE, SOVEREIGN, INVESTOR, OTHER) = range(11)

KINDS = ("compute", "site", "dated", "stake", "warrant", "loan", "guarantee", "backstop", "residual", "share")
COMPUTE, SITE, DATED, STAKE, WARRANT, LOAN, GUARANTEE, BACKSTOP, RESIDUAL, SHARE = range(10)

GATES = ("date", "power", "price", "listed")
DATE, POWER, PRICE, LISTED = range(4)

AMORTISATIONS = ("bullet", "linear", "annuity")
BULLET, LINEAR, ANNUITY = range(3)

BASES = ("revenue", "income", "net_income", "wealth")
REVENUE, INCOME, NET_INCOME, WEALTH = range(4)

DRAWS = ("plan", "holder", "borrower")
BY_PLAN, BY_HOLDER, BY_BORROWER = range(3)

LIMITS = ("power", "chips", "memory")
LIMIT_POWER, LIMIT_CHIPS, LIMIT_MEMORY = range(3)

TAGS = (
    "ai_revenue", "other_business", "compute", "flex", "chips", "building", "memory", "power", "staff", "shell_rent",
    "tax", "revenue_share", "lease", "grant", "deposit", "other", "interest", "principal", "loan", "stake", "round",
    "rescue", "buy_back", "guarantee", "exercise", "default_cost", "acquisition", "deferral", "collateral",
    "asset_sale", "exit_cost", "dividend", "penalty",
)  # fmt: skip
"""What a payment is for: the third column of every flow. A leg's own tag is one of these."""

MARKET = ("demand.common", "appetite.equity", "appetite.debt", "supply.memory", "efficiency", "rent", "rate",
          "shares")  # fmt: skip
"""The first drivers of every Plan, in this order; drivers of parties, vendors, regions, sites and currencies follow."""
(DEMAND_COMMON, APPETITE_EQUITY, APPETITE_DEBT, SUPPLY_MEMORY, EFFICIENCY, RENT, RATE, ALL_SHARES) = range(8)

RUN_OFF, GOING = range(2)
SOLE, FIRST, SHARED = range(3)

ROW, REF, INT, REAL = "row", "ref", "int", "real"


def _place(words: tuple[str, ...]) -> str:
    return f"from 0: {', '.join(words)}"


PARTIES = (
    ("role", INT, "code", _place(ROLES)),
    ("limited", INT, "0 or 1", "1: pays only what it has and can default; 0: unlimited account that opens at 0"),
    ("listed", INT, "quarter", "quarter from which its shares are listed; 999: not within the horizon"),
    ("demand", REF, "driver", "its own demand driver"),
    ("mood", REF, "column", "column of Draws.growth with its shares' own mood; -1: the market's alone"),
    ("shock", REF, "column", "column of Draws.own that carries its own surprises"),
    ("cash", ROW, "cents", "opening cash"),
    ("revenue", ROW, "cents a quarter", "outside AI revenue in the quarter before the first (labs)"),
    ("growth", ROW, "log per year", "growth of demand at the start (labs)"),
    ("fade", ROW, "years", "time in which growth fades to the long run (labs)"),
    ("ceiling", ROW, "cents per GW-year", "most revenue that a GW can earn at start efficiency; 0: no ceiling"),
    ("need_start", ROW, "ratio", "compute cost over revenue at the start (labs)"),
    ("need_end", ROW, "ratio", "compute cost over revenue after the fade (labs)"),
    ("cost", ROW, "cents a quarter", "other cash cost at the start; grows with revenue (labs)"),
    ("gw", ROW, "GW", "capacity in use at the start that no leg carries (labs)"),
    ("main", REF, "party", "who sells the compute that no leg carries (labs)"),
    ("opex_gw", ROW, "cents per GW-year", "staff and other running cost of its live capacity"),
    ("opex_share", ROW, "share", "running cost as a share of compute revenue"),
    ("power_gw", ROW, "cents per GW-year", "electricity for its live capacity"),
    ("shell_gw", ROW, "cents per GW-year", "shell rent for capacity that it orders and that is live"),
    ("landlord", REF, "party", "who owns those shells, borrows for them and gets the rent"),
    ("leased", ROW, "GW", "halls leased before the start whose leases have not begun"),
    ("leased_by", ROW, "quarters", "until all of those leases have begun"),
    ("lease_due", ROW, "cents a quarter", "those leases' rent, of a party whose rent is inside its running cost"),
    ("tax", ROW, "share", "tax as a share of compute and vendor revenue less its cash costs"),
    ("other", ROW, "cents a quarter", "cash flow of its other business, from customers, before capital spending"),
    ("other_growth", ROW, "log per year", "growth of the other business"),
    ("capex", ROW, "cents a quarter", "capital spending planned outside the legs (conglomerates)"),
    ("capex_growth", ROW, "log per year", "growth of that plan"),
    ("budget", ROW, "cents a quarter", "most capital spending that it allows itself; 0: no such limit"),
    ("spare", ROW, "share", "part of the GW added by that spending which it offers to labs beside its contracts"),
    ("margin", ROW, "share", "share of vendor revenue kept as cash; the rest is paid on (vendors)"),
    ("foundry", ROW, "share", "share of what is paid on that goes to memory_foundry; the rest to staff_other"),
    ("supply", ROW, "cents", "supply ordered before the start that cannot be cancelled (vendors)"),
    ("supply_by", ROW, "quarters", "until all of it has come"),
    ("value", ROW, "cents", "market value or valuation at the start; 0: not valued"),
    ("private", ROW, "share", "share of a new equity round bought by private_funds; the rest by public_equity"),
    ("bond", REF, "debt", "row of `debts` that takes new unsecured borrowing"),
    ("facility", REF, "debt", "row of `debts` that takes new borrowing against capacity"),
    ("leverage_open", ROW, "ratio", "most debt over forward EBITDA when appetite is open"),
    ("leverage_tight", ROW, "ratio", "the same when tight"),
    ("leverage_shut", ROW, "ratio", "the same when shut"),
    ("hoard_open", ROW, "cents", "cash kept before it orders, appetite open (builders)"),
    ("hoard_tight", ROW, "cents", "the same when tight"),
    ("hoard_shut", ROW, "cents", "the same when shut"),
    ("cash_low", ROW, "cents", "cash below which it sells bonds (conglomerates)"),
    ("cash_high", ROW, "cents", "cash above which it buys back shares (conglomerates)"),
    ("loan_to_value", ROW, "share", "most debt over the mark of its holdings (investors); 0: no such limit"),
    ("holdings", ROW, "cents", "mark of holdings outside the book (investors)"),
    ("redemptions", ROW, "quarters", "of what falls due of its bonds that it keeps in cash (investors)"),
    ("capital", ROW, "cents", "what it can lose before it stops to lend (sectors that lend); 0: no bound"),
    ("reach", ROW, "ratio", "most that it lends for each dollar of capital left"),
)

LEGS = (
    ("kind", INT, "code", _place(KINDS)),
    ("payer", REF, "party", "who gives the money or the value"),
    ("payee", REF, "party", "who gets it"),
    ("tag", INT, "code", "place in TAGS: what the payment is for"),
    ("deal", INT, "number", "the leg's number in the Book; rows of one leg share it"),
    ("grade", INT, "0 to 6", "grade of the leg"),
    ("tier", INT, "0 to 4", "rank of its dues when the payer cannot pay all"),
    ("amount", ROW, "cents", "whole (compute: total value; dated, stake, loan: sum; guarantee: cap); 0: derived"),
    ("price", ROW, "cents per GW-year", "compute, backstop: price; of a GW, site: vendor's content, residual: new"),
    ("gw", ROW, "GW", "full size"),
    ("start", INT, "quarter", "first quarter (compute and site: first delivery; may be negative)"),
    ("ramp", ROW, "quarters", "from first delivery to full size"),
    ("end", ROW, "quarter", "quarter after the last; the number is a quarter index, not a length"),
    ("floor", ROW, "share", "take-or-pay: least share of delivered capacity that is billed"),
    ("beta", ROW, "share", "share of the leg that comes true; scales size and amount"),
    ("delay", ROW, "quarters", "how late the site is, rounded to whole quarters"),
    ("late", REF, "driver", "driver whose `late` adds quarters of delay"),
    ("driver", REF, "driver", "driver that multiplies the amount (fx for example)"),
    ("builds", INT, "0 or 1", "1: the seller (compute) or payer (site) must order this capacity; 0: it stands already"),
    ("prepaid", INT, "0 or 1", "1: served first when supply is short"),
    ("power", REF, "limit", "power limit of its region"),
    ("chips", REF, "limit", "chip limit of its vendor"),
    ("extra", ROW, "cents per GW", "site: what the owner pays besides the vendor, to memory_foundry"),
    ("exit", INT, "quarter", "first quarter in which the buyer may leave; 999: never"),
    ("exit_cost", ROW, "share", "cost of leaving as a share of the value left"),
    ("option", INT, "0 or 1", "stake: 1 when the investor may, but need not, pay"),
    ("at_gate", INT, "0 or 1", "stake: 1 when the price is the issuer's value when the gate opens"),
    ("valuation", ROW, "cents", "stake: agreed or entry valuation; 0: the issuer's value at the start"),
    ("units", ROW, "shares", "warrant: shares of this step"),
    ("strike", ROW, "cents a share", "warrant: price paid on exercise"),
    ("line", REF, "share", "row of `shares` that a stake, warrant or rescue adds to"),
    ("gates", REF, "gate", "first gate of the leg"),
    ("gates_n", INT, "number", "how many gates follow; 0: no gate"),
    ("either", INT, "0 or 1", "1: one open gate is enough; 0: all must be open"),
    ("debt", REF, "debt", "loan: the claim it draws; guarantee or residual: the debt it covers"),
    ("covers", REF, "leg", "guarantee, backstop, residual: the leg it covers"),
    (
        "share",
        ROW,
        "share",
        "revenue share: of its basis; loan that the holder decides: of its wealth; residual: floor over price; "
        "backstop without a price: of the contract's own",
    ),
    ("basis", INT, "code", f"revenue share: what of the payer it is a share of, {_place(BASES)}"),
    ("cap", ROW, "cents", "revenue share: most that is ever paid; 0: no cap"),
    ("draws", INT, "code", f"loan: who decides how much of it stands, {_place(DRAWS)}"),
    ("response", ROW, "share per unit of rate", "loan that the holder decides: added to share, times the yearly rate"),
    ("kept", ROW, "share", "loan that the holder decides: share of the quarter's net income that stays cash"),
    ("subrogation", INT, "0 or 1", "guarantee: 1 when the guarantor takes over the claim it has paid"),
    ("signing", INT, "number", "compute: 0, or the n-th contract that its buyer and seller may sign in the run"),
    ("penalty", ROW, "share", "compute: what the seller owes of the bill that late capacity would have had"),
    ("late_exit", INT, "quarters", "compute: lateness after which the buyer may leave what is late; 999: never"),
)

DEBTS = (
    ("issuer", REF, "party", "who owes"),
    ("deal", INT, "number", "the loan's number in the Book; -1: not a leg"),
    ("tier", INT, "1 to 3", "1 secured, 2 unsecured, 3 related party"),
    ("holder", REF, "holding", "first row of `holders`"),
    ("holders_n", INT, "number", "how many rows of `holders` share it"),
    ("face", ROW, "cents", "outstanding at the start"),
    ("rate", ROW, "per year", "spread over the short rate when floating, else the whole rate"),
    ("floating", INT, "0 or 1", "1: short rate + rate"),
    ("amortisation", INT, "code", _place(AMORTISATIONS)),
    ("term", ROW, "quarters", "bullet: quarter index when the face is due; else quarters to repay a draw"),
    ("collateral", REF, "leg", "leg whose capacity secures it; -2: all live capacity of the issuer; -1: none"),
    ("advance", ROW, "share", "largest share of ordered IT cost that may be drawn (facilities)"),
    ("cross", INT, "group", "debts of one group default together; -1: no clause"),
    ("coverage", ROW, "ratio", "covenant: least earnings of its collateral over debt service; 0: none"),
    ("ltv", ROW, "share", "covenant: most face over what its collateral would fetch; 0: none"),
    ("sweep", ROW, "share", "in breach: share of what its collateral earns beyond debt service that repays it"),
    ("cure", INT, "quarters", "time to mend a breach or a missed due before it has its effect; 0: none"),
)

HOLDERS = (("party", REF, "party", "who holds"), ("share", REAL, "share", "of the face; the rows of a debt sum to 1"))

SHARES = (
    ("issuer", REF, "party", "whose shares"),
    ("holder", REF, "party", "who holds them"),
    ("units", REAL, "shares", "held at the start; an issuer's rows sum to its whole count, more than 0"),
    ("deal", INT, "number", "the leg in the Book; -1: the rest of the register"),
)

GATE_ROWS = (
    ("kind", INT, "code", _place(GATES)),
    ("quarter", INT, "quarter", "date: opens in this quarter"),
    ("level", ROW, "GW or cents a share", "power: GW delivered; price: share price"),
    ("leg", REF, "leg", "power: on which leg"),
    ("party", REF, "party", "price, listed: whose share"),
)

CONTENT = (
    ("buyer", REF, "party", "builder; -1: builders outside the book (they pay from customers)"),
    ("vendor", REF, "party", "chip vendor"),
    ("share", ROW, "share", "of IT cost (clouds, neoclouds); of all capital spending (conglomerates, outside)"),
)

LIMIT_ROWS = (
    ("kind", INT, "code", _place(LIMITS)),
    ("level", ROW, "GW a quarter", "what can be added in the first quarter, all builders together"),
    ("growth", ROW, "log per year", "growth of that"),
    ("driver", REF, "driver", "supply driver that multiplies it"),
)

ROUTES = (
    ("lab", REF, "party", "whose need that no contract serves"),
    ("seller", REF, "party", "who serves it"),
    ("rank", INT, "code", "0 sole: bars the others; 1 first: before them as far as its spare goes; 2: with the others"),
    ("start", INT, "quarter", "first quarter of the route"),
    ("end", INT, "quarter", "quarter after the last"),
    ("held", ROW, "GW", "spare capacity that the seller holds at others"),
)

DRIVERS = (("walk", ROW, "log per year", "standard deviation of a random walk (currencies); 0: none"),)

USES = (
    ("party", REF, "party", "conglomerate; -1: builders outside the book"),
    ("limit", REF, "limit", "row of `limits`"),
    ("share", REAL, "share", "of its new GW that counts against the limit"),
)

VALUES = (
    ("low", REAL, "own unit", "5th percentile, or least value, as the distribution says"),
    ("mid", REAL, "own unit", "middle value"),
    ("high", REAL, "own unit", "95th percentile, or greatest value"),
    ("column", REF, "column", "column of Draws.once that decides it; -1: fixed at mid"),
)

WORLD = (
    ("growth_long_run", "log per year"), ("growth_persistence", "per quarter"), ("common_sd", "log per quarter"),
    ("own_sd", "log per quarter"), ("noise_sd", "log per quarter"), ("need_fade", "years"),
    ("cost_elasticity", "power"), ("it_cost", "cents per GW"), ("it_drift", "per year"), ("shell_cost", "cents per GW"),
    ("memory_persistence", "per quarter"), ("memory_sd", "log per quarter"), ("efficiency_growth", "per year"),
    ("efficiency_planned", "per year"), ("rent", "USD per GPU-hour"), ("anchor", "USD per GPU-hour"),
    ("anchor_drift", "log per year"), ("elasticity", "ratio"), ("demand_error", "log per year"),
    ("rent_noise_sd", "log per quarter"), ("gpu_hours", "GPU-hours per GW-year"), ("lead", "quarters"),
    ("life", "years"), ("stock", "GW live in the world at the start"), ("vintage_1", "share"), ("vintage_2", "share"),
    ("vintage_3", "share"), ("vintage_4", "share"), ("vintage_5", "share"), ("refresh", "share"), ("renewal", "share"),
    ("relet_discount", "share"), ("relet_vacancy", "quarters"), ("fire_sale", "% per %"), ("tilt", "probability"),
    ("equity_open", "share of value"), ("equity_tight", "share of value"), ("equity_shut", "share of value"),
    ("multiple_base", "ratio"), ("multiple_slope", "ratio"), ("multiple_tight", "factor"), ("multiple_shut", "factor"),
    ("liquidity_open", "factor"), ("liquidity_tight", "factor"), ("liquidity_shut", "factor"),
    ("lab_debt", "ratio"), ("lab_debt_tight", "factor on it, tight"), ("lab_debt_shut", "factor on it, shut"),
    ("rate", "per year"),
    ("spread_tight", "per year"), ("spread_shut", "per year"), ("recovery_secured", "share"),
    ("recovery_unsecured", "share"), ("default_cost", "share"), ("amend_limit", "share"), ("amend_run", "quarters"),
    ("amend_cut", "share"), ("defer_recovery", "share"), ("repace", "factor"), ("free_cash", "share"),
    ("rescue_floor", "cents"), ("rescue_count", "number"), ("survival_slope", "ratio"), ("waiver", "quarters"),
    ("seller_news", "log"), ("spender_news", "log"), ("news_gain", "ratio"), ("outside_capex", "cents a quarter"),
    ("outside_growth", "log per year"), ("start_tight", "probability that appetite starts tight"),
    ("start_shut", "probability that it starts shut"),
    ("market", "cents a quarter that end customers of AI can spend at most; 0: no such limit"),
    ("gw_cost", "cents per GW with shell at which the limits' gigawatts were counted; 0: at the path's own cost"),
    ("penalty_cap", "share of a contract's value that its penalties for lateness can reach"),
    ("at_delivery", "share of the price of chips and sites that is due on delivery; 0: all at order"),
    ("leverage_a", "debt over a year's EBITDA above which a band ends"),
    ("leverage_bbb", "the same"), ("leverage_bb", "the same"), ("leverage_b", "the same"),
    ("cover_a", "EBITDA over interest below which a band ends"),
    ("cover_bbb", "the same"), ("cover_bb", "the same"), ("cover_b", "the same"),
    ("lease_debt", "years of rent that count as debt"), ("lease_interest", "share of rent that counts as interest"),
    ("liquid", "sources over uses below which a band is BB at best"),
    ("one_name", "share of a lender's capital lent to one debtor at most; 0: no bound"),
    ("ltv_a", "debt over holdings of an investor above which a band ends"),
    ("ltv_bbb", "the same"), ("ltv_bb", "the same"), ("ltv_b", "the same"),
    ("spread_a", "per year: spread of new bonds of the band"), ("spread_bbb", "the same"), ("spread_bb", "the same"),
    ("spread_b", "the same"), ("spread_ccc", "the same"), ("spread_x_tight", "factor on it, tight"),
    ("spread_x_shut", "factor on it, shut"), ("tenant_part", "part of what is billed that makes a tenant large"),
    ("pool_point", "normal quantile of the part of unnamed customers that fails in a quarter"),
    ("pool_tie", "their asset correlation"), ("pool_sd", "log per year: how their assets move"),
    ("sell_open", "share of other holdings that an investor sells in a quarter"), ("sell_tight", "the same"),
    ("sell_shut", "the same"), ("discount_tight", "share of the mark lost in such a sale"),
    ("discount_shut", "the same"),
    ("chips_due", "share of the price of chips of clouds and neoclouds that is due on delivery, uncancellable"),
    ("serve_power", "power of the share of a lab's need that is served, in its revenue"),
    ("outside_floor", "least part of the planned supply that outside demand plans to use"),
    ("let_up", "share of freed capacity that can be let again in a quarter"),
    ("let_down", "share that can fall empty in a quarter"),
    ("build_speed", "part of the way that builders go in a quarter"), ("build_rent", "weight of log rent over anchor"),
    ("build_demand", "weight of log demand over plan"), ("build_unserved", "weight of the share not served"),
    ("build_low", "log: least answer of builders"), ("build_high", "log: greatest answer"),
    ("walk_memory", "per quarter: persistence of the walks of capital spending"),
    ("walk_common", "log per quarter: common walk of capital spending"),
    ("walk_own", "log per quarter: each conglomerate's own walk"),
    ("capex_low", "factor: least capital spending over the quarter before"), ("capex_high", "factor: most"),
    ("capex_cash", "ratio: most capital spending over cash flow"),
    ("macro_memory", "per quarter: persistence of the common factor in other business"),
    ("macro_sd", "log per quarter: its shock"), ("loss_tilt", "probability that losses move the odds by at most"),
    ("lenders_growth", "log per year: growth of lenders' capital"),
    ("loss_memory", "per quarter: what stays of losses"),
    ("sign_pace", "share of its part of the market's growth that a seller is asked to sign"),
    ("sign_rent", "power of rent over its opening in that"),
    ("sign_lab", "share of what a lab will lack that it signs"),
    ("sign_cover", "least EBITDA over interest of who may sign"),
    ("sign_lend", "share of a new contract's earnings that lenders lend on"),
    ("sign_dscr", "times that what a new contract pays in any case covers the debt service of a loan on it"),
    ("sign_own", "least share of a new contract's cost that is not lent on it"), ("sign_least", "GW: least contract"),
    ("sign_ramp", "quarters from first delivery to full size"), ("sign_term", "quarters of a new contract"),
    ("prefund", "quarters of orders raised ahead of need while a market is open"),
    ("big_default", "cents of holders' losses in a quarter that shut markets"),
    ("shut_length", "quarters that markets stay shut, times a normal draw"),
    ("fixed_cost", "share of the peak that running cost never falls below"),
    ("vendor_keep", "share of receipts that a vendor keeps in cash"),
    ("vendor_back", "share of the rest it gives back"),
    ("recovery_fall", "share of a recovery lost at worst"), ("recovery_losses", "cents of losses at which it is worst"),
    ("mood_memory", "per quarter: persistence of mood"), ("mood_market", "log per quarter: market's shock to values"),
    ("beta_conglomerate", "ratio"), ("beta_vendor", "ratio"), ("beta_neocloud", "ratio"), ("beta_rest", "ratio"),
    ("own_conglomerate", "log per quarter"), ("own_vendor", "log per quarter"), ("own_neocloud", "log per quarter"),
    ("own_cloud", "log per quarter"), ("own_rest", "log per quarter"),
    ("holdings_market", "log per quarter: market's shock to holdings outside the book"), ("holdings_own", "own shock"),
    ("told_weight", "part of a miss that the market learns in a quarter"),
    ("miss_growth", "growth in the multiple lost by a log of miss"), ("down_offer", "factor on equity after a fall"),
    ("down_round", "price over its average below which shares fell"), ("down_quarters", "quarters that it lasts"),
    ("price_speed", "part of the way that the average goes"),
    ("downgrade_call", "share of a secured loan that each band fallen calls"),
    ("later_loss", "factor: loss by enforcing later over loss by enforcing now"),
    ("private_rounds", "cents a quarter that private funds put into rounds at most; 0: no bound"),
    ("tilt_most", "probability: most that a surprise moves the odds"),
    ("rate_memory", "per quarter: persistence of the short rate"), ("rate_sd", "per year: its shock in a quarter"),
    ("market_growth", "log per year: growth of what end customers can spend"),
    ("pace_recovery", "factor a quarter by which a slowed pace recovers"),
    ("catch_up", "times planned pace: most that is ordered of late capacity"),
    ("need_power", "power of efficiency over plan that lowers the need of compute"),
    ("anchor_memory", "log per log: memory's price in the anchor"),
    ("error_fade", "years in which the error of planned demand stops growing"),
    ("rent_speed", "part of the way that rent goes to the clearing price in a quarter"),
    ("rent_step", "log: most that it goes in a quarter"), ("rent_step_most", "log: the same with noise"),
    ("rent_far", "log: most that the clearing price lies from the anchor's"),
    ("resale_power", "power of rent over anchor in what used capacity fetches"),
    ("sign_ahead", "quarters ahead whose need is signed for"),
    ("sign_reach", "times what a seller has contracted: most that it signs in a year"),
    ("want_gap", "times the coming year's gap that a lab wants in cash"),
    ("want_bills", "times the coming year's bills"), ("want_least", "cents: least cash that a lab wants"),
    ("beat_most", "factor: most that revenue above plan adds to equity offered"),
    ("lab_debt_base", "share of the coming year's revenue that lenders count"),
    ("lab_debt_pace", "share of a lab's room that is lent in a quarter"),
    ("runway", "quarters of cash below which a lab slows what it ordered"),
    ("bonds_conglomerate", "years of other business that a conglomerate owes at most"),
    ("buy_back_most", "share of value bought back in a quarter at most"),
    ("service_kept", "quarters of debt service kept before cash is handed out"),
    ("offer_mood", "log per log: what mood takes off the equity offered"),
    ("survival_quarters", "quarters over which a debtor's chance is weighed"),
    ("survival_at", "sources over uses at which the chance is nothing"), ("survival_least", "least chance"),
    ("at_risk", "quarters of a contract that enforcing puts at risk"),
    ("stake_sale", "share of a stake that a lab can sell in a quarter"),
    ("value_left", "share of value left to holders after a default"),
    ("defer_quarters", "quarters over which what is put off comes back"),
    ("rescue_quarters", "quarters over which rescue money comes back"),
    ("rescue_size", "times what lacks that a rescue brings"),
    ("fallen_kept", "share of its demand that a failed lab keeps"),
    ("fallen_passed", "share of what it loses that goes to other labs"),
    ("tenant_quarters", "quarters in which lines stop after it is lost"),
    ("recovery_tight", "share of recovery_fall that a tight market takes"),
    ("flow_power", "power of flow in a firm's value"),
    ("flow_memory", "per quarter: what stays of the flow that values follow"),
    ("value_speed", "part of the way that a value goes to its target in a quarter"),
    ("value_low", "factor: most that it falls so"), ("value_high", "factor: most that it rises so"),
    ("multiple_most", "log per year: growth beyond which a multiple rises no more"),
    ("beyond_ai", "ratio of value to AI's above which the rest is kept"),
    ("miss_low", "log: worst miss that a multiple counts"), ("miss_high", "log: best surprise that a multiple counts"),
    ("news_half_life", "quarters in which half of the news is forgotten"),
    ("news_most", "log: most that news moves a value"),
    ("spender_step", "rise of capital spending that counts as one announcement"),
    ("warrant_pull", "part of a warrant's worth over the price of chips that moves what a lab orders; 0: none"),
    ("warrant_most", "times its plan: most that a lab orders of chips that a warrant waits on"),
)  # fmt: skip
"""Numbers of the whole world; `plan.world` is one record that holds, for each name, its row of `values`."""

RULES = (
    ("mode", "0 run-off, 1 going concern"), ("bargain", "1: step 7 runs"), ("news", "1: announcements move values"),
    ("full_payment", "1: a missed due is paid not at all"), ("hoarding", "1: builders keep cash before they order"),
    ("waiver", "1: lenders of builders may put off principal"), ("signing", "1: new contracts are signed in the run"),
    ("quarters", "quarters simulated"),
    ("first", "year x 4 + quarter - 1 of quarter 0"),
)  # fmt: skip
"""Switches and sizes; `plan.rules` is one record of integers."""

_TYPES = {ROW: "i4", REF: "i4", INT: "i4", REAL: "f8"}


def _dtype(columns) -> np.dtype:
    return np.dtype([(name, _TYPES[kind]) for name, kind, *_ in columns])


TABLES = {
    "parties": PARTIES, "legs": LEGS, "debts": DEBTS, "holders": HOLDERS, "shares": SHARES, "gates": GATE_ROWS,
    "content": CONTENT, "limits": LIMIT_ROWS, "uses": USES, "routes": ROUTES, "drivers": DRIVERS, "values": VALUES,
}  # fmt: skip
#: columns that every quarter reads stand side by side in memory
_READ = {
    "parties": "role limited landlord lease_due leased other other_growth opex_share opex_gw power_gw shell_gw tax "
    "capital mood spare capex",
    "legs": "kind payer payee builds start floor signing tier late prepaid power chips draws tag grade penalty",
}
DTYPES = {
    name: _dtype(sorted(columns, key=lambda column: column[0] not in _READ.get(name, "").split()))
    for name, columns in TABLES.items()
}
DTYPES["world"] = np.dtype([(name, "i8") for name, _ in WORLD])
DTYPES["rules"] = np.dtype([(name, "i8") for name, _ in RULES])
_EMPTY = {
    name: {column: -1 if kind == REF or column in ("deal", "cross") else 0 for column, kind, *_ in columns}
    for name, columns in TABLES.items()
}
_EMPTY["parties"] |= {"listed": 999}
_EMPTY["legs"] |= {"exit": 999, "late_exit": 999, "beta": 1, "floor": 1, "tier": 2}
_EMPTY["debts"] |= {"tier": 2}
_EMPTY["routes"] |= {"rank": SHARED, "end": 999}


class Plan(NamedTuple):
    """The arrays of one simulation: N parties, L legs, D drivers, T quarters, U values; docs/plan.md tells each."""

    parties: np.ndarray  # (N,)     PARTIES
    legs: np.ndarray  # (L,)     LEGS
    debts: np.ndarray  # (B,)     DEBTS: claims with a face
    holders: np.ndarray  # (H,)     HOLDERS
    shares: np.ndarray  # (S,)     SHARES: claims on what is left
    gates: np.ndarray  # (G,)     GATE_ROWS
    content: np.ndarray  # (C,)     CONTENT: to whom capital spending goes
    limits: np.ndarray  # (K,)     LIMIT_ROWS: supply of power, chips, memory
    uses: np.ndarray  # (V,)     USES
    routes: np.ndarray  # (R,)     ROUTES
    drivers: np.ndarray  # (D,)     DRIVERS; the first eight are MARKET
    values: np.ndarray  # (U,)     VALUES: every uncertain number; row 0 is 0, row 1 is 1
    quantiles: np.ndarray  # (U, 41)  value at probability 0, 1/40 ... 1; straight lines between
    world: np.ndarray  # (1,)     WORLD: rows of `values`
    rules: np.ndarray  # (1,)     RULES
    times: np.ndarray  # (D, T)   a scenario's factor on each driver; 1: none
    add: np.ndarray  # (D, T)   added after the factor; 0: none
    put: np.ndarray  # (D, T)   replaces the driver; nan: none
    late: np.ndarray  # (D, T)   quarters of delay known in quarter t
    transition: np.ndarray  # (3, 3)   appetite per quarter: open, tight, shut
    trend: np.ndarray  # (T,)     planned world supply in GW, from a first pass; nan: rent stays at its start
    needed: np.ndarray  # (T,)     GW that labs are planned to need, from the same pass; nan where trend is
    followed: np.ndarray  # (F,)     parties whose paths are kept
    due: np.ndarray  # (B, T)   share of a debt's face at the quarter's start that falls due; nan: by its amortisation
    years: np.ndarray  # (B, T)   years of interest on that face that fall due; nan: a quarter of a year


def rows(table: str, records) -> np.ndarray:
    """A table of a Plan from dicts; a column left out is empty (no reference, row 0, or the default that LEGS says).

    >>> legs = rows("legs", [{"kind": DATED, "payer": 0, "payee": 11, "amount": 4}])
    >>> int(legs["amount"][0]), int(legs["gates"][0]), int(legs["beta"][0])
    (4, -1, 1)
    """
    records = list(records)
    out = np.zeros(len(records), DTYPES[table])
    for column, value in _EMPTY[table].items():
        out[column] = value
    for place, record in enumerate(records):
        for column, value in record.items():
            if column not in out.dtype.names:
                raise ValueError(f"{table} row {place}: no column {column!r}. Columns: {', '.join(out.dtype.names)}.")
            out[column][place] = value
    return out


def record(table: str, **columns) -> np.ndarray:
    """The one record of `world` or `rules`; what is left out is 0."""
    out = np.zeros(1, DTYPES[table])
    for column, value in columns.items():
        if column not in out.dtype.names:
            raise ValueError(f"{table}: no column {column!r}. Columns: {', '.join(out.dtype.names)}.")
        out[column][0] = value
    return out
