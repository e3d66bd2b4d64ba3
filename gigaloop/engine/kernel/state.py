"""What one path remembers from quarter to quarter, and the numbering of its payments and claims.

Every possible payment has a *slot*: payer, payee, tag, tier and whether it is income. Every claim has a *line*: holder
and issuer. Both are fixed by the Plan, so a flow is one number in an array and both its sides are known.
"""

from typing import NamedTuple

import numpy as np

from gigaloop.engine import plan as p

F, I = "f8", "i8"  # noqa: E741

#: what each party's capacity did over the path: GW-years that stood, stood idle, came late; USD bn billed for capacity
#: not used (to the buyer), written down (by the owner), slipped with lateness, and penalties (seller paid, buyer got)
SUPPLY = ("stood", "idled", "delayed", "idle_bill", "write_down", "slipped", "penalty_paid", "penalty_got")

PARTY_STATE = np.dtype(
    [(name, F) for name in (
        "value", "value0", "units", "revenue", "revenue0", "demand", "own",
        "growth", "flow", "flow0", "flex", "use", "need", "bills", "capex", "capex_last", "received",
        "received_before", "earned", "billed", "into", "out", "orders", "it_orders", "building", "gw_use", "gw_live",
        "gw_built", "interest", "principal", "debt", "equity_raised", "debt_raised", "committed", "gap", "ebitda",
        "shortfall", "cost", "lab_cost", "scale", "used", "holdings", "staged", "ordered", "ready", "hoard", "other",
        "ahead", "next_bills", "sites", "spent", "wealth", "coverage", "swept", "spare", "own_gw", "on_delivery",
        "fined", "taken", "placed", "placed_before", "gw_need", "gw_held", "gw_spot", "gw_served",
        "walk", "peak", "mood", "mood_lift", "told", "told_best", "best", "missed", "training", "average",
        "shy", "offered", "settled", "sold_now", "lost", "room",
        "one_name", "early", "stock",
        "halls", "halls_now", "year", "year_interest", "year_rent", "rent_due", "chance",
        "band", "worst", "fell", "downgrades", "billed0", "bereft",
        "rented", "opened",
        "early_most", "kept", "credit", "means", "signed", "ebitda_before", "interest_before", "yielded",
        *SUPPLY,
        "have", "marks", "news", "capex_before", "avoided", "rescue_paid", "rescue_got", "given_up",
        "evergreened", "hides", "enforce", "amend", "asked", "cut",
        "offer", "soon_bills", "soon_sites",
    )] + [(name, I) for name in ("cash", "opening", "worth", "status", "defaulted", "waiver", "rescues", "repaced",
    "amended", "fails", "failed_now",
                                 "relets", "run", "amended_at", "slowed", "sold", "channel", "line", "agrees")]
)  # fmt: skip
#: what every posting touches, then what each quarter begins anew, stand side by side in memory
POSTED = ("cash", "worth", "into", "out", "have", "shortfall", "received", "earned")
ANEW = (
    "billed", "bills", "orders", "it_orders", "building", "use", "interest", "principal", "equity_raised",
    "debt_raised", "committed", "cost", "lab_cost", "hoard", "other", "ahead", "next_bills", "soon_bills", "taken",
    "coverage", "swept", "soon_sites", "sites", "spent", "marks", "gap", "ebitda", "on_delivery", "fined", "failed_now",
    "offered", "yielded", "signed", "opening", "wealth", "received_before", "placed", "placed_before", "ebitda_before",
    "interest_before",
)  # fmt: skip


def together(layout: np.dtype, *first: str) -> np.dtype:
    """The same fields, those named first side by side."""
    return np.dtype([(name, layout[name]) for name in (*first, *(n for n in layout.names if n not in first))])


