"""Elementary circuits: counted and listed, parallel contracts apart, with a bound that says when it stopped."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gigaloop.methods.compiled import compiled
from gigaloop.methods.network import Edges, flows


class Cycles(NamedTuple):
    """What ``cycles`` found: count (at least so many if not complete), by length, and those kept, as node tuples."""

    count: int | list[int]
    complete: bool
    by_length: dict[int, int]
    cycles: list[tuple]


@compiled
def _johnson(out_ptr, out_idx, multiple, in_ptr, in_src, in_edge, longest, limit, keep, kept_nodes, by_length):
    """Count circuits through each root among nodes not before it; a node is blocked while no new circuit passes it.

    Edges are CSR by source with ``multiple`` contracts each; in_* is the reverse, in_edge the edge's number. When
    ``longest`` < n a node is blocked only while on the path (distances to the root prune instead). Writes kept circuits
    into kept_nodes (each: length, then nodes); returns (count, kept, complete).
    """
    n = out_ptr.size - 1
    bounded = longest < n
    path, at = np.empty(n, np.int64), np.empty(n, np.int64)
    product = np.empty(n + 1, np.int64)
    closed, blocked = np.zeros(n, np.bool_), np.zeros(n, np.bool_)
    mark = np.zeros(out_idx.size, np.bool_)
    distance, queue = np.empty(n, np.int64), np.empty(n, np.int64)
    count, kept, place = 0, 0, 0
    for s in range(n):
        for v in range(n):
            distance[v] = -1
            blocked[v] = False
        mark[:] = False
        head, tail = 0, 1
        distance[s], queue[0] = 0, s
        while head < tail:
            v = queue[head]
            head += 1
            for k in range(in_ptr[v], in_ptr[v + 1]):
                u = in_src[k]
                if u >= s and distance[u] < 0:
                    distance[u] = distance[v] + 1
                    queue[tail] = u
                    tail += 1
        depth = 1
        path[0], at[s], product[0], closed[0], blocked[s] = s, out_ptr[s], 1, False, True
        while depth > 0:
            v = path[depth - 1]
            deeper = False
            while at[v] < out_ptr[v + 1]:
                k = at[v]
                at[v] += 1
                w = out_idx[k]
                if w < s or distance[w] < 0:
                    continue
                if w == s:
                    if depth <= longest:
                        new = product[depth - 1] * multiple[k]
                        count += new
                        by_length[depth] += new
                        closed[depth - 1] = True
                        if kept < keep:
                            kept_nodes[place] = depth
                            for q in range(depth):
                                kept_nodes[place + 1 + q] = path[q]
                            place += depth + 1
                            kept += 1
                        if count >= limit:
                            return count, kept, False
                elif not blocked[w] and (not bounded or depth + distance[w] <= longest):
                    path[depth], at[w] = w, out_ptr[w]
                    product[depth] = product[depth - 1] * multiple[k]
                    closed[depth], blocked[w] = False, True
                    depth += 1
                    deeper = True
                    break
            if deeper:
                continue
            if bounded:
                blocked[v] = False
            elif closed[depth - 1]:
                head, tail = 0, 1
                queue[0] = v
                blocked[v] = False
                while head < tail:
                    u = queue[head]
                    head += 1
                    for k in range(in_ptr[u], in_ptr[u + 1]):
                        if mark[in_edge[k]]:
                            mark[in_edge[k]] = False
                            if blocked[in_src[k]]:
                                blocked[in_src[k]] = False
                                queue[tail] = in_src[k]
                                tail += 1
            else:
                for k in range(out_ptr[v], out_ptr[v + 1]):
                    mark[k] = True
            depth -= 1
            if depth > 0 and closed[depth]:
                closed[depth - 1] = True
    return count, kept, True


def listed(net: Edges, limit: int, keep: int, max_length: int | None = None) -> tuple[Cycles, list[np.ndarray]]:
    """Return the circuits of a network, and the kept ones as arrays of node numbers (root first)."""
    n = len(net.labels)
    some = net.amount > 0
    pairs, multiple = np.unique(net.source[some] * max(n, 1) + net.target[some], return_counts=True)
    source, target = pairs // max(n, 1), pairs % max(n, 1)
    back = np.argsort(target, kind="stable")
    longest = n if max_length is None else min(n, int(max_length))
    by_length = np.zeros(n + 1, np.int64)
    keep = int(min(keep, limit))
    kept_nodes = np.empty(max(1, keep * (min(longest, n) + 1)), np.int32)
    out_ptr = np.searchsorted(source, np.arange(n + 1))
    in_ptr = np.searchsorted(target[back], np.arange(n + 1))
    count, kept, complete = _johnson(
        out_ptr, target, multiple, in_ptr, source[back], back, longest, limit, keep, kept_nodes, by_length
    )
    rows, place = [], 0
    for _ in range(kept):
        rows.append(kept_nodes[place + 1 : place + 1 + kept_nodes[place]].astype(np.int64))
        place += kept_nodes[place] + 1
    names = [tuple(net.labels[k] for k in row) for row in rows]
    lengths = {k: int(by_length[k]) for k in range(1, n + 1) if by_length[k]}
    return Cycles(int(count), bool(complete), lengths, names), rows


def cycles(W=None, *, edges=None, nodes=None, n=None, max_length=None, limit=10_000_000, keep=1000) -> Cycles:
    """How many elementary circuits are there, contracts that run side by side counted apart?

    A circuit visits no party twice; it is counted once for each choice of one contract a step. Johnson, SIAM Journal on
    Computing 4(1) 77-84 (1975). A vehicle put in the middle of an edge does not change the count (but the lengths);
    merging parties does. Never a measure of how much money goes round: use ``decompose`` for that.

    W: (n, n), a contract wherever an amount stands above 0; or edges: rows (from, to, amount), each one contract; or n:
    sizes of complete networks, Johnson's own check. max_length: longest circuit counted. limit: stop at so many; keep:
    how many to list. Returns count, complete (False: stopped at the limit, the count is a lower bound), by_length, and
    cycles, tuples of parties. ValueError for a wrong shape or a negative amount.

    >>> cycles(edges=[("a", "b", 1), ("b", "a", 1), ("b", "a", 2)])
    Cycles(count=2, complete=True, by_length={2: 2}, cycles=[('a', 'b')])
    """
    if n is not None:
        sizes = np.atleast_1d(n).astype(int)
        found = [listed(flows(W=np.ones((k, k)) - np.eye(k)), limit, 0, max_length)[0] for k in sizes]
        return Cycles([one.count for one in found], all(one.complete for one in found), {}, [])
    return listed(flows(W, edges, nodes), limit, keep, max_length)[0]
