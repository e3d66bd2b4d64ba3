"""Who has an account, in which role, and with what to start: parties of the book -> rows of `plan.parties`.

Parameters are found by the party's own id ('openai-cash-0', 'noncompute-cost-openai'), so no name is written here. A
firm of which the book has no account keeps an unlimited one: it pays what it owes and never defaults by omission.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cached_property
from typing import Any

from gigaloop.book.model import Book, Figure
from gigaloop.book.owner import key as owned
from gigaloop.book.worth import day_of, newest
from gigaloop.engine.compiler.values import BN, Values
from gigaloop.engine.plan import (
    CLOUD,
    CONGLOMERATE,
    INVESTOR,
    LAB,
    LANDLORD,
    NEOCLOUD,
    OTHER,
    SECTOR,
    SECTORS,
    SOVEREIGN,
    VEHICLE,
    VENDOR,
)

#: sector of the book -> role, and the parameter that must exist for it to have an account of its own
ROLE_OF = {
    "lab": (LAB, "revenue-q0"),
    "levered_cloud": (CLOUD, "debt-0"),
    "neocloud": (NEOCLOUD, "debt-0"),
    "hyperscaler": (CONGLOMERATE, "other-cash-flow"),
    "carrier": (LAB, "revenue-q0"),
    "chip_vendor": (VENDOR, "cash-0"),
    "equipment_vendor": (VENDOR, "cash-0"),
    "landlord": (LANDLORD, ""),
    "vehicle": (VEHICLE, ""),
    "sovereign": (SOVEREIGN, ""),
    "investor": (INVESTOR, "cash-0"),
}
#: groups of the data -> the sector that pays or gets for them
GROUP_SECTOR = {"investors": "private_funds", "lenders": "private_credit", "bondholders": "bond_funds"}
OWN_COLUMNS = 32
VALUE_METRICS = ("valuation", "market_cap")
BUILDERS = (LAB, CLOUD, NEOCLOUD)


class Accounts:
    """Numbers of parties, in the order in which they are met; sectors are 0 to 10."""

    def __init__(self, book: Book, values: Values) -> None:
        self.book = book
        self.values = values
        self.ids: list[str] = list(SECTORS)
        self.roles: list[int] = [SECTOR] * len(SECTORS)
        self.records: list[dict[str, Any]] = [{"role": SECTOR, "limited": 0} for _ in SECTORS]
        self.without: dict[str, None] = {}
        self.merged = _mergers(book)

    def number(self, party: str) -> int:
        """The party's number; met for the first time, it gets an account. A merged firm has its acquirer's."""
        party = self.merged.get(party, party)
        party = GROUP_SECTOR.get(party, party)
        if party not in self.ids:
            self.ids.append(party)
            role, limited = self.role(party)
            self.roles.append(role)
            self.records.append({"role": role, "limited": int(limited)})
            if not limited:
                self.without[party] = None
        return self.ids.index(party)

    def role(self, party: str) -> tuple[int, bool]:
        """(role, whether it has an account that can run out)."""
        role, parameter = ROLE_OF.get(self.book.parties[party].sector, (OTHER, ""))
        pooled = [name for name, into in self.merged.items() if into == party]
        if any(self.book.key(ROLE_OF["lab"][1], name) for name in pooled):
            return LAB, True
        if role == VEHICLE:
            kinds = {leg.kind for leg in self.book.legs.values() if party in (leg.payer, leg.payee)}
            rented = kinds.intersection(("chip_lease", "capacity_lease", "residual_guarantee"))
            return (role, True) if "loan" in kinds and rented else (OTHER, False)
        if parameter and self.book.key(parameter, party):
            return role, True
        return (role if role in (LANDLORD, SOVEREIGN, INVESTOR) else OTHER), False

    def names(self, party: str) -> tuple[str, ...]:
        """The ids whose parameters belong to this account: itself, and firms merged into it."""
        return (party, *(name for name, into in self.merged.items() if into == party))

    def find(self, party: str, what: str, scale: float = 1.0, default: int = 0, draw: str = "") -> int:
        """A value from the first parameter that exists among the account's names, else `default`."""
        for name in self.names(party):
            if key := self.book.key(what, name):
                return self.values.parameter(key, scale, draw=draw)
        return default

    def fill(self, shells: int) -> None:
        """Write every account's opening numbers. `shells` is the number of the landlord that builds for clouds."""
        columns = 0
        for number, party in enumerate(self.ids):
            record, role = self.records[number], self.roles[number]
            with self.values.of(party):
                record |= self._opening(party, role, bool(record["limited"]), shells)
            if role == LAB and record["limited"]:
                record["shock"] = columns % OWN_COLUMNS
                columns += 1
            if role != SECTOR and (record["value"] or role == INVESTOR):
                record["mood"] = columns % OWN_COLUMNS
                columns += 1
            if role == CONGLOMERATE:
                record["shock"] = columns % OWN_COLUMNS
                columns += 1

    def _opening(self, party: str, role: int, limited: bool, shells: int) -> dict[str, Any]:
        """The opening numbers of one account by its role."""
        if role == SECTOR:
            return self._lender(party)
        record = self._common(party, role)
        if role == LAB and limited:
            record |= self._lab(party)
        if role in (CLOUD, NEOCLOUD):
            record |= self._cloud(party, role, shells)
        if role == CONGLOMERATE:
            record |= self._conglomerate(party)
        if role == VENDOR:
            record |= {
                "margin": self.find(party, "cash-margin", default=self.values.parameter("vendor-cash-margin")),
                "foundry": self.values.parameter("vendor-cost-to-foundry"),
                "supply": (supply := self.find(party, "supply-0", BN)),
                "supply_by": self.values.parameter("supply-comes-within") if supply else 0,
            }
        if role == INVESTOR and limited:
            record |= {
                "loan_to_value": self.find(party, "loan-to-value"),
                "holdings": self.find(party, "holdings-0", BN),
                "redemptions": self.find(party, "redemptions-kept"),
            }
        return record

    @cached_property
    def _values_told(self) -> dict[str, list[Figure]]:
        """The figures that say what somebody is worth, by whom they tell of."""
        told: dict[str, list[Figure]] = defaultdict(list)
        for figure in self.book.figures.values():
            if figure.metric in VALUE_METRICS:
                told[figure.subject].append(figure)
        return told

    def value(self, party: str) -> float | None:
        """Valuation or market capitalisation in dollars: the newest figure or dated parameter; None if nobody said.

        Of a firm that took over a lab, the lab's own: the account holds the AI business alone.
        """
        names = self.names(party)[1:] or self.names(party)
        told = newest(figure for name in names for figure in self._values_told.get(name, ()))
        worth, day = (told.value.stated, day_of(told)) if told else (None, date.min)
        for name in names:
            parameter = self.book.parameters.get(self.book.key("value-0", name))
            if parameter is not None:
                when = parameter.as_of.last if parameter.as_of else date.max
                if when >= day:
                    self.values.use(parameter.key)
                    worth, day = parameter.range()[1] * 1e9, when
        return worth

    def _common(self, party: str, role: int) -> dict[str, Any]:
        book_party = self.book.parties[party]
        stated = None if role == INVESTOR else self.value(party)
        value = self.values.fixed(stated * 100.0) if stated else 0
        listed = bool(book_party.ticker)
        return {
            "listed": 0 if listed else 999,
            "cash": self.find(party, "cash-0", BN),
            "value": value,
            "private": self.values.fixed(0.0 if listed else self._private_share()),
            "other": self.find(party, "other-cash-flow", BN / 4) or self.find(party, "base-cash-flow", BN / 4),
            "other_growth": self.values.parameter("conglomerate-growth")
            if role == CONGLOMERATE
            else self.find(party, "other-growth"),
        }

    def _lender(self, sector: str) -> dict[str, int]:
        """What a sector can lose before it stops to lend, and how much it lends on that; without rows no bound."""
        capital = self.book.key("capital", sector)
        if not capital:
            return {}
        return {
            "capital": self.values.parameter(capital, BN),
            "reach": self.values.parameter(owned("reach", sector)),
        }

    def _private_share(self) -> float:
        return self.values.split("holders-of-lab-equity").get("private_funds", 0.0)

    def _lab(self, party: str) -> dict[str, Any]:
        values = self.values
        return {
            "revenue": self.find(party, "revenue-q0", BN),
            "growth": self.find(party, "growth-start"),
            "fade": self.find(party, "growth-fade"),
            "need_start": self.find(party, "compute-need-start"),
            "need_end": values.parameter("compute-need-end"),
            "cost": self.find(party, "noncompute-cost", BN),
            "leverage_open": 0,
            "opex_gw": values.parameter("opex-other-per-gw", BN),
            "power_gw": self.power_cost(),
        }

    def _cloud(self, party: str, role: int, shells: int) -> dict[str, Any]:
        values = self.values
        levels = ("open", "tight", "shut")
        limit = next(
            filter(None, (self.book.key("leverage-limit", p) for p in self.names(party))), "leverage-limit-neocloud"
        )
        kept = "hoarding" if role == NEOCLOUD else "hoarding-cloud"
        hoard = {f"hoard_{level}": values.maybe(kept, BN, i) for i, level in enumerate(levels)}
        leverage = {f"leverage_{level}": values.parameter(limit, 1.0, i) for i, level in enumerate(levels)}
        if role == NEOCLOUD:
            return (
                hoard | leverage | self._leases(party, False) | {"opex_share": values.parameter("opex-share-neocloud")}
            )
        return (
            hoard
            | leverage
            | {
                "opex_gw": values.parameter("opex-other-per-gw", BN),
                "opex_share": values.parameter("opex-other-share"),
                "power_gw": self.power_cost(),
                "shell_gw": values.parameter("shell-rent-per-gw", BN),
                "landlord": shells,
                **self._leases(party, True),
                "tax": values.parameter("tax-rate"),
            }
        )

    def _leases(self, party: str, by_gw: bool) -> dict[str, int]:
        """Halls whose leases are signed and have not begun: the reported sum over term, and over rent of a GW, or as
        it is where the rent is inside the share of revenue."""
        leases = next(filter(None, (self.book.key("leases-0", n) for n in self.names(party))), None)
        if leases is None:
            return {}
        values = self.values
        term = values.middle("lease-term")
        what = "leased" if by_gw else "lease_due"
        scale = 1 / (values.middle("shell-rent-per-gw") * term) if by_gw else BN / (4 * term)
        return {
            what: values.parameter(leases, scale),
            "leased_by": values.parameter("leases-begin-within"),
        }

    def _conglomerate(self, party: str) -> dict[str, Any]:
        values = self.values
        return {
            "capex": self.find(party, "capex-plan", BN / 4, draw="capex-plan"),  # they raise and cut together
            "capex_growth": values.parameter("conglomerate-capex-growth"),
            "budget": self.find(party, "capex-budget", BN / 4),
            "spare": values.maybe("spare-capacity"),
            "cash_low": values.parameter("conglomerate-cash-low", BN),
            "cash_high": values.parameter("conglomerate-cash-high", BN),
        }

    def power_cost(self) -> int:
        """Electricity for a GW-year of facility power: load factor x 8,760 hours x price."""
        load = self.values.middle("load-factor")
        return self.values.parameter("power-price", load * 8760 * 1000 * 100.0)


def _mergers(book: Book) -> dict[str, str]:
    """Target -> acquirer of each completed acquisition of a lab, followed to the end of the chain."""
    direct = {
        leg.payee: leg.payer
        for leg in book.legs.values()
        if leg.kind == "acquisition"
        and book.stage(leg.leg) in ("delivered", "drawn")
        and leg.payee in book.parties
        and book.parties[leg.payee].sector == "lab"
    }
    merged = {}
    for target, into in direct.items():
        while into in direct:
            into = direct[into]
        merged[target] = into
    return merged
