"""Run <-> disk: a folder of Parquet files, one a table and a piece of paths, and a manifest that says what they are.

    folder     files whole or absent, one writer at a time, problems with place and remedy
    tables     arrays of a piece <-> long, readable columns (DuckDB reads and writes them, in memory, without a lock)
    recording  simulate the pieces that a folder lacks and write them; read a folder back; do it again, compare the bits
    proof      what a manifest must say; each file held against its rows and digest
    private    names that only an overlay knows, as numbers
    remote     copy a folder to object storage and back

The manifest is written after each piece, atomically, and names the pieces that are whole; what it does not name counts
as absent. So a run that was killed at any moment goes on where it was, and others may read what is there meanwhile:

    select quarter, quantile_cont(cash, 0.05) from 'out/run/party/*.parquet' where party = 'openai' group by quarter
"""

from gigaloop.engine.store.folder import load_manifest
from gigaloop.engine.store.recording import Again, again, read, record
from gigaloop.engine.store.remote import fetch, send

__all__ = ["Again", "again", "fetch", "load_manifest", "read", "record", "send"]
