"""The report over the shipped book in a real browser: its size, what scrolls, how its tables turn their pages."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from gigaloop.report import CONTENTS, compose, html
from gigaloop.report.echarts import script
from gigaloop.report.grid import ROWS
from gigaloop.words.catalogue import SCRIPTS
from tests.doors.paged import Paged
from tests.shipped import answered, shipped

#: what a page may weigh beside the chart library, and how many nodes it may have with every picture drawn
BYTES, NODES = 1_500_000, 8_000
NODES_OF = "document.querySelectorAll('*').length"
#: boxes whose content is larger than they are and that scroll
SCROLLING = """[...document.querySelectorAll('body *')].filter(box => {
  const style = getComputedStyle(box);
  return /auto|scroll/.test(style.overflowX + style.overflowY)
    && (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1);
}).map(box => box.className)"""
CELLS = "[...document.querySelectorAll('[data-grid=%s] tbody tr')].map(row => [...row.cells].map(c => c.textContent))"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    text = html(compose(shipped(), {name: answered(name) for name in CONTENTS}), script())
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(text, encoding="utf-8")
    return file, text


@pytest.fixture
def opened(browser, written):
    """`open(...)` the page; a message on its console or a request fails the test at its end."""
    wrong, contexts = [], []

    def open_page(width=1400, theme="light", language="en", script=True):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, java_script_enabled=script
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: wrong.append(said.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith("file:") else wrong.append(asked.url))
        page.goto(f"file://{written[0]}?lang={language}")
        if script:
            page.wait_for_selector("html[data-ready]", state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not wrong, wrong


def whole(page):
    """Every answer unfolded and every picture drawn, as for print."""
    page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true; })")
    page.evaluate("dispatchEvent(new Event('beforeprint')); dispatchEvent(new Event('afterprint'))")
    return page


def test_paper_is_white(opened):
    page = opened(1400, "dark", "en")
    paper = "getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()"
    dark = page.evaluate(paper)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    white = page.evaluate(paper)
    empty = "b => b.offsetWidth && !b.querySelector('svg[viewBox] path')"
    assert page.evaluate(f"[...document.querySelectorAll('.chart')].filter({empty}).length") == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert white != dark == page.evaluate(paper)
    page.emulate_media(media="print")
    assert page.evaluate(paper) == white


@pytest.mark.parametrize(("width", "shown", "hidden"), [(1400, "wide", "narrow"), (360, "narrow", "wide")])
def test_the_map_of_a_wide_window_is_printed_and_a_phone_prints_its_bars(opened, width, shown, hidden):
    page = opened(width)
    drawn = page.evaluate(f"""() => {{
      dispatchEvent(new Event('beforeprint'));
      const paths = [...document.querySelector('figure.{shown} svg').querySelectorAll('path')];
      return paths.filter((one) => one.getBoundingClientRect().width > 3).length;
    }}""")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 794, "height": 1123})  # a sheet of A4
    assert page.locator(f"figure.{shown}").first.is_visible()
    assert not page.locator(f"figure.{hidden}").first.is_visible()
    assert drawn > (200 if shown == "wide" else 12)


def test_the_page_is_small_beside_the_chart_library(written):
    assert len(written[1].encode()) - len(script().encode()) < BYTES


@pytest.mark.parametrize(
    ("width", "theme", "language"),
    [(1400, "light", "en"), (1050, "dark", "zh-Hans"), (360, "light", "zh-Hant")],
)
def test_a_phone_and_a_wide_window_can_read_it(opened, width, theme, language):
    page = whole(opened(width, theme, language))
    assert page.evaluate(NODES_OF) < NODES
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(SCROLLING) == []
    drawn = page.evaluate(
        "[...document.querySelectorAll('.chart')].filter(b => b.offsetWidth && !b.querySelector('svg'))"
    )
    assert drawn == [] and page.locator(".chart svg").count() > 10


#: words of a picture that lie over a bar or a mark, and words that end within a number
COVERED = """box => {
  const at = (one) => one.getBoundingClientRect(), texts = [...box.querySelectorAll('text')];
  const bars = [...box.querySelectorAll('path')].map(at).filter(b => b.height > 5 && b.height < 18 && b.width > 1);
  const over = texts.filter(t => bars.some(b => {
    const a = at(t);
    return a.top + 2 < b.bottom && a.bottom - 2 > b.top && a.left < b.right && a.right > b.left;
  }));
  return [bars.length, [...over, ...texts.filter(t => t.textContent.endsWith(','))].map(t => t.textContent)];
}"""


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_words_on_a_phone_cover_no_bar_and_break_in_no_number(opened, language):
    page = opened(360, language=language)
    page.wait_for_selector(".narrow svg")
    bars, covered = page.locator(".chart:has(svg)").first.evaluate(COVERED)
    assert bars >= 12 and covered == []


def test_who_cannot_see_it_can_use_it(opened):
    found = Axe().run(whole(opened(390, "dark", "zh-Hant"))).response["violations"]
    serious = [(one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in ("serious", "critical")]
    assert serious == []


def test_what_scrolls_in_a_box_is_found(opened):
    page = opened(360)
    page.evaluate("document.querySelector('main').style.cssText = 'overflow:auto;height:200px'")
    assert page.evaluate(SCROLLING) == [""]


def test_without_script_the_first_rows_are_those_that_the_script_shows(opened):
    still, alive = opened(script=False), opened()
    for table in ("network", "miss", "deals", "assumptions", "sources"):
        shown = alive.evaluate(CELLS % table)
        rows = still.locator(f"[data-grid={table}] tbody tr")
        assert rows.count() == len(shown) == ROWS
        for at, cells in enumerate(shown):
            assert rows.nth(at).locator("td").all_text_contents() == cells
    assert still.locator("noscript").first.inner_text().startswith("Without its script")


@pytest.mark.parametrize("language", SCRIPTS[1:])
def test_turning_every_page_shows_every_row_once_in_each_language(opened, written, language):
    page, paged = opened(language=language), Paged(written[1])
    page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true; })")
    grid = page.locator("[data-grid=binding]")
    seen = []
    while True:
        seen += page.evaluate(CELLS % "binding")
        if grid.locator(".turn button").last.is_disabled():
            break
        grid.locator(".turn button").last.click()
    told = [[str(cell).replace(" | ", "") for cell in cells[:-1]] for cells in paged.rows("binding", language)]
    assert [cells[:-1] for cells in seen] == told
    assert str(len(told)) in grid.locator(".count").inner_text()


def test_a_table_is_filtered_and_sorted(opened):
    page = opened()
    grid = page.locator("[data-grid=deals]")
    grid.locator("input").fill("coreweave")
    rows = page.evaluate(CELLS % "deals")
    assert rows and all("coreweave" in " ".join(cells).lower() for cells in rows)
    grid.locator("input").fill("no such words")
    assert grid.locator(".count").inner_text() == "Rows 0 to 0 of 0"
    grid.locator("input").fill("")
    head = grid.locator("th", has_text="number")
    for way, first in (("ascending", min), ("descending", max)):
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == way
        sizes = page.evaluate("[...document.querySelectorAll('[data-grid=deals] td.n')].map(c => c.firstChild.data)")
        billions = [dollars(size) for size in sizes if "$" in size]
        assert billions[0] == first(billions) and billions == sorted(billions, reverse=way == "descending")


def dollars(text):
    """'$1.5 tn' in billions."""
    size, unit = text.strip("<>$ ").split(" ") if " " in text else (text.strip("$"), "bn")
    return float(size.replace(",", "")) * {"bn": 1, "tn": 1000}[unit]


def test_a_link_to_a_row_turns_to_its_page(opened, written):
    key = Paged(written[1]).keys("miss")[123]
    page = opened()
    page.evaluate(f"location.hash = {'#' + key!r}")
    row = page.locator("[data-grid=miss] tr.at")
    row.wait_for()
    assert row.get_attribute("id") == key


def test_more_sources_are_a_click_away_each_with_its_address(opened):
    page = opened()
    cell = page.locator("[data-grid=deals] tbody tr").first.locator("td.c")
    before = cell.locator("a, span").count()
    rest = int(cell.locator("button.more").inner_text()[1:])
    cell.locator("button.more").click()
    assert cell.locator("a, span").count() == before + rest
    assert all(a.get_attribute("href").startswith("http") for a in cell.locator("a").all())
