"""The live server: pages, their JSON, downloads, the API. Stateless; the URL is the state."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from gigaloop import __version__
from gigaloop.answer.table import Table
from gigaloop.book.file import load
from gigaloop.book.model import LANGUAGES
from gigaloop.book.problem import InputError, Misread
from gigaloop.questions import QUESTIONS
from gigaloop.site import address, files, questions, review, view, whatif, work
from gigaloop.site.address import Links, State
from gigaloop.site.data import data
from gigaloop.site.feed import atom
from gigaloop.site.guard import Guard, prompt
from gigaloop.site.jobs import Pool, Step
from gigaloop.site.pages import Site
from gigaloop.site.render import assets, stamp

HTML, JSON = "text/html; charset=utf-8", "application/json; charset=utf-8"
TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
#: pages and answers that are kept ready; none where private terms are laid over the book
PAGES, ANSWERS = 256, 64
#: pages that are written at once, and that wait to be
AT_WORK, WAITING = 1, 128
#: seconds after which a page in the writing lets the loop have its turn: the loop hands over at every read and write
TURN = 0.0005
#: seconds that a page waits for its answer before it shows how far the work is, and that the work then goes on alone
PATIENCE, LINGER = 0.5, 5.0


class Levers(BaseModel):
    """What the sliders say."""

    model_config = ConfigDict(extra="forbid")
    levers: dict[str, float] = Field(default_factory=dict, max_length=40)
    off: list[str] = Field(default_factory=list, max_length=10)
    paths: int = Field(default=1000, ge=1, le=whatif.MOST)


class Kept(OrderedDict[Any, Any]):
    """The newest of what was made."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def put(self, key: Any, value: Any) -> Any:
        """Keep it, unless nothing is kept."""
        self[key] = value
        while len(self) > self.most:
            self.popitem(last=False)
        return value


class Room:
    """Work of this process: so much at once, so much waiting; what is more is refused in a sentence."""

    def __init__(self) -> None:
        self.at_work, self.inside = asyncio.Semaphore(AT_WORK), 0

    async def do(self, work: Callable[..., Any], *told: Any) -> Any:
        """What comes of it, done beside the loop; InputError where too many wait."""
        if self.inside >= WAITING:
            raise Misread("too many pages are being written", "Ask again in a moment", "server", "busy")
        self.inside += 1
        try:
            async with self.at_work:
                return await asyncio.to_thread(work, *told)
        finally:
            self.inside -= 1


