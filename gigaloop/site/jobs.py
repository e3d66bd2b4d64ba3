"""Worker processes that answer: identical requests share one computation; a client that is gone stops its work."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import queue
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event
from typing import Any, NamedTuple

from gigaloop.book.problem import InputError, Misread

#: jobs that may wait for a worker; more are refused in a sentence
MOST_WAITING = 64
#: seconds after which an idle worker looks whether its server is still there
LOOKS = 5.0
#: seconds that one job may take; what takes longer is stopped and said so
LONGEST = 300.0


class Cancelled(Exception):
    """Nobody waits for this any more."""


class Missing(Exception):
    """Nothing stands at this address; those who wait get a KeyError."""


class Step(NamedTuple):
    """How far a job is: paths followed, of how many."""

    done: int
    of: int


def can_fork() -> bool:
    """Whether a fork of this process would be whole: one with several threads would not."""
    return sys.platform == "linux" and threading.active_count() == 1


#: name of the work, its arguments -> parts of the answer; the last, called between steps, hears how far it is and
#: raises Cancelled where nobody waits any more
Work = Callable[[str, Mapping[str, Any], Callable[[int, int], None]], Iterator[Any]]


@dataclass
class Job:
    """One computation and everybody who waits for it."""

    key: Any
    name: str
    told: Mapping[str, Any]
    loop: asyncio.AbstractEventLoop
    listeners: list[asyncio.Queue[tuple[str, Any]]] = field(default_factory=list)
    gone: bool = False
    stop: Event | None = None  # of the process that works on it


class Pool:
    """`workers` processes, started when first needed or by `start`; every job runs in one of them.

    most   jobs that may wait        nice   how far the workers give way to others on a busy machine
    """

    def __init__(
        self,
        make: Callable[..., Work],
        given: tuple[Any, ...],
        workers: int = 2,
        most: int = MOST_WAITING,
        nice: int = 0,
    ) -> None:
        self.make, self.given, self.workers, self.most, self.nice = make, given, workers, most, nice
        self.ready: list[tuple[Any, Any, Any]] = []
        self.waiting: queue.Queue[Job | None] = queue.Queue()
        self.jobs: dict[Any, Job] = {}
        self.lock = threading.Lock()
        self.threads: list[threading.Thread] = []
        self.processes: list[Any] = []
        self.closed = False

    async def parts(self, key: Any, name: str, told: Mapping[str, Any]) -> AsyncIterator[Any]:
        """The parts of an answer as they come, each `Step` among them.

        InputError as the work raised it, or where too many wait.
        """
        mine: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
        with self.lock:
            job = self.jobs.get(key)
            if job is None:
                if self.waiting.qsize() >= self.most:
                    raise Misread("too many answers are being worked out", "Ask again in a moment", "server", "busy")
                self._start()
                job = Job(key, name, told, asyncio.get_running_loop())
                self.jobs[key] = job
                self.waiting.put(job)
            job.listeners.append(mine)
        try:
            while True:
                kind, value = await mine.get()
                if kind == "part":
                    yield value
                elif kind == "refused":
                    raise InputError(value)
                elif kind == "missing":
                    raise KeyError(value)
                elif kind == "failed":
                    raise RuntimeError(value)
                else:
                    return
        finally:
            with self.lock:
                job.listeners.remove(mine)
                if not job.listeners:
                    job.gone = True
                    if job.stop is not None:
                        job.stop.set()
                    if self.jobs.get(key) is job:
                        del self.jobs[key]

    async def last(self, key: Any, name: str, told: Mapping[str, Any]) -> Any:
        """The last part of an answer; InputError where it was stopped before it had any."""
        found = None
        async with contextlib.aclosing(self.parts(key, name, told)) as parts:  # type: ignore[type-var]
            async for part in parts:
                found = found if isinstance(part, Step) else part
        if found is None:
            raise Misread("the answer was stopped", "Ask again", "server", "busy")
        return found

    def close(self) -> None:
        """End every process at once."""
        self.closed = True
        for _ in self.threads:
            self.waiting.put(None)
        for process in self.processes:
            process.kill()

    def _start(self) -> None:
        while len(self.threads) < self.workers:
            thread = threading.Thread(target=self._serve, daemon=True)
            self.threads.append(thread)
            thread.start()

    def start(self) -> None:
        """Start the processes before there is anything to do: while this process has one thread, each is a fork that
        shares what was read."""
        while len(self.ready) < self.workers:
            self.ready.append(self._hire())

    def _hire(self) -> tuple[Any, Any, Any]:
        """A new process, the pipe to it, and the event that stops its job."""
        context: Any = multiprocessing.get_context("fork" if can_fork() else "spawn")
        pipe, other = context.Pipe()
        stop = context.Event()
        process = context.Process(target=_work, args=(other, stop, self.nice, self.make, self.given), daemon=True)
        process.start()
        self.processes.append(process)
        other.close()
        return process, pipe, stop

    def _serve(self) -> None:
        """A thread's life: hand each job to its own process and pass on what comes back.

        Whatever happens, a process that cannot be started too, those who wait are told and the thread lives on.
        """
        with self.lock:
            worker = self.ready.pop() if self.ready else None
        with contextlib.suppress(Exception):  # if it cannot be started now, the first job that needs it is told
            worker = worker or self._hire()
        while (job := self.waiting.get()) is not None and not self.closed:
            try:
                if worker is None or not worker[0].is_alive():
                    worker = self._hire()
                self._hand(job, *worker)
            except Exception as error:
                self._forget(job)
                self._tell(job, "failed", f"the worker ended: {type(error).__name__}")
                if worker is not None:
                    worker[0].kill()
                    worker[0].join(1)

    def _hand(self, job: Job, process: Any, pipe: Any, stop: Any) -> None:
        """One job, to its end; EOFError where its process died, or neither ended in time nor heeded the stop."""
        with self.lock:
            if job.gone:
                return
            stop.clear()
            job.stop = stop
        ends = time.monotonic() + LONGEST
        pipe.send((job.name, dict(job.told)))
        kind = "part"
        while kind == "part":
            while not pipe.poll(0.5):
                late = time.monotonic() - ends
                if late > 0:
                    stop.set()
                if not process.is_alive() or late > LONGEST / 10:
                    raise EOFError
            kind, value = pipe.recv()
            if kind != "part":
                self._forget(job)
            self._tell(job, kind, value)

    def _forget(self, job: Job) -> None:
        with self.lock:
            job.stop = None
            if self.jobs.get(job.key) is job:
                del self.jobs[job.key]

    def _tell(self, job: Job, kind: str, value: Any) -> None:
        with self.lock:
            listeners = list(job.listeners)
        for one in listeners:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                job.loop.call_soon_threadsafe(one.put_nowait, (kind, value))


def _work(pipe: Any, stop: Event, nice: int, make: Callable[..., Work], given: tuple[Any, ...]) -> None:
    """A worker's life. An interrupt is the parent's to handle."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(nice)
    work, parent = make(*given), os.getppid()

    def step(done: int, of: int) -> None:
        if stop.is_set():
            raise Cancelled
        if of:
            pipe.send(("part", Step(done, of)))

    while True:
        while not pipe.poll(LOOKS):
            if os.getppid() != parent:  # a sibling may hold the pipe's other end: no end of file would come
                return
        try:
            name, told = pipe.recv()
        except EOFError:
            return
        try:
            for value in work(name, told, step):
                pipe.send(("part", value))
                step(0, 0)
            pipe.send(("done", None))
        except Cancelled:
            pipe.send(("done", None))
        except InputError as error:
            pipe.send(("refused", list(error.problems)))  # an exception of ours does not travel whole
        except Missing as error:
            pipe.send(("missing", str(error)))
        except Exception as error:
            pipe.send(("failed", f"{type(error).__name__}: {error}"))
