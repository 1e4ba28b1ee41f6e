"""Pages that stay open while Home Assistant restarts, as those on a wall do."""

import asyncio
from typing import Final

import pytest
from playwright.async_api import Browser

from tests.live import flows

from .browser import visitor
from .household import Household

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(400)]

DASHBOARD: Final = "on-the-wall"
PATIENCE: Final = 180
"""Seconds in which a page has certainly asked again, on a slow machine too."""

SHOWN: Final = "(cards, clip_id) => cards.some(({ clip }) => clip.clip_id === clip_id)"
LINKED: Final = "(links, clip_id) => links.some(({ href }) => href.endsWith(clip_id))"


async def test_an_open_panel_and_an_open_card_go_on_by_themselves(browser: Browser, household: Household) -> None:
    home = household.home
    await flows.make_dashboard(home, DASHBOARD, "Wall", [{"type": "custom:secure-video-card", "count": 3}])
    async with visitor(browser, home) as panel, visitor(browser, home) as wall:
        await panel.go("/secure-video/timeline")
        await wall.go(f"/{DASHBOARD}/0")
        cards = panel.panel.locator("secure-video-clip-card")
        links = wall.page.locator("secure-video-card a")
        await cards.first.wait_for()
        await links.first.wait_for()
        await home.stop()
        await home.start_again()
        await flows.wait_until_streaming(home)
        clip_id = await flows.record_clip(home, household.camera, 1)
        for _ in range(PATIENCE):
            if await cards.evaluate_all(SHOWN, clip_id) and await links.evaluate_all(LINKED, clip_id):
                return
            await asyncio.sleep(1)
        raise TimeoutError("what was recorded after the restart is not shown")
