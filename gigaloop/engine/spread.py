"""Many machines: pieces of paths as tasks of a dask.distributed cluster (extra `spread`).

A path depends on the Plan, the seed and its own number alone, so which machine simulates it, and whether it had to be
simulated twice because a machine was lost, has no say in the answer: the same bits come back. Tasks are light (the Plan
is some hundred kilobytes, sent once to each machine that needs it); results are heavy, so few are under way at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

#: pieces under way for each thread of the cluster: one is simulated while another waits
AHEAD = 2


def parts(
    client: Any, simulate: Callable[..., Any], plan: Any, pieces: Iterable[tuple[int, int]], seed: int, keep: str
) -> Iterator[Any]:
    """Pieces (first path, how many) on a cluster; yields simulate(plan, seed, first, size, keep) as each is done.

    client   a dask.distributed Client; workers may come and go meanwhile
    simulate    a function that every worker can import

    A piece whose worker is lost is simulated again by another; dask gives up on a piece that took three workers with it
    (KilledWorker). The first worker of each machine compiles the kernel, or loads it compiled, before the others start,
    because several that compile at once into one folder would each do it all.
    """
    from dask.distributed import as_completed

    shared = client.submit(_same, plan, pure=False)  # a task, not a scattered value: made again if its worker is lost
    for piece in islice(pieces := iter(pieces), 1):
        _compile(client, simulate, shared, seed, piece[0], keep)
        pieces = _with(piece, pieces)

    def submit(piece: tuple[int, int]) -> Any:
        return client.submit(simulate, shared, seed, *piece, keep, pure=False)

    threads = sum(client.nthreads().values()) or 1
    arriving = as_completed([submit(piece) for piece in islice(pieces, AHEAD * threads)])
    try:
        for future in arriving:
            done = future.result()
            future.release()
            for piece in islice(pieces, 1):
                arriving.add(submit(piece))
            yield done
    finally:
        client.cancel([*arriving.futures, shared])


def _compile(client: Any, simulate: Callable[..., Any], shared: Any, seed: int, path: int, keep: str) -> None:
    """Simulate one path on one worker of each machine, so that the compiled kernel lies on its disk."""
    first_of = {worker["host"]: address for address, worker in client.scheduler_info(n_workers=-1)["workers"].items()}
    warm = [
        client.submit(simulate, shared, seed, path, 1, keep, workers=[address], allow_other_workers=True, pure=False)
        for address in first_of.values()
    ]
    client.gather(warm)


def _same(plan: Any) -> Any:
    return plan


def _with(first: tuple[int, int], rest: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    yield first
    yield from rest
