"""What is read so far: raw tables and trees, the records made of them, and how a misfit is told to the reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from gigaloop.book.model import Change, Leg, Scenario, Shock
from gigaloop.book.near import nearest
from gigaloop.book.problem import Collected, Place, Problem, parted
from gigaloop.book.terms import KINDS, Gate, Record, Tenant, Terms, Tranche

#: what a step says of itself; every other key of a step is a term of the leg's kind
STEP_KEYS = ("stage", "happened", "known", "known_from", "sources", "note", "confidence")
LEG_KEYS = ("leg", "kind", "from", "to", "beneficiary", "part_of", "restates", "supersedes")
#: key -> the record that stands under it
INNER: dict[str, type[Record]] = {
    "gate": Gate,
    "gates": Gate,
    "tranches": Tranche,
    "tenants": Tenant,
    "shocks": Shock,
    "book": Change,
}
#: a path inside a tree or a row -> where it stands
Places = Callable[[tuple], Place]


@dataclass(frozen=True)
class Tree:
    """One YAML file: its name in the book, how it is shown, its content, where each value stands."""

    name: str
    shown: str
    content: dict[str, Any]
    places: dict[tuple[str | int, ...], Place]


@dataclass(frozen=True)
class Table:
    """One CSV file: header and rows with their line numbers."""

    name: str
    shown: str
    header: list[str]
    rows: list[tuple[int, list[str]]]


@dataclass
class DealEntry:
    """A deal while its legs are collected."""

    name: dict[str, str]
    legs: dict[str, Leg] = field(default_factory=dict)


class Reader:
    """The records of a book while it is read; problems go to the caller's collection.

    `rows` file name -> key -> record; `home` leg -> the deal that holds it; `places` where each record stands.
    """

    def __init__(self, files: tuple[str, ...], problems: Collected) -> None:
        self.problems = problems
        self.rows: dict[str, dict[Any, Any]] = {name: {} for name in files}
        self.deals: dict[str, DealEntry] = {}
        self.home: dict[str, str] = {}
        self.scenarios: dict[str, Scenario] = {}
        self.head: dict[str, str] = {}
        self.places: dict[tuple[str | int, ...], Place] = {}

    def refuse(self, place: Place, message: str, remedy: str, rule: str) -> None:
        """Note one Problem."""
        self.problems.note(Problem(place, message, remedy, rule))

    def record(self, kind: type[Record], data: dict[str, Any], place: Places) -> Any:
        """One validated record, or None with its Problems noted."""
        try:
            return kind.model_validate(data)
        except ValidationError as error:
            for item in error.errors(include_url=False):
                self.problems.note(_problem(item, kind, place(tuple(item["loc"]))))
            return None

    def keep(self, family: dict, key: Any, value: Any, place: Place, what: str, replace: bool = False) -> bool:
        """Put a record under its key; a second one with the same key is a Problem, unless it may replace the first."""
        if key in family and not replace:
            self.refuse(place, f"the {what} {key!r} stands twice", "Rename or remove one of the two", "duplicate-key")
            return False
        family[key] = value
        return True


def near(word: str, allowed: tuple[str, ...]) -> str:
    """The remedy for a word that is not one of those allowed.

    >>> near("amonut", ("amount", "power"))
    "Did you mean 'amount'?  Allowed: amount, power"
    """
    close = nearest(word, allowed, most=1)
    listing = ", ".join(allowed)
    return f"Did you mean {close[0]!r}?  Allowed: {listing}" if close else f"Allowed: {listing}"


def short(found: Any) -> str:
    """What was found, cut to a line.

    >>> short("x" * 300)[-6:], short(["a"])
    ('xxx...', "['a']")
    """
    text = repr(found)
    return text if len(text) <= 80 else f"{text[:77]}..."


def misfits(kind: type[Record], data: dict[str, Any], place: Place) -> list[Problem]:
    """Why these values are no record of this kind; empty when they are.

    >>> misfits(KINDS["loan"], {"amount": "5"}, Place("x.yaml", 3, 1))[0].message
    "amount: '5' has no unit"
    """
    try:
        kind.model_validate(data)
    except ValidationError as error:
        return [_problem(item, kind, place) for item in error.errors(include_url=False)]
    return []


def _problem(item: Any, kind: type[Record], place: Place) -> Problem:
    """One pydantic error as a sentence in the book's own words."""
    loc = list(map(str, item["loc"]))
    loc = loc[2:] if loc[:1] == ["terms"] and loc[1:2] and loc[1] in KINDS else loc
    name = ".".join(loc) or kind.__name__.lower()
    last = loc[-1] if loc else name
    found = item.get("input")
    match item["type"]:
        case "extra_forbidden":
            return Problem(place, f"unknown key {short(last)}", near(last, _allowed(kind, item["loc"])), "unknown-key")
        case "missing":
            return Problem(place, f"the key {last!r} is missing", f"Add '{last}: ...'", "missing-key")
        case "literal_error":
            expected = item["ctx"]["expected"].replace("'", "")
            return Problem(place, f"{name}: found {short(found)}", f"Expected one of {expected}", "word")
        case "value_error":
            message, remedy = parted(item["ctx"]["error"])
            return Problem(place, f"{name}: {message}", remedy or "Mend the value", "unit")
        case "string_pattern_mismatch":
            return Problem(
                place, f"{name}: {short(found)} is not an id", "Use small letters, digits, '-' and '_'", "id"
            )
        case "string_too_long":
            what, most = ("an id", "under 100") if item["ctx"]["max_length"] == 100 else ("this", "at most 200")
            return Problem(place, f"{name}: {short(found)} is too long for {what}", f"Keep it {most} letters", "id")
        case "string_type":
            return Problem(place, f"{name}: found {short(found)}, not a text", f"Write '{last}: text'", "value")
        case "tuple_type":
            return Problem(
                place, f"{name}: found {short(found)}, not a list", f"Write '{last}: [one, another]'", "value"
            )
        case "dict_type" | "model_type" | "model_attributes_type":
            message = f"{name}: found {short(found)}, not 'key: value' lines"
            return Problem(place, message, f"Write '{last}: {{key: value}}'", "value")
        case _:
            return Problem(place, f"{name}: found {short(found)}; {item['msg']}", "Mend the value", "value")


def _allowed(kind: type[Record], loc: tuple) -> tuple[str, ...]:
    """The keys that may stand where an unknown one was found."""
    inner = next((INNER[part] for part in reversed(loc[:-1]) if part in INNER), None)
    if inner is not None:
        return tuple(field.alias or name for name, field in inner.model_fields.items())
    if len(loc) > 2 and loc[0] == "terms" and loc[1] in KINDS:
        return (*STEP_KEYS, *(name for name in KINDS[loc[1]].model_fields if name != "kind"))
    hidden = ("terms", "deal", "private", *(("kind",) if issubclass(kind, Terms) else ()))
    return tuple(field.alias or name for name, field in kind.model_fields.items() if name not in hidden)
