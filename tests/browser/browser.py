"""Debian's Chromium, signed in to a Home Assistant, as one user at one place of one kind of screen."""

import json
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from playwright.async_api import Browser, BrowserContext, Frame, FrameLocator, Locator, Page, async_playwright, expect

from tests.live.home_assistant import LiveHomeAssistant

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")

INSECURE_HOST: Final = "homeassistant.local"
"""How most people reach Home Assistant at first: by a name, without encryption."""

ARGUMENTS: Final = (
    "--no-sandbox",  # Root may not use it, and tests often run as root.
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP {INSECURE_HOST} 127.0.0.1",
)

PANEL: Final = "secure-video-panel iframe"

READ: Final = """body => {
  const read = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (['SCRIPT', 'STYLE'].includes(node.nodeName)) return '';
    return [...(node.shadowRoot?.childNodes ?? []), ...node.childNodes].map(read).join(' ');
  };
  return read(body).replace(/\\s+/g, ' ');
}"""

STEP: Final = 60_000
"""Milliseconds that anything may take: a reload, a stream that connects, a clip that is sealed, on a slow machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A kind of device."""

    width: int
    height: int
    is_phone: bool = False


DESKTOP: Final = Screen(width=1280, height=800)
PHONE: Final = Screen(width=390, height=844, is_phone=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A user in front of a browser. Nothing is kept when they leave."""

    home: LiveHomeAssistant
    origin: str
    context: BrowserContext
    page: Page

    @property
    def panel(self) -> FrameLocator:
        """What is in the panel's frame."""
        return self.page.frame_locator(PANEL)

    async def frame(self) -> Frame:
        """The panel's frame, to run scripts in."""
        frame = await (await self.page.locator(PANEL).element_handle()).content_frame()
        assert frame
        return frame

    async def reads(self) -> str:
        """All text in the panel, inside of its components too: `inner_text` does not look into them."""
        return str(await self.panel.locator("body").evaluate(READ))

    async def go(self, path: str) -> None:
        """Open a path of Home Assistant."""
        await self.page.goto(f"{self.origin}{path}")

    def button(self, name: str | re.Pattern[str], *, exact: bool = True) -> Locator:
        """A button in the panel."""
        return self.panel.get_by_role("button", name=name, exact=exact)

    @property
    def dialog(self) -> Locator:
        """The panel's open dialog. What is in one is not inside of its role's element: it is slotted there."""
        return self.panel.locator("secure-video-dialog")

    async def unlock(self, passphrase: str) -> None:
        """Open the vault, from whichever view of the panel."""
        await self.panel.locator("secure-video-lock-state button").first.click()
        await self.panel.get_by_label("Passphrase").fill(passphrase)
        await self.page.keyboard.press("Enter")
        await expect(self.panel.locator("secure-video-lock-state .chip.open")).to_be_visible()

    async def sees_video(self) -> bool:
        """Wait until a clip plays, and return whether it does."""
        video = self.panel.locator("secure-video-player video")
        await video.wait_for()
        for _ in range(STEP // 50):
            if await video.evaluate("video => !video.paused && video.currentTime > 0 && video.videoWidth > 0"):
                return True
            await self.page.wait_for_timeout(50)
        return False


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A running browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        expect.set_options(timeout=STEP)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def visitor(
    browser: Browser,
    home: LiveHomeAssistant,
    *,
    username: str | None = None,
    password: str | None = None,
    screen: Screen = DESKTOP,
    host: str = "127.0.0.1",
    is_secure: bool = True,
    **context_options: Any,  # noqa: ANN401 - whatever the browser knows
) -> AsyncIterator[Visitor]:
    """Sign in, as the owner unless somebody else is named; over plain http from elsewhere if `is_secure` is false."""
    origin = f"http://{host if is_secure else INSECURE_HOST}:{home.port}"
    tokens = await home.tokens(origin, username or home.username, password or home.password)
    context = await browser.new_context(
        viewport={"width": screen.width, "height": screen.height},
        has_touch=screen.is_phone,
        is_mobile=screen.is_phone,
        device_scale_factor=2 if screen.is_phone else 1,
        **context_options,
    )
    context.set_default_timeout(STEP)
    kept = {**tokens, "hassUrl": origin, "clientId": f"{origin}/", "expires": 2**53 - 1}
    # Only on Home Assistant's own pages: frames of another origin have no storage.
    script = f"if (origin === {json.dumps(origin)}) localStorage.setItem('hassTokens', {json.dumps(json.dumps(kept))})"
    await context.add_init_script(script)
    try:
        yield Visitor(home=home, origin=origin, context=context, page=await context.new_page())
    finally:
        await context.close()
