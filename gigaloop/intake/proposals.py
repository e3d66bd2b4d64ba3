"""What intake hands over: an article's text, and proposals that each rest on places in it."""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gigaloop.words.catalogue import say

Action = Literal["add", "amend", "part", "duplicate", "contradict", "figure", "event", "clause", "party", "refuse"]
Bound = Literal["exact", "up_to", "at_least", "about", "undisclosed"]

#: fields of a row that is no leg: a figure, an event, a clause, a party
OF_ROWS = (
    "subject",
    "subject_text",
    "metric",
    "period",
    "period_end",
    "value",
    "known",
    "term",
    "field",
    "holds",
    "between",
    "event",
    "sector",
)


class Evidence(BaseModel):
    """The place that a field rests on; `start` and `end` count code points of the article's text."""

    model_config = ConfigDict(frozen=True)
    field: str
    start: int
    end: int
    text: str


class Reason(BaseModel):
    """Why a proposal stands as it does, or what a reader must know of a text: an id of the catalogue, and what fills its places.

    >>> str(Reason(id="other-sum", leg="a-leg", sum="2 bn USD"))
    'another sum than a-leg (2 bn USD)'
    """

    model_config = ConfigDict(frozen=True, extra="allow")
    id: str

    @property
    def places(self) -> dict[str, Any]:
        """What fills the places of its sentence."""
        return self.model_extra or {}

    def __str__(self) -> str:
        return say(f"reader.{self.id}", **self.places)


class Proposal(BaseModel):
    """One thing that a text says, as a leg, a figure, an event, a clause or a party of the book would say it (`proposals/1`).

    amount_usd_bn   the stated number in billions of dollars      gw      gigawatts      share   0 to 1
    units           as the book writes them, '5 m chips'          target  the leg that the action is about
    from_text       the words that named the party; the id is None where the book has no such party
    confidence      how often a proposal of this kind was right on press texts that no rule had seen (`confidence`)
    reasons         why it is refused, or how it stands to the book; and the rate used where money was converted
    sector          of a party that the book lacks: `subject` is the id it gets, `subject_text` its name in the text
    subject         whose figure or event it is; `metric`, `period`, `period_end`, `value` as figures.csv has them
    term            what a contract calls a clause, `value` what it says; `field` and `holds` as terms.csv has them, of
                    the leg `target`; `between` the parties in words      known    when the public could know it
    """

    model_config = ConfigDict(populate_by_name=True, extra="forbid")
    id: str = ""
    action: Action = "add"
    target: str | None = None
    kind: str | None = None
    payer: str | None = Field(default=None, alias="from")
    payee: str | None = Field(default=None, alias="to")
    from_text: str | None = None
    to_text: str | None = None
    amount: str | None = None
    amount_usd_bn: float | None = None
    bound: Bound | None = None
    gw: float | None = None
    gw_bound: Bound | None = None
    units: str | None = None
    units_bound: Bound | None = None
    share: float | None = None
    happened: str | None = None
    stage: str | None = None
    part_of: str | None = None
    subject: str | None = None
    subject_text: str | None = None
    metric: str | None = None
    period: str | None = None
    period_end: str | None = None
    value: str | None = None
    known: str | None = None
    term: str | None = None
    field: str | None = None
    holds: str | None = None
    between: str | None = None
    event: str | None = None
    sector: str | None = None
    reasons: list[Reason] = Field(default_factory=list)
    confidence: float | None = None
    evidence: list[Evidence] = Field(default_factory=list)

    @property
    def because(self) -> str:
        """The id of its first reason; empty where it has none."""
        return self.reasons[0].id if self.reasons else ""

    @property
    def reason(self) -> str:
        """Its reasons as a sentence."""
        return "; ".join(map(str, self.reasons))

    def say(self, reason: str, **places: Any) -> None:
        """One more reason."""
        self.reasons = [*self.reasons, Reason(id=reason, **places)]

    def refuse(self, reason: str) -> None:
        """It is no deal, for this reason alone."""
        self.action, self.reasons = "refuse", [Reason(id=reason)]

    def ground(self, field: str, text: str, start: int, end: int) -> None:
        """Say where the text says this field."""
        self.evidence.append(Evidence(field=field, start=start, end=end, text=text[start:end]))

    def drop(self, *fields: str) -> None:
        """Forget where the text says these fields."""
        self.evidence = [one for one in self.evidence if one.field not in fields]

    def place(self, field: str) -> Evidence | None:
        """Where the text says this field."""
        return next((one for one in self.evidence if one.field == field), None)


class Proposals(BaseModel):
    """All that one article gave. `text` is the text that was read, `warnings` what was cut or not understood."""

    format: Literal["proposals/1"] = "proposals/1"
    file: str = ""
    language: str = "en"
    published: str | None = None
    text: str = ""
    proposals: list[Proposal] = Field(default_factory=list)
    warnings: list[Reason] = Field(default_factory=list)

    def to_json(self) -> str:
        """As `gigaloop intake FILE --json` prints it.

        >>> Proposals(file="a.txt").to_json().splitlines()[1]
        ' "format": "proposals/1",'
        """
        told = self.model_dump(by_alias=True)
        told["warnings"] = [str(one) for one in self.warnings]
        for p, one in zip(self.proposals, told["proposals"], strict=True):
            one["reason"] = p.reason
            # what only rows have stands only where it is filled
            for name in OF_ROWS:
                if one[name] is None:
                    del one[name]
        return json.dumps(told, ensure_ascii=False, indent=1)
