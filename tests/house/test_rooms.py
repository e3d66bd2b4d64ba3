"""A package says of each of its modules what it is for: a newcomer finds the room by reading `__init__` alone."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "gigaloop"
PACKAGES = [init.parent for init in sorted(ROOT.rglob("__init__.py")) if len(list(init.parent.glob("*.py"))) > 2]


def rooms(package):
    """Modules and folders of a package; a question is named by the catalogue."""
    inside = [path for path in package.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()]
    asked = {path for path in inside if path.suffix == ".py" and "\nQUESTION = " in path.read_text("utf-8")}
    return {path.stem for path in inside if path not in asked and not path.stem.startswith("__")}


def untold(package):
    text = ast.get_docstring(ast.parse((package / "__init__.py").read_text("utf-8"))) or ""
    return rooms(package) - set(re.findall(r"\w+", text))


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: str(path.relative_to(ROOT.parent)))
def test_a_package_names_each_of_its_modules(package):
    assert untold(package) == set()


def test_a_module_that_is_not_named_is_seen(tmp_path):
    for name, text in (("__init__", '"""Rooms: kitchen."""'), ("kitchen", ""), ("cellar", "")):
        (tmp_path / f"{name}.py").write_text(text, "utf-8")
    assert untold(tmp_path) == {"cellar"}
