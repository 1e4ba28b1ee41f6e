"""A Home Assistant of its own: process, folder, port and user, gone when it is stopped. Needs no network."""

import asyncio
import json
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Final, Self

import aiohttp

from .websocket import HomeAssistantSocket

REPOSITORY: Final = Path(__file__).parents[2]
STAND_INS: Final = Path(__file__).parent / "stand_ins"

PYTHON: Final = os.environ.get("SECURE_VIDEO_HASS", sys.executable)
"""The interpreter whose Home Assistant is run: ours, or that of another version beside which we are to work."""

START_SECONDS: Final = 120
STOP_SECONDS: Final = 60
"""A slow machine's; Home Assistant itself gives its integrations about as long to finish."""

CONFIGURATION: Final = """\
homeassistant:
  name: Home
  country: US
  media_dirs:
    local: {media}
config:
frontend:
history:
logbook:
media_source:
stream:
system_health:
logger:
  default: warning
  logs:
    custom_components.secure_video: debug
"""

SERVER: Final = {
    "server_host": ["127.0.0.1"],
    "cors_allowed_origins": [],
    "login_attempts_threshold": -1,
    "ip_ban_enabled": True,
    "ssl_profile": "modern",
    "use_x_frame_options": True,
}
"""Home Assistant's own defaults, but for this machine only."""

_NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})


class StartFailed(Exception):
    """Home Assistant did not come up."""


class RequestRefused(Exception):
    """Home Assistant answered a request with an error."""


