"""Names: what the sources, contracts, figures and assumptions that a number rests on are called, and their pages."""

from __future__ import annotations

from gigaloop.answer.labels import leg_label, parameter_label
from gigaloop.answer.written import figure_name
from gigaloop.book.model import Book
from gigaloop.site.render import when
from gigaloop.site.view import published
from gigaloop.words.layout import point
from gigaloop.words.publishers import published_by
from gigaloop.words.vocabulary import title


def names(book: Book, language: str) -> dict[str, dict[str, list[str]]]:
    """By id: [name, page] of what a number rests on; [title, page, publisher and day] of a source.

    >>> from gigaloop import load
    >>> names(load("tiny"), "en")["rests"]["lab-cloud"][1]
    'deal/capacity/#lab-cloud'
    """
    comma = point(",", language)
    cited = {}
    for key, one in book.sources.items():
        said = (published_by(one.publisher, language), when(published(book, key, language), language))
        cited[key] = [one.title, f"source/{key}/", comma.join(filter(None, said))]
    rests = {key: [leg_label(book, one, language), f"deal/{one.deal}/#{key}"] for key, one in book.legs.items()}
    for key, figure in book.figures.items():
        page = f"party/{figure.subject}/" if figure.subject in book.parties else ""
        rests[key] = [figure_name(book, figure, language), page]
    for key in book.parameters:
        if (label := parameter_label(book, key)) is not None:
            rests[key] = [title(label, language), ""]
    return {"rests": rests, "sources": cited}
