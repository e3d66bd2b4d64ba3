"""A file that somebody saved -> the text that is read: plain text, HTML, PDF, each with bounds on size and time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from gigaloop.book.problem import Misread
from gigaloop.intake import pdf
from gigaloop.intake.proposals import Reason
from gigaloop.intake.script import clean

#: bytes of a file, letters of a text
LARGEST, LONGEST = 24 * 2**20, 300_000
#: what a text that comes from no file is called
UNNAMED = "text"
SUFFIXES = (".txt", ".md", ".html", ".htm", ".xhtml", ".pdf")

_BLOCK_TAGS = """
address article aside blockquote br dd div dl dt figcaption footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p
pre section table td th tr ul title
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_SILENT_TAGS = "script style noscript template svg iframe nav footer form button select head aside"
_SILENT = frozenset(_SILENT_TAGS.split())


@dataclass(frozen=True)
class Article:
    """The text of one file, where it came from, and what was cut from it."""

    file: str
    text: str
    published: str | None = None
    warnings: tuple[Reason, ...] = ()


def open_article(path: Path) -> Article:
    """Read one file by its content, not by its name. InputError: too large, no text in it, or a PDF that is none."""
    try:
        if not path.is_file():
            raise Misread(f"there is no file {path.name!r}", "Give the path of a saved article", str(path), "file")
        if path.stat().st_size > LARGEST:
            message = f"the file has more than {LARGEST // 2**20} MB"
            raise Misread(message, "Save the article alone, without pictures", str(path), "size")
        raw = path.read_bytes()
    except OSError as error:
        raise Misread(f"the file cannot be read: {error.strerror}", "Mend its rights", str(path), "file") from None
    return article(raw, str(path))


def article(raw: bytes, name: str = UNNAMED) -> Article:
    """The text of these bytes: PDF by its first letters, HTML by its tags, else text in UTF-8 (or UTF-16, GB18030, Big5).

    >>> article(b"<html><body><p>Oracle signs.</p><script>x</script></body></html>").text
    'Oracle signs.'
    """
    published, notes = None, []
    if raw[:1024].lstrip().startswith(b"%PDF") or name.lower().endswith(".pdf"):
        text = _pdf(raw, name)
    else:
        text = _decoded(raw, name)
        if re.search(r"<(html|body|!doctype html|p|div|table|article)\b", text[:20_000], re.I):
            text, published = _html(text)
    text = clean(text).strip("\n")
    if len(text) > LONGEST:
        notes.append(Reason(id="cut", number=LONGEST, amount=len(text)))
        text = text[:LONGEST]
    if not text.strip():
        raise Misread("the file holds no text", "Save the page as text", name, "empty-file")
    return Article(name, text, published, tuple(notes))


_FREQUENT = re.compile("[的一是在不了有和人中大上国國年月日元将將与與公司對对这這，。、]")


def _decoded(raw: bytes, name: str) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    declared = re.search(rb"charset=[\"']?([\w-]{3,20})", raw[:4096])
    found = []
    for encoding in ("utf-8-sig", declared[1].decode() if declared else "gb18030", "gb18030", "big5"):
        try:
            text = raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\x00" not in text[:4096]:
            if encoding == "utf-8-sig" or declared:
                return text
            found.append(text)
    if found:  # the same bytes read as two scripts: the one with more of the letters that every text has
        return max(found, key=lambda text: len(_FREQUENT.findall(text[:20_000])))
    if raw.count(b"\x00") or sum(byte < 9 for byte in raw[:4096]) > 8:
        raise Misread("this is no text", "Save the article as text, HTML or PDF", name, "binary")
    return raw.decode("utf-8", "replace")


def _html(page: str) -> tuple[str, str | None]:
    """What a reader sees, a block a line; hidden parts, scripts and menus left out. Walks without recursion."""
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(page.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        return re.sub(r"<[^<>]{0,2000}>", " ", page), None
    parts: list[str] = []
    size, silent = 0, 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            hidden = tag in _SILENT or node.get("hidden") is not None or _unseen(node.get("style"))
            silent += bool(silent or hidden)
            if not silent:
                if tag in ("td", "th"):
                    parts.append(" \u2003")
                elif tag in _BLOCKS:
                    parts.append("\n")
                parts.append(_spaced(node.text))
        else:
            if silent:
                silent -= 1
            elif tag in _BLOCKS and tag not in ("td", "th"):
                parts.append("\n")
            if not silent:
                parts.append(_spaced(node.tail))
                size += len(parts[-1])
        if size > 4 * LONGEST:
            break
    text = re.sub(r"[ \t]*\n[ \t\n]*", "\n", re.sub(r"[ \t\f\v]+", " ", "".join(parts))).strip()
    if not text and any("depth" in error.message.lower() for error in parser.error_log):  # nested past what is parsed
        text = re.sub(r"\s+", " ", re.sub(r"<[^<>]{0,2000}>", " ", page)).strip()
    return text, _meta_date(root)


def _spaced(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""


def _unseen(style: str | None) -> bool:
    return bool(style and re.search(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?!\.)", style, re.I))


def _meta_date(root: object) -> str | None:
    names = (
        "article:published_time",
        "datepublished",
        "pubdate",
        "date",
        "publishdate",
        "dc.date",
        "og:published_time",
    )
    for node in root.iter("meta", "time"):  # type: ignore[attr-defined]
        name = (node.get("property") or node.get("name") or node.get("itemprop") or "").lower()
        value = node.get("content") or node.get("datetime") or ""
        found = re.match(r"\d{4}-\d{2}-\d{2}", value)
        if found and (name in names or node.tag == "time"):
            return found[0]
    return None


def _pdf(raw: bytes, name: str) -> str:
    try:
        text = pdf.text_of(raw)
    except ValueError as error:
        message = f"this is no PDF that can be read: {error}"
        raise Misread(message, "Save the article as text or HTML", name, "pdf", error=str(error)) from None
    if not text.strip():
        raise Misread("the PDF holds pictures of pages, no text", "Save the article as text", name, "pictures")
    return re.sub(r"(?<=[a-z,])\n(?=[a-z0-9$(])", " ", text)
