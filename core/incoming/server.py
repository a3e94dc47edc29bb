"""uvicorn's server, which ends when it is told to: its own looks ten times a second whether it was."""

import asyncio
from contextlib import suppress
from socket import socket

import uvicorn

ANSWER_SECONDS = 2.0
"""Seconds that requests under way have for their answers when the server ends."""
LOOK_SECONDS = 0.002


class Server(uvicorn.Server):
    """Serves until `end`; a window that closes waits for it."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._told = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def end(self) -> None:
        """Answer what is in progress, then end. Safe from any thread, and before it serves."""
        self.should_exit = True
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._told.set)

    async def main_loop(self) -> None:
        """Wait to be told: nothing else that uvicorn does in its turns is asked for."""
        self._loop = asyncio.get_running_loop()
        if not self.should_exit:
            await self._told.wait()

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Close the port, and every connection once what came whole over it is answered."""
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        state = self.server_state
        with suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_SECONDS):
                while state.connections or state.tasks:
                    for connection in list(state.connections):  # one may have come this very moment
                        connection.shutdown()
                    await asyncio.sleep(LOOK_SECONDS)
