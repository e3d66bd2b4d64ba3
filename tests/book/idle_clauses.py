"""The clauses of the shipped book on remedies, time and early ends that move nothing, each with its reason.

`python -m tests.book.idle_clauses` writes the table into docs/kinds.md.
"""

from __future__ import annotations

from pathlib import Path

from gigaloop.book.file import load
from gigaloop.book.model import Book
from gigaloop.book.recorded import why_recorded

PAGE = Path(__file__).parents[2] / "docs" / "kinds.md"
MARKS = "<!-- clauses that move nothing -->\n", "<!-- end -->"
#: what the clauses are about: fields of a leg, or what a contract calls them where they enter none
ABOUT = ("cure", "termination", "delay_remedy", "prepayment", "strike", "extension", "cure_period")


def idle(book: Book) -> list[tuple[str, str, str, str]]:
    """(leg, term, value, why) of each clause that enters no field, or one that the simulation does not use."""
    out = []
    for clause in book.clauses:
        if clause.leg not in book.legs or (clause.field or clause.term) not in ABOUT:
            continue
        why = clause.why or (why_recorded(book.legs[clause.leg].kind, clause.field) if clause.field else "")
        if why and not (clause.value.startswith("no termination") and clause.field):
            out.append((clause.leg, clause.term, clause.value, why))
    return sorted(out)


def table(book: Book) -> str:
    lines = ["| leg | clause | what it says | why it moves nothing |", "|---|---|---|---|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in idle(book))]) + "\n"


if __name__ == "__main__":
    head, rest = PAGE.read_text("utf-8").split(MARKS[0])
    PAGE.write_text(head + MARKS[0] + table(load("loop")) + MARKS[1] + rest.split(MARKS[1], 1)[1], "utf-8")
