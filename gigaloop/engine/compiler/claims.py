"""Who holds what on the first day: debts with their holders, registers of shares."""

from __future__ import annotations

from typing import Any

from gigaloop.book.model import Book, Leg
from gigaloop.book.problem import Misread
from gigaloop.book.recorded import COVENANTS
from gigaloop.book.units import When, quarter_index, quarter_of
from gigaloop.engine.compiler.accounts import Accounts
from gigaloop.engine.compiler.conduct import SHELL_LIFE
from gigaloop.engine.compiler.values import Values
from gigaloop.engine.plan import ANNUITY, BULLET, CLOUD, CONGLOMERATE, LANDLORD, LINEAR, NEOCLOUD, SECTORS

HOLDERS_OF = {"lenders": "holders-of-loans", "bondholders": "holders-of-bonds", "investors": "holders-of-bonds"}
AMORTISATION = {"bullet": BULLET, "linear": LINEAR, "annuity": ANNUITY, "contract": LINEAR}
TIER_OF_RANK = {"secured": 1, "senior": 2, "subordinated": 3, "convertible": 2, "preferred": 3}
#: roles whose bonds are priced by their band, with a coupon fixed at issue (kernel/rating.py)
RATED = (CLOUD, NEOCLOUD, CONGLOMERATE)
#: a bond that is rolled over: due after the last quarter
ROLLED = 400
COUNT = 1e9
"""Shares in issue where nobody said: one thousand million, so that a share of the whole reads off the number."""


