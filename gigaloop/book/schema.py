"""JSON Schema of deal and scenario files, for editors; and the commented files that `gigaloop new` writes."""

from __future__ import annotations

import re
import textwrap
from typing import Any, Literal

from gigaloop.book.deals import DEAL_KEYS
from gigaloop.book.model import NAMED_IN, Leg, Scenario, Step
from gigaloop.book.problem import Misread
from gigaloop.book.reader import STEP_KEYS
from gigaloop.book.rows import COLUMNS
from gigaloop.book.terms import ID, KINDS

#: tables that a new book does without
OPTIONAL = ("legs.csv", "terms.csv", "verified.csv", "words.csv")
What = Literal["deal", "scenario"]


def schema(what: What = "deal") -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of one kind of file; an editor that knows it completes keys and marks mistakes.

    >>> sorted(schema("deal")["properties"])
    ['deal', 'format', 'legs', 'name']
    """
    name = {"type": "object", "properties": {n: {"type": "string"} for n in NAMED_IN}, "additionalProperties": False}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "additionalProperties": False}
    first = {"format": {"enum": [1, "1"]}}
    if what == "scenario":
        body = Scenario.model_json_schema(by_alias=True)
        return head | body | {"properties": first | body["properties"] | {"name": name}, "title": "gigaloop scenario"}
    definitions: dict[str, Any] = {}
    kinds = []
    for kind, terms in KINDS.items():
        own = terms.model_json_schema(by_alias=True, ref_template="#/$defs/{model}")
        definitions |= own.pop("$defs", {})
        step = Step.model_json_schema(by_alias=True, ref_template="#/$defs/{model}")
        said = {key: step["properties"][key] for key in STEP_KEYS}
        fields = {key: value for key, value in own["properties"].items() if key != "kind"}
        definitions[f"step_{kind}"] = {
            "type": "object",
            "description": own.get("description", kind),
            "properties": said | fields,
            "required": [key for key in step["required"] if key != "terms"],
            "additionalProperties": False,
        }
        steps = {"type": "array", "minItems": 1, "items": {"$ref": f"#/$defs/step_{kind}"}}
        kinds.append({"if": {"properties": {"kind": {"const": kind}}}, "then": {"properties": {"steps": steps}}})
    leg = Leg.model_json_schema(by_alias=True, ref_template="#/$defs/{model}")["properties"]
    leg = {key: value for key, value in leg.items() if key not in ("deal", "private", "steps")}
    definitions["leg"] = {
        "type": "object",
        "properties": leg | {"kind": {"enum": list(KINDS)}, "steps": {"type": "array"}},
        "required": ["leg", "kind", "from", "to", "steps"],
        "additionalProperties": False,
        "allOf": kinds,
    }
    identity = {"type": "string", "pattern": f"^{ID}$"}
    legs = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/leg"}}
    properties = first | dict(zip(DEAL_KEYS, (identity, name, legs), strict=True))
    body = {"title": "gigaloop deal", "properties": properties, "required": ["format", "deal", "legs"]}
    return head | body | {"$defs": definitions}


DEAL = """\
# One deal: a name, and one leg for each direction in which money or value goes.
# 'from' gives the money or the value, 'to' gets it. Check with: gigaloop check --book DIR
format: 1
deal: {name}
name: {{en: "{name}", zh-Hant: "{name}", zh-Hans: "{name}"}}
legs:
- leg: {name}-1                # unique in the whole book
  kind: compute_purchase       # the kinds are listed at the end
  from: {payer}                # a party_id of parties.csv
  to: {payee}
  # part_of: another-leg       # its money is counted there
  # restates: another-leg      # the same money, told another way
  # supersedes: another-leg    # takes its place
  steps:                       # a step holds what it made known, and nothing learned later
  - stage: announced           # talks, loi, announced, signed, delivered, drawn, amended, ended, cancelled, rejected
    happened: {day}       # when it was true: 2026-01-31, 2026-01 or 2026
    known: {day}          # when the public could know it: the date of the earliest source
    sources: [{source}]        # source_id of sources.csv
    amount: undisclosed        # '12 bn USD', 'up to 12 bn USD', 'at least', 'about', '10 to 12 bn USD', 'undisclosed'
    # power: 1 GW
    # start: 2026Q3
    # term: 5 years
    # exit: none               # who may leave, when, at what cost
"""


def new_deal(name: str, *, payer: str, payee: str, source: str, day: str) -> str:
    """A commented deal file that loads as it stands in a book that has these parties and this source.

    >>> "deal: my-deal" in new_deal("my-deal", payer="a", payee="b", source="s", day="2026-01-31")
    True
    """
    _id(name)
    text = DEAL.format(name=name, payer=payer, payee=payee, source=source, day=day)
    return text + textwrap.fill(", ".join(KINDS), 110, initial_indent="# kinds: ", subsequent_indent="#   ") + "\n"


def new_book(name: str) -> dict[str, str]:
    """The files of a new, empty book: file name -> text. It loads, and holds the columns that each table owes.

    >>> new_book("mine")["fx.csv"]
    'date,currency,per_usd,sources\\n'
    """
    _id(name)
    head = "# What this book is, and under which terms its data may be used.\nformat: 1\n"
    head += f"name: {name}\nlicence: CC-BY-4.0\n"
    tables = {table: ",".join(owed) + "\n" for table, (_, owed, _) in COLUMNS.items() if table not in OPTIONAL}
    return {"book.yaml": head} | tables


def _id(name: str) -> None:
    if not re.fullmatch(ID, name):
        raise Misread(f"{name!r} is not an id", "Use small letters, digits, '-' and '_'")
