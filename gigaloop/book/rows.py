"""Text rows and trees -> frozen records, with one Problem for each value that does not fit."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from gigaloop.book.model import (
    Book,
    Deal,
    Event,
    Figure,
    FxRate,
    Leg,
    Parameter,
    Party,
    Scenario,
    Source,
    Step,
)
from gigaloop.book.problem import Place, Problem
from gigaloop.book.terms import KINDS, Record
from gigaloop.book.units import fill, parse_quantity

FORMAT = "1"
STEP_KEYS = ("stage", "happened", "known", "known_from", "sources", "note", "confidence")
LEG_KEYS = ("leg", "kind", "from", "to", "part_of", "restates", "supersedes")

#: file -> (record, columns owed, further columns allowed)
COLUMNS: dict[str, tuple[type[Record], tuple[str, ...], tuple[str, ...]]] = {
    "parties.csv": (
        Party,
        tuple(
            [
                "party_id",
                "kind",
                "sector",
                "name_en",
                "name_zh_hant",
                "name_zh_hans",
                "aliases",
                "ticker",
                "country",
                "known",
            ]
        ),
        ("members",),
    ),
    "sources.csv": (
        Source,
        tuple(["source_id", "title", "publisher", "published", "url", "language", "confidence"]),
        (),
    ),
    "figures.csv": (
        Figure,
        tuple(["figure_id", "subject", "metric", "period", "period_end", "value", "known", "sources", "note"]),
        ("confidence",),
    ),
    "events.csv": (Event, tuple(["date", "party_id", "event", "reaction", "known", "sources"]), ("value", "note")),
    "fx.csv": (FxRate, tuple(["date", "currency", "per_usd", "sources"]), ()),
    "parameters.csv": (
        Parameter,
        tuple(
            [
                "name",
                "symbol",
                "value",
                "low",
                "high",
                "distribution",
                "unit",
                "origin",
                "sources",
                "how",
                "as_of",
                "affects",
            ]
        ),
        (),
    ),
    "legs.csv": (
        Leg,
        tuple(["deal", "leg", "kind", "from", "to", "stage", "happened", "known", "sources", "amount"]),
        (
            "power",
            "units",
            "start",
            "term",
            "end",
            "exit",
            "firm",
            "drawn",
            "note",
            "part_of",
            "restates",
            "supersedes",
        ),
    ),
}
LISTS = ("aliases", "members", "sources")


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


class _Assembly:
    """The records of a book while it is read; problems go to the caller's list, unreadable ids to `broken`."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.broken: set[str] = set()
        self.rows: dict[str, dict[str, Any]] = {name: {} for name in COLUMNS}
        self.deals: dict[str, dict[str, Any]] = {}
        self.legs: set[str] = set()
        self.scenarios: dict[str, Scenario] = {}
        self.head: dict[str, str] = {}
        self.places: dict[tuple[str | int, ...], Place] = {}

    def record(self, kind: type[Record], data: dict[str, Any], place: Callable[[tuple], Place]) -> Any:
        """One validated record, or None with its Problems noted."""
        try:
            return kind.model_validate(data)
        except ValidationError as error:
            for item in error.errors(include_url=False):
                self.problems.append(_problem(item, kind, place(tuple(item["loc"]))))
            return None

    def keep(self, family: dict, key: Any, value: Any, place: Place, what: str, replace: bool = False) -> None:
        """Put a record under its key; a second one with the same key is a Problem."""
        if key in family and not replace:
            message = f"the {what} {key!r} stands twice"
            self.problems.append(Problem(place, message, "Rename or remove one of the two", "duplicate-key"))
            return
        family[key] = value


