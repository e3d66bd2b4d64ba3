"""Legs that buy something over time: compute, chips, leases, builds, sums paid evenly -> rows of `plan.legs`.

One function a kind; each says who pays whom, and returns None, or why the leg has no row.
"""

from __future__ import annotations

from gigaloop.book.model import VOID, Leg
from gigaloop.book.units import Quantity
from gigaloop.book.why import Why
from gigaloop.engine.compiler.accounts import BUILDERS
from gigaloop.engine.compiler.conduct import SHELL_LIFE, world
from gigaloop.engine.compiler.leg_rows import Rows, said
from gigaloop.engine.compiler.values import BN
from gigaloop.engine.plan import (
    CLOUD,
    COMPUTE,
    CONGLOMERATE,
    CUSTOMERS,
    DATED,
    LAB,
    NEOCLOUD,
    PRIVATE_FUNDS,
    PUBLIC_EQUITY,
    SITE,
    VEHICLE,
)

SELLERS_THAT_BUILD = (CLOUD, NEOCLOUD)


def compute(rows: Rows, leg: Leg) -> str | None:
    """Buyer -> seller: price x what is delivered, at least the take-or-pay share; a cloud that sells also builds."""
    terms, values = leg.terms, rows.values
    amount, power = said(terms.amount), said(terms.power)
    if amount is None and power is None:
        return Why("undisclosed_size", "undisclosed: neither dollars nor gigawatts")
    begin, end, length = rows.span(leg, "term-default")
    ramp = rows.ramp(leg, length)
    full = max(1.0, length - rows.middle(ramp) / 2)
    usual = rows.usual("rent-price-per-gw-year", leg.payee)
    if power is not None:
        gw = values.amount(leg, power, 1.0, "power")
        size = power.stated or 0.0
    else:
        size = (amount.stated or 0.0) / 1e9 / (values.middle(usual) / 4 * full) if amount else 0.0
        gw = values.fixed(size)
    seller = rows.accounts.number(leg.payee)
    builds = rows.accounts.roles[seller] in SELLERS_THAT_BUILD
    ahead = _paid_ahead(rows, leg, begin + rows.middle(ramp))
    rows.add(
        leg,
        kind=COMPUTE,
        payee=seller,
        tag="compute",
        tier=2,
        amount=values.amount(leg, amount, 100.0 * (1.0 - ahead)) if amount else 0,
        price=0 if amount else values.parameter(usual, BN),
        gw=gw,
        start=begin,
        ramp=ramp,
        end=end,
        floor=values.amount(leg, terms.take_or_pay, 1.0, "take-or-pay")
        if said(terms.take_or_pay)
        else values.parameter("take-or-pay-share"),
        beta=values.binding(leg, amount or power),
        builds=int(builds),
        penalty=values.amount(leg, terms.late_penalty, 1.0, "late-penalty")
        if said(terms.late_penalty)
        else values.maybe("late-penalty"),
        **rows.site(leg, leg.payee, late=builds),
        **rows.exit(leg, begin, length),
        **rows.late_exit(leg),
    )
    return None


def _paid_ahead(rows: Rows, leg: Leg, full: float) -> float:
    """The share of a purchase that its buyer pays in advance: evenly from the agreement until all of it stands, or as a
    deposit that is part of it says; each bill is lower by that share.
    """
    amount = said(leg.terms.amount)
    if amount is None or not amount.stated:
        return 0.0
    parts = [other for other in rows.book.deals[leg.deal].legs if other.part_of == leg.leg and other.kind == "deposit"]
    parts = [part for part in parts if said(part.terms.amount) and rows.book.stage(part.leg) not in VOID]
    told = [part.terms.amount for part in parts] or [said(getattr(leg.terms, "prepaid", None))]
    shares = [(sum_.stated or 0.0) / (1.0 if sum_.unit == "share" else amount.stated) for sum_ in told if sum_]
    for part, share in zip(parts or [leg], shares, strict=False):
        agreed, end = rows.quarter(part.steps[0].happened), round(full)
        if part is not leg and (part.terms.start or part.terms.end):
            agreed, row, _ = rows.span(part, "term-deposit")
            end = round(rows.middle(row))
        left = (end - max(0, agreed)) / max(1, end - agreed)  # what was due before the first quarter is paid already
        if left > 0.0 and rows.book.stage(part.leg) not in ("delivered", "drawn"):
            ahead = rows.values.amount(leg, amount, 100.0 * share * left)
            rows.evenly(leg, "deposit", ahead, agreed, rows.values.fixed(end), rows.values.binding(leg, amount))
    return min(1.0, sum(shares))


