"""Every command, thin: load, ask a floor below, print."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from gigaloop.book.problem import InputError, Misread
from gigaloop.cli import book as book_commands, intake, runs, sheets
from gigaloop.cli.outcome import FAILED
from gigaloop.cli.world import World, command, spoken
from gigaloop.words.catalogue import say

if TYPE_CHECKING:
    from gigaloop.answer.table import Table
    from gigaloop.book.model import Book

#: what the demo says on the screen, a sentence each
SHORT_ANSWERS = ("backlog", "loops", "miss", "contagion", "gap", "survive")
#: paths of the search for what breaks Oracle: many sizes are tried, each on all of them
BREAK_PATHS = 200

app = typer.Typer(
    help="The open counterparty book and stress engine for AI compute.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def gigaloop(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """The open counterparty book and stress engine for AI compute."""
    if version:
        from gigaloop import __version__

        print(f"gigaloop {__version__}")
        raise typer.Exit


class _Ask(TyperCommand):
    """`ask NAME --help` tells the question's own arguments; `ask --help` those that all take."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        from gigaloop.cli.screen import usage
        from gigaloop.questions import QUESTIONS

        if "--help" in args[1:] and args[0] in QUESTIONS:
            usage(args[0], spoken(args))
            raise typer.Exit
        return super().parse_args(ctx, args)


@app.command(cls=_Ask, context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
@command
def ask(
    world: World,
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Which question; left out: the list of them.")
    ] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write every row there too, each with its citation.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Every row, with its grade, sources and the definition.")
    ] = False,
    private: book_commands.Private = False,
) -> None:
    """Answer a question: what a person would say, ten rows that answer, how sure, what is not counted."""
    from gigaloop.answer.overlay import beside
    from gigaloop.answer.tongue import as_json
    from gigaloop.cli.ask import arguments
    from gigaloop.cli.paper import place
    from gigaloop.cli.progress import progress
    from gigaloop.cli.screen import listed, show
    from gigaloop.questions import QUESTIONS
    from gigaloop.questions.request import answer

    if name is None:
        return listed(world.tongue, as_json=world.json)
    given = arguments(name, context.args)
    book = world.load()
    with place(csv, private=private) if csv else nullcontext() as write, progress(name) as report:
        setup = world.with_paths(QUESTIONS[name].paths)
        table = beside(book, lambda one: answer(one, name, given, setup, progress=report))
        if write is not None:
            write(table.to_csv(private=private))
    if world.json:
        print(as_json(table, world.tongue))
    else:
        show(table, world.tongue, every=every)


@app.command()
@command
def check(world: World) -> None:
    """Tell every problem of a book at once.

    Each has file, line, column and what to do. Warnings do not fail. A sound book is compiled too, on its first, its
    newest and three other days, and in each of its scenarios: what passes here, every question takes.
    """
    from gigaloop.book.file import survey
    from gigaloop.engine.trial import refusals

    problems = survey(world.book, as_of=world.as_of, overlay=world.overlay)
    if any(problem.severity == "error" for problem in problems):
        raise InputError(problems)
    book = world.load()
    problems += refusals(book)
    if any(problem.severity == "error" for problem in problems):
        raise InputError(problems)
    if world.json:
        print(json.dumps({"problems": [p.as_dict() for p in problems]}, ensure_ascii=False, indent=1))
    else:
        for problem in problems:
            print(f"{problem.severity}: {problem}", file=sys.stderr)
        known = f"as known on {book.as_of}" if book.legs or book.figures or book.events else "(nothing is known yet)"
        print(
            f"{book.name}: {len(book.deals)} deals, {len(book.legs)} legs, {len(book.parties)} parties, "
            f"{len(book.figures)} figures, {len(book.sources)} sources {known}; {len(problems)} warnings"
        )


@app.command()
@command
def demo(
    world: World,
    out: Annotated[Path, typer.Option("--out", help="Where the page goes.")] = Path("out/demo.html"),
) -> None:
    """Show the closed loop on the screen, and write it as a page.

    Six sentences: whose backlog, which loop, who fails, who loses, what is missing, what breaks Oracle's rating.
    """
    from gigaloop.answer.overlay import public_view
    from gigaloop.answer.tongue import as_dict
    from gigaloop.cli.paper import answers, page, place
    from gigaloop.cli.progress import progress

    book = public_view(world.load())
    with place(out) as write, progress("simulating") as report:
        tables = answers(book, world, report)
        write(page(book, tables, world.tongue))
        tables |= _broken(book, world, report)
    if world.json:
        told_all = [as_dict(table, world.tongue) for table in tables.values()]
        print(json.dumps({"tables": told_all, "page": str(out)}, ensure_ascii=False))
        return
    for name in SHORT_ANSWERS:
        if name in tables and (told := tables[name].headline.get(world.tongue)):
            print((told[-1] if name == "survive" else told[0]) + "\n")
    print(say("demo.next", world.tongue, page=out))