#: what deliveries, orders and dues read of every party
READ = (
    "gw_use", "gw_live", "gw_built", "staged", "ordered", "rented", "halls", "halls_now", "defaulted", "ready", "capex",
    "early", "kept", "early_most", "peak", "billed0", "revenue", "status",
)  # fmt: skip
PARTY_STATE = together(PARTY_STATE, *POSTED, *ANEW, *READ)
LEG_STATE = np.dtype(
    [(name, F) for name in (
        "full", "price", "rem", "ramp", "left", "may", "o", "o0", "d", "pace", "w", "bill", "part",
        "deferred", "eighth", "entry", "paid", "call", "bound_call", "given",
        "conceded", "rescued", "written", "fine", "fine_left", "let", "let_given", "shift", "left_full", "left_d",
        "left_o", "arrived", "came", "worn",
    )] + [(name, I) for name in ("end", "lag", "late", "opened", "alive", "relet", "renewed", "first", "bound", "run",
    "stopped", "given_from",
                                 "cut_at", "forgiven", "overdue")]
)  # fmt: skip
#: what every scan of the contracts reads
SCANNED = ("full", "d", "alive", "renewed", "end", "late", "ramp", "o", "price", "pace", "w", "given", "bill", "rem",
           "let", "stopped")  # fmt: skip
LEG_STATE = together(LEG_STATE, *SCANNED)
DEBT_STATE = np.dtype(
    [(name, F) for name in (
        "face", "rate", "repay", "interest", "principal", "drawn", "before", "lost", "breach", "over", "waits",
    )] + [(name, I) for name in ("broken", "missed", "missed_at", "span")]
)  # fmt: skip
MARKET_STATE = np.dtype(
    [(name, F) for name in (
        "xc", "x", "memory", "it", "g", "efficiency", "planned", "rel", "thrift", "resale", "r", "rate", "fc", "rent",
        "used_rent", "rent_gw",
        "anchor", "rents_ahead", "resold", "error", "supply", "others", "stock", "r_noise", "outside", "outside_gw",
        "gw_power", "gw_chips", "gw_memory",
        "gw_capital", "gw_asked", "gw_standing", "gw_idle", "gw_late", "written", "residual", "audit",
        "planned_gw", "planned_labs", "demand_gw", "outside_used", "served", "fit", "tight", "letting", "answer",
        "walk", "outside_asked", "needed", "macro", "macro_lift", "heard", "centred", "losses", "lost", "fell", "until",
        "capital", "private", "grown", "forgets", "lift_conglomerate", "lift_vendor", "lift_neocloud", "lift_rest",
        "lift_holdings",
        "shares", "shares_before",
    )] + [(name, I) for name in ("regime", "equity", "debt", "lead", "outcome", "dues", "touched", "lifetime",
    "quarter", "deals", "contracts", "halls", "builders", "between", "seen", "deferring",
    "whole")]
)  # fmt: skip

#: how a path ended; any but OK stops it
OK, NO_CONSISTENT_CLEARING, NOT_CONVERGED, NOT_FINITE, AUDIT_FAILED = range(5)

MEASURES = (
    "cash", "revenue", "compute", "other_costs", "capex", "uses", "committed", "equity_raised", "debt_raised", "debt",
    "gap", "gw", "value", "status", "interest", "ebitda", "shortfall", "debt_service", "received", "worth",
    "collateral", "coverage", "swept", "revenue_share", "unserved_gw",
    "equity_offered", "new_contracts", "band",
)  # fmt: skip
CONCESSIONS = ("repaced", "amended", "rescued", "relet", "waived", "rescue_paid", "rescue_got", "given_up", "avoided",
               "downgraded", "evergreened")  # fmt: skip
BARGAIN = ("quarter", "debtor", "claimant", "lacking", "survival", "enforce", "amend", "top_up", "relet", "deferred",
           "brought", "evergreened")  # fmt: skip
BARGAINS = 48  # rows of the record of one path
#: sectors whose capital bounds what they lend
LENDERS = ("private_credit", "insurers_pensions", "banks", "bond_funds")
WORLD_MEASURES = (
    "rent", "appetite", "efficiency", "supply", "unserved_power", "unserved_chips", "unserved_memory",
    "unserved_capital", "asked", "audit", "clearing", "rate", "standing", "idle", "late", "write_down",
    "demand_gw", "outside_gw", "needed_gw",
    *(f"{what}_{lender}" for lender in LENDERS for what in ("held", "lost", "room")), "past_capital",
)  # fmt: skip


def layout(names: tuple[str, ...], kind: str = "f4") -> np.dtype:
    """A record with a number for each of these names, as the kernel writes it and a question reads it."""
    return np.dtype([(name, kind) for name in names])


