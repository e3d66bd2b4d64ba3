"""What is calibrated from what, and which published numbers were held back to judge by.

`python -m gigaloop.questions.trust.calibration > docs/calibration.md` writes the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from gigaloop.book.file import load
from gigaloop.book.model import Book, Parameter


def calibrated(book: Book) -> list[Parameter]:
    """Every calibrated row of a whole book, older dates first within a name."""
    rows = [p for p in (book.whole or book).all_parameters if p.origin == "calibrated"]
    return sorted(rows, key=lambda p: (p.name, p.as_of.last if p.as_of else date.min))


def without_a_reason(rows: Iterable[Parameter]) -> list[str]:
    """Calibrated rows that say neither from what nor cite a page: they are assumptions under another name."""
    return [p.name for p in rows if not p.how and not p.sources]


def seen(book: Book, held: Iterable[str], day: date) -> list[tuple[str, str]]:
    """(parameter, figure) where a row that holds on `day` cites a page that also tells a figure held back."""
    whole = book.whole or book
    pages = {figure: set(whole.figures[figure].sources) for figure in held}
    rows = holding(whole, day)
    return [(p.name, figure) for p in rows for figure, cited in pages.items() if cited.intersection(p.sources)]


def holding(whole: Book, day: date) -> list[Parameter]:
    """The rows of parameters that hold on a day, with all the pages that they cite, later ones too."""
    view = whole.at(day).parameters
    return [p for p in whole.all_parameters if p.name in view and view[p.name].as_of == p.as_of]


def page(books: dict[str, Book], held: dict[str, tuple[date, tuple[str, ...]]]) -> str:
    """The page: counts by origin, each calibrated row, and what was held back from it.

    held   book's name -> (day of the start, figures that judge what was said on that day)
    """
    lines = [
        "# Calibration",
        "",
        "Made by `python -m gigaloop.questions.trust.calibration > docs/calibration.md`. A *sourced* parameter was",
        "published as it stands; a *calibrated* one was worked out from published numbers, as its row says; an",
        "*assumed* one nobody published: it has a range and says why. No parameter was fitted by running the engine",
        "against an outcome.",
        "",
        "| book | sourced | calibrated | assumed |",
        "|---|---|---|---|",
    ]
    for name, book in books.items():
        counts = Counter(p.origin for p in (book.whole or book).all_parameters)
        lines.append(f"| {name} | {counts['sourced']} | {counts['calibrated']} | {counts['assumed']} |")
    lines += ["", "## Held back", ""]
    for name, (day, figures) in held.items():
        book = books[name]
        overlap = seen(book, figures, day)
        lines.append(
            f"- **{name}**, started on {day}: {len(figures)} figures judge it. They were published later, and a book "
            "as known on a day hides them; a parameter without a date may still have been chosen by somebody who had "
            "read one, so each that cites such a page is named:"
        )
        for parameter, figure in overlap:
            lines.append(f"  - `{parameter}` cites a page that also tells `{figure}`: it may have seen it")
        if not overlap:
            lines.append("  - no parameter that holds on that day cites a page that tells one of them")
    lines += [
        "- Figures that `gigaloop replicate` reproduces are compared, not fitted; those that are part of a contract",
        "  (22.4, 96, 8.1, 2.0) test that the book adds up, not that the engine is right: their reason says so.",
        "- The people who wrote the assumptions knew 2026, and how telecom ended. A held-back figure cannot undo that.",
        "",
        "## Calibrated parameters",
        "",
        "| book | parameter | value | range | unit | holds from | from what |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, book in books.items():
        for p in calibrated(book):
            span = f"{p.low} to {p.high}" if p.low else "-"
            why = "; ".join(part for part in (p.how, ", ".join(p.sources)) if part).replace("|", "/")
            lines.append(f"| {name} | {p.name} | {p.value} | {span} | {p.unit} | {p.as_of or 'any day'} | {why} |")
    return "\n".join(lines) + "\n"


def held_back() -> dict[str, tuple[date, tuple[str, ...]]]:
    """The figures that judge each book's start: the back-test's outcomes, and what was told of telecom after 2000."""
    from gigaloop.questions import ask

    loop = ask(load(), "backtest", paths=1)
    judged = tuple(row.key for row in loop.rows if row.more["verdict"])
    told = tuple(f.figure_id for f in load("telecom").figures.values() if f.note.startswith("OUTCOME"))
    return {"loop": (date.fromisoformat(loop.as_of), judged), "telecom": (date(2000, 12, 31), told)}


if __name__ == "__main__":
    print(page({"loop": load(), "telecom": load("telecom")}, held_back()), end="")
