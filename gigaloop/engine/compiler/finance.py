"""Legs of finance: stakes, warrants, loans, guarantees, revenue shares -> rows of `plan.legs`.

One function a kind; each says who pays whom, and returns None, or why the leg has no row.
"""

from __future__ import annotations

from gigaloop.book.model import Leg
from gigaloop.book.terms import Gate, Tranche
from gigaloop.book.units import Quantity, When
from gigaloop.book.why import Why
from gigaloop.engine.compiler.leg_rows import Rows, said
from gigaloop.engine.compiler.ties import STEPS, even_gates
from gigaloop.engine.compiler.values import BN
from gigaloop.engine.plan import (
    BACKSTOP,
    BASES,
    BY_BORROWER,
    BY_HOLDER,
    BY_PLAN,
    CLOUD,
    GOVERNMENTS,
    GUARANTEE,
    LAB,
    LOAN,
    NEOCLOUD,
    PUBLIC_EQUITY,
    RESIDUAL,
    REVENUE,
    SHARE,
    STAKE,
    WARRANT,
)


def stake(rows: Rows, leg: Leg) -> str | None:
    """Investor -> issuer, tranche by tranche as gates open, at the value then or the value agreed."""
    terms, values = leg.terms, rows.values
    issuer, holder = rows.accounts.number(leg.payee), rows.investor(leg)
    if not rows.accounts.records[issuer]["limited"]:
        return Why("issuer", "the issuer's accounts are not modelled")
    number = rows.number_of[leg.leg]
    done = rows.book.stage(leg.leg) in ("delivered", "drawn")
    drawn = (terms.drawn.stated or 0.0) / (terms.amount.stated or 1.0) if said(terms.drawn) and terms.amount else 0.0
    line = rows.claims.line(issuer, holder, number, rows.held(leg) * (1.0 if done else drawn))
    if done:
        return Why("registered", "paid before the start: it stands in the register of shares")
    if said(terms.amount) is None:
        return Why("no_amount", "undisclosed: no amount")
    begin = rows.quarter(terms.start) if terms.start else max(0, rows.quarter(leg.steps[-1].happened))
    tranches = terms.tranches or (Tranche.model_construct(amount=terms.amount),)
    whole = sum((t.amount.stated or 0.0) * t.repeat for t in tranches)
    left = 1.0 - drawn
    for tranche in tranches:
        for turn in range(tranche.repeat):
            valuation = tranche.valuation or terms.valuation
            share = (tranche.amount.stated or 0.0) / whole * left if whole else left
            row = rows.add(
                leg,
                kind=STAKE,
                payer=holder,
                payee=issuer,
                tag="stake",
                amount=values.fixed((terms.amount.stated or 0.0) * share * 100.0),
                start=max(0, begin),
                end=values.fixed(rows.end(terms.end)) if terms.end else 0,
                beta=values.binding(leg, terms.amount),
                option=int(terms.option == "investor"),
                at_gate=int(valuation == "at_gate"),
                valuation=values.amount(leg, valuation, 100.0, "valuation") if isinstance(valuation, Quantity) else 0,
                line=line,
            )
            rows.later.append((row, "gates", leg, tranche.gate, turn + 1))
    return None


def warrant(rows: Rows, leg: Leg) -> str | None:
    """Issuer -> holder: no cash but the strike; each step waits for its gigawatts *and* its share price."""
    terms = leg.terms
    if said(terms.units) is None:
        return Why("no_shares", "undisclosed: no number of shares")
    issuer, holder = rows.accounts.number(leg.payer), rows.accounts.number(leg.payee)
    if not rows.accounts.records[issuer]["limited"] and rows.accounts.value(leg.payer) is None:
        return Why("not_valued", "the issuer's shares are not valued")
    between = said(terms.top_price) is not None and len(terms.gates or ()) < STEPS
    gates = even_gates(rows, leg) if between or not terms.gates else terms.gates
    line = rows.claims.line(issuer, holder, rows.number_of[leg.leg])
    for gate in gates:
        row = rows.add(
            leg,
            kind=WARRANT,
            payer=issuer,
            payee=holder,
            tag="exercise",
            units=rows.values.fixed((terms.units.stated or 0.0) / len(gates)),
            strike=rows.values.fixed((terms.strike.stated or 0.0) * 100.0 if said(terms.strike) else 1.0),
            start=0,
            end=rows.values.fixed(rows.end(terms.end)) if terms.end else 0,
            line=line,
        )
        rows.later.append((row, "gates", leg, gate, 1))
    return None


