"""Templates -> HTML. What every page has in common stands here; escaping is never off."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from gigaloop import __version__
from gigaloop.answer.labels import party_name
from gigaloop.book.model import Book
from gigaloop.report import parts
from gigaloop.report.echarts import library
from gigaloop.report.page import SLIM
from gigaloop.site.address import Links, path
from gigaloop.site.questions import asked
from gigaloop.site.view import published
from gigaloop.site.words import speaker
from gigaloop.words.catalogue import LANGUAGES
from gigaloop.words.layout import point
from gigaloop.words.numbers import day
from gigaloop.words.publishers import published_by
from gigaloop.words.vocabulary import WORDS, word

#: pages of the bar on top: page and the id of its words; what the static site cannot do is left out there
MENU = (
    ("", "nav.map"),
    ("ask", "nav.ask"),
    ("what-if", "nav.whatif"),
    ("changed", "nav.changed"),
    ("compare", "nav.compare"),
    ("scenario", "nav.scenarios"),
    ("sources", "nav.sources"),
    ("trust", "nav.trust"),
    ("review", "nav.review"),
)
LIVE_ONLY = ("what-if", "compare", "review")
HTML, JSON = "text/html; charset=utf-8", "application/json; charset=utf-8"
TYPES = {"html": HTML, "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
NAMES = tuple(zip(LANGUAGES, ("English", "繁體", "简体", "香港"), strict=True))
#: nothing that is cited
EMPTY: Mapping[str, Any] = {}
FAMILIES = ("compute", "chips", "equity", "debt", "promises", "other")


def marked(text: str, language: str) -> Markup | str:
    """A text; English words on a Chinese page are marked as such, for those who have pages read to them.

    >>> str(marked("first day gain", "zh-Hant")), marked("收入", "zh-Hant"), marked("NVL72", "zh-Hant")
    ('<span lang="en">first day gain</span>', '收入', 'NVL72')
    """
    if language == "en" or re.search(r"[\u3400-\u9fff]", text) or not re.search(r"[a-z]{3,} \S", text):
        return text
    return Markup('<span lang="en">{}</span>').format(text)


def coded(text: str) -> Markup:
    """A text of which what stands between backticks is code.

    >>> str(coded("`lang`: <one> of `en`"))
    '<code>lang</code>: &lt;one&gt; of <code>en</code>'
    """
    parts = (Markup("<code>{}</code>" if n % 2 else "{}").format(part) for n, part in enumerate(text.split("`")))
    return Markup("").join(parts)


def when(text: str, language: str) -> str:
    """A day as people write it, and what stands behind it ('inferred').

    >>> when("2026-05-31", "zh-Hant"), when("2026-05 (inferred)", "en")
    ('2026 年 5 月 31 日', 'May 2026 (inferred)')
    """
    head, space, tail = text.partition(" ")
    return day(head, language) + space + tail


def each_once(book: Book, keys: Sequence[str], elsewhere: Mapping[str, Mapping[str, str]] = EMPTY) -> list[str]:
    """The first source of each publisher among these, in their order: none is named twice in a row of a table.

    elsewhere   sources of another book: what an answer cites of them
    """
    first: dict[str, str] = {}
    for key in keys:
        told = book.sources[key].publisher if key in book.sources else elsewhere.get(key, EMPTY).get("publisher")
        first.setdefault(told or key, key)
    return list(first.values())


def _year(time: Mapping[str, Any]) -> str:
    return str(time["date"])[:4]


@cache
def environment() -> Environment:
    """The templates of the site, and the parts that it shares with the report."""
    made = parts.environment("gigaloop.site")
    made.filters["marked"] = marked
    made.filters["coded"] = coded
    made.filters["by_year"] = lambda times: [(year, [*those]) for year, those in groupby(times, _year)]
    made.filters["raw"] = lambda text: parts.as_json(json.loads(text))
    return made


@cache
def assets() -> Mapping[str, bytes]:
    """Every static file by name, the chart library among them."""
    folder = files("gigaloop.site").joinpath("static")
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()} | {
        "echarts.esm.min.js": library(),
        "slim.js": (SLIM + "export { slim };\n").encode(),
        **{f"frame.{language}.html": frame(language).encode() for language in LANGUAGES},
    }


def frame(language: str) -> str:
    """What only a script can use of every page, in a language: one file, not a part of each."""
    return environment().get_template("frame.html").render({"say": speaker(language)})


@cache
def stamp() -> str:
    """The name of the folder of static files: changes when any of them does, so that they may be kept for ever."""
    digest = hashlib.sha256()
    for name, data in sorted(assets().items()):
        digest.update(name.encode() + data)
    return digest.hexdigest()[:12]


def page(template: str, book: Book, links: Links, at: str, *, base_url: str = "", **told: Any) -> str:
    """One page.

    at         the page's own address without language, as `Links.to` takes it
    base_url   where the site will stand, for previews and canonical links; empty: nowhere public
    told       what the template needs; `numbers` go to the drawer, `title` and `description` to the head
    """
    language = links.state.language
    say = speaker(language)
    live = not links.relative
    elsewhere = (told.get("one") or {}).get("elsewhere", {})
    drawer = {
        "said": f"{when(book.as_of.isoformat(), language)} \N{MIDDLE DOT} {book.hash[:12]}",
        "reproduce": told.get("reproduce", ""),
        "numbers": told.pop("numbers", {}),
        "elsewhere": {
            key: [one.get("title") or key, one.get("url", ""), published_by(one.get("publisher", ""), language)]
            for key, one in elsewhere.items()
        },
    }
    own = told.get("own") or None
    return (
        environment()
        .get_template(template)
        .render(
            {
                "language": language,
                "languages": LANGUAGES,
                "spoken": NAMES,
                "when": lambda text: when(str(text), language),
                "state": links.state,
                "to": links,
                "here": path(language, at),
                "page_path": at,
                "section": at.split("/")[0],
                "say": say,
                "word": lambda text: word(text, language),
                "published_by": lambda publisher: published_by(publisher, language),
                "called": lambda name: word(f"argument: {name}" if f"argument: {name}" in WORDS else name, language),
                "asks": lambda name: asked(name, language),
                "menu": [(one, key) for one, key in MENU if live or one not in LIVE_ONLY],
                "families": FAMILIES,
                "colon": point(":", language),
                "comma": point(",", language),
                "stop": point(";", language),
                "other": lambda code: links.to(at, own, language=code),
                "other_path": lambda code: path(code, at),
                "asset": lambda name: links.file(f"static/{stamp()}/{name}"),
                "feed": links.to("changed.atom"),
                "as_of": book.as_of.isoformat(),
                "book_hash": book.hash,
                "licence": book.licence,
                "version": __version__,
                "private": book.overlay,
                "names": {key: party_name(one, language) for key, one in book.parties.items()},
                "parties": book.parties,
                "cited": book.sources,
                "each_once": lambda keys: each_once(book, keys, elsewhere),
                "dated": lambda key: when(published(book, key, language), language),
                "drawer": drawer,
                "live": live,
                "base_url": base_url,
                "static_asks": None if live else (),
                "own": {},
                "elsewhere": elsewhere,
                **told,
                "title": told["title"],
                "description": told.get("description") or say("site.lede"),
            }
        )
    )
