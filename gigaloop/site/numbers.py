"""Numbers as people write them, in one place: $638 bn, 6,380 億美元, 1.4 万亿美元; three figures at most."""

from __future__ import annotations

#: language -> words of a hundred million and of a million million, and of the dollar
CHINESE = {"zh-Hant": ("億", "兆", "美元"), "zh-Hans": ("亿", "万亿", "美元")}


def three(value: float) -> str:
    """Three figures that count, with commas, no trailing zeros after the point.

    >>> three(1234.0), three(0.0456), three(47.0), three(12.34)
    ('1,230', '0.0456', '47', '12.3')
    """
    if value == 0:
        return "0"
    rounded = float(f"{value:.3g}")
    return f"{rounded:,.0f}" if abs(rounded) >= 100 else f"{float(f'{rounded:.3g}'):g}"


def dollars(bn: float | None, language: str = "en", missing: str = "\N{EN DASH}") -> str:
    """Billions of US dollars.

    >>> dollars(638.2), dollars(1400, "zh-Hant"), dollars(1400, "zh-Hans"), dollars(0.04), dollars(-3)
    ('$638 bn', '1.4 兆美元', '1.4 万亿美元', '< $0.1 bn', '\N{MINUS SIGN}$3 bn')
    """
    if bn is None:
        return missing
    sign, size = ("\N{MINUS SIGN}" if bn < 0 else ""), abs(bn)
    if language in CHINESE:
        hundred_million, trillion, unit = CHINESE[language]
        if 0 < size < 0.1:
            return f"< 1 {hundred_million}{unit}"
        if size >= 1000:
            return f"{sign}{three(size / 1000)} {trillion}{unit}"
        return f"{sign}{three(size * 10)} {hundred_million}{unit}"
    if 0 < size < 0.1:
        return "< $0.1 bn"
    if size >= 1000:
        return f"{sign}${three(size / 1000)} tn"
    return f"{sign}${three(size)} bn"


def share(value: float | None, missing: str = "\N{EN DASH}") -> str:
    """A share in whole per cents.

    >>> share(0.47), share(0.0004), share(1.0)
    ('47%', '< 1%', '100%')
    """
    if value is None:
        return missing
    if 0 < abs(value) < 0.005:
        return "< 1%"
    return f"{value * 100:.0f}%".replace("-", "\N{MINUS SIGN}")


def spoken(value: float | None, unit: str, language: str = "en", missing: str = "\N{EN DASH}") -> str:
    """A number with its unit as a person says it."""
    if value is None:
        return missing
    if unit == "USD bn":
        return dollars(value, language)
    if unit == "share":
        return share(value)
    if unit in ("quarter", "date") or (unit == "year" and value > 1000):
        return f"{value:.0f}"
    return f"{three(value)} {unit}".strip() if unit not in ("", "ratio") else three(value)
