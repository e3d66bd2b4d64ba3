"""Drivers and limits: what a scenario shocks, and what power, chips and memory can be had each quarter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from gigaloop.book.drivers import EVERY, is_driver, misfit
from gigaloop.book.grade import usd_per
from gigaloop.book.model import Book, Leg, Scenario
from gigaloop.book.problem import Misread, Unfit, parted
from gigaloop.book.units import fill, parse_number, quarter_index
from gigaloop.engine.compiler.values import LIMIT, Values
from gigaloop.engine.plan import LIMIT_CHIPS, LIMIT_MEMORY, LIMIT_POWER, MARKET, RATE

REGIONS = ("us", "europe", "asia", "gulf")


class Limits:
    """Rows of `drivers` and `limits`, and the scenario's arrays over them."""

    def __init__(
        self, book: Book, values: Values, scenario: Scenario, arguments: dict[str, str], quarters: int
    ) -> None:
        self.book, self.values, self.scenario, self.arguments = book, values, scenario, arguments
        self.quarters = quarters
        self.names: list[str] = list(MARKET)
        self.drivers: list[dict[str, Any]] = [{} for _ in MARKET]
        self.rows: list[dict[str, Any]] = []
        self.row_of: dict[str, int] = {}
        self.late_names: dict[int, set[str]] = {}
        self._power()
        self._chips()

    def driver(self, name: str, **row: Any) -> int:
        """The number of a driver, made when first named."""
        if name not in self.names:
            self.names.append(name)
            self.drivers.append(row)
        return self.names.index(name)

    def of(self, maker: str | None) -> dict[str, int]:
        """The limits that a new GW needs: the world's power, chips of its vendor (else of the main one)."""
        vendor = maker if f"chips.{maker}" in self.row_of else self.main_vendor
        return {"power": self.row_of["power"], "chips": self.row_of[f"chips.{vendor}"]}

    def late(self, leg: Leg, chips: int | None) -> int:
        """The driver that makes a leg late: its own site, its deal, the sites that its seller builds for its buyer and
        the programme they are part of, all sites, and its vendor's chips, added up."""
        shocked = [fill(shock.driver, self.arguments) for shock in self.scenario.shocks if shock.late_by is not None]
        if not shocked:
            return -1
        named = {f"delay.site.{leg.leg}", f"delay.site.{leg.deal}", "delay.site.all"}
        for build in self.book.legs.values():
            if build.kind == "capacity_build" and (build.payer, build.payee) == (leg.payee, leg.payer):
                named |= {f"delay.site.{site}" for site in (build.leg, build.deal, build.part_of) if site}
        if chips is not None:
            named |= {name for name in shocked if self.row_of.get(name.removeprefix("supply.")) == chips}
        if not named.intersection(shocked):
            return -1
        number = self.driver(f"late.{leg.leg}")
        self.late_names[number] = named
        return number

    def currency(self, currency: str) -> int:
        """The driver of an exchange rate: dollars paid for a foreign sum move against the rate."""
        if currency == "USD":
            return -1
        walk = self.values.parameter("fx-walk")
        return self.driver(f"fx.{currency}", walk=walk)

    def dollars(self, unit: str) -> float:
        """US dollars for one unit of a currency on the book's date."""
        return usd_per(self.book, unit, self.book.as_of)

    def uses(self, number: int) -> list[dict[str, Any]]:
        """How the new GW of a conglomerate (or of builders outside the book, -1) count against the limits.

        Only the AI part of a conglomerate's capital spending does; `capex-ai-share` is 1 where a book has none.
        """
        known = "capex-ai-share" in self.book.parameters
        ai = self.values.middle("capex-ai-share") if known and number >= 0 else 1.0
        chips = {f"chips.{vendor}": share for vendor, share in self.vendor_share.items()}
        shares = {"power": 1.0, **chips, "memory": 1.0}
        return [{"party": number, "limit": self.row_of[name], "share": ai * share} for name, share in shares.items()]

    def shocks(self) -> dict[str, np.ndarray]:
        """`times`, `add`, `put`, `late` of the Plan."""
        return shocks(self.book, self.scenario, self.arguments, self.names, self.quarters, self.late_names)

    def _power(self) -> None:
        """One limit for the world's power: contracts seldom say where, and builders move to where power is."""
        with self.values.of(f"{LIMIT}.power"):
            self.values.use("power-region-shares")
        self._limit("power", LIMIT_POWER, "power-additions", 1.0, "power-growth")

    def _chips(self) -> None:
        """One limit a vendor: its share of packaging (figures of the book) of the chips that can be had."""
        self.vendor_share = {}
        for part in self.book.parameter("chip-vendor-shares").value.split(";"):
            vendor, share = part.split()
            self.vendor_share[vendor] = float(share)
        self.main_vendor = max(self.vendor_share, key=lambda vendor: self.vendor_share[vendor])
        for vendor, share in self.vendor_share.items():
            with self.values.of(f"{LIMIT}.chips.{vendor}"):
                self.values.use("chip-vendor-shares")
            self._limit(f"chips.{vendor}", LIMIT_CHIPS, "chip-additions", share, "chip-supply-growth")
        self._limit("memory", LIMIT_MEMORY, "memory-additions", 1.0, "memory-growth")

    def _limit(self, name: str, kind: int, level: str, share: float, growth: str) -> None:
        self.row_of[name] = len(self.rows)
        self.rows.append(
            {
                "kind": kind,
                "level": self.values.parameter(level, share),
                "growth": self.values.parameter(growth),
                "driver": self.driver(f"supply.{name}"),
            }
        )


