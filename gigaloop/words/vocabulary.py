"""How numbers, parties and the page's words are written, in English and both Chinese scripts."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

from gigaloop.words import catalogue
from gigaloop.words.layout import point

#: word -> language -> what it is called there; an English one that is empty is the word itself, its underscores opened
WORDS = catalogue.rows("vocabulary.csv")


def word(text: str, language: str = "en") -> str:
    """The word in a language; one without a translation stays English, its underscores opened.

    >>> word("loan", "zh-Hans"), word("purchases_total", "zh-Hant"), word("purchases_grade_3")
    ('贷款与债券', '採購總額', 'purchases: announced')
    """
    for mark, joint in ((" + ", " + "), ("; ", point(";", language))):
        if mark in text and text not in WORDS and all(part in WORDS for part in text.split(mark)):
            return joint.join(word(part, language) for part in text.split(mark))
    if language in catalogue.HOME:
        return catalogue.local(word(text, catalogue.HOME[language]), language)
    parts = _parts(text)
    if language == "en":
        return " ".join(
            WORDS[part]["en"] or part.replace("_", " ") for part in parts or [text] if part in WORDS
        ).replace(" :", ":").replace(" ,", ",") or text.replace("_", " ")
    return "".join(_said(part, language) for part in parts) if parts else text.replace("_", " ")


def _said(part: str, language: str) -> str:
    if text := WORDS[part][language]:
        return text
    warnings.warn(f"vocabulary.csv lacks {part!r} in {language}: it is said in English", stacklevel=3)
    return part.replace("_", " ")


def _parts(text: str) -> list[str]:
    """The known words that a name with underscores is put together from, the longest first; none if it is not."""
    if text in WORDS:
        return [text]
    cuts = [at for at, sign in enumerate(text) if sign == "_"]
    for cut in reversed(cuts):
        if text[:cut] in WORDS and (rest := _parts(text[cut + 1 :])):
            return [text[:cut], *rest]
    return []


def told(text: str, language: str, names: Mapping[str, Mapping[str, str]]) -> str:
    """A cell's text: the party's name, each party of a route ('a > b > a'), a driver with its party, or the word.

    >>> told("a > b", "en", {"a": {"en": "Alpha"}, "b": {"en": "Beta (group)"}})
    'Alpha > Beta'
    >>> told("demand.a", "en", {"a": {"en": "Alpha"}})
    'demand: Alpha'
    """
    if " > " in text:
        return " > ".join(told(part, language, names) for part in text.split(" > "))
    if text in names:
        return bare(title(names[text], language))
    driver, _, who = text.rpartition(".")
    if driver in WORDS and who in names:
        return f"{word(driver, language)}{': ' if language == 'en' else '：'}{told(who, language, names)}"
    return word(text, language)


def heading(column: str) -> str:
    """The word that heads a column, where the word of its name means another thing in rows ('column: given').

    >>> word(heading("given")), word(heading("period"))
    ('on which paths', 'period')
    """
    known = f"column: {column}"
    return known if known in WORDS else column


def grade_name(grade: str, language: str = "en") -> str:
    """
    >>> grade_name("2", "zh-Hant")
    '意向書'
    """
    return catalogue.say(f"grade.{grade}", language)


def bare(name: str) -> str:
    """A party's name as it is said in a sentence.

    >>> bare("Amazon (group)")
    'Amazon'
    """
    return name.replace(" (group)", "")


def title(of: Mapping[str, str], language: str = "en") -> str:
    """A title or a name in a language, or in the one whose words it uses; in English where it has none in either.

    >>> title({"en": "Taiwan Semiconductor", "zh-Hant": "台積電"}, "zh-HK")
    '台積電'
    """
    return of.get(language) or of.get(catalogue.HOME.get(language, language)) or of.get("en", "")


def number(value: float | None, missing: str = "\N{EN DASH}", unit: str = "") -> str:
    """A number with three figures that count, never in exponents; a time in calendar years as its quarter.

    >>> [number(x) for x in (1018.4, 300.0, 22.43, 5.3, 0.5424, 0.00123, 0.0, -62.0, None)]
    ['1,018', '300', '22.4', '5.30', '0.542', '0.00123', '0', '-62.0', '–']
    >>> number(2028.25, unit="calendar year")
    '2028Q2'
    """
    if value is None:
        return missing
    if unit == "calendar year":
        return f"{int(value)}Q{int(value % 1 * 4) + 1}"
    size = abs(value)
    if size == 0:
        return "0"
    if size >= 100:
        return f"{value:,.0f}"
    if size >= 10:
        return f"{value:.1f}"
    if size >= 1:
        return f"{value:.2f}"
    return f"{value:#.3g}" if size >= 1e-4 else f"{value:.4f}" if size >= 5e-5 else "0"


def grades(shares: Mapping[str, float], language: str = "en") -> str:
    """What share of a number stands at which grade, the two largest first, then how many more there are.

    >>> grades({"4": 0.4, "5": 0.6})
    'signed, firm 60%; signed, exit 40%'
    >>> grades({"3": 1.0}), grades({"1": 0.5, "2": 0.3, "3": 0.2})
    ('announced', 'talks 50%; letter of intent 30%; +1')
    """
    told = sorted(((share, str(grade)) for grade, share in shares.items() if share >= 0.005), reverse=True)
    if len(told) == 1:
        return grade_name(told[0][1], language)
    parts = [f"{grade_name(grade, language)} {share:.0%}" for share, grade in told[:2]]
    return point(";", language).join(parts + [f"+{len(told) - 2}"] * (len(told) > 2))
