"""A user who may not see a camera sees none of its clips: in no view, by no command, at no address."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.live import flows
from tests.live.announcements import EVENT_CLIP_SEALED
from tests.live.home_assistant import REPOSITORY
from tests.rtsp_server import RtspServer

from .browser import STEP, visitor
from .household import PASSPHRASE, Household

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

KID: Final = "kid"
EXAMPLES: Final = sorted((REPOSITORY / "contract").glob("*.json"))
QUIET_SECONDS: Final = 3
"""After which nothing more is answered."""

UNKNOWN_CLIP: Final = "0123456789abcdef" * 2

CLIP_ID: Final = re.compile(r"^[0-9a-f]{32}$")
NARROWING: Final = frozenset({"since", "before", "labels", "limit", "kinds", "camera_id"})
"""What would keep a list from telling everything."""

FROM_ALL_TIME: Final = "2020-01-01T00:00:00+00:00"

READING: Final = frozenset(
    {"clips/get", "clips/list", "clips/subscribe", "overview/subscribe", "coverage", "ledger/list"}
)
"""What an administrator may be asked without that anything changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Divided:
    """A household whose kid may see the back garden, and not the front yard, where a clip was recorded."""

    household: Household
    garden_clip: str

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


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def divided(household: Household, yard: RtspServer) -> Divided:
    """The kid belongs to a group of the household's own, as Home Assistant keeps them."""
    home = household.home
    form = await flows.open_camera_form(home, household.entry_id)
    await flows.try_stream(form, flows.Camera(name="Back garden", url=yard.url("yard")))
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
    return Divided(household=household, garden_clip=clip)


def _give_group(file: Path, device_id: str) -> None:
    kept = json.loads(file.read_text())
    policy = {"entities": {"device_ids": {device_id: True}}}
    kept["data"]["groups"].append({"id": "kids", "name": "Kids", "policy": policy})
    (kid,) = (user for user in kept["data"]["users"] if user["name"] == KID)
    kid["group_ids"] = ["kids"]
    file.write_text(json.dumps(kept))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def token(divided: Divided) -> AsyncIterator[str]:
    """The kid's."""
    yield await divided.token(KID, PASSPHRASE)


async def test_no_command_tells_of_the_camera(divided: Divided, token: str) -> None:
    home = divided.household.home
    requests = [divided.request(example) for example in EXAMPLES if "request" in json.loads(example.read_text())]
    told = await divided.asked(token, [*requests, {"type": "get_states"}])
    assert divided.told(told) == set()
    # They were the right questions: the kid is told of the other camera, and the owner of this one.
    assert divided.garden_clip in told
    assert "camera.back_garden" in told
    assert divided.household.clip.exists()
    reading = [each for each in requests if each["type"].removeprefix("secure_video/") in READING]
    assert len(reading) == len(READING)
    owner = await divided.token(home.username, home.password)
    for number, request in enumerate(reading):
        told = await divided.asked(owner, [request, divided.change(is_protected=number % 2 == 0)])
        answers = [line for line in told.splitlines() if '"id":1,' in line]
        assert divided.told("\n".join(answers)), request


async def test_the_live_view_is_refused(divided: Divided, token: str) -> None:
    asked = [{"type": "camera/stream", "entity_id": "camera.front_yard"}]
    told = await divided.asked(token, asked)
    assert "Unauthorized" in told
    assert "/api/hls" not in told
    home = divided.household.home
    owner = await divided.token(home.username, home.password)
    assert "/api/hls" in await divided.asked(owner, asked)


