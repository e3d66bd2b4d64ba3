"""The commands that simulate: a scenario, and one against another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from gigaloop.book.problem import Misread
from gigaloop.cli.book import Private
from gigaloop.cli.world import World, command

app = typer.Typer()
Party = Annotated[str, typer.Option("--party", help="One party, by year; left out: all, to the horizon.")]


Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Keep every path there, as Parquet.")]


@app.command()
@command
def run(
    world: World,
    named: Annotated[str | None, typer.Argument(metavar="SCENARIO", help="As --scenario, in one word.")] = None,
    party: Party = "all",
    out: Out = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run that DIR holds in part.")] = False,
    again: Annotated[Path | None, typer.Option("--again", metavar="DIR", help="Do DIR's run again; same bits?")] = None,
    private: Private = False,
) -> None:
    """Simulate a scenario, and tell how each party comes out.

    Revenue, uses, cash, debt, GW and value as percentiles over paths, and the share of paths with a default. With --out
    every path is kept in Parquet files with a manifest, readable while the run goes on; an interrupted run goes on with
    --resume. --again does a kept run a second time and ends with 1 if a bit differs. Ids of an overlay are written as
    private-1, private-2, ... unless --private asks for them, into files that only their owner can read.
    """
    from gigaloop.answer.overlay import beside
    from gigaloop.answer.tongue import as_json
    from gigaloop.cli.kept import kept, repeated
    from gigaloop.cli.progress import progress
    from gigaloop.cli.screen import show
    from gigaloop.questions.request import answer

    if again is not None:
        return repeated(world, again)
    if named is not None:
        if world.scenario not in ("base", named):
            raise Misread(f"two scenarios are asked for: {named} and {world.scenario}", "Name one")
        world = replace(world, scenario=named)
    if resume and out is None:
        raise Misread("--resume has no folder", "Write for example --out out/run --resume")
    book = world.load()
    found = kept(world, book, out, resume, private) if out is not None else None
    with progress("simulating") as moved:
        table = beside(
            book,
            lambda one: answer(
                one, "outlook", {"party": party}, world.setup, progress=moved, run=found if one is book else None
            ),
        )
    print(as_json(table, world.tongue)) if world.json else show(table, world.tongue)


@app.command()
@command
def compare(
    world: World,
    first: Annotated[str, typer.Argument(metavar="A", help="A scenario of the book.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another, told as B less A.")],
    party: Party = "all",
) -> None:
    """Tell what scenario B changes against A, path by path.

    Both meet the same draws, so that a difference is not noise. --set replaces arguments of B.
    """
    from gigaloop.answer.overlay import beside
    from gigaloop.answer.tongue import as_json
    from gigaloop.cli.progress import progress
    from gigaloop.cli.screen import show
    from gigaloop.questions.request import answer

    book = world.load()
    given = {"first": first, "second": second, "party": party}
    with progress("simulating") as moved:
        table = beside(book, lambda one: answer(one, "compare", given, world.setup, progress=moved))
    print(as_json(table, world.tongue)) if world.json else show(table, world.tongue)