def loan(rows: Rows, leg: Leg) -> str | None:
    """Lender -> borrower: what is drawn stands as a claim on the first day; what is signed is drawn over its period."""
    terms, values = leg.terms, rows.values
    draws = BY_HOLDER if said(terms.hold) else BY_BORROWER if terms.draw == "as_needed" else BY_PLAN
    if draws != BY_PLAN:
        return _standing(rows, leg, draws)
    if said(terms.amount) is None:
        return Why("no_amount", "undisclosed: no amount")
    borrower = rows.accounts.number(leg.payee)
    if not rows.accounts.records[borrower]["limited"]:
        return Why("borrower", "the borrower's accounts are not modelled")
    number = rows.number_of[leg.leg]
    done = rows.book.stage(leg.leg) in ("delivered", "drawn")
    builder = rows.accounts.roles[borrower] in (CLOUD, NEOCLOUD)
    drawn = terms.drawn if said(terms.drawn) else terms.amount if done else None
    rate = rows.limits.dollars(terms.amount.unit) if terms.amount else 1.0
    face = values.amount(leg, drawn, 100.0 * rate, "drawn") if drawn else 0
    if drawn:
        name = rows.accounts.merged.get(leg.payee, leg.payee)
        rows.claims.covered[name] = rows.claims.covered.get(name, 0.0) + (drawn.stated or 0.0) * rate
    debt = rows.claims.debt(leg, face, number)
    if face:
        _converts(rows, leg, borrower, debt)
    if done:
        return None if face else "repaid"
    if builder:
        return Why("undrawn", "undrawn: a builder draws as it orders, within its facility and its debt limit")
    rest = (terms.amount.stated or 0.0) - (drawn.stated or 0.0 if drawn else 0.0)
    begin = max(0, rows.quarter(terms.start or leg.steps[-1].happened))
    rows.add(
        leg,
        kind=LOAN,
        payee=borrower,
        tag="loan",
        amount=values.fixed(max(0.0, rest) * 100.0 * rate),
        start=begin,
        end=values.fixed(_drawn_until(rows, leg, begin)),
        beta=values.binding(leg, terms.amount),
        debt=debt,
    )
    return None


def _converts(rows: Rows, leg: Leg, issuer: int, debt: int) -> None:
    """A convertible above its strike when it is due becomes shares: a right to buy face / strike of them at the end of
    the quarter before, whose money repays the note. Its holders' gain is the public's, who buys the shares."""
    strike, values = said(leg.terms.strike), rows.values
    names = rows.accounts.names(rows.accounts.merged.get(leg.payee, leg.payee))
    due = round(rows.middle(rows.claims.debts[debt]["term"]))
    if strike is None or due < 1 or not any(rows.book.key("shares", name) for name in names):
        return
    cents = (strike.stated or 0.0) * 100.0
    row = rows.add(
        leg,
        kind=WARRANT,
        payer=issuer,
        payee=PUBLIC_EQUITY,
        tag="exercise",
        units=values.fixed(rows.middle(rows.claims.debts[debt]["face"]) / cents),
        strike=values.fixed(cents),
        start=due - 1,
        end=values.fixed(due),
        line=rows.claims.line(issuer, PUBLIC_EQUITY, rows.number_of[leg.leg]),
    )
    rows.later.append((row, "gates", leg, Gate.model_construct(price=strike), 1))


def _standing(rows: Rows, leg: Leg, draws: int) -> str | None:
    """A loan without a plan of draws: its holder keeps a share of its wealth in it, or its borrower draws what it
    lacks."""
    terms, values = leg.terms, rows.values
    cap = said(terms.amount)
    face = values.amount(leg, terms.drawn, 100.0, "drawn") if said(terms.drawn) else 0
    rows.add(
        leg,
        kind=LOAN,
        tag="loan",
        amount=values.amount(leg, cap, 100.0) if cap else 0,
        start=max(0, rows.quarter(terms.start)) if terms.start else 0,
        end=values.fixed(rows.end(terms.end)) if terms.end else values.fixed(999),
        beta=values.binding(leg, cap),
        debt=rows.claims.debt(leg, face, rows.number_of[leg.leg]),
        draws=draws,
        share=values.amount(leg, terms.hold, 1.0, "hold") if draws == BY_HOLDER else 0,
        response=values.fixed(terms.hold_response or 0.0),
        kept=values.amount(leg, terms.cash_kept, 1.0, "kept") if said(terms.cash_kept) else 0,
    )
    return None


