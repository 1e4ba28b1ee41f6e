"""A camera in the panel: its picture now, how much it may do, and what is drawn on it, until that is in effect."""

from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any, Final

import cv2
import numpy as np
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from tests.live.home_assistant import RequestRefused

from .browser import Visitor, visitor
from .household import Household

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

SEEN_AGAIN: Final = 120_000
"""Milliseconds: the person crosses the yard every 40 s, and the camera's stream begins anew when it is changed."""

PLAIN: Final = 3
"""Standard deviation of what is painted over, of 255: a little, as in every JPEG. Bricks have ten times that."""


@pytest_asyncio.fixture(loop_scope="module")
async def owner(browser: Browser, household: Household) -> AsyncIterator[Visitor]:
    """The owner, who looks at the live pictures."""
    async with visitor(browser, household.home) as owner:
        await owner.go("/secure-video/live")
        yield owner


async def _settings(household: Household) -> dict[str, Any]:
    asked = await household.home.socket.ask("secure_video/cameras/settings", camera_id=household.camera_id)
    return dict(asked)


async def _edit(owner: Visitor) -> Locator:
    """Open the camera's settings, and return where one draws."""
    await owner.button("Settings of Front yard").click()
    drawing = owner.panel.locator("secure-video-drawing")
    await drawing.wait_for()
    await expect(drawing.locator("img")).to_be_visible()
    return drawing


async def _save(owner: Visitor) -> None:
    await owner.button("Save").click()
    await expect(owner.panel.get_by_text("Saved. The camera goes on with it.")).to_be_visible()


