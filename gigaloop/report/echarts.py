"""The chart library's file: found beside this module or in its wheel, its sha256 asserted, made ready for a page."""

from __future__ import annotations

import hashlib
import re
from importlib.util import find_spec
from pathlib import Path

from gigaloop.book.problem import Misread

FILE = "echarts.esm.min.js"
WHEEL = "instaui_echarts"
#: of Apache ECharts 6.1.0, echarts.esm.min.js
SHA256 = "28515f26aa57f87eb1e4ed4eb446927eaf329b5f5e02b4bfd4b0264fea40d1da"
REMEDY = (
    "In a clone run 'make demo' once; elsewhere: pip install --no-deps instaui-echarts==0.8.0. --out x.md needs none"
)


def script(path: Path | None = None) -> str:
    """The library as a plain script that defines `echarts`.

    path   the file; None: the installed one

    InputError if it is not installed, or is another file than the one that was checked.
    """
    return plain(library(path).decode("utf-8"))


def library(path: Path | None = None) -> bytes:
    """The library's file as it is, an ES module; InputError as `script`."""
    path = path or _installed()
    raw = path.read_bytes()
    found = hashlib.sha256(raw).hexdigest()
    if found != SHA256:
        raise Misread(f"the chart library has the sha256 {found[:12]}..., not {SHA256[:12]}...", REMEDY, path.name)
    return raw


def plain(module: str) -> str:
    """An ES module whose one `export {a as b}` stands last, as a script that assigns `echarts = {b: a}`.

    >>> plain("var a=1,c=2;export{a as b,c};")
    'var echarts=(function(){var a=1,c=2;return{"b":a,"c":c};})();'
    """
    body, names = re.fullmatch(r"(.*)export\s*\{([^{}]*)\};?\s*", module, re.DOTALL).groups()  # type: ignore[union-attr]
    pairs = [name.split(" as ") for name in (part.strip() for part in names.split(",")) if name]
    given = ",".join(f'"{pair[-1].strip()}":{pair[0].strip()}' for pair in pairs)
    return f"var echarts=(function(){{{body}return{{{given}}};}})();".replace("</script", "<\\\\/script")


def _installed() -> Path:
    """Beside this module (a built gigaloop), or in the wheel that a clone installs."""
    spec = find_spec(WHEEL)
    wheel = [Path(spec.origin).parent / "static" / FILE] if spec and spec.origin else []
    for place in (Path(__file__).with_name(FILE), *wheel):
        if place.is_file():
            return place
    raise Misread("the chart library is not installed", REMEDY, "echarts")
