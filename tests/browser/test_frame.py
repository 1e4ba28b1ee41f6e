"""The frame that holds keys and video: nothing else on the page gets at it, and it reaches nothing but its page."""

import pytest
from playwright.async_api import Browser

from .browser import visitor
from .hostile import HOSTILE, loot_of, video_in, words_in
from .household import PASSPHRASE, Household

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

SPY = """async () => {
  const panel = document.querySelector('home-assistant').shadowRoot.querySelector('home-assistant-main').shadowRoot
    .querySelector('ha-panel-custom secure-video-panel');
  const frame = panel.querySelector('iframe');
  const tried = { isLoosened: frame.sandbox.contains('allow-same-origin') };
  const attempt = (name, what) => { try { tried[name] = String(what()) } catch (error) { tried[name] = error.name } };
  attempt('document', () => frame.contentDocument);
  attempt('body', () => frame.contentWindow.document.body.innerHTML);
  attempt('origin', () => frame.contentWindow.origin);
  attempt('variable', () => frame.contentWindow.secureVideo);
  return tried;
}"""
"""What a hostile element on the page would begin with."""


async def test_the_page_around_cannot_look_in(browser: Browser, household: Household) -> None:
    async with visitor(browser, household.home) as owner:
        await owner.context.add_init_script(HOSTILE)
        await owner.go("/secure-video")
        await owner.panel.locator("secure-video-shell").wait_for()
        tried = await owner.page.evaluate(SPY)
    # What the page says of the frame is not what keeps it out: its server says so, too.
    assert tried == {
        "isLoosened": True,
        "document": "null",
        "body": "SecurityError",
        "origin": "SecurityError",
        "variable": "SecurityError",
    }


async def test_the_frame_reaches_no_network_and_keeps_nothing(browser: Browser, household: Household) -> None:
    async with visitor(browser, household.home) as owner:
        await owner.go("/secure-video")
        await owner.panel.locator("body").wait_for()
        frame = await owner.frame()
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


async def test_whoever_reads_along_on_the_page_gets_sealed_bytes_only(browser: Browser, household: Household) -> None:
    async with visitor(browser, household.home) as owner:
        await owner.context.add_init_script(HOSTILE)
        await owner.go(f"/secure-video/clip/{household.clip_id}")
        await owner.unlock(PASSPHRASE)
        assert await owner.sees_video()
        loot = await loot_of(owner.page)
    sealed, plain = household.clip.read_bytes(), household.opens(household.clip)
    # It works: it saw the clip on its way into the frame, and the private key as it is kept, behind the passphrase.
    assert sealed[1000:1100].decode("latin-1") in loot
    assert "BEGIN AGE ENCRYPTED FILE" in loot
    assert not words_in(loot, PASSPHRASE)
    assert "AGE-SECRET-KEY" not in loot.upper()
    assert not video_in(loot, plain)
