"""The public list is sorted, and equal to what can be imported."""

import importlib

import gigaloop


def test_the_public_list_is_sorted_and_each_once():
    assert gigaloop.__all__ == sorted(set(gigaloop.__all__))
    assert dir(gigaloop) == gigaloop.__all__


def test_each_public_name_is_there_and_is_what_its_module_says():
    for name in gigaloop.__all__:
        found = getattr(gigaloop, name)
        assert found is getattr(importlib.import_module(gigaloop._HOME[name]), name)


def test_an_unknown_name_is_refused_with_the_list():
    try:
        gigaloop.lode  # noqa: B018
    except AttributeError as error:
        assert str(error) == f"gigaloop has no public name 'lode'; it has {', '.join(gigaloop.__all__)}"
    else:
        raise AssertionError("a name that is not there was given")
