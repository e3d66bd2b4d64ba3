"""A process of its own at the door: it answers what lies ready, and hands every other connection on to the server.

So the first page and its files come at once, however busy the server is. A connection that says nothing stays here.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import select
import signal
import socket
from collections.abc import Mapping
from functools import partial
from typing import Any, cast

import uvicorn

from gigaloop.site.guard import ASKED_WITHIN, FULL, at_once, whole

#: bytes of a request that are looked at, connections taken at a time, seconds after which it looks for its server
LOOKED_AT, TAKEN, LOOKS = 16_384, 64, 5.0


class Front:
    """The process, as the server sees it. Made before the server has threads, for it is a fork."""

    def __init__(self, door: socket.socket) -> None:
        self.channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        fork: Any = multiprocessing.get_context("fork")
        heard, self.pipe = fork.Pipe(duplex=False)
        self.process = fork.Process(target=_attend, args=(door, theirs, heard, os.getpid()), daemon=True)
        self.process.start()
        for mine in (door, theirs, heard):
            mine.close()
        self.channel.setblocking(False)

    def put(self, ready: Mapping[str, bytes]) -> None:
        """Whole responses that lie ready from now on, by path; an empty one is no longer."""
        self.pipe.send(dict(ready))

    def close(self) -> None:
        """End it at once."""
        self.process.kill()


class Server(uvicorn.Server):
    """Takes its connections from the front, and ends with it."""

    def __init__(self, config: uvicorn.Config, front: Front) -> None:
        super().__init__(config)
        self.front = front

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does, but for the listening."""
        await super().startup(sockets=[])
        loop = asyncio.get_running_loop()
        loop.add_reader(self.front.channel, self._take)
        loop.add_reader(self.front.process.sentinel, self.handle_exit, signal.SIGTERM, None)

    def _take(self) -> None:
        loop, protocol = asyncio.get_running_loop(), cast(Any, self.config.http_protocol_class)
        made = partial(protocol, config=self.config, server_state=self.server_state, app_state=self.lifespan.state)
        with contextlib.suppress(BlockingIOError):
            for _ in range(TAKEN):
                for handle in socket.recv_fds(self.front.channel, 1, 1)[1]:
                    loop.create_task(loop.connect_accepted_socket(made, socket.socket(fileno=handle)))


def _attend(door: socket.socket, channel: socket.socket, heard: Any, server: int) -> None:
    """The front's life. An interrupt is the server's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(_Attending(door, channel, heard, server).run())


class _Attending:
    def __init__(self, door: socket.socket, channel: socket.socket, heard: Any, server: int) -> None:
        self.door, self.channel, self.heard, self.server = door, channel, heard, server
        self.ready: dict[str, bytes] = {}
        self.silent: dict[socket.socket, asyncio.TimerHandle] = {}
        self.sending: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.door.setblocking(False)
        self.channel.setblocking(False)
        self.loop.add_reader(self.door, self._accept)
        self.loop.add_reader(self.heard.fileno(), self._hear)
        while os.getppid() == self.server:
            await asyncio.sleep(LOOKS)

    def _hear(self) -> None:
        try:
            self.ready |= self.heard.recv()
        except EOFError:
            self.loop.remove_reader(self.heard.fileno())

    def _accept(self) -> None:
        try:
            for _ in range(TAKEN):
                asked = self.door.accept()[0]
                asked.setblocking(False)
                if not self._look(asked):
                    self.silent[asked] = self.loop.call_later(ASKED_WITHIN, self._forget, asked)
                    self.loop.add_reader(asked, self._wake, asked)
        except BlockingIOError:
            pass
        except OSError:  # no handle is left: who has been silent longest goes
            if self.silent:
                self._forget(next(iter(self.silent)))

    def _forget(self, asked: socket.socket) -> None:
        self._spoke(asked)
        asked.close()

    def _wake(self, asked: socket.socket) -> None:
        self._spoke(asked)
        self._look(asked)

    def _spoke(self, asked: socket.socket) -> None:
        self.loop.remove_reader(asked)
        self.silent.pop(asked).cancel()

    def _look(self, asked: socket.socket) -> bool:
        """Whether the connection has said something, or is gone: then it is answered, handed on or closed."""
        try:
            data = asked.recv(LOOKED_AT, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data or _hung_up(asked):
            asked.close()
            return True
        answer = at_once(data, self.ready)
        if not answer:
            try:
                socket.send_fds(self.channel, [b"."], [asked.fileno()])
            except OSError:  # more wait for the server than the channel holds
                answer = whole(503, FULL)
            else:
                asked.close()
                return True
        task = self.loop.create_task(self._answer(asked, len(data), answer))
        self.sending.add(task)
        task.add_done_callback(self.sending.discard)
        return True

    async def _answer(self, asked: socket.socket, length: int, answer: bytes) -> None:
        with asked, contextlib.suppress(OSError, TimeoutError):
            asked.recv(length)  # what is left unread would tear the answer off
            async with asyncio.timeout(ASKED_WITHIN):
                await self.loop.sock_sendall(asked, answer)


def _hung_up(asked: socket.socket) -> bool:
    """Whether who asked has left, though the request can still be read."""
    seen = select.poll()
    seen.register(asked, select.POLLRDHUP)
    return bool(seen.poll(0))
