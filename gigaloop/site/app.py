"""The live server: pages, their JSON, downloads, the API. Stateless; the URL is the state."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from gigaloop import __version__
from gigaloop.book.problem import InputError, Misread, Problem
from gigaloop.questions import ALIASES, QUESTIONS
from gigaloop.site import address, files, questions, review, whatif
from gigaloop.site.address import Links, State
from gigaloop.site.front import Front, Server
from gigaloop.site.guard import Guard, prompt
from gigaloop.site.jobs import Step, can_fork
from gigaloop.site.render import HTML, JSON, TYPES, assets, stamp
from gigaloop.site.standing import Standing
from gigaloop.words.tongues import KNOWN, tongue

#: seconds that a page waits for its answer before it shows how far the work is, and that the work then goes on alone
PATIENCE, LINGER = 0.5, 5.0


class Levers(BaseModel):
    """What the sliders say."""

    model_config = ConfigDict(extra="forbid")
    levers: dict[str, float] = Field(default_factory=dict, max_length=40)
    off: list[str] = Field(default_factory=list, max_length=10)
    full: list[str] = Field(default_factory=list, max_length=10)
    paths: int = Field(default=1000, ge=1, le=whatif.MOST)


@cache
def describe() -> dict[str, Any]:
    """The API's OpenAPI description; the same for every book."""
    return make_app("tiny").openapi()


