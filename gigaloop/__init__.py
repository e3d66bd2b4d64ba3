"""gigaloop: the open counterparty book and stress engine for AI compute.

Book --compile--> Plan --simulate--> Run --measure--> Table --draw--> Figure

    import gigaloop
    book = gigaloop.load(as_of="2025-10-20")
    gigaloop.questions()                              # what can be asked, by who asks it
    gigaloop.ask.backlog(book, party="oracle")        # or gigaloop.ask(book, "backlog", party="oracle")

Floors, each standing on those below it: cli; site; report and workbook; figure; questions; ledger; answer; engine and
intake; book, methods and words; cache (what is made once and found again), memory (when Python looks for garbage) and
tables (CSV beside the code).
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from gigaloop.memory import uncollected

__version__ = "0.1.0"

#: public name -> the module that has it; loaded when first used, so that 'gigaloop --help' answers at once
_HOME = {
    "AuditError": "gigaloop.engine.run",
    "Book": "gigaloop.book.model",
    "Figure": "gigaloop.figure",
    "InputError": "gigaloop.book.problem",
    "Leg": "gigaloop.book.model",
    "Plan": "gigaloop.engine.plan",
    "Problem": "gigaloop.book.problem",
    "Run": "gigaloop.engine.run",
    "Scenario": "gigaloop.book.model",
    "Table": "gigaloop.answer.table",
    "ask": "gigaloop.questions",
    "check": "gigaloop.engine.trial",
    "load": "gigaloop.book.file",
    "questions": "gigaloop.questions",
    "simulate": "gigaloop.engine.run",
}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"gigaloop has no public name {name!r}; it has {', '.join(__all__)}")
    with uncollected():
        return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return __all__
