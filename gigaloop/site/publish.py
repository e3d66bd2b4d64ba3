"""The static site: the pages of the newest day as plain files for any host, in every language."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gigaloop.answer.overlay import public_view
from gigaloop.answer.table import Table
from gigaloop.book.model import Book
from gigaloop.book.problem import InputError, Misread
from gigaloop.questions import QUESTIONS
from gigaloop.site import address, files, questions
from gigaloop.site.address import Links, State
from gigaloop.site.data import data as page_data
from gigaloop.site.feed import atom
from gigaloop.site.jobs import can_fork
from gigaloop.site.pages import Site
from gigaloop.site.preview import preview
from gigaloop.site.render import assets, stamp
from gigaloop.site.wide import TRUSTED
from gigaloop.site.work import as_json
from gigaloop.words.catalogue import LANGUAGES


def publish(book: Book, folder: Path, base_url: str = "") -> int:
    """Write the site into a new or empty folder; returns how many files.

    base_url   where it will stand, such as https://example.org/loop; for previews, feed and canonical links

    Pages are written in a process beside the one that answers. Private rows of an overlay never leave. InputError for
    a folder that holds something, or an address that is none.
    """
    if base_url and not base_url.startswith(("https://", "http://")):
        raise Misread(f"--url: {base_url[:80]!r} is no address", "Write for example https://example.org/loop")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Misread(f"{folder.name} is there already and not empty", "Give a new folder")
    site = Site(public_view(book), questions.ask, base_url.rstrip("/"))
    if not can_fork():
        return _pages(site, folder) + _answers(site, folder)
    fork: Any = multiprocessing.get_context("fork")
    mine, theirs = fork.Pipe()
    beside = fork.Process(target=lambda: theirs.send(_pages(site, folder)), daemon=True)
    beside.start()
    theirs.close()
    count = _answers(site, folder)
    try:
        count += int(mine.recv())
    except EOFError:
        raise RuntimeError("the process that wrote the pages ended early; it has said why") from None
    beside.join()
    return count


def _pages(site: Site, folder: Path) -> int:
    """Pages that need no answer, what stands in each as data, search, feed and previews."""
    made = _Folder(folder)
    for name, data in assets().items():
        made.write(f"static/{stamp()}/{name}", data)
    made.write("search.json", json.dumps(site.search(), ensure_ascii=False, separators=(",", ":")))
    told = _addresses(site)
    for language in LANGUAGES:
        names = page_data(site, Links(State(language)), ("names",))
        made.write(address.path(language, "names.json")[1:], as_json(names))
        made.write(f"preview-{language}.png", preview(site, language))
        links = Links(State(language), address.path(language, "changed.atom"))
        made.write(links.here[1:], atom(site, links))
    for at in told:
        for language in LANGUAGES:  # one page in each language, while what it rests on is kept
            links = Links(State(language), address.path(language, at), relative=True)
            made.page(links.here, site.plain(links, at, {}))
        if at.startswith("changed/"):
            continue  # the whole book's changes are in changed.json
        data = page_data(site, Links(State()), tuple((at or "index").split("/")))
        made.write(f"{at or 'index'}.json", as_json(data))
    return made.count


def _answers(site: Site, folder: Path) -> int:
    """Every question with its default, as page and files; what rests on answers; the API's description."""
    made, answers = _Folder(folder), _asked(site)
    description = _description()
    for key in site.book.scenarios:
        made.write(f"scenario/{key}.json", as_json(page_data(site, Links(State()), ("scenario", key))))
    for name in ("api", "api/openapi"):
        made.write(f"{name}.json", json.dumps(description, ensure_ascii=False))
    if isinstance(answers["replicate"], Table):
        made.write("trust.json", files.encode(answers["replicate"], "json"))
    for name, answer in answers.items():
        if isinstance(answer, Table):
            for kind in files.STATIC:
                made.write(f"ask/{name}.{kind}", files.encode(answer, kind))
    for language in LANGUAGES:

        def at(page: str, language: str = language) -> Links:
            return Links(State(language), address.path(language, page), relative=True)

        for name, answer in answers.items():
            links = at(f"ask/{name}")
            made.page(links.here, site.question(links, name, {}, answer))
        for key in site.book.scenarios:
            links = at(f"scenario/{key}")
            made.page(links.here, site.scenario(links, key))
        made.page(
            at("trust").here, site.trust(at("trust"), answers["replicate"], {name: answers[name] for name in TRUSTED})
        )
        made.page(at("api").here, site.api(at("api"), description))
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


def _addresses(site: Site) -> list[str]:
    book = site.book
    return [
        "",
        "ask",
        "sources",
        "changed",
        *(f"changed/{day}" for day in site.told_days()),
        "scenario",
        *(f"party/{key}" for key in book.parties),
        *(f"deal/{key}" for key in book.deals),
        *(f"source/{key}" for key in book.sources),
    ]


def _asked(site: Site) -> dict[str, Table | InputError]:
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
