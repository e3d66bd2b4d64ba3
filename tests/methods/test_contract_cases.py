"""Every worked case of the single-contract areas, called with its own inputs, compared with its own expected
numbers."""

import json
from pathlib import Path

import numpy as np
import pytest

from gigaloop.methods import credit, finance, games, market, warrant
from tests.oracle import sfc

CASES = {case["id"]: case for case in json.loads((Path(__file__).parents[1] / "oracle" / "cases.json").read_text())}
AREAS = ("warrant", "credit", "sfc", "games", "market", "finance")


def sfc_matrix(**inputs):
    worst = 0
    for row in sfc.sim(**sfc.exact(inputs)):
        matrix = list(sfc.sim_flows(row).values())
        sums = [sum(line) for line in matrix] + [sum(column) for column in zip(*matrix, strict=True)]
        worst = max(worst, *(abs(total) for total in sums), abs(row["household"] - row["government"]))
    return {"max_abs_violation": worst}


METHOD = {
    "bs": warrant.black_scholes,
    "hull_dilution": warrant.dilution,
    "barrier": warrant.barrier,
    "merton_hull": credit.merton,
    "sim": lambda **inputs: sfc.sim(**inputs)[-1],
    "sim_ss": sfc.sim_stationary,
    "pc_ss": sfc.pc_stationary,
    "sfc_matrix": sfc_matrix,
    "qre": games.quantal_response,
    "nash2x2": games.nash,
    "nash2x2_all": games.nash,
    "global_game": games.global_game,
    "dixit_pindyck": games.option_to_wait,
    "merit": market.clear,
    "crf": finance.crf,
    "annuity_dscr": finance.annuity,
}


def differences(found, expected, tolerance, where=""):
    """Places where found leaves expected by more than the tolerance, absolute or relative; keys that expected lacks
    are not compared."""
    if isinstance(expected, dict):
        return [d for key, want in expected.items() for d in differences(found[key], want, tolerance, f"{where}.{key}")]
    if isinstance(expected, list):
        if len(found) != len(expected):
            return [f"{where}: {len(found)} entries, expected {len(expected)}"]
        return [d for k, want in enumerate(expected) for d in differences(found[k], want, tolerance, f"{where}[{k}]")]
    far = abs(float(found) - expected) > tolerance * max(1.0, abs(expected))
    return [f"{where}: {found}, expected {expected}"] if far else []


def as_dict(found):
    return found if isinstance(found, dict) else found._asdict()


def case_ids():
    return [name for name, case in CASES.items() if case["area"] in AREAS]


@pytest.mark.parametrize("name", case_ids())
def test_case(name):
    case = CASES[name]
    found = as_dict(METHOD[case["method"]](**case["inputs"]))
    assert differences(found, case["expected"], case["tolerance"]) == []


@pytest.mark.parametrize("name", case_ids())
def test_case_turns_red_when_its_expected_numbers_are_moved(name):
    case = CASES[name]

    def moved(value):
        if isinstance(value, dict):
            return {key: moved(one) for key, one in value.items()}
        if isinstance(value, list):
            return [moved(one) for one in value]
        return value + 3 * case["tolerance"] * max(1.0, abs(value)) + 1e-6

    found = as_dict(METHOD[case["method"]](**case["inputs"]))
    assert differences(found, moved(case["expected"]), case["tolerance"]) != []


def test_all_areas_are_covered():
    assert {case["method"] for case in CASES.values() if case["area"] in AREAS} == set(METHOD)
    assert len(case_ids()) == 21


def test_scalar_results_are_plain_numbers():
    assert np.ndim(warrant.black_scholes(S=60, K=65, T=0.25, r=0.08, q=0, vol=0.3).value) == 0