def _drawn_until(rows: Rows, leg: Leg, begin: int) -> int:
    """The quarter after the last draw: as the loan says (a day, or a number of quarters), else a year."""
    draw = leg.terms.draw
    if draw == "at_once":
        return begin + 1
    if isinstance(draw, When):
        return max(begin + 1, rows.end(draw))
    if isinstance(draw, Quantity) and draw.stated:
        return begin + max(1, round(draw.stated))
    return begin + 4


def contingent(rows: Rows, leg: Leg) -> str | None:
    """Guarantor -> whom it protects, on call only: a missed due, unsold capacity, an asset worth too little."""
    terms, values = leg.terms, rows.values
    kind = {"guarantee": GUARANTEE, "capacity_backstop": BACKSTOP, "residual_guarantee": RESIDUAL}[leg.kind]
    cap = said(getattr(terms, "cap", None)) or said(terms.amount)
    guarantor, obligor = rows.accounts.number(leg.payer), rows.accounts.number(leg.payee)
    if kind == GUARANTEE and not rows.accounts.records[obligor]["limited"]:
        return Why("obligor", "the obligor's accounts are not modelled")
    row = rows.add(
        leg,
        kind=kind,
        payer=guarantor,
        payee=obligor,
        tag="guarantee",
        amount=values.amount(leg, cap, 100.0, "cap") if cap else values.parameter("guarantee-cap-undisclosed", BN),
        start=max(0, rows.quarter(terms.start)) if terms.start else 0,
        end=values.fixed(_stands_until(rows, leg)),
        beta=values.binding(leg, cap),
        subrogation=int(getattr(terms, "subrogation", "yes") != "no"),
        **_protected(rows, leg, kind),
    )
    rows.later.append((row, "covers", leg, None, 0))
    return None


def _stands_until(rows: Rows, leg: Leg) -> int:
    """The quarter after the last of a guarantee: its end, else its term from the start; without either it stands."""
    terms = leg.terms
    if terms.end is not None:
        return rows.end(terms.end)
    term = said(terms.term)
    if term is None:
        return 999
    return rows.quarter(terms.start or leg.steps[0].happened) + round(term.stated or 0.0)


def _protected(rows: Rows, leg: Leg, kind: int) -> dict[str, int]:
    """What a backstop pays for a gigawatt unsold, and the floor of a residual guarantee under the price when new."""
    terms, values = leg.terms, rows.values
    if kind == BACKSTOP:
        hourly = said(terms.price)
        if hourly is not None and hourly.unit == "USD/GPU-hour":
            return {"price": values.amount(leg, hourly, values.middle("gpu-hours-per-gw-year") * 100.0, "price")}
        return {"share": values.stated("backstop-price-share", 0.6, 0.8, 1)}
    if kind == RESIDUAL:
        floor = said(terms.floor)
        stated = floor is not None and floor.unit == "share"
        share = values.amount(leg, floor, 1.0, "floor") if stated else values.maybe("residual-floor")
        return {"price": values.parameter("capex-it-per-gw", BN), "share": share}
    return {}


def revenue_share(rows: Rows, leg: Leg) -> str | None:
    """Payer -> receiver: a share of its outside revenue, or of another base, until its cap or its end."""
    terms, values = leg.terms, rows.values
    if said(terms.share) is None:
        return Why("no_share", "undisclosed: no share")
    payer, payee = rows.accounts.number(leg.payer), rows.accounts.number(leg.payee)
    name = (terms.base or "").replace(" ", "_")
    basis = BASES.index(name) if name in BASES else REVENUE
    if basis == REVENUE and rows.accounts.roles[payer] != LAB:
        return Why("payer", "the payer's AI revenue is not modelled")
    tax = basis != REVENUE and payee == GOVERNMENTS
    cap = said(terms.cap) or said(terms.amount)
    unknown = values.maybe("revenue-share-cap", BN) if terms.cap is not None else 0
    rows.add(
        leg,
        kind=SHARE,
        payer=payer,
        payee=payee,
        tag="tax" if tax else "revenue_share",
        tier=0 if tax else 2,
        basis=basis,
        share=values.amount(leg, terms.share, 1.0, "share"),
        cap=values.amount(leg, cap, 100.0, "cap") if cap else unknown,
        start=0,
        end=values.fixed(rows.end(terms.end)) if terms.end else values.fixed(999),
    )
    return None
