"""What the server stands on: the book, what is kept of it, and the workers that write pages and answer."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gigaloop.questions import QUESTIONS
from gigaloop.site import address, whatif, work
from gigaloop.site.address import Links, State
from gigaloop.site.front import Front
from gigaloop.site.guard import whole
from gigaloop.site.jobs import Pool
from gigaloop.site.render import HTML, JSON, TYPES, assets, stamp
from gigaloop.words.catalogue import SCRIPTS

#: pages and answers that are kept ready; none where private terms are laid over the book
PAGES, ANSWERS = 256, 64
#: how far workers give way to this process on a busy machine: pages a little, answers more
PAGES_YIELD, ANSWERS_YIELD = 5, 10
#: seconds after the start at which what nobody asked for yet begins to be made ready
UNHURRIED = 5.0
#: pages that wait to be written
WAITING = 128


#: pages that lie ready, as visitors see them first: page, who writes it, language
FIRST = tuple((at, name, language) for at, name in (("what-if", "whatif"), ("", "home")) for language in SCRIPTS)


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


class Standing:
    """What the server stands on: the book as read, and its workers. Read anew when the book was added to.

    This process takes requests and hands answers on; pages are written in one worker, questions answered in two,
    sliders followed in one, so that nothing heavy ever holds it.
    """

    def __init__(self, book: str | None, overlay: Path | None) -> None:
        self.book, self.overlay = book, overlay
        self.front: Front | None = None
        self.kept, self.tables = Kept(PAGES), Kept(ANSWERS)
        self.begin()

    def begin(self) -> None:
        """Read the book, forget what was made of the one before, and say which workers there will be."""
        given = self.book, self.overlay
        self.site = work.site(*given)
        self.whole = self.site.book
        for kept, most in ((self.kept, PAGES), (self.tables, ANSWERS)):
            kept.clear()
            kept.most = 0 if self.whole.overlay else most
        self.pages = Pool(work.make, given, workers=1, most=WAITING, nice=PAGES_YIELD)
        self.answers = Pool(work.make, given, nice=ANSWERS_YIELD)
        self.sliders = Pool(work.make, given, workers=1)  # one: its paths stay with it
        if not self.whole.overlay:
            self._keep(Links(State()), self.site.home(Links(State())).encode())

    def start(self, front: Front | None) -> None:
        """Start every worker, and hand the front what lies ready."""
        for pool in (self.pages, self.answers, self.sliders):
            pool.start()
        self.front = front
        self._ready(
            {f"/static/{stamp()}/{name}": (data, TYPES[name.rsplit(".", 1)[1]]) for name, data in assets().items()}
        )
        self._ready({address.path(state.language, at): (page, HTML) for (at, state, _), page in self.kept.items()})

    def dismiss(self) -> None:
        """End every worker at once."""
        for pool in (self.pages, self.answers, self.sliders):
            pool.close()

    def _ready(self, made: Mapping[str, tuple[bytes, str]]) -> None:
        if self.front is not None:
            self.front.put({path: whole(200, body, kind, path) for path, (body, kind) in made.items()})

    def _forget(self) -> None:
        if self.front is not None:
            self.front.put(dict.fromkeys(["/search.json", *(address.path(code, at) for at, _, code in FIRST)], b""))

    def _keep(self, links: Links, page: bytes, at: str = "") -> None:
        """A page without a query lies ready."""
        self.kept.put((at, links.state, ()), page)
        self._ready({links.here: (page, HTML)})

    async def warm(self) -> None:
        """Make ready what the first visitor of another language, of the sliders or of a form would wait for."""
        if not self.whole.overlay:
            for at, name, language in FIRST:
                links = Links(State(language), address.path(language, at))
                self._keep(links, await self.page(name, links=links), at)
            self._ready({"/search.json": (await self.page("search"), JSON)})
        await asyncio.sleep(UNHURRIED)  # who opened the site first comes first
        told = {"levers": {}, "off": (), "full": (), "paths": whatif.STEPS[-1]}
        await self.sliders.last(("warm",), "follow", told)
        for name in QUESTIONS:
            await self.page("form", name=name)
            await asyncio.sleep(0.1)

    async def page(self, name: str, /, **told: Any) -> bytes:
        """A page, or what stands in it, from its worker; KeyError where nothing stands there."""
        return await self.pages.last(object(), name, told)

    def again(self) -> None:
        """Begin with workers that have read the book as it is now."""
        self.dismiss()
        self._forget()
        work.site.cache_clear()
        self.begin()
