import itertools

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy import sparse

from gigaloop.methods import clearing, contagion, liquidity
from tests.methods.cases import agree, name, of

CALLS = {
    "rv": clearing.rogers_veraart,
    "en_ext_senior": clearing.seniority,
    "fpa": clearing.full_payment,
    "neva_en": contagion.neva,
}
"""Which function answers each `method` of the cases."""


@pytest.mark.parametrize("case", of("clearing", "seniority", "liquidity"), ids=name)
def test_published_case(case):
    agree(CALLS[case["method"]](**case["inputs"]), case["expected"], case["tolerance"])


def test_a_changed_case_fails():
    case = of("clearing")[0]
    changed = dict(case["inputs"], e=[0.1, 0.1])
    with pytest.raises(AssertionError):
        agree(CALLS[case["method"]](**changed), case["expected"], case["tolerance"])


# --- naive twins: every default set is tried, straight from the definition -------------------------------------------


def naive_solutions(L, e, ext, alpha, beta):
    """All clearing vectors with non-singular default sets, by trying each set of failed firms."""
    L = np.asarray(L, float)
    n = len(e)
    pbar = L.sum(1) + ext
    share = np.array([[L[i, j] / pbar[i] if pbar[i] else 0 for j in range(n)] for i in range(n)])
    found = []
    for failed in itertools.product([False, True], repeat=n):
        A, b = np.eye(n), pbar.astype(float).copy()
        for i in range(n):
            if failed[i]:
                A[i] -= beta * share[:, i]
                b[i] = alpha * e[i]
        if abs(np.linalg.det(A)) < 1e-9:
            continue
        p = np.linalg.solve(A, b)
        worth = e + p @ share
        if (p > -1e-9).all() and all((worth[i] < pbar[i] - 1e-10) == failed[i] for i in range(n)):
            found.append(p)
    return found


small = st.integers(1, 4).flatmap(
    lambda n: st.tuples(
        st.lists(st.lists(st.integers(0, 9), min_size=n, max_size=n), min_size=n, max_size=n),
        st.lists(st.integers(0, 6), min_size=n, max_size=n),
        st.lists(st.integers(0, 5), min_size=n, max_size=n),
    )
)
shares = st.sampled_from([0.0, 0.3, 0.5, 0.9, 1.0])


@settings(max_examples=150, deadline=None)
@given(small, shares, shares)
def test_greatest_and_least_against_all_default_sets(data, alpha, beta):
    L, e, ext = (np.array(part, float) for part in data)
    np.fill_diagonal(L, 0)
    high = clearing.rogers_veraart(L, e, ext, alpha, beta, gap=True)
    low = clearing.rogers_veraart(L, e, ext, alpha, beta, which="least")
    assert high.residual < 1e-9 and low.residual < 1e-9
    assert (low.p <= high.p + 1e-9).all()
    assert high.gap == pytest.approx(high.p.sum() - low.p.sum(), abs=1e-9)
    for p in naive_solutions(L, e, ext, alpha, beta):
        assert (low.p <= p + 1e-7).all() and (p <= high.p + 1e-7).all()
    assert sum(high.levels) == high.default.sum()


@settings(max_examples=80, deadline=None)
@given(small, shares, shares)
def test_sparse_and_many_agree_with_dense(data, alpha, beta):
    L, e, ext = (np.array(part, float) for part in data)
    dense = clearing.rogers_veraart(L, e, ext, alpha, beta)
    for which in ("greatest", "least"):
        a = clearing.rogers_veraart(L, e, ext, alpha, beta, which=which)
        b = clearing.rogers_veraart(sparse.csr_matrix(L), e, ext, alpha, beta, which=which, levels=True)
        straight = clearing.rogers_veraart(sparse.csr_matrix(L), e, ext, alpha, beta, which=which)
        np.testing.assert_allclose(a.p, straight.p, atol=1e-9)
        np.testing.assert_allclose(a.p, b.p, atol=1e-9)
        assert a.levels == b.levels
    debtor, creditor = np.nonzero(L)
    batch = clearing.rogers_veraart_many(debtor, creditor, L[debtor, creditor], [e, e], ext, alpha, beta)
    np.testing.assert_allclose(batch.p, [dense.p, dense.p], atol=1e-9)
    np.testing.assert_allclose(batch.equity, [dense.equity, dense.equity], atol=1e-9)
    assert batch.residual.max(initial=0) < 1e-9


