"""A household in which not everybody may see every camera."""

import asyncio
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import aiohttp

from tests.live import flows
from tests.live.announcements import EVENT_CLIP_SEALED

from .household import PASSPHRASE, Household

KID: Final = "kid"
"""The name of the one who may not. Their password is `PASSPHRASE`."""

QUIET_SECONDS: Final = 3
"""After which nothing more is answered."""

ANSWERED_WITHIN: Final = aiohttp.ClientTimeout(total=20)
"""What goes on for longer is a stream that was not refused."""

CLIP_ID: Final = re.compile(r"^[0-9a-f]{32}$")
NARROWING: Final = frozenset({"since", "before", "labels", "limit", "kinds", "camera_id"})
"""What would keep a list from telling everything."""

FROM_ALL_TIME: Final = "2020-01-01T00:00:00+00:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Divided:
    """A household whose kid may see the back garden, and not the front yard, where a clip was recorded."""

    household: Household
    garden_clip: str

    @classmethod
    async def furnish(cls, household: Household, url: str) -> Self:
        """Add the garden, whose stream is at `url`, and the kid, in a group as Home Assistant itself keeps them."""
        home = household.home
        form = await flows.open_camera_form(home, household.entry_id)
        await flows.try_stream(form, flows.Camera(name="Back garden", url=url))
        await flows.save_camera(form)
        await flows.wait_until_streaming(home)
        sealed = await home.socket.subscribe(EVENT_CLIP_SEALED)
        clip = await flows.record_clip(home, "camera.back_garden", 2)
        async with asyncio.timeout(60):
            while (await sealed.get()).data["clip_id"] != clip:
                pass
        await home.add_user(KID, PASSPHRASE)
        devices = await home.socket.ask("config/device_registry/list")
        (garden,) = (device["id"] for device in devices if device["name"] == "Back garden")
        await home.stop()
        await asyncio.to_thread(_give_group, home.folder / ".storage" / "auth", garden)
        await home.start_again()
        await flows.wait_until_streaming(home)
        return cls(household=household, garden_clip=clip)

    @property
    def traces(self) -> dict[str, str]:
        """What would tell of the front yard."""
        return {
            "name": "Front yard",
            "entities": "front_yard",
            "camera": self.household.camera_id,
            "clip": self.household.clip_id,
        }

    def told(self, text: str) -> set[str]:
        """Which of them are in a text."""
        return {kind for kind, trace in self.traces.items() if trace in text}

    async def token(self, username: str, password: str) -> str:
        """Sign somebody in."""
        home = self.household.home
        return str((await home.tokens(home.url, username, password))["access_token"])

    async def fetched(self, token: str, method: str, path: str, body: dict[str, Any] | None) -> tuple[int, str]:
        """The status and the bytes, each as one character, that are answered over HTTP."""
        # Home Assistant begins a stream of pictures before it asks us for the first, and we refuse in the middle of it.
        # The newer protocol has no words for that.
        session = aiohttp.ClientSession(self.household.home.url, version=aiohttp.HttpVersion10, timeout=ANSWERED_WITHIN)
        headers = {"Authorization": f"Bearer {token}", "Connection": "close"}
        async with session, session.request(method, path, json=body, headers=headers) as answer:
            return answer.status, (await answer.read()).decode("latin-1")

    def request(self, example: Path) -> dict[str, Any]:
        """What an example asks, of the front yard, and of as much as possible."""
        asked = json.loads(example.read_text())["request"]
        wide = {key: value for key, value in asked.items() if key not in NARROWING}
        camera = {"camera_id": self.household.camera_id} if "camera_id" in asked else {}
        since = {"since": FROM_ALL_TIME} if "since" in asked else {}
        return {**{key: self._ours(key, value) for key, value in wide.items()}, **camera, **since}

    def change(self, *, is_protected: bool) -> dict[str, Any]:
        """What happens to its clip, so that there is something to be told of."""
        clips = [self.household.clip_id]
        return {"type": "secure_video/clips/protect", "clip_ids": clips, "is_protected": is_protected}

    def _ours(self, key: str, value: object) -> object:
        if isinstance(value, str) and CLIP_ID.match(value):
            return self.household.clip_id
        if isinstance(value, list) and all(isinstance(each, str) and CLIP_ID.match(each) for each in value):
            return [self.household.clip_id for _ in value]
        return [self.household.camera_id] if key == "camera_ids" else value

    async def asked(self, token: str, requests: list[dict[str, Any]]) -> str:
        """Everything that is answered and told, when somebody asks all this over the websocket."""
        async with aiohttp.ClientSession(self.household.home.url) as session:
            socket = await session.ws_connect("/api/websocket", max_msg_size=0)
            await socket.receive_json()
            await socket.send_json({"type": "auth", "access_token": token})
            assert (await socket.receive_json())["type"] == "auth_ok"
            for number, request in enumerate(requests, 1):
                await socket.send_json({**request, "id": number})
            told: list[str] = []
            try:
                while True:
                    async with asyncio.timeout(QUIET_SECONDS):
                        told.append(await socket.receive_str())
            except TimeoutError:
                await socket.close()
            answered = {json.loads(each)["id"] for each in told if '"type":"result"' in each}
            assert answered == set(range(1, len(requests) + 1))
            return "\n".join(told)


def _give_group(file: Path, device_id: str) -> None:
    kept = json.loads(file.read_text())
    policy = {"entities": {"device_ids": {device_id: True}}}
    kept["data"]["groups"].append({"id": "kids", "name": "Kids", "policy": policy})
    (kid,) = (user for user in kept["data"]["users"] if user["name"] == KID)
    kid["group_ids"] = ["kids"]
    file.write_text(json.dumps(kept))
