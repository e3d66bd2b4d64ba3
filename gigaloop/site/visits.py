"""Visits: the addresses of pages and files, and which page an address means."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request, Response

from gigaloop.book.problem import InputError, Problem
from gigaloop.questions import ALIASES
from gigaloop.site import address, files, questions, review
from gigaloop.site.address import Links, State
from gigaloop.site.render import HTML, JSON, TYPES, assets, stamp
from gigaloop.site.replies import Replies, as_json, busy, state_of, status_of


def visits(app: FastAPI, replies: Replies) -> None:
    """Every address that is not the API's: what lies ready, and any page."""
    now = replies.now
    kept = now.kept

    @app.get("/static/{folder}/{name}", include_in_schema=False)
    async def static(folder: str, name: str) -> Response:
        if folder != stamp() or name not in assets():
            return as_json({"error": "nothing stands at this address"}, 404)
        return Response(assets()[name], media_type=TYPES[name.rsplit(".", 1)[1]])

    @app.get("/search.json", include_in_schema=False)
    async def search(request: Request) -> Response:
        return Response(await replies.shown(request, "search"), media_type=JSON)

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
            made = await _page(replies, app, request, links, at, own)
            if isinstance(made, Response):
                return made
            return Response(kept.put(key, made), media_type=HTML)
        except InputError as error:
            if status_of(error) == 503:  # no page: it would cost what there is too little of
                return busy(error)
            return await _unfit(replies, request, language, 400, list(error.problems))
        except KeyError:
            if (there := address.moved(now.whole, at)) is not None:
                return Response(status_code=301, headers={"Location": Links(state).to(there, own)})
            return await _unfit(replies, request, language, 404, [])


async def _unfit(replies: Replies, request: Request, language: str, status: int, problems: list[Problem]) -> Response:
    """The page that says what went wrong."""
    try:
        text = await replies.shown(request, "error", links=Links(State(language)), problems=problems)
    except InputError as error:
        return busy(error)
    return Response(text, status, media_type=HTML)


async def _page(
    replies: Replies, app: FastAPI, request: Request, links: Links, at: str, own: dict[str, str]
) -> bytes | Response:
    """The page of an address; a file where the address ends like one."""
    stem, dot, kind = at.rpartition(".")
    parts = tuple((stem if dot and kind in files.KINDS else at).split("/"))
    kind = kind if dot and kind in files.KINDS else ""
    wait = own.pop("wait", "") == "yes"
    given = dict(own)

    async def answer(page: str, name: str, asked: dict[str, str], /, **told: Any) -> bytes | Response:
        """An answer as a file or a page; where it takes a while, the page that shows how far it is and comes again."""
        if kind:
            table = await replies.asked(request, links.state, name, asked)
            file = name if page == "question" else page
            return await replies.file(request, table, file, kind, links.state.language)
        if (found := await replies.answered(request, links.state, name, asked, wait)) is not None:
            return await replies.shown(request, page, links=links, table=found, **told)
        query = {**given, "wait": "yes"}
        events = f"/api/ask/{name}/events{links.state.query(asked)}"
        again = f"{links.here}{links.state.query(query)}"
        text = await replies.shown(request, "working", links=links, name=name, events=events, again=again)
        return Response(text, 202, media_type=HTML)

    match parts:
        case ("changed",) if kind == "atom":
            return Response(await replies.shown(request, "atom", links=links), media_type=files.KINDS["atom"])
        case ("ask", name, *rest) if len(rest) <= 1:
            if rest and questions.arguments(name):
                own = {questions.arguments(name)[0]["name"]: rest[0], **own}
            if name in ALIASES:
                raise KeyError(name)
            every = own.pop("rows", "") == "all"
            return await answer("question", name, own, name=name, own=own, every=every)
        case ("compare",):
            own = {"a": own.get("a", "base"), "b": own.get("b", "revenue-miss")}
            return await answer("compare", "compare", {"first": own["a"], "second": own["b"]}, own=own)
        case ("trust",):
            return await answer("trust", "replicate", {})
        case ("review",) if not kind:
            return await replies.shown(request, "review", links=links, longest=review.LONGEST)
        case ("what-if",) if not kind:
            return await replies.shown(request, "whatif", links=links)
        case ("api",) if kind:
            return as_json(app.openapi())
        case ("api",):
            return await replies.shown(request, "api", links=links, description=app.openapi())
    if kind == "json":
        return Response(await replies.shown(request, "json", links=links, parts=parts), media_type=JSON)
    if kind:
        raise KeyError(at)
    return await replies.shown(request, "plain", links=links, at=at, own=own)
