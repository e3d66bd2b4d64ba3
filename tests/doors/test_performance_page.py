"""docs/performance.md holds what `make bench` printed, script by script."""

from tests.doors.performance_page import page

PRINTED = "== benchmarks/a.py\nload   0.10 s\n== benchmarks/b.py\nclear  2.0 s, naive 9.0 s\n"


def test_every_line_that_was_printed_is_on_the_page():
    text = page(PRINTED, 2, "3.11", "x86_64")
    assert "## benchmarks/a.py" in text and "## benchmarks/b.py" in text
    assert all(line in text for line in ("load   0.10 s", "clear  2.0 s, naive 9.0 s", "2 cores (x86_64), Python 3.11"))


def test_a_script_that_printed_nothing_has_no_heading():
    assert "## benchmarks/c.py" not in page(PRINTED + "== benchmarks/c.py\n", 2, "3.11", "x86_64")
