"""upside: what if it goes better? The scenarios of the book that help, each beside the world without it, same draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Unpack

from gigaloop.answer.paths import BAND
from gigaloop.answer.question import Owes, Question, Row, RunArguments, Speech, Table, greatest, largest, those
from gigaloop.book.model import Book, Scenario
from gigaloop.book.problem import Misread
from gigaloop.book.scenario import arguments, named, shared
from gigaloop.questions import ask
from gigaloop.words.notes import Note, note

#: the upside that every book should hold (gigaloop contract, section 4)
SCENARIOS = ("demand-beat", "efficiency-gain", "external-revenue")
MEASURES = ("defaulted", "amended", "revenue", "equity_raised", "debt", "value")
#: three more worlds are simulated: so many paths each are enough to tell their sign
MOST_PATHS = 2000


def answer(book: Book, party: Owes = "openai", **drawn: Unpack[RunArguments]) -> Table:
    """What if it goes better: one party under each upside scenario of the book, beside the base?

    A scenario that helps one lab (its argument `party`) helps this party where it is a lab; a note says whom else.
    Under another scenario than the base each is laid over it (`severe+demand-beat`) and told beside it, both with the
    settings.

    Definition: `QUESTION.definition`; the numbers are those of `compare base SCENARIO`. At most 2,000 paths are drawn.

    Columns: `defaulted`, `amended` (share of paths), `revenue`, `equity_raised` (USD bn, sums), `debt`, `value` (USD
    bn, at the horizon); `upside` names the scenario, `world` says base, upside or difference.

    Raises InputError for an unknown party, or a book without an upside scenario that the one asked for lacks.

    >>> from gigaloop import load
    >>> {row.more["upside"] for row in answer(load(as_of="2025-10-20"), paths=20).rows} == set(SCENARIOS)
    True
    """
    who = book.party(party).party_id
    under = drawn.get("scenario") or "base"
    first = under.scenario if isinstance(under, Scenario) else under
    known = [name for name in SCENARIOS if name in book.scenarios and name not in first.split("+")]
    if not known:
        raise Misread(
            "this book has no upside scenario" + (f" beside {first}" if first != "base" else ""),
            f"Add one of {', '.join(SCENARIOS)} to scenarios/",
        )
    settings, below = drawn.get("settings") or {}, named(book, first)
    told = arguments(below, settings)
    drawn = {**drawn, "paths": min(drawn.get("paths", MOST_PATHS), MOST_PATHS)}
    seed, paths = drawn.get("seed", 1), drawn["paths"]
    more: dict[str, Any] = {"seed": seed, "paths": paths, "progress": drawn.get("progress")}
    rows: list[Row] = []
    notes: list[Note] = []
    for name in known:
        helped = book.scenarios[name].arguments.get("party")
        second = name if first == "base" else f"{first}+{name}"
        whole = named(book, second)
        kept = {its: told[own] for own, its in shared(below, whole).items()} if settings else {}
        its = "party" if "party" in whole.arguments else f"{name}.party"
        own = {its: who} if helped and book.parties[who].sector == "lab" else {}
        if helped and not own and helped != who:
            notes.append(note("upside.other", scenario=name, helped=helped, asked=who))
        table = ask(book, "compare", first=first, second=second, party=who, settings=kept | own, **more)
        notes += table.notes
        world = table.world
        rows += [_row(row, name) for row in table.rows if row.measure in MEASURES]
    return QUESTION.table(
        book,
        rows=rows,
        arguments={"party": who},
        scenario=first,
        settings=settings,
        notes=notes,
        seed=seed,
        paths=paths,
        world=world,
        added=(("upside", ""), ("world", ""), BAND),
    )


def _row(row: Row, name: str) -> Row:
    world = {"first": "base", "second": "upside"}.get(row.more["world"], "difference")
    return replace(row, key=f"{name}/{row.key}", more={"upside": name, "world": world, "band": row.more["band"]})


def headline(table: Table, say: Speech) -> Sequence[str]:
    """The favourable scenario that adds most revenue, and what it does to failing."""
    gains = largest(those(table, measure="revenue", world="difference"))
    if not gains:
        return []
    top = gains[0]
    case = str(top.more["upside"])
    told = [say("upside.most", case=say.party(case), amount=top)]
    fails = {row.more["world"]: row for row in those(table, measure="defaulted", upside=case)}
    over = {} if table.scenario == "base" else {"world": say.scenario(table.scenario)}
    if {"base", "upside"} <= set(fails):
        key = "upside.fails.over" if over else "upside.fails"
        told.append(say(key, fails=fails["upside"], base=fails["base"], **over))
    return told


QUESTION = Question(answer, headline, greatest(nothing=False, world="difference"))
