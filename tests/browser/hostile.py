"""A card with bad intentions, and what it gets hold of."""

from typing import Final

from playwright.async_api import Page

HOSTILE: Final = """(() => {
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
  // Every frame is to be of the page's own origin.
  const setAttribute = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function (name, value) {
    return setAttribute.call(this, name, name === 'sandbox' ? `${value} allow-same-origin` : value);
  };
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
"""Loaded before everything else: it reads along wherever the page's own scripts can, and loosens what they make."""

_PIECE: Final = 12
"""Characters or more of a secret that nobody guesses the rest of."""


async def loot_of(page: Page) -> str:
    """All that it read on this page since that was loaded."""
    return "\n".join(await page.evaluate("window.loot"))


def words_in(loot: str, passphrase: str) -> list[str]:
    """The parts of a passphrase that it has."""
    parts = (passphrase[start : start + _PIECE] for start in range(len(passphrase) - _PIECE + 1))
    return [part for part in parts if part in loot]


def video_in(loot: str, plain: bytes) -> list[int]:
    """The places of a video, in bytes, that it has."""
    places = range(0, len(plain) - 32, 4096)
    return [start for start in places if plain[start : start + 32].decode("latin-1") in loot]
