"""A server under load: clients that hang up, idle connections, a thousand distinct requests; what it takes.

Run alone it prints what it measured; `tests/site/test_load.py` holds it to the limits.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import sys
import time
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import NamedTuple

from tests.site.conftest import ended, started


class Told(NamedTuple):
    """What was measured: megabytes at most of the server and its workers, seconds until `/` came, answers by status."""

    megabytes: float
    first_page: float
    slowest: float
    statuses: dict[int, int]
    unsaid: int


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += family(int(child))
    return found


def megabytes(pid: int) -> float:
    """Memory of a process and of all that it started; what several share is counted once."""
    total = 0
    for one in family(pid):
        try:
            text = Path(f"/proc/{one}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += int(next(line.split()[1] for line in text.splitlines() if line.startswith("Pss:")))
    return total / 1000


async def ask(host: str, port: int, target: str, read: bool = True, headers: str = "") -> tuple[int, bytes]:
    """(status, body) of a GET; (0, b'') for one that hangs up at once."""
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(f"GET {target} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n{headers}\r\n".encode())
    await writer.drain()
    if not read:
        writer.close()
        return 0, b""
    told = await reader.read()
    writer.close()
    head, _, body = told.partition(b"\r\n\r\n")
    return int(head.split()[1]), body


def visits(host: str, port: int, stop: Event, pipe: Connection) -> None:
    """Ask for `/` again and again: seconds of the first (told as it comes), and of the first and the slowest."""
    took: list[float] = []
    while not stop.is_set() or len(took) < 2:
        start = time.monotonic()
        status, _ = asyncio.run(ask(host, port, "/"))
        assert status == 200
        took.append(time.monotonic() - start)
        if len(took) == 1:
            pipe.send(took[0])
        time.sleep(0.1)
    pipe.send((took[0], max(took)))


async def rush(host: str, port: int, pid: int, distinct: list[str], hang_up: int, idle: int) -> Told:
    """Everything at once; `/` is asked again and again meanwhile."""
    held = [await asyncio.open_connection(host, port) for _ in range(idle)]
    most, over = megabytes(pid), asyncio.Event()

    async def watch() -> None:
        nonlocal most
        while not over.is_set():
            most = max(most, await asyncio.to_thread(megabytes, pid))
            await asyncio.sleep(0.3)

    # in a process of its own: this one is busy with a thousand connections
    stop, (mine, theirs) = multiprocessing.Event(), multiprocessing.Pipe()
    visitor = multiprocessing.Process(target=visits, args=(host, port, stop, theirs))
    visitor.start()
    await asyncio.to_thread(mine.recv)
    watching = asyncio.create_task(watch())
    await asyncio.gather(*(ask(host, port, target, False) for target in distinct[:hang_up]))
    answers = await asyncio.gather(*(ask(host, port, target) for target in distinct))
    over.set()
    stop.set()
    await watching
    first, slowest = await asyncio.to_thread(mine.recv)
    visitor.join()
    for _, writer in held:
        writer.close()
    statuses: dict[int, int] = {}
    for status, _ in answers:
        statuses[status] = statuses.get(status, 0) + 1
    unsaid = sum(status != 200 and len(body) < 20 for status, body in answers)
    return Told(most, first, slowest, statuses, unsaid)


def distinct(count: int, days: list[str], parties: list[str]) -> list[str]:
    """Requests that share nothing: pages of other days, questions of other parties, simulated ones of other seeds."""
    kinds = (
        "/?day={day}&scenario=s{n}",
        "/party/{party}/?day={day}&seed={n}",
        "/ask/exposure/{party}/?day={day}&seed={n}",
    )
    kinds += (
        "/ask/gap/?seed={n}&paths=1000",
        "/api/ask/miss?seed={n}&paths=1000",
        "/ask/backlog.csv?party={party}&seed={n}",
    )
    return [
        kinds[n % len(kinds)].format(n=n + 1, day=days[n % len(days)], party=parties[n % len(parties)])
        for n in range(count)
    ]


def measure(*words: str, count: int = 1000, hang_up: int = 500, idle: int = 500) -> Told:
    """Start a server, rush at it, end it."""
    process, address = started(*words)
    try:
        host, port = address.removeprefix("http://").split(":")
        _, body = asyncio.run(ask(host, int(port), "/api/map"))
        _, found = asyncio.run(ask(host, int(port), "/search.json"))
        days = json.loads(body)["days"]
        parties = [page.removeprefix("party/") for page, kind, *_ in json.loads(found)["names"] if kind == "party"]
        return asyncio.run(rush(host, int(port), process.pid, distinct(count, days, parties), hang_up, idle))
    finally:
        ended(process)


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    print(measure(*sys.argv[1:]))
