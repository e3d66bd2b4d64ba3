"""The page's style sheet and its script: small, plain, and nothing from outside."""

from __future__ import annotations

from importlib.resources import files

from gigaloop.figure.colours import PALETTE

_LIGHT, _DARK = ("".join(f"{name}:{pair[i]};" for name, pair in PALETTE.items()) for i in (0, 1))
_FILES = files("gigaloop.report")

STYLE = (
    f":root{{{_LIGHT}color-scheme:light dark}}"
    f"@media screen and (prefers-color-scheme:dark){{:root:not(.paper){{{_DARK}}}}}\n"
    + _FILES.joinpath("page.css").read_text(encoding="utf-8")
)
#: bars on a phone, for the site too
SLIM = _FILES.joinpath("slim.js").read_text(encoding="utf-8")
SCRIPT = SLIM + _FILES.joinpath("page.js").read_text(encoding="utf-8")
