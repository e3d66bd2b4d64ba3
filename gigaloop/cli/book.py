"""The commands that look into the book, begin new files of it, and write it in other formats."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from gigaloop.book.problem import Misread
from gigaloop.cli.world import World, command

app = typer.Typer()

Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write to this new file, not to the screen.")]
Private = Annotated[bool, typer.Option("--private", help="Let the overlay's private rows into the file.")]


@app.command()
@command
def show(
    world: World,
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="parties, deals, sources, assumptions, accounts, terms, freshness, verified; or a party, deal, leg "
            "or source.",
        ),
    ] = "parties",
    of: Annotated[
        str,
        typer.Argument(
            metavar="OF", help="Of terms: a deal or a leg. Of accounts: a party. Of freshness: a party, or all."
        ),
    ] = "all",
    every: Annotated[bool, typer.Option("--all", help="Every row, not the first screen.")] = False,
) -> None:
    """Show what the book holds: life lines, freshness, figures, sources.

    `accounts PARTY` tells what it opens with, on whose word, and its cash flow and balance sheet by year;
    `terms DEAL` what is written in the contract, what is told and what is assumed; `freshness` what is overdue;
    `verified` whose document was read, of the 120 largest sums.

    Names in English, 繁體 and 简体, aliases and tickers all find a party.
    """
    from gigaloop.answer.tongue import as_json
    from gigaloop.cli.screen import show as screen
    from gigaloop.questions import ask
    from gigaloop.questions.show import accounts, freshness as overdue, terms as written, verified
    from gigaloop.questions.show.record import answer

    book = world.load()
    match what:
        case "assumptions":
            table = ask(book, "assumptions")
        case "accounts":
            table = accounts.answer(book, of, **world.with_paths(accounts.PATHS).drawn)
        case "terms":
            if of == "all":
                raise Misread("show terms names no deal", "Write a deal or a leg after it, for example crwv-oai")
            table = written.answer(book, of)
        case "freshness":
            table = overdue.answer(book, of)
        case "verified":
            table = verified.answer(book)
        case _:
            table = answer(book, what)
    if world.json:
        print(as_json(table, world.tongue))
    else:
        screen(table, world.tongue, every=every)


@app.command()
@command
def new(
    world: World,
    what: Annotated[str, typer.Argument(metavar="deal|book", help="What to begin.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="Id of the deal, or folder of the book.")],
    payer: Annotated[str | None, typer.Option("--from", help="A deal's payer: id or name of a party.")] = None,
    payee: Annotated[str | None, typer.Option("--to", help="A deal's receiver.")] = None,
    source: Annotated[str | None, typer.Option("--source", help="A deal's source, by its id.")] = None,
) -> None:
    """Begin a deal or a book: a commented file that loads as it stands. Nothing is overwritten.

    A deal goes to deals/ where you stand (read it with --overlay .), or into the book that --book names.
    """
    from gigaloop.book.begin import begin_book, begin_deal

    if what not in ("deal", "book"):
        raise Misread(f"nothing new is called {what!r}", "Write 'gigaloop new deal NAME' or 'gigaloop new book DIR'")
    if what == "book":
        files = begin_book(Path(name))
    else:
        book = world.load()
        here = Path() if world.book is None else book.path
        if world.book is None and here.resolve().is_relative_to(book.path.resolve()):
            remedy = "Stand elsewhere; to add to a clone's own book say --book books/loop"
            raise Misread("a deal of yours is not begun inside the shipped book", remedy, id="book")
        files = [begin_deal(book, name, folder=here, payer=payer, payee=payee, source=source)]
        if world.book is None and not world.json:
            print("read it with --overlay . (a deal of yours beside the shipped book)", file=sys.stderr)
    if world.json:
        print(json.dumps({"files": [str(file) for file in files]}, ensure_ascii=False))
    else:
        print("\n".join(map(str, files)))


@app.command()
@command
def export(
    world: World,
    form: Annotated[
        str, typer.Argument(metavar="FORM", help="legs, figures (CSV), graphml, gexf; or a question's name (CSV).")
    ] = "legs",
    out: Out = None,
    private: Private = False,
) -> None:
    """Write the book or an answer for other programs, each row with its citation.

    Private rows of an overlay stay out unless --private asks for them.
    """
    from gigaloop.answer.export import FORMS, export as text_of
    from gigaloop.answer.overlay import public_view
    from gigaloop.book.file import write_new
    from gigaloop.questions import QUESTIONS, ask

    book = world.load()
    if form not in FORMS and form not in QUESTIONS:
        raise Misread(f"there is no form {form!r}", f"Choose one of {', '.join(FORMS)}, or a question's name")
    if form in FORMS:
        text = text_of(book, form, private=private)
    else:
        text = ask(public_view(book, private=private), form).to_csv(private=private)
    if out is not None:
        write_new(out, text, private=private and book.overlay)
    if world.json:
        print(json.dumps({"form": form, "file": str(out)} if out else {"form": form, "text": text}, ensure_ascii=False))
    elif out is None:
        print(text, end="")
    else:
        print(out)


@app.command()
@command
def schema(
    world: World,
    what: Annotated[str, typer.Argument(metavar="deal|scenario", help="Which kind of file.")] = "deal",
) -> None:
    """Print the JSON Schema of a kind of file, for editors."""
    from gigaloop.book.schema import schema as schema_of

    if what not in ("deal", "scenario"):
        raise Misread(f"there is no schema of {what!r}", "Write 'gigaloop schema deal' or 'gigaloop schema scenario'")
    print(json.dumps(schema_of(what), ensure_ascii=False, indent=1))  # type: ignore[arg-type]
