"""The commands that simulate: a scenario, and one against another."""

from __future__ import annotations

from typing import Annotated

import typer

from gigaloop.cli.world import World, command

app = typer.Typer()
Party = Annotated[str, typer.Option("--party", help="One party, by year; left out: all, to the horizon.")]


@app.command()
@command
def run(world: World, party: Party = "all") -> None:
    """Simulate a scenario, and tell how each party comes out.

    Revenue, uses, cash, debt, GW and value as percentiles over paths, and the share of paths with a default.
    """
    from gigaloop.analysis.overlay import beside
    from gigaloop.analysis.request import answer
    from gigaloop.cli.progress import progress
    from gigaloop.cli.screen import show

    book = world.load()
    with progress("simulating") as moved:
        table = beside(book, lambda one: answer(one, "outlook", {"party": party}, world.draw, progress=moved))
    print(table.to_json()) if world.json else show(table, book, world.lang)


@app.command()
@command
def compare(
    world: World,
    first: Annotated[str, typer.Argument(metavar="A", help="A scenario of the book.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another, told as B less A.")],
    party: Party = "all",
) -> None:
    """Tell what scenario B changes against A, path by path.

    Both meet the same draws, so that a difference is not noise. --set replaces arguments of either that has them.
    """
    from gigaloop.analysis.outlook import compare as compared
    from gigaloop.analysis.overlay import beside
    from gigaloop.cli.progress import progress
    from gigaloop.cli.screen import show

    book = world.load()
    with progress("simulating") as moved:
        table = beside(
            book,
            lambda one: compared(
                one, first, second, party, world.settings, seed=world.seed, paths=world.paths, progress=moved
            ),
        )
    print(table.to_json()) if world.json else show(table, book, world.lang)
