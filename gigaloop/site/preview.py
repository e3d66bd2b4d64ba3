"""The picture that a shared link shows, 1200 x 630: the title and the arrows of the newest day."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from gigaloop.site.drawing import HEIGHT, WIDTH, place
from gigaloop.site.words import speaker

if TYPE_CHECKING:
    from gigaloop.site.pages import Site

SIZE = (1200, 630)
INK, FAINT, PAPER = "#14181d", "#59616b", "#ffffff"
COLOURS = {
    "compute": "#0b4f9e",
    "chips": "#149c5d",
    "equity": "#dc510d",
    "debt": "#9a1fd0",
    "promises": "#4a1226",
    "other": "#7b7b85",
}
#: where systems keep a font that has Chinese; without one the picture's words are English
CHINESE = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "C:/Windows/Fonts/msyh.ttc",
)


def preview(site: Site, language: str) -> bytes:
    """A PNG; words in English where this machine has no font with the language's letters."""
    font = next((path for path in CHINESE if Path(path).exists()), None)
    if font is None:
        language = "en"
    say = speaker(language)
    picture = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    number = len(site.map.days) - 1
    scale, top = SIZE[0] / WIDTH, 132
    squeeze = (SIZE[1] - top - 20) / HEIGHT
    at = {party: (x * scale, top + y * squeeze) for party in site.map.at for x, y in [place(site.map, party)]}
    for arrow in sorted(site.map.arrows, key=lambda one: one.on(number)[0]):
        width = arrow.on(number)[0]
        if width:
            pen.line(
                _bent(at[arrow.payer], at[arrow.payee]), fill=COLOURS[arrow.family], width=max(1, width), joint="curve"
            )
    for x, y in at.values():
        pen.ellipse((x - 5, y - 5, x + 5, y + 5), fill=INK, outline=PAPER)
    bold = ImageFont.truetype(font, 52) if font else ImageFont.load_default(52)
    small = ImageFont.truetype(font, 26) if font else ImageFont.load_default(26)
    pen.text((40, 26), say("report.title"), fill=INK, font=bold)
    pen.text((40, 94), f"gigaloop \N{MIDDLE DOT} {site.book.as_of}", fill=FAINT, font=small)
    out = io.BytesIO()
    picture.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _bent(a: tuple[float, float], b: tuple[float, float]) -> list[tuple[float, float]]:
    mx, my = (a[0] + b[0]) / 2 + (b[1] - a[1]) * 0.13, (a[1] + b[1]) / 2 - (b[0] - a[0]) * 0.13
    return [
        (
            (1 - t) ** 2 * a[0] + 2 * t * (1 - t) * mx + t * t * b[0],
            (1 - t) ** 2 * a[1] + 2 * t * (1 - t) * my + t * t * b[1],
        )
        for t in (i / 24 for i in range(25))
    ]