FAMILIES_LEG = ("leg", "relet", "deferral", "rescue", "recovery", "penalty")
FAMILIES_PARTY = (
    "ai_revenue", "other_business", "power", "staff", "shell_rent", "tax", "memory", "building", "flex",
    "round_private", "round_public", "buy_back", "default_cost", "asset_sale", "short_rate",
)  # fmt: skip
FAMILIES_HOLDER = ("interest", "principal", "draw", "dividend")
AT = np.dtype([(name, I) for name in (*FAMILIES_LEG, *FAMILIES_PARTY, "route", "content", "content_due", "memory_due",
                                      "outside", *FAMILIES_HOLDER,
                                      "calls", "holder", "share", "deferral_line", "subrogation")])  # fmt: skip
#: small on purpose: every payment of every quarter looks up its slot
SLOT = np.dtype([("payer", "u4"), ("payee", "u4"), ("leg", "i4"), ("tag", "u1"), ("tier", "u1"), ("income", "u1")])
LINE = np.dtype([("holder", "u4"), ("issuer", "u4")])


class Index(NamedTuple):
    """The Plan's numbering. slots SLOT, lines LINE; at: first slot or line of each family; kinds (11,) and order
    (L,): the
    legs of kind k are order[kinds[k]:kinds[k + 1]]; calls (L,): first slot of a guarantee on a debt; private, public
    (N,): rows of `shares` that take a new round, -1 none; labs; sold and issued: the contracts that party i sells are
    sold[sold_at[i]:sold_at[i + 1]], its debts the same of issued; bought (rows of content) by
    buyer + 1; unsigned: contracts that may be signed, by year and seller; limited, vendors, lenders:
    parties. Most parties of a book only hold, pay or are paid, so what others do is
    asked of lists: working: who builds, sells or buys capacity, lends halls, or has business of its own; spenders:
    conglomerates; passing: landlords and vehicles that have tenants, debts, holders or a limit; marked: who has a value
    or holdings of its own; moving: whom any payment or claim can reach, the sectors first. dated: the
    legs of dates, draws by plan and shares of revenue; the limits that count leg c's capacity are
    bounds[bounds_at[c]:bounds_at[c + 1]], by kind; register: rows of `shares` by issuer, the same way; pulls: the
    gates (warrant leg, row of `gates`) by which a warrant waits on its holder's site, by site; rents: slots of what is
    paid for halls, by who gets it."""

    slots: np.ndarray
    lines: np.ndarray
    at: np.ndarray
    kinds: np.ndarray
    order: np.ndarray
    calls: np.ndarray
    private: np.ndarray
    public: np.ndarray
    labs: np.ndarray
    sold: np.ndarray
    sold_at: np.ndarray
    issued: np.ndarray
    issued_at: np.ndarray
    unsigned: np.ndarray
    limited: np.ndarray
    vendors: np.ndarray
    bought: np.ndarray
    bought_at: np.ndarray
    lenders: np.ndarray
    working: np.ndarray
    spenders: np.ndarray
    passing: np.ndarray
    marked: np.ndarray
    moving: np.ndarray
    dated: np.ndarray
    bounds: np.ndarray
    bounds_at: np.ndarray
    register: np.ndarray
    register_at: np.ndarray
    pulls: np.ndarray
    pulls_at: np.ndarray
    rents: np.ndarray
    rents_at: np.ndarray