class Standing:
    """What the server stands on: the book as read, its pages and workers. Read anew when the book was added to."""

    def __init__(self, book: str | None, overlay: Path | None) -> None:
        self.book, self.overlay = book, overlay
        self.kept, self.tables = Kept(PAGES), Kept(ANSWERS)
        self.room = Room()
        self.hire()
        self.begin()

    def begin(self) -> None:
        """Read the book, and forget what was made of the one before."""
        self.whole = load(self.book, overlay=self.overlay)
        self.site = Site(self.whole, questions.ask)
        self.site.map  # noqa: B018 - made before the first request
        self._levers: list[dict[str, Any]] = []
        for kept, most in ((self.kept, PAGES), (self.tables, ANSWERS)):
            kept.clear()
            kept.most = 0 if self.whole.overlay else most
        if not self.whole.overlay:
            self.kept.put(("", State(), ()), self.site.home(Links(State())))

    def hire(self) -> None:
        """Workers for questions, and one for the sliders, whose paths stay with it. They start when first needed."""
        self.pool = Pool(work.make, (self.book, self.overlay))
        self.sliders = Pool(work.make, (self.book, self.overlay), workers=1)

    def dismiss(self) -> None:
        """End every worker at once."""
        self.pool.close()
        self.sliders.close()

    def warm(self) -> None:
        """Make ready what the first visitor of a form or of another language would wait for."""
        self.pool.start()
        for language in () if self.whole.overlay else LANGUAGES[1:]:
            links = Links(State(language), address.path(language, ""))
            self.kept.put(("", links.state, ()), self.site.home(links))
        questions.described()

    def again(self) -> None:
        """Begin with workers that have read the book as it is now."""
        self.dismiss()
        self.hire()
        self.begin()

    def levers(self) -> list[dict[str, Any]]:
        """The sliders of this book."""
        if not self._levers:
            self._levers = whatif.levers(self.whole)
        return self._levers


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
        threading.Thread(target=now.warm, daemon=True).start()
        yield
        now.dismiss()

    app = FastAPI(title="gigaloop", version=__version__, docs_url=None, redoc_url=None, openapi_url=None, lifespan=life)

    def task(state: State, name: str, own: Mapping[str, str]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """(key of an answer, what a worker is told of it); KeyError for a question that there is none of."""
        if name not in QUESTIONS:
            raise KeyError(name)
        day = now.site.day(state.day)
        key = (now.whole.hash, day, replace(state, language="en", day=None), name, tuple(sorted(own.items())))
        return key, {"state": state, "day": day, "question": name, "own": dict(own)}

    async def asked(request: Request, state: State, name: str, own: Mapping[str, str]) -> Table:
        """The Table, from a worker; the same question of two people is worked out once."""
        key, told = task(state, name, own)
        if key in tables:
            return tables[key]
        table = await _unless_gone(request, now.pool.last(key, "ask", told))
        return tables.put(key, table)

    async def soon(state: State, name: str, own: Mapping[str, str]) -> Table | None:
        """The Table if it comes soon; None: the work goes on for those who listen to its events."""
        key, told = task(state, name, own)
        if key in tables:
            return tables[key]
        work = asyncio.ensure_future(now.pool.last(key, "ask", told))
        if (await asyncio.wait({work}, timeout=PATIENCE))[0]:
            return tables.put(key, work.result())

        def keep(work: asyncio.Future[Table]) -> None:
            if not work.cancelled() and work.exception() is None:
                tables.put(key, work.result())

        work.add_done_callback(keep)
        asyncio.get_running_loop().call_later(LINGER, work.cancel)
        return None

    async def answered(
        request: Request, state: State, name: str, own: Mapping[str, str], wait: bool
    ) -> Table | InputError | None:
        """The Table, why there is none, or None where it takes a while and the page need not wait for it."""
        try:
            if wait or now.whole.overlay:
                return await asked(request, state, name, own)
            return await soon(state, name, own)
        except InputError as error:
            if _status(error) == 503:
                raise
            return error

    def state_of(request: Request, language: str = "en") -> tuple[State, dict[str, str]]:
        return address.read(language, list(request.query_params.multi_items()))

    # the API: the same answers, typed ----------------------------------------------------------------------------

    @app.get("/api/openapi.json", include_in_schema=False)
    async def description() -> Response:
        return _json(app.openapi())

    @app.get("/api/questions", summary="Every question with its arguments")
    async def list_questions() -> Response:
        """Name, what it asks, whether it simulates, its own arguments."""
        return _json(await now.room.do(questions.described))

    @app.get("/api/ask/{name}", summary="An answer as table/1", responses=_REFUSALS)
    async def api_ask(
        request: Request,
        name: str,
        day: str | None = None,
        scenario: str = "base",
        paths: int = address.PATHS,
        seed: int = address.SEED,
        kind: str = "json",
    ) -> Response:
        """The question's own arguments stand in the query beside these. `kind`: json, csv, parquet or xlsx."""
        state, own = state_of(request)
        own.pop("kind", None)
        return await now.room.do(files.download, await asked(request, state, name, own), kind)

    @app.get("/api/ask/{name}/events", summary="How far an answer is, as server-sent events", responses=_REFUSALS)
    async def api_events(request: Request, name: str) -> Response:
        """The query of the question itself. `progress` {done, of}, then `done`, or `refused` {problems}; hang up to
        cancel."""
        state, own = state_of(request)
        key, told = task(state, name, own)

        async def lines() -> AsyncIterator[str]:
            try:
                if key not in tables:
                    async with contextlib.aclosing(now.pool.parts(key, "ask", told)) as parts:  # type: ignore[type-var]
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
    async def api_party(key: str, day: str | None = None) -> Response:
        """What it pays, gets, owns, guarantees; its newest figures."""
        return _json(await now.room.do(lambda: view.party(now.site.on(day), key, "en")))

    @app.get("/api/deal/{key}", summary="A deal", responses=_REFUSALS)
    async def api_deal(key: str, day: str | None = None) -> Response:
        """Its legs with life lines, terms and sources."""
        return _json(await now.room.do(lambda: view.deal(now.site.on(day), key, "en")))

    @app.get("/api/source/{key}", summary="A source", responses=_REFUSALS)
    async def api_source(key: str, day: str | None = None) -> Response:
        """Everything that rests on it."""
        return _json(await now.room.do(lambda: view.source(now.site.on(day), key, "en")))

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
        settings = whatif.check(now.whole, asked_for.levers, off, asked_for.paths)
        key = ("what-if", tuple(sorted(settings.items())), off, asked_for.paths)
        parts = now.sliders.parts(key, "whatif", {"levers": settings, "off": off, "paths": asked_for.paths})

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
    async def search() -> Response:
        return _json(now.site.search())

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
            told = [f"{problem.message}. {problem.remedy}." for problem in error.problems]
            if _status(error) == 503:  # no page: it would cost what there is too little of
                return Response(" ".join(told), 503, headers={"Retry-After": "5"}, media_type="text/plain")
            return Response(now.site.error(Links(State(language)), told), 400, media_type=HTML)
        except KeyError:
            return Response(now.site.error(Links(State(language)), []), 404, media_type=HTML)

    def working(links: Links, name: str, own: dict[str, str], shown: Mapping[str, str] | None = None) -> Response:
        """The page that shows how far an answer is; it comes again by itself."""
        query = links.state.query(own)
        again = f"{links.here}{links.state.query({**(own if shown is None else shown), 'wait': 'yes'})}"
        text = now.site.working(links, name, f"/api/ask/{name}/events{query}", again)
        return Response(text, 202, media_type=HTML)

    async def page(request: Request, links: Links, at: str, own: dict[str, str]) -> str | Response:
        """The page of an address; a file where the address ends like one."""
        stem, dot, kind = at.rpartition(".")
        parts = tuple((stem if dot and kind in files.KINDS else at).split("/"))
        kind = kind if dot and kind in files.KINDS else ""
        wait = own.pop("wait", "") == "yes"
        match parts:
            case ("changed",) if kind == "atom":
                text = await now.room.do(atom, now.site, links)
                return Response(text, media_type="application/atom+xml; charset=utf-8")
            case ("ask", name, *rest) if len(rest) <= 1:
                if rest:
                    own = {questions.arguments(name)[0]["name"]: rest[0], **own} if questions.arguments(name) else own
                every = own.pop("rows", "") == "all"
                if kind:
                    return await now.room.do(files.download, await asked(request, links.state, name, own), kind)
                table = await answered(request, links.state, name, own, wait)
                if table is None:
                    return working(links, name, own)
                return await now.room.do(partial(now.site.question, every=every), links, name, own, table)
            case ("compare",):
                own = {"a": own.get("a", "base"), "b": own.get("b", "revenue-miss")}
                both = {"first": own["a"], "second": own["b"]}
                table = await answered(request, links.state, "compare", both, wait)
                if table is None:
                    return working(links, "compare", both, own)
                return await now.room.do(now.site.compare, links, own, table)
            case ("trust",):
                table = await answered(request, links.state, "replicate", {}, wait)
                if table is None:
                    return working(links, "replicate", {})
                return await now.room.do(now.site.trust, links, table)
            case ("review",):
                return now.site.review(links, review.LONGEST)
            case ("what-if",):
                return await now.room.do(lambda: now.site.whatif(links, now.levers()))
            case ("api",):
                return now.site.api(links, app.openapi())
        if kind == "json":
            return _json(await now.room.do(data, now.site, links, parts))
        if kind:
            raise KeyError(at)
        return await now.room.do(now.site.plain, links, at, own)

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
    import sys

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
    sys.setswitchinterval(TURN)
    ready(door.getsockname()[1])
    uvicorn.Server(config).run(sockets=[door])
