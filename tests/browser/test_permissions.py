"""A user who may not see a camera sees none of its clips: in no view, by no command, at no address."""

import json
import re
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.live import flows
from tests.live.home_assistant import REPOSITORY
from tests.rtsp_server import RtspServer

from .addresses import Address, addresses
from .browser import visitor
from .divided import KID, Divided
from .household import PASSPHRASE, Household

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

EXAMPLES: Final = sorted((REPOSITORY / "contract").glob("*.json"))
UNKNOWN_CLIP: Final = "0123456789abcdef" * 2

READING: Final = frozenset(
    {"clips/get", "clips/list", "clips/subscribe", "overview/subscribe", "coverage", "ledger/list"}
)
"""What an administrator may be asked without that anything changes."""

JPEG: Final = "\xff\xd8\xff"

ADDRESSES: Final = addresses()
PROGRAM: Final = next((REPOSITORY / "custom_components" / "secure_video" / "panel").glob("frame-*.html")).name
FOR_EVERYBODY: Final = frozenset({"/secure_video_panel/{name}", "/api/secure_video/viewer"})
"""The program itself, which is the same for all."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def divided(household: Household, yard: RtspServer) -> Divided:
    """The household, with the kid in it."""
    return await Divided.furnish(household, yard.url("yard"))


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


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
async def test_no_address_gives_anything_of_it(divided: Divided, token: str, address: Address) -> None:
    home = divided.household.home
    owner = await divided.token(home.username, home.password)
    front = [state["entity_id"] for state in await home.states() if "front_yard" in state["entity_id"]]
    assert "camera.front_yard" in front
    for entity_id in front if address.is_of_an_entity else [""]:
        places = {"clip_id": divided.household.clip_id, "entity_id": entity_id, "flow_id": "0", "name": PROGRAM}
        path, body = address.path.format(**places), _body(address, divided.household)
        status, answer = await divided.fetched(token, address.method, path, body)
        # A refusal may name what was asked for.
        assert divided.told(answer.replace(entity_id, "") if entity_id else answer) <= {"clip"}
        assert JPEG not in answer
        is_refused = status in {401, 403, 404} or "403 Forbidden" in answer
        assert is_refused != (address.path in FOR_EVERYBODY), answer
        if "{clip_id}" in address.path or body:
            # It was asked rightly.
            assert (await divided.fetched(owner, address.method, path, body))[0] not in {400, 401, 403, 404, 405}


def _body(address: Address, household: Household) -> dict[str, Any] | None:
    """What is asked of the front yard's clip, with keys that are not its own."""
    key = "AAAAAAAAAAAAAAAAAAAAAA=="
    keys = {"keys": {household.clip_id: {"clip": key, "meta": key}}}
    bodies: dict[str, dict[str, Any]] = {
        "/api/secure_video/clips/{clip_id}/share": {"recipient": household.owner.recipient, "key": key},
        "/api/secure_video/clips/unlock": keys,
        "/api/secure_video/clips/rewrap": keys,
    }
    return bodies.get(address.path)


@pytest.mark.parametrize("view", ["timeline", "live", "people", "ledger"])
async def test_no_view_shows_it(browser: Browser, divided: Divided, view: str) -> None:
    async with visitor(browser, divided.household.home, username=KID, password=PASSPHRASE) as kid:
        await kid.go(f"/secure-video/{view}")
        await expect(kid.panel.locator(f"secure-video-{view}")).to_be_visible()
        if view in {"timeline", "live"}:
            await expect(kid.panel.get_by_text("Back garden").first).to_be_visible()
        await kid.page.wait_for_timeout(1000)
        shown = await kid.reads()
    assert divided.told(shown) == set()
    assert "Timeline Live People Ledger" in shown


async def test_a_link_to_its_clip_shows_what_one_to_no_clip_shows(browser: Browser, divided: Divided) -> None:
    home, shown = divided.household.home, set()
    for clip_id in (divided.household.clip_id, UNKNOWN_CLIP):
        async with visitor(browser, home, username=KID, password=PASSPHRASE) as kid:
            await kid.go(f"/secure-video/clip/{clip_id}")
            await expect(kid.panel.get_by_text("This clip is not there any more")).to_be_visible()
            await expect(kid.panel.locator("video")).to_have_count(0)
            shown.add(await kid.reads())
    (page,) = shown
    assert "This clip is not there any more" in page
    assert divided.told(page) == set()
    async with visitor(browser, home, username=KID, password=PASSPHRASE) as kid:
        await kid.go(f"/secure-video/clip/{divided.garden_clip}")
        await expect(kid.panel.locator("secure-video-player")).to_contain_text("Back garden")


async def test_the_card_shows_nothing_of_it_and_says_why(browser: Browser, divided: Divided) -> None:
    home, card = divided.household.home, {"type": "custom:secure-video-card"}
    cards = [{**card, "camera": divided.household.camera}, card]
    await flows.make_dashboard(home, "our-house", "Our house", cards)
    async with visitor(browser, home, username=KID, password=PASSPHRASE) as kid:
        await kid.go("/our-house/0")
        of_front, of_all = (kid.page.locator("secure-video-card").nth(number) for number in (0, 1))
        await expect(of_front).to_contain_text("No camera here that you may see")
        await expect(of_front.locator("a")).to_have_count(0)
        await expect(of_all).to_contain_text("Back garden")
        await expect(of_all).not_to_contain_text("Front yard")
        assert (
            divided.told(str(await of_all.locator("a").evaluate_all("links => links.map(({ href }) => href)"))) == set()
        )
    async with visitor(browser, home) as owner:
        await owner.go("/our-house/0")
        await expect(owner.page.locator("secure-video-card").nth(0).locator("a").first).to_be_visible()
