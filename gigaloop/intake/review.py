"""What a person decides about proposals: accept, edit, refuse, undo. Nothing is accepted unless somebody says so."""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import ValidationError

from gigaloop.book.identity import SECTORS
from gigaloop.book.model import Book
from gigaloop.book.problem import Misread, Unfit
from gigaloop.book.terms import KINDS
from gigaloop.book.units import parse_number, parse_quantity, parse_when
from gigaloop.intake.newcomers import sides
from gigaloop.intake.proposals import OF_ROWS, Proposal, Proposals

Decision = Literal["open", "accepted", "refused"]
EDITABLE = (
    *("kind", "from", "to", "amount", "gw", "units", "share", "happened", "stage", "target", "part_of", "action"),
    *(field for field in OF_ROWS if field != "subject_text"),
)
WRITTEN = ("add", "amend", "part", "contradict", "figure", "event", "clause", "party")
#: what a row owes before it may enter the book
OWED = {
    "figure": ("metric", "period", "value", "known"),
    "event": ("event", "happened"),
    "clause": ("term", "value", "known"),
    "party": ("subject", "sector"),
}
STAGES = ("talks", "loi", "announced", "signed", "delivered", "drawn", "amended", "ended", "cancelled", "rejected")


class Review:
    """The decisions about one article, in order, so that each can be undone.

    >>> from gigaloop.book.file import load
    >>> from gigaloop.intake import Review, read
    >>> book = load()
    >>> review = Review(read("Oct. 1, 2026 - Meta signed a $5 billion cloud contract with Nebius.", book), book)
    >>> review.edit("p1", amount="6 bn USD"); review.accept("p1"); [p.amount for p in review.accepted]
    ['6 bn USD']
    >>> _ = review.undo(); review.accepted
    []
    """

    def __init__(self, proposals: Proposals, book: Book) -> None:
        self.proposals, self.book = proposals, book
        self._now: dict[str, Proposal] = {p.id: p for p in proposals.proposals}
        self._decided: dict[str, Decision] = dict.fromkeys(self._now, "open")
        self._before: list[tuple[str, Proposal, Decision]] = []

    def proposal(self, name: str) -> Proposal:
        """The proposal as it stands now, edits in it; InputError names those there are."""
        if name not in self._now:
            raise Misread(
                f"no proposal {name!r}",
                f"There are {', '.join(self._now) or 'none'}",
                id="no-proposal",
                words=repr(name),
            )
        return self._now[name]

    def decision(self, name: str) -> Decision:
        """open, accepted or refused; a party that an accepted deal needs is accepted with it."""
        p = self.proposal(name)
        return "accepted" if self._decided[name] == "open" and self._needed(p) else self._decided[name]

    def _needed(self, p: Proposal) -> str | None:
        """The accepted deal that names this new party, if there is one."""
        deals = (name for name, one in self._now.items() if p.subject_text in sides(one) and self._decided[name] == "accepted")  # fmt: skip
        return next(deals, None) if p.action == "party" else None

    @property
    def accepted(self) -> list[Proposal]:
        """What may enter the book."""
        return [p for name, p in self._now.items() if self.decision(name) == "accepted"]

    def accept(self, name: str) -> None:
        """Let it into the book; InputError where something that the book needs is missing."""
        p = self.proposal(name)
        if p.action not in WRITTEN:
            message, remedy = (
                f"{name} is a {p.action}: {p.reason or 'it is no leg'}",
                "Edit its action to add or amend if you know better",
            )
            raise Misread(message, remedy, id="not-written", name=name, action=p.action, reasons=p.reasons)
        lacks = self._lacks(p)
        if lacks:
            message, remedy = f"{name} lacks {', '.join(lacks)}", f"Say for example: edit {name} {lacks[0]}=..."
            raise Misread(message, remedy, id="lacks", name=name, fields=lacks)
        self._decide(name, "accepted")

    def _lacks(self, p: Proposal) -> list[str]:
        """Fields that the book needs and the proposal has not."""
        if p.action in OWED:
            lacks = [name for name in OWED[p.action] if not getattr(p, name)]
            return lacks + ["subject"] * (p.action in ("figure", "event") and not (p.subject or p.subject_text))
        lacks = [field for field in ("kind", "stage") if not getattr(p, field)]
        owed = (("from", p.payer or p.from_text), ("to", p.payee or p.to_text), ("happened", p.happened))
        lacks += [side for side, told in owed if not told]
        refused = {q.subject_text for name, q in self._now.items() if q.action == "party" and self._decided[name] == "refused"}  # fmt: skip
        lacks += [f"{words} (refused as a party)" for words in sides(p) if words in refused]
        return lacks + ["target"] * (p.action == "amend" and p.target not in self.book.legs)

    def refuse(self, name: str) -> None:
        """Keep it out of the book; InputError for a party that an accepted deal names."""
        needs = self._needed(self.proposal(name))
        if needs:
            remedy = f"Refuse {needs} first, or edit who it is between"
            raise Misread(f"{needs} names {name}", remedy, id="needed", name=needs, party=name)
        self._decide(name, "refused")

    def edit(self, name: str, **fields: Any) -> None:
        """Change fields of a proposal ('from' and 'to' by **{'from': id}); each is held to the book's own units."""
        p = self.proposal(name)
        change: dict[str, Any] = {}
        for field, value in fields.items():
            if field not in EDITABLE:
                raise Misread(f"{field!r} cannot be edited", f"Choose one of {', '.join(EDITABLE)}", id="proposal")
            change |= self._read(p, field, value)
        try:
            edited = Proposal.model_validate(p.model_dump(by_alias=False) | change)
        except ValidationError as error:
            raise Misread(f"{name}: {error.errors()[0]['msg']}", "Mend the value", id="proposal") from None
        self._before.append((name, p, self._decided[name]))
        self._now[name] = edited

    def undo(self) -> str | None:
        """Take the last decision or edit back, and say which proposal it was about."""
        if not self._before:
            return None
        name, proposal, decision = self._before.pop()
        self._now[name], self._decided[name] = proposal, decision
        return name

    def _decide(self, name: str, decision: Decision) -> None:
        self._before.append((name, self._now[name], self._decided[name]))
        self._decided[name] = decision

    def _party(self, text: str) -> str:
        try:
            return self.book.party(text).party_id
        except Misread as error:
            raise Unfit(error.args[0], f"Write ?{text} for one that the book lacks", "no-party", words=text) from None

    def _read(self, p: Proposal, field: str, value: Any) -> dict[str, Any]:
        text = str(value).strip()
        try:
            match field:
                case "from" | "to":
                    side = {"from": ("payer", "from_text"), "to": ("payee", "to_text")}[field]
                    if text.startswith("?"):
                        return {side[0]: None, side[1]: text[1:]}
                    return {side[0]: self._party(text), side[1]: text}
                case "sector" if text not in SECTORS:
                    raise Unfit(
                        f"{text!r} is no sector",
                        f"Choose one of {', '.join(sorted(SECTORS))}",
                        "no-choice",
                        words=repr(text),
                    )
                case "subject" if p.action == "party":
                    if not re.fullmatch(r"[a-z][a-z0-9_]*", text):
                        raise Unfit(
                            f"{text!r} is no id of a party",
                            "Write small letters, digits and _",
                            "no-id",
                            words=repr(text),
                        )
                    return {"subject": text}
                case "subject":
                    known = None if text.startswith("?") else self._party(text)
                    return {"subject": known, "subject_text": text.removeprefix("?")}
                case "value" if p.action == "figure":
                    return {"value": parse_quantity(text).text}
                case "known" | "period_end":
                    return {field: str(parse_when(text))}
                case "amount":
                    amount = parse_quantity(text, unit="USD")
                    dollars = round(amount.stated / 1e9, 6) if amount.unit == "USD" and amount.stated else None
                    bound = "about" if amount.bound == "range" else amount.bound
                    return {"amount": text, "amount_usd_bn": dollars, "bound": bound}
                case "gw":
                    power = parse_quantity(text if " " in text else f"{text} GW", units=("GW", "MW"))
                    return {"gw": power.stated, "gw_bound": "about" if power.bound == "range" else power.bound}
                case "units":
                    return {"units": text, "units_bound": parse_quantity(text).bound}
                case "share":
                    return {"share": parse_number(text)}
                case "happened":
                    return {"happened": str(parse_when(text))}
                case "kind" if text not in KINDS:
                    raise Unfit(
                        f"{text!r} is no kind", f"Choose one of {', '.join(KINDS)}", "no-choice", words=repr(text)
                    )
                case "stage" if text not in STAGES:
                    raise Unfit(
                        f"{text!r} is no stage", f"Choose one of {', '.join(STAGES)}", "no-choice", words=repr(text)
                    )
                case "target" | "part_of" if text not in self.book.legs and text not in self._now:
                    raise Unfit(
                        f"{text!r} is no leg of the book",
                        "List a party's legs with 'gigaloop show PARTY'",
                        "no-contract",
                        words=repr(text),
                    )
        except Unfit as error:
            message, remedy = error.args
            raise Misread(f"{field}: {message}", remedy, id=error.id, field=field, **error.places) from None
        return {field: text}
