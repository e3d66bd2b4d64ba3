"""What an address asks for: its path and query, read as a command line's words would be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from gigaloop.analysis.request import Draw, question
from gigaloop.book.model import LANGUAGES
from gigaloop.book.problem import single

#: names of the query that are not a question's own arguments
SHARED = ("as_of", "scenario", "set", "seed", "paths", "lang")
#: no address may ask for more; a command line may
MOST_PATHS = 100_000


@dataclass(frozen=True)
class Address:
    """`path` in its parts; `own` are the question's arguments as text. Hashable, so that an answer can be kept."""

    path: tuple[str, ...]
    as_of: str | None
    scenario: str
    settings: tuple[tuple[str, str], ...]
    seed: int
    paths: int
    lang: str
    own: tuple[tuple[str, str], ...]

    @property
    def draw(self) -> Draw:
        """Scenario, settings, seed and paths, as a question takes them."""
        return Draw(self.scenario, dict(self.settings), self.seed, self.paths)


def read(target: str) -> Address:
    """An address as a request line has it.

    Raises InputError for a value that cannot be read, or a name that stands twice.

    >>> read("/api/ask/backlog?party=oracle&as_of=2026-04-30&set=size%3D0.5").own
    (('party', 'oracle'),)
    """
    split = urlsplit(target)
    pairs = parse_qsl(split.query, keep_blank_values=False)
    single_names = [name for name, _ in pairs if name != "set"]
    for name in single_names:
        if single_names.count(name) > 1:
            raise single(f"the address names {name!r} twice", "Leave one out", "address")
    query = dict(pairs)
    settings = []
    for name, text in pairs:
        if name == "set":
            key, equals, value = text.partition("=")
            if not (key and equals and value):
                raise single(f"set: {text!r} is not K=V", "Write for example set=size%3D0.5", "address")
            settings.append((key, value))
    lang = query.get("lang", "en")
    if lang not in LANGUAGES:
        raise single(f"lang: {lang!r} is not spoken here", f"Choose one of {', '.join(LANGUAGES)}", "address")
    return Address(
        path=tuple(unquote(part) for part in split.path.split("/") if part),
        as_of=query.get("as_of"),
        scenario=query.get("scenario", "base"),
        settings=tuple(settings),
        seed=_whole(query, "seed", 1, 2**32 - 1),
        paths=_whole(query, "paths", 10_000, MOST_PATHS),
        lang=lang,
        own=tuple((name, text) for name, text in pairs if name not in SHARED),
    )


def arguments(name: str, own: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The question's own arguments, by the names of its signature; InputError for one that it does not take."""
    asked = question(name)
    allowed = (*asked.positional, *asked.options)
    for key, _ in own:
        if key.replace("-", "_") not in allowed:
            takes = ", ".join(allowed) or "none of its own"
            raise single(f"{name} takes no argument {key!r}", f"It takes {takes}", "address", "argument")
    return {key.replace("-", "_"): text for key, text in own}


def _whole(query: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = query.get(name, str(default))
    if not (text.isascii() and text.isdigit() and int(text) <= most):
        raise single(f"{name}: {text!r} is not a whole number from 0 to {most}", f"Write {default}", "address")
    return int(text)
