"""Who pays whom how much: the dues of a set of legs as a network of parties, and each party's money from outside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gigaloop.answer.made import ENDS, End, Numbers, OfLeg, Part, Plus
from gigaloop.answer.tally import FAMILIES, gathered, origin_of, widened
from gigaloop.book.grade import Range, count_once, grade_shares, worth
from gigaloop.book.model import Book, Leg
from gigaloop.book.why import Why
from gigaloop.ledger.calendar import Calendar, Due, attributed, calendar, dues
from gigaloop.ledger.reported import Reported, reported

#: which grades a basis counts: what was signed (or more), or all that was told and is not void
BASES: Mapping[str, tuple[int, ...]] = {"signed": (4, 5, 6), "announced": (1, 2, 3, 4, 5, 6)}
#: a vendor's share of the capital spending of a sector: the parameters that multiply; the first is the vendor's
CONTENT: Mapping[str, tuple[str, ...]] = {
    "hyperscaler": ("content-hyperscaler",),
    "levered_cloud": ("content-neocloud", "capex-it-per-gw", "capex-shell-per-gw"),
    "neocloud": ("content-neocloud", "capex-it-per-gw", "capex-shell-per-gw"),
    "lab": ("content-neocloud", "capex-it-per-gw", "capex-shell-per-gw"),
}
#: what is a sale of the one who is paid: kinds of leg, and what a run calls its payments
SALES = (
    *(*FAMILIES["purchases"], "revenue_share"),
    *("compute", "flex", "chips", "memory", "lease", "shell_rent", "ai_revenue", "other_business"),
)
#: kinds that pay for, or are paid by, the watts that they state; a site states watts too, but pays nothing
PAID_BY_WATTS = (*FAMILIES["purchases"], *FAMILIES["funding"], "warrant")


@dataclass(frozen=True)
class Flows:
    """Dues of one period; `left_out` tells why each other leg pays nothing in it. Amounts in dollars, or all in GW."""

    dues: tuple[Due, ...]
    left_out: tuple[tuple[str, str], ...]

    def network(self, end: End = "mid") -> dict[tuple[str, str], float]:
        """{(payer, payee): dollars}; an open top stands at its stated figure, and what states nothing at nothing."""
        total: dict[tuple[str, str], float] = {}
        for due in self.dues:
            amount = at_end(due.amount, end)
            if amount > 0:
                pair = (due.payer, due.payee)
                total[pair] = total.get(pair, 0.0) + amount
        return total

    def between(self, pairs: Collection[tuple[str, str]]) -> tuple[Due, ...]:
        """The dues that run between these pairs."""
        return tuple(due for due in self.dues if (due.payer, due.payee) in pairs)

    def sales(self, end: End = "mid") -> dict[str, float]:
        """What each party sells to the others, in dollars."""
        total: dict[str, float] = {}
        for due in self.dues:
            if due.kind in SALES:
                total[due.payee] = total.get(due.payee, 0.0) + at_end(due.amount, end)
        return total


@dataclass(frozen=True)
class Commitments:
    """The book's live legs with the share of money that is each one's own, their calendars, and the legs left out."""

    own: tuple[tuple[Leg, float], ...]
    calendars: Mapping[str, Calendar | None]
    left_out: tuple[tuple[str, str], ...]


def commitments(book: Book) -> Commitments:
    """The legs of the book, each dollar once, ready to be asked what they pay in any year."""
    own, left_out = attributed(book, book.legs.values())
    dated = {leg.leg: calendar(book, leg) for leg, _ in own if leg.kind != "revenue_share"}
    return Commitments(tuple(own), dated, tuple(left_out))


def book_flows(book: Book, year: int | None, basis: str, committed: Commitments | None = None) -> Flows:
    """The book's commitments of one calendar year (None: of their whole life) as flows, each dollar once."""
    all_of = committed or commitments(book)
    found, why = dues(book, all_of.own, year, BASES[basis], all_of.calendars)
    return Flows(tuple(found), (*all_of.left_out, *why))


def gw_flows(book: Book) -> Flows:
    """The watts that stand behind each payment between two parties, in GW, each once: amounts are GW, not dollars.

    Purchases and leases by the power that they state; stakes and warrants by the power whose delivery opens them.
    """
    paying = [leg for leg in book.legs.values() if leg.kind in PAID_BY_WATTS]
    counted = count_once(book, paying, "power")
    left_out = dict(counted.left_out)
    found = []
    for leg in counted.legs:
        amount = _gated(book, leg) if leg.terms.power is None else worth(book, leg, "power")
        if amount is None or amount.mid is None:
            left_out[leg.leg] = Why("no_power", "states no power")
        else:
            used = widened(book, leg.terms.power)
            found.append(Due(leg.payer, leg.payee, leg.kind, leg, amount, used, (), tuple(leg.sources)))
    left_out |= {
        leg.leg: Why("backs", "builds or backs watts, pays nothing for them")
        for leg in book.legs.values()
        if leg not in paying
    }
    return Flows(tuple(found), tuple(left_out.items()))


def _gated(book: Book, leg: Leg) -> Range | None:
    """GW whose delivery opens a stake's tranches (added up) or a warrant's vesting (the last gate holds them all)."""
    half = book.about_half_width()
    steps = [
        (tranche.gate.power, tranche.repeat)
        for tranche in getattr(leg.terms, "tranches", None) or ()
        if tranche.gate is not None and tranche.gate.power is not None
    ]
    if steps:
        ends = [(p.bounds(half)[0] * n, (p.stated or 0.0) * n, p.bounds(half)[1], n) for p, n in steps]
        high = None if any(top is None for *_, top, _ in ends) else sum((top or 0.0) * n for *_, top, n in ends)
        return Range(sum(low for low, *_ in ends), sum(mid for _, mid, *_ in ends), high)
    gates = [gate.power for gate in getattr(leg.terms, "gates", None) or () if gate.power is not None]
    if not gates:
        return None
    last = max(gates, key=lambda power: power.stated or 0.0)
    low, high = last.bounds(half)
    return Range(low, last.stated, high)


