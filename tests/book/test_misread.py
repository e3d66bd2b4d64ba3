"""A misread request is one error: its id, what was found and what to do go together to every door."""

import pickle

import pytest

from gigaloop import InputError, ask, load
from gigaloop.book.problem import Misread, Unfit, parted


@pytest.mark.parametrize(
    ("asked", "id"),
    [
        (lambda book: book.party("nobody"), "party"),
        (lambda book: book.deal("nothing"), "deal"),
        (lambda book: book.leg("nothing"), "leg"),
        (lambda book: ask(book, "nope"), "question"),
        (lambda book: ask(book, "backlog", whom="cloud"), "argument"),
        (lambda book: ask(book, "gap", paths=0), "paths"),
        (lambda book: load("nowhere"), "missing-file"),
        (lambda book: load("tiny", as_of="soon"), "as_of"),
    ],
)
def test_what_was_misread_has_an_id_and_both_sentences(asked, id):
    with pytest.raises(Misread) as refused:
        asked(load("tiny"))
    error = refused.value
    [problem] = error.problems
    assert isinstance(error, InputError) and error.args == (problem.message, problem.remedy)
    told = problem.as_dict()
    assert (error.id, told["id"], told["message"], told["remedy"]) == (id, id, *error.args)
    assert str(error) == f"{error.args[0]}.  {error.args[1]}."


def test_it_travels_between_processes():
    sent = pickle.loads(pickle.dumps(Misread("no party 'x'", "List them", id="party")))
    assert sent.args == ("no party 'x'", "List them") and sent.id == "party"


def test_a_text_that_holds_a_full_stop_is_not_cut_there():
    """What was read is repeated whole: the sentence was split at its first full stop with two blanks once."""
    with pytest.raises(Misread) as refused:
        load("tiny", as_of="a.  b")
    assert refused.value.args[0] == "--as-of: 'a.  b' is not a date"
    assert parted(Unfit("found", "do")) == ("found", "do") and parted(ValueError("a.  b")) == ("a.  b", "")


@pytest.mark.parametrize(
    ("word", "remedy"), [("tinyy", "Did you mean tiny"), ("zzz", "Give the path of a book's folder")]
)
def test_a_book_that_is_not_there_tells_the_nearest(word, remedy):
    with pytest.raises(Misread) as refused:
        load(word)
    assert refused.value.args == (f"no shipped book is called {word!r}", remedy)