class Claims:
    """Rows of `debts`, `holders` and `shares`, and where each leg's claim stands."""

    def __init__(self, book: Book, values: Values, accounts: Accounts) -> None:
        self.book, self.values, self.accounts = book, values, accounts
        self.debts: list[dict[str, Any]] = []
        self.holders: list[dict[str, Any]] = []
        self.shares: list[dict[str, Any]] = []
        self.of_leg: dict[str, int] = {}
        self.line_of: dict[tuple[int, int], int] = {}
        self.groups: dict[str, int] = {}
        self.covered: dict[str, float] = {}

    def debt(self, leg: Leg, face: int, deal: int) -> int:
        """The claim of a loan leg; `face` is the row of what is outstanding at the start."""
        terms = leg.terms
        issuer = self.accounts.number(leg.payee)
        secured = terms.rank == "secured" or bool(terms.collateral)
        spread, floating = self._rate(leg, secured)
        kind = AMORTISATION[terms.amortisation or ("linear" if secured and leg.payer == "lenders" else "bullet")]
        self.debts.append(
            {
                "issuer": issuer,
                "deal": deal,
                "tier": TIER_OF_RANK.get(terms.rank or "", 1 if secured else 2),
                **self._holders(leg.payer),
                "face": face,
                "rate": spread,
                "floating": int(floating),
                "amortisation": kind,
                "term": self._term(leg, kind),
                "collateral": -2 if secured else -1,
                "cross": self._group(leg),
                "cure": round(terms.cure.stated or 0.0) if terms.cure is not None else 0,
                **self._covenants(leg, secured),
            }
        )
        self.of_leg[leg.leg] = len(self.debts) - 1
        return len(self.debts) - 1

    def borrowing(self, number: int, opening: int, role: int) -> dict[str, int]:
        """The two rows that take an account's new borrowing: an unsecured bond, and a facility against capacity.

        The first bears the party's own spread and is repaid over its own term where the book has them
        (`PARTY-spread`, `PARTY-debt-term`); else its grade's spread, and it falls due evenly (`bond-life`). Chips are
        repaid in years (linear), a landlord's shells over the life of its leases (annuity).
        """
        values, party = self.values, self.accounts.ids[number]
        term = self.accounts.find(party, "debt-term")
        grade = values.fixed(self._spread("unsecured B" if role == NEOCLOUD else "Baa"))
        rated = role in RATED and not self.accounts.find(party, "spread")
        if rated:
            grade = values.fixed(values.middles[grade][1] + values.middle("sofr"), "spread-by-grade", "sofr")
        base = {"issuer": number, "deal": -1}
        self.debts.append(
            base
            | self._holders("bondholders")
            | {
                "tier": 2,
                "face": opening,
                "rate": self.accounts.find(party, "spread") or grade,
                "floating": int(not rated),
                "amortisation": LINEAR if term else BULLET,
                "term": term or values.fixed(ROLLED),
            }
        )
        bond = len(self.debts) - 1
        self.debts.append(
            base
            | self._holders("lenders")
            | {
                "tier": 1,
                "rate": values.fixed(self._spread("Ba2")),
                "floating": 1,
                "amortisation": ANNUITY if role == LANDLORD else LINEAR,
                "term": values.stated(*SHELL_LIFE, 4) if role == LANDLORD else values.parameter("amortisation-gpu"),
                "collateral": -2,
                "advance": self._advance(party),
                "coverage": values.parameter("covenant-coverage"),
                "sweep": 1,
            }
        )
        return {"bond": bond, "facility": bond + 1}

    def _advance(self, party: str) -> int:
        """The share of what it orders that an account may draw: as its loans say that can still be drawn, weighed by
        what is left of them; else as assumed."""
        rows = []
        for leg in self.book.legs.values():
            terms = leg.terms
            if (
                leg.kind != "loan"
                or leg.payee not in self.accounts.names(party)
                or self.book.stage(leg.leg) != "signed"
            ):
                continue
            shut = isinstance(terms.draw, When) and terms.draw.last < self.book.as_of
            if shut or not (terms.advance and terms.advance.stated and terms.amount and terms.amount.stated):
                continue
            left = terms.amount.stated - (terms.drawn.stated or 0.0 if terms.drawn else 0.0)
            low, high = terms.advance.bounds()
            rows.append((max(0.0, left), low, terms.advance.stated, terms.advance.stated if high is None else high))
        whole = sum(row[0] for row in rows)
        if not whole:
            return self.values.parameter("advance-rate-gpu")
        low, mid, high = (sum(row[0] * row[n] for row in rows) / whole for n in (1, 2, 3))
        return (
            self.values.spread(f"{party}.advance", "uniform", low, mid, high) if low < high else self.values.fixed(mid)
        )

    def line(self, issuer: int, holder: int, deal: int, units: float = 0.0) -> int:
        """The register row of a holder; made once for each pair."""
        if (issuer, holder) not in self.line_of:
            self.shares.append({"issuer": issuer, "holder": holder, "units": units, "deal": deal})
            self.line_of[issuer, holder] = len(self.shares) - 1
        elif units:
            self.shares[self.line_of[issuer, holder]]["units"] += units
        return self.line_of[issuer, holder]

    def register(self, issuer: int, party: str) -> None:
        """The rest of a register: whoever the book does not name, so that an issuer's rows sum to its whole count."""
        count = COUNT
        for name in self.accounts.names(party):
            if shares := self.book.key("shares", name):
                count = self.values.middle(shares) * 1e9
        named = [row for row in self.shares if row["issuer"] == issuer]
        held = min(sum(row["units"] for row in named), 0.95)
        factor = held / max(sum(row["units"] for row in named), 1e-12)
        for row in named:
            row["units"] *= factor * count
        rest = count * (1 - held)
        public = self.book.parties[party].ticker is not None
        parts = {"public_equity": 1.0} if public else self.values.split("holders-of-lab-equity")
        whole = sum(share for sector, share in parts.items() if sector in SECTORS)
        for sector, share in parts.items():
            if sector in SECTORS:
                self.line(issuer, SECTORS.index(sector), -1, rest * share / whole)

    def _holders(self, lender: str) -> dict[str, int]:
        first = len(self.holders)
        if lender in HOLDERS_OF:
            for sector, share in self.values.split(HOLDERS_OF[lender]).items():
                self.holders.append({"party": SECTORS.index(sector), "share": share})
        else:
            self.holders.append({"party": self.accounts.number(lender), "share": 1.0})
        return {"holder": first, "holders_n": len(self.holders) - first}

    def _rate(self, leg: Leg, secured: bool) -> tuple[int, bool]:
        terms = leg.terms
        told = ((terms.spread, True), (terms.rate, False))
        for quantity, floating in reversed(told) if terms.rate_type == "fixed" else told:
            if quantity is not None and quantity.stated is not None:
                unit = 1e-4 if quantity.unit == "bp" else 1.0
                return self.values.amount(leg, quantity, unit, "rate"), floating
        vehicle = self.values.vehicle(leg)
        if secured and vehicle:  # undisclosed: a grade either side, drawn with the rent that its lender saw
            ends = (self._spread(grade) for grade in ("Baa", "Ba2", "B"))
            return self.values.spread(f"{vehicle}.cost", "triangular", *ends, "spread-by-grade"), True
        return self.values.fixed(self._spread("Ba2" if secured else "unsecured B")), True

    def _spread(self, grade: str) -> float:
        self.values.use("spread-by-grade")
        told = self.book.parameter("spread-by-grade").value
        for part in told.split(";"):
            *words, number = part.split()
            if " ".join(words) == grade:
                return float(number)
        raise Misread(
            f"parameter spread-by-grade: {told!r} has no grade {grade!r}", f"Add '{grade} NUMBER'", "parameters.csv"
        )

    def _covenants(self, leg: Leg, secured: bool) -> dict[str, int]:
        """Limits that the loan's own words state ('coverage 1.3', 'loan to value 0.75'); else coverage as assumed."""
        found = {}
        for words in leg.terms.covenants or ():
            for name, pattern in COVENANTS.items():
                if number := pattern.search(words):
                    found[name] = self.values.fixed(float(number[1]))
        if secured and "coverage" not in found and leg.payer != "bondholders":  # bonds have none to be kept
            found["coverage"] = self.values.parameter("covenant-coverage")
        swept = leg.terms.sweep.stated if leg.terms.sweep is not None else None
        return found | ({"sweep": self.values.fixed(1.0 if swept is None else swept)} if found else {})

    def _term(self, leg: Leg, kind: int) -> int:
        """Bullet: the quarter (counted from the first) when the face is due; else quarters to repay a draw."""
        terms = leg.terms
        zero = quarter_index(quarter_of(self.book.as_of))
        begin = quarter_index((terms.start or leg.steps[-1].happened).quarter) - zero
        length = terms.term.stated if terms.term is not None and terms.term.stated else None
        if kind == BULLET:
            if terms.end is not None:
                due = max(0, quarter_index(quarter_of(terms.end.last)) - zero)
                more = terms.extension.stated if terms.extension is not None and terms.extension.stated else 0.0
                return self.values.spread(f"{leg.leg}.due", "uniform", due, due + more / 2, due + more)
            return self.values.fixed(max(0.0, begin + length) if length else ROLLED)
        if length or terms.end is not None:
            due = begin + length if length else quarter_index(quarter_of(terms.end.last)) - zero
            return self.values.fixed(max(1.0, due - max(0, begin)))
        return self.values.parameter("amortisation-gpu")

    def _group(self, leg: Leg) -> int:
        named = leg.terms.cross_default
        if not named:
            return self.groups.get(leg.leg, -1)
        group = next((self.groups[other] for other in named if other in self.groups), len(self.groups))
        self.groups |= dict.fromkeys((leg.leg, *named), group)
        return group


def opening_debt(claims: Claims, party: str, listed: float) -> int:
    """What an account owes at the start beyond the loans that the book lists: its stated debt less `listed` dollars."""
    for name in claims.accounts.names(party):
        parameter = claims.book.parameters.get(claims.book.key("debt-0", name))
        if parameter is not None:
            low, mid, high = (max(0.0, value * 1e9 - listed) * 100 for value in parameter.range())
            claims.values.use(parameter.key)
            label = f"{party}.opening-debt"
            return claims.values.spread(label, "triangular", low, mid, high, parameter.key) if high else 0
    return 0
