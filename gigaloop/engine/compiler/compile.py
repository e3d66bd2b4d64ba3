"""Book + Scenario -> Lowering: the Plan, and the names behind its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from gigaloop.book.deals import patch
from gigaloop.book.grade import count_once
from gigaloop.book.model import Book, Change, Leg, Scenario
from gigaloop.book.problem import InputError, Place, Problem
from gigaloop.book.scenario import arguments as filled, named
from gigaloop.book.units import quarter_index, quarter_of, quarters
from gigaloop.engine.compiler.accounts import ROLE_OF, Accounts
from gigaloop.engine.compiler.claims import Claims, opening_debt
from gigaloop.engine.compiler.conduct import world
from gigaloop.engine.compiler.deliveries import closing_rows, counter, vehicle_row
from gigaloop.engine.compiler.guides import guided_row
from gigaloop.engine.compiler.leg_rows import Rows
from gigaloop.engine.compiler.limits import Limits
from gigaloop.engine.compiler.lower import lower
from gigaloop.engine.compiler.rests import resting
from gigaloop.engine.compiler.routes import routes
from gigaloop.engine.compiler.schedules import dated
from gigaloop.engine.compiler.signing import signing_rows
from gigaloop.engine.compiler.ties import connect
from gigaloop.engine.compiler.values import BN, Values
from gigaloop.engine.plan import (
    CLOUD,
    CONGLOMERATE,
    GOING,
    LAB,
    NEOCLOUD,
    PRIVATE_FUNDS,
    RUN_OFF,
    SECTORS,
    VEHICLE,
    VENDOR,
    Plan,
    record,
    rows,
)
from gigaloop.engine.setup import LAST
from gigaloop.engine.world import NUMBERS

#: how the Plan writes what a scenario says of a rule
CODE = {"run-off": RUN_OFF, "going": GOING, "off": 0, "on": 1}
#: roles of firms that sell shares, and sectors that lend as long as they have capital
VALUED = (LAB, CLOUD, NEOCLOUD)
LENDERS = ("private_credit", "insurers_pensions", "banks", "bond_funds")
#: the rules of the quarter where no scenario says otherwise
RULES = {"mode": GOING, "bargain": 1, "news": 1, "full_payment": 0, "hoarding": 1, "waiver": 1, "signing": 1}


@dataclass(frozen=True)
class Lowering:
    """A Plan with the names behind its numbers.

    parties   id of each party number        legs      leg id of each row of `plan.legs` ('' for a closing row)
    drivers   name of each driver            quarters  '2025Q4', ... one for each column of time
    skipped   leg -> why it has no row       used      parameters behind the Plan
    scenario, arguments: what was compiled
    values    name of each row of `plan.values`: a parameter, or leg.amount, leg.binding; '' where it is fixed
    signing   row of `plan.legs` -> the model's own id of a contract that may be signed in the run
    rests     leg, party, 'world' or a number of it -> the parameters of the book behind its rows of the Plan
    assumed   parameters that the book lacks and runs on all the same: (least, mode, greatest) from `conduct`
    unbounded lenders of which the book states no capital: they lend without bound
    unvalued  firms of which the book has no market value: they sell no shares
    """

    plan: Plan
    parties: tuple[str, ...]
    legs: tuple[str, ...]
    debts: tuple[str, ...]
    drivers: tuple[str, ...]
    limits: tuple[str, ...]
    quarters: tuple[str, ...]
    skipped: Mapping[str, str]
    used: tuple[str, ...]
    without_accounts: tuple[str, ...]
    scenario: str
    arguments: Mapping[str, str]
    values: tuple[str, ...] = ()
    assumed: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)
    unbounded: tuple[str, ...] = ()
    unvalued: tuple[str, ...] = ()
    signing: Mapping[int, str] = field(default_factory=dict)
    rests: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def compile_plan(
    book: Book,
    scenario: Scenario | str | None = None,
    *,
    settings: Mapping[str, Any] | None = None,
    last: str = LAST,
) -> Lowering:
    """Lower a book to arrays.

    scenario   a Scenario, the name of one of the book's, several names joined by +, or None (base)
    settings   arguments of the scenario to replace; its rules say what of the quarter is on (`book.scenario.ruled`)
    last       the last quarter

    Raises InputError for an unknown scenario or argument, or a parameter that the book lacks on its date.
    """
    chosen = scenario if isinstance(scenario, Scenario) else named(book, scenario)
    arguments = filled(chosen, settings or {})
    rules = RULES | {name: CODE[value] for name, value in chosen.rules.told().items()}
    book = changed(book, chosen, arguments)
    zero = quarter_index(quarter_of(book.as_of))
    names = quarters(quarter_of(book.as_of), last)
    values = Values(book)
    accounts = Accounts(book, values)
    limits = Limits(book, values, chosen, arguments, len(names))
    claims = Claims(book, values, accounts)
    leg_rows = Rows(book, values, accounts, claims, limits)
    counted = count_once(book, book.legs.values())
    for party in book.parties:
        sector = book.parties[party].sector
        if sector in ROLE_OF and accounts.role(accounts.merged.get(party, party))[1] and sector != "vehicle":
            accounts.number(party)
    for leg in counted.legs:
        with values.of(leg.leg):
            lower(leg_rows, leg)
    for leg_id, why in counted.left_out:
        if why.id == "restates":
            with values.of(leg_id):
                counter(leg_rows, book.legs[leg_id])
    for party in [p for p in book.parties if book.key("other-backlog", p)]:
        with values.of(party):
            closing_rows(leg_rows, party)
    for party in [p for p in book.parties if book.key("capex-plan", p)]:
        with values.of(party):
            guided_row(leg_rows, party)
    for party in [p for p in book.parties if accounts.role(p)[0] == VEHICLE]:
        with values.of(party):
            vehicle_row(leg_rows, party)
    _complete(book, values, accounts, claims, limits)
    connect(leg_rows)
    signed = signing_rows(leg_rows, len(names))
    content, limit_rows, uses = _content(book, values, accounts, limits), limits.rows, _uses(accounts, limits)
    route_rows = routes(leg_rows)
    world, shocks, drivers = _world(book, values), limits.shocks(), limits.drivers
    values.use("appetite-transition")
    due, years = dated(book, claims, leg_rows.legs, names)
    value_table, tables = values.arrays()  # after everything that names a value
    plan = Plan(
        parties=rows("parties", accounts.records),
        legs=rows("legs", leg_rows.legs),
        debts=rows("debts", claims.debts),
        holders=rows("holders", claims.holders),
        shares=rows("shares", claims.shares),
        gates=rows("gates", leg_rows.gates),
        content=rows("content", content),
        limits=rows("limits", limit_rows),
        uses=rows("uses", uses),
        routes=rows("routes", route_rows),
        drivers=rows("drivers", drivers),
        values=value_table,
        quantiles=tables,
        world=record("world", **world),
        rules=record("rules", quarters=len(names), first=zero, **rules),
        **shocks,
        transition=np.array(book.parameter("appetite-transition").numbers()).reshape(3, 3),
        trend=np.full(len(names), np.nan),
        needed=np.full(len(names), np.nan),
        followed=np.array([n for n, r in enumerate(accounts.records) if r["limited"]], np.int64),
        due=due,
        years=years,
    )
    row_leg = {row: leg for leg, many in leg_rows.rows_of.items() for row in many}
    legs = tuple(row_leg.get(row, "") for row in range(len(leg_rows.legs)))
    return Lowering(
        plan=plan,
        parties=tuple(accounts.ids),
        legs=legs,
        debts=tuple(_debt_name(book, accounts, row) for row in claims.debts),
        drivers=tuple(limits.names),
        limits=tuple(limits.row_of),
        quarters=tuple(names),
        skipped=dict(counted.left_out) | leg_rows.skipped,
        used=tuple(values.used),
        rests=resting(plan, values, tuple(accounts.ids), legs, tuple(limits.row_of)),
        assumed=dict(values.assumed),
        unbounded=tuple(name for name in LENDERS if not accounts.records[SECTORS.index(name)].get("capital")),
        unvalued=tuple(
            party
            for party, role, record in zip(accounts.ids, accounts.roles, accounts.records, strict=True)
            if role in VALUED and record["limited"] and not record.get("value")
        ),
        without_accounts=tuple(accounts.without),
        scenario=chosen.scenario,
        arguments=arguments,
        values=tuple(name or "" for name in values.names),
        signing=signed,
    )


def changed(book: Book, scenario: Scenario, arguments: Mapping[str, str]) -> Book:
    """The book with the scenario's changes: legs removed, or given new terms from the book's date on."""
    problems: list[Problem] = []
    for change in scenario.book:
        target = change.remove or change.leg or ""
        if target not in book.legs:
            continue
        leg = None if change.remove else _patched(book, book.legs[target], change, dict(arguments), problems)
        deals = {
            key: deal.model_copy(
                update={
                    "legs": tuple(
                        x for x in (leg if each.leg == target else each for each in deal.legs) if x is not None
                    )
                }
            )
            for key, deal in book.deals.items()
        }
        book = replace(book, deals=deals)
    if problems:
        raise InputError(problems)
    return book


def _patched(book: Book, leg: Leg, change: Change, arguments: dict[str, str], problems: list[Problem]) -> Leg:
    place = book.places.get(("leg", leg.leg), Place("scenario"))
    return patch(leg, change.set or {}, arguments, place, problems)


def _complete(book: Book, values: Values, accounts: Accounts, claims: Claims, limits: Limits) -> None:
    """Opening numbers, borrowing rows, registers, demand drivers and main sellers, once every account is known."""
    shells = next((p.party_id for p in book.parties.values() if p.sector == "landlord" and p.kind == "group"), None)
    shells_number = accounts.number(shells) if shells else -1
    if shells:
        accounts.records[shells_number]["limited"] = 1  # it borrows and builds: it can fail like others
        accounts.without.pop(shells, None)
        claims.line(shells_number, PRIVATE_FUNDS, -1)  # whoever brings what its lenders do not
    accounts.fill(shells_number)
    if shells:
        accounts.records[shells_number]["private"] = 1
    for number, party in enumerate(accounts.ids):
        account, role = accounts.records[number], accounts.roles[number]
        if not account["limited"] and number != shells_number:
            continue
        listed = claims.covered.get(party, 0.0)
        with values.of(party):
            account |= claims.borrowing(number, opening_debt(claims, party, listed), role)
        if role == LAB:
            account["demand"] = limits.driver(f"demand.{_lab_name(accounts, party)}")
            account["main"] = _main_seller(book, accounts, limits, party)
        if account.get("value"):
            with values.of(party):
                claims.register(number, party)
    for issuer in {row["issuer"] for row in claims.shares}:
        if not any(row["units"] for row in claims.shares if row["issuer"] == issuer):
            with values.of(accounts.ids[issuer]):
                claims.register(issuer, accounts.ids[issuer])


def _lab_name(accounts: Accounts, party: str) -> str:
    """Whose demand it is: the lab's own name, also after it was taken over."""
    return next((n for n in reversed(accounts.names(party)) if accounts.book.key("revenue-q0", n)), party)


