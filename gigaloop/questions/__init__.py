"""What can be asked: one module a question, in the folder of what it is asked for; `ask` answers any of them.

terms     what is owed to whom, when and on what condition
circles   money that comes back, and by which way
stress    who is hurt, when and by how much
prices    what compute, power and promises cost
trust     what the answers rest on, and how they fared
show      one party, deal, source, or what is written of it (no question: `gigaloop show`)
request   a question as a person writes it, all text

Each module of the first five holds one QUESTION (`gigaloop.answer.question`); CATALOGUE lists them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import Any

from gigaloop.answer.question import Argument, Question
from gigaloop.answer.setup import RUN_ARGUMENTS
from gigaloop.answer.table import Row, Table
from gigaloop.book.model import Book
from gigaloop.book.problem import InputError, single

#: every question and the module whose QUESTION it is; a module is loaded when its question is first looked at
CATALOGUE: tuple[tuple[str, str], ...] = (
    ("accounting-flags", "terms.accounting_flags"),
    ("backlog", "terms.backlog"),
    ("binding", "terms.binding"),
    ("cancellable", "terms.cancellable"),
    ("changed", "terms.changed"),
    ("concentration", "terms.concentration"),
    ("deals", "terms.deals"),
    ("energy", "terms.energy"),
    ("exposure", "terms.exposure"),
    ("mismatch", "terms.mismatch"),
    ("without", "terms.without"),
    ("circularity", "circles.circularity"),
    ("loops", "circles.loops"),
    ("network", "circles.network"),
    ("offer", "circles.offer"),
    ("roles", "circles.roles"),
    ("self-funded", "circles.self_funded"),
    ("subsidy", "circles.subsidy"),
    ("capacity", "stress.capacity"),
    ("compare", "stress.compare"),
    ("contagion", "stress.contagion"),
    ("drivers", "stress.drivers"),
    ("gap", "stress.gap"),
    ("guarantees", "stress.guarantees"),
    ("leverage", "stress.leverage"),
    ("losses-by-holder", "stress.losses_by_holder"),
    ("miss", "stress.miss"),
    ("outlook", "stress.outlook"),
    ("rescue", "stress.rescue"),
    ("survive", "stress.survive"),
    ("upside", "stress.upside"),
    ("applications", "prices.applications"),
    ("barrier", "prices.barrier"),
    ("facility", "prices.facility"),
    ("forms", "prices.forms"),
    ("market", "prices.market"),
    ("sovereign", "prices.sovereign"),
    ("tariff", "prices.tariff"),
    ("warrant", "prices.warrant"),
    ("assumptions", "trust.assumptions"),
    ("backtest", "trust.backtest"),
    ("evidence", "trust.evidence"),
    ("replicate", "trust.replicate"),
    ("telecom", "trust.telecom"),
)
#: earlier names of questions that are now called by the field's own words -> their name here
ALIASES = {"lens": "accounting-flags", "bearers": "losses-by-holder", "ladder": "cancellable"}


class _Questions(Mapping[str, Question]):
    """The catalogue by name, read only; an alias finds its question."""

    def __init__(self, catalogue: tuple[tuple[str, str], ...]) -> None:
        self._modules = dict(catalogue)

    def __getitem__(self, name: str) -> Question:
        module = self._modules[ALIASES.get(name, name)]
        return import_module(f"gigaloop.questions.{module}").QUESTION

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
    for argument, value in arguments.items():
        if argument not in allowed:
            raise single(
                f"{name} takes no argument {argument!r}", f"It takes {', '.join(allowed) or 'none'}", rule="argument"
            )
        if (own := question.argument(argument)) is not None:
            own.check(value)
    return question.told(question.answer(book, **arguments))


__all__ = ["CATALOGUE", "QUESTIONS", "Argument", "Question", "Row", "Table", "ask", "unknown"]