def make_app(book: str | None = None, overlay: Path | None = None) -> FastAPI:
    """The application over one book. The workers start when they are first needed."""
    now = Standing(book, overlay)
    desk = review.Desk()
    kept, tables = now.kept, now.tables

    @contextlib.asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        warming = asyncio.create_task(now.warm())
        yield
        warming.cancel()
        now.dismiss()
        if now.front is not None:
            now.front.close()

    app = FastAPI(title="gigaloop", version=__version__, docs_url=None, redoc_url=None, openapi_url=None, lifespan=life)
    app.state.now = now

    def task(state: State, name: str, own: Mapping[str, str]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """(key of an answer, what a worker is told of it); KeyError for a question that there is none of."""
        if name not in QUESTIONS:
            raise KeyError(name)
        day = now.site.day(state.day)
        key = (now.whole.hash, day, replace(state, language="en", day=None), name, tuple(sorted(own.items())))
        return key, {"state": state, "day": day, "question": name, "own": dict(own)}

    async def asked(request: Request, state: State, name: str, own: Mapping[str, str]) -> bytes:
        """The Table, packed, from a worker; the same question of two people is worked out once."""
        key, told = task(state, name, own)
        if key in tables:
            return tables[key]
        table = await _unless_gone(request, now.answers.last(key, "ask", told))
        return tables.put(key, table)

    async def soon(state: State, name: str, own: Mapping[str, str]) -> bytes | None:
        """The Table if it comes soon; None: the work goes on for those who listen to its events."""
        key, told = task(state, name, own)
        if key in tables:
            return tables[key]
        work = asyncio.ensure_future(now.answers.last(key, "ask", told))
        if (await asyncio.wait({work}, timeout=PATIENCE))[0]:
            return tables.put(key, work.result())

        def keep(work: asyncio.Future[bytes]) -> None:
            if not work.cancelled() and work.exception() is None:
                tables.put(key, work.result())

        work.add_done_callback(keep)
        asyncio.get_running_loop().call_later(LINGER, work.cancel)
        return None

    async def answered(
        request: Request, state: State, name: str, own: Mapping[str, str], wait: bool
    ) -> bytes | list[Problem] | None:
        """The Table, why there is none, or None where it takes a while and the page need not wait for it."""
        try:
            if wait or now.whole.overlay:
                return await asked(request, state, name, own)
            return await soon(state, name, own)
        except InputError as error:
            if _status(error) == 503:
                raise
            return list(error.problems)

    async def shown(request: Request, name: str, /, **told: Any) -> bytes:
        """A page from its worker, unless who asked is gone."""
        return await _unless_gone(request, now.page(name, **told))

    async def file(request: Request, table: bytes, name: str, kind: str, language: str = "en") -> Response:
        """An answer as a file of this kind."""
        told = {"table": table, "kind": files.kind_of(kind), "language": language}
        data = await _unless_gone(request, now.answers.last(object(), "file", told))
        headers = {} if kind == "json" else {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
        return Response(data, media_type=files.KINDS[kind], headers=headers)

    def state_of(request: Request, language: str = "en") -> tuple[State, dict[str, str]]:
        return address.read(language, list(request.query_params.multi_items()))

    # the API: the same answers, typed ----------------------------------------------------------------------------

    @app.get("/api/openapi.json", include_in_schema=False)
    async def description() -> Response:
        return _json(app.openapi())

    @app.get("/api/questions", summary="Every question with its arguments")
    async def list_questions(request: Request) -> Response:
        """Name, what it asks, whether it simulates, its own arguments."""
        return Response(await shown(request, "questions"), media_type=JSON)

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
        if not (spoken := tongue(lang)):
            raise Misread(f"lang: {lang[:40]!r} is not spoken here", f"Choose one of {KNOWN}", id="language")
        return await file(request, await asked(request, state, name, own), name, kind, spoken)

    @app.get("/api/ask/{name}/events", summary="How far an answer is, as server-sent events", responses=_REFUSALS)
    async def api_events(request: Request, name: str) -> Response:
        """The query of the question itself. `progress` {done, of}, then `done`, or `refused` {problems}; hang up to
        cancel."""
        state, own = state_of(request)
        key, told = task(state, name, own)

        async def lines() -> AsyncIterator[str]:
            try:
                if key not in tables:
                    async with contextlib.aclosing(now.answers.parts(key, "ask", told)) as parts:  # type: ignore[type-var]
                        async for part in parts:
                            if isinstance(part, Step):
                                yield f"event: progress\ndata: {json.dumps(part._asdict())}\n\n"
                            else:
                                tables.put(key, part)
                yield "event: done\ndata: {}\n\n"
            except InputError as error:
                problems = [problem.as_dict() for problem in error.problems]
                yield f"event: refused\ndata: {json.dumps({'problems': problems})}\n\n"

        return StreamingResponse(lines(), media_type="text/event-stream")

    @app.get("/api/party/{key}", summary="A party", responses=_REFUSALS)
    async def api_party(request: Request, key: str, day: str | None = None) -> Response:
        """What it pays, gets, owns, guarantees; its newest figures."""
        return Response(await shown(request, "party", key=key, day=day), media_type=JSON)

    @app.get("/api/deal/{key}", summary="A deal", responses=_REFUSALS)
    async def api_deal(request: Request, key: str, day: str | None = None) -> Response:
        """Its legs with life lines, terms and sources."""
        return Response(await shown(request, "deal", key=key, day=day), media_type=JSON)

    @app.get("/api/source/{key}", summary="A source", responses=_REFUSALS)
    async def api_source(request: Request, key: str, day: str | None = None) -> Response:
        """Everything that rests on it."""
        return Response(await shown(request, "source", key=key, day=day), media_type=JSON)

    @app.get("/api/map", summary="The map's arrows on all days")
    async def api_map() -> Response:
        """Days with news; each arrow's [stop, width, signed, stated USD bn] as it changes."""
        return _json(
            {
                "days": [day.isoformat() for day in now.site.map.days],
                "arrows": [
                    {"payer": a.payer, "payee": a.payee, "family": a.family, "legs": a.legs, "spans": a.spans}
                    for a in now.site.map.arrows
                ],
            }
        )

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

    @app.post("/api/intake", summary="An article read: proposals, each with its place in the text", responses=_REFUSALS)
    async def api_intake(asked_for: review.Text) -> Response:
        """Nothing is written."""
        steps = review.Decided(text=asked_for.text, file=asked_for.file)
        return _json(await asyncio.to_thread(review.decide, steps, now.whole, overlay, desk))

    @app.post(
        "/api/intake/decide", summary="Decisions about them; with write, into one's own book", responses=_REFUSALS
    )
    async def api_decide(asked_for: review.Decided) -> Response:
        """`steps` from the first on: taking one away undoes it. Written whole or not at all, with every check."""
        told = await asyncio.to_thread(review.decide, asked_for, now.whole, overlay, desk)
        if asked_for.write:
            await asyncio.to_thread(now.again)
        return _json(told)

    @app.post("/api/intake/back", summary="The last write taken back", responses=_REFUSALS)
    async def api_back() -> Response:
        """Every file as it stood before; nothing where one has been changed since."""
        told = await asyncio.to_thread(review.back, desk)
        await asyncio.to_thread(now.again)
        return _json(told)

    # files and pages ---------------------------------------------------------------------------------------------

    @app.get("/static/{folder}/{name}", include_in_schema=False)
    async def static(folder: str, name: str) -> Response:
        if folder != stamp() or name not in assets():
            return _json({"error": "nothing stands at this address"}, 404)
        return Response(assets()[name], media_type=TYPES[name.rsplit(".", 1)[1]])

    @app.get("/search.json", include_in_schema=False)
    async def search(request: Request) -> Response:
        return Response(await shown(request, "search"), media_type=JSON)

    @app.get("/favicon.ico", include_in_schema=False)
    async def icon() -> Response:
        return Response(assets()["icon.svg"], media_type="image/svg+xml")

    @app.get("/{target:path}", include_in_schema=False)
    async def any_page(request: Request, target: str) -> Response:
        language, at = address.split(target)
        own: dict[str, str] = {}
        state = State(language)
        try:
            state, own = state_of(request, language)
            links = Links(state, address.path(language, at))
            key = (at, state, tuple(sorted(own.items())))
            if key in kept:
                return Response(kept[key], media_type=HTML)
            made = await page(request, links, at, own)
            if isinstance(made, Response):
                return made
            return Response(kept.put(key, made), media_type=HTML)
        except InputError as error:
            if _status(error) == 503:  # no page: it would cost what there is too little of
                return _busy(error)
            return await unfit(request, language, 400, list(error.problems))
        except KeyError:
            if (there := address.moved(now.whole, at)) is not None:
                return Response(status_code=301, headers={"Location": Links(state).to(there, own)})
            return await unfit(request, language, 404, [])

    async def unfit(request: Request, language: str, status: int, problems: list[Problem]) -> Response:
        """The page that says what went wrong."""
        try:
            text = await shown(request, "error", links=Links(State(language)), problems=problems)
        except InputError as error:
            return _busy(error)
        return Response(text, status, media_type=HTML)

    async def working(
        request: Request, links: Links, name: str, own: dict[str, str], shows: Mapping[str, str] | None = None
    ) -> Response:
        """The page that shows how far an answer is; it comes again by itself."""
        query = links.state.query(own)
        again = f"{links.here}{links.state.query({**(own if shows is None else shows), 'wait': 'yes'})}"
        told = {"links": links, "name": name, "events": f"/api/ask/{name}/events{query}", "again": again}
        return Response(await shown(request, "working", **told), 202, media_type=HTML)

    async def page(request: Request, links: Links, at: str, own: dict[str, str]) -> bytes | Response:
        """The page of an address; a file where the address ends like one."""
        stem, dot, kind = at.rpartition(".")
        parts = tuple((stem if dot and kind in files.KINDS else at).split("/"))
        kind = kind if dot and kind in files.KINDS else ""
        wait = own.pop("wait", "") == "yes"
        match parts:
            case ("changed",) if kind == "atom":
                return Response(await shown(request, "atom", links=links), media_type=files.KINDS["atom"])
            case ("ask", name, *rest) if len(rest) <= 1:
                if rest:
                    own = {questions.arguments(name)[0]["name"]: rest[0], **own} if questions.arguments(name) else own
                if name in ALIASES:
                    raise KeyError(name)
                every = own.pop("rows", "") == "all"
                if kind:
                    return await file(
                        request, await asked(request, links.state, name, own), name, kind, links.state.language
                    )
                table = await answered(request, links.state, name, own, wait)
                if table is None:
                    return await working(request, links, name, own)
                return await shown(request, "question", links=links, name=name, own=own, table=table, every=every)
            case ("compare",):
                own = {"a": own.get("a", "base"), "b": own.get("b", "revenue-miss")}
                both = {"first": own["a"], "second": own["b"]}
                if kind:
                    table = await asked(request, links.state, "compare", both)
                    return await file(request, table, "compare", kind, links.state.language)
                table = await answered(request, links.state, "compare", both, wait)
                if table is None:
                    return await working(request, links, "compare", both, own)
                return await shown(request, "compare", links=links, own=own, table=table)
            case ("trust",):
                if kind:
                    table = await asked(request, links.state, "replicate", {})
                    return await file(request, table, "trust", kind, links.state.language)
                table = await answered(request, links.state, "replicate", {}, wait)
                if table is None:
                    return await working(request, links, "replicate", {})
                return await shown(request, "trust", links=links, table=table)
            case ("review",) if not kind:
                return await shown(request, "review", links=links, longest=review.LONGEST)
            case ("what-if",) if not kind:
                return await shown(request, "whatif", links=links)
            case ("api",) if kind:
                return _json(app.openapi())
            case ("api",):
                return await shown(request, "api", links=links, description=app.openapi())
        if kind == "json":
            return Response(await shown(request, "json", links=links, parts=parts), media_type=JSON)
        if kind:
            raise KeyError(at)
        return await shown(request, "plain", links=links, at=at, own=own)

    @app.exception_handler(InputError)
    async def refused(_: Request, error: InputError) -> Response:
        return _json({"problems": [problem.as_dict() for problem in error.problems]}, _status(error))

    @app.exception_handler(KeyError)
    async def missing(_: Request, __: KeyError) -> Response:
        return _json({"error": "nothing stands at this address"}, 404)

    app.add_middleware(Guard)
    return app


_REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"description": "What cannot be answered, and what to do: {problems: [{message, remedy}]}"},
    503: {"description": "Too many ask at once; ask again"},
    404: {"description": "Nothing of this name"},
}