def shocks(
    book: Book,
    scenario: Scenario,
    arguments: Mapping[str, str],
    names: Sequence[str],
    quarters: int,
    late_names: Mapping[int, set[str]] = MappingProxyType({}),
) -> dict[str, np.ndarray]:
    """`times`, `add`, `put`, `late` of a Plan: the scenario's verbs over the quarters of its drivers `names`.

    late_names   drivers that make a leg late -> what each of them adds up
    """
    shape = (len(names), quarters)
    out = {"times": np.ones(shape), "add": np.zeros(shape), "put": np.full(shape, np.nan), "late": np.zeros(shape)}
    zero = quarter_index(f"{book.as_of.year}Q{(book.as_of.month + 2) // 3}")
    for shock in scenario.shocks:
        name, verb = fill(shock.driver, arguments), shock.verb
        if not is_driver(name, book):
            raise Misread(f"unknown driver {name!r}", EVERY, id="driver")
        first = quarter_index(shock.start) - zero if shock.start else 0
        last = quarter_index(shock.end) - zero if shock.end else quarters - 1
        span = slice(max(0, first), max(0, last + 1))
        size = _size(scenario, name, verb, fill(getattr(shock, verb), arguments))
        if name.startswith("supply.power."):
            region, row = name.removeprefix("supply.power."), names.index("supply.power")
            _power_shock(book, out["times"][row], region, span, verb, size)
        elif verb == "late_by":
            for row, named in late_names.items():
                if name in named:
                    out["late"][row, span] += size
        elif name in names:
            _apply(out, names.index(name), span, verb, size)
    return out


def _size(scenario: Scenario, driver: str, verb: str, text: str) -> float:
    """A shock's size; an argument that was replaced may be anything, and must be a number within its range."""
    try:
        size = parse_number(text)
        if (wrong := misfit(driver, verb, size)) is not None:
            raise Unfit(*wrong)
    except ValueError as error:
        message, remedy = parted(error)
        raise Misread(f"scenario {scenario.scenario}: {message}", remedy, id="size") from None
    return size


def _power_shock(book: Book, times: np.ndarray, region: str, span: slice, verb: str, size: float) -> None:
    """A region's shock moves the world's power by the region's share: builders go where power is."""
    shares = dict(zip(REGIONS, book.parameter("power-region-shares").numbers(), strict=True)) | {"all": 1.0}
    factor = {"times": size, "set": size, "up_by": 1 + size, "down_by": 1 - size}.get(verb, 1.0)
    times[span] *= 1 + shares[region] * (factor - 1)
    if verb == "late_by":
        begin = span.start or 0
        times[begin : begin + round(size)] *= 1 - shares[region]


def _apply(out: dict[str, np.ndarray], row: int, span: slice, verb: str, size: float) -> None:
    match verb:
        case "times":
            out["times"][row, span] *= size
            out["add"][row, span] *= size
        case "set":
            out["put"][row, span] = size
        case _ if row == RATE:
            out["add"][row, span] += size if verb == "up_by" else -size
        case _:
            factor = 1 + size if verb == "up_by" else 1 - size
            out["times"][row, span] *= factor
            out["add"][row, span] *= factor
