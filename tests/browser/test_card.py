"""The card on a dashboard: chosen and changed there, sealed until its user unlocks, and a way into the panel."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Request, Route, expect

from tests.live import flows

from .browser import Visitor, visitor
from .household import PASSPHRASE, Household

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

DASHBOARD: Final = "our-house"
CARD: Final = {"type": "custom:secure-video-card", "count": 1}
LOCKED: Final = "Sealed: open it in the panel"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def owner(browser: Browser, household: Household) -> AsyncIterator[Visitor]:
    """The owner, with a dashboard that has the card, and a camera that records nothing more."""
    recording = {"entity_id": "switch.front_yard_recording"}
    await household.home.socket.ask("call_service", domain="switch", service="turn_off", target=recording)
    await _wait_until_nothing_is_recorded(household)
    await flows.make_dashboard(household.home, DASHBOARD, "Our house", [CARD], [])
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
    await expect(_card(owner).locator("a")).to_have_count(1)
    await expect(_card(owner)).to_contain_text("Front yard")
    await expect(_card(owner).locator(".tile")).to_have_attribute("title", LOCKED)
    await expect(_card(owner).locator("img")).to_have_count(0)


async def test_a_click_opens_the_clip_and_what_is_lent_has_a_picture(owner: Visitor, household: Household) -> None:
    await _card(owner).locator("a").click()
    (newest, *_) = await flows.clips(household.home)
    await owner.page.wait_for_url(f"**/secure-video/clip/{newest['clip_id']}")
    await owner.unlock(PASSPHRASE)
    assert await owner.sees_video()
    await owner.button(re.compile("^Unlock in Home Assistant")).click()
    await owner.button("Lend the key").click()
    await expect(owner.panel.get_by_text("Home Assistant can play it until")).to_be_visible()

    await owner.go(f"/{DASHBOARD}/0")
    picture = _card(owner).locator("img")
    await expect(picture).to_be_visible()
    await expect(picture).not_to_have_js_property("naturalWidth", 0)

    await flows.lock(household.home)
    await expect(picture).to_have_count(0)
    await expect(_card(owner).locator(".tile")).to_have_attribute("title", LOCKED)


async def _add_card(person: Visitor, add: str = "Add card", by: str = "By card") -> None:
    """Open the dialog of the view that was left empty."""
    await person.go(f"/{DASHBOARD}/1?edit=1")
    await person.page.get_by_role("button", name=add).click()
    await person.page.get_by_text(by, exact=True).click()


async def test_it_is_chosen_by_its_preview_and_changed_in_its_editor(owner: Visitor, household: Household) -> None:
    page = owner.page
    await _add_card(owner)
    await page.get_by_placeholder("Search cards").fill("secure video")
    preview = page.locator("hui-card-picker .card", has_text="Secure Video")
    await expect(preview.locator("secure-video-card")).to_contain_text("Front yard")
    await expect(preview.locator("secure-video-card .tile").first).to_have_attribute("title", LOCKED)
    await preview.click()

    editor = page.locator("hui-dialog-edit-card")
    shown = editor.locator("secure-video-card")
    await expect(shown).to_contain_text("Front yard")
    await editor.get_by_text("Camera (none: all)").wait_for()
    await editor.locator("ha-entity-picker").click()
    await editor.locator("ha-picker-combo-box input").fill("front")
    await editor.locator("ha-picker-combo-box ha-combo-box-item", has_text="Front yard").click()
    # It says which camera only where it is not asked for one.
    await expect(shown).not_to_contain_text("Front yard")
    await editor.locator("ha-selector-number input").fill("1")
    await expect(shown.locator("a")).to_have_count(1)
    await editor.get_by_role("button", name="Save", exact=True).click()

    await owner.go(f"/{DASHBOARD}/1")
    await expect(_card(owner).locator("a")).to_have_count(1)
    await expect(_card(owner).locator(".tile")).to_have_attribute("title", LOCKED)
    saved = await household.home.socket.ask("lovelace/config", url_path=DASHBOARD)
    assert saved["views"][1]["cards"] == [{**CARD, "camera": household.camera}]


async def test_it_is_suggested_to_whoever_chooses_the_camera(owner: Visitor) -> None:
    page = owner.page
    await _add_card(owner, by="By entity")
    await page.get_by_placeholder("Search entities").fill("front yard camera")
    await page.get_by_text("Camera", exact=True).last.click()
    suggested = page.locator("hui-dialog-create-card secure-video-card")
    await expect(suggested.locator(".tile").first).to_have_attribute("title", LOCKED)


async def test_whoever_adds_it_reads_their_language(browser: Browser, owner: Visitor) -> None:
    async with visitor(browser, owner.home, locale="de-DE") as person:
        page = person.page
        await _add_card(person, add="Karte hinzufügen", by="Nach Karte")
        await page.get_by_placeholder("Karten durchsuchen").fill("Ereignisse, versiegelt")
        await page.locator("hui-card-picker .card", has_text="Secure Video").click()
        editor = page.locator("hui-dialog-edit-card")
        await expect(editor.get_by_text("Kamera (keine: alle)")).to_be_visible()
        await expect(editor.locator("ha-selector-number")).to_have_js_property("label", "Ereignisse")


async def test_it_may_be_loaded_before_home_assistant_itself(browser: Browser, owner: Visitor) -> None:
    def loaded(request: Request) -> None:
        if "secure_video_panel" in request.url:
            ours.set()

    async def after_ours(route: Route) -> None:
        await ours.wait()
        await person.page.wait_for_timeout(500)
        await route.continue_()

    ours = asyncio.Event()
    async with visitor(browser, owner.home) as person:
        person.page.on("requestfinished", loaded)
        await person.context.route("**/frontend_latest/app.*.js", after_ours)
        await person.go(f"/{DASHBOARD}/0")
        await expect(_card(person).locator("a")).to_have_count(1)
