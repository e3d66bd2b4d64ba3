"""A process that records a run of the small book; tests kill it, or give it too little room.

python -m tests.engine.recorder FOLDER PATHS CHUNK [BYTES]     no file may grow beyond BYTES
"""

import resource
import sys

from gigaloop.book.file import load
from gigaloop.book.problem import InputError
from gigaloop.engine.setup import Setup
from gigaloop.engine.store import record

if __name__ == "__main__":
    folder, paths, chunk, *limit = sys.argv[1:]
    book = load("tiny")
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit[0]), int(limit[0])))
    try:
        record(book, folder, Setup(paths=int(paths)), chunk=int(chunk), resume=True, threads=1)
    except InputError as error:
        print(error)
        sys.exit(2)
