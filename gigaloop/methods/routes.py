"""Routes of money in a small network, in plain Python: largest flow, its routes, circuits, where a dollar came from.

For answers that must come at once: no compiled library is loaded. Networks are mappings {(from, to): dollars}. The
array methods of `circularity` and `origin` give the same numbers for large networks; the tests hold them together.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple, TypeVar

Node = TypeVar("Node", bound=Hashable)
Network = Mapping[tuple[Node, Node], float]
TINY = 1e-12


class Largest(NamedTuple):
    """The largest flow from a source to a sink: its value and what runs on each edge."""

    value: float
    flow: dict[tuple[Node, Node], float]


class Traced(NamedTuple):
    """Where the dollars that reach a party came from: `passes` through each party, `own` share, `outside` by party."""

    own: float
    outside: dict[Node, float]
    passes: dict[Node, float]
    residual: float


def largest_flow(network: Network, source: Node, sink: Node) -> Largest:
    """How many dollars can run from source to sink at once, no edge carrying more than its own?

    Shortest augmenting paths (Edmonds and Karp, JACM 19(2) 248-264, 1972). Self-edges carry nothing. ValueError if
    source and sink are one.

    >>> largest_flow({("a", "b"): 3.0, ("b", "c"): 2.0, ("a", "c"): 1.0}, "a", "c").value
    3.0
    """
    if source == sink:
        raise ValueError("source and sink are one node.  Split it into the part that pays and the part that gets")
    room: dict[Node, dict[Node, float]] = {}
    for (i, j), amount in network.items():
        if i != j and amount > 0:
            room.setdefault(i, {})
            room.setdefault(j, {}).setdefault(i, 0.0)
            room[i][j] = room[i].get(j, 0.0) + amount
    scale = max((amount for amount in network.values()), default=0.0)
    value = 0.0
    while (path := _augmenting(room, source, sink, TINY * scale)) is not None:
        step = min(room[i][j] for i, j in path)
        for i, j in path:
            room[i][j] -= step
            room[j][i] += step
        value += step
    flow = {}
    for (i, j), amount in network.items():
        if i != j and amount > 0 and amount - room[i][j] > TINY * scale:
            flow[i, j] = amount - room[i][j]
    return Largest(value, flow)


def _augmenting(room: dict[Node, dict[Node, float]], source: Node, sink: Node, least: float) -> list | None:
    before: dict[Node, Node] = {source: source}
    queue = deque([source])
    while queue:
        i = queue.popleft()
        for j, left in room.get(i, {}).items():
            if left > least and j not in before:
                before[j] = i
                if j == sink:
                    path = []
                    while j != source:
                        path.append((before[j], j))
                        j = before[j]
                    return path[::-1]
                queue.append(j)
    return None


def flow_routes(flow: Network, source: Node, sink: Node) -> list[tuple[tuple[Node, ...], float]]:
    """One way to tell a flow as routes (a flow may be told in several): nodes and dollars, the greatest first.

    Each step takes the widest route left (Ahuja, Magnanti, Orlin, Network Flows, 1993, section 3.5).

    >>> flow_routes({("a", "b"): 2.0, ("b", "c"): 2.0, ("a", "c"): 1.0}, "a", "c")
    [(('a', 'b', 'c'), 2.0), (('a', 'c'), 1.0)]
    """
    left = dict(flow)
    scale = max(left.values(), default=0.0)
    routes = []
    while (found := _widest(left, source, sink)) is not None and found[1] > 1e-9 * scale:
        route, width = found
        for edge in pairwise(route):
            left[edge] -= width
        routes.append((route, width))
    return routes


def _widest(network: Network, source: Node, sink: Node) -> tuple[tuple[Node, ...], float] | None:
    """The route whose narrowest edge is widest (Dijkstra's order with minimum for sum)."""
    after: dict[Node, dict[Node, float]] = {}
    for (i, j), amount in network.items():
        if amount > 0:
            after.setdefault(i, {})[j] = amount
    best: dict[Node, float] = {source: float("inf")}
    before: dict[Node, Node] = {}
    done: set[Node] = set()
    while True:
        i = max((n for n in best if n not in done), key=lambda n: (best[n], str(n)), default=None)
        if i is None:
            return None
        if i == sink:
            break
        done.add(i)
        for j, amount in after.get(i, {}).items():
            width = min(best[i], amount)
            if j not in done and width > best.get(j, 0.0):
                best[j], before[j] = width, i
    route = [sink]
    while route[-1] != source:
        route.append(before[route[-1]])
    return tuple(route[::-1]), best[sink]


def circuits(network: Network, longest: int = 6) -> Iterator[tuple[Node, ...]]:
    """Every elementary circuit of at most `longest` parties, each once, from its least party on.

    Depth-first with a bound on length (Johnson, SIAM J. Comput. 4(1) 77-84, 1975, without his blocking, which a bound
    makes needless). A self-edge is a circuit of one.

    >>> list(circuits({("a", "b"): 1.0, ("b", "a"): 1.0}))
    [('a', 'b')]
    """
    after: dict[Node, list[Node]] = {}
    for (i, j), amount in network.items():
        if amount > 0:
            after.setdefault(i, []).append(j)
    order = {node: k for k, node in enumerate(sorted(after, key=str))}
    for root in order:
        back = _distances(network, root)
        stack = [(root, iter(sorted((n for n in after[root]), key=str)))]
        path = [root]
        while stack:
            _, following = stack[-1]
            for j in following:
                if j == root:
                    yield tuple(path)
                elif (
                    j in order
                    and order[j] > order[root]
                    and j not in path
                    and len(path) + back.get(j, longest) <= longest
                ):
                    path.append(j)
                    stack.append((j, iter(sorted(after[j], key=str))))
                    break
            else:
                stack.pop()
                path.pop()


def _distances(network: Network, root: Node) -> dict[Node, int]:
    """Fewest steps from each party to the root."""
    before: dict[Node, list[Node]] = {}
    for (i, j), amount in network.items():
        if amount > 0:
            before.setdefault(j, []).append(i)
    steps, queue = {root: 0}, deque([root])
    while queue:
        j = queue.popleft()
        for i in before.get(j, ()):
            if i not in steps:
                steps[i] = steps[j] + 1
                queue.append(i)
    return steps


def trace(network: Network, outside: Mapping[Node, float], target: Node, arriving: Mapping[Node, float]) -> Traced:
    """Of the dollars that arrive at a party, which left it before, and where did the others come in from outside?

    Money is fungible: each dollar that a party pays is a dollar of all it got, in proportion. Going back from the
    target this is an absorbing Markov chain (Kemeny and Snell, Finite Markov Chains, 1960, ch. 3): at party j it moves
    to payer i with w_ij / T_j, stops at the target with w_target,j / T_j and outside with e_j / T_j, where T_j is all
    that j got. `arriving` says with which weights the walk starts (they need not sum to one). Returns the share that
    stops at the target, the shares that stop outside by party, the expected passes, and the residual of the solution.

    ValueError if a party that pays got nothing.

    >>> trace({("s", "a"): 1.0, ("a", "s"): 2.0}, {"a": 3.0}, "s", {"a": 1.0}).own
    0.25
    """
    got = {j: amount for j, amount in outside.items() if amount > 0}
    for (_, j), amount in network.items():
        got[j] = got.get(j, 0.0) + amount
    nodes = _upstream(network, target, arriving)
    index = {node: k for k, node in enumerate(nodes)}
    for j in nodes:
        if not got.get(j):
            raise ValueError(f"{j!r} pays but got nothing.  Give what it pays as money from outside")
    rows: list[dict[int, float]] = [{k: 1.0} for k in range(len(nodes))]
    for (i, j), amount in network.items():
        if i != target and j in index and i in index:
            k, into = index[i], index[j]
            rows[k][into] = rows[k].get(into, 0.0) - amount / got[j]
    start = [float(arriving.get(node, 0.0)) for node in nodes]
    passes = _solve([dict(row) for row in rows], list(start))
    residual = max(
        (abs(sum(a * passes[c] for c, a in row.items()) - b) for row, b in zip(rows, start, strict=True)), default=0.0
    )
    seen = dict(zip(nodes, passes, strict=True))
    own = sum(seen[j] * network[target, j] / got[j] for j in nodes if (target, j) in network)
    return Traced(own, {j: seen[j] * outside[j] / got[j] for j in nodes if outside.get(j, 0.0) > 0}, seen, residual)


def _upstream(network: Network, target: Node, arriving: Mapping[Node, float]) -> list[Node]:
    before: dict[Node, list[Node]] = {}
    for (i, j), amount in network.items():
        if amount > 0 and i != target:
            before.setdefault(j, []).append(i)
    seen = dict.fromkeys(node for node, weight in arriving.items() if weight > 0 and node != target)
    queue = deque(seen)
    while queue:
        for i in before.get(queue.popleft(), ()):
            if i not in seen:
                seen[i] = None
                queue.append(i)
    return list(seen)


def _solve(rows: list[dict[int, float]], right: list[float]) -> list[float]:
    """Gauss with the largest pivot of each column, on sparse rows."""
    n = len(rows)
    for c in range(n):
        pivot = max(range(c, n), key=lambda r: abs(rows[r].get(c, 0.0)))
        if abs(rows[pivot].get(c, 0.0)) < 1e-14:
            raise ValueError("money goes round a circle that nothing enters.  Give the outside money that started it")
        rows[c], rows[pivot] = rows[pivot], rows[c]
        right[c], right[pivot] = right[pivot], right[c]
        head = rows[c]
        for r in range(c + 1, n):
            if c in rows[r]:
                factor = rows[r].pop(c) / head[c]
                if factor:
                    for k, value in head.items():
                        if k > c:
                            rows[r][k] = rows[r].get(k, 0.0) - factor * value
                    right[r] -= factor * right[c]
    answer = [0.0] * n
    for c in range(n - 1, -1, -1):
        row = rows[c]
        answer[c] = (right[c] - sum(value * answer[k] for k, value in row.items() if k > c)) / row[c]
    return answer