def _status(error: InputError) -> int:
    """400 for what cannot be answered; 503 where one should ask again."""
    return 503 if any(problem.rule == "busy" for problem in error.problems) else 400


def _busy(error: InputError) -> Response:
    """Told in a sentence, not in a page."""
    told = " ".join(f"{problem.message}. {problem.remedy}." for problem in error.problems)
    return Response(told, 503, headers={"Retry-After": "5"}, media_type="text/plain")


def _json(data: Any, status: int = 200) -> Response:
    return Response(json.dumps(data, ensure_ascii=False, allow_nan=False, default=str), status, media_type=JSON)


async def _unless_gone(request: Request, work: Any) -> Any:
    """What comes of some work; it is given up when the client hangs up."""
    task = asyncio.ensure_future(work)
    while not task.done():
        await asyncio.wait({task}, timeout=0.25)
        if not task.done() and await request.is_disconnected():
            task.cancel()
            raise Misread("the client is gone", "Ask again", "server", "gone")
    return task.result()


def serve(port: int, ready: Callable[[int], None], *, book: str | None = None, overlay: Path | None = None) -> None:
    """Serve this machine alone until an interrupt; `ready(port)` is called once it listens.

    InputError if the port is taken.
    """
    import socket

    import uvicorn
    from uvicorn.protocols.http.h11_impl import H11Protocol

    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind(("127.0.0.1", port))
    except OSError as error:
        door.close()
        raise Misread(
            f"--port: {port} cannot be bound: {error.strerror}", "Give another, or 0 for a free one"
        ) from None
    app = make_app(book, overlay)
    config = uvicorn.Config(
        app,
        http=prompt(H11Protocol),
        log_level="error",
        access_log=False,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=1,
        server_header=False,
        h11_max_incomplete_event_size=16_384,
        backlog=1024,
        proxy_headers=False,
    )
    door.listen(1024)
    port = door.getsockname()[1]
    front = Front(door) if can_fork() else None  # elsewhere the server answers the door itself
    app.state.now.start(front)
    ready(port)
    if front is None:
        uvicorn.Server(config).run(sockets=[door])
    else:
        Server(config, front).run()
