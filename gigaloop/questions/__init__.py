"""What can be asked: one module a question, in the folder of what it is asked for; `ask` answers any of them.

terms     what is owed to whom, when and on what condition
circles   money that comes back, and by which way
stress    who is hurt, when and by how much
prices    what compute, power and promises cost
trust     what the answers rest on, and how they fared
show      one party, deal, source, or what is written of it (no question: `gigaloop show`)
request   a question as a person writes it, all text
examples  what the first page, the demo and the sliders ask (examples.csv)
asking    `ask`, callable and with one function a question; what can be asked, by who asks it

Each module of the first five holds one QUESTION (`gigaloop.answer.question`); CATALOGUE lists them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import ModuleType

from gigaloop.answer.question import Argument, Question
from gigaloop.answer.table import Row, Table
from gigaloop.questions.asking import Ask, Listing, listing

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
    ("fomo", "circles.fomo"),
    ("loops", "circles.loops"),
    ("network", "circles.network"),
    ("offer", "circles.offer"),
    ("roles", "circles.roles"),
    ("self-funded", "circles.self_funded"),
    ("subsidy", "circles.subsidy"),
    ("breaches", "stress.breaches"),
    ("capacity", "stress.capacity"),
    ("compare", "stress.compare"),
    ("contagion", "stress.contagion"),
    ("distress", "stress.distress"),
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
    ("mix", "prices.mix"),
    ("sovereign", "prices.sovereign"),
    ("tariff", "prices.tariff"),
    ("warrant", "prices.warrant"),
    ("assumptions", "trust.assumptions"),
    ("backtest", "trust.backtest"),
    ("default-chance", "trust.default_chance"),
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


ask = Ask(QUESTIONS, ALIASES)


class _Room(ModuleType):
    """This module, which can be called: `gigaloop.questions()` lists what can be asked."""

    def __call__(self) -> Listing:
        """What can be asked, printed by who asks and what for.

        >>> import gigaloop
        >>> gigaloop.questions()[1]
        backlog: what share of X's backlog is one customer?
        """
        return listing(CATALOGUE)


questions = sys.modules[__name__]
questions.__class__ = _Room

__all__ = ["CATALOGUE", "QUESTIONS", "Argument", "Question", "Row", "Table", "ask", "questions"]