class State(NamedTuple):
    """One path's memory: party PARTY_STATE, leg LEG_STATE, debt DEBT_STATE, market MARKET_STATE (one record), values
    (U,),
    level (D,) of each driver, ordered (T, L) o at each quarter's end, later (T, L) cents due on delivery, draws (B, T),
    put (T, L) share of an own site put to use, added, queued and stood (T,) GW, built (N, T) GW of own capital
    spending, flow and due
    (slots,), dues and touched: lists of slots, held and owed (lines,), units (S,), phi and tiers (N, 4), trial (N, 4),
    net (N,), position (N,) in whole cents, request and room (K, 2), deals (BARGAINS,) BARGAIN: who conceded what
    to whom, put_off (slots,): cents of a due put off in the quarter, named (N, sectors): what
    lenders hold of each party, standing (L,): the legs of compute, `contracts` of
    them, then the sites, `halls` in all, without what nobody has signed; building (L,): the `builders` of them that
    must be built, in the order of legs; between (slots,): the `between` dues that a party may fail for."""

    party: np.ndarray
    leg: np.ndarray
    debt: np.ndarray
    market: np.ndarray
    values: np.ndarray
    level: np.ndarray
    ordered: np.ndarray
    put: np.ndarray
    later: np.ndarray
    draws: np.ndarray
    added: np.ndarray
    queued: np.ndarray
    stood: np.ndarray
    built: np.ndarray
    flow: np.ndarray
    due: np.ndarray
    dues: np.ndarray
    touched: np.ndarray
    held: np.ndarray
    owed: np.ndarray
    units: np.ndarray
    phi: np.ndarray
    tiers: np.ndarray
    trial: np.ndarray
    net: np.ndarray
    position: np.ndarray
    request: np.ndarray
    room: np.ndarray
    deals: np.ndarray
    put_off: np.ndarray
    named: np.ndarray
    standing: np.ndarray
    building: np.ndarray
    between: np.ndarray


class Kept(NamedTuple):
    """What a simulation writes, for P paths, T quarters, F followed parties, N parties, L legs. Money in USD bn.

    party (P, T, F) MEASURES and world (P, T) WORLD_MEASURES, a float32 field a name; audit (P, T) cents; outcome (P,);
    credit and equity (P, N): losses by holder; defaulted (P, N): quarter or -1; leg_paid (P, L) and leg_first (P, L);
    legs (P, T, L) paid a quarter, cents (P, T, N) cash and paid (P, T, slots) in cents, or (0, 0, 0) each. conceded
    (P, N) CONCESSIONS: what each party got or gave in bargains over the path. bargains (P, BARGAINS) BARGAIN: who
    conceded what to whom, a row for each debtor, claimant and quarter; quarter -1: no more. supply (P, N) SUPPLY:
    what its capacity did.
    """

    party: np.ndarray
    world: np.ndarray
    audit: np.ndarray
    outcome: np.ndarray
    credit: np.ndarray
    equity: np.ndarray
    defaulted: np.ndarray
    leg_paid: np.ndarray
    leg_first: np.ndarray
    legs: np.ndarray
    cents: np.ndarray
    paid: np.ndarray
    conceded: np.ndarray
    leg_deferred: np.ndarray
    leg_rescued: np.ndarray
    bargains: np.ndarray
    supply: np.ndarray


def state(plan: p.Plan, index: Index) -> State:
    """Empty memory for one worker; `open_path` fills it anew for each path."""
    n, legs, debts, t = len(plan.parties), len(plan.legs), len(plan.debts), plan.times.shape[1]
    slots, lines = len(index.slots), len(index.lines)
    return State(
        np.zeros(n, PARTY_STATE), np.zeros(legs, LEG_STATE), np.zeros(debts, DEBT_STATE), np.zeros(1, MARKET_STATE),
        np.zeros(len(plan.values)), np.ones(len(plan.times)), np.zeros((t, legs)), np.zeros((t, legs)),
        np.zeros((t, legs)), np.zeros((debts, t)), np.zeros(t), np.zeros(t), np.zeros(t), np.zeros((n, t)),
        np.zeros(slots), np.zeros(slots), np.zeros(slots, np.int64), np.zeros(slots, np.int64),
        np.zeros(lines, np.int64), np.zeros(lines, np.int64), np.zeros(len(plan.shares)), np.zeros((n, 4)),
        np.zeros((n, 4)),
        np.zeros((n, 4)), np.zeros(n), np.zeros(n, np.int64), np.zeros((len(plan.limits), 2)),
        np.zeros((len(plan.limits), 2)), np.zeros(BARGAINS, layout(BARGAIN, F)), np.zeros(slots),
        np.zeros((n, len(p.SECTORS))),
        np.zeros(legs, np.int64), np.zeros(legs, np.int64), np.zeros(slots, np.int64),
    )  # fmt: skip


