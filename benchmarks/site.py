"""How long the site takes in a real browser (Debian's chromium): first paint, another day, sliders; what a page weighs;
what a thousand requests do to it; how long the plain files take.

Needs the machine for itself; the seconds of CPU beside each line say what it took whatever else runs.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Page, sync_playwright

from gigaloop.book.file import load
from gigaloop.site.publish import publish
from tests.conftest import CHROMIUM
from tests.site.conftest import ended, started
from tests.site.load import family, measure

#: seconds until the first paint, a step of the map's day, a new picture of 1,000 paths; bytes and nodes of a page
PAINT, STEP, PICTURE, BYTES, NODES = 1.0, 0.3, 0.5, 400_000, 4_000
#: seconds until `/` comes while a thousand ask, megabytes of the server then; seconds and megabytes of the plain files
RUSH, MEMORY, STATIC, FILES = 1.0, 2_000, 120, 60
PAGES = (
    "/zh-Hans/",
    "/?day=2026-04-30",
    "/zh-Hant/?day=2025-12-01",
    "/party/oracle/",
    "/deal/nv-oai-2025/",
    "/sources/",
    "/what-if/",
    "/changed/",
)
STEPPED = """() => {
  const slider = document.getElementById('day'), start = performance.now();
  slider.value = 40;
  slider.dispatchEvent(new Event('input'));
  document.body.offsetHeight;
  return (performance.now() - start) / 1000;
}"""
DRAGGED = """(to) => new Promise((done) => {
  const slider = document.getElementById('l-rent'), said = document.getElementById('status');
  const start = performance.now(), found = {};
  const look = () => {
    const paths = parseInt(said.textContent.replace(',', ''));
    if (paths) found[paths] ??= (performance.now() - start) / 1000;
    if (paths >= 1000) done(found);
  };
  new MutationObserver(look).observe(said, { childList: true, characterData: true, subtree: true });
  slider.value = to;
  slider.dispatchEvent(new Event('input'));
})"""


def used(pid: int) -> float:
    """CPU seconds of a server and its workers so far."""
    total = 0
    for one in family(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / 100


def pages(tab: Page, live: str, pid: int, told: dict[str, float]) -> None:
    """First paint of each kind of page, the first time that anybody asks for it."""
    for at in PAGES:
        before = used(pid)
        body = tab.goto(live + at)
        assert body is not None
        tab.wait_for_timeout(200)
        paint = tab.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000")
        size, nodes = len(body.body()), tab.evaluate("document.querySelectorAll('*').length")
        told[f"paint {at}"], told[f"bytes {at}"], told[f"nodes {at}"] = paint, size, nodes
        cpu = used(pid) - before
        print(
            f"{at:28}{paint:6.2f} s to first paint, {cpu:5.2f} s of CPU, {size / 1000:4.0f} kB, {nodes:5} nodes",
            flush=True,
        )


def sliders(tab: Page, live: str, pid: int, told: dict[str, float]) -> None:
    """From a slider to the new pictures, once the base stands."""
    tab.goto(f"{live}/what-if/")
    while not tab.locator("#status").inner_text().startswith("1,000"):
        tab.wait_for_timeout(50)
    best: dict[str, Any] = {}
    for to in ("0.9", "0.8", "0.7"):
        before = used(pid)
        found = tab.evaluate(DRAGGED, to)
        if not best or found["1000"] < best["1000"]:
            best = {**found, "cpu": used(pid) - before}
    told["first picture"], told["picture"] = best["250"], best["1000"]
    told_at = f"{best['250']:.2f} s at 250 paths, {best['1000']:.2f} s at 1,000"
    print(f"slider to picture: {told_at}, {best['cpu']:.2f} s of CPU")


def rush(told: dict[str, float]) -> None:
    """500 clients that hang up, 500 idle connections and 1,000 distinct requests at once, `/` asked all the while."""
    found = measure()
    told["rush"], told["memory"] = found.slowest, found.megabytes
    answers = ", ".join(f"{count} with {status}" for status, count in sorted(found.statuses.items()))
    print(f"1,000 requests at once: / within {found.slowest:.2f} s, {found.megabytes:.0f} MB; {answers}", flush=True)


def plain(told: dict[str, float]) -> None:
    """The static site of the shipped book."""
    with tempfile.TemporaryDirectory() as folder:
        before, start = sum(os.times()[:4]), time.monotonic()
        count = publish(load(), Path(folder) / "site", "https://example.org/loop")
        took, cpu = time.monotonic() - start, sum(os.times()[:4]) - before
        size = sum(one.stat().st_size for one in Path(folder).rglob("*") if one.is_file()) / 1e6
    told["static"], told["files"] = took, size
    print(f"plain files: {count} in {took:.0f} s, {cpu:.0f} s of CPU, {size:.0f} MB", flush=True)


def main() -> dict[str, float]:
    """Print a line a measure; returns them."""
    told: dict[str, float] = {}
    plain(told)  # first, while this process has one thread and can fork
    start = time.monotonic()
    process, live = started()
    print(f"server listens after {time.monotonic() - start:.1f} s, {used(process.pid):.1f} s of CPU")
    try:
        with sync_playwright() as play:
            chromium = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            tab = chromium.new_context(viewport={"width": 1440, "height": 900}).new_page()
            pages(tab, live, process.pid, told)
            tab.goto(live)
            told["step"] = tab.evaluate(STEPPED)
            print(f"map on another day: {told['step']:.3f} s")
            sliders(tab, live, process.pid, told)
            chromium.close()
    finally:
        ended(process)
    rush(told)
    return told


def missed(told: dict[str, float]) -> list[str]:
    """What misses its limit."""
    most = {"paint": PAINT, "bytes": BYTES, "nodes": NODES, "step": STEP, "picture": PICTURE, "first": PICTURE}
    most |= {"rush": RUSH, "memory": MEMORY, "static": STATIC, "files": FILES}
    return [name for name, found in told.items() if found > most[name.split()[0]]]


if __name__ == "__main__":
    late = missed(main())
    raise SystemExit(f"missed: {', '.join(late)}" if late else 0)
