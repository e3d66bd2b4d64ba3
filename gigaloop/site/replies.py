"""What comes back: tables, pages and files from the workers, for whom they are still asked; refusals in a sentence."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from fastapi import Request, Response

from gigaloop.book.problem import InputError, Misread, Problem
from gigaloop.questions import QUESTIONS
from gigaloop.site import address, files
from gigaloop.site.address import State
from gigaloop.site.render import JSON
from gigaloop.site.standing import Standing

#: seconds that a page waits for its answer before it shows how far the work is, and that the work then goes on alone
PATIENCE, LINGER = 0.5, 5.0


@dataclass(frozen=True)
class Replies:
    """What is answered over one book, worked out once for all who ask the same."""

    now: Standing

    def task(self, state: State, name: str, own: Mapping[str, str]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """(key of an answer, what a worker is told of it); KeyError for a question that there is none of."""
        if name not in QUESTIONS:
            raise KeyError(name)
        day = self.now.site.day(state.day)
        key = (self.now.whole.hash, day, replace(state, language="en", day=None), name, tuple(sorted(own.items())))
        return key, {"state": state, "day": day, "question": name, "own": dict(own)}

    async def asked(self, request: Request, state: State, name: str, own: Mapping[str, str]) -> bytes:
        """The Table, packed, from a worker; the same question of two people is worked out once."""
        key, told = self.task(state, name, own)
        if key in self.now.tables:
            return self.now.tables[key]
        table = await unless_gone(request, self.now.answers.last(key, "ask", told))
        return self.now.tables.put(key, table)

    async def soon(self, state: State, name: str, own: Mapping[str, str]) -> bytes | None:
        """The Table if it comes soon; None: the work goes on for those who listen to its events."""
        key, told = self.task(state, name, own)
        if key in self.now.tables:
            return self.now.tables[key]
        work = asyncio.ensure_future(self.now.answers.last(key, "ask", told))
        if (await asyncio.wait({work}, timeout=PATIENCE))[0]:
            return self.now.tables.put(key, work.result())

        def keep(work: asyncio.Future[bytes]) -> None:
            if not work.cancelled() and work.exception() is None:
                self.now.tables.put(key, work.result())

        work.add_done_callback(keep)
        asyncio.get_running_loop().call_later(LINGER, work.cancel)
        return None

    async def answered(
        self, request: Request, state: State, name: str, own: Mapping[str, str], wait: bool
    ) -> bytes | list[Problem] | None:
        """The Table, why there is none, or None where it takes a while and the page need not wait for it."""
        try:
            if wait or self.now.whole.overlay:
                return await self.asked(request, state, name, own)
            return await self.soon(state, name, own)
        except InputError as error:
            if status_of(error) == 503:
                raise
            return list(error.problems)

    async def shown(self, request: Request, name: str, /, **told: Any) -> bytes:
        """A page from its worker, unless who asked is gone."""
        return await unless_gone(request, self.now.page(name, **told))

    async def file(self, request: Request, table: bytes, name: str, kind: str, language: str = "en") -> Response:
        """An answer as a file of this kind."""
        told = {"table": table, "kind": files.kind_of(kind), "language": language}
        data = await unless_gone(request, self.now.answers.last(object(), "file", told))
        headers = {} if kind == "json" else {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
        return Response(data, media_type=files.KINDS[kind], headers=headers)


def state_of(request: Request, language: str = "en") -> tuple[State, dict[str, str]]:
    """The state of an address, and what else its query says."""
    return address.read(language, list(request.query_params.multi_items()))


def status_of(error: InputError) -> int:
    """400 for what cannot be answered; 503 where one should ask again."""
    return 503 if any(problem.rule == "busy" for problem in error.problems) else 400


def busy(error: InputError) -> Response:
    """Told in a sentence, not in a page."""
    told = " ".join(f"{problem.message}. {problem.remedy}." for problem in error.problems)
    return Response(told, 503, headers={"Retry-After": "5"}, media_type="text/plain")


def as_json(data: Any, status: int = 200) -> Response:
    """Data as they stand, nothing that is no number."""
    return Response(json.dumps(data, ensure_ascii=False, allow_nan=False, default=str), status, media_type=JSON)


async def unless_gone(request: Request, work: Any) -> Any:
    """What comes of some work; it is given up when the client hangs up."""
    task = asyncio.ensure_future(work)
    while not task.done():
        await asyncio.wait({task}, timeout=0.25)
        if not task.done() and await request.is_disconnected():
            task.cancel()
            raise Misread("the client is gone", "Ask again", "server", "gone")
    return task.result()