def chips(rows: Rows, leg: Leg) -> str | None:
    """Buyer -> vendor at order, GW by GW, with the shell around them; clouds' orders are inside what they build. What
    is delivered stands: it came evenly since it began."""
    terms, values = leg.terms, rows.values
    role, _ = rows.accounts.role(rows.accounts.merged.get(leg.payer, leg.payer))
    if role in (CLOUD, NEOCLOUD, CONGLOMERATE):
        return Why("in_capex", "inside the buyer's capital spending, which the model computes")
    amount, power = said(terms.amount), said(terms.power)
    if power is None:
        return dated(rows, leg, "memory" if rows.sector(leg.payee) == "supplier" else "chips", "term-chips")
    begin, end, _ = rows.span(leg, "term-chips")
    own = rows.book.key("content-per-gw", leg.payee)
    content = own or "content-own-chip-per-gw"
    unit, count = said(getattr(terms, "per_unit", None)), said(terms.units)
    if amount is not None and power.stated:
        price = values.amount(leg, amount, 100.0 / power.stated)
    elif unit is not None and count is not None and power.stated:
        price = values.amount(leg, unit, 100.0 * (count.stated or 0.0) / power.stated, "per-unit")
    else:
        price = values.parameter(content, BN)
    whole = "capex-it-per-gw" if own else "own-chip-capex-per-gw"
    extra = max(0.0, values.middle(whole) - values.middle(content))
    if own:
        extra += values.middle("capex-shell-per-gw")
    stands = rows.book.stage(leg.leg) == "delivered"
    begin = min(begin, -1) if stands else begin
    rows.add(
        leg,
        kind=SITE,
        tag="chips",
        price=price,
        extra=values.fixed(extra * BN),
        gw=values.amount(leg, power, 1.0, "power"),
        start=begin,
        ramp=values.fixed(-begin) if stands else values.parameter("chip-ramp-default"),
        end=end,
        beta=values.binding(leg, power if power.bound == "up_to" else amount),
        builds=1,
        **(rows.limits.of(leg.payee) if stands else rows.site(leg, leg.payee, late=True)),
    )
    fee = said(getattr(terms, "fixed_cost", None))
    if fee is not None:
        _design(rows, leg, fee, begin)
    return None


def _design(rows: Rows, leg: Leg, fee: Quantity, delivery: int) -> None:
    """The fee for designing a chip: evenly from the agreement to the first delivery, before any price of a unit."""
    agreed = max(0, rows.quarter(leg.steps[0].happened))
    end = rows.values.fixed(max(agreed + 1, delivery))
    rows.evenly(
        leg, "chips", rows.values.amount(leg, fee, 100.0, "fixed-cost"), agreed, end, rows.values.binding(leg, fee)
    )


def counter(rows: Rows, leg: Leg) -> None:
    """A leg whose money another leg carries, but whose gigawatts gates wait for: built on its plan, paid elsewhere."""
    power = said(leg.terms.power)
    if leg.kind != "chip_purchase" or power is None:
        return
    begin, end, _ = rows.span(leg, "term-chips")
    rows.add(
        leg,
        kind=SITE,
        tag="chips",
        gw=rows.values.amount(leg, power, 1.0, "power"),
        start=begin,
        ramp=rows.values.parameter("chip-ramp-default"),
        end=end,
        beta=rows.values.binding(leg, power),
        builds=1,
        **rows.site(leg, leg.payee, late=True),
    )


def lease(rows: Rows, leg: Leg) -> str | None:
    """Lessee -> lessor, evenly over the term; a landlord's rent for a cloud is inside the cloud's running cost."""
    terms, values = leg.terms, rows.values
    payer = rows.accounts.number(leg.payer)
    chips = leg.kind == "chip_lease"
    if not chips and rows.accounts.roles[payer] in (CLOUD, NEOCLOUD, CONGLOMERATE):
        return Why("in_rent", "inside the tenant's shell rent, which the model computes")
    if rows.accounts.roles[payer] not in BUILDERS and not rows.accounts.records[payer]["limited"] and chips:
        return Why("lessee", "the lessee's accounts are not modelled")
    if chips and said(terms.amount) and rows.accounts.roles[rows.accounts.number(leg.payee)] == VEHICLE:
        begin, _, length = rows.span(leg, "amortisation-gpu")
        cost = (terms.amount.stated or 0.0) / 1e9
        beta = values.binding(leg, terms.amount)
        vehicle_chips(rows, leg, rows.dollars(leg), cost, begin, round(length), beta)
        return None
    if not rows.modelled(leg):
        return Why("neither_side", "neither side's accounts are modelled")
    if said(terms.amount):
        return dated(rows, leg, *(("lease", "amortisation-gpu") if chips else ("shell_rent", "lease-term")))
    if leg.payee in rows.book.parties and rows.sector(leg.payee) == "vehicle":
        return None
    if said(terms.power) is None or chips:
        return Why("no_rent", "undisclosed: no rent")
    begin, end, length = rows.span(leg, "lease-term", drawn=False)
    rent = values.middle("shell-rent-per-gw") / 4 * length * (terms.power.stated or 0.0)
    rows.evenly(leg, "shell_rent", values.fixed(rent * BN), begin, end, values.binding(leg, terms.power))
    return None


