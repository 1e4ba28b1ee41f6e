"""The timeline and the player: days, filters, speeds, single pictures, and what is kept or goes."""

import json
import re
from collections.abc import AsyncIterator
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from tests.live import flows
from tests.live.announcements import EVENT_CLIP_SEALED

from .browser import Visitor, visitor
from .household import PASSPHRASE, Household

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

BEGUN: Final = """async (video) => {
  while (!video.played.length) await new Promise((resolve) => requestAnimationFrame(resolve));
  return video.played.start(0);
}"""
"""The second that a video was played from."""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def owner(browser: Browser, household: Household) -> AsyncIterator[Visitor]:
    """The owner with an open key. The camera only looks from now on, so that no more clips come."""
    async with visitor(browser, household.home) as owner:
        await owner.go("/secure-video/live")
        modes = owner.panel.get_by_role("group", name="What Front yard may do")
        sealed = await household.home.socket.subscribe(EVENT_CLIP_SEALED)
        clip = await flows.record_clip(household.home, household.camera, 1)
        while (await sealed.get()).data["clip_id"] != clip:
            pass
        await modes.get_by_role("button", name="Off", exact=True).click()
        await owner.go("/secure-video/timeline")
        await owner.unlock(PASSPHRASE)
        yield owner


def _cards(owner: Visitor) -> Locator:
    return owner.panel.locator("secure-video-clip-card")


async def test_filters_leave_what_was_asked_for(owner: Visitor) -> None:
    await expect(_cards(owner).first).to_be_visible()
    everything = await _cards(owner).count()
    people = await _cards(owner).filter(has_text="Person").count()
    await expect(owner.button("Person")).to_have_text(re.compile(rf"Person\s*{people}\s*$"))
    await owner.button("Person").click()
    await expect(_cards(owner)).to_have_count(people)
    assert await _cards(owner).count() == await _cards(owner).filter(has_text="Person").count()
    await owner.button("Person").click()
    await owner.button("Vehicle").click()
    await expect(owner.panel.get_by_text("Nothing matches")).to_be_visible()
    await owner.button("Show all").first.click()
    await expect(_cards(owner)).to_have_count(everything)


async def test_the_day_before_is_empty_and_says_so(owner: Visitor) -> None:
    await owner.button("Day before").click()
    await expect(owner.panel.get_by_text("Nothing was recorded in this time")).to_be_visible()
    await expect(owner.button("Day after")).to_be_enabled()
    await owner.button("Now").click()
    await expect(_cards(owner).first).to_be_visible()
    await expect(owner.button("Day after")).to_be_disabled()


async def test_whoever_comes_back_from_a_clip_finds_the_list_as_it_was(owner: Visitor) -> None:
    await owner.button("Person").click()
    await owner.button("Closer").click()
    people = _cards(owner).filter(has_text="Person")
    await people.last.get_by_role("button").first.click()
    assert await owner.sees_video()
    # There are clips of something else, too.
    for neighbour in ("Clip before", "Clip after"):
        while await owner.button(neighbour).is_enabled():
            await owner.button(neighbour).click()
            await expect(owner.panel.locator("secure-video-player h2")).to_contain_text("Person")
    await owner.button("Back").click()
    await expect(owner.button("Person")).to_have_attribute("aria-pressed", "true")
    await expect(_cards(owner).locator(".selected")).to_have_count(1)
    assert await _cards(owner).count() == await people.count()
    await owner.button("Person").click()