@settings(max_examples=60, deadline=None)
@given(small, shares, shares, st.integers(0, 3), st.integers(1, 5))
def test_more_endowment_never_lowers_a_payment(data, alpha, beta, who, more):
    L, e, ext = (np.array(part, float) for part in data)
    richer = e.copy()
    richer[who % len(e)] += more
    for which in ("greatest", "least"):
        before = clearing.rogers_veraart(L, e, ext, alpha, beta, which=which).p
        after = clearing.rogers_veraart(L, richer, ext, alpha, beta, which=which).p
        assert (after >= before - 1e-9).all()
    before, after = clearing.seniority(L, e, ext), clearing.seniority(L, richer, ext)
    assert (after.p >= before.p - 1e-9).all()
    assert (clearing.full_payment(L, richer, ext).paid >= clearing.full_payment(L, e, ext).paid).all()


@settings(max_examples=60, deadline=None)
@given(small, shares, shares, st.randoms(use_true_random=False))
def test_renaming_and_limited_liability(data, alpha, beta, random):
    L, e, ext = (np.array(part, float) for part in data)
    np.fill_diagonal(L, 0)
    order = list(range(len(e)))
    random.shuffle(order)
    for which in ("greatest", "least"):
        plain = clearing.rogers_veraart(L, e, ext, alpha, beta, which=which)
        named = clearing.rogers_veraart(L[np.ix_(order, order)], e[order], ext[order], alpha, beta, which=which)
        np.testing.assert_allclose(named.p, plain.p[order], atol=1e-9)
        pbar = L.sum(1) + ext
        assert (plain.p >= 0).all() and (plain.p <= pbar + 1e-12).all()
        assert (plain.p <= e + plain.receipts + 1e-9).all()
        solvent = ~plain.default
        np.testing.assert_allclose(plain.p[solvent], pbar[solvent])


@settings(max_examples=60, deadline=None)
@given(small)
def test_a_vehicle_and_a_merger_under_eisenberg_noe(data):
    L, e, ext = (np.array(part, float) for part in data)
    np.fill_diagonal(L, 0)
    n = len(e)
    plain = clearing.rogers_veraart(L, e, ext)
    if n > 1:  # firm 0 pays firm 1 through a vehicle that owns nothing
        wide = np.zeros((n + 1, n + 1))
        wide[:n, :n] = L
        wide[0, n], wide[n, 1], wide[0, 1] = L[0, 1], L[0, 1], 0
        split = clearing.rogers_veraart(wide, [*e, 0], [*ext, 0])
        np.testing.assert_allclose(split.p[:n], plain.p, atol=1e-9)
        # two copies of the system, each firm merged with its copy, pay twice as much
        twin = clearing.rogers_veraart(2 * L, 2 * e, 2 * ext)
        np.testing.assert_allclose(twin.p, 2 * plain.p, atol=1e-9)
        # merging the two sides of a debt removes it, and solvent firms elsewhere stay whole if all were whole
        if not plain.default.any():
            join = np.zeros((n, n - 1))
            join[0, 0] = 1
            join[np.arange(1, n), np.arange(n - 1)] = 1
            merged = join.T @ L @ join
            np.fill_diagonal(merged, 0)
            assert not clearing.rogers_veraart(merged, e @ join, ext @ join).default.any()


