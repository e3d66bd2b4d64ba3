"""Packed: records of every path without the numbers that are 0 throughout a piece, which are half of all."""

import math
from typing import NamedTuple

import numpy as np


class Piece(NamedTuple):
    """Of some paths, from `first` on, the numbers at these places of a row of records: (numbers, paths, ...)."""

    first: int
    places: np.ndarray
    numbers: np.ndarray


class Packed:
    """What holds what is put into it, piece by piece, as such an array of records of float32 would, its last axis
    parties; read one field of one party at a time.

    >>> records = np.zeros((2, 3), [("cash", "f4"), ("debt", "f4")])
    >>> records["debt"][:, 1] = 5.0, 7.0
    >>> packed = Packed(records)
    >>> packed[0:2] = records
    >>> packed.column("debt", 1).tolist(), packed.column("cash", 1).tolist(), packed.pieces[0].numbers.size
    ([5.0, 7.0], [0.0, 0.0], 2)
    """

    def __init__(self, like: np.ndarray) -> None:
        self.shape, self.dtype = like.shape, like.dtype
        self.pieces: list[Piece] = []

    def __setitem__(self, paths: slice, records: np.ndarray) -> None:
        """Copied, so that their room can be written again."""
        rows = records.view("f4").reshape(math.prod(records.shape[:-1]), records.shape[-1] * len(self.dtype))
        places = np.flatnonzero(np.bitwise_or.reduce(rows.view("u4"), axis=0))
        numbers = np.ascontiguousarray(rows.take(places, axis=1).T)
        self.pieces.append(Piece(paths.start, places, numbers.reshape(len(places), *records.shape[:-1])))

    def column(self, name: str, party: int) -> np.ndarray:
        """(P, ...) of one field of a party's."""
        if name not in self.dtype.names:
            raise ValueError(f"no field of name {name}")
        told = np.zeros(self.shape[:-1], "f4")
        wanted = party * len(self.dtype) + self.dtype.names.index(name)
        for first, places, numbers in self.pieces:
            at = int(np.searchsorted(places, wanted))
            if at < len(places) and places[at] == wanted:
                told[first : first + numbers.shape[1]] = numbers[at]
        return told

    def whole(self) -> np.ndarray:
        """The array of records itself, made anew."""
        told = np.zeros(self.shape, self.dtype)
        for first, places, numbers in self.pieces:
            rows = told[first : first + numbers.shape[1]].view("f4").reshape(math.prod(numbers.shape[1:]), -1)
            rows[:, places] = numbers.reshape(len(places), len(rows)).T
        return told