def vehicle_chips(rows: Rows, leg: Leg, rent: int, cost: float, begin: int, quarters: int, beta: int) -> None:
    """Lessee -> vehicle: rent for chips that the vehicle buys with what was committed to it, whole whether used or not.

    `rent` is the row of the whole rent; the chips are those that `cost` (USD bn) buys. They are ordered after the
    signing and arrive as those of a new contract do (`signing-ramp`);
    whoever rents them after a default pays the rent of the day.
    """
    values = rows.values
    values.use("order-lead")
    lead = round(rows.book.parameter("order-lead").range()[2])
    begin = max(begin, lead)
    rows.add(
        leg,
        kind=COMPUTE,
        tag="lease",
        tier=2,
        amount=rent,
        gw=values.bought(cost, "capex-it-per-gw"),
        start=begin,
        ramp=world(values, "sign_ramp"),
        end=values.fixed(begin + quarters),
        floor=1,
        beta=beta,
        builds=1,
        **rows.site(leg, leg.payee, late=True),
    )


def build(rows: Rows, leg: Leg) -> str | None:
    """Owner -> builders; a counter of gigawatts, and cash only where a lab itself pays a developer."""
    payer, payee = rows.accounts.number(leg.payer), leg.payee
    if rows.accounts.roles[payer] == LAB and rows.sector(payee) in ("landlord", "vehicle"):
        return dated(rows, leg, "building", "term-build")
    return Why(
        "programme",
        "a programme counted in gigawatts: its cash is in the contracts, loans and capital spending behind it",
    )


def dated(rows: Rows, leg: Leg, tag: str, usual: str, to: int | None = None) -> str | None:
    """A sum paid evenly from the start to the end."""
    if rows.book.stage(leg.leg) in ("delivered", "drawn"):
        return Why("paid_before", "paid before the start")
    if said(leg.terms.amount) is None:
        return Why("no_amount", "undisclosed: no amount")
    begin, end, _ = rows.span(leg, usual)
    amount = rows.dollars(leg)
    rows.evenly(leg, tag, amount, begin, end, rows.values.binding(leg, leg.terms.amount), to)
    return None


def power(rows: Rows, leg: Leg) -> str | None:
    """Buyer -> supplier, evenly: the sum that was told, else price x load x hours x GW over the term."""
    terms, values = leg.terms, rows.values
    if said(terms.amount) or said(terms.power) is None:
        return dated(rows, leg, "power", "term-electricity")
    begin, end, length = rows.span(leg, "term-electricity", drawn=False)
    load = terms.load.stated if said(terms.load) else values.middle("load-factor")
    scale = 100.0 * load * 8760e3 * (terms.power.stated or 0.0) * length / 4  # cents for a dollar a MWh
    stated = said(terms.price)
    amount = values.amount(leg, stated, scale, "price") if stated else values.parameter("power-price", scale)
    rows.evenly(leg, "power", amount, begin, end, values.binding(leg, terms.power))
    return None


def deposit(rows: Rows, leg: Leg) -> str | None:
    """Payer -> holder; customers' own chips and prepayments are inside the backlog that closes a cloud's account."""
    if leg.payer == "customers" and rows.book.key("other-backlog", leg.payee):
        return Why("in_backlog", "inside the rest of the backlog, which is net of it")
    return dated(rows, leg, "deposit", "term-deposit")


def acquisition(rows: Rows, leg: Leg) -> str | None:
    """Acquirer -> the target's holders, in cash; paid in shares it moves none."""
    if rows.book.stage(leg.leg) in ("delivered", "drawn") or leg.terms.paid_in == "shares":
        return Why("done_before", "done before the start, or paid in shares")
    return dated(
        rows,
        leg,
        "acquisition",
        "term-acquisition",
        to=PUBLIC_EQUITY if rows.party(leg.payee).ticker else PRIVATE_FUNDS,
    )


