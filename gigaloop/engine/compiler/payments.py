"""Legs of the book -> rows of `plan.legs`: one function a kind, each saying who pays whom, when, behind which gate."""

from __future__ import annotations

from typing import Any

from gigaloop.book.model import Book, Leg
from gigaloop.book.terms import Gate, Tranche
from gigaloop.book.units import Quantity, When, quarter_index, quarter_of
from gigaloop.engine.compiler.accounts import BUILDERS, GROUP_SECTOR, Accounts
from gigaloop.engine.compiler.claims import Claims
from gigaloop.engine.compiler.limits import Limits
from gigaloop.engine.compiler.values import BN, Values
from gigaloop.engine.plan import (
    BACKSTOP,
    CLOUD,
    COMPUTE,
    CONGLOMERATE,
    CUSTOMERS,
    DATE,
    DATED,
    GUARANTEE,
    LAB,
    LISTED,
    LOAN,
    NEOCLOUD,
    POWER,
    PRICE,
    PRIVATE_FUNDS,
    PUBLIC_EQUITY,
    RESIDUAL,
    SHARE,
    SITE,
    STAKE,
    TAGS,
    WARRANT,
)

SELLERS_THAT_BUILD = (CLOUD, NEOCLOUD)
STEPS = 6
"""Vesting steps of a warrant, or tranches of a stake, that nobody published: six equal ones (assumed)."""


