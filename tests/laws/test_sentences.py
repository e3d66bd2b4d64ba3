"""Sentences of the second model on the shipped book; each is red in a world in which nothing moves."""

import pytest

from tests.laws.faults import Bottomless, Patient, Still, Wasteful
from tests.laws.sentences import SENTENCES
from tests.laws.world import World


@pytest.fixture(scope="module")
def world():
    return World(paths=200)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_sentence(sentence, world):
    found = SENTENCES[sentence](world)
    assert found.holds, str(found)


#: what is read on the paths of one world has a fault of its own; some have one more
BROKEN = {"lenders": [Bottomless], "refresh": [Still, Wasteful], "down_round": [Still, Patient]}


@pytest.mark.parametrize("sentence, fault", [(s, fault) for s in SENTENCES for fault in BROKEN.get(s, [Still])])
def test_a_world_that_breaks_it_is_seen(sentence, fault, world):
    still = fault(world.book, world.paths, world.seed)
    still._kept = world._kept
    found = SENTENCES[sentence](still)
    assert not found.holds, str(found)
