"""Take any leg out of the shipped book: each answer changes or had listed the leg as not counted.

`binding` answers for every leg of the book; `changed` for every leg that it knows; `roles`, `ladder`, `without`,
`backlog`, `exposure` and `concentration` for the legs that touch the party they are asked about, in the sense below.
An answer may change by more than the leg's own row; that it names the leg in a row's `legs` is what makes it change.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from gigaloop import load
from gigaloop.book.model import Book
from gigaloop.questions import ask

SCOPES = {
    ("binding", ()): lambda leg: True,
    ("changed", ()): lambda leg: True,
    ("roles", ("openai",)): lambda leg: "openai" in (leg.payer, leg.payee),
    ("without", ("openai",)): lambda leg: "openai" in (leg.payer, leg.payee),
    ("concentration", ("openai",)): lambda leg: "openai" in (leg.payer, leg.payee),
    ("cancellable", ("openai",)): lambda leg: leg.payer == "openai",
    ("backlog", ("oracle",)): lambda leg: leg.payee == "oracle",
    ("backlog", ("coreweave",)): lambda leg: leg.payee == "coreweave",
    ("exposure", ("nvidia", "openai")): lambda leg: {leg.payer, leg.payee} == {"nvidia", "openai"},
    ("exposure", ("microsoft", "openai")): lambda leg: {leg.payer, leg.payee} == {"microsoft", "openai"},
}
NAMES = {"exposure": ("party", "counterparty")}


@pytest.fixture(scope="module")
def book() -> Book:
    return load()


def less(book: Book, gone: str) -> Book:
    """The book without one leg; others that lean on it stand alone."""
    deals = {}
    for key, deal in book.deals.items():
        legs = tuple(leg.model_copy(update=_cut(leg, gone)) for leg in deal.legs if leg.leg != gone)
        deals[key] = deal.model_copy(update={"legs": legs})
    return replace(book, deals=deals)


def _cut(leg, gone: str) -> dict:
    return {name: None for name in ("part_of", "restates", "supersedes") if getattr(leg, name) == gone}


def _ask(book: Book, name: str, words: tuple[str, ...]):
    return ask(book, name, **dict(zip(NAMES.get(name, ("party",)), words, strict=False)))


@pytest.mark.parametrize(("name", "words"), list(SCOPES))
def test_every_leg_is_counted_or_listed(book: Book, name: str, words: tuple[str, ...]) -> None:
    table = _ask(book, name, words)
    told = {leg for row in table.rows for leg in row.legs}
    listed = dict(table.left_out)
    scope = [leg.leg for leg in book.legs.values() if SCOPES[name, words](leg)]
    assert len(scope) > 3
    assert [leg for leg in scope if leg not in told and leg not in listed] == []
    assert all(why for why in listed.values())


@pytest.mark.parametrize(("name", "words"), [("binding", ()), ("roles", ("openai",)), ("cancellable", ("openai",))])
def test_take_each_told_leg_out_and_the_answer_changes(book: Book, name: str, words: tuple[str, ...]) -> None:
    before = _ask(book, name, words)
    rows = [row.as_dict() for row in before.rows]
    told = [leg for leg in {leg for row in before.rows for leg in row.legs} if leg not in dict(before.left_out)]
    for gone in sorted(told)[:: 4 if name == "binding" else 1]:
        assert [row.as_dict() for row in _ask(less(book, gone), name, words).rows] != rows, gone


def test_a_leg_that_an_answer_forgot_would_be_seen(book: Book) -> None:
    """Planted fault: an answer that drops a leg without a word."""
    table = _ask(book, "binding", ())
    forgot = replace(
        table,
        rows=tuple(replace(row, legs=tuple(leg for leg in row.legs if leg != "orcl-oai-cloud")) for row in table.rows),
    )
    told = {leg for row in forgot.rows for leg in row.legs}
    assert [leg for leg in book.legs if leg not in told and leg not in dict(forgot.left_out)] == ["orcl-oai-cloud"]


def test_published_shares_come_out(book: Book) -> None:
    """Oracle 300 of 553, CoreWeave 22.4 of 66.8, Microsoft about 45 % of 625, each as of its publication."""
    oracle = ask(load(as_of="2026-03-31"), "backlog", party="oracle", customer="openai")
    assert round(oracle.one("oracle/openai/share/2026-02-28").mid, 2) == 0.54
    coreweave = ask(book, "backlog", party="coreweave", customer="openai")
    row = coreweave.one("coreweave/openai/share/2025-12-31")
    assert round(row.mid, 2) == 0.34 and row.low == 0.0
    assert coreweave.one("coreweave/openai/commitments/2025-12-31").mid == pytest.approx(22.4)
    microsoft = ask(book, "backlog", party="microsoft", customer="openai")
    assert microsoft.one("microsoft/openai/share_reported/2025-12-31").mid == 0.45
    assert microsoft.one("microsoft/openai/implied/2025-12-31").mid == pytest.approx(281.25)
    assert microsoft.one("microsoft/openai/share/2025-12-31").mid == pytest.approx(0.4)