async def test_many_clips_are_protected_and_deleted_at_once(owner: Visitor, household: Household) -> None:
    await expect(owner.button("Person")).to_have_attribute("aria-pressed", "false")
    count = await _cards(owner).count()
    await owner.button("Select").click()
    await owner.panel.get_by_role("checkbox", name="Person").last.press("Space")
    await expect(owner.panel.get_by_text("Selected: 1")).to_be_visible()
    await owner.button("Protect").click()
    await expect(owner.button("Undo")).to_be_visible()
    (kept,) = [clip["clip_id"] for clip in await flows.clips(household.home) if clip["is_protected"]]

    await _cards(owner).first.click(modifiers=["Control"])
    await _cards(owner).last.click(modifiers=["Shift"])
    await expect(owner.panel.get_by_text(f"Selected: {count} · Protected: 1")).to_be_visible()
    await owner.page.keyboard.press("Escape")
    await expect(owner.panel.get_by_role("checkbox")).to_have_count(0)
    await owner.button("Select").click()
    await owner.button("Select all").click()
    await owner.page.keyboard.press("Delete")
    await expect(owner.dialog).to_contain_text("Protected, so not deleted: 1")
    await owner.dialog.get_by_role("button", name="Delete").click()
    await expect(_cards(owner)).to_have_count(1)
    assert [clip["clip_id"] for clip in await flows.clips(household.home)] == [kept]
    assert {path.name.split(".")[0] for path in household.home.media.rglob("*.mp4.age")} == {kept}

    await owner.button("Select").click()
    await owner.button("Select all").click()
    await expect(owner.button("Delete")).to_be_disabled()
    await owner.button("Protected").click()
    await expect(owner.panel.get_by_text("No longer protected.")).to_be_visible()


async def test_a_clip_begins_where_something_does_and_plays_slowly_and_by_single_pictures(
    owner: Visitor, household: Household
) -> None:
    await _cards(owner).filter(has_text="Person").last.get_by_role("button").first.click()
    assert await owner.sees_video()
    await expect(owner.panel.get_by_role("heading", level=1)).to_have_text("Front yard")
    video = owner.panel.locator("secure-video-player video")
    assert await video.evaluate(BEGUN) == pytest.approx(_first_incident(owner, household) - 2, abs=0.1)
    await owner.button("Check this clip").scroll_into_view_if_needed()
    await expect(video).to_be_in_viewport(ratio=0.9)
    await owner.panel.get_by_label("Speed").select_option("0.5 ×")
    await expect(video).to_have_js_property("playbackRate", value=0.5)
    await owner.button("Pause").click()
    before = await video.evaluate("video => video.currentTime")
    await owner.button("One picture on").click()
    await expect(video).not_to_have_js_property("currentTime", before)
    assert 0 < await video.evaluate("video => video.currentTime") - before < 0.2
    await owner.page.keyboard.press("Home")
    await expect(video).to_have_js_property("currentTime", 0)


def _first_incident(owner: Visitor, household: Household) -> float:
    """When it begins, in seconds of the clip that is shown."""
    (description,) = household.home.media.rglob(f"{owner.page.url.rpartition('/')[2]}.meta.age")
    return float(min(incident["begins"] for incident in json.loads(household.opens(description))["incidents"]))


async def test_what_is_protected_cannot_be_deleted_until_it_is_not(owner: Visitor, household: Household) -> None:
    await owner.button("Protect").click()
    await expect(owner.button("Protected")).to_have_attribute("aria-pressed", "true")
    await expect(owner.button("Delete")).to_be_disabled()
    (clip_id,) = [clip["clip_id"] for clip in await flows.clips(household.home) if clip["is_protected"]]
    assert owner.page.url.endswith(clip_id)
    await owner.button("Undo").click()
    await expect(owner.button("Protect")).to_be_visible()
    await expect(owner.button("Delete")).to_be_enabled()

    await owner.button("Delete").click()
    await owner.dialog.get_by_role("button", name="Cancel").last.click()
    assert clip_id in {clip["clip_id"] for clip in await flows.clips(household.home)}
    await owner.button("Delete").click()
    await owner.dialog.get_by_role("button", name="Delete").click()
    await expect(owner.panel.get_by_text("Deleted. The log says so.")).to_be_visible()
    assert clip_id not in {clip["clip_id"] for clip in await flows.clips(household.home)}
    assert not list(household.home.media.rglob(f"{clip_id}*"))


async def test_the_keyboard_explains_itself(owner: Visitor) -> None:
    await owner.page.keyboard.press("?")
    await expect(owner.panel.get_by_role("heading", name="Keyboard")).to_be_visible()
    await owner.page.keyboard.press("Escape")
    await expect(owner.dialog).to_have_count(0)
