"""exposure: how is A exposed to B, over all instruments, gross, net and look-through?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gigaloop.answer.labels import leg_label
from gigaloop.answer.made import Less, OfLeg, Plus
from gigaloop.answer.question import Owed, Owes, Question, Row, Speech, Table, largest, those
from gigaloop.answer.table import in_unit
from gigaloop.answer.tally import ends_of, origin_of, widened
from gigaloop.book.grade import NOTHING, Range, grade_shares, worth
from gigaloop.book.model import Book, Leg, Party
from gigaloop.book.problem import Misread
from gigaloop.book.said import said
from gigaloop.book.why import Why
from gigaloop.ledger.calendar import attributed
from gigaloop.ledger.claims import COLUMNS, Claim, claim, columns
from gigaloop.ledger.flows import part_of
from gigaloop.words.catalogue import HOME, say
from gigaloop.words.layout import point
from gigaloop.words.notes import note
from gigaloop.words.phrase import Phrase, phrase
from gigaloop.words.vocabulary import bare

#: group of holders -> the parameter that splits it over sectors, for what it holds (landlords' debt is project debt)
SPLITS = {"bondholders": "holders-of-bonds", "lenders": "holders-of-loans", "investors": "holders-of-lab-equity"}

#: columns that are in a total
TOTALLED = ("recognised", "unrecognised", "contingent")


@dataclass(frozen=True)
class Item:
    """One leg (or a vehicle's legs) between A and B: `amount` over all columns in dollars, `shares` by column."""

    key: str
    instrument: str
    stands: Claim
    amount: Range
    shares: dict[str, float]
    legs: tuple[Leg, ...]
    assumptions: tuple[str, ...]
    via: str = ""

    def part(self, *names: str) -> Range:
        """The dollars of these columns."""
        return self.amount.times(sum(self.shares.get(name, 0.0) for name in names))


def answer(book: Book, party: Owed = "nvidia", counterparty: Owes = "openai") -> Table:
    """How is A exposed to B, over all instruments, gross, net and look-through?

    Definition: `QUESTION.definition`. Recognised are paid stakes, drawn loans, deposits; unrecognised signed dues that
    B has yet to pay, undrawn stakes and lines; contingent guarantees, backstops, warrants. Grades 1 to 3 are
    `prospective` and in no total; no right of set-off is claimed. Look-through adds A's claims on vehicles in
    proportion to what these claim from B, and groups: by the assumed holder split, else as an unknown part.

    Columns: `instrument`, `side` (claim, duty), `via`, `recognised`, `unrecognised`, `contingent`, `prospective` (USD
    bn as stated), `wrong_way` (why this claim grows or is called just when B is worse; '' if it does not). Measures are
    the instrument (`owed_` before a duty, `_through_` before what stands between), and the totals `gross`, `duties`,
    `net`, `look_through`.

    Raises InputError for an unknown party, or one party twice.

    >>> from gigaloop import load
    >>> table = answer(load("tiny"), "vendor", "lab")
    >>> table.one("vendor/lab/gross").mid
    8.0
    """
    a, b = book.party(party), book.party(counterparty)
    if a == b:
        raise Misread(
            f"{a.party_id} stands on both sides", "Name two parties: nobody has a claim on itself", id="party"
        )
    left_out: list[tuple[str, str]] = []
    direct = list(_direct(book, _ids(a), _ids(b), left_out))
    behind = [*_vehicles(book, a, b, {leg.leg for item in direct for leg in item.legs}), *_groups(book, a, b)]
    rows = [_row(book, a, b, item, _wrong_way(book, item, (*direct, *behind), b)) for item in (*direct, *behind)]
    claims = [item for item in direct if item.stands.side == "claim"]
    duties = [item for item in direct if item.stands.side == "duty"]
    gross, owed = _total(claims), _total(duties)
    rows += [
        _sum_row(book, a, b, "gross", gross, claims),
        _sum_row(book, a, b, "duties", owed, duties),
        _sum_row(book, a, b, "net", _less(gross, owed), [*claims, *duties], owed_by=duties),
        _sum_row(book, a, b, "look_through", gross + _total(behind), [*claims, *behind]),
    ]
    dark = _prospective(claims)
    return QUESTION.table(
        book,
        title={"party": a, "other": b},
        rows=rows,
        arguments={"party": a.party_id, "counterparty": b.party_id},
        left_out=left_out,
        notes=[note("exposure.prospective", legs=", ".join(dark))] if dark else [],
        added=(
            ("instrument", ""),
            ("side", ""),
            ("via", ""),
            ("recognised", "USD bn"),
            ("unrecognised", "USD bn"),
            ("contingent", "USD bn"),
            ("prospective", "USD bn"),
            ("wrong_way", ""),
        ),
    )


def _ids(party: Party) -> frozenset[str]:
    return frozenset((party.party_id, *party.members))


def _direct(book: Book, a: frozenset[str], b: frozenset[str], left_out: list[tuple[str, str]]) -> Iterator[Item]:
    """Every leg that stands between A and B; those that make no claim and no duty go to `left_out`."""
    between = {leg.leg: stands for leg in book.legs.values() if (stands := claim(leg, a, b)) is not None}
    own, why = attributed(book, (book.legs[key] for key in between))
    left_out += why
    for leg, share in own:
        item = _item(book, leg, between[leg.leg], share)
        if item is None:
            left_out.append((leg.leg, between[leg.leg].why or Why("settled", f"{book.stage(leg.leg)}: settled")))
        elif share <= 1e-12:
            left_out.append((leg.leg, Why("parts_counted", "its stated parts are counted")))
        else:
            yield item


def _item(book: Book, leg: Leg, stands: Claim, share: float = 1.0) -> Item | None:
    shares, used = columns(book, leg, stands)
    if stands.side == "none" or not shares:
        return None
    quantity = getattr(leg.terms, "cap", None) or leg.terms.amount
    if leg.terms.amount is None and quantity is not None:
        low, high = quantity.bounds(book.about_half_width())
        amount = Range(low, quantity.stated, high)
    else:
        amount = worth(book, leg)
    if stands.undrawn == "contingent":
        amount = amount._replace(low=0.0)
    return Item(leg.leg, leg.kind, stands, amount.times(share), shares, (leg,), (*used, *widened(book, quantity)))


def _vehicles(book: Book, a: Party, b: Party, told: set[str]) -> Iterator[Item]:
    """A's claims on vehicles that in turn have claims on B, in proportion to all that the vehicle is owed."""
    for vehicle in book.parties.values():
        if vehicle.sector != "vehicle" or vehicle.party_id in (a.party_id, b.party_id):
            continue
        v = frozenset((vehicle.party_id,))
        owed = [(leg, c) for leg in book.legs.values() if (c := _claim_of_vehicle(book, leg, v)) is not None]
        from_b = [leg for leg, _ in owed if {leg.payer, leg.payee} & _ids(b)]
        if not from_b:
            continue
        whole = sum(worth(book, leg).mid or 0.0 for leg, _ in owed)
        part = sum(worth(book, leg).mid or 0.0 for leg in from_b)
        share = part / whole if whole else len(from_b) / len(owed)
        for item in _direct(book, _ids(a), v, []):
            if item.stands.side == "claim" and item.key not in told:
                amount, legs = item.amount.times(share), (*item.legs, *from_b)
                yield replace(item, amount=amount, legs=legs, via=vehicle.party_id)


def _claim_of_vehicle(book: Book, leg: Leg, vehicle: frozenset[str]) -> Claim | None:
    other = frozenset({leg.payer, leg.payee}) - vehicle
    stands = claim(leg, vehicle, other) if other and {leg.payer, leg.payee} & vehicle else None
    if stands is None or stands.side != "claim" or leg.part_of or not columns(book, leg, stands)[0]:
        return None
    return stands


def _groups(book: Book, a: Party, b: Party) -> Iterator[Item]:
    """Legs of a group that A or B belongs to: A's assumed share of what holders hold, else an unknown part of it."""
    for group in book.parties.values():
        g = frozenset((group.party_id,))
        if a.party_id in group.members:
            for item in _direct(book, g, _ids(b), []):
                share, name = _split(book, group, a, item.legs[0])
                if item.stands.side == "claim":
                    yield _scaled(item, share, name, group.party_id)
        if b.party_id in group.members:
            for item in _direct(book, _ids(a), g, []):
                if item.stands.side == "claim":
                    yield _scaled(item, None, "", group.party_id)


def _split(book: Book, group: Party, member: Party, leg: Leg) -> tuple[float | None, str]:
    """The member's assumed share of what its group holds, and the parameter that says so."""
    name = SPLITS.get(group.party_id, "")
    if name == "holders-of-loans" and book.parties[leg.payee].sector == "landlord":
        name = "holders-of-project-debt"
    if name not in book.parameters:
        return None, ""
    for words in (part.split() for part in book.parameters[name].value.split(";")):
        if len(words) >= 2 and words[-2] == member.party_id:
            return float(words[-1]), name
    return None, ""


def _scaled(item: Item, share: float | None, name: str, via: str) -> Item:
    amount = item.amount.times(share) if share is not None else Range(0.0, None, item.amount.high, 1)
    return replace(item, amount=amount, assumptions=(*item.assumptions, *([name] if name else [])), via=via)


def _wrong_way(book: Book, item: Item, items: Iterable[Item], b: Party) -> str:
    """Why a claim grows or is called just when B is worse (specific wrong-way risk, Basel Framework CRE53)."""
    if item.stands.side != "claim":
        return ""
    others = [one for one in items if one.key != item.key and one.stands.side == "claim"]
    others = [one for one in others if _counts(one) or not _counts(item)]
    sales = [one for one in others if one.stands.undrawn == "unrecognised" and one.stands.drawn == ""]
    held = [one for one in others if one.instrument in ("stake", "loan", "warrant")]
    if item.stands.undrawn == "contingent" and item.instrument != "warrant" and (sales or held):
        return _wrong(book, "called", b, (*sales, *held))
    if item.instrument in ("stake", "loan", "warrant") and sales:
        return _wrong(book, "cut", b, sales)
    collateral = " ".join(str(getattr(leg.terms, "collateral", None) or "") for leg in item.legs)
    if any(name and name.casefold() in collateral.casefold() for name in (b.name_en, b.party_id)):
        return _wrong(book, "secured", b, (), collateral)
    return ""


def _wrong(book: Book, how: str, b: Party, others: Sequence[Item], what: str = "") -> Phrase:
    """One way in which a claim goes wrong, with the other claims that fall with it, by name."""

    def told(of: str) -> str:
        names = point(",", of).join(leg_label(book, leg, of) for one in others for leg in one.legs[:1])
        pledged = said(book, what, HOME.get(of, of))
        return say(f"exposure.wrong.{how}", of, party=bare(b.name(of)), others=names, what=pledged)

    return phrase(told)


def _total(items: Iterable[Item]) -> Range:
    return sum((item.part(*TOTALLED) for item in items if _counts(item)), NOTHING)


def _counts(item: Item) -> bool:
    return any(item.shares.get(name) for name in TOTALLED)


def _less(gross: Range, owed: Range) -> Range:
    return Range(
        gross.low - (owed.mid or 0.0 if owed.high is None else owed.high),
        (gross.mid or 0.0) - (owed.mid or 0.0),
        None if gross.high is None else gross.high - owed.low,
        gross.undisclosed + owed.undisclosed,
    )


def _prospective(items: Iterable[Item]) -> list[str]:
    return [item.key for item in items if item.shares.get("prospective")]


def _row(book: Book, a: Party, b: Party, item: Item, wrong_way: str) -> Row:
    key = f"{a.party_id}/{b.party_id}/{item.key}" + (f"/via-{item.via}" if item.via else "")
    more: dict[str, Any] = {"instrument": item.instrument, "side": item.stands.side, "via": item.via}
    through = f"_through_{item.via}" if item.via else ""
    more |= {name: in_unit(item.part(name).mid) if item.shares.get(name) else 0.0 for name in COLUMNS}
    return Row(
        key=key, subject=a.party_id, counterparty=b.party_id, period=book.as_of.isoformat(),
        measure=("owed_" if item.stands.side == "duty" else "") + item.instrument + through,
        grade=grade_shares(book, item.legs[0])[0], more=more | {"wrong_way": wrong_way}, made=_made(book, item),
        **ends_of(item.amount), **_behind(book, [item]),
    )  # fmt: skip


def _made(book: Book, item: Item, *names: str) -> OfLeg | None:
    """An item, or its dollars in these columns, as a part of its contract; None where that states nothing."""
    leg = item.legs[0]
    return part_of(book, leg, item.part(*names) if names else item.amount) if worth(book, leg).mid else None


def _sum_row(
    book: Book, a: Party, b: Party, measure: str, amount: Range, items: list[Item], owed_by: Iterable[Item] = ()
) -> Row:
    """A total, with the columns added up (duties with a minus sign in the net)."""
    minus = {item.key for item in owed_by}
    more: dict[str, Any] = {"instrument": "", "side": "", "via": ""}
    grades: dict[int, float] = {}
    for name in COLUMNS:
        more[name] = sum(
            (-1 if item.key in minus else 1) * (in_unit(item.part(name).mid) or 0.0)
            for item in items
            if item.shares.get(name)
        )
    for item in items:
        for grade, share in grade_shares(book, item.legs[0])[0].items():
            if grade >= 4:
                grades[grade] = grades.get(grade, 0.0) + share * (item.amount.mid or 0.0)
    whole, counts = sum(grades.values()), [item for item in items if _counts(item)]
    parts = [(item.key in minus, _made(book, item, *TOTALLED)) for item in counts]
    made, off = (Plus(tuple(of for gone, of in parts if of and gone is way)) for way in (False, True))
    return Row(
        key=f"{a.party_id}/{b.party_id}/{measure}", subject=a.party_id, counterparty=b.party_id, measure=measure,
        period=book.as_of.isoformat(), more=more | {"wrong_way": ""}, made=Less(made, off) if minus else made,
        grade={grade: part / whole for grade, part in sorted(grades.items())} if whole else {},
        **ends_of(amount), **_behind(book, counts),
    )  # fmt: skip


def _behind(book: Book, items: list[Item]) -> dict[str, Any]:
    assumptions = tuple(dict.fromkeys(a for item in items for a in item.assumptions))
    return {
        "origin": origin_of(book, assumptions),
        "legs": tuple(dict.fromkeys(leg.leg for item in items for leg in item.legs)),
        "assumptions": assumptions,
        "sources": tuple(dict.fromkeys(s for item in items for leg in item.legs for s in leg.sources)),
    }


def headline(table: Table, say: Speech) -> Sequence[str]:
    """What one can lose through the other over every instrument, by which most, and what states no sum."""
    (gross,) = those(table, measure="gross")
    single = [row for row in those(table, side="claim") if row.key != gross.key]
    unknown = say.silent(single)
    if not gross.mid:
        return [say("exposure.none", gross=gross), *unknown]
    told = [say("exposure.gross", amount=gross)]
    if top := [row for row in largest(single) if row.mid]:
        told.append(say("exposure.most", amount=top[0]))
    return [*told, *unknown]


def first(table: Table) -> Sequence[Row]:
    """What can be lost in all, net, then by instrument, the greatest first."""
    totals = those(table, measure=("gross", "net", "look_through"))
    return [*totals, *largest(row for row in table.rows if row not in totals)]


QUESTION = Question(answer, headline, first)
