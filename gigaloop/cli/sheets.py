"""The workbook: written, or read back after somebody changed its terms."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from gigaloop.book.problem import Misread
from gigaloop.cli.book import Private
from gigaloop.cli.world import World, command

app = typer.Typer()


@app.command()
@command
def workbook(
    world: World,
    out: Annotated[Path, typer.Option("--out", help="Where the workbook goes.")] = Path("out/gigaloop.xlsx"),
    read: Annotated[Path | None, typer.Option("--read", metavar="FILE", help="Read a changed workbook back.")] = None,
    terms: Annotated[
        Path | None, typer.Option("--terms", metavar="DIR", help="With --read: write the changes as an overlay.")
    ] = None,
    private: Private = False,
) -> None:
    """Write the answers as an Excel workbook with live formulas, or read a changed one back.

    Terms stand on one sheet in the words of the book; numbers made of them are formulas. --read tells which terms were
    changed; --terms writes them as an overlay, so that any answer can show the public number and yours. Private rows of
    an overlay stay out unless --private asks for them.
    """
    from gigaloop.answer.overlay import public_view
    from gigaloop.cli.paper import answers, place
    from gigaloop.cli.progress import progress

    if read is not None:
        return _back(world, read, terms)
    if terms is not None:
        raise Misread("--terms has no workbook to read", "Write for example --read out/gigaloop.xlsx --terms out/mine")
    from gigaloop.workbook import CONTENTS, workbook as sheets

    if out.suffix != ".xlsx":
        raise Misread(f"--out: {str(out)!r} is no .xlsx", "Write for example --out out/gigaloop.xlsx")
    book = public_view(world.load(), private=private)
    with place(out, private=book.overlay) as write:
        with progress("simulating") as moved:
            tables = answers(book, world, moved, CONTENTS)
        write(sheets(book, tables, world.tongue))
    print(json.dumps({"workbook": str(out)}) if world.json else f"written: {out}")


def _back(world: World, file: Path, terms: Path | None) -> None:
    from gigaloop.cli.paper import place
    from gigaloop.workbook import changes, overlay
    from gigaloop.workbook.readback import told

    made_from, day = told(file)
    book = replace(world, as_of=world.as_of or day).load()
    if book.hash != made_from:
        raise Misread(
            "the workbook was made from another book", "Name it with --book, --as-of and --overlay", str(file)
        )
    found = changes(file, book)
    files = overlay(book, found) if terms is not None and found else {}
    if terms is not None and terms.exists() and any(terms.iterdir()):
        raise Misread(f"--terms: {str(terms)!r} is not empty", "Give a new folder")
    for name, text in files.items():
        with place(terms / name, private=True) as write:  # type: ignore[operator]
            write(text)
    if world.json:
        told_all = {"changes": [vars(change) for change in found], "files": list(files)}
        print(json.dumps(told_all, ensure_ascii=False, indent=1))
        return
    for change in found:
        print(f"{change.leg}: {change.was} -> {change.now}")
    print(f"{len(found)} terms changed" + (f"; ask with --overlay {terms}" if files else ""))
