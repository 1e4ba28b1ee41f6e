"""Whoever is in Home Assistant's own pages is shown the way into the panel."""

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.live.home_assistant import LiveHomeAssistant

from .browser import Visitor, visitor
from .newcomer import NAME, Newcomer

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]


async def _leads_into_the_set_up(owner: Visitor, link: Locator) -> None:
    await link.click()
    await expect(owner.button("Begin")).to_be_visible()
    # The dialog that the link was in is not in the way.
    await owner.button("Begin").click()


async def test_the_set_up_and_its_repair_lead_into_the_panel(browser: Browser, home: LiveHomeAssistant) -> None:
    async with visitor(browser, home) as owner:
        page = owner.page
        await Newcomer(owner).open_integrations()
        await page.get_by_role("button", name="Add integration").click()
        await page.get_by_placeholder("Search for a brand name").press_sequentially(NAME)
        await page.locator("dialog-add-integration").get_by_text(NAME, exact=True).click()
        await page.get_by_role("button", name="Submit").click()
        await _leads_into_the_set_up(owner, page.get_by_role("link", name="open Secure Video"))

        await owner.go("/config/repairs")
        await page.get_by_text("Nothing is recorded yet").click()
        await _leads_into_the_set_up(owner, page.get_by_role("link", name="open Secure Video"))
