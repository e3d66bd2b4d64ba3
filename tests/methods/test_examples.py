"""Every example in a docstring of `methods` runs, and every public function of the single-contract methods has one."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import gigaloop.methods
from gigaloop.methods import credit, debt, facility, finance, games, market, mix, regions, warrant

MODULES = sorted(found.name for found in pkgutil.walk_packages(gigaloop.methods.__path__, "gigaloop.methods."))


def run(module):
    return doctest.testmod(module, report=False, verbose=False)


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    assert run(importlib.import_module(name)).failed == 0


def public_functions():
    for module in (credit, debt, facility, finance, games, market, mix, regions, warrant):
        assert list(module.__all__) == sorted(module.__all__)
        for name in module.__all__:
            if inspect.isfunction(getattr(module, name)):
                yield pytest.param(getattr(module, name), id=f"{module.__name__}.{name}")


@pytest.mark.parametrize("function", list(public_functions()))
def test_a_public_function_asks_defines_names_its_errors_and_shows_an_example(function):
    text = inspect.getdoc(function)
    assert text.splitlines()[0].endswith("?")
    for word in ("Definition", "Errors: ", ">>> "):
        assert word in " ".join(text.split()), f"{function.__name__}: its docstring lacks {word!r}"


def test_a_wrong_example_is_seen():
    def wrong():
        """
        >>> 1 + 1
        3
        """

    example = doctest.DocTestFinder().find(wrong, "wrong")[0]
    assert doctest.DocTestRunner(verbose=False).run(example, out=lambda text: None).failed == 1
