"""Answers that are compared before and after a move of code."""

from tests import same


def test_an_answer_is_the_same_as_itself_and_a_changed_one_is_told(tmp_path):
    names = ("backlog", "binding")
    assert same.keep(tmp_path, names) == 8
    assert list(same.differences(tmp_path, names)) == []
    kept = tmp_path / "binding.2026-07-05.base.json"
    kept.write_text(kept.read_text("utf-8").replace('"unit": "USD bn"', '"unit": "EUR bn"', 1), "utf-8")
    (tmp_path / "backlog.2025-10-20.base.json").unlink()
    missing, changed = same.differences(tmp_path, names)
    assert missing == "backlog.2025-10-20.base: was not kept"
    assert changed.startswith("binding.2026-07-05.base, line ") and "EUR bn" in changed and "USD bn" in changed