class LiveHomeAssistant:
    """An asynchronous context manager. All that it writes is in `folder`, its temporary files too."""

    def __init__(self, folder: Path, *, configuration: str = "") -> None:
        """Start nothing yet. `configuration` is YAML to be added to ours."""
        self.folder = folder
        self._configuration = configuration
        self.media = folder / "media"
        self.temporary = folder / "temporary"
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.username = "demo"
        self.password = secrets.token_urlsafe(9)
        self._console = folder / "console.log"
        self._process: asyncio.subprocess.Process | None = None
        self._session: aiohttp.ClientSession | None = None
        self._socket: HomeAssistantSocket | None = None
        self._token = ""

    async def __aenter__(self) -> Self:
        """Start it. Raises `StartFailed`."""
        await self.start()
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Stop it."""
        await self.stop()

    @property
    def socket(self) -> HomeAssistantSocket:
        """The WebSocket connection of the owner."""
        if self._socket is None:
            raise RuntimeError("Home Assistant is not running")
        return self._socket

    @property
    def process_files(self) -> Path:
        """Where Linux tells about its process."""
        if self._process is None:
            raise RuntimeError("Home Assistant is not running")
        return Path("/proc", str(self._process.pid))

    @property
    def threads(self) -> list[str]:
        """The names of its threads, as far as the operating system keeps them (15 characters)."""
        if self._process is None:
            return []
        return [path.read_text().strip() for path in self.process_files.glob("task/*/comm")]

    @property
    def log(self) -> str:
        """Everything it has logged since it was started."""
        return self._console.read_text(encoding="utf-8", errors="replace")

    async def get(self, path: str, *, part: range | None = None) -> bytes:
        """Return what is at a path, or a part of it. Raises `RequestRefused`."""
        headers = {} if part is None else {"Range": f"bytes={part.start}-{part.stop - 1}"}
        return await self._request("GET", path, headers=headers)

    async def get_json(self, path: str) -> dict[str, Any]:
        """Return the JSON at a path. Raises `RequestRefused`."""
        answer: dict[str, Any] = json.loads(await self.get(path))
        return answer

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Send JSON and return the JSON that is answered. Raises `RequestRefused`."""
        answer: dict[str, Any] = json.loads(await self._request("POST", path, body))
        return answer

    async def delete(self, path: str) -> None:
        """Delete what a path stands for. Raises `RequestRefused`."""
        await self._request("DELETE", path)

    async def states(self) -> list[dict[str, Any]]:
        """Return every entity's state."""
        return list(await self.socket.ask("get_states"))

    async def start(self) -> None:
        """Start it and sign in as a new owner. Raises `StartFailed`."""
        self._prepare()
        await self._start(is_new=True)

    async def start_again(self) -> None:
        """Start it with what it left when it was stopped or killed. Raises `StartFailed`."""
        await self._start(is_new=False)

    async def kill(self) -> None:
        """End it as a power cut would: it can do nothing about it."""
        if self._process:
            self._process.kill()
        await self.stop()

    async def stop(self) -> int | None:
        """Stop it as its service manager would, and return its exit status; None if it was not running."""
        if self._socket:
            await self._socket.close()
            self._socket = None
        if self._session:
            await self._session.close()
            self._session = None
        process, self._process = self._process, None
        if process is None:
            return None
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                return await process.wait()
        except TimeoutError, asyncio.CancelledError:
            process.kill()
            await process.wait()
            raise

    def _prepare(self) -> None:
        storage = self.folder / ".storage"
        storage.mkdir(parents=True)
        self.media.mkdir()
        self.temporary.mkdir()
        (self.folder / "custom_components").symlink_to(REPOSITORY / "custom_components")
        ours = CONFIGURATION.format(media=json.dumps(str(self.media)))
        (self.folder / "configuration.yaml").write_text(ours + self._configuration)
        # In YAML the port would be on trial, and Home Assistant would restart with its old one after five minutes.
        server = {**SERVER, "server_port": self.port}
        _store(storage, "http", (2, 2), {"stable": server, "pending": None, "yaml_migration_done": True})
        # The other steps of the welcome fetch things from the internet.
        _store(storage, "onboarding", (4, 1), {"done": ["core_config", "analytics", "integration"]})

    async def _start(self, *, is_new: bool) -> None:
        try:
            self._process = await self._launch()
            self._session = aiohttp.ClientSession(
                self.url, connector=aiohttp.TCPConnector(resolver=aiohttp.ThreadedResolver())
            )
            if is_new:
                await self._wait_until(self._process, self._is_welcoming)
                await self._sign_in()
            await self._wait_until(self._process, self._is_running)
            self._socket = await HomeAssistantSocket.connect(self._session, self.url, self._token)
        except BaseException:
            await self.stop()
            raise

    async def _launch(self) -> asyncio.subprocess.Process:
        with self._console.open("ab") as console:
            # Its own session: Ctrl+C in the terminal reaches us only, and we stop it in order.
            return await asyncio.create_subprocess_exec(
                *(PYTHON, "-m", "homeassistant", "--config", str(self.folder)),
                *("--skip-pip", "--log-no-color"),
                cwd=self.folder,
                env={
                    **os.environ,
                    "PYTHONUNBUFFERED": "1",
                    "PYTHONPATH": str(STAND_INS),
                    "TMPDIR": str(self.temporary),
                },
                stdin=asyncio.subprocess.DEVNULL,
                stdout=console,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
            )

    async def _wait_until(self, process: asyncio.subprocess.Process, is_reached: Callable[[], Awaitable[bool]]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if process.returncode is not None:
                raise StartFailed(f"Home Assistant ended while starting:\n{self.log[-2000:]}")
            with suppress(aiohttp.ClientError, RequestRefused):
                if await is_reached():
                    return
            await asyncio.sleep(0.2)
        raise StartFailed(f"Home Assistant was not ready within {START_SECONDS} s:\n{self.log[-2000:]}")

    async def _is_welcoming(self) -> bool:
        return bool(await self.get("/api/onboarding"))

    async def _is_running(self) -> bool:
        return bool((await self.get_json("/api/config"))["state"] == "RUNNING")

    async def tokens(self, origin: str, username: str, password: str) -> dict[str, Any]:
        """Sign a user in, for a browser that knows Home Assistant under this origin, and return what it is given."""
        client = {"client_id": f"{origin}/"}
        flow = {**client, "handler": ["homeassistant", None], "redirect_uri": f"{origin}/?auth_callback=1"}
        step = await self.post("/auth/login_flow", flow)
        answer = {**client, "username": username, "password": password}
        code = (await self.post(f"/auth/login_flow/{step['flow_id']}", answer))["result"]
        return await self._tokens(client, code)

    async def add_user(self, name: str, password: str) -> None:
        """Make a user who is no administrator, and may read and use everything."""
        made = await self.socket.ask("config/auth/create", name=name, group_ids=["system-users"])
        user = made["user"]["id"]
        await self.socket.ask(
            "config/auth_provider/homeassistant/create", user_id=user, username=name, password=password
        )

    async def _sign_in(self) -> None:
        client = {"client_id": f"{self.url}/"}
        owner = {"name": "Demo", "username": self.username, "password": self.password, "language": "en"}
        code = (await self.post("/api/onboarding/users", {**client, **owner}))["auth_code"]
        self._token = (await self._tokens(client, code))["access_token"]

    async def _tokens(self, client: dict[str, str], code: str) -> dict[str, Any]:
        if self._session is None:
            raise RuntimeError("Home Assistant is not running")
        grant = {**client, "grant_type": "authorization_code", "code": code}
        async with self._session.post("/auth/token", data=grant) as response:
            tokens: dict[str, Any] = await response.json()
            return tokens

    async def _request(
        self, method: str, path: str, body: dict[str, Any] | None = None, headers: Mapping[str, str] = _NO_HEADERS
    ) -> bytes:
        if self._session is None:
            raise RuntimeError("Home Assistant is not running")
        headers = {**headers, "Authorization": f"Bearer {self._token}"} if self._token else headers
        async with self._session.request(method, path, json=body, headers=headers) as response:
            content = await response.read()
            if not response.ok:
                raise RequestRefused(f"{method} {path} was answered {response.status}: {content[:500]!r}")
            return content


def _store(folder: Path, key: str, version: tuple[int, int], data: dict[str, Any]) -> None:
    """Write a file of Home Assistant's own storage."""
    content = {"version": version[0], "minor_version": version[1], "key": key, "data": data}
    (folder / key).write_text(json.dumps(content), encoding="utf-8")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
