"""A scenario's argument on the command line is a finite number, or it is refused; no answer comes of 'nan'."""

import pytest

from tests.doors.command import gigaloop

REFUSED = {
    "nan": "'nan' is not a finite number.  Write digits, or leave it blank.\n",
    "inf": "'inf' is not a finite number.  Write digits, or leave it blank.\n",
    "1e999": "'1e999' is not a finite number.  Write digits, or leave it blank.\n",
    "much": "'much' is not a number.  Write digits, for example 0.35.\n",
}


@pytest.mark.parametrize("size", REFUSED)
def test_a_size_that_is_no_number_is_refused(capsys, size):
    ended = gigaloop(capsys, "ask", "gap", "--scenario", "revenue-miss", "--set", f"size={size}", "--paths", "2")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.endswith(f"command line  scenario revenue-miss: {REFUSED[size]}")