def with_capex(book: Book, flows: Flows, year: int, vendor: str) -> Flows:
    """The same flows, with the chips that each builder's reported capital spending implies beyond its contracts.

    Spending of the year x the vendor's share of it (`content-hyperscaler`; for other builders
    `content-neocloud` x IT cost over whole cost per GW) less what contracts say for the same pair. Only where
    the book has these parameters for the vendor. A firm that was taken over spends within its new owner.
    """
    taken = {
        leg.payee for leg in book.legs.values() if leg.kind == "acquisition" and book.stage(leg.leg) == "delivered"
    }
    implied = []
    for party in book.parties.values():
        names = CONTENT.get(party.sector, ())
        share = book.key(names[0], vendor) if names else ""
        if not share or party.members or party.party_id in (vendor, *taken):
            continue
        spent = reported(book, party.party_id, "capex", year)
        if spent is None:
            continue
        low, mid, high = book.parameters[share].range()
        used = [share]
        if len(names) > 1:
            it, shell = book.parameter("capex-it-per-gw"), book.parameter("capex-shell-per-gw")
            part = it.numbers()[0] / (it.numbers()[0] + shell.numbers()[0])
            low, mid, high = low * part, mid * part, high * part
            used += [it.key, shell.key]
        told = sum(at_end(due.amount, "mid") for due in flows.between({(party.party_id, vendor)}) if due.kind in SALES)
        least, stated, most = (
            at_end(spent.amount.times(x), end) for x, end in zip((low, mid, high), ENDS, strict=True)
        )
        if most > told:
            amount = Range(max(0.0, least - told), max(0.0, stated - told), most - told)
            assumed = tuple(dict.fromkeys((*used, *spent.assumptions)))
            sources = tuple(dict.fromkeys((*spent.sources, *(s for n in used for s in book.parameters[n].sources))))
            implied.append(Due(party.party_id, vendor, "chip_purchase", None, amount, assumed, spent.figures, sources))
    return Flows((*flows.dues, *implied), flows.left_out)


def outside_money(
    book: Book, flows: Flows, year: int | None, seller: str, end: End = "mid"
) -> tuple[dict[str, float], dict[str, Reported]]:
    """Dollars that come to each party from outside the flows, and the revenues read for it.

    The greater of its reported revenue less what the book sells for it, and what it pays beyond what it gets (that was
    cash before). Nobody's payment is scaled to fit. year None: the flows are a run's, which has all revenue in it.
    """
    network, sales = flows.network(end), flows.sales(end)
    paid: dict[str, float] = {}
    got: dict[str, float] = {}
    for (i, j), amount in network.items():
        paid[i] = paid.get(i, 0.0) + amount
        got[j] = got.get(j, 0.0) + amount
    outside, read = {}, {}
    for party in dict.fromkeys((*paid, *got)):
        if party == seller:
            continue
        income = None if year is None else reported(book, party, "revenue", year)
        beyond = paid.get(party, 0.0) - got.get(party, 0.0)
        if income is not None:
            read[party] = income
            beyond = max(beyond, at_end(income.amount, end) - sales.get(party, 0.0))
        if beyond > 0:
            outside[party] = beyond
    return outside, read


def at_end(amount: Range, end: End) -> float:
    """One end of a range in dollars: an open top stands at the stated figure, nothing stated at zero."""
    value = {"low": amount.low, "mid": amount.mid, "high": amount.mid if amount.high is None else amount.high}[end]
    return value or 0.0


def part_of(book: Book, leg: Leg, amount: Range) -> OfLeg:
    """A sum that is a part of a contract's: the part at each end; an end that states nothing falls with the middle."""
    whole = worth(book, leg)
    stated = at_end(amount, "mid") / whole.mid if whole.mid else 0.0
    low, high = (
        at_end(amount, end) / at_end(whole, end) if at_end(whole, end) else stated for end in (ENDS[0], ENDS[2])
    )
    return OfLeg(leg.leg, (low, stated, high))


def made_of(book: Book, found: Iterable[Due]) -> Plus:
    """Dues added up, each as a part of its contract; a share of revenue, and what no contract says, as numbers."""
    parts: list[Part] = []
    for due in found:
        if due.leg is not None and due.kind != "revenue_share" and worth(book, due.leg).mid:
            parts.append(part_of(book, due.leg, due.amount))
        elif at_end(due.amount, "high"):
            parts.append(Numbers(*(at_end(due.amount, end) / 1e9 for end in ENDS)))
    return Plus(tuple(parts))


def grade_of(book: Book, found: Iterable[Due]) -> dict[int, float]:
    """Share of these dues by grade, weighted by the stated amount."""
    total: dict[int, float] = {}
    for due in found:
        if due.leg is None:
            continue
        for grade, share in grade_shares(book, due.leg)[0].items():
            total[grade] = total.get(grade, 0.0) + share * at_end(due.amount, "mid")
    whole = sum(total.values())
    return {grade: part / whole for grade, part in sorted(total.items()) if part} if whole else {}


def rests_on(book: Book, found: Iterable[Due], read: Iterable[Reported] = ()) -> dict[str, Any]:
    """The fields of a Row that say what these dues and reported figures rest on."""
    found = tuple(found)
    rests = gathered((*found, *read))
    return {
        "grade": grade_of(book, found),
        "undisclosed": sum(due.amount.undisclosed for due in found),
        "origin": origin_of(book, rests["assumptions"]),
        **rests,
    }
