"""Figures are plain data: their JSON is what it was; places do not jump; a wrong encoding is refused."""

import itertools
import json
import re
from dataclasses import replace

import pytest

from gigaloop.figure import Figure, options
from gigaloop.figure.axes import measure
from gigaloop.figure.colours import PALETTE
from gigaloop.figure.layout import places
from gigaloop.figure.network import arrange
from gigaloop.figure.svg import svg
from gigaloop.report.document import DRAWN, section
from gigaloop.words.catalogue import SCRIPTS
from tests.doors.drawn import BAND, FIGURES, IN_TIME, MONEY, NAMES, SNAPSHOTS, row, snapshot, table
from tests.shipped import answered


@pytest.mark.parametrize("name", FIGURES)
def test_the_options_are_those_of_the_snapshot(name):
    assert snapshot(name) == (SNAPSHOTS / f"{name}.json").read_text(encoding="utf-8")


def test_a_figure_is_what_the_contract_says():
    told = json.loads(FIGURES["fan"].to_json())
    assert list(told) == ["format", "type", "title", "table", "encoding"]
    assert (told["format"], told["type"], told["encoding"]) == ("figure/1", "fan", BAND)
    assert told["table"] == IN_TIME.as_dict()


@pytest.mark.parametrize("name", FIGURES)
def test_every_colour_is_one_that_both_palettes_have(name):
    def colours(value):
        if isinstance(value, dict):
            yield from (c for v in value.values() for c in colours(v))
        elif isinstance(value, list):
            yield from (c for v in value for c in colours(v))
        elif isinstance(value, str) and value.startswith("--"):
            yield value

    drawn = options(FIGURES[name], "en", NAMES)
    assert set(colours(drawn)) and set(colours(drawn)) <= set(PALETTE)


def test_page_and_still_picture_draw_the_same_drawing():
    drawing = arrange(FIGURES["network"])
    [series] = options(FIGURES["network"], "en", NAMES)["series"]
    still = svg(FIGURES["network"], "en", NAMES)
    widths = [arrow.width for arrow in drawing.arrows]
    assert widths == [link["lineStyle"]["width"] for link in series["links"]]
    assert widths == [float(width) for width in re.findall(r'stroke-width="([\d.]+)" stroke-opacity', still)]
    marks = [(mark.x, mark.y, mark.size) for mark in drawing.marks]
    assert marks == [(n["x"], n["y"], n["symbolSize"]) for n in series["data"] if not n["id"].startswith("head")]
    found = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"', still)
    assert marks == [(float(x), float(y), 2 * float(r)) for x, y, r in found]


@pytest.mark.parametrize("name", FIGURES)
def test_a_screen_reader_is_told_the_numbers(name):
    aria = options(FIGURES[name], "en", NAMES)["aria"]
    assert aria["enabled"] and re.search(r"\$\d+ bn", aria["label"]["description"])


def test_arrows_go_from_payer_to_payee_wider_with_dollars_and_dashed_while_not_signed():
    links = options(FIGURES["network"], "en", NAMES)["series"][0]["links"]
    by_pair = {(link["source"], link["target"], link["lineStyle"]["color"]): link["lineStyle"] for link in links}
    compute, chips = by_pair["lab", "cloud", "--compute"], by_pair["cloud", "fab", "--chips"]
    assert compute["width"] == 10 and 1 < chips["width"] < compute["width"]
    assert (compute["type"], chips["type"]) == ("solid", "dashed")
    curves = [link["lineStyle"]["curveness"] for link in links if {link["source"], link["target"]} == {"fab", "lab"}]
    assert len(set(curves)) == 2, "two contracts between the same two must not hide one another"


def test_a_name_with_markup_is_only_a_name_and_a_group_sheds_its_tail():
    nodes = {node["id"]: node["name"] for node in options(FIGURES["network"], "en", NAMES)["series"][0]["data"]}
    assert nodes["lab"] == "Lab" and nodes["fab"] == "Fab <&>"


def test_places_depend_on_the_input_alone_and_keep_100_px_apart():
    sectors = {f"p{i}": ("lab", "neocloud", "chip_vendor", "investor")[i % 4] for i in range(40)}
    edges = [(f"p{i}", f"p{(7 * i + 3) % 40}", float(i)) for i in range(40)]
    at = places(sectors, edges)
    assert at == places(dict(reversed(sectors.items())), edges[::-1])
    assert len(set(at.values())) == 40
    xs = sorted({x for x, _ in at.values()})
    assert all(b - a >= 100 for a, b in itertools.pairwise(xs))


def test_what_pays_each_other_stands_near():
    sectors = {"a": "lab", "b": "lab", "x": "neocloud", "y": "neocloud"}
    at = places(sectors, [("a", "y", 1.0), ("b", "x", 1.0)])
    assert at["a"][1] == at["y"][1] and at["b"][1] == at["x"][1] and at["a"][1] != at["b"][1]


