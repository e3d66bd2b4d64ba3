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

#: every question, below the folder of its module, in the order in which they are listed
ASKED = {
    "terms": "accounting-flags backlog binding cancellable changed concentration deals energy exposure mismatch "
    "without",
    "circles": "circularity fomo loops network offer roles self-funded subsidy",
    "stress": "breaches capacity compare contagion distress drivers gap guarantees leverage losses-by-holder miss "
    "outlook rescue survive upside",
    "prices": "applications barrier facility forms market mix sovereign tariff warrant",
    "trust": "assumptions backtest default-chance evidence replicate telecom",
}
#: every question and the module whose QUESTION it is; a module is loaded when its question is first looked at
CATALOGUE = tuple(
    (name, f"{group}.{name.replace('-', '_')}") for group, names in ASKED.items() for name in names.split()
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
