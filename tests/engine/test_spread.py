"""Many machines, the same bits: one thread, two threads, two processes, and a cluster that loses a worker half-way."""

import ctypes
import os
import signal
import threading
import time

import numpy as np
import pytest
from dask.distributed import Client, LocalCluster

from gigaloop.engine import run as engine
from gigaloop.engine.run import AuditError, simulate
from tests.engine.loop import loop

PATHS, CHUNK = 600, 50
NAP, PIECES = 0.3, 4
sound = engine.part
ROWS = (*engine.Kept._fields, "flows")


@pytest.fixture(scope="module")
def plan():
    return loop(quarters=24)


@pytest.fixture(scope="module")
def alone(plan):
    return simulate(plan, paths=PATHS, seed=3, threads=1, chunk=PATHS)


@pytest.fixture(scope="module")
def client(alone):
    cluster = LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=0, silence_logs=50
    )
    with cluster, Client(cluster) as client:
        yield client


def different(one, other):
    """Names of the arrays whose bits differ."""
    return [name for name in ROWS if getattr(one, name).tobytes() != getattr(other, name).tobytes()]


@pytest.mark.parametrize(("threads", "chunk"), [(1, 7), (2, 50), (3, 600)])
def test_threads_and_chunks_change_no_bit(plan, alone, threads, chunk):
    assert different(alone, simulate(plan, paths=PATHS, seed=3, threads=threads, chunk=chunk)) == []


def test_another_seed_is_another_run(plan, alone):
    assert "party" in different(alone, simulate(plan, paths=PATHS, seed=4))


def test_two_processes_give_the_same_bits(plan, alone, client):
    done = []
    spread = simulate(plan, paths=PATHS, seed=3, client=client, chunk=CHUNK, progress=lambda n, of: done.append(n))
    assert different(alone, spread) == []
    assert done == list(range(CHUNK, PATHS + 1, CHUNK))
    assert spread.paths == PATHS and spread.first == 0


def test_a_worker_killed_half_way_changes_no_bit(plan, alone, client):
    before = set(client.run(os.getpid).values())
    killed = []

    def kill(done, paths):
        if done >= PATHS // 2 and not killed:
            killed.append(min(before))
            os.kill(killed[0], signal.SIGKILL)

    spread = simulate(plan, paths=PATHS, seed=3, client=client, chunk=CHUNK, progress=kill)
    assert different(alone, spread) == []
    assert killed
    deadline = time.monotonic() + 20
    while killed[0] in set(client.run(os.getpid).values()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert killed[0] not in set(client.run(os.getpid).values())


def unsound(*arguments):
    """A piece with a cent too much in the third quarter of its last path."""
    first, size, out, flows = sound(*arguments)
    out.audit[-1, 2] = 1.0
    return first, size, out, flows


def test_a_failed_audit_on_a_far_machine_is_told_here(plan, client, monkeypatch):
    monkeypatch.setattr(engine, "part", unsound)
    with pytest.raises(AuditError, match="path 5009, quarter 2: the books are off by 1 cents"):
        simulate(plan, paths=20, first=5000, chunk=10, client=client)


def test_two_threads_march_at_the_same_time(plan, monkeypatch):
    simulate(plan, paths=10, seed=3)
    spans = watched(monkeypatch, engine.piece)
    simulate(plan, paths=PATHS, seed=3, threads=2)
    assert len({thread for thread, _, _ in spans}) == 2
    assert together(spans) > 0.5


def test_a_piece_that_held_the_lock_would_wait_its_turn(plan, monkeypatch):
    assert elapsed(plan, monkeypatch, ctypes.PyDLL(None)) >= PIECES * NAP
    assert elapsed(plan, monkeypatch, ctypes.CDLL(None)) < PIECES * NAP


def elapsed(plan, monkeypatch, library):
    """Seconds that PIECES of NAP seconds in C take on two threads: PyDLL keeps the interpreter's lock, CDLL not."""

    def piece(plan, numbering, seed, first, out, hand):
        library.usleep(int(NAP * 1e6))
        return np.zeros((int(plan.rules[0]["quarters"]), len(numbering.slots)), np.int64)

    monkeypatch.setattr(engine, "piece", piece)
    start = time.monotonic()
    simulate(plan, paths=PIECES * engine.LEAST, seed=3, threads=2)
    return time.monotonic() - start


def watched(monkeypatch, piece):
    """Let the engine simulate by `piece`, and note for each which thread did it, from when until when."""
    spans = []

    def noted(*arguments):
        start = time.monotonic()
        flows = piece(*arguments)
        spans.append((threading.get_ident(), start, time.monotonic()))
        return flows

    monkeypatch.setattr(engine, "piece", noted)
    return spans


def together(spans):
    """Time in which both threads had begun and neither had ended, as a share of the whole."""
    begun, ended = {}, {}
    for thread, begin, end in spans:
        begun.setdefault(thread, begin)
        ended[thread] = end
    return (min(ended.values()) - max(begun.values())) / (max(ended.values()) - min(begun.values()))