def test_a_loop_is_drawn_as_a_closed_ring_in_its_own_colour():
    [series] = options(FIGURES["rings"], "en", NAMES)["series"]
    rings = {}
    for link in series["links"]:
        rings.setdefault(link["lineStyle"]["color"], []).append((link["source"], link["target"]))
    assert rings == {
        "--compute": [("lab", "cloud"), ("cloud", "fab"), ("fab", "lab")],
        "--equity": [("cloud", "lab"), ("lab", "cloud")],
    }
    widths = {link["lineStyle"]["color"]: link["lineStyle"]["width"] for link in series["links"]}
    assert widths["--compute"] == 7.0 and widths["--equity"] == 4.0


def test_a_sankey_refuses_money_that_goes_round():
    loop = table(row("lab", "cloud", "loan", 1.0, 1.0, 1.0), row("cloud", "lab", "stake", 1.0, 1.0, 1.0))
    drawn = Figure("sankey", loop.title, loop, {"subject": "source", "counterparty": "target", "mid": "width"})
    with pytest.raises(ValueError, match="cannot draw money that goes round"):
        options(drawn)


@pytest.mark.parametrize(
    ("type_", "encoding", "says"),
    [
        ("pie", {}, "no figure is a 'pie'; it is one of network, sankey, fan, waterfall, heatmap, bars, lines"),
        (
            "fan",
            {"period": "x"},
            r"a fan needs the roles \['high', 'low', 'mid', 'series', 'x'\], and \['x'\] are given",
        ),
        ("lines", {**BAND}, "a lines needs the roles"),
    ],
)
def test_a_wrong_figure_is_refused(type_, encoding, says):
    with pytest.raises(ValueError, match=says):
        Figure(type_, MONEY.title, MONEY, encoding)


def test_only_the_rows_that_are_asked_for_are_drawn():
    """`where` cuts by any column, the question's own among them, and stands in the JSON."""
    figure = Figure("bars", MONEY.title, MONEY, FIGURES["bars"].encoding, where={"payer_sector": ("lab",)})
    assert {row.subject for row in figure.rows} == {"lab"}
    assert figure.as_dict()["where"] == {"payer_sector": ["lab"]}
    assert len(FIGURES["bars"].rows) > len(figure.rows) > 0


def test_a_heat_map_shades_powers_of_ten_and_leaves_nothing_out():
    drawn = options(FIGURES["heatmap"], "en", NAMES)
    pieces = drawn["visualMap"]["pieces"]
    for _, _, value in drawn["series"][0]["data"]:
        assert sum(p.get("gte", 0.0) <= value < p["lt"] for p in pieces) == 1
    assert drawn["yAxis"]["axisLabel"]["interval"] == 0


def untitled(drawn, units, language):
    """What a drawing does not tell of its axes: each must have a title, one of them the unit of its numbers."""
    axes = [one for name in ("xAxis", "yAxis") for one in listed(drawn.get(name, []))]
    titles = [one.get("name", "") for one in axes] + [one["text"] for one in listed(drawn.get("title", []))]
    missing = [f"{unit} is not told" for unit in units if not any(measure(unit, language).name in t for t in titles)]
    numbers = [one for one in axes if one["type"] == "value"]
    told = {measure(unit, language).name for unit in units}
    missing += [f"numbers on an axis called {one.get('name')!r}" for one in numbers if one.get("name") not in told]
    return missing + ["an axis without a title" for one in axes if not one.get("name")]


def listed(one):
    return one if isinstance(one, list) else [one]


@pytest.mark.parametrize("name", DRAWN)
def test_every_drawing_of_every_question_has_axes_with_titles_and_units(name):
    table = answered(name)
    figures = section(table).figures
    assert figures, f"{name} draws nothing"
    for figure in figures:
        for language in SCRIPTS:
            drawn = options(figure, language, table.names)
            assert untitled(drawn, {row.unit for row in figure.rows}, language) == []


def test_an_axis_without_a_title_or_with_another_unit_is_found():
    drawn = options(FIGURES["fan"], "zh-Hant", NAMES)
    assert untitled(drawn, {"USD bn"}, "zh-Hant") == []
    assert untitled(drawn, {"GW"}, "zh-Hant")
    drawn["xAxis"][0]["name"] = ""
    assert untitled(drawn, {"USD bn"}, "zh-Hant") == ["an axis without a title"]


def test_one_axis_never_tells_two_units():
    mixed = table(row("lab", "", "gap", 1.0, 2.0, 3.0), replace(row("fab", "", "share", 0.1, 0.2, 0.3), unit="share"))
    with pytest.raises(ValueError, match="one axis cannot tell share and USD bn"):
        options(Figure("bars", mixed.title, mixed, FIGURES["bars"].encoding))
