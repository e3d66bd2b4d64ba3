"""How far a find is believed: what the book knows of its number, and whether firms of such trades deal so with each other."""

from __future__ import annotations

import re
from collections import Counter

from gigaloop.book.model import Book, Leg
from gigaloop.book.units import Quantity, parse_quantity
from gigaloop.intake import fields, roles
from gigaloop.intake.names import Mention
from gigaloop.intake.told import FIRMS, UNTOLD, Found, give

#: kinds that one telling of a deal may take for another
KIN = (
    {"compute_purchase", "capacity_lease", "capacity_build", "capacity_backstop"}, {"chip_purchase", "chip_codesign", "chip_lease", "compute_purchase"},
    {"stake", "acquisition"}, {"loan", "guarantee"}, {"stake", "warrant"},
)  # fmt: skip
#: a number of the book and of a text are one within this share
SAME = 0.015
#: a sum is believed to so many times the book's largest of its kind, where the book has so many of that kind
BEYOND, MANY = 1.5, 10
#: trades of which one firm buys from another
RESELL = ("neocloud", "hyperscaler")
#: what an article is about stands in its first sentences, counted from 0
FIRST, LEDE = 6, 3
#: kinds whose size is another deal's
OFTEN_UNSIZED = (
    "guarantee",
    "residual_guarantee",
    "capacity_backstop",
    "warrant",
    "right",
    "chip_codesign",
    "revenue_share",
)
#: of so many parties a number alone may pick two
FEW = 3
#: kinds that the press tells without a number, and that the book may lack
ALONE = ("power_purchase", "capacity_lease", "acquisition")
#: sectors that deal alike, by the first of them; who does several things deals like nobody
ALIKE = {"application": "lab", "levered_cloud": "hyperscaler", "vehicle": "landlord", "sovereign": "investor",
         "banks": "investor", "private_credit": "investor", "other": "", "customers": "", "staff_other": "", "government": "investor"}  # fmt: skip
#: 'took a stake in': told as a deal, though without its sum
_SHARES = re.compile(
    r"入股|持股|认购|認購|增资|增資|\bstakes?\b|\bshares in\b|\bequity in\b|\binvest(?:s|ed|ing)?\b", re.I
)
#: 'signed a deal with X to buy its chips', 'is buying chips from X': a purchase without a number, told as one
_BUYS_FROM = re.compile(
    r"\b(?:deal|agreement|contract|negotiations) with [A-Z][^.;]{0,60}?\b(?:to (?:buy|purchase|rent)\b|supply agreement)|\b(?:buy|buying|bought|purchas(?:e|es|ed|ing)) [^.;,]{2,60}\bfrom [A-Z]"
)
#: a sum that was told before
_THE_SUM = re.compile(r"\b(?:the|this|that)\s(?:\w+ )?$", re.I)
#: names in the book that stand for many
UNNAMED = ("group", "sector")


def _stated(units: str | None) -> float | None:
    return parse_quantity(units).stated if units and units != "undisclosed" else None


def kin(one: str | None, two: str | None) -> bool:
    """Whether two kinds may tell of one deal.

    >>> kin("stake", "acquisition"), kin("loan", "stake")
    (True, False)
    """
    return one == two or any(one in group and two in group for group in KIN)


def sized(one: Found) -> bool:
    """Whether a find has a number of its own."""
    p = one.proposal
    return bool((one.money and (one.money.mid or one.money.value is None)) or p.gw or p.share or _stated(p.units))


def pair(one: Found) -> tuple[str, str]:
    """The keys of its two parties."""
    return (one.payer.key if one.payer else "", one.payee.key if one.payee else "")


def p_part(one: Found, other: Found) -> bool:
    """Whether a purchase told by its power alone is a part of another, larger one: 'the first gigawatt'."""
    p, q = one.proposal, other.proposal
    return p.kind in roles.GOODS and p.kind == q.kind and one.money is None and bool(p.gw and q.gw and p.gw < q.gw)