def _main_seller(book: Book, accounts: Accounts, limits: Limits, lab: str) -> int:
    """Who sells the compute that no leg carries: the cloud with the oldest tie to the lab (purchase, stake, right).

    A lab without such a tie builds its own sites: it pays the main chip vendor.
    """
    clouds = ("hyperscaler", "levered_cloud", "neocloud")
    ties = []
    for leg in book.legs.values():
        payer, payee = accounts.merged.get(leg.payer, leg.payer), accounts.merged.get(leg.payee, leg.payee)
        sells = leg.kind == "compute_purchase" and payee == lab
        if lab in (payer, payee) and not sells:
            other = payee if payer == lab else payer
            if other in book.parties and book.parties[other].sector in clouds:
                ties.append((leg.steps[0].happened, other))
    return accounts.number(min(ties)[1] if ties else limits.main_vendor)


def _content(book: Book, values: Values, accounts: Accounts, limits: Limits) -> list[dict[str, Any]]:
    """Shares of capital spending that go to each chip vendor: one parameter for each vendor and kind of builder."""
    out = []
    for number, role in [*enumerate(accounts.roles), (-1, CONGLOMERATE)]:
        builder = {CLOUD: "neocloud", NEOCLOUD: "neocloud", CONGLOMERATE: "hyperscaler"}.get(role)
        for vendor, vendor_role in zip(accounts.ids, accounts.roles, strict=True):
            name = book.key(f"content-{builder}", vendor) if builder else ""
            if name and vendor_role == VENDOR:
                out.append({"buyer": number, "vendor": accounts.number(vendor), "share": values.parameter(name)})
        if role == VEHICLE:
            out += _vehicle_content(book, values, accounts, number, limits.main_vendor)
    return out