def assemble(
    folder: Path, layers: list[tuple[list[Tree], list[Table]]], digest: str, problems: list[Problem]
) -> tuple[Book | None, frozenset[str]]:
    """All layers -> one Book, and the names of the files that were broken (rules about them are then not checked)."""
    state = _Assembly(problems)
    for number, (trees, tables) in enumerate(layers):
        private = number > 0
        for table in tables:
            _read_table(state, table, private)
        for tree in trees:
            _read_tree(state, tree, private)
    broken = frozenset(Path(problem.place.file).name for problem in problems)
    deals = {
        key: Deal(deal=key, name=entry["name"], legs=tuple(entry["legs"].values()))
        for key, entry in state.deals.items()
    }
    book = Book(
        path=folder,
        name=state.head.get("name", folder.name),
        licence=state.head.get("licence", ""),
        hash=digest,
        as_of=date.max,
        parties=state.rows["parties.csv"],
        sources=state.rows["sources.csv"],
        deals=deals,
        figures=state.rows["figures.csv"],
        events=tuple(state.rows["events.csv"].values()),
        fx=tuple(state.rows["fx.csv"].values()),
        all_parameters=tuple(state.rows["parameters.csv"].values()),
        scenarios=state.scenarios,
        places=state.places,
        overlay=len(layers) > 1,
    )
    return book, broken


def _read_table(state: _Assembly, table: Table, private: bool) -> None:
    kind, owed, allowed = COLUMNS[table.name]
    for missing in [column for column in owed if column not in table.header]:
        message = f"the column {missing!r} is missing"
        state.problems.append(Problem(Place(table.shown, 1, 1), message, f"The header is {','.join(owed)}", "header"))
    for column in table.header:
        if column not in (*owed, *allowed):
            place = Place(table.shown, 1, table.header.index(column) + 1)
            state.problems.append(
                Problem(place, f"unknown column {column!r}", _near(column, (*owed, *allowed)), "header")
            )
    if any(column not in table.header for column in owed):
        return
    columns = [column for column in table.header if column in (*owed, *allowed)]
    for line, cells in table.rows:
        data: dict[str, Any] = {}
        for column, cell in zip(table.header, cells, strict=True):
            text = cell.strip()
            if column in columns and text:
                data[column] = [part.strip() for part in text.split(";") if part.strip()] if column in LISTS else text

        def place(loc: tuple, line: int = line) -> Place:
            name = next((part for part in loc if part in table.header), None)
            return Place(table.shown, line, table.header.index(name) + 1 if name else 1)

        here = Place(table.shown, line, 1)
        if table.name == "legs.csv":
            _bulk_leg(state, data, here, private)
            continue
        if kind is Figure or kind is Event:
            data |= _any_unit(state, data, ("value", "reaction"), place)
            data.setdefault("sources", [])
            data.setdefault("reaction" if kind is Event else "period_end", None)
        elif kind is FxRate:
            data.setdefault("sources", [])
        record = state.record(kind, data, place)
        if record is not None:
            key = _key(record, line)
            state.keep(state.rows[table.name], key, record, here, table.name.removesuffix(".csv"), replace=private)
            state.places[(table.name, key)] = here


def _any_unit(state: _Assembly, data: dict[str, Any], names: Iterable[str], place: Callable) -> dict[str, Any]:
    """Figures may be in any known unit; the unit is part of the value."""
    read: dict[str, Any] = {}
    for name in names:
        if isinstance(data.get(name), str):
            try:
                read[name] = parse_quantity(data[name])
            except ValueError as error:
                message, _, remedy = str(error).partition(".  ")
                state.problems.append(
                    Problem(place((name,)), f"{name}: {message}", remedy or "Write '12 bn USD'", "unit")
                )
                read[name] = parse_quantity("undisclosed", unit="USD")
    return read


def _key(record: Any, line: int) -> Any:
    match record:
        case Party():
            return record.party_id
        case Source():
            return record.source_id
        case Figure():
            return record.figure_id
        case Parameter():
            return f"{record.name}@{record.as_of or ''}"
        case _:
            return line


