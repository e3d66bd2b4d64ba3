"""The worked cases of tests/oracle/cases.json, by area; and the check of a result's fields against `expected`."""

import json
from pathlib import Path

import numpy as np

CASES = json.loads((Path(__file__).parents[1] / "oracle" / "cases.json").read_text(encoding="utf-8"))


def of(*areas):
    return [case for case in CASES if case["area"] in areas]


def name(case):
    return f"{case['id']}-{case['method']}"


def agree(result, expected, tolerance):
    """Assert that each expected field is in the result, with the same shape and numbers."""
    for field, want in expected.items():
        found = getattr(result, field)
        if isinstance(want, dict):
            assert set(found) == set(want), field
            for key, number in want.items():
                assert abs(found[key] - number) <= tolerance, (field, key)
            continue
        found, want = np.asarray(found, dtype=float), np.asarray(want, dtype=float)
        assert found.shape == want.shape, field
        assert np.abs(found - want).max(initial=0.0) <= tolerance, (field, found, want)
