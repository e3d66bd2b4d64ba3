"""What intake hands over: an article's text, and proposals that each rest on places in it."""

from __future__ import annotations

import json
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Action = Literal["add", "amend", "part", "duplicate", "contradict", "figure", "event", "refuse"]
Bound = Literal["exact", "up_to", "at_least", "about", "undisclosed"]

#: fields that must each show their place in the text
GROUNDED = ("kind", "from", "to", "amount", "gw", "units", "share", "happened", "stage")


class Evidence(BaseModel):
    """The place that a field rests on; `start` and `end` count code points of the article's text."""

    model_config = ConfigDict(frozen=True)
    field: str
    start: int
    end: int
    text: str


class Proposal(BaseModel):
    """One thing that an article says, as a leg of the book would say it (contract of `proposals/1`).

    amount_usd_bn   the stated number in billions of dollars      gw      gigawatts      share   0 to 1
    units           as the book writes them, '5 m chips'          target  the leg that the action is about
    from_text       the words that named the party; the id is None where the book has no such party
    reason          why it is refused, or how it stands to the book; and the rate used where money was converted
    """

    model_config = ConfigDict(populate_by_name=True)
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
    reason: str = ""
    evidence: list[Evidence] = Field(default_factory=list)

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
    warnings: list[str] = Field(default_factory=list)

    def to_json(self) -> str:
        """As `gigaloop intake FILE --json` prints it.

        >>> Proposals(file="a.txt").to_json().splitlines()[1]
        ' "format": "proposals/1",'
        """
        return json.dumps(self.model_dump(by_alias=True), ensure_ascii=False, indent=1)
