"""The frame that holds keys and video: nothing else on the page gets at it, and it reaches nothing but its page."""

import pytest
from playwright.async_api import Browser

from .browser import visitor
from .household import PASSPHRASE, Household

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

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


async def test_the_page_around_cannot_look_in(browser: Browser, household: Household) -> None:
    async with visitor(browser, household.home) as owner:
        await owner.go("/secure-video")
        await owner.panel.locator("body").wait_for()
        tried = await owner.page.evaluate(SPY)
    assert tried == {
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


HOSTILE = """(() => {
  if (window !== top) return;
  const loot = window.loot = [];
  const bytes = (data) => {
    if (data instanceof ArrayBuffer) return new Uint8Array(data);
    return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : null;
  };
  const keep = (data, depth = 0) => {
    const raw = bytes(data);
    if (raw) loot.push(Array.from(raw, (each) => String.fromCharCode(each)).join(''));
    else if (typeof data === 'string') loot.push(data);
    else if (data && typeof data === 'object' && depth < 6)
      for (const each of Object.values(data)) keep(each, depth + 1);
  };
  const tap = (owner, name) => {
    const original = owner?.[name];
    if (typeof original !== 'function') return;
    owner[name] = function (...all) { all.forEach((each) => keep(each)); return original.apply(this, all) };
  };
  for (const owner of [MessagePort.prototype, window, Worker.prototype, WebSocket.prototype]) tap(owner, 'postMessage');
  tap(WebSocket.prototype, 'send');
  tap(window, 'fetch');
  tap(window.SourceBuffer?.prototype, 'appendBuffer');
  tap(SubtleCrypto.prototype, 'importKey');
  tap(SubtleCrypto.prototype, 'decrypt');
  tap(Storage.prototype, 'setItem');
  tap(JSON, 'parse');
  tap(TextDecoder.prototype, 'decode');
  // What arrives, at whoever listens on the page.
  const listen = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (kind, listener, options) {
    if (kind === 'message' && typeof listener === 'function') {
      return listen.call(this, kind, (event) => { keep(event.data); return listener.call(this, event) }, options);
    }
    return listen.call(this, kind, listener, options);
  };
  const onmessage = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage');
  Object.defineProperty(MessagePort.prototype, 'onmessage', {
    ...onmessage,
    set(listener) { onmessage.set.call(this, (event) => { keep(event.data); return listener.call(this, event) }) },
  });
  listen.call(window, 'message', (event) => keep(event.data));
  for (const kind of ['keydown', 'input', 'paste']) {
    listen.call(window, kind, (event) => keep(event.key ?? event.data ?? ''), true);
  }
})()"""
"""A card with bad intentions, loaded before everything else: it reads along wherever the page's own scripts can."""


async def test_whoever_reads_along_on_the_page_gets_sealed_bytes_only(browser: Browser, household: Household) -> None:
    async with visitor(browser, household.home) as owner:
        await owner.context.add_init_script(HOSTILE)
        await owner.go(f"/secure-video/clip/{household.clip_id}")
        await owner.unlock(PASSPHRASE)
        assert await owner.sees_video()
        loot = "\n".join(await owner.page.evaluate("window.loot"))
    sealed, plain = household.clip.read_bytes(), household.opens(household.clip)
    # It works: it saw the clip on its way into the frame, and the private key as it is kept, behind the passphrase.
    assert sealed[1000:1100].decode("latin-1") in loot
    assert "BEGIN AGE ENCRYPTED FILE" in loot
    assert not any(PASSPHRASE[start : start + 12] in loot for start in range(len(PASSPHRASE) - 12))
    assert "AGE-SECRET-KEY" not in loot.upper()
    for start in range(0, len(plain) - 32, 4096):
        assert plain[start : start + 32].decode("latin-1") not in loot
