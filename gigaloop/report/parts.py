"""What the report and the site are both made of: one way from data to HTML, and words in three scripts.

`templates/parts.html` writes what both say of an answer; the report's texts are in three languages, the site's in one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from gigaloop.words.catalogue import SCRIPTS
from gigaloop.words.vocabulary import title, word


def as_json(value: Any) -> Markup:
    """JSON for a data block: no character that could end it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


@cache
def environment(*packages: str) -> Environment:
    """The templates of these packages and the shared ones, every variable escaped, an undefined one an error."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader(package) for package in (*packages, "gigaloop.report")]),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["json"] = as_json
    return made


def each(told: Mapping[str, str]) -> Markup:
    """A text in all three scripts, once if they agree; the style sheet shows the one of the page's language.

    >>> str(each({"en": "grade", "zh-Hant": "等級", "zh-Hans": "等级"}))
    '<span lang="en">grade</span><span lang="zh-Hant">等級</span><span lang="zh-Hans">等级</span>'
    >>> str(each({"en": "A & B"}))
    'A &amp; B'
    """
    texts = {language: title(told, language) for language in SCRIPTS}
    if len(set(texts.values())) == 1:
        return escape(texts["en"])
    span = Markup('<span lang="{}">{}</span>')
    return Markup("").join(span.format(language, text) for language, text in texts.items())


def words(text: str) -> Markup:
    """A word of the page in all three scripts."""
    return each({language: word(text, language) for language in SCRIPTS})
