"""The live server: pages, their JSON, downloads, the API. Stateless; the URL is the state."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response

from gigaloop import __version__
from gigaloop.book.problem import InputError, Misread
from gigaloop.site.api import answers, articles, records, sliders
from gigaloop.site.front import Front, Server
from gigaloop.site.guard import Guard, prompt
from gigaloop.site.jobs import can_fork
from gigaloop.site.replies import Replies, as_json, status_of
from gigaloop.site.standing import Standing
from gigaloop.site.visits import visits


@cache
def describe() -> dict[str, Any]:
    """The API's OpenAPI description; the same for every book."""
    return make_app("tiny").openapi()


def make_app(book: str | None = None, overlay: Path | None = None) -> FastAPI:
    """The application over one book. The workers start when they are first needed."""
    now = Standing(book, overlay)
    replies = Replies(now)

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
    answers(app, replies)
    records(app, replies)
    sliders(app, replies)
    articles(app, replies, overlay)
    visits(app, replies)

    @app.exception_handler(InputError)
    async def refused(_: Request, error: InputError) -> Response:
        return as_json({"problems": [problem.as_dict() for problem in error.problems]}, status_of(error))

    @app.exception_handler(KeyError)
    async def missing(_: Request, __: KeyError) -> Response:
        return as_json({"error": "nothing stands at this address"}, 404)

    app.add_middleware(Guard)
    return app


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
