"""Every view of the panel, light and dark, on a desk and on a phone, read from either side, and by keyboard alone."""

from collections.abc import AsyncIterator
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from .browser import DESKTOP, PHONE, Screen, Visitor, visitor
from .household import PASSPHRASE, Household
from .looks import AXE, Looks, panel_frame

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(300),
    pytest.mark.skipif(not AXE.is_file(), reason="scripts/setup has not installed axe"),
]

HEBREW: Final = "if (origin === '{origin}') localStorage.setItem('selectedLanguage', '\"he\"')"

VIEWS: Final = {
    "timeline": "secure-video-clip-card",
    "live": "secure-video-camera-tile img",
    "people": "secure-video-person",
    "ledger": "secure-video-ledger .entry",
    "camera/{camera_id}": "secure-video-drawing img",
    "clip/{clip_id}": "secure-video-clip-details",
    "setup": "secure-video-setup",
}
"""The places of the panel, and what is there once one is shown."""


async def _show(owner: Visitor, household: Household, view: str) -> None:
    """Go to a view as Home Assistant's links do: without loading the page again, which would lock the key."""
    path = f"/secure-video/{view.format(camera_id=household.camera_id, clip_id=household.clip_id)}"
    await owner.page.evaluate(
        "path => { history.pushState(null, '', path); window.dispatchEvent(new CustomEvent('location-changed')) }", path
    )
    await owner.panel.locator(VIEWS[view]).first.wait_for()


@pytest_asyncio.fixture(
    loop_scope="module",
    params=[(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light"), (PHONE, "dark")],
    ids=["desk, light", "desk, dark", "phone, light", "phone, dark"],
)
async def owner(browser: Browser, household: Household, request: pytest.FixtureRequest) -> AsyncIterator[Visitor]:
    """The owner with an open key, at one screen of two colours."""
    screen, colours = request.param
    async with visitor(browser, household.home, screen=screen, color_scheme=colours) as owner:
        await owner.go("/secure-video/timeline")
        await owner.unlock(PASSPHRASE)
        yield owner


async def test_texts_are_set_in_home_assistants_own_font(owner: Visitor, household: Household) -> None:
    await _show(owner, household, "timeline")
    weights = "() => [...document.fonts].filter(({ family, status }) => family === 'Roboto' && status === 'loaded')"
    frame = await owner.frame()
    await frame.wait_for_function(f"({weights})().length > 1")
    assert await frame.evaluate("() => document.fonts.check('500 16px Roboto')")


async def test_nobody_is_shut_out_and_all_has_its_place(owner: Visitor, household: Household) -> None:
    is_phone = (owner.page.viewport_size or {"width": 0})["width"] == PHONE.width
    for view in VIEWS:
        await _show(owner, household, view)
        looks = await Looks.of(owner)
        assert (view, looks.barriers, looks.overflowing) == (view, (), ())
        assert (view, looks.too_small if is_phone else ()) == (view, ())


async def test_what_is_sealed_looks_right_too(browser: Browser, household: Household) -> None:
    async with visitor(browser, household.home, screen=PHONE) as owner:
        await owner.go("/secure-video/timeline")
        await owner.button("Unlock").last.click()
        await expect(owner.panel.get_by_role("dialog")).to_be_visible()
        looks = await Looks.of(owner)
        assert (looks.barriers, looks.overflowing, looks.too_small) == ((), (), ())
        await owner.page.keyboard.press("Escape")
        await expect(owner.dialog).to_have_count(0)
        looks = await Looks.of(owner)
        assert (looks.barriers, looks.overflowing, looks.too_small) == ((), (), ())


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desk", "phone"])
async def test_read_from_the_right_nothing_is_cut_off(browser: Browser, household: Household, screen: Screen) -> None:
    async with visitor(browser, household.home, screen=screen) as owner:
        await owner.context.add_init_script(HEBREW.format(origin=owner.origin))
        await owner.go("/secure-video/timeline")
        await owner.unlock(PASSPHRASE)
        assert await (await panel_frame(owner)).evaluate("document.documentElement.dir") == "rtl"
        for view in VIEWS:
            await _show(owner, household, view)
            looks = await Looks.of(owner)
            assert (view, looks.barriers, looks.overflowing) == (view, (), ())


async def test_read_from_the_right_arrows_turn_and_a_video_does_not(browser: Browser, household: Household) -> None:
    async with visitor(browser, household.home) as owner:
        await owner.context.add_init_script(HEBREW.format(origin=owner.origin))
        await owner.go("/secure-video/timeline")
        await owner.unlock(PASSPHRASE)
        await _show(owner, household, "clip/{clip_id}")
        back = await owner.button("Back").locator("svg").evaluate("svg => getComputedStyle(svg).scale")
        assert back == "-1 1"
        before, after = [await owner.button(name).bounding_box() for name in ("One picture back", "One picture on")]
        assert before
        assert after
        assert before["x"] < after["x"]


async def test_a_clip_is_reached_played_and_left_by_keyboard_alone(browser: Browser, household: Household) -> None:
    async with visitor(browser, household.home) as owner:
        await owner.go("/secure-video/timeline")
        press = owner.page.keyboard.press
        await owner.panel.locator("secure-video-lock-state").wait_for()
        await _tab_to(owner, "Unlock")
        await press("Enter")
        await expect(owner.panel.get_by_label("Passphrase")).to_be_focused()
        await owner.page.keyboard.type(PASSPHRASE)
        await press("Enter")
        await expect(owner.panel.locator("secure-video-lock-state .chip.open")).to_be_visible()
        await _tab_to(owner, "Timeline with")
        await press("j")
        await press("k")
        await owner.page.wait_for_url("**/secure-video/clip/*")
        assert await owner.sees_video()
        video = owner.panel.locator("secure-video-player video")
        await press("k")
        await expect(video).to_have_js_property("paused", value=True)
        await _tab_to(owner, "Back", key="Shift+Tab")
        await press("Enter")
        await owner.page.wait_for_url("**/secure-video/timeline")
        await expect(owner.panel.locator("secure-video-clip-card").first).to_be_visible()


FOCUSED: Final = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (!at || at === document.body) return '';
  return `${at?.ariaLabel ?? ''} ${at?.getRootNode().host?.textContent?.trim() ?? ''} ${at?.textContent?.trim() ?? ''}`;
}"""


async def _tab_to(owner: Visitor, name: str, *, key: str = "Tab") -> None:
    """Press Tab until something of this name has the focus."""
    frame = await panel_frame(owner)
    passed = []
    for _ in range(60):
        await owner.page.keyboard.press(key)
        passed.append(" ".join((await frame.evaluate(FOCUSED)).split()))
        if name in passed[-1]:
            return
    raise AssertionError(f"{name} is not reached: {passed}")