def _vehicle_content(book: Book, values: Values, accounts: Accounts, vehicle: int, main: str) -> list[dict[str, Any]]:
    """Whose chips a vehicle buys: those of the chip vendor that backs it, else of the main one."""
    name = accounts.ids[vehicle]
    around = [p for leg in book.legs.values() if name in (leg.payer, leg.payee) for p in (leg.payer, leg.payee)]
    vendor = next((p for p in around if book.parties[p].sector == "chip_vendor" if p in accounts.ids), main)
    if vendor not in accounts.ids:
        return []
    if share := book.key("content-neocloud", vendor):
        row = values.parameter(share)
    else:
        known = book.key("content-per-gw", vendor) or "content-own-chip-per-gw"
        part = min(1.0, values.middle(known) / values.middle("capex-it-per-gw"))
        row = values.fixed(part, known, "capex-it-per-gw")
    return [{"buyer": vehicle, "vendor": accounts.number(vendor), "share": row}]


def _uses(accounts: Accounts, limits: Limits) -> list[dict[str, Any]]:
    builders = [number for number, role in enumerate(accounts.roles) if role == CONGLOMERATE]
    return [row for number in [*builders, -1] for row in limits.uses(number)]


def _world(book: Book, values: Values) -> dict[str, int]:
    out = {number.name: world(values, number.name) for number in NUMBERS if number.parameter}
    out["efficiency_planned"] = values.fixed(values.middle("efficiency-growth"))
    out["gw_cost"] = values.fixed((values.middle("capex-it-per-gw") + values.middle("capex-shell-per-gw")) * BN)
    return out


def _debt_name(book: Book, accounts: Accounts, row: Mapping[str, Any]) -> str:
    if row["deal"] >= 0:
        return list(book.legs)[row["deal"]]
    return f"{accounts.ids[row['issuer']]}: {'facility' if row['tier'] == 1 else 'bonds'}"
