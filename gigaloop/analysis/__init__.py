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
(one module a question; QUESTIONS below lists them)
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

from gigaloop.analysis.arguments import RUN_ARGUMENTS
from gigaloop.analysis.table import Row, Table
from gigaloop.book.model import Book
from gigaloop.book.problem import single


class Question(NamedTuple):
    """One thing that can be asked: the module that answers, its arguments in order, and whether it simulates."""

    module: str
    asks: str
    positional: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    simulates: bool = False


#: name -> question. A module has a function `answer(book, **arguments) -> Table`.
QUESTIONS: dict[str, Question] = {
    "applications": Question(
        "applications", "what demand does a cloud's strength in applications move?", ("party",), ("lead",)
    ),
    "assumptions": Question("assumptions", "what does the model rest on, and who says so?", ("origin",)),
    "backtest": Question("backtest", "what would the engine have said in October 2025?", simulates=True),
    "backlog": Question("backlog", "what share of X's backlog is one customer?", ("party",), ("customer",)),
    "barrier": Question("barrier", "the least a lab spends on compute: how long would a start-up last?", ("party",)),
    "bearers": Question("bearers", "a lab falls short: which holders bear it, by sector?", ("party",), (), True),
    "binding": Question("binding", "how much of what is announced is binding, by grade?"),
    "capacity": Question("capacity", "what is used, idle or late, and what does that cost whom?", ("party",), (), True),
    "changed": Question("changed", "what changed between two dates?", ("since", "until")),
    "compare": Question(
        "compare", "what does one scenario change against another?", ("first", "second"), ("party",), True
    ),
    "circularity": Question(
        "circularity", "how much of the money goes round, by each measure?", (), ("on", "period", "held"), True
    ),
    "concentration": Question("concentration", "how concentrated are suppliers and customers?", ("party",)),
    "contagion": Question(
        "contagion", "a party loses its means: who loses what, by method?", ("party",), ("method", "shock"), True
    ),
    "deals": Question("deals", "what has been agreed, by whom, on whose word?", ("party",)),
    "miss": Question(
        "miss", "a lab earns less: who loses, in what order, between what bounds?", ("party",), ("size",), True
    ),
    "mismatch": Question("mismatch", "who owes leases and debts for longer than it is paid?", ("party",)),
    "network": Question("network", "who pays whom, for what, and how binding is it?", ("party",)),
    "drivers": Question("sensitivity", "which uncertain number decides an answer, by how much?", ("of",), (), True),
    "energy": Question("energy", "how much electricity is a goal in GW, beside a country's and a grid's?", ("party",)),
    "evidence": Question("evidence", "what does the book hold against the story?", ("party",)),
    "exposure": Question("exposure", "how is A exposed to B, over all instruments?", ("party", "counterparty")),
    "ladder": Question("ladder", "what can a buyer cut, in what order, at what cost?", ("party",)),
    "lens": Question("lens", "which accounting questions does a deal raise, by which paragraph?", ("deal",)),
    "forms": Question(
        "forms", "the same chips sold, leased or lent for: what does the vendor book?", ("party",), ("term",)
    ),
    "gap": Question("gap", "what does each lab owe, what comes in, what is missing, by year?", ("party",), (), True),
    "guarantees": Question(
        "guarantees", "which guarantees are called, when, for how much, wrong way?", ("guarantee",), (), True
    ),
    "leverage": Question(
        "leverage", "how does debt run against earnings, or against collateral?", ("party",), (), True
    ),
    "loops": Question(
        "loops", "which loops can money go round, ranked by the dollars?", (), ("top", "period", "on"), True
    ),
    "offer": Question(
        "offer", "what must a vendor give to a buyer that has a rival's chips?", ("vendor", "buyer"), ("without",)
    ),
    "rescue": Question(
        "rescue", "what does a fall cost, what would saving cost, who would pay?", ("party",), ("shock",), True
    ),
    "roles": Question("roles", "who is lender, supplier, owner, customer, guarantor at once?", ("party",)),
    "outlook": Question("outlook", "how does each party come out under a scenario?", ("party",), (), True),
    "replicate": Question("replicate", "does the book reproduce what others have published?", ("id",)),
    "self-funded": Question(
        "self_funded", "what share of a seller's revenue does it fund itself?", ("party",), ("period", "on"), True
    ),
    "sovereign": Question("sovereign", "what does a state's plan buy, when, at what price?", ("party",), ("amount",)),
    "tariff": Question("tariff", "what must a GPU-hour cost, in two parts or one?", (), ("use", "two_part")),
    "telecom": Question(
        "telecom", "what would the engine have said of vendor finance at the end of 2000?", simulates=True
    ),
    "subsidy": Question(
        "subsidy", "what does a vendor give per gigawatt, by warrant, stake, guarantee, lease?", ("party",)
    ),
    "survive": Question(
        "survive", "what is the smallest shock that breaks a party?", ("party",), ("driver", "breach"), True
    ),
    "upside": Question("upside", "what if it goes better, beside the base?", ("party",), (), True),
    "warrant": Question(
        "warrant", "what is a warrant for an order worth, when does it vest, what does a GW cost?", ("party",)
    ),
    "without": Question("without", "leave one party out: what do the others have left?", ("party",)),
}


def ask(book: Book, name: str, **arguments: Any) -> Table:
    """Answer a question of the list by name.

    Raises InputError for an unknown question, argument or party.

    >>> from gigaloop import load
    >>> ask(load("tiny"), "backlog", party="cloud").question
    'backlog'
    """
    question = QUESTIONS.get(name)
    if question is None:
        raise single(f"no question is called {name!r}", f"Ask one of {', '.join(sorted(QUESTIONS))}", rule="question")
    allowed = (*question.positional, *question.options, *(RUN_ARGUMENTS if question.simulates else ()))
    for argument in arguments:
        if argument not in allowed:
            raise single(
                f"{name} takes no argument {argument!r}", f"It takes {', '.join(allowed) or 'none'}", rule="argument"
            )
    answer: Callable[..., Table] = import_module(f"gigaloop.analysis.{question.module}").answer
    return answer(book, **arguments)


__all__ = ["QUESTIONS", "Question", "Row", "Table", "ask"]