def _broken(book: Book, world: World, report: Callable[[int, int], None]) -> dict[str, Table]:
    """What demand alone takes a firm down a rating band; nothing where the book does not know it on its day."""
    from gigaloop.questions.examples import examples
    from gigaloop.questions.request import answer

    [(name, asked, _)] = examples("demo")
    try:
        return {name: answer(book, name, asked, replace(world.setup, paths=BREAK_PATHS), progress=report)}
    except InputError as error:
        print(f"note: {name} is left out: {error}", file=sys.stderr)
        return {}


@app.command()
@command
def report(
    world: World,
    out: Annotated[Path, typer.Option("--out", help="Where it goes; .html, .md or .svg.")] = Path("out/report.html"),
    also: Annotated[
        list[str] | None, typer.Option("--also", metavar="NAME", help="A question beside the usual ones; repeatable.")
    ] = None,
    private: book_commands.Private = False,
) -> None:
    """Write the report as a page, as Markdown, or its map alone.

    One self-contained page (.html), the same tables as Markdown (.md), or the map of who pays whom as SVG (.svg).
    Private rows of an overlay stay out unless --private asks for them.
    """
    from gigaloop.answer.overlay import public_view
    from gigaloop.cli.paper import answers, drawing, page, place
    from gigaloop.cli.progress import progress
    from gigaloop.questions.request import question
    from gigaloop.report import CONTENTS, compose, markdown
    from gigaloop.report.echarts import library

    if out.suffix not in (".html", ".md", ".svg"):
        raise Misread(f"--out: {str(out)!r} is neither .html, .md nor .svg", "Write for example --out out/report.html")
    if out.suffix == ".html":
        library()  # before minutes of simulation, not after them
    *usual, last = CONTENTS
    contents = tuple(dict.fromkeys((*usual, *(question(name).name for name in also or ()), last)))
    book = public_view(world.load(), private=private)
    with place(out, private=book.overlay) as write:
        if out.suffix == ".svg":
            write(drawing(book, world.tongue))
        else:
            with progress("simulating") as moved:
                tables = answers(book, world, moved, contents)
            html = out.suffix == ".html"
            write(page(book, tables, world.tongue) if html else markdown(compose(book, tables), world.tongue))
    print(json.dumps({"page": str(out)}) if world.json else f"written: {out}")


@app.command()
@command
def replicate(
    world: World,
    figure: Annotated[str, typer.Argument(metavar="FIGURE", help="One published figure by its id.")] = "all",
) -> None:
    """Reproduce what others have published, each figure as of its publication.

    Ends with 1 while one of them fails: each is listed with the reason.
    """
    from gigaloop.cli.verdict import verdict
    from gigaloop.questions import ask as ask_book
    from gigaloop.questions.trust.replicate import contract_rows

    table = ask_book(world.load(), "replicate", id=figure)
    rows = contract_rows(table)
    if world.json:
        print(json.dumps({"rows": rows}, ensure_ascii=False, indent=1))
    else:
        verdict(table)
    if any(row["status"] == "fail" for row in rows):
        raise typer.Exit(FAILED)


@app.command()
@command
def serve(
    world: World,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0: any that is free.")] = 8765,
    browser: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Serve the site to this machine: the map, a page for every party, deal, source and question, what-if sliders.

    Bound to 127.0.0.1 alone; the API is at /api/; Ctrl-C ends it.
    """
    import webbrowser

    from gigaloop.site.address import State
    from gigaloop.site.app import serve as serve_site

    world.load()
    head = "" if world.tongue == "en" else f"{world.tongue}/"
    query = State(day=world.as_of, scenario=world.scenario, settings=tuple(world.settings.items())).query()

    def ready(bound: int) -> None:
        address = f"http://127.0.0.1:{bound}/{head}{query}"
        print(json.dumps({"address": address}) if world.json else f"{address}  (Ctrl-C ends it)", flush=True)
        if browser:
            webbrowser.open(address)

    serve_site(port, ready, book=world.book, overlay=world.overlay)


@app.command()
@command
def site(
    world: World,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    url: Annotated[str, typer.Option("--url", metavar="BASE", help="Where it will stand, for previews and feed.")] = "",
) -> None:
    """Write the site as plain files for any static host, in every language; private rows never leave."""
    from gigaloop.site.publish import publish

    count = publish(world.load(), folder, url)
    print(json.dumps({"files": count}) if world.json else f"{count} files in {folder}", flush=True)


app.add_typer(book_commands.app)
app.add_typer(runs.app)
app.add_typer(sheets.app)
app.add_typer(intake.app)
