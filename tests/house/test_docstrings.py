"""Every example in a docstring runs and prints what it says."""

import doctest
import importlib
import pkgutil

import pytest

import gigaloop

MODULES = sorted(found.name for found in pkgutil.walk_packages(gigaloop.__path__, "gigaloop."))


@pytest.mark.parametrize("name", [name for name in MODULES if name != "gigaloop.__main__"])
def test_examples_run(name):
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0


def test_an_example_that_is_wrong_goes_red():
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(verbose=False)
    planted = parser.get_doctest(">>> 1 + 1\n3\n", {}, "planted", None, None)
    assert runner.run(planted, out=lambda text: None).failed == 1
