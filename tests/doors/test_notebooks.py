"""The worked notebooks run from top to bottom, carry no outputs, and each shows an answer."""

import ast
import json
from pathlib import Path

import pytest

from gigaloop.answer.table import Table

FOLDER = Path(__file__).parents[2] / "examples" / "notebooks"
NOTEBOOKS = sorted(path.name for path in FOLDER.glob("*.ipynb"))


def cells(name):
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))["cells"]


def run(sources):
    """What each cell shows, as a notebook would: the value of its last expression; names stay for the next cell."""
    world, shown = {"__name__": "__main__"}, []
    for source in sources:
        tree = ast.parse(source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "cell", "exec"), world)
        shown.append(None if last is None else eval(compile(ast.Expression(last.value), "cell", "eval"), world))
    return shown


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_and_shows_answers(name, capsys):
    shown = run("".join(cell["source"]) for cell in cells(name) if cell["cell_type"] == "code")
    answers = [value for value in shown if isinstance(value, Table)]
    assert answers and all(len(answer) and answer._repr_html_() for answer in answers)
    assert all(len(repr(value)) < 20_000 for value in shown)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_carries_no_output(name):
    assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in cells(name))


def test_there_is_one_for_each_of_three_readers():
    assert NOTEBOOKS == ["analyst.ipynb", "journalist-zh.ipynb", "researcher.ipynb"]


def test_a_notebook_that_breaks_is_seen():
    with pytest.raises(NameError):
        run(["a = 1", "a + b"])