class Weigh:
    """A book as what it teaches a reader: which deals have which numbers, and which trades deal with which."""

    def __init__(self, book: Book) -> None:
        self.parties = book.parties
        self.legs = list(book.legs.values())
        self.sectors = {party_id: party.sector for party_id, party in book.parties.items()}
        self.told = {(leg.kind, leg.payer, leg.payee) for leg in self.legs}
        self.pairs: Counter[tuple[str, str, str]] = Counter()
        self.largest: dict[str, list[float]] = {}
        for leg in self.legs:
            for kind in {leg.kind, *(k for group in KIN if leg.kind in group for k in group)}:
                self.pairs[kind, self._alike(leg.payer), self._alike(leg.payee)] += 1
            sums = (q.stated for step in leg.steps if isinstance(q := step.terms.amount, Quantity) and q.unit == "USD")
            self.largest.setdefault(leg.kind, []).extend(x for x in sums if x)

    def all(self, found: list[Found], text: str) -> list[Found]:
        """The finds, each set right by the book where its number is known, and refused where its parties do not deal so."""
        for one in found:
            if not self.known(one, text):
                if self.too_large(one):
                    one.proposal.refuse("too-large")
                self.plausible(one, text)
                self.believed(one, text)
        kept = [
            one
            for one in found
            if not self._sold_by_another(one, found, text) and not self._told_better(one, found, text)
        ]
        self._background(kept, text)
        return kept

    def _background(self, found: list[Found], text: str) -> None:
        """Refuse a deal without a number where one with a number was told before: what follows only names what else there is."""
        told = min((one.clause.start for one in found if one.proposal.kind and one.proposal.action != "refuse" and sized(one)), default=None)  # fmt: skip
        for one in found:
            p = one.proposal
            if (
                told is not None and one.clause.start > told and p.kind and p.action != "refuse"
                and not sized(one) and p.kind not in (*OFTEN_UNSIZED, "power_purchase") and not self._bought(one, text)
            ):  # fmt: skip
                p.refuse("after")

    def too_large(self, one: Found) -> bool:
        """Whether a sum is far above every deal of its kind in the book: a valuation, a market, or what many do together."""
        known, p = self.largest.get(one.proposal.kind or "", []), one.proposal
        if one.money is None or one.money.unit != "USD" or one.money.mid is None or len(known) < MANY:
            return False
        return p.action != "refuse" and one.money.mid > BEYOND * max(known)

    def _told_better(self, one: Found, found: list[Found], text: str) -> bool:
        """A deal without a number, or one number without its parties, where the article tells the same deal in full."""
        if one.proposal.kind is None or one.proposal.action == "refuse":
            return False
        bare = not sized(one)
        for other in found:
            q = other.proposal
            if other is one or q.kind is None or q.action == "refuse" or not sized(other):
                continue
            same = {pair(one)[0], pair(one)[1]} == {pair(other)[0], pair(other)[1]}
            if same and p_part(one, other):
                return True
            if bare and same and kin(q.kind, one.proposal.kind):
                return True
            again = one.money and other.money and (one.money.unit, one.money.mid) == (other.money.unit, other.money.mid)
            if again and other.line < one.line and kin(q.kind, one.proposal.kind) and not same and set(pair(one)) & set(pair(other)) and _THE_SUM.search(text, one.clause.start, one.money.start):  # fmt: skip
                return True  # 'the $16 billion loan': told before
            unnamed = other.payer is not None and other.payer.how == "group" and pair(one)[1] == pair(other)[1]
            sure = one.firm and all(
                m is not None and m.how in ("name", "unknown") and m.start >= one.since for m in (one.payer, one.payee)
            )
            if (
                again
                and not sure
                and not unnamed
                and self.has(other)
                and not self.has(one)
                and set(pair(one)) & set(pair(other))
                and one.line != other.line
            ):
                return True
        return False

    def _sold_by_another(self, one: Found, found: list[Found], text: str) -> bool:
        """'A contract for the use of Nvidia chips': whose chips they are is not who sells, where soon after another does."""
        if one.payee is None or one.payee.how != "product" or one.money is None or self.has(one):
            return False
        for other in found:
            if (
                other.proposal.kind in roles.GOODS and other.money is None and 0 <= other.line - one.line <= 2
                and other.payer and one.payer and other.payer.key == one.payer.key and other.payee.how != "product"
            ):  # fmt: skip
                give(other, one.money, text)
                return True
        return False

    def known(self, one: Found, text: str) -> bool:
        """Take the kind and the parties from the leg of the book that has this number and whose parties the text names here."""
        legs = [leg for leg in self.legs if self._fits(one, leg)]
        if not legs or (one.proposal.action in ("refuse", "figure") and one.proposal.because not in UNTOLD):
            return False
        p = one.proposal
        pair = (p.payer, p.payee)
        for own in (
            [leg for leg in legs if (leg.payer, leg.payee) == pair and kin(leg.kind, p.kind)],
            [leg for leg in legs if {leg.payer, leg.payee} == set(pair)],
            [
                leg
                for leg in legs
                if ((leg.payer == p.payer and not self._unnamed(leg.payer)) or leg.payee == p.payee)
                and kin(leg.kind, p.kind)
            ],
            legs,
        ):
            if own:
                break
        if len({(leg.payer, leg.payee) for leg in own}) > 1:
            return False
        leg = next((leg for leg in own if leg.kind == p.kind), own[0])
        if (leg.payer, leg.payee) != pair:
            shared = leg.payee == p.payee or (leg.payer == p.payer and not self._unnamed(leg.payer))
            here = all(m is not None and m.start >= one.since for m in (one.payer, one.payee))
            apart = any(
                m is not None and m.start < one.since
                for m in (self._named(one, leg.payer), self._named(one, leg.payee))
            )
            if p.kind is None and apart and len({m.key for m in one.near if m.how != "group"}) > FEW:
                return False  # of many who were named before, no number alone picks two
            if set(pair) != {leg.payer, leg.payee} and (
                (here and self.has(one)) or (self.deals(one) > 0 and one.firm and not shared)
            ):
                return False
        if (
            p.kind is not None
            and not kin(p.kind, leg.kind)
            and (set(pair) != {leg.payer, leg.payee} or (self.deals(one) > 0 and one.firm))
        ):
            return False
        payer, payee = self._said(one, leg.payer), self._said(one, leg.payee)
        if (
            payer is None
            or payee is None
            or (payer.how == "group" and one.payer is not None and one.payer.how != "group" and self.deals(one))
        ):
            return False
        p.action, p.reasons = "add", []
        if p.kind is None or (p.kind != leg.kind and one.money is None) or not kin(p.kind, leg.kind):
            p.kind = leg.kind
            p.drop("kind")
            p.ground("kind", text, one.clause.start, one.clause.end)
        self.put(one, payer, payee, text)
        return True

    def _fits(self, one: Found, leg: Leg) -> bool:
        """Whether the leg has the find's number, and the text names its parties here."""
        p, told = one.proposal, []
        if one.money is not None:
            told = [("amount", one.money.mid, one.money.unit)]
        elif p.kind in roles.GOODS:
            told = [("power", p.gw, "GW"), ("units", _stated(p.units), "chips")]
        for name, size, unit in told:
            ours = (q for step in leg.steps if isinstance(q := getattr(step.terms, name, None), Quantity))
            if size and any(q.stated and q.unit == unit and abs(q.stated - size) <= SAME * q.stated for q in ours):
                return self._said(one, leg.payer) is not None and self._named(one, leg.payee) is not None
        return False

    def _said(self, one: Found, party: str) -> Mention | None:
        """Where the text names a party of the book; a group, by the number's own place."""
        named = self._named(one, party)
        if named is not None:
            return named
        if self._unnamed(party):
            at = next((m for m in (one.payer, one.payee) if m is not None and m.how == "group"), None)
            place = at or one.proposal.place("kind")  # whom the press leaves unnamed stands where the kind is told
            return Mention(place.start, place.end, text="", party=party, how="group") if place else None
        return None

    def _named(self, one: Found, party: str) -> Mention | None:
        said = [m for m in one.near if m.party == party and (m.how != "product" or m == one.payee)]
        return said[-1] if said else None

    def _unnamed(self, party: str) -> bool:
        return self.parties[party].sector == party or self.parties[party].kind in UNNAMED

    def deals(self, one: Found, flipped: bool = False) -> int:
        """How many legs of the book are of this kind between firms of these trades; -1 where a trade is not known."""
        payer, payee = (one.payee, one.payer) if flipped else (one.payer, one.payee)
        sides, kind = (self.trade(payer), self.trade(payee)), one.proposal.kind or ""
        if not all(sides) or (sides[0] == sides[1] and sides[0] in RESELL) or payer is None or payee is None:
            return -1
        ranked = kind in roles.GOODS and roles.by_trade(kind, payer, payee, self.sectors) == (payer, payee)
        return self.pairs[kind, *sides] or int(ranked)

    def _alike(self, party: str) -> str:
        return ALIKE.get(self.sectors[party], self.sectors[party])

    def trade(self, m: Mention | None) -> str:
        """What a firm does for a living; firms that deal alike, by the first of them."""
        trade = roles.trade(m, self.sectors) if m is not None else ""
        return ALIKE.get(trade, trade)

    def plausible(self, one: Found, text: str) -> None:
        """Turn a deal round, or refuse it, where its parties' trades never deal so."""
        p = one.proposal
        if p.kind is None or p.action == "refuse" or one.payer is None or one.payee is None or self.has(one):
            return
        turns = p.kind in (*roles.GOODS, "warrant", "guarantee") or not one.firm
        if turns and one.payee.how != "product" and self.has(one, flipped=True):
            self.put(one, one.payee, one.payer, text)
        if self.deals(one) != 0:
            return
        if self._mended(one, text):
            return
        other = self.deals(one, flipped=True)
        if (other > 0 and one.payee.how != "product" and p.kind in (*roles.GOODS, "capacity_build")) or (
            other > 0 and p.kind == "loan" and self.trade(one.payee) == "investor"
        ):
            self.put(one, one.payee, one.payer, text)
        elif not (one.firm and (one.money or p.units)):
            p.refuse("trades")

    def _mended(self, one: Found, text: str) -> bool:
        """Where trades never deal so: the one party named here with whom the book knows such a deal."""
        kind = one.proposal.kind
        for keep, lose in (("payer", "payee"), ("payee", "payer")):
            own = getattr(one, keep)
            mates = {
                getattr(leg, lose) for leg in self.legs
                if own.party and getattr(leg, keep) == own.party and kin(leg.kind, kind)
            }  # fmt: skip
            named = {m.party: m for m in one.near if m.party in mates and m.how not in ("product", "group")}
            if len(named) == 1:
                (mate,) = named.values()
                self.put(one, *((own, mate) if keep == "payer" else (mate, own)), text)
                return True
        return False

    def believed(self, one: Found, text: str) -> None:
        """Refuse a deal without any number that neither stands first in the article nor is one of the book's."""
        p = one.proposal
        if p.kind is None or p.action == "refuse" or sized(one) or p.kind in OFTEN_UNSIZED:
            return
        if one.payee is not None and one.payee.how == "product":
            p.refuse("chips-used")
            return
        if one.line <= LEDE and (
            self.has(one) or (p.kind == "stake" and one.firm and _SHARES.search(text, one.clause.start, one.clause.end))
        ):
            return
        if one.line <= FIRST and (
            p.kind in ALONE or self._bought(one, text) or (self.has(one) and p.kind == "acquisition")
        ):
            return
        p.refuse("in-passing")

    @staticmethod
    def _bought(one: Found, text: str) -> bool:
        """Whether the words tell a purchase from the firm that they name."""
        chips = one.proposal.kind == "chip_purchase" and one.payer is not None and one.payer.how in FIRMS
        return chips and _BUYS_FROM.search(text, one.clause.start, one.clause.end) is not None

    def has(self, one: Found, flipped: bool = False) -> bool:
        """Whether the book has a deal of this kind between the two, or the other way round."""
        p = one.proposal
        pair = (p.payee, p.payer) if flipped else (p.payer, p.payee)
        return any((leg.payer, leg.payee) == pair and kin(leg.kind, p.kind) for leg in self.legs)

    def put(self, one: Found, payer: Mention, payee: Mention, text: str) -> None:
        """Give a find these two parties."""
        one.payer, one.payee, p = payer, payee, one.proposal
        p.drop("from", "to")
        fields.party(p, "from", payer, text)
        fields.party(p, "to", payee, text)


__all__ = ["KIN", "Weigh", "kin"]