@settings(max_examples=80, deadline=None)
@given(small, shares, shares)
def test_seniority_against_plain_iteration(data, alpha, beta):
    L, e, ext = (np.array(part, float) for part in data)
    np.fill_diagonal(L, 0)
    n = len(e)
    owed = [ext, L.sum(1)]
    inside = [ext * 0, L.sum(1)]
    paid = [part.copy() for part in owed]
    for _ in range(400):
        ratio = np.divide(paid[1], inside[1], out=np.zeros(n), where=inside[1] > 0)
        get = ratio @ L
        failed = e + get < owed[0] + owed[1] - 1e-12 * (owed[0] + owed[1])
        left = np.where(failed, alpha * e + beta * get, owed[0] + owed[1])
        paid = [np.minimum(owed[0], left), np.clip(left - owed[0], 0, owed[1])]
    found = clearing.seniority(L, e, ext, alpha, beta)
    assert found.residual < 1e-9
    assert (found.p_interbank <= paid[1] + 1e-9).all()
    np.testing.assert_allclose(found.p_interbank, paid[1], atol=1e-4)


def test_seniority_ranks_and_classes():
    L, e, ext = [[0, 4, 0], [0, 0, 3], [2, 0, 0]], [18, 18, 9], [17, 18, 8]
    same = clearing.seniority(L, e, ext, external="pari_passu")
    np.testing.assert_allclose(same.p, clearing.rogers_veraart(L, e, ext).p)
    junior = clearing.seniority(L, e, ext, external="junior")
    np.testing.assert_allclose(junior.p_interbank, [4, 3, 2])
    np.testing.assert_allclose(junior.p_external, [16, 18, 8])
    classes = clearing.seniority([np.zeros((3, 3)), L], e, [ext, [0, 0, 0]])
    np.testing.assert_allclose(classes.p_interbank, clearing.seniority(L, e, ext).p_interbank)


def test_a_ring_at_the_edge_and_slow_convergence():
    # a closed ring without cash: everybody pays (greatest), or nobody (least)
    ring = np.roll(np.eye(3), 1, axis=1)
    assert clearing.rogers_veraart(ring, [0, 0, 0]).p.tolist() == [1, 1, 1]
    assert clearing.rogers_veraart(ring, [0, 0, 0], which="least").p.tolist() == [0, 0, 0]
    # plain iteration from below converges to (1, 1), which solves nothing: firm 0 could pay 2
    low = clearing.rogers_veraart([[0, 2], [2.2, 0]], [1, 1], alpha=0.5, beta=0.5, which="least")
    assert low.p.tolist() == [2, 2.2] and low.residual == 0
    # a leak of one part in 100,000: sweeps crawl, the sparse direct solve takes over
    L, e = np.array([[0, 1e5], [1e5, 0]]), [0, 0]
    slow = clearing.rogers_veraart(sparse.csr_matrix(L), e, [1, 1])
    assert slow.p.max() < 1e-6 and slow.residual < 1e-9
    batch = clearing.rogers_veraart_many([0, 1], [1, 0], [1e5, 1e5], [e], [1, 1])
    assert batch.p.max() < 1e-6 and batch.residual.max() < 1e-9


def test_a_planted_wrong_payment_shows_in_the_residual():
    from gigaloop.methods import insolvency

    net = insolvency.network(np.array([[0, 2.0], [2.2, 0]]), np.array([0, 0.1]), np.zeros(2), 0.5, 0.5)
    right = insolvency.greatest(net)[0]
    assert clearing._dress(net, right, [], None).residual < 1e-12
    assert clearing._dress(net, right + np.array([0, 0.01]), [], None).residual > 1e-3


