"""What it means: one file a question. `ask(book, name, **arguments)` answers any of them with a Table.

table    Table and Row: what every answer is
tally    many legs -> one number with its range, grades and sources
reported revenue and spending of a year, from reported figures
ledger   when each leg's money is due
claims   what a leg makes one party lose through another
sanity   our numbers beside what others published, in two worlds
obligations one balance sheet for every method of contagion
arguments  what a simulated question takes beside its own, and hands on to paths
paths    the run behind a simulated answer, once in a process; percentiles and shares of paths
flows    who pays whom how much, and each party's money from outside
payments what the parties of a run pay each other on average, as such flows
basis    on which of them a question about circles is asked: book, flows or gw
question  what can be asked: one record, QUESTION, in each question's module
(one module a question; CATALOGUE below lists them)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import Any

from gigaloop.analysis.arguments import RUN_ARGUMENTS
from gigaloop.analysis.question import Argument, Question
from gigaloop.analysis.table import Row, Table
from gigaloop.book.model import Book
from gigaloop.book.problem import InputError, single

#: every question and the module whose QUESTION it is; a module is loaded when its question is first looked at
CATALOGUE: tuple[tuple[str, str], ...] = (
    ("applications", "applications"),
    ("assumptions", "assumptions"),
    ("backtest", "backtest"),
    ("backlog", "backlog"),
    ("barrier", "barrier"),
    ("bearers", "bearers"),
    ("binding", "binding"),
    ("capacity", "capacity"),
    ("changed", "changed"),
    ("compare", "compare"),
    ("circularity", "circularity"),
    ("concentration", "concentration"),
    ("contagion", "contagion"),
    ("deals", "deals"),
    ("miss", "miss"),
    ("mismatch", "mismatch"),
    ("network", "network"),
    ("drivers", "sensitivity"),
    ("energy", "energy"),
    ("evidence", "evidence"),
    ("exposure", "exposure"),
    ("ladder", "ladder"),
    ("lens", "lens"),
    ("forms", "forms"),
    ("gap", "gap"),
    ("guarantees", "guarantees"),
    ("leverage", "leverage"),
    ("loops", "loops"),
    ("offer", "offer"),
    ("rescue", "rescue"),
    ("roles", "roles"),
    ("outlook", "outlook"),
    ("replicate", "replicate"),
    ("self-funded", "self_funded"),
    ("sovereign", "sovereign"),
    ("tariff", "tariff"),
    ("telecom", "telecom"),
    ("subsidy", "subsidy"),
    ("survive", "survive"),
    ("upside", "upside"),
    ("warrant", "warrant"),
    ("without", "without"),
)
#: today's names of questions that are known by the field's own words -> their name here
ALIASES = {"accounting-flags": "lens", "losses-by-holder": "bearers", "cancellable": "ladder"}


class _Questions(Mapping[str, Question]):
    """The catalogue by name, read only; an alias finds its question."""

    def __init__(self, catalogue: tuple[tuple[str, str], ...]) -> None:
        self._modules = dict(catalogue)

    def __getitem__(self, name: str) -> Question:
        module = self._modules[ALIASES.get(name, name)]
        return import_module(f"gigaloop.analysis.{module}").QUESTION

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


QUESTIONS: Mapping[str, Question] = _Questions(CATALOGUE)


def unknown(name: str) -> InputError:
    """What to say of a question that is not there: the nearest name first, then all of them."""
    near = get_close_matches(name, (*QUESTIONS, *ALIASES), n=1, cutoff=0.7)
    meant = f"Did you mean {near[0]}? " if near else ""
    return single(
        f"no question is called {name!r}", f"{meant}Ask one of {', '.join(sorted(QUESTIONS))}", rule="question"
    )


def ask(book: Book, name: str, **arguments: Any) -> Table:
    """Answer a question of the list by name.

    Raises InputError for an unknown question, argument or party.

    >>> from gigaloop import load
    >>> ask(load("tiny"), "backlog", party="cloud").question
    'backlog'
    """
    if name not in QUESTIONS:
        raise unknown(name)
    question = QUESTIONS[name]
    allowed = (*question.positional, *question.options, *(RUN_ARGUMENTS if question.simulates else ()))
    for argument in arguments:
        if argument not in allowed:
            raise single(
                f"{name} takes no argument {argument!r}", f"It takes {', '.join(allowed) or 'none'}", rule="argument"
            )
    return question.answer(book, **arguments)


__all__ = ["CATALOGUE", "QUESTIONS", "Argument", "Question", "Row", "Table", "ask", "unknown"]