async def test_the_media_browser_has_nothing_of_it(divided: Divided, token: str) -> None:
    home, camera, clip = divided.household.home, divided.household.camera_id, divided.household.clip_id
    owners = await flows.browse(home)
    (front,) = (each["media_content_id"] for each in owners if each["title"] == "Front yard")
    (day,) = await flows.browse(home, front)
    (video,) = (
        each["media_content_id"]
        for each in await flows.browse(home, day["media_content_id"])
        if clip in each["media_content_id"]
    )
    assert camera in front
    kinds = ("media_source/browse_media", "media_source/resolve_media")
    ids = ("media-source://secure_video", front, day["media_content_id"], video)
    told = await divided.asked(token, [{"type": kind, "media_content_id": each} for kind in kinds for each in ids])
    assert divided.told(re.sub(r'"message":"[^"]*"', "", told)) == set()
    assert "Back garden" in told


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/secure_video/clips/{clip}/header"),
        ("GET", "/api/secure_video/clips/{clip}/sealed"),
        ("GET", "/api/secure_video/clips/{clip}/meta"),
        ("GET", "/api/secure_video/clips/{clip}/video"),
        ("GET", "/api/secure_video/clips/{clip}/thumbnail"),
        ("GET", "/api/secure_video/clips/{clip}/evidence"),
        ("POST", "/api/secure_video/clips/{clip}/share"),
        ("POST", "/api/secure_video/clips/unlock"),
        ("POST", "/api/secure_video/clips/rewrap"),
        ("GET", "/api/camera_proxy/camera.front_yard"),
        ("GET", "/api/camera_proxy_stream/camera.front_yard"),
        ("GET", "/api/image_proxy/image.front_yard_last_incident"),
        ("GET", "/api/states/binary_sensor.front_yard_person"),
    ],
)
async def test_no_address_gives_anything_of_it(divided: Divided, token: str, method: str, path: str) -> None:
    household = divided.household
    secret = {"clip": "AAAAAAAAAAAAAAAAAAAAAA==", "meta": "AAAAAAAAAAAAAAAAAAAAAA=="}
    body = {
        "/share": {"recipient": household.owner.recipient, "key": secret["clip"]},
        "/unlock": {"keys": {household.clip_id: secret}},
        "/rewrap": {"keys": {household.clip_id: secret}},
    }
    sent = next((each for end, each in body.items() if path.endswith(end)), None)
    async with (
        aiohttp.ClientSession(household.home.url, headers={"Authorization": f"Bearer {token}"}) as session,
        session.request(method, path.format(clip=household.clip_id), json=sent) as answer,
    ):
        assert answer.status in {401, 403, 404}
        # A refusal may name what was asked for.
        assert divided.told(await answer.text()) <= {"clip"}


@pytest.mark.parametrize("view", ["timeline", "live", "people", "ledger"])
async def test_no_view_shows_it(browser: Browser, divided: Divided, view: str) -> None:
    async with visitor(browser, divided.household.home, username=KID, password=PASSPHRASE) as kid:
        await kid.go(f"/secure-video/{view}")
        await expect(kid.panel.locator(f"secure-video-{view}")).to_be_visible(timeout=STEP)
        if view in {"timeline", "live"}:
            await expect(kid.panel.get_by_text("Back garden").first).to_be_visible(timeout=STEP)
        await kid.page.wait_for_timeout(1000)
        shown = await kid.panel.locator("body").inner_text()
    assert divided.told(shown) == set()


async def test_a_link_to_its_clip_shows_what_one_to_no_clip_shows(browser: Browser, divided: Divided) -> None:
    home, shown = divided.household.home, set()
    for clip_id in (divided.household.clip_id, UNKNOWN_CLIP):
        async with visitor(browser, home, username=KID, password=PASSPHRASE) as kid:
            await kid.go(f"/secure-video/clip/{clip_id}")
            await expect(kid.panel.get_by_text("This clip is not there any more")).to_be_visible(timeout=STEP)
            await expect(kid.panel.locator("video")).to_have_count(0)
            shown.add(await kid.panel.locator("body").inner_text())
    (page,) = shown
    assert divided.told(page) == set()
    async with visitor(browser, home, username=KID, password=PASSPHRASE) as kid:
        await kid.go(f"/secure-video/clip/{divided.garden_clip}")
        await expect(kid.panel.locator("secure-video-player")).to_contain_text("Back garden", timeout=STEP)
