"""forms: the same chips sold, leased or lent for. When does the vendor earn, what does it hold, what can it lose?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gigaloop.answer.ends import Value, ends_row, over
from gigaloop.answer.question import Owed, Question, Row, Speech, Table, largest, those
from gigaloop.book.model import Book
from gigaloop.book.problem import Misread
from gigaloop.methods.finance import crf
from gigaloop.words.notes import note

RATE, VINTAGE, ADVANCE = "capital-cost", "vintage-value", "advance-rate-gpu"
#: the vintage curve tells so many years
MOST = 5
MEASURES = ("revenue", "cash_in", "on_books", "loss_if_left")


def answer(book: Book, party: Owed = "nvidia", *, term: int = 5) -> Table:
    """What does a vendor earn, get and risk, year by year, when it sells, leases or lends for the same chips?

    Definition: `QUESTION.definition`. Price P = what the vendor gets for a gigawatt; cost = (1 - its margin) P;
    residual counted on R = the stated value at the term's age. Rent = (P - R / (1 + r)^n) crf(r, n) at each year's end;
    loan of advance x P at r, level over n years. `on_books`: chips leased out, or the loan's balance, at the year's end
    (0 after the last: chips are taken back at R). `loss_if_left`: unpaid balance less the value of chips of that age,
    at least 0: for a lease P (1 + r)^k less the rents so far with interest. `residual_risk`: R less the value at that
    age, at least 0. `present_value` of all cash is P in each form, if the residual is R.

    Columns: USD bn per GW. `form` sale, lease or loan; `period` years since delivery, at its end. What is nothing at
    every end has no row.

    Raises InputError for a party that is no vendor with a price per GW, or a term outside 1 to 5 years.

    >>> from gigaloop import load
    >>> answer(load()).one("sale/0/revenue").mid
    32.5
    """
    vendor = book.party(party).party_id
    price = book.key("content-per-gw", vendor)
    if not price:
        priced = sorted(who for who in book.parties if book.key("content-per-gw", who))
        raise Misread(
            f"no price of {vendor} per GW is in the book",
            f"Ask about one of {', '.join(priced) or 'none'}",
            id="party",
        )
    if not 1 <= int(term) <= MOST:
        raise Misread(f"--term: {term} is not between 1 and {MOST}", "Write for example --term 4", id="term")
    margin = book.key("cash-margin", vendor) or "vendor-cash-margin"
    return QUESTION.table(
        book,
        title={"party": book.parties[vendor]},
        rows=_rows(book, vendor, (price, margin, RATE, VINTAGE, ADVANCE), int(term)),
        arguments={"party": vendor, "term": int(term)},
        notes=[note("forms.one"), note("forms.lease")],
        added=(("form", ""),),
    )


def schedule(x: Mapping[str, Value], residual: float, n: int) -> dict[tuple[str, int, str], float]:
    """(form, years since delivery, measure) -> USD bn; x: price, margin, rate, values by age, advance; residual: R / P.

    >>> x = {"price": 10.0, "margin": 0.5, "rate": 0.0, "values": (0.6, 0.4), "advance": 0.8}
    >>> made = schedule(x, 0.4, 2)
    >>> [made["lease", 1, name] for name in MEASURES], [round(made["loan", 1, name], 9) for name in MEASURES]
    ([3.0, 3.0, 4.5, 1.0], [0.0, 4.0, 4.0, 0.0])
    """
    price, rate, values = x["price"], x["rate"], x["values"]
    level = crf(i=rate, n=n).crf[0]
    rent = price * (1.0 - residual / (1 + rate) ** n) * level
    lent = x["advance"] * price
    cost = (1.0 - x["margin"]) * price
    out: dict[tuple[str, int, str], float] = {}
    for k in range(n + 1):
        grown = (1 + rate) ** k
        paid = k if rate == 0 else (grown - 1) / rate
        worth = price if k == 0 else values[k - 1] * price
        last = k == n
        owed = 0.0 if last else lent * grown - lent * level * paid
        leased = residual * price if last else price * grown - rent * paid
        forms = {
            "sale": (price * (k == 0), price * (k == 0), 0.0, 0.0),
            "lease": (
                rent * (k > 0), rent * (k > 0), 0.0 if last else cost - max(cost - residual * price, 0.0) * k / n,
                max(0.0, leased - worth),
            ),
            "loan": (
                price * (k == 0), price - lent if k == 0 else lent * level, owed, max(0.0, owed - worth),
            ),
        }  # fmt: skip
        out |= {(form, k, name): v for form, line in forms.items() for name, v in zip(MEASURES, line, strict=True)}
    return out


def present_value(made: Mapping[tuple[str, int, str], float], form: str, rate: float, last: float) -> float:
    """Of a form's cash, and of what its chips still fetch at the end."""
    years = [k for f, k, name in made if f == form and name == "cash_in"]
    return sum(made[form, k, "cash_in"] / (1 + rate) ** k for k in years) + last / (1 + rate) ** max(years)


def _rows(book: Book, vendor: str, names: tuple[str, ...], n: int) -> Iterator[Row]:
    """The residual counted on is what the book states as the middle, whatever the chips turn out to fetch."""
    price, margin, *_ = names
    residual = book.parameter(VINTAGE).numbers()[n - 1]

    def of(x: Mapping[str, Value]) -> dict[tuple[str, int, str], float]:
        plain = {"price": x[price], "margin": x[margin], "rate": x[RATE], "values": x[VINTAGE], "advance": x[ADVANCE]}
        made = schedule(plain, residual, n)
        counted = {"lease": residual * x[price]}
        whole = {
            (f, n, "present_value"): present_value(made, f, x[RATE], counted.get(f, 0.0))
            for f in ("sale", "lease", "loan")
        }
        risk = {("lease", n, "residual_risk"): max(0.0, (residual - x[VINTAGE][n - 1]) * x[price])}
        return made | whole | risk

    found: Any = over(book, names, of)  # type: ignore[arg-type]
    for (form, year, measure), ends in found.items():
        if not any(ends):
            continue
        yield ends_row(
            book, ends, names, f"{form}/{year}/{measure}", vendor, measure, "USD bn/GW", f"year {year}",
            more={"form": form},
        )  # fmt: skip


def headline(table: Table, say: Speech) -> Sequence[str]:
    """What the vendor books at once when it sells, and what it has at stake when it leases or lends."""
    sold = those(table, measure="revenue", form="sale")
    if not sold:
        return []
    told = [say("forms.sale", revenue=sold[0])]
    for form in ("lease", "loan"):
        worst = largest(those(table, measure="loss_if_left", form=form))
        if worst:
            told.append(say(f"forms.{form}", lost=worst[0], year=worst[0].period.removeprefix("year ")))
    return told


def first(table: Table) -> Sequence[Row]:
    """What is booked at once, then what is lost if the buyer leaves, the most first."""
    return [*those(table, measure="revenue", period="year 0"), *largest(those(table, measure="loss_if_left"))]


QUESTION = Question(answer, headline, first)
