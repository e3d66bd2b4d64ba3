"""Of the largest sums of the book, whose document was opened, which are retold, which were not found?"""

from __future__ import annotations

from typing import get_args

from gigaloop.answer.table import Row, Table, make_table
from gigaloop.answer.tally import resting
from gigaloop.book.model import Book
from gigaloop.book.verified import Sum, Verified, largest
from gigaloop.questions.show import headlines

#: what was found of a sum; 'not gone through' where verified.csv has no row
VERDICTS = (*get_args(Verified.model_fields["verdict"].annotation), "not gone through")
ADDED = (("kind", ""), ("text", ""), ("address", ""), ("evidence", ""), ("known", ""))


def answer(book: Book) -> Table:
    """Of the largest sums on the book's day: which were opened, retold, not found; and the share of each?

    The definition is `define.show.verified` of the words. Columns: first two rows a verdict, its share of the sums in
    number and in dollars; then one row a sum in USD bn, largest first; `ADDED`.

    >>> from gigaloop import load
    >>> answer(load("tiny")).rows[0].key
    'share_of_sums/opened'
    """
    sums = largest(book)
    table = make_table(
        book,
        "show verified",
        title={"n": str(len(sums))},
        rows=[*_shares(book, sums), *(_row(book, one) for one in sums)],
        arguments={},
        added=ADDED,
    )
    return headlines.said(table, headlines.verified, headlines.by_verdict)


def shares(book: Book) -> dict[str, tuple[int, float]]:
    """Verdict -> (how many of the largest sums, their share of the dollars).

    >>> from gigaloop import load
    >>> sum(count for count, _ in shares(load("loop")).values())
    120
    """
    sums = largest(book)
    whole = sum(one.dollars for one in sums)
    found: dict[str, tuple[int, float]] = {}
    for verdict in VERDICTS:
        of = [one.dollars for one in sums if _verdict(book, one) == verdict]
        found[verdict] = (len(of), sum(of) / whole if whole else 0.0)
    return found


def page(book: Book) -> str:
    """The lines that docs/refresh.md holds of it.

    >>> from gigaloop import load
    >>> page(load("tiny")).splitlines()[0]
    '| verdict | sums | share of the sums | share of their dollars |'
    """
    found = shares(book)
    whole = sum(count for count, _ in found.values())
    lines = ["| verdict | sums | share of the sums | share of their dollars |", "|---|---|---|---|"]
    for verdict, (count, dollars) in found.items():
        lines.append(f"| {verdict} | {count} | {count / whole if whole else 0.0:.0%} | {dollars:.0%} |")
    return "\n".join(lines)


def _verdict(book: Book, one: Sum) -> str:
    return book.verified[one.row].verdict if one.row in book.verified else VERDICTS[-1]


def _shares(book: Book, sums: list[Sum]) -> list[Row]:
    rows = []
    for verdict, (count, dollars) in shares(book).items():
        part = count / len(sums) if sums else 0.0
        for measure, share in (("share_of_sums", part), ("share_of_dollars", dollars)):
            more = _more("share", text=verdict)
            key = f"{measure}/{verdict}"
            rows.append(
                Row(key=key, subject="book", measure=measure, unit="share", low=share, mid=share, high=share, more=more)
            )
    return rows


def _row(book: Book, one: Sum) -> Row:
    row = book.verified.get(one.row)
    size = one.dollars / 1e9
    leg, figure = book.legs.get(one.row), book.figures.get(one.row)
    more = _more(one.kind, text=_verdict(book, one))
    if row is not None:
        more |= {"address": row.address, "evidence": row.evidence, "known": str(row.date)}
    return Row(
        key=one.row, subject=leg.payer if leg is not None else figure.subject if figure is not None else "",
        counterparty=leg.payee if leg is not None else "", unit="USD bn", low=size, mid=size, high=size,
        measure=leg.kind if leg is not None else figure.metric if figure is not None else "", more=more,
        **resting(book, legs=[one.row] if leg else [], figures=[one.row] if figure else []),
    )  # fmt: skip


def _more(kind: str, **more: object) -> dict[str, object]:
    return {name: more.get(name, "") for name, _ in ADDED} | {"kind": kind}


if __name__ == "__main__":
    from gigaloop.book.file import load

    print(page(load()))