class Payments:
    """Rows of `legs` and `gates`. `rows_of` gives the rows of a leg; `skipped` says why a leg has none."""

    def __init__(self, book: Book, values: Values, accounts: Accounts, claims: Claims, limits: Limits) -> None:
        self.book, self.values, self.accounts, self.claims, self.limits = book, values, accounts, claims, limits
        self.zero = quarter_index(quarter_of(book.as_of))
        self.legs: list[dict[str, Any]] = []
        self.gates: list[dict[str, Any]] = []
        self.rows_of: dict[str, list[int]] = {}
        self.skipped: dict[str, str] = {}
        self.later: list[tuple[int, str, Leg, Gate | None, float]] = []
        self.number_of = {leg: number for number, leg in enumerate(book.legs)}

    def lower(self, leg: Leg) -> None:
        """Add the rows of one leg, or note why it has none."""
        match leg.kind:
            case "compute_purchase":
                why = self.compute(leg)
            case "chip_purchase" | "chip_codesign":
                why = self.chips(leg)
            case "chip_lease" | "capacity_lease":
                why = self.lease(leg)
            case "capacity_build":
                why = self.build(leg)
            case "stake":
                why = self.stake(leg)
            case "warrant":
                why = self.warrant(leg)
            case "loan":
                why = self.loan(leg)
            case "guarantee" | "capacity_backstop" | "residual_guarantee":
                why = self.contingent(leg)
            case "revenue_share":
                why = self.revenue_share(leg)
            case "grant":
                why = self.dated(leg, "grant", 20)
            case "deposit":
                why = self.dated(leg, "deposit", 4)
            case "power_purchase":
                why = self.dated(leg, "power", 40)
            case "acquisition":
                why = self.acquisition(leg)
            case _:
                why = "a right moves no cash"
        if why:
            self.skipped[leg.leg] = why

    def compute(self, leg: Leg) -> str | None:
        """Buyer -> seller: price x what is delivered, at least the take-or-pay share; the seller builds if it is a cloud."""
        terms, values = leg.terms, self.values
        amount, power = _said(terms.amount), _said(terms.power)
        if amount is None and power is None:
            return "undisclosed: neither dollars nor gigawatts"
        begin, end, length = self._span(leg, 24)
        ramp = self._ramp(leg, length)
        full = max(1.0, length - self._middle(ramp) / 2)
        if power is not None:
            gw = values.amount(leg, power, 1.0, "power")
            size = power.stated or 0.0
        else:
            size = (
                (amount.stated or 0.0) / 1e9 / (values.middle("rent-price-per-gw-year") / 4 * full) if amount else 0.0
            )
            gw = values.fixed(size)
        seller = self.accounts.number(leg.payee)
        builds = self.accounts.roles[seller] in SELLERS_THAT_BUILD
        self._add(
            leg,
            kind=COMPUTE,
            payer=self.accounts.number(leg.payer),
            payee=seller,
            tag=TAGS.index("compute"),
            tier=2,
            amount=values.amount(leg, amount, 100.0) if amount else 0,
            price=0 if amount else values.parameter("rent-price-per-gw-year", BN),
            gw=gw,
            start=begin,
            ramp=ramp,
            end=end,
            floor=values.amount(leg, terms.take_or_pay, 1.0, "take-or-pay")
            if _said(terms.take_or_pay)
            else values.parameter("take-or-pay-share"),
            beta=values.binding(leg, amount or power),
            builds=int(builds),
            **self._site(leg, leg.payee, late=builds),
            **self._exit(leg, begin, length),
        )
        return None

    def chips(self, leg: Leg) -> str | None:
        """Buyer -> vendor at order, GW by GW, with the shell around them; clouds' orders are inside what they build."""
        terms, values = leg.terms, self.values
        role, _ = self.accounts.role(self.accounts.merged.get(leg.payer, leg.payer))
        if role in (CLOUD, NEOCLOUD, CONGLOMERATE):
            return "inside the buyer's capital spending, which the model computes"
        amount, power = _said(terms.amount), _said(terms.power)
        if power is None:
            return self.dated(leg, "memory" if self._sector(leg.payee) == "supplier" else "chips", 24)
        begin, end, _ = self._span(leg, 24)
        vendor = f"content-{leg.payee}-per-gw"
        content = vendor if vendor in self.book.parameters else "content-own-chip-per-gw"
        if amount is not None and power.stated:
            price = values.amount(leg, amount, 100.0 / power.stated)
        else:
            price = values.parameter(content, BN)
        whole = "capex-it-per-gw" if vendor in self.book.parameters else "own-chip-capex-per-gw"
        extra = max(0.0, values.middle(whole) - values.middle(content))
        if vendor in self.book.parameters:
            extra += values.middle("capex-shell-per-gw")
        self._add(
            leg,
            kind=SITE,
            payer=self.accounts.number(leg.payer),
            payee=self.accounts.number(leg.payee),
            tag=TAGS.index("chips"),
            price=price,
            extra=values.fixed(extra * BN),
            gw=values.amount(leg, power, 1.0, "power"),
            start=begin,
            ramp=values.parameter("chip-ramp-default"),
            end=end,
            beta=values.binding(leg, power if power.bound == "up_to" else amount),
            builds=1,
            **self._site(leg, leg.payee, late=True),
        )
        return None

    def lease(self, leg: Leg) -> str | None:
        """Lessee -> lessor, evenly over the term; a landlord's rent for a cloud is inside the cloud's running cost."""
        terms, values = leg.terms, self.values
        payer = self.accounts.number(leg.payer)
        chips = leg.kind == "chip_lease"
        if not chips and self.accounts.roles[payer] in (CLOUD, NEOCLOUD, CONGLOMERATE):
            return "inside the tenant's shell rent, which the model computes"
        if self.accounts.roles[payer] not in BUILDERS and not self.accounts.records[payer]["limited"] and chips:
            return "the lessee's accounts are not modelled"
        if _said(terms.amount):
            return self.dated(leg, "lease" if chips else "shell_rent", 20 if chips else 60)
        if _said(terms.power) is None or chips:
            return "undisclosed: no rent"
        begin, end, length = self._span(leg, 60)
        rent = values.middle("shell-rent-per-gw") / 4 * length * (terms.power.stated or 0.0)
        self._dated(leg, "shell_rent", values.fixed(rent * BN), begin, end, values.binding(leg, terms.power))
        return None

    def build(self, leg: Leg) -> str | None:
        """Owner -> builders; a counter of gigawatts, and cash only where a lab itself pays a developer."""
        payer, payee = self.accounts.number(leg.payer), leg.payee
        if self.accounts.roles[payer] == LAB and self._sector(payee) in ("landlord", "vehicle"):
            return self.dated(leg, "building", 16)
        return "a programme counted in gigawatts: its cash is in the contracts, loans and capital spending behind it"

    def stake(self, leg: Leg) -> str | None:
        """Investor -> issuer, tranche by tranche as gates open, at the value then or the value agreed."""
        terms, values = leg.terms, self.values
        issuer, holder = self.accounts.number(leg.payee), self._investor(leg)
        if not self.accounts.records[issuer]["limited"]:
            return "the issuer's accounts are not modelled"
        number = self.number_of[leg.leg]
        done = self.book.stage(leg.leg) in ("delivered", "drawn")
        line = self.claims.line(issuer, holder, number, self._held(leg) if done else 0.0)
        if done:
            return "paid before the start: it stands in the register of shares"
        if _said(terms.amount) is None:
            return "undisclosed: no amount"
        begin = self._quarter(terms.start) if terms.start else max(0, self._quarter(leg.steps[-1].happened))
        tranches = terms.tranches or (Tranche(amount=terms.amount),)
        whole = sum((t.amount.stated or 0.0) * t.repeat for t in tranches)
        left = 1.0 - (terms.drawn.stated or 0.0) / (terms.amount.stated or 1.0) if _said(terms.drawn) else 1.0
        for tranche in tranches:
            for turn in range(tranche.repeat):
                valuation = tranche.valuation or terms.valuation
                share = (tranche.amount.stated or 0.0) / whole * left if whole else left
                row = self._add(
                    leg,
                    kind=STAKE,
                    payer=holder,
                    payee=issuer,
                    tag=TAGS.index("stake"),
                    amount=values.fixed((terms.amount.stated or 0.0) * share * 100.0),
                    start=max(0, begin),
                    end=values.fixed(self._end(terms.end)) if terms.end else 0,
                    beta=values.binding(leg, terms.amount),
                    option=int(terms.option == "investor"),
                    at_gate=int(valuation == "at_gate"),
                    valuation=values.amount(leg, valuation, 100.0, "valuation")
                    if isinstance(valuation, Quantity)
                    else 0,
                    line=line,
                )
                self.later.append((row, "gates", leg, tranche.gate, turn + 1))
        return None

    def warrant(self, leg: Leg) -> str | None:
        """Issuer -> holder: no cash but the strike; each step waits for its gigawatts *and* its share price."""
        terms = leg.terms
        if _said(terms.units) is None:
            return "undisclosed: no number of shares"
        issuer, holder = self.accounts.number(leg.payer), self.accounts.number(leg.payee)
        gates = terms.gates or self._even_gates(leg)
        line = self.claims.line(issuer, holder, self.number_of[leg.leg])
        for gate in gates:
            row = self._add(
                leg,
                kind=WARRANT,
                payer=holder,
                payee=issuer,
                tag=TAGS.index("exercise"),
                units=self.values.fixed((terms.units.stated or 0.0) / len(gates)),
                strike=self.values.fixed((terms.strike.stated or 0.0) * 100.0 if _said(terms.strike) else 1.0),
                start=0,
                end=self.values.fixed(self._end(terms.end)) if terms.end else 0,
                line=line,
            )
            self.later.append((row, "gates", leg, gate, 1))
        return None

    def loan(self, leg: Leg) -> str | None:
        """Lender -> borrower: what is drawn stands as a claim on the first day; what is signed is drawn over its period."""
        terms, values = leg.terms, self.values
        if _said(terms.amount) is None:
            return "undisclosed: no amount"
        borrower = self.accounts.number(leg.payee)
        if not self.accounts.records[borrower]["limited"] and self.accounts.roles[borrower] == CONGLOMERATE:
            return "the borrower's accounts are not modelled"
        number = self.number_of[leg.leg]
        done = self.book.stage(leg.leg) in ("delivered", "drawn")
        builder = self.accounts.roles[borrower] in (CLOUD, NEOCLOUD)
        drawn = terms.drawn if _said(terms.drawn) else terms.amount if done else None
        face = values.amount(leg, drawn, 100.0, "drawn") if drawn else 0
        if drawn:
            name = self.accounts.merged.get(leg.payee, leg.payee)
            self.claims.covered[name] = self.claims.covered.get(name, 0.0) + (drawn.stated or 0.0)
        debt = self.claims.debt(leg, face, number)
        if done:
            return None if face else "repaid"
        if builder:
            return "undrawn: a builder draws as it orders, within its facility and its debt limit"
        rest = (terms.amount.stated or 0.0) - (drawn.stated or 0.0 if drawn else 0.0)
        begin = max(0, self._quarter(terms.start or leg.steps[-1].happened))
        self._add(
            leg,
            kind=LOAN,
            payer=self.accounts.number(leg.payer),
            payee=borrower,
            tag=TAGS.index("loan"),
            amount=values.fixed(max(0.0, rest) * 100.0),
            start=begin,
            end=values.fixed(begin + (1 if terms.draw == "at_once" else 4)),
            beta=values.binding(leg, terms.amount),
            debt=debt,
        )
        return None

    def contingent(self, leg: Leg) -> str | None:
        """Guarantor -> whom it protects, on call only: a missed due, unsold capacity, an asset worth too little."""
        terms, values = leg.terms, self.values
        kind = {"guarantee": GUARANTEE, "capacity_backstop": BACKSTOP, "residual_guarantee": RESIDUAL}[leg.kind]
        cap = _said(getattr(terms, "cap", None)) or _said(terms.amount)
        guarantor, obligor = self.accounts.number(leg.payer), self.accounts.number(leg.payee)
        if kind == GUARANTEE and not self.accounts.records[obligor]["limited"]:
            return "the obligor's accounts are not modelled"
        row = self._add(
            leg,
            kind=kind,
            payer=guarantor,
            payee=obligor,
            tag=TAGS.index("guarantee"),
            amount=values.amount(leg, cap, 100.0, "cap") if cap else values.parameter("guarantee-cap-undisclosed", BN),
            start=max(0, self._quarter(terms.start)) if terms.start else 0,
            end=values.fixed(self._end(terms.end)) if terms.end else values.fixed(999),
            beta=values.binding(leg, cap),
            subrogation=int(getattr(terms, "subrogation", "yes") != "no"),
        )
        self.later.append((row, "covers", leg, None, 0))
        return None

    def revenue_share(self, leg: Leg) -> str | None:
        """Payer -> receiver: a share of its outside revenue until the cap is paid or the end is reached."""
        terms, values = leg.terms, self.values
        if _said(terms.share) is None:
            return "undisclosed: no share"
        payer = self.accounts.number(leg.payer)
        if self.accounts.roles[payer] != LAB:
            return "the payer's AI revenue is not modelled"
        cap = _said(terms.cap) or _said(terms.amount)
        self._add(
            leg,
            kind=SHARE,
            payer=payer,
            payee=self.accounts.number(leg.payee),
            tag=TAGS.index("revenue_share"),
            share=values.amount(leg, terms.share, 1.0, "share"),
            cap=values.maybe("revenue-share-cap", BN) if cap else 0,
            start=0,
            end=values.fixed(self._end(terms.end)) if terms.end else values.fixed(999),
        )
        return None

    def acquisition(self, leg: Leg) -> str | None:
        """Acquirer -> the target's holders, in cash; paid in shares it moves none."""
        if self.book.stage(leg.leg) in ("delivered", "drawn") or leg.terms.paid_in == "shares":
            return "done before the start, or paid in shares"
        return self.dated(leg, "acquisition", 2, to=PUBLIC_EQUITY if self._party(leg.payee).ticker else PRIVATE_FUNDS)

    def dated(self, leg: Leg, tag: str, default: int, to: int | None = None) -> str | None:
        """A sum paid evenly from the start to the end."""
        if self.book.stage(leg.leg) in ("delivered", "drawn"):
            return "paid before the start"
        if _said(leg.terms.amount) is None:
            return "undisclosed: no amount"
        begin, end, _ = self._span(leg, default)
        amount = self._dollars(leg)
        self._dated(leg, tag, amount, begin, end, self.values.binding(leg, leg.terms.amount), to)
        return None

    def closing_row(self, party: str) -> None:
        """Customers -> cloud: the reported backlog that no leg carries, so that a going concern has its other tenants."""
        name = next(n for n in self.accounts.names(party) if f"{n}-other-backlog" in self.book.parameters)
        values = self.values
        full = 24 - 4
        size = values.middle(f"{name}-other-backlog") / (values.middle("rent-price-per-gw-year") / 4 * full)
        self.legs.append(
            {
                "kind": COMPUTE,
                "payer": CUSTOMERS,
                "payee": self.accounts.number(party),
                "tag": TAGS.index("compute"),
                "amount": values.parameter(f"{name}-other-backlog", BN),
                "gw": values.fixed(size),
                "start": 0,
                "ramp": values.parameter("ramp-default"),
                "end": values.fixed(24),
                "floor": 1,
                "beta": 1,
                "builds": 1,
                **self.limits.of(None, "us"),
                "grade": 5,
            }
        )

    def connect(self) -> None:
        """Gates and covers may name any leg, so they are tied once all rows stand."""
        for row, what, leg, gate, turn in self.later:
            if what == "covers":
                self._cover(row, leg)
            elif gate is not None:
                self._gate(row, leg, gate, turn)

    def _cover(self, row: int, leg: Leg) -> None:
        record = self.legs[row]
        covers = getattr(leg.terms, "covers", None) or ()
        for other in covers:
            if other in self.rows_of:
                record["covers"] = self.rows_of[other][0]
            if other in self.claims.of_leg:
                record["debt"] = self.claims.of_leg[other]
        if "covers" in record or "debt" in record:
            return
        obligor = record["payee"]
        owed = [n for n, other in enumerate(self.legs) if other["payer"] == obligor and other["kind"] == DATED]
        if owed:
            record["covers"] = owed[0]
        else:
            record["debt"] = self.accounts.records[obligor].get("bond", -1)

    def _gate(self, row: int, leg: Leg, gate: Gate, turn: float) -> None:
        first = len(self.gates)
        issuer = self.legs[row]["payee"]
        if gate.power is not None and gate.delivered_on in self.rows_of:
            level = self.values.fixed((gate.power.stated or 0.0) * (turn if leg.kind == "stake" else 1))
            self.gates.append({"kind": POWER, "level": level, "leg": self.rows_of[gate.delivered_on][0]})
        elif gate.power is not None:
            self.gates.append({"kind": DATE, "quarter": 998})
        if gate.price is not None:
            level = self.values.fixed((gate.price.stated or 0.0) * 100.0)
            self.gates.append({"kind": PRICE, "level": level, "party": issuer})
        if gate.by is not None:
            self.gates.append({"kind": DATE, "quarter": self._quarter(gate.by)})
        if gate.event == "listing":
            self.gates.append({"kind": LISTED, "party": issuer})
        if len(self.gates) > first:
            self.legs[row] |= {"gates": first, "gates_n": len(self.gates) - first}

    def _even_gates(self, leg: Leg) -> tuple[Gate, ...]:
        """Steps that nobody published: equal gigawatts, prices rising evenly to the top (assumed)."""
        chips = next(
            (o.leg for o in self.book.deals[leg.deal].legs if o.kind == "chip_purchase" and _said(o.terms.power)), None
        )
        whole = _said(leg.terms.power) or (_said(self.book.legs[chips].terms.power) if chips else None)
        top = leg.terms.top_price
        gates = []
        for step in range(1, STEPS + 1):
            power = price = None
            if whole is not None and chips is not None:
                gw = (whole.stated or 0.0) * step / STEPS
                power = Quantity(f"{gw:g} GW", "exact", gw, gw, "GW")
            if top is not None and top.stated:
                dollars = top.stated * step / STEPS
                price = Quantity(f"{dollars:g} USD/share", "exact", dollars, dollars, "USD/share")
            gates.append(Gate(power=power, delivered_on=chips, price=price))
        return tuple(gates)

    def _held(self, leg: Leg) -> float:
        """The share of the issuer that a paid stake holds: as published, else amount over valuation."""
        terms = leg.terms
        if _said(terms.share_held):
            return terms.share_held.stated or 0.0
        at = terms.valuation.stated if isinstance(terms.valuation, Quantity) else None
        worth = at or self.accounts.value(self.accounts.merged.get(leg.payee, leg.payee))
        amount = terms.amount.stated if _said(terms.amount) else 0.0
        return min(0.5, amount / worth) if worth and amount else 0.0

    def _investor(self, leg: Leg) -> int:
        if leg.payer == "investors" and self._party(leg.payee).ticker:
            return PUBLIC_EQUITY
        return self.accounts.number(leg.payer)

    def _party(self, party: str) -> Any:
        return self.book.parties[self.accounts.merged.get(party, party)]

    def _sector(self, party: str) -> str:
        return self._party(GROUP_SECTOR.get(party, party)).sector

    def _dollars(self, leg: Leg) -> int:
        """What of the amount is still to pay, in cents; a foreign amount at the book's rate."""
        amount = leg.terms.amount
        drawn = leg.terms.drawn.stated or 0.0 if _said(leg.terms.drawn) else 0.0
        left = 1.0 - drawn / amount.stated if amount.stated else 1.0
        return self.values.amount(leg, amount, 100.0 * left * self.limits.dollars(amount.unit))

    def _dated(self, leg: Leg, tag: str, amount: int, begin: int, end: int, beta: int, to: int | None = None) -> None:
        currency = leg.terms.amount.unit if leg.terms.amount is not None else "USD"
        self._add(
            leg,
            kind=DATED,
            payer=self.accounts.number(leg.payer),
            payee=self.accounts.number(leg.payee) if to is None else to,
            tag=TAGS.index(tag),
            tier=2,
            amount=amount,
            start=max(0, begin),
            end=end,
            beta=beta,
            driver=self.limits.currency(currency),
            late=self.limits.late(leg, None),
        )

    def _add(self, leg: Leg, **row: Any) -> int:
        from gigaloop.book.grade import grade_shares

        shares, _ = grade_shares(self.book, leg)
        row |= {"deal": self.number_of[leg.leg], "grade": max(shares, key=lambda grade: shares[grade])}
        self.legs.append(row)
        self.rows_of.setdefault(leg.leg, []).append(len(self.legs) - 1)
        return len(self.legs) - 1

    def _site(self, leg: Leg, maker: str, late: bool) -> dict[str, int]:
        limit = self.limits.of(maker, self.limits.region(leg))
        if not late:
            return {"late": self.limits.late(leg, limit["chips"])}
        values = self.values
        probability, length = values.middle("late-probability"), values.middle("late-length")
        delay = values.spread(f"{leg.leg}.delay", "late", 0.0, length, 4 * length, a=probability)
        return limit | {"delay": delay, "late": self.limits.late(leg, limit["chips"])}

    def _exit(self, leg: Leg, begin: int, length: float) -> dict[str, int]:
        terms = leg.terms
        if _said(terms.firm) and _said(terms.amount) and terms.amount.stated:
            return {"exit": max(0, begin + round(length * (terms.firm.stated or 0.0) / terms.amount.stated))}
        if terms.exit is not None and terms.exit != "none" and _said(terms.notice):
            cost = terms.exit_cost
            whole = terms.amount.stated if _said(terms.amount) else None
            share = (cost.stated or 0.0) / whole if _said(cost) and whole else 0.0
            return {
                "exit": max(0, begin) + round(terms.notice.stated or 0.0),
                "exit_cost": self.values.fixed(share),
            }
        return {}

    def _span(self, leg: Leg, default: int) -> tuple[int, int, float]:
        """(first quarter, row of the quarter after the last, quarters between) from start, end and term."""
        terms = leg.terms
        happened = self._quarter(leg.steps[0].happened)
        if terms.start is not None:
            begin = self._quarter(terms.start)
        else:
            begin = happened + round(self.values.middle("start-default"))
        if terms.end is not None:
            length = max(1.0, self._end(terms.end) - begin)
        elif terms.term is not None and terms.term.stated:
            length = terms.term.stated
        elif leg.kind == "compute_purchase":
            low, mid, high = (4 * x for x in self.book.parameter("term-default").range())
            self.values.used["term-default"] = None
            end = self.values.spread(f"{leg.leg}.end", "uniform", begin + low, begin + mid, begin + high)
            return begin, end, mid
        else:
            length = float(default)
        return begin, self.values.fixed(begin + length), length

    def _ramp(self, leg: Leg, length: float) -> int:
        if _said(leg.terms.ramp):
            return self.values.amount(leg, leg.terms.ramp, 1.0, "ramp")
        if length >= 16:
            return self.values.parameter("ramp-default")
        return self.values.fixed(max(1.0, length / 3))

    def _middle(self, row: int) -> float:
        return self.values.middles[row][1]

    def _quarter(self, when: When) -> int:
        return quarter_index(when.quarter) - self.zero

    def _end(self, when: When) -> int:
        """The quarter after the one that holds the last day."""
        return quarter_index(quarter_of(when.last)) - self.zero + 1


def _said(quantity: Quantity | None) -> Quantity | None:
    """The quantity, if a number was stated."""
    return quantity if quantity is not None and quantity.stated is not None else None