def index(plan: p.Plan) -> Index:
    """Number the payments and claims of a Plan."""
    tag = {name: code for code, name in enumerate(p.TAGS)}
    slots: list[tuple] = []
    lines: list[tuple] = []
    at = np.zeros(1, AT)
    parties, legs = plan.parties, plan.legs

    def family(name, rows):
        at[name][0] = len(slots)
        slots.extend(rows)

    def beneficiary(leg):
        covered = leg["covers"] if leg["kind"] == p.GUARANTEE else -1
        return legs["payee"][covered] if covered >= 0 else leg["payee"]

    def leg_slot(c, leg):
        if leg["kind"] == p.WARRANT:
            return (leg["payee"], leg["payer"], tag["exercise"], 2, 0, c)
        return (leg["payer"], beneficiary(leg), leg["tag"], leg["tier"], leg["kind"] != p.STAKE, c)

    every = range(len(parties))
    family("leg", (leg_slot(c, leg) for c, leg in enumerate(legs)))
    family("relet", ((p.CUSTOMERS, leg["payee"], tag["compute"], 2, 1, c) for c, leg in enumerate(legs)))
    family("deferral", ((leg["payer"], leg["payee"], tag["deferral"], 3, 0, c) for c, leg in enumerate(legs)))
    family("rescue", ((leg["payee"], leg["payer"], tag["rescue"], 2, 0, c) for c, leg in enumerate(legs)))
    family("recovery", ((leg["payee"], leg["payer"], tag["principal"], 3, 0, c) for c, leg in enumerate(legs)))
    family("penalty", ((leg["payee"], leg["payer"], tag["penalty"], 2, 1, c) for c, leg in enumerate(legs)))
    landlord = np.where(parties["landlord"] >= 0, parties["landlord"], p.MEMORY_FOUNDRY)
    main = np.where(parties["main"] >= 0, parties["main"], p.STAFF_OTHER)
    family("ai_revenue", ((p.CUSTOMERS, i, tag["ai_revenue"], 0, 1, -1) for i in every))
    family("other_business", ((p.CUSTOMERS, i, tag["other_business"], 0, 1, -1) for i in every))
    family("power", ((i, p.UTILITIES, tag["power"], 0, 1, -1) for i in every))
    family("staff", ((i, p.STAFF_OTHER, tag["staff"], 0, 1, -1) for i in every))
    family("shell_rent", ((i, landlord[i], tag["shell_rent"], 2, 1, -1) for i in every))
    family("tax", ((i, p.GOVERNMENTS, tag["tax"], 0, 1, -1) for i in every))
    family("memory", ((i, p.MEMORY_FOUNDRY, tag["memory"], 0, 1, -1) for i in every))
    family("building", ((i, p.MEMORY_FOUNDRY, tag["building"], 0, 1, -1) for i in every))
    family("flex", ((i, main[i], tag["flex"], 2, 1, -1) for i in every))
    family("route", ((row["lab"], row["seller"], tag["flex"], 2, 1, -1) for row in plan.routes))
    family("round_private", ((p.PRIVATE_FUNDS, i, tag["round"], 0, 0, -1) for i in every))
    family("round_public", ((p.PUBLIC_EQUITY, i, tag["round"], 0, 0, -1) for i in every))
    family("buy_back", ((i, p.PUBLIC_EQUITY, tag["buy_back"], 0, 0, -1) for i in every))
    family("default_cost", ((i, p.STAFF_OTHER, tag["default_cost"], 0, 1, -1) for i in every))
    family("asset_sale", ((p.PRIVATE_FUNDS, i, tag["asset_sale"], 0, 1, -1) for i in every))
    family("short_rate", ((p.BANKS, i, tag["interest"], 0, 1, -1) for i in every))
    family("content", ((max(row["buyer"], 0), row["vendor"], tag["chips"], 0, 1, -1) for row in plan.content))
    family("content_due", ((max(row["buyer"], 0), row["vendor"], tag["chips"], 2, 1, -1) for row in plan.content))
    family("memory_due", ((i, p.MEMORY_FOUNDRY, tag["memory"], 2, 1, -1) for i in every))
    family("outside", [(p.CUSTOMERS, p.MEMORY_FOUNDRY, tag["memory"], 0, 1, -1)])
    claims = [(row["party"], debt) for debt in plan.debts
              for row in plan.holders[debt["holder"] : debt["holder"] + debt["holders_n"]]]  # fmt: skip
    family("interest", ((d["issuer"], h, tag["interest"], d["tier"], 1, -1) for h, d in claims))
    family("principal", ((d["issuer"], h, tag["principal"], d["tier"], 0, -1) for h, d in claims))
    family("draw", ((h, d["issuer"], tag["loan"], 0, 0, -1) for h, d in claims))
    family("dividend", ((row["issuer"], row["holder"], tag["dividend"], 0, 1, -1) for row in plan.shares))
    calls = np.full(len(legs), -1)
    at["calls"][0] = len(slots)
    for c, leg in enumerate(legs):
        if leg["kind"] == p.GUARANTEE and leg["debt"] >= 0:
            calls[c] = len(slots)
            debt = plan.debts[leg["debt"]]
            held = plan.holders[debt["holder"] : debt["holder"] + debt["holders_n"]]
            slots.extend((leg["payer"], row["party"], tag["guarantee"], 2, 1, c) for row in held)
    at["holder"][0] = 0
    lines.extend((h, d["issuer"]) for h, d in claims)
    at["share"][0] = len(lines)
    lines.extend((row["holder"], row["issuer"]) for row in plan.shares)
    at["deferral_line"][0] = len(lines)
    lines.extend((leg["payee"], leg["payer"]) for leg in legs)
    at["subrogation"][0] = len(lines)
    for leg in legs:
        obligor = leg["payee"]
        if leg["kind"] == p.GUARANTEE and leg["covers"] >= 0:
            obligor = legs["payer"][leg["covers"]]
        elif leg["kind"] == p.GUARANTEE and leg["debt"] >= 0:
            obligor = plan.debts["issuer"][leg["debt"]]
        lines.append((leg["payer"], obligor))
    for c, leg in enumerate(legs):
        slots[at["recovery"][0] + c] = (lines[at["subrogation"][0] + c][1], leg["payer"], tag["principal"], 3, 0, c)
    order = np.argsort(legs["kind"], kind="stable").astype(np.int64)
    kinds = np.searchsorted(legs["kind"][order], np.arange(len(p.KINDS) + 1)).astype(np.int64)

    def takers(sector):
        found = np.full(len(parties), -1)
        for place, row in enumerate(plan.shares):
            if row["holder"] == sector and found[row["issuer"]] < 0:
                found[row["issuer"]] = place
        return found

    table = np.zeros(len(slots), SLOT)
    for place, name in enumerate(("payer", "payee", "tag", "tier", "income", "leg")):
        table[name] = [row[place] for row in slots]
    register = np.array([tuple(int(x) for x in row) for row in lines] or [], LINE)
    labs = np.flatnonzero(parties["role"] == p.LAB)
    private, public = takers(p.PRIVATE_FUNDS), takers(p.PUBLIC_EQUITY)
    sold = by_party(legs["payee"], np.flatnonzero(legs["kind"] == p.COMPUTE), len(parties))
    issued = by_party(plan.debts["issuer"], np.arange(len(plan.debts)), len(parties))
    unsigned = np.flatnonzero(legs["signing"] > 0)
    unsigned = unsigned[np.lexsort((legs["payee"][unsigned], legs["signing"][unsigned]))].astype(np.int64)
    bought = by_party(plan.content["buyer"] + 1, np.arange(len(plan.content)), len(parties) + 1)
    limited = np.flatnonzero(parties["limited"] == 1)
    vendors = np.flatnonzero(parties["role"] == p.VENDOR)
    lenders = np.flatnonzero(parties["capital"] > 0)
    owns = np.zeros(len(parties), bool)
    for legs_of in (legs[np.isin(legs["kind"], (p.COMPUTE, p.SITE))], legs[legs["tag"] == tag["lease"]]):
        owns[legs_of["payer"]] = owns[legs_of["payee"]] = True
    owns[plan.routes["seller"]] = owns[parties["landlord"][parties["landlord"] >= 0]] = True
    for column in ("revenue", "other", "leased", "lease_due"):
        owns |= parties[column] > 0  # row 0 of `values` is nothing
    working = owns | (parties["limited"] == 1) | (parties["landlord"] >= 0) | (parties["role"] == p.CONGLOMERATE)
    spenders = np.flatnonzero(parties["role"] == p.CONGLOMERATE)
    holds = parties["limited"] == 1
    for column in (plan.debts["issuer"], plan.shares["issuer"], parties["landlord"]):
        holds[column[column >= 0]] = True
    passing = np.flatnonzero(np.isin(parties["role"], (p.LANDLORD, p.VEHICLE)) & holds)
    moving = working | (parties["role"] == p.SECTOR)
    for rows, columns in ((legs, "payer payee"), (plan.debts, "issuer"), (plan.holders, "party"),
                          (plan.shares, "issuer holder"), (plan.content, "buyer vendor"), (plan.routes, "lab seller"),
                          (parties, "landlord main")):  # fmt: skip
        for column in columns.split():
            moving[rows[column][rows[column] >= 0]] = True
    marked = np.flatnonzero((parties["limited"] == 1) | (parties["role"] == p.INVESTOR))
    dated = np.flatnonzero(
        (legs["kind"] == p.DATED) | ((legs["kind"] == p.LOAN) & (legs["draws"] == p.BY_PLAN))
        | ((legs["kind"] == p.SHARE) & (legs["basis"] == p.REVENUE))
    )  # fmt: skip
    by_kind = np.argsort(plan.limits["kind"], kind="stable")
    counts = (plan.limits["kind"][by_kind] == p.LIMIT_MEMORY) | (legs["power"][:, None] == by_kind)
    counted, place = np.nonzero(counts | (legs["chips"][:, None] == by_kind))
    bounds, bounds_at = by_kind[place], np.searchsorted(counted, np.arange(len(legs) + 1))
    register_of = by_party(plan.shares["issuer"], np.arange(len(plan.shares)), len(parties))
    let = np.isin(legs["tag"], (tag["lease"], tag["shell_rent"])) & (legs["kind"] == p.DATED)
    rents = np.concatenate([at["leg"] + np.flatnonzero(let),
                            at["shell_rent"] + np.flatnonzero(working & (parties["landlord"] >= 0))])  # fmt: skip
    return Index(table, register, at, kinds, order, calls, private, public, labs, *sold, *issued, unsigned,
                 limited[limited > p.STAFF_OTHER], vendors[vendors > p.STAFF_OTHER], *bought,
                 lenders, np.flatnonzero(working), spenders, passing, marked[marked > p.STAFF_OTHER],
                 np.flatnonzero(moving), dated, bounds, bounds_at, *register_of, *pulls(plan),
                 *by_party(table["payee"], rents, len(parties)))  # fmt: skip


