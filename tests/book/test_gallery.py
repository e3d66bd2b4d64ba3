"""The gallery of wrong books: one mistake a folder, named for it; the words of its refusal stand in refusal.txt."""

from __future__ import annotations

from pathlib import Path

import pytest

from gigaloop.book import checks, plausible
from gigaloop.book.file import load, survey
from gigaloop.book.problem import InputError
from tests.book.small_books import GALLERY, SOUND, said, write_book

MISTAKES = sorted(case.name for case in GALLERY.iterdir() if case != SOUND)


def expected(mistake: str) -> list[str]:
    return (GALLERY / mistake / "refusal.txt").read_text(encoding="utf-8").splitlines()


def test_sound_book_has_nothing_to_mend(tmp_path: Path) -> None:
    assert survey(write_book(tmp_path / "book")) == []


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_is_told_with_place_and_remedy(mistake: str, tmp_path: Path) -> None:
    folder = write_book(tmp_path / "book", mistake)
    problems = survey(folder)
    assert said(problems, folder) == expected(mistake)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        with pytest.raises(InputError) as refused:
            load(folder)
        assert {str(problem) for problem in refused.value.problems} == {str(problem) for problem in errors}
    else:
        assert load(folder).name == "A sound book"


def test_several_mistakes_are_told_together(tmp_path: Path) -> None:
    mistakes = (
        "amount_in_the_wrong_unit",
        "book_of_another_format",
        "unknown_column",
        "unclosed_quote",
        "figure_without_unit",
        "rate_of_zero",
        "parameter_of_unknown_origin",
        "scenario_with_two_verbs",
        "reaction_in_percent",
    )
    folder = write_book(tmp_path / "book", *mistakes)
    (folder / "fx.csv").unlink()
    with pytest.raises(InputError) as refused:
        load(folder)
    told = said(refused.value.problems, folder)
    for mistake in set(mistakes) - {"rate_of_zero", "scenario_with_two_verbs"}:
        assert set(expected(mistake)) <= set(told), mistake
    assert "fx.csv  the file is missing.  Add it; 'gigaloop new book' writes an empty one." in told
    assert [problem.place for problem in refused.value.problems] == sorted(p.place for p in refused.value.problems)


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every mistake's book, written once; nobody writes to it."""
    walls = tmp_path_factory.mktemp("gallery")
    return {mistake: write_book(walls / mistake, mistake) for mistake in MISTAKES}


def one_is_missed(gallery: dict[str, Path]) -> bool:
    return any(set(expected(mistake)) - set(said(survey(folder), folder)) for mistake, folder in gallery.items())


def test_with_every_rule_none_is_missed(gallery: dict[str, Path]) -> None:
    assert not one_is_missed(gallery)


@pytest.mark.parametrize("rule", [rule for rule, _ in checks.RULES], ids=lambda rule: rule.__name__)
def test_each_rule_is_turned_red_by_a_planted_fault(
    rule: object, gallery: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "RULES", tuple(entry for entry in checks.RULES if entry[0] is not rule))
    assert one_is_missed(gallery), "without this rule every mistake is still found: none of the gallery tests it"


@pytest.mark.parametrize("rule", plausible.WARNINGS, ids=lambda rule: rule.__name__)
def test_each_warning_is_turned_on_by_a_planted_fault(
    rule: object, gallery: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plausible, "WARNINGS", tuple(entry for entry in plausible.WARNINGS if entry is not rule))
    assert one_is_missed(gallery)