@settings(max_examples=80, deadline=None)
@given(small)
def test_full_payment_against_one_at_a_time(data):
    L, cash, ext = (np.array(part, float) for part in data)
    np.fill_diagonal(L, 0)
    have, owed = cash.copy(), L.sum(1) + ext
    waiting = [i for i in range(len(cash)) if owed[i] > 0]
    moved = True
    while moved:
        moved = False
        for i in reversed(waiting):
            if have[i] >= owed[i]:
                have[i] -= owed[i]
                have += L[i]
                waiting.remove(i)
                moved = True
                break
    found = liquidity.full_payment(L, cash, ext)
    assert sorted(np.flatnonzero(found.residual)) == sorted(waiting)
    np.testing.assert_allclose(found.cash, have)
    assert found.conservation == pytest.approx(0, abs=1e-9)
    assert (found.paid <= found.eisenberg_noe_payments + 1e-9).all()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"L": [[0, 1]], "e": [1]}, "square matrix"),
        ({"L": [[0, -1], [0, 0]], "e": [1, 1]}, r"L\[0, 1\]: found -1"),
        ({"L": [[0, float("nan")], [0, 0]], "e": [1, 1]}, "not finite"),
        ({"L": [[0, 1], [0, 0]], "e": [1]}, r"e: found shape \(1,\), expected \(2,\)"),
        ({"L": [[0]], "e": [1], "alpha": 1.5}, "alpha: found 1.5"),
        ({"L": [[0]], "e": [1], "which": "middle"}, "'greatest' or 'least'"),
        ({"L": [["a"]], "e": [1]}, "expected numbers"),
    ],
)
def test_refusals(arguments, words):
    with pytest.raises(ValueError, match=words):
        clearing.rogers_veraart(**arguments)


def test_more_refusals():
    with pytest.raises(ValueError, match="a row a class"):
        clearing.seniority([[0]], [1], [[1], [2]])
    with pytest.raises(ValueError, match="expected 'senior'"):
        clearing.seniority([[0]], [1], [1], external="first")
    with pytest.raises(ValueError, match="classes, n, n"):
        clearing.seniority([1], [1])
    with pytest.raises(ValueError, match="either L or obligations_cycle"):
        clearing.full_payment(cash=[1])
    with pytest.raises(ValueError, match="debtor: expected 1 firms"):
        clearing.rogers_veraart_many([3], [0], [1], [[1, 1]])
    with pytest.raises(ValueError, match="amount: found shape"):
        clearing.rogers_veraart_many([0], [1], [1, 2], [[1, 1]])


def test_one_firm_no_firm_and_whole_numbers():
    assert clearing.rogers_veraart([[0]], [0], 3).p.tolist() == [0]
    assert clearing.rogers_veraart([[5]], [1]).p.tolist() == [0]
    assert clearing.rogers_veraart([], []).p.size == 0
    assert clearing.rogers_veraart([[0, 1], [0, 0]], 0, which="least").p.tolist() == [0, 0]


@settings(max_examples=40, deadline=None)
@given(small, shares, shares)
def test_what_a_firm_owes_itself_is_no_debt(data, alpha, beta):
    """A diagonal changes nothing, in any method that takes claims: nobody owes itself."""
    L, e, ext = (np.array(part, float) for part in data)
    bare = L - np.diag(np.diag(L))
    contract = [(0, 1, 2, 1.0)] if len(e) > 2 else []
    for method, more in (
        (clearing.rogers_veraart, (ext, alpha, beta)),
        (clearing.seniority, (ext, alpha, beta)),
        (clearing.full_payment, (ext,)),
        (clearing.contingent, (contract, ext, alpha, beta)),
        (contagion.furfine, (ext, alpha)),
    ):
        for one, other in zip(method(L, e, *more), method(bare, e, *more), strict=True):
            np.testing.assert_equal(one, other)
    equity = e + 1.0
    for method in (contagion.debtrank, contagion.single_shocks):
        more = {"shock": equity / 2} if method is contagion.debtrank else {}
        for one, other in zip(method(L, equity=equity, **more), method(bare, equity=equity, **more), strict=True):
            np.testing.assert_equal(one, other)
    edges = np.nonzero(np.ones_like(L))
    assert (
        clearing.rogers_veraart_many(*edges, L[edges], e, ext, alpha, beta).p
        == clearing.rogers_veraart_many(*edges, bare[edges], e, ext, alpha, beta).p
    ).all()


