"""A member of the household who is no administrator and has no key yet, on a phone."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.live import flows

from .browser import PHONE, Visitor, visitor
from .household import Household

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

PASSWORD = "walks-the-dog"  # noqa: S105 - a made-up one


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def member(browser: Browser, household: Household) -> AsyncIterator[Visitor]:
    """At the clip of the person, which is sealed."""
    await household.home.add_user("member", PASSWORD)
    async with visitor(browser, household.home, username="member", password=PASSWORD, screen=PHONE) as member:
        await member.go(f"/secure-video/clip/{household.clip_id}")
        await expect(member.panel.get_by_text("This clip is sealed")).to_be_visible()
        yield member


async def test_what_would_be_refused_is_not_offered(member: Visitor) -> None:
    await expect(member.button("Snapshot")).to_be_visible()
    for name in ("Protect", "Delete"):
        await expect(member.button(name)).to_have_count(0)


async def test_a_sealed_clip_fits_on_the_screen(member: Visitor) -> None:
    box = await member.panel.locator("secure-video-player .sealed").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE.width


async def test_whoever_has_no_key_is_led_to_where_one_is_made(member: Visitor) -> None:
    await member.button("Unlock").click()
    await member.button("I have no key yet").click()
    await expect(member.button("Make my key")).to_be_visible()
    await expect(member.dialog).to_have_count(0)


async def test_whoever_comes_while_it_is_recorded_may_look_live_or_wait(member: Visitor, household: Household) -> None:
    clip_id = await flows.record_clip(household.home, household.camera, 5)
    await member.go(f"/secure-video/clip/{clip_id}")
    await expect(member.panel.get_by_role("heading", name="Being recorded")).to_be_visible()
    await expect(member.panel.locator("secure-video-player").get_by_role("button", name="Live")).to_be_visible()
    await expect(member.panel.get_by_text("Save sealed")).to_have_count(0)
    await expect(member.panel.get_by_text("This clip is sealed")).to_be_visible()
    await expect(member.panel.get_by_text("Save sealed")).to_be_visible()
