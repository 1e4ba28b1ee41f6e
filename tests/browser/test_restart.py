"""Pages that stay open while Home Assistant restarts, as those on a wall do."""

import asyncio
from typing import Final

import pytest
from playwright.async_api import Browser

from tests.live import flows

from .browser import visitor
from .household import Household

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

DASHBOARD: Final = "on-the-wall"
PATIENCE: Final = 90
"""Seconds until somebody crosses the yard again, and half a minute more."""

SHOWN: Final = """(cards, before) => cards.some(({ clip }) => !before.includes(clip.clip_id))"""
LINKED: Final = """(links, before) => links.some(({ href }) => !before.some((id) => href.endsWith(id)))"""


async def test_an_open_panel_and_an_open_card_go_on_by_themselves(browser: Browser, household: Household) -> None:
    home = household.home
    await flows.make_dashboard(home, DASHBOARD, "Wall", [{"type": "custom:secure-video-card", "count": 1}])
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
        before = [clip["clip_id"] for clip in await flows.clips(home)]
        for _ in range(PATIENCE):
            if await cards.evaluate_all(SHOWN, before) and await links.evaluate_all(LINKED, before):
                return
            await asyncio.sleep(1)
        raise TimeoutError("what was recorded after the restart is not shown")
