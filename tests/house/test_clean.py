"""Nothing of one machine, and no mark of work left undone, stands in the tree."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: written in two parts, so that this file does not hold what it looks for
MACHINE = re.compile(r"(?<![\w.])/(?:" + r"work|root|home/\w+" + r")/")
UNDONE = re.compile(
    "|".join([r"Not" + r"ImplementedError", r"\bTO" + r"DO\b", r"\bFIX" + r"ME\b", r"pragma: no" + r" cover"])
)
HOSTS = re.compile("|".join([r"py" + r"pi\.org", r"python" + r"hosted\.org", r"registry\.npm" + r"js"]))


def tracked():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name]


def found(pattern, text):
    return [line for line in text.splitlines() if pattern.search(line)]


def texts():
    for path in tracked():
        if path.is_file():
            try:
                yield path, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


@pytest.mark.parametrize("pattern", [MACHINE, UNDONE, HOSTS], ids=["machine", "undone", "hosts"])
def test_the_tree_holds_none(pattern):
    hits = {str(p.relative_to(ROOT)): found(pattern, text)[:2] for p, text in texts() if found(pattern, text)}
    assert hits == {}


@pytest.mark.parametrize(
    ("pattern", "planted"),
    [
        (MACHINE, "open('/wo" + "rk/main/x')"),
        (UNDONE, "# TO" + "DO later"),
        (UNDONE, "raise Not" + "ImplementedError"),
        (HOSTS, "https://files.python" + "hosted.org/a.whl"),
    ],
)
def test_a_planted_one_is_found(pattern, planted):
    assert found(pattern, planted) == [planted]


def test_the_locks_pin_every_hash_and_name_no_address():
    for name in ("base", "dev", "charts"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        pins = re.findall(r"^[a-z0-9][a-z0-9._-]*==[^ ]+.*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
        assert len(pins) == text.count("==") - text.count("python_full_version ==") - text.count("sys_platform ==")
        assert all("--hash=sha256:" in pin for pin in pins)
        assert "://" not in text and "--index" not in text and "--find-links" not in text


def test_no_module_beside_the_tests_has_the_name_of_another():
    """The folders of tests are on the path, so that a helper's name must be its own, and no package's."""
    folders = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]["pythonpath"]
    helpers = [p.stem for folder in folders[1:] for p in (ROOT / folder).glob("*.py") if not p.stem.startswith("test_")]
    helpers = [name for name in helpers if name != "conftest"]
    assert sorted(helpers) == sorted(set(helpers))
    assert [name for name in helpers if name in sys.stdlib_module_names] == []


@pytest.mark.parametrize(("lock", "extra"), [("base", None), ("dev", "dev")])
def test_the_locks_hold_all_that_the_project_names(lock, extra):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = project["dependencies"] + (project["optional-dependencies"][extra] if extra else [])
    wanted = {re.match(r"[\w.-]+", text)[0].lower().replace("_", "-").replace(".", "-") for text in named}
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    assert wanted <= set(re.findall(r"^([a-z0-9._-]+)==", text, re.MULTILINE)), "run 'make lock'"
