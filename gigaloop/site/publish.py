"""The static site: the pages of the newest day as plain files for any host, in three languages."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gigaloop.answer.overlay import leaving
from gigaloop.answer.table import Table
from gigaloop.book.model import LANGUAGES, Book
from gigaloop.book.problem import InputError, Misread
from gigaloop.questions import QUESTIONS
from gigaloop.site import address, files, questions
from gigaloop.site.address import Links, State
from gigaloop.site.data import data as page_data
from gigaloop.site.feed import atom
from gigaloop.site.pages import Site
from gigaloop.site.preview import preview
from gigaloop.site.render import assets, stamp

Progress = Callable[[int, int], None]


def publish(book: Book, folder: Path, base_url: str = "", *, progress: Progress | None = None) -> int:
    """Write the site into a new or empty folder; returns how many files.

    base_url   where it will stand, such as https://example.org/loop; for previews, feed and canonical links

    Private rows of an overlay never leave. InputError for a folder that holds something, or an address that is none.
    """
    if base_url and not base_url.startswith(("https://", "http://")):
        raise Misread(f"--url: {base_url[:80]!r} is no address", "Write for example https://example.org/loop")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Misread(f"{folder.name} is there already and not empty", "Give a new folder")
    site = Site(leaving(book), questions.ask, base_url.rstrip("/"))
    answers = _answers(site)
    made = _Folder(folder)
    for name, data in assets().items():
        made.write(f"static/{stamp()}/{name}", data)
    made.write("search.json", json.dumps(site.search(), ensure_ascii=False, separators=(",", ":")))
    made.write("api/openapi.json", json.dumps(_description(), ensure_ascii=False))
    for name, answer in answers.items():
        if isinstance(answer, Table):
            for kind in ("csv", "parquet", "xlsx"):
                made.write(f"ask/{name}.{kind}", files.encode(answer, kind))
            made.write(f"ask/{name}.json", json.dumps(answer.as_dict(), ensure_ascii=False, separators=(",", ":")))
    told = _pages(site)
    for number, language in enumerate(LANGUAGES):
        made.write(f"preview-{language}.png", preview(site, language))
        for done, at in enumerate(told):
            links = Links(State(language), address.path(language, at), relative=True)
            made.page(links.here, site.plain(links, at, {}))
            if progress is not None:
                progress(number * len(told) + done, len(LANGUAGES) * len(told))
        for name, answer in answers.items():
            links = Links(State(language), address.path(language, f"ask/{name}"), relative=True)
            made.page(links.here, site.question(links, name, {}, answer))
        links = Links(State(language), address.path(language, "changed.atom"))
        made.write(links.here[1:], atom(site, links))
        links = Links(State(language), address.path(language, "trust"), relative=True)
        made.page(links.here, site.trust(links, answers["replicate"]))
        links = Links(State(language), address.path(language, "api"), relative=True)
        made.page(links.here, site.api(links, _description()))
    for at in told:
        parts = tuple((at or "index").split("/"))
        data = page_data(site, Links(State()), parts)
        made.write(f"{at or 'index'}.json", json.dumps(data, ensure_ascii=False, default=str))
    return made.count


class _Folder:
    """Where files are written."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0

    def write(self, name: str, data: str | bytes) -> None:
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data.encode() if isinstance(data, str) else data)
        self.count += 1

    def page(self, path: str, text: str) -> None:
        self.write(f"{path[1:]}index.html", text)


def _pages(site: Site) -> list[str]:
    book = site.book
    return [
        "",
        "ask",
        "sources",
        "changed",
        "scenario",
        *(f"scenario/{key}" for key in book.scenarios),
        *(f"party/{key}" for key in book.parties),
        *(f"deal/{key}" for key in book.deals),
        *(f"source/{key}" for key in book.sources),
    ]


def _answers(site: Site) -> dict[str, Table | InputError]:
    """Every question with its default; one run serves all that simulate."""
    told: dict[str, Table | InputError] = {}
    for name in QUESTIONS:
        try:
            told[name] = questions.ask(site.book, name, {}, State())
        except InputError as error:
            told[name] = error
    return told


def _description() -> Mapping[str, Any]:
    from gigaloop.site.app import describe

    return describe()
