"""The API: the same answers, typed; the sliders, and articles read."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from gigaloop.answer.language import language_of
from gigaloop.book.problem import InputError
from gigaloop.site import address, files, review, whatif
from gigaloop.site.jobs import Step
from gigaloop.site.render import JSON
from gigaloop.site.replies import Replies, as_json, state_of

_REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"description": "What cannot be answered, and what to do: {problems: [{message, remedy}]}"},
    503: {"description": "Too many ask at once; ask again"},
    404: {"description": "Nothing of this name"},
}


class Levers(BaseModel):
    """What the sliders say."""

    model_config = ConfigDict(extra="forbid")
    levers: dict[str, float] = Field(default_factory=dict, max_length=40)
    off: list[str] = Field(default_factory=list, max_length=10)
    full: list[str] = Field(default_factory=list, max_length=10)
    paths: int = Field(default=1000, ge=1, le=whatif.MOST)


def answers(app: FastAPI, replies: Replies) -> None:
    """Questions, their answers, and how far one is."""
    now = replies.now

    @app.get("/api/openapi.json", include_in_schema=False)
    async def description() -> Response:
        return as_json(app.openapi())

    @app.get("/api/questions", summary="Every question with its arguments")
    async def list_questions(request: Request) -> Response:
        """Name, what it asks, whether it simulates, its own arguments."""
        return Response(await replies.shown(request, "questions"), media_type=JSON)

    @app.get("/api/ask/{name}", summary="An answer as table/1", responses=_REFUSALS)
    async def api_ask(
        request: Request,
        name: str,
        day: str | None = None,
        scenario: str = "base",
        paths: int = address.PATHS,
        seed: int = address.SEED,
        kind: str = "json",
        lang: str = "en",
    ) -> Response:
        """The question's own arguments stand in the query beside these. `kind`: json, csv, parquet or xlsx; `lang`: the
        language of the texts in json, as the command line knows it (zh-TW, zh-HK, zh-CN)."""
        state, own = state_of(request)
        own.pop("kind", None)
        files.kind_of(kind)
        spoken = language_of(lang, "lang: ")
        return await replies.file(request, await replies.asked(request, state, name, own), name, kind, spoken)

    @app.get("/api/ask/{name}/events", summary="How far an answer is, as server-sent events", responses=_REFUSALS)
    async def api_events(request: Request, name: str) -> Response:
        """The query of the question itself. `progress` {done, of}, then `done`, or `refused` {problems}; hang up to
        cancel."""
        state, own = state_of(request)
        key, told = replies.task(state, name, own)

        async def lines() -> AsyncIterator[str]:
            try:
                if key not in now.tables:
                    async with contextlib.aclosing(now.answers.parts(key, "ask", told)) as parts:  # type: ignore[type-var]
                        async for part in parts:
                            if isinstance(part, Step):
                                yield f"event: progress\ndata: {json.dumps(part._asdict())}\n\n"
                            else:
                                now.tables.put(key, part)
                yield "event: done\ndata: {}\n\n"
            except InputError as error:
                problems = [problem.as_dict() for problem in error.problems]
                yield f"event: refused\ndata: {json.dumps({'problems': problems})}\n\n"

        return StreamingResponse(lines(), media_type="text/event-stream")


def records(app: FastAPI, replies: Replies) -> None:
    """A party, a deal, a source, the map."""
    now = replies.now

    @app.get("/api/party/{key}", summary="A party", responses=_REFUSALS)
    async def api_party(request: Request, key: str, day: str | None = None) -> Response:
        """What it pays, gets, owns, guarantees; its newest figures."""
        return Response(await replies.shown(request, "party", key=key, day=day), media_type=JSON)

    @app.get("/api/deal/{key}", summary="A deal", responses=_REFUSALS)
    async def api_deal(request: Request, key: str, day: str | None = None) -> Response:
        """Its legs with life lines, terms and sources."""
        return Response(await replies.shown(request, "deal", key=key, day=day), media_type=JSON)

    @app.get("/api/source/{key}", summary="A source", responses=_REFUSALS)
    async def api_source(request: Request, key: str, day: str | None = None) -> Response:
        """Everything that rests on it."""
        return Response(await replies.shown(request, "source", key=key, day=day), media_type=JSON)

    @app.get("/api/map", summary="The map's arrows on all days")
    async def api_map() -> Response:
        """Days with news; each arrow's [stop, width, signed, stated USD bn] as it changes."""
        return as_json(
            {
                "days": [day.isoformat() for day in now.site.map.days],
                "arrows": [
                    {"payer": a.payer, "payee": a.payee, "family": a.family, "legs": a.legs, "spans": a.spans}
                    for a in now.site.map.arrows
                ],
            }
        )


def sliders(app: FastAPI, replies: Replies) -> None:
    """What if: lines that come while paths are added."""
    now = replies.now

    @app.post("/api/what-if", summary="Sliders, answered as lines of JSON while paths are added", responses=_REFUSALS)
    async def api_whatif(request: Request, asked_for: Levers) -> Response:
        """Hang up to cancel. Each line: `now` and `base`, with the number of paths so far."""
        off = tuple(sorted(set(asked_for.off)))
        full = tuple(sorted(set(asked_for.full) - set(off)))
        settings = whatif.check(now.whole, asked_for.levers, (*off, *full), asked_for.paths)
        key = ("what-if", tuple(sorted(settings.items())), off, full, asked_for.paths)
        told = {"levers": settings, "off": off, "full": full, "paths": asked_for.paths}
        parts = now.sliders.parts(key, "follow", told)

        async def lines() -> AsyncIterator[str]:
            try:
                async with contextlib.aclosing(parts):  # type: ignore[type-var]
                    async for part in parts:
                        if not isinstance(part, Step):
                            yield json.dumps(part, allow_nan=False) + "\n"
            except InputError as error:
                yield json.dumps({"problems": [problem.as_dict() for problem in error.problems]}) + "\n"

        return StreamingResponse(lines(), media_type="application/x-ndjson")


def articles(app: FastAPI, replies: Replies, overlay: Path | None) -> None:
    """Articles read, decided about, written into one's own book and taken back."""
    now, desk = replies.now, review.Desk()

    @app.post("/api/intake", summary="An article read: proposals, each with its place in the text", responses=_REFUSALS)
    async def api_intake(asked_for: review.Text) -> Response:
        """Nothing is written."""
        steps = review.Decided(text=asked_for.text, file=asked_for.file, lang=asked_for.lang)
        return as_json(await asyncio.to_thread(review.decide, steps, now.whole, overlay, desk))

    @app.post(
        "/api/intake/decide", summary="Decisions about them; with write, into one's own book", responses=_REFUSALS
    )
    async def api_decide(asked_for: review.Decided) -> Response:
        """`steps` from the first on: taking one away undoes it. Written whole or not at all, with every check."""
        told = await asyncio.to_thread(review.decide, asked_for, now.whole, overlay, desk)
        if asked_for.write:
            await asyncio.to_thread(now.again)
        return as_json(told)

    @app.post("/api/intake/back", summary="The last write taken back", responses=_REFUSALS)
    async def api_back() -> Response:
        """Every file as it stood before; nothing where one has been changed since."""
        told = await asyncio.to_thread(review.back, desk)
        await asyncio.to_thread(now.again)
        return as_json(told)
