"""What the server stands on: the book, what is kept of it, and the workers that write pages and answer."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from pathlib import Path
from typing import Any

from gigaloop.book.model import LANGUAGES
from gigaloop.questions import QUESTIONS
from gigaloop.site import address, work
from gigaloop.site.address import Links, State
from gigaloop.site.jobs import Pool

#: pages and answers that are kept ready; none where private terms are laid over the book
PAGES, ANSWERS = 256, 64
#: how far workers give way to this process on a busy machine: pages a little, answers more
PAGES_YIELD, ANSWERS_YIELD = 5, 10
#: seconds after the start at which what nobody asked for yet begins to be made ready
UNHURRIED = 5.0
#: pages that wait to be written
WAITING = 128


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
            self.kept.put(("", State(), ()), self.site.home(Links(State())).encode())

    def start(self) -> None:
        """Start every worker."""
        for pool in (self.pages, self.answers, self.sliders):
            pool.start()

    def dismiss(self) -> None:
        """End every worker at once."""
        for pool in (self.pages, self.answers, self.sliders):
            pool.close()

    async def warm(self) -> None:
        """Make ready what the first visitor of another language or of a form would wait for, a piece at a time."""
        for language in () if self.whole.overlay else LANGUAGES[1:]:
            links = Links(State(language), address.path(language, ""))
            self.kept.put(("", links.state, ()), await self.page("home", links=links))
        await asyncio.sleep(UNHURRIED)  # who opened the site first comes first
        for name in QUESTIONS:
            await self.page("form", name=name)
            await asyncio.sleep(0.1)

    def ready(self, path: str) -> bytes | None:
        """The first page in a language, where it lies ready."""
        language, at = address.split(path)
        return None if at else self.kept.get(("", State(language), ()))

    async def page(self, name: str, /, **told: Any) -> bytes:
        """A page, or what stands in it, from its worker; KeyError where nothing stands there."""
        return await self.pages.last(object(), name, told)

    def again(self) -> None:
        """Begin with workers that have read the book as it is now."""
        self.dismiss()
        work.site.cache_clear()
        self.begin()
