"""What a worker process does: answers a question, or follows the sliders. It keeps its book, plan and runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from gigaloop.site.address import State
from gigaloop.site.jobs import Work

#: paths that a worker keeps, over all its runs: some 0.3 GB
KEPT = 4_000


def make(book: str | None, overlay: Path | None) -> Work:
    """The work of one process over one book."""
    from gigaloop.answer import paths
    from gigaloop.book.file import load
    from gigaloop.questions import QUESTIONS
    from gigaloop.site import questions, whatif

    paths.KEPT = KEPT
    whole = load(book, overlay=overlay)
    sliders = whatif.Sliders(whole)

    def work(name: str, told: Mapping[str, Any], step: Callable[[int, int], None]) -> Iterator[Any]:
        if name == "ask":
            state: State = told["state"]
            chosen = whole if state.day is None else whole.at(told["day"])
            more = {"progress": step} if QUESTIONS[told["question"]].simulates else {}
            yield questions.ask(chosen, told["question"], told["own"], state, **more)
        elif name == "whatif":
            yield from sliders.follow(told["levers"], told["off"], told["paths"], lambda: step(0, 0))

    return work
