"""What is packed reads as the records that the kernel wrote, to the last bit."""

import numpy as np
import pytest

from gigaloop.engine import run as engine
from gigaloop.engine.packed import Packed
from gigaloop.engine.setup import Setup
from tests.shipped import shipped


@pytest.fixture(scope="module")
def work():
    return engine.work(shipped(), Setup("severe"))


@pytest.mark.parametrize("chunk", [1, 7, 40])
def test_a_run_in_pieces_keeps_what_one_block_wrote(work, chunk):
    """Planted faults: a thread's room not cleared, a piece put a path too late, the least bits of a number lost."""
    block = engine.variant(work, work.plan, 40, seed=9)
    run = engine.simulate(work, paths=40, seed=9, threads=2, chunk=chunk)
    for name in engine.Kept._fields:
        assert getattr(run, name).tobytes() == getattr(block, name).tobytes(), name
    for name in engine.PACKED:
        records = getattr(block, name)
        for field in records.dtype.names:
            for party in range(records.shape[-1]):
                assert run.column(name, field, party).tobytes() == records[field][..., party].tobytes()
    assert (block.flows == run.flows).all()


def test_a_number_is_dropped_only_where_all_its_bits_are_0():
    records = np.zeros((3, 2, 2), [("cash", "f4"), ("debt", "f4")])
    records["cash"][1, 1, 0] = -0.0
    records["debt"][2, 0, 1] = 1e-45
    packed = Packed(records)
    packed[0:2], packed[2:3] = records[:2], records[2:]
    assert packed.whole().tobytes() == records.tobytes()
    assert [len(piece.places) for piece in packed.pieces] == [1, 1]
    with pytest.raises(ValueError, match="no field of name nonsense"):
        packed.column("nonsense", 0)


def test_the_room_of_a_path_that_stopped_is_cleared(work, monkeypatch):
    """Planted fault: the last quarters of another path in those that a stopped one never reached."""
    real, first = engine.piece, []

    def stops(plan, numbering, seed, start, out, hand):
        if not first:
            first.append(real(plan, numbering, seed, start, out, hand))
            out.outcome[:] = 1
        return hand.flows

    monkeypatch.setattr(engine, "piece", stops)
    run = engine.simulate(work, paths=20, seed=9, threads=1, chunk=10)
    assert run.party["cash"][:10].any() and not run.party["cash"][10:].any()


@pytest.mark.parametrize("parties", [0, 2])
def test_a_book_without_a_party_or_a_path_is_packed_too(parties):
    """The world of a matrix has no deal, so its records are empty."""
    records = np.zeros((2, 3, parties), [("cash", "f4")])
    packed = Packed(records)
    packed[0:2] = records
    assert packed.whole().shape == records.shape and not packed.pieces[0].places.size