def pulls(plan: p.Plan) -> tuple[np.ndarray, np.ndarray]:
    """(warrant leg, gate) rows by the site of the warrant's holder that the gate counts, first of each leg and the
    end; of two gates on one site the first."""
    found: dict[tuple[int, int], int] = {}
    for warrant in np.flatnonzero(plan.legs["kind"] == p.WARRANT):
        first, holder = plan.legs["gates"][warrant], plan.legs["payee"][warrant]
        for gate in range(first, first + plan.legs["gates_n"][warrant]):
            site = plan.gates["leg"][gate]
            if plan.gates["kind"][gate] == p.POWER and plan.legs["payer"][site] == holder:
                found.setdefault((int(site), int(warrant)), gate)
    rows = np.array([(site, warrant, found[site, warrant]) for site, warrant in sorted(found)], np.int64).reshape(-1, 3)
    return np.ascontiguousarray(rows[:, 1:]), np.searchsorted(rows[:, 0], np.arange(len(plan.legs) + 1))


def by_party(party: np.ndarray, rows: np.ndarray, parties: int) -> tuple[np.ndarray, np.ndarray]:
    """(rows by their party, first of each party and the end): rows of one party keep their order."""
    ordered = rows[np.argsort(party[rows], kind="stable")].astype(np.int64)
    return ordered, np.searchsorted(party[ordered], np.arange(parties + 1)).astype(np.int64)
