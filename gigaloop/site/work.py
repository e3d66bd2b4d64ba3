"""What a worker process does: answers a question, writes a page or a file, follows the sliders; it keeps its book."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from gigaloop.answer.table import Table
from gigaloop.book.file import load
from gigaloop.book.problem import InputError, Problem
from gigaloop.site import files, questions, view
from gigaloop.site.address import State
from gigaloop.site.data import data
from gigaloop.site.feed import atom
from gigaloop.site.jobs import Missing, Work
from gigaloop.site.pages import Site

#: paths that a worker keeps, over all its runs: some 0.3 GB
KEPT = 4_000


@lru_cache(maxsize=1)
def site(book: str | None, overlay: Path | None) -> Site:
    """The book's pages. Made once before workers are forked, so that all of them share it."""
    made = Site(load(book, overlay=overlay), questions.ask)
    made.map  # noqa: B018 - every page of a day needs it
    return made


def make(book: str | None, overlay: Path | None) -> Work:
    """The work of one process over one book."""
    from gigaloop.answer import paths
    from gigaloop.questions import QUESTIONS
    from gigaloop.site import whatif

    paths.KEPT = KEPT
    mine = site(book, overlay)
    sliders = whatif.Sliders(mine.book)

    def work(name: str, told: Mapping[str, Any], step: Callable[[int, int], None]) -> Iterator[Any]:
        if name == "ask":
            state: State = told["state"]
            chosen = mine.book if state.day is None else mine.book.at(told["day"])
            more = {"progress": step} if QUESTIONS[told["question"]].simulates else {}
            yield packed(questions.ask(chosen, told["question"], told["own"], state, **more))
        elif name == "follow":
            yield from sliders.follow(told["levers"], told["off"], told["paths"], lambda: step(0, 0), told["full"])
        elif name == "file":
            yield files.encode(pickle.loads(told["table"]), told["kind"], told["language"])
        else:
            yield write(mine, name, told)

    return work


def packed(table: Table) -> bytes:
    """A Table as the server keeps and hands it on: it need not look inside."""
    return pickle.dumps(table, pickle.HIGHEST_PROTOCOL)


def opened(table: bytes | list[Problem]) -> Table | InputError:
    """The Table; where there is none, why."""
    return pickle.loads(table) if isinstance(table, bytes) else InputError(table)


def write(site: Site, name: str, told: Mapping[str, Any]) -> bytes:
    """A page, or what stands in it as data; Missing where nothing stands there."""
    given = dict(told)
    if "table" in given:
        given["table"] = opened(given["table"])
    try:
        if name == "atom":
            return atom(site, given["links"]).encode()
        if name == "json":
            return as_json(data(site, given["links"], given["parts"]))
        if name in ("party", "deal", "source") and "links" not in given:
            return as_json(getattr(view, name)(site.on(given["day"]), given["key"], "en"))
        if name == "search":
            return as_json(site.search())
        if name == "questions":
            return as_json(questions.described())
        if name == "form":  # what the first visitor of a form would wait for
            return str(len(questions.arguments(given["name"]))).encode()
        text: str = getattr(site, name)(**given)
        return text.encode()
    except KeyError as error:
        raise Missing(str(error)) from None


def as_json(told: Any) -> bytes:
    """Compact JSON in UTF-8."""
    return json.dumps(told, ensure_ascii=False, allow_nan=False, default=str, separators=(",", ":")).encode()