def _read_tree(state: _Assembly, tree: Tree, private: bool) -> None:
    content = dict(tree.content)
    found = content.pop("format", None)
    if found != FORMAT:
        place = tree.places.get(("format",), Place(tree.shown, 1, 1))
        message = (
            f"the format is {found!r}; this version reads format {FORMAT}" if found else "the key 'format' is missing"
        )
        state.problems.append(
            Problem(place, message, "Write 'format: 1', or convert the file with its own version", "format")
        )
        return

    def place(loc: tuple) -> Place:
        for end in range(len(loc), -1, -1):
            if loc[:end] in tree.places:
                return tree.places[loc[:end]]
        return Place(tree.shown, 1, 1)

    if tree.name == "book.yaml":
        state.head = state.head or {key: str(value) for key, value in content.items()}
    elif tree.name.startswith("scenarios/"):
        scenario = state.record(Scenario, content, place)
        if scenario is not None:
            state.keep(state.scenarios, scenario.scenario, scenario, place(()), "scenario", replace=private)
            state.places[("scenario", scenario.scenario)] = place(())
            for i in range(len(scenario.shocks)):
                state.places[("scenario", scenario.scenario, i)] = place(("shocks", i))
    else:
        _read_deal(state, tree, content, place, private)


def _read_deal(state: _Assembly, tree: Tree, content: dict[str, Any], place: Callable, private: bool) -> None:
    deal, legs = content.get("deal"), content.get("legs")
    for key in content.keys() - {"deal", "name", "legs"}:
        state.problems.append(
            Problem(place((key,)), f"unknown key {key!r}", _near(key, ("deal", "name", "legs")), "key")
        )
    if not isinstance(deal, str) or not isinstance(legs, list):
        missing = "deal" if not isinstance(deal, str) else "legs"
        state.problems.append(
            Problem(place(()), f"the key {missing!r} is missing", "A deal has deal, name, legs", "key")
        )
        return
    name = content.get("name") if isinstance(content.get("name"), dict) else {"en": str(content.get("name") or deal)}
    entry = state.deals.get(deal)
    if entry is not None and not private:
        state.keep(state.deals, deal, None, place(("deal",)), "deal")
        return
    if entry is None:
        entry = {"name": name, "legs": {}}
        state.deals[deal] = entry
        state.places[("deal", deal)] = place(("deal",))
    for number, raw in enumerate(legs):
        here = ("legs", number)
        leg = _leg(state, raw, deal, lambda loc, here=here: place((*here, *loc)), private)
        if leg is None:
            continue
        if leg.leg in state.legs and not private:
            state.keep(dict.fromkeys(state.legs), leg.leg, None, place(here), "leg")
            continue
        state.legs.add(leg.leg)
        older = entry["legs"].get(leg.leg)
        if older is not None:
            leg = leg.model_copy(update={"steps": (*older.steps, *leg.steps)})
        entry["legs"][leg.leg] = leg
        state.places[("leg", leg.leg)] = place(here)
        for i in range(len(raw.get("steps", ()))):
            state.places[("leg", leg.leg, i)] = place((*here, "steps", i))
            for key in raw["steps"][i]:
                state.places[("leg", leg.leg, i, key)] = place((*here, "steps", i, key))


def _leg(state: _Assembly, raw: Any, deal: str, place: Callable, private: bool) -> Leg | None:
    if not isinstance(raw, dict):
        state.problems.append(Problem(place(()), "a leg must be 'key: value' lines", "Start with '- leg: id'", "key"))
        return None
    kind = raw.get("kind")
    if kind not in KINDS:
        state.problems.append(
            Problem(place(("kind",)), f"unknown kind {kind!r}", _near(str(kind), tuple(KINDS)), "kind")
        )
        return None
    data = {key: value for key, value in raw.items() if key != "steps"}
    steps = []
    raw_steps = raw.get("steps")
    for number, step in enumerate(raw_steps if isinstance(raw_steps, list) else []):
        if not isinstance(step, dict):
            message = "a step must be 'key: value' lines"
            state.problems.append(Problem(place(("steps", number)), message, "Start with '- stage: signed'", "key"))
            return None
        own = {key: value for key, value in step.items() if key in STEP_KEYS}
        own["terms"] = {"kind": kind} | {key: value for key, value in step.items() if key not in STEP_KEYS}
        steps.append(own)
    if not steps:
        state.problems.append(
            Problem(place(()), "the leg has no steps", "Add 'steps:' with at least one step", "steps")
        )
        return None

    def step_place(loc: tuple) -> Place:
        return place(tuple(part for part in loc if part not in ("terms", kind)))

    before = len(state.problems)
    read = [
        state.record(Step, step, lambda loc, n=number: step_place(("steps", n, *loc)))
        for number, step in enumerate(steps)
    ]
    head = state.record(Leg, data | {"steps": (), "deal": deal, "private": private}, step_place)
    if len(state.problems) > before or head is None:
        return None
    return head.model_copy(update={"steps": tuple(read)})


