"""docs/performance.md holds what `make bench` printed, script by script."""

from tests.doors.performance_page import page

PRINTED = "== benchmarks/a.py\nload   0.10 s\n== benchmarks/b.py\nclear  2.0 s, naive 9.0 s\n"


def test_every_line_that_was_printed_is_on_the_page():
    text = page(PRINTED, 2, "3.11", "x86_64")
    assert "## benchmarks/a.py" in text and "## benchmarks/b.py" in text
    assert all(line in text for line in ("load   0.10 s", "clear  2.0 s, naive 9.0 s", "2 cores (x86_64), Python 3.11"))


def test_a_script_that_printed_nothing_has_no_heading():
    assert "## benchmarks/c.py" not in page(PRINTED + "== benchmarks/c.py\n", 2, "3.11", "x86_64")


def test_a_script_that_was_not_run_keeps_what_it_measured_before():
    before = page("== b.py\nold b\n== a.py\nold a\n", 2, "3.11", "x86_64")
    after = page("== b.py\nnew b\n", 2, "3.11", "x86_64", before)
    assert "## a.py\n\n```\nold a\n```" in after and "new b" in after and "old b" not in after
    assert page("", 2, "3.11", "x86_64", after) == after
