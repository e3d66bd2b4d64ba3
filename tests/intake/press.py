"""Makes sets to learn from and judge again: the labels of `press.yaml`, with articles that others keep in repositories.

    python -m tests.intake.press FOLDER OUT.yaml [SET ...]

FOLDER/OWNER/NAME are git repositories (bare ones too); SET are names of labelled sets, all of them where none is named.
No text ships: an article is told by its repository (and @BRANCH), its path, which part of the file it is (between
headings, where it says so), and its checksum. One that is gone, or is another now, is left out and counted.
"""

from __future__ import annotations

import hashlib
import html
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

LABELS = Path(__file__).with_name("press.yaml")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_HEAD = re.compile(r"^---\n(.*?)\n---\n", re.S)
#: files of two languages, line by line;  of several articles under headings;  with a head that tells the day;  whole
TWO_TONGUES = ("tianyaxiang/ai-news", "xiaoqianran/actions-HN002-ai-news")
DIGESTS, LONG = ("gaarry/blog-ai",), ("yangwenmai/weixin-topic-reader",)
SCRAPED = ("myidkd1-coder/perplexity-news-tracker",)
#: letters of a file above which its headings part it
WHOLE = 5000
_PLAIN = tuple(
    (re.compile(pattern, flags), by)
    for pattern, flags, by in (
        (r"<(script|style|figure)[^>]*>.*?</\1>", re.S, ""),
        (r"<br\s*/?>", 0, "\n"),
        (r"</p>", 0, "\n\n"),
        (r"<[^>]+>", 0, ""),
    )
)
_MARKUP = tuple(
    (re.compile(pattern, re.M), by)
    for pattern, by in (
        (r"!\[[^\]]*\]\([^)]*\)", ""),
        (r"\[([^\]]*)\]\([^)]*\)", r"\1"),
        (r"^(原文链接|封面图链接|\*\*URL\*\*|原文:).*$", ""),
        (r"https?://\S+", ""),
        (r"\*\*|__|`", ""),
        (r"^#+\s*", ""),
        (r"^>\s?", ""),
        (r"[ \t]+\n", "\n"),
        (r"\n{3,}", "\n\n"),
    )
)


def plain(body: str) -> str:
    """A file's words without its markup, its title first.

    >>> plain("---\\ntitle: 'A deal'\\n---\\n## One\\n**Meta** [pays](http://x).")
    'A deal\\n\\nOne\\nMeta pays.'
    """

    def title(head: re.Match[str]) -> str:
        told = re.search(r"^title:\s*(.+)$", head[1], re.M)
        return told[1].strip().strip("\"'") + "\n\n" if told else ""

    text = _HEAD.sub(title, body, count=1)
    for pattern, by in _PLAIN:
        text = pattern.sub(by, text)
    text = html.unescape(text)
    for pattern, by in _MARKUP:
        text = pattern.sub(by, text)
    return text.strip()


def parts(source: str, body: str) -> Iterator[str]:
    """The articles of a file, in their order."""
    if source in SCRAPED:
        title, day = re.search(r"^# (.+)$", body, re.M), re.search(r"\*\*Published:\*\* (.+)", body)
        _, _, text = body.partition("## Full Article")
        yield (title[1] if title else "") + "\n\n" + (day[1] if day else "") + "\n\n" + plain(text)
    elif source in TWO_TONGUES:
        lines = [line for line in plain(body).split("\n") if line.strip()]
        yield "\n\n".join(line for line in lines if len(_HAN.findall(line)) > 0.2 * len(line))
        yield "\n\n".join(line for line in lines if not _HAN.search(line))
    elif source in DIGESTS:
        day, found = re.search(r"^date: (\S{10})", body, re.M), re.split(r"^## ", body, flags=re.M)
        yield from ((day[1] + "\n\n" if day else "") + plain(one) for one in (found[1:] if len(found) > 2 else [body]))
    elif source in LONG:
        yield from map(plain, [body] if len(body) < WHOLE else re.split(r"^#{2,4} ", body, flags=re.M))
    else:
        text = plain(body)
        day = re.search(r"^(?:date|published|publishedAt): *['\"]?(\d{4}-\d\d-\d\d)", body, re.M)
        first, _, rest = text.partition("\n")
        yield f"{first}\n\n{day[1]}\n{rest}" if day else text


def sections(body: str) -> list[str]:
    """The stretches of a file between its headings, where its article is one of several."""
    return [plain(one) for one in re.split(r"^##+ ", body, flags=re.M)]


def checksum(text: str) -> str:
    """What tells a text from another version of it."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def texts(folder: Path, labels: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The labelled articles with their texts, as `tests.intake.scoring.count` takes them."""
    for one in labels:
        source, _, branch = one["source"].partition("@")
        asked = ["git", "-C", str(folder / source), "show", f"{branch or 'HEAD'}:{one['path']}"]
        shown = subprocess.run(asked, capture_output=True, check=False)
        body = "" if shown.returncode else shown.stdout.decode("utf-8", "replace")
        found = sections(body) if one.get("cut") == "headings" else list(parts(source, body))
        if one["part"] < len(found) and checksum(found[one["part"]]) == one["text"]:
            yield {"id": one["id"], "lang": one["lang"], "text": found[one["part"]], "deals": one["deals"]}


def main(args: Sequence[str]) -> None:
    """Write a set."""
    if len(args) < 2:
        sys.exit(__doc__)
    labels = [one for one in yaml.safe_load(LABELS.read_text("utf-8")) if not args[2:] or one["set"] in args[2:]]
    found = list(texts(Path(args[0]), labels))
    Path(args[1]).write_text(yaml.safe_dump(found, allow_unicode=True, sort_keys=False), "utf-8")
    print(f"{len(found)} of {len(labels)} texts found")


if __name__ == "__main__":
    main(sys.argv[1:])