def _bulk_leg(state: _Assembly, data: dict[str, Any], here: Place, private: bool) -> None:
    """A row of legs.csv is a leg with one step."""
    deal = data.pop("deal", "bulk")
    head = {key: data.pop(key) for key in LEG_KEYS if key in data}
    leg = _leg(state, head | {"steps": [data]}, deal, lambda loc: here, private)
    if leg is not None:
        entry = state.deals.setdefault(deal, {"name": {"en": deal}, "legs": {}})
        if leg.leg in state.legs and not private:
            state.keep(dict.fromkeys(state.legs), leg.leg, None, here, "leg")
            return
        state.legs.add(leg.leg)
        entry["legs"][leg.leg] = leg
        state.places[("leg", leg.leg)] = here


def _problem(item: Any, kind: type[Record], place: Place) -> Problem:
    """One pydantic error as a sentence in the book's own words."""
    loc = [str(part) for part in item["loc"] if part != "terms" and part not in KINDS]
    name = ".".join(loc) or kind.__name__.lower()
    found = item.get("input")
    match item["type"]:
        case "extra_forbidden":
            allowed = _allowed(kind, item["loc"])
            return Problem(place, f"unknown key {loc[-1]!r}", _near(loc[-1], allowed), "unknown-key")
        case "missing":
            return Problem(place, f"the key {loc[-1]!r} is missing", f"Add '{loc[-1]}: ...'", "missing-key")
        case "literal_error":
            expected = item["ctx"]["expected"].replace("'", "")
            return Problem(place, f"{name}: found {found!r}", f"Expected one of {expected}", "word")
        case "value_error":
            message, _, remedy = str(item["ctx"]["error"]).partition(".  ")
            return Problem(place, f"{name}: {message}", remedy or "Mend the value", "unit")
        case "string_pattern_mismatch":
            return Problem(place, f"{name}: {found!r} is not an id", "Use small letters, digits, '-' and '_'", "id")
        case _:
            return Problem(place, f"{name}: found {found!r}; {item['msg']}", "Mend the value", "value")


def _allowed(kind: type[Record], loc: tuple) -> tuple[str, ...]:
    names = [field.alias or name for name, field in kind.model_fields.items()]
    for part in loc:
        if part in KINDS:
            names = [*STEP_KEYS, *(n for n in KINDS[part].model_fields if n != "kind")]
    return tuple(names)


def _near(word: str, allowed: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(word, allowed, 1)
    listing = ", ".join(allowed)
    return f"Did you mean {near[0]!r}?  Allowed: {listing}" if near else f"Allowed: {listing}"


def patch(leg: Leg, changes: dict[str, Any], arguments: dict[str, str], place: Place, problems: list[Problem]) -> Leg:
    """A leg with new terms laid over its newest step (a scenario's change); '$name' is replaced by its argument.

    Problems go to the list; the leg then comes back as it was.
    """

    def filled(value: Any) -> Any:
        return fill(value, arguments) if isinstance(value, str) else value

    last = leg.steps[-1]
    own = {key: filled(value) for key, value in changes.items()}
    unknown = [key for key in own if key not in KINDS[leg.kind].model_fields]
    for key in unknown:
        allowed = tuple(name for name in KINDS[leg.kind].model_fields if name != "kind")
        problems.append(Problem(place, f"unknown key {key!r}", _near(key, allowed), "unknown-key"))
    state = _Assembly(problems)
    terms = state.record(KINDS[leg.kind], {"kind": leg.kind} | own, lambda loc: place)
    if terms is None or unknown:
        return leg
    newer = last.terms.model_copy(update={k: v for k, v in terms if v is not None})
    return leg.model_copy(update={"steps": (*leg.steps[:-1], last.model_copy(update={"terms": newer}))})
