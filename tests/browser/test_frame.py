"""The frame that holds keys and video: nothing else on the page gets at it, and it reaches nothing but its page."""

import pytest
from playwright.async_api import Browser

from tests.live.home_assistant import LiveHomeAssistant

from .browser import PANEL, visitor

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]

SPY = """async () => {
  const panel = document.querySelector('home-assistant').shadowRoot.querySelector('home-assistant-main').shadowRoot
    .querySelector('ha-panel-custom secure-video-panel');
  const frame = panel.querySelector('iframe');
  const tried = {};
  const attempt = (name, what) => { try { tried[name] = String(what()) } catch (error) { tried[name] = error.name } };
  attempt('document', () => frame.contentDocument);
  attempt('body', () => frame.contentWindow.document.body.innerHTML);
  attempt('origin', () => frame.contentWindow.origin);
  attempt('variable', () => frame.contentWindow.secureVideo);
  return tried;
}"""
"""What a hostile element on the page would begin with."""


async def test_the_page_around_cannot_look_in(browser: Browser, installed: LiveHomeAssistant) -> None:
    async with visitor(browser, installed) as owner:
        await owner.go("/secure-video")
        await owner.panel.locator("body").wait_for()
        tried = await owner.page.evaluate(SPY)
    assert tried == {
        "document": "null",
        "body": "SecurityError",
        "origin": "SecurityError",
        "variable": "SecurityError",
    }


async def test_the_frame_reaches_no_network_and_keeps_nothing(browser: Browser, installed: LiveHomeAssistant) -> None:
    async with visitor(browser, installed) as owner:
        await owner.go("/secure-video")
        await owner.panel.locator("body").wait_for()
        frame = await (await owner.page.locator(PANEL).element_handle()).content_frame()
        assert frame
        assert await frame.evaluate("origin") == "null"
        outcomes = await frame.evaluate(
            """async (url) => {
              const tried = {};
              const attempt = async (name, what) => {
                try { await what(); tried[name] = 'worked' } catch (error) { tried[name] = error.name }
              };
              await attempt('fetch', () => fetch(`${url}/manifest.json`));
              await attempt('localStorage', () => localStorage);
              await attempt('indexedDB', () => new Promise((resolve, reject) => {
                const request = indexedDB.open('x');
                request.onsuccess = resolve;
                request.onerror = () => reject(request.error);
              }));
              await attempt('top', () => { top.location.href });
              return tried;
            }""",
            owner.origin,
        )
        assert outcomes == {
            "fetch": "TypeError",
            "localStorage": "SecurityError",
            "indexedDB": "SecurityError",
            "top": "SecurityError",
        }
