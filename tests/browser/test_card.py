"""The card on a dashboard: sealed until its user unlocks, and a way into the panel."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from tests.live import flows

from .browser import STEP, Visitor, visitor
from .household import PASSPHRASE, Household

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

DASHBOARD: Final = "our-house"
CARD: Final = {"type": "custom:secure-video-card", "count": 1}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def owner(browser: Browser, household: Household) -> AsyncIterator[Visitor]:
    """The owner, with a dashboard that has the card, and a camera that records nothing more."""
    socket = household.home.socket
    recording = {"entity_id": "switch.front_yard_recording"}
    await socket.ask("call_service", domain="switch", service="turn_off", target=recording)
    await _wait_until_nothing_is_recorded(household)
    await socket.ask("lovelace/dashboards/create", url_path=DASHBOARD, title="Our house", mode="storage")
    await socket.ask("lovelace/config/save", url_path=DASHBOARD, config={"views": [{"cards": [CARD]}]})
    async with visitor(browser, household.home) as owner:
        yield owner


async def _wait_until_nothing_is_recorded(household: Household) -> None:
    for _ in range(120):
        if all(clip["state"] != "recording" for clip in await flows.clips(household.home)):
            return
        await asyncio.sleep(0.5)
    raise TimeoutError("a clip is still recorded")


def _card(owner: Visitor) -> Locator:
    return owner.page.locator("secure-video-card")


async def test_it_shows_no_picture_of_what_is_sealed_and_says_so(owner: Visitor) -> None:
    await owner.go(f"/{DASHBOARD}/0")
    await expect(_card(owner).locator("a")).to_have_count(1, timeout=STEP)
    await expect(_card(owner)).to_contain_text("Front yard")
    await expect(_card(owner).locator(".tile")).to_have_attribute("title", "Sealed: open it in the panel")
    await expect(_card(owner).locator("img")).to_have_count(0)


async def test_a_click_opens_the_clip_and_what_is_lent_has_a_picture(owner: Visitor, household: Household) -> None:
    await _card(owner).locator("a").click()
    (newest, *_) = await flows.clips(household.home)
    await owner.page.wait_for_url(f"**/secure-video/clip/{newest['clip_id']}")
    await owner.unlock(PASSPHRASE)
    assert await owner.sees_video()
    await owner.button(re.compile("^Unlock in Home Assistant")).click()
    await owner.button("Lend the key").click()
    await expect(owner.panel.get_by_text("Home Assistant can play it until")).to_be_visible(timeout=STEP)

    await owner.go(f"/{DASHBOARD}/0")
    picture = _card(owner).locator("img")
    await expect(picture).to_be_visible(timeout=STEP)
    await expect(picture).not_to_have_js_property("naturalWidth", 0)

    await flows.lock(household.home)
    await expect(picture).to_have_count(0, timeout=STEP)
    await expect(_card(owner).locator(".tile")).to_have_attribute("title", "Sealed: open it in the panel")