async def _drag(owner: Visitor, drawing: Locator, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag with the mouse; places in fractions of the picture."""
    box = await drawing.bounding_box()
    assert box
    (from_x, from_y), (to_x, to_y) = (
        (box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in (start, end)
    )
    await owner.page.mouse.move(from_x, from_y)
    await owner.page.mouse.down()
    await owner.page.mouse.move(to_x, to_y, steps=5)
    await owner.page.mouse.up()


async def test_the_picture_stays_in_sight_while_its_settings_are_scrolled(owner: Visitor) -> None:
    drawing = await _edit(owner)
    heights = [await each.bounding_box() for each in (drawing, owner.panel.locator("secure-video-camera .card").first)]
    assert len({box["y"] for box in heights if box}) == 1
    await owner.panel.get_by_role("heading", name="Near misses").scroll_into_view_if_needed()
    await expect(drawing.locator("img")).to_be_in_viewport(ratio=0.9)


async def test_the_live_picture_goes_on(owner: Visitor) -> None:
    picture = owner.panel.get_by_role("img", name="Front yard now")
    await expect(picture).to_be_visible()
    shown = set()
    for _ in range(100):
        shown.add(await picture.get_attribute("src"))
        if len(shown) >= 4:
            break
        await owner.page.wait_for_timeout(200)
    assert len(shown) >= 4
    assert await picture.evaluate("img => img.naturalWidth") > 300


async def test_the_full_live_picture_plays(owner: Visitor) -> None:
    await owner.button("Full live picture of Front yard").click()
    video = owner.page.locator("ha-more-info-dialog video")
    await video.wait_for()
    await expect(video).to_have_js_property("paused", value=False)
    for _ in range(300):
        if await video.evaluate("video => video.currentTime > 0.5"):
            break
        await owner.page.wait_for_timeout(100)
    assert await video.evaluate("video => video.currentTime") > 0.5


async def test_a_camera_is_switched_off_and_on_again(owner: Visitor, household: Household) -> None:
    modes = owner.panel.get_by_role("group", name="What Front yard may do")
    for name, switches in (("Off", ("off", "off")), ("Look", ("on", "off")), ("Record", ("on", "on"))):
        await modes.get_by_role("button", name=name, exact=True).click()
        await expect(modes.get_by_role("button", name=name, exact=True)).to_have_attribute("aria-pressed", "true")
        states = {state["entity_id"]: state["state"] for state in await household.home.states()}
        assert (states["switch.front_yard_detection"], states["switch.front_yard_recording"]) == switches
        if name == "Off":
            await expect(owner.panel.get_by_text("Off: nothing is received")).to_be_visible()
            await expect(owner.panel.get_by_role("img", name="Front yard now")).to_have_count(0)
    await expect(owner.panel.get_by_role("img", name="Front yard now")).to_be_visible()


async def test_an_area_is_drawn_by_mouse_and_tells_what_it_would_have_missed(
    owner: Visitor, household: Household
) -> None:
    drawing = await _edit(owner)
    await owner.button("Area").click()
    # It begins in the middle; up to the wall with it, where nobody walks, and one corner further out.
    await _drag(owner, drawing, (0.5, 0.6), (0.5, 0.2))
    await _drag(owner, drawing, (0.75, 0.4), (0.9, 0.35))
    await owner.panel.get_by_label("Name", exact=True).first.fill("Wall")
    await _save(owner)
    (zone,) = (await _settings(household))["zones"]
    assert zone["name"] == "Wall"
    expected = [(0.35, 0.0), (0.65, 0.0), (0.9, 0.35), (0.25, 0.4)]
    assert np.allclose(zone["polygon"], expected, atol=0.02)

    entities = {state["entity_id"] for state in await household.home.states()}
    assert any("wall" in entity for entity in entities)
    misses = owner.panel.locator("secure-video-near-misses")
    for _ in range(SEEN_AGAIN // 4000):
        await owner.page.wait_for_timeout(3000)
        await owner.button("Back").click()
        await _edit(owner)
        if await misses.get_by_text("Outside of the areas").count():
            break
    await expect(misses).to_contain_text("Outside of the areas")
    await expect(misses.get_by_role("status")).to_contain_text("0 of")
    await owner.panel.locator("secure-video-shape-list").get_by_role("button", name="Wall").click()
    await owner.button("Remove").click()
    await expect(misses).to_contain_text("Would be told")
    await _save(owner)
    assert (await _settings(household))["zones"] == []


async def test_a_line_is_drawn_by_keyboard_alone(owner: Visitor, household: Household) -> None:
    await _edit(owner)
    keyboard = owner.page.keyboard
    await owner.button("Line").focus()
    await keyboard.press("Enter")
    point = owner.panel.get_by_role("button", name="Point 1, 25 % from the left")
    await point.focus()
    await keyboard.press("Shift+ArrowUp")
    await keyboard.press("ArrowLeft")
    await expect(
        owner.panel.get_by_role("button", name="Point 1, 24 % from the left, 60 % from the top")
    ).to_be_focused()
    await keyboard.press("Control+z")
    await expect(
        owner.panel.get_by_role("button", name="Point 1, 25 % from the left, 65 % from the top")
    ).to_be_visible()
    await keyboard.press("Control+y")
    await owner.button("Save").focus()
    await keyboard.press("Enter")
    await expect(owner.panel.get_by_text("Saved. The camera goes on with it.")).to_be_visible()
    (line,) = (await _settings(household))["lines"]
    assert (line["name"], line["start"], line["end"]) == ("Line", [0.24, 0.6], [0.75, 0.65])


async def test_a_mask_hides_its_part_of_the_picture(owner: Visitor, household: Household) -> None:
    drawing = await _edit(owner)
    assert await _contrast(household, (0.05, 0.05, 0.35, 0.25)) > PLAIN
    await owner.button("Mask").click()
    await _drag(owner, drawing, (0.35, 0.25), (0.5, 0.5))
    await _save(owner)
    (mask,) = (await _settings(household))["masks"]
    assert mask["kind"] == "private"
    for _ in range(100):
        # While the stream begins anew there is no picture.
        with suppress(RequestRefused):
            if await _contrast(household, (0.08, 0.08, 0.3, 0.2)) < PLAIN:
                break
        await owner.page.wait_for_timeout(300)
    assert await _contrast(household, (0.08, 0.08, 0.3, 0.2)) < PLAIN
    assert await _contrast(household, (0.6, 0.05, 0.9, 0.25)) > PLAIN


async def test_what_was_not_saved_is_kept_and_can_be_discarded(owner: Visitor, household: Household) -> None:
    before = await _settings(household)
    await _edit(owner)
    await owner.button("Area").click()
    await owner.button("Back").click()
    await expect(owner.panel.get_by_text("Your changes to Front yard are not saved yet.")).to_be_visible()
    await _edit(owner)
    await expect(owner.panel.get_by_text("Not saved yet", exact=True)).to_be_visible()
    await owner.button("Discard").click()
    await expect(owner.panel.get_by_text("Not saved yet", exact=True)).to_have_count(0)
    assert await _settings(household) == before


async def _contrast(household: Household, part: tuple[float, float, float, float]) -> float:
    """How much brightness differs within a part of the picture that Home Assistant shows."""
    data = await household.home.get(f"/api/camera_proxy/{household.camera}")
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    height, width = picture.shape
    left, top, right, bottom = part
    cut = picture[round(top * height) : round(bottom * height), round(left * width) : round(right * width)]
    return float(cut.std())
