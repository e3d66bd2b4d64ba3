"""Where a page stands. The URL is the state: language in the path, day and scenario in the query, defaults left out."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from gigaloop.book.model import Book
from gigaloop.book.problem import InputError, Misread
from gigaloop.engine.setup import LAST_SEED, Setup
from gigaloop.questions import ALIASES
from gigaloop.words.catalogue import LANGUAGES

#: what other sites hang on to links; it says nothing about the page
IGNORED = ("fbclid", "gclid", "ref", "lang")
#: no page may ask for more paths, whose run takes 0.4 GB; a command line may
MOST_PATHS = 5_000
PATHS, SEED = 1_000, 1


@dataclass(frozen=True)
class State:
    """What stays when one moves from page to page. `day` None: the book's newest; `settings` of the scenario."""

    language: str = "en"
    day: str | None = None
    scenario: str = "base"
    settings: tuple[tuple[str, str], ...] = ()
    paths: int = PATHS
    seed: int = SEED

    @property
    def setup(self) -> Setup:
        """How a run is asked for by this address."""
        return Setup(self.scenario, dict(self.settings), self.seed, self.paths, as_of=self.day)

    def query(self, own: Mapping[str, str] | None = None) -> str:
        """The query with defaults left out, in a fixed order, so that one address is one cache key.

        >>> State(day="2026-01-01", scenario="rent-fall").query({"party": "oracle"})
        '?day=2026-01-01&scenario=rent-fall&party=oracle'
        """
        pairs: list[tuple[str, str]] = []
        if self.day:
            pairs.append(("day", self.day))
        if self.scenario != "base":
            pairs.append(("scenario", self.scenario))
        pairs += self.kept
        pairs += [(name, value) for name, value in sorted((own or {}).items()) if value != ""]
        return "?" + urlencode(pairs) if pairs else ""

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a form does not ask for and keeps: settings, paths, seed, where they are not the usual."""
        pairs = [("set", f"{name}={value}") for name, value in sorted(self.settings)]
        pairs += [("paths", str(self.paths))] if self.paths != PATHS else []
        return pairs + ([("seed", str(self.seed))] if self.seed != SEED else [])


def path(language: str, page: str) -> str:
    """The path of a page in a language; `page` has no slash at its ends.

    >>> path("en", ""), path("zh-Hant", "party/openai"), path("en", "party/openai.json")
    ('/', '/zh-Hant/party/openai/', '/party/openai.json')
    """
    head = "" if language == "en" else f"/{language}"
    tail = "" if "." in page.rsplit("/", 1)[-1] else "/"  # a file, such as PAGE.json; no id holds a dot
    return f"{head}/{quote(page)}{tail}" if page else f"{head}/"


def split(target: str) -> tuple[str, str]:
    """(language, page) of a path; live, /zh-HK/ is a tongue of its own: words of 繁體, units of Hong Kong.

    >>> split("/zh-Hant/party/openai/"), split("/zh-HK/"), split("/")
    (('zh-Hant', 'party/openai'), ('zh-HK', ''), ('en', ''))
    """
    parts = [part for part in target.split("/") if part]
    if parts and parts[0] in LANGUAGES[1:]:
        return parts[0], "/".join(parts[1:])
    return "en", "/".join(parts)


def moved(book: Book, page: str) -> str | None:
    """Where the page of an earlier or other name stands now; None where nothing stands under it either.

    >>> from gigaloop.book.file import load
    >>> moved(load("tiny"), "ask/lens/x"), moved(load("tiny"), "party/nobody")
    ('ask/accounting-flags/x', None)
    """
    with contextlib.suppress(InputError):
        match tuple(page.split("/")):
            case ("ask", name, *rest) if name in ALIASES:
                return "/".join(("ask", ALIASES[name], *rest))
            case ("party", name) if name not in book.parties:
                return f"party/{book.party(name).party_id}"
            case ("deal", name) if name not in book.deals:
                return f"deal/{book.deal(name).deal}"
    return None


@dataclass(frozen=True)
class Links:
    """The one maker of links. `here` is the path of the page that holds them; `relative` for the static site."""

    state: State
    here: str = "/"
    relative: bool = False

    def to(self, page: str, own: Mapping[str, str] | None = None, **changes: object) -> str:
        """A link to a page, the state kept but for `changes`.

        >>> Links(State("zh-Hant"), "/zh-Hant/", relative=True).to("deal/x")
        'deal/x/'
        >>> Links(State(day="2026-01-01")).to("party/openai", language="zh-Hans")
        '/zh-Hans/party/openai/?day=2026-01-01'
        """
        state = replace(self.state, **changes) if changes else self.state  # type: ignore[arg-type]
        target = path(state.language, page)
        if not self.relative:
            return target + state.query(own)
        return _relative(self.here, target)

    def file(self, name: str) -> str:
        """A link to a file that has no language: a script, a style sheet."""
        return _relative(self.here, f"/{name}") if self.relative else f"/{name}"


def _relative(here: str, target: str) -> str:
    """`target` as seen from the folder of `here`, so that the site works in any sub-folder.

    >>> _relative("/a/b/", "/a/c/"), _relative("/", "/"), _relative("/a/b.json", "/x/")
    ('../c/', './', '../x/')
    """
    at, to = here.split("/")[1:-1], target.split("/")[1:]
    same = 0
    while same < len(at) and same < len(to) - 1 and at[same] == to[same]:
        same += 1
    told = "../" * (len(at) - same) + "/".join(to[same:])
    return told or "./"


def read(language: str, pairs: list[tuple[str, str]]) -> tuple[State, dict[str, str]]:
    """The state that a query tells, and what is the page's own; InputError for a value that cannot be read.

    >>> read("en", [("day", "2026-01-01"), ("party", "oracle"), ("utm_source", "x")])[1]
    {'party': 'oracle'}
    """
    single_ones: dict[str, str] = {}
    settings: list[tuple[str, str]] = []
    for name, text in pairs:
        if name.startswith("utm_") or name in IGNORED or text == "":
            continue
        if name == "set":
            key, equals, value = text.partition("=")
            if not (key and equals and value):
                raise Misread(f"set: {text[:60]!r} is not K=V", "Write for example set=size%3D0.5", "address")
            settings.append((key, value))
        elif name in single_ones:
            raise Misread(f"the address names {name[:60]!r} twice", "Leave one out", "address")
        else:
            single_ones[name] = text
    state = State(
        language,
        single_ones.pop("day", None),
        single_ones.pop("scenario", "base"),
        tuple(sorted(settings)),
        _whole(single_ones.pop("paths", str(PATHS)), "paths", 1, MOST_PATHS),
        _whole(single_ones.pop("seed", str(SEED)), "seed", 0, LAST_SEED),
    )
    return state, single_ones


def _whole(text: str, name: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20 and least <= int(text) <= most):
        raise Misread(f"{name}: {text[:60]!r} is not a whole number from {least} to {most}", "Leave it out", "address")
    return int(text)
