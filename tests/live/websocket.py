"""Home Assistant's WebSocket API, as its frontend uses it."""

import asyncio
from dataclasses import dataclass
from typing import Any, Self

import aiohttp


class CommandFailed(Exception):
    """Home Assistant refused a command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BusEvent:
    """Something that was announced on Home Assistant's event bus."""

    type: str
    data: dict[str, Any]


class HomeAssistantSocket:
    """One signed-in connection: commands are answered in any order, events come by subscription."""

    def __init__(self, connection: aiohttp.ClientWebSocketResponse) -> None:
        """Read what arrives from now on."""
        self._connection = connection
        self._last_id = 0
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._events: dict[int, asyncio.Queue[BusEvent]] = {}
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def connect(cls, session: aiohttp.ClientSession, url: str, token: str) -> Self:
        """Open a connection and sign in. Raises `CommandFailed`."""
        connection = await session.ws_connect(f"{url}/api/websocket", max_msg_size=0)
        await connection.receive_json()
        await connection.send_json({"type": "auth", "access_token": token})
        answer = await connection.receive_json()
        if answer["type"] != "auth_ok":
            await connection.close()
            raise CommandFailed(answer["message"])
        return cls(connection)

    async def close(self) -> None:
        """Leave."""
        await self._connection.close()
        await self._reader

    async def closed(self) -> None:
        """Wait until Home Assistant has left."""
        await asyncio.shield(self._reader)

    async def ask(self, command: str, **fields: object) -> Any:  # noqa: ANN401 - whatever the command answers
        """Send a command and return its result. Raises `CommandFailed`, `ConnectionError`."""
        return await self._ask(self._next_id(), command, fields)

    async def subscribe(self, *event_types: str) -> asyncio.Queue[BusEvent]:
        """Return a queue that every event of these types is put into from now on."""
        queue: asyncio.Queue[BusEvent] = asyncio.Queue()
        for event_type in event_types:
            number = self._next_id()
            self._events[number] = queue
            await self._ask(number, "subscribe_events", {"event_type": event_type})
        return queue

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    async def _ask(self, number: int, command: str, fields: dict[str, object]) -> Any:  # noqa: ANN401
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._connection.send_json({"id": number, "type": command, **fields})
        return await answer

    async def _read(self) -> None:
        async for message in self._connection:
            if message.type is aiohttp.WSMsgType.TEXT:
                self._accept(message.json())
        for answer in self._answers.values():
            answer.set_exception(ConnectionError("Home Assistant closed the connection"))

    def _accept(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "event":
                event = message["event"]
                self._events[message["id"]].put_nowait(BusEvent(type=event["event_type"], data=event["data"]))
            case "result":
                answer = self._answers.pop(message["id"])
                if answer.done():  # Nobody waits for it any longer.
                    return
                if message["success"]:
                    answer.set_result(message["result"])
                else:
                    answer.set_exception(CommandFailed(message["error"]["message"]))
