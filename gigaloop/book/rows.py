"""Text rows and trees -> the Book, with one Problem for each value that does not fit."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from gigaloop.book.clauses import Clause, lay
from gigaloop.book.deals import read_bulk, read_deal
from gigaloop.book.model import Book, Deal, Event, Figure, FxRate, Leg, Parameter, Party, Scenario, Source
from gigaloop.book.problem import Collected, GivenUp, Place, parted
from gigaloop.book.reader import Places, Reader, Table, Tree, near, short
from gigaloop.book.said import Said
from gigaloop.book.terms import Record
from gigaloop.book.units import parse_quantity
from gigaloop.book.verified import Verified

FORMAT = "1"
WHAT = {
    "parties.csv": "party",
    "sources.csv": "source",
    "figures.csv": "figure",
    "events.csv": "event",
    "fx.csv": "rate",
    "parameters.csv": "parameter",
    "terms.csv": "clause",
    "verified.csv": "verified row",
    "words.csv": "translated text",
}


def _columns(kind: type[Record], owed: str, allowed: str = "") -> tuple[type[Record], tuple[str, ...], tuple[str, ...]]:
    return kind, tuple(owed.split()), tuple(allowed.split())


#: file -> (record, columns owed, further columns allowed)
COLUMNS: dict[str, tuple[type[Record], tuple[str, ...], tuple[str, ...]]] = {
    "parties.csv": _columns(
        Party,
        "party_id kind sector name_en name_zh_hant name_zh_hans aliases ticker country known",
        "members name_zh_hk",
    ),
    "sources.csv": _columns(Source, "source_id title publisher published url language confidence", "tier"),
    "figures.csv": _columns(
        Figure, "figure_id subject metric period period_end value known sources note", "confidence"
    ),
    "events.csv": _columns(Event, "date party_id event reaction known sources", "value note"),
    "fx.csv": _columns(FxRate, "date currency per_usd sources"),
    "parameters.csv": _columns(
        Parameter, "name symbol value low high distribution unit origin sources how as_of affects", "party of"
    ),
    "legs.csv": _columns(
        Leg,
        "deal leg kind from to stage happened known sources amount",
        "power units start term end exit firm drawn note part_of restates supersedes",
    ),
    "terms.csv": _columns(Clause, "clause_id leg term value field holds known sources reading evidence why", "between"),
    "verified.csv": _columns(Verified, "row dollars verdict address evidence date"),
    "words.csv": _columns(Said, "en zh_hant zh_hans"),
}
HEAD_KEYS = ("name", "licence")
#: columns that hold several values, separated by ';'
LISTS = ("aliases", "members", "sources")
#: columns that a record owes even when the cell is blank
BLANK: dict[str, dict[str, Any]] = {
    "figures.csv": {"period_end": None, "sources": []},
    "events.csv": {"reaction": None, "sources": []},
    "fx.csv": {"sources": []},
    "terms.csv": {"sources": []},
}


def assemble(
    folder: Path, layers: list[tuple[list[Tree], list[Table]]], digest: str, problems: Collected
) -> tuple[Book, frozenset[str]]:
    """All layers -> one Book, and the names of the files that were broken (rules about them are then not checked)."""
    reader = Reader(tuple(COLUMNS), problems)
    for number, (trees, tables) in enumerate(layers):
        for part in (*tables, *trees):
            with suppress(GivenUp):
                if isinstance(part, Table):
                    _read_table(reader, part, number > 0)
                elif isinstance(part, Tree):
                    _read_tree(reader, part, number > 0)
    with suppress(GivenUp):
        lay(reader)
    broken = {Path(problem.place.file).name for problem in problems.all}
    broken |= {Path(problem.place.file).parent.name for problem in problems.all}
    book = Book(
        path=folder,
        name=reader.head.get("name", folder.name),
        licence=reader.head.get("licence", ""),
        hash=digest,
        as_of=date.max,
        parties=reader.rows["parties.csv"],
        sources=reader.rows["sources.csv"],
        deals={
            key: Deal.model_construct(deal=key, name=entry.name, legs=tuple(entry.legs.values()))
            for key, entry in reader.deals.items()
        },
        figures=reader.rows["figures.csv"],
        events=tuple(reader.rows["events.csv"].values()),
        fx=tuple(reader.rows["fx.csv"].values()),
        all_parameters=tuple(reader.rows["parameters.csv"].values()),
        scenarios=reader.scenarios,
        clauses=tuple(reader.rows["terms.csv"].values()),
        verified=reader.rows["verified.csv"],
        words=reader.rows["words.csv"],
        places=reader.places,
        overlay=len(layers) > 1,
    )
    return book, frozenset(broken)


def _read_table(reader: Reader, table: Table, private: bool) -> None:
    kind, owed, more = COLUMNS[table.name]
    allowed = (*owed, *more)
    before = len(reader.problems.all)
    for missing in [column for column in owed if column not in table.header]:
        reader.refuse(
            Place(table.shown, 1, 1), f"the column {missing!r} is missing", f"The header is {','.join(owed)}", "header"
        )
    for number, column in enumerate(table.header, 1):
        if column not in allowed:
            reader.refuse(
                Place(table.shown, 1, number), f"unknown column {short(column)}", near(column, allowed), "header"
            )
        elif column in table.header[: number - 1]:
            reader.refuse(
                Place(table.shown, 1, number), f"the column {column!r} stands twice", "Remove one", "duplicate-key"
            )
    if len(reader.problems.all) > before:
        return
    columns = {column: number for number, column in enumerate(table.header, 1)}
    lists, blank = [column for column in table.header if column in LISTS], BLANK.get(table.name, {})
    for line, cells in table.rows:
        data: dict[str, Any] = {
            column: text for column, cell in zip(table.header, cells, strict=True) if (text := cell.strip())
        }
        for column in lists:
            if column in data:
                data[column] = [part for told in data[column].split(";") if (part := told.strip())]

        def place(loc: tuple, line: int = line) -> Place:
            name = next((part for part in loc if part in columns), None)
            return Place(table.shown, line, columns[name] if name else 1)

        if table.name == "legs.csv":
            read_bulk(reader, data, Place(table.shown, line, 1), private)
            continue
        data = blank | data
        if kind is Figure or kind is Event:
            data |= _any_unit(reader, data, ("value", "reaction"), place)
        record = reader.record(kind, data, place)
        if record is not None:
            key = _key(record)
            here = Place(table.shown, line, 1)
            what = WHAT[table.name]
            if reader.keep(reader.rows[table.name], key, record, here, what, replace=private):
                reader.places[(table.name, key)] = here


def _any_unit(reader: Reader, data: dict[str, Any], names: Iterable[str], place: Places) -> dict[str, Any]:
    """Figures may be in any known unit; the unit is part of the value."""
    read: dict[str, Any] = {}
    for name in names:
        if isinstance(data.get(name), str):
            try:
                read[name] = parse_quantity(data[name])
            except ValueError as error:
                message, remedy = parted(error)
                reader.refuse(place((name,)), f"{name}: {message}", remedy or "Write '12 bn USD'", "unit")
                read[name] = parse_quantity("undisclosed", unit="USD")
    return read


def _key(record: Any) -> str:
    match record:
        case Party():
            return record.party_id
        case Source():
            return record.source_id
        case Figure():
            return record.figure_id
        case Clause():
            return record.clause_id
        case Verified():
            return record.row
        case Said():
            return record.en
        case Parameter():
            return f"{record.key}@{record.as_of or ''}"
        case FxRate():
            return f"{record.currency} on {record.date}"
        case _:
            return f"{record.date} {record.party_id} {record.event}"


def _read_tree(reader: Reader, tree: Tree, private: bool) -> None:
    content = dict(tree.content)
    found = content.pop("format", None)
    if found != FORMAT:
        at = tree.places.get(("format",), Place(tree.shown, 1, 1))
        message = f"the format is {short(found)}; this version reads format {FORMAT}"
        message = message if found is not None else "the key 'format' is missing"
        reader.refuse(at, message, "Write 'format: 1', or convert the file with its own version", "format")
        return

    def place(loc: tuple) -> Place:
        for end in range(len(loc), -1, -1):
            if loc[:end] in tree.places:
                return tree.places[loc[:end]]
        return Place(tree.shown, 1, 1)

    if tree.name == "book.yaml":
        for key in content.keys() - set(HEAD_KEYS):
            reader.refuse(place((key,)), f"unknown key {short(key)}", near(key, ("format", *HEAD_KEYS)), "unknown-key")
        for key in HEAD_KEYS:
            value = content.get(key, None if not private else "")
            if not isinstance(value, str):
                message = f"the key {key!r} is missing" if value is None else f"{key}: found {short(value)}, not a text"
                reader.refuse(place((key,)), message, f"Add '{key}: ...'", "missing-key")
            elif not private:
                reader.head[key] = value
    elif tree.name.startswith("scenarios/"):
        scenario = reader.record(Scenario, content, place)
        if scenario is not None and reader.keep(
            reader.scenarios, scenario.scenario, scenario, place(("scenario",)), "scenario", replace=private
        ):
            reader.places[("scenario", scenario.scenario)] = place(("scenario",))
            for part in ("shocks", "book"):
                for i in range(len(getattr(scenario, part))):
                    reader.places[("scenario", scenario.scenario, part, i)] = place((part, i))
    else:
        read_deal(reader, content, place, private)