def closing_rows(rows: Rows, party: str) -> None:
    """Customers -> cloud: the reported backlog that no leg carries, so that a going concern has its other tenants.

    The part already running (`-other-running`) is billed evenly on capacity that stands; the rest is built and ramps.
    """
    name = next(n for n in rows.accounts.names(party) if rows.book.key("other-backlog", n))
    values = rows.values
    known = rows.book.key("other-running", name)
    running = values.middle(known) if known else 0.0
    price, usual = values.middle(rows.usual("rent-price-per-gw-year", party)) / 4, rows.usual("ramp-default", party)
    term = round(values.middle("closing-running-term")) if running else 0
    told = rows.book.key("other-backlog", name)
    backlog = values.middle(told)
    seller = rows.accounts.number(party)
    base = {"tag": "compute", "kind": COMPUTE, "payer": CUSTOMERS, "payee": seller, "floor": 1, "beta": 1, "grade": 5}
    if running:
        past = (term + 0.5) / (term - 0.5)  # the quarter before the first is billed already
        rows.own(
            **base,
            amount=values.parameter(told, BN * running * past),
            gw=values.fixed(backlog * running / (price * term)),
            start=-1,
            ramp=1,
            end=values.fixed(term),
        )
    if running < 1:
        length, ramp = 4 * values.middle("term-default"), values.middle(usual)
        rows.own(
            **base,
            amount=values.parameter(told, BN * (1 - running)),
            gw=values.fixed(backlog * (1 - running) / (price * (length - ramp / 2))),
            start=0,
            ramp=values.parameter(usual),
            end=values.fixed(length),
            builds=1,
            **rows.limits.of(None),
        )


def _rates(rows: Rows, loans: dict[int, float], owed: float) -> list[float]:
    """(low, mid, high) of what a year of the loans costs, by their sums."""
    sofr = rows.values.middle("sofr")
    debts = [(rows.claims.debts[number], part / owed) for number, part in loans.items()]
    return [
        sum(part * (rows.values.middles[debt["rate"]][end] + sofr * debt["floating"]) for debt, part in debts)
        for end in range(3)
    ]


def _service(rate: float, quarters: float) -> float:
    """A quarter's even payment for each dollar owed.

    >>> round(_service(0.08, 4), 4)
    0.2626
    """
    return rate / 4 / (1 - (1 + rate / 4) ** -quarters)


def vehicle_row(rows: Rows, vehicle: str) -> None:
    """Tenant -> vehicle, where no rent was published: its debt service and a tenth more, to the last due, at the rate
    of its own loans.

    A vehicle has nothing else to pay its lenders with, so the lenders must have been shown at least that.
    """
    number = rows.accounts.number(vehicle)
    tenants = [
        leg for leg in rows.book.legs.values()
        if vehicle in (leg.payer, leg.payee)
        and leg.kind in ("chip_lease", "capacity_lease", "residual_guarantee")
    ]  # fmt: skip
    paid = any(row["payee"] == number and row["kind"] in (DATED, COMPUTE) for row in rows.legs)
    loans = {
        rows.claims.of_leg[leg.leg]: (leg.terms.drawn or leg.terms.amount).stated or 0.0
        for leg in rows.book.legs.values()
        if leg.kind == "loan" and leg.payee == vehicle and said(leg.terms.amount) and leg.leg in rows.claims.of_leg
    }
    owed = sum(loans.values())
    if paid or not tenants or not owed:
        return
    leg = tenants[0]
    tenant = leg.payer if leg.payer != vehicle else leg.payee
    with rows.values.of(leg.leg):
        quarters = (
            rows.values.middle("amortisation-gpu")
            if leg.kind == "chip_lease"
            else 4 * rows.values.reach(*SHELL_LIFE)[1]
        )
        covers = rows.values.reach("vehicle-rent-cover", 1.05, 1.1, 1.2)
        rates = _rates(rows, loans, owed)
        whole = [
            100.0 * cover * quarters * owed * _service(rate, quarters)
            for cover, rate in zip(covers, rates, strict=True)
        ]
        rent = rows.values.spread(f"{vehicle}.cost", "triangular", *whole, "sofr", "spread-by-grade")
        if leg.kind == "chip_lease":
            vehicle_chips(rows, leg, rent, owed / 1e9, 0, round(quarters), 1)
            return
    rows.own(
        "lease",
        kind=DATED,
        payer=rows.accounts.number(tenant),
        payee=number,
        tier=2,
        amount=rent,
        start=0,
        end=rows.values.fixed(quarters),
        beta=1,
        deal=rows.number_of[leg.leg],
        grade=5,
    )