def test_kernels_agree_compiled_and_not():
    from gigaloop.methods import sweeps

    random = np.random.default_rng(8)
    L = sparse.csr_array(random.random((7, 7)) * (random.random((7, 7)) < 0.5))
    pbar, e = L.sum(axis=1) + 0.2, random.random(7) * 0.4
    for kernel, M in ((sweeps.push_down, L), (sweeps.pull_down, sparse.csr_array(L.T))):
        arguments = (M.indptr, M.indices, M.data, pbar, e, 0.8, 0.9, 1e-13, 500)
        for a, b in zip(kernel(*arguments), kernel.py_func(*arguments), strict=True):
            np.testing.assert_allclose(a, b, atol=1e-14)
    debtor, creditor = (np.asarray(part, dtype=np.int64) for part in L.nonzero())
    amount, outside, e = L.data[None] * [[1], [2], [3]], np.full((1, 7), 0.2), random.random((3, 7)) * 0.4
    arguments = (debtor, creditor, amount, outside, e, 0.8, 0.9, 1e-15, 500)
    for a, b in zip(sweeps.many(*arguments), sweeps.many.py_func(*arguments), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-13)
    batch = clearing.rogers_veraart_many(debtor, creditor, amount, e, outside, 0.8, 0.9)
    for s in range(3):
        one = clearing.rogers_veraart(L.toarray() * (s + 1), e[s], outside[0], 0.8, 0.9)
        np.testing.assert_allclose(batch.p[s], one.p, atol=1e-10)


@pytest.mark.parametrize("unit", [1e-6, 1.0, 1e13])
def test_the_unit_of_money_changes_nothing(unit):
    random = np.random.default_rng(2)
    L, e, ext = random.random((6, 6)) * (random.random((6, 6)) < 0.6), random.random(6) * 0.5, random.random(6) * 0.3
    for call in (
        lambda k: clearing.rogers_veraart(L * k, e * k, ext * k, 0.8, 0.8).p,
        lambda k: clearing.rogers_veraart(sparse.csr_array(L * k), e * k, ext * k, 0.8, 0.8).p,
        lambda k: clearing.seniority(L * k, e * k, ext * k, 0.8, 0.8).p,
        lambda k: contagion.neva(L.T * k, e * k, ext * k).equity,
    ):
        np.testing.assert_allclose(call(unit) / unit, call(1.0), atol=1e-10)


@settings(max_examples=60, deadline=None)
@given(small, shares, shares)
def test_steps_go_down_to_the_solution_round_by_round(data, alpha, beta):
    """From full payment each round pays no more than the one before and none less than the solution, which it nears."""
    L, e, ext = (np.array(part, float) for part in data)
    np.fill_diagonal(L, 0)
    solved = clearing.rogers_veraart(L, e, ext, alpha, beta)
    ranked = clearing.seniority(L, e, ext, alpha, beta)
    for call, whole in ((clearing.rogers_veraart, solved), (clearing.seniority, ranked)):
        paid = [call(L, e, ext, alpha, beta, steps=k).p for k in (0, 1, 2, 3)]
        np.testing.assert_allclose(paid[0], L.sum(1) + ext, atol=1e-12)
        for before, after in itertools.pairwise(paid):
            assert (after <= before + 1e-9).all() and (after >= whole.p - 1e-9).all()
    first = clearing.rogers_veraart(L, e, ext, alpha, beta, steps=1)
    poor = e + L.sum(0) < (L.sum(1) + ext) * (1 - 1e-12)
    due = L.sum(1) + ext
    np.testing.assert_allclose(first.p, np.where(poor, np.minimum(alpha * e + beta * L.sum(0), due), due), atol=1e-9)
    assert first.residual > 1e-9 or np.allclose(first.p, solved.p)


@pytest.mark.parametrize("call", [clearing.rogers_veraart, clearing.seniority])
def test_no_firm_clears_and_a_negative_endowment_is_refused_with_what_to_do(call):
    assert call(np.zeros((0, 0)), []).p.size == 0
    with pytest.raises(ValueError, match=r"e\[0\]: found -1, expected 0 or more. Give what is missing as a debt."):
        call([[0, 1], [0, 0]], [-1, 0])
