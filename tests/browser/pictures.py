"""Takes the pictures for the documentation: `python -m tests.browser.pictures`.

A real Home Assistant, two sample cameras, and the panel as its owner sees it: first the set-up, then every view, on a
desk and on a phone, light and dark; and what there is in Home Assistant's own pages. Takes some minutes, as the
cameras need something to show.
"""

import asyncio
import io
import re
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from PIL import Image
from playwright.async_api import Browser, FloatRect, Locator

from tests.live import flows
from tests.live.announcements import EVENT_CLIP_SEALED
from tests.live.footage import make_footage, make_garden_footage
from tests.live.home_assistant import REPOSITORY, LiveHomeAssistant
from tests.live.terminal import fact, step
from tests.rtsp_server import RtspServer

from .browser import DESKTOP, PHONE, Screen, Visitor, chromium, visitor
from .newcomer import Newcomer, Sheet

FOLDER: Final = REPOSITORY / "docs" / "images"

QUALITY: Final = 80
"""Of 100: letters stay sharp, and gravel does not take more than all the rest."""

CAMERAS: Final = """\
camera:
  - platform: ffmpeg
    name: Front yard
    input: {yard}
  - platform: ffmpeg
    name: Garden
    input: {garden}
"""

DASHBOARD: Final = "cameras-home"
"""Where a dashboard with the card is."""

CLIPS: Final = 8
"""Are recorded before pictures are taken: enough for a timeline that shows something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A kind of picture. `suffix` is what its files' names end with."""

    suffix: str
    screen: Screen
    colours: str


LOOKS: Final = (
    Look(suffix="", screen=DESKTOP, colours="light"),
    Look(suffix="-dark", screen=DESKTOP, colours="dark"),
    Look(suffix="-phone", screen=PHONE, colours="light"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Album:
    """Where the pictures go."""

    folder: Path

    async def keep(self, owner: Visitor, name: str, clip: FloatRect | None = None) -> None:
        """Take a picture of the page, or a part of it, as soon as nothing moves on it any more."""
        await owner.page.mouse.move(0, 0)
        await owner.page.wait_for_timeout(1500)
        # A phone's picture is shown small: half as many of its points will do.
        scale: Literal["css", "device"] = "css" if owner.page.viewport_size == _size(DESKTOP) else "device"
        shot = await owner.page.screenshot(scale=scale, clip=clip)
        with Image.open(io.BytesIO(shot)) as picture:
            picture.convert("RGB").save(self.folder / f"{name}.webp", quality=QUALITY, method=6)


def _size(screen: Screen) -> dict[str, int]:
    return {"width": screen.width, "height": screen.height}


@asynccontextmanager
async def _running(folder: Path) -> AsyncIterator[LiveHomeAssistant]:
    with step("Making the sample footage"):
        await asyncio.to_thread(make_footage, folder / "yard.mp4")
        await asyncio.to_thread(make_garden_footage, folder / "garden.mp4")
    with RtspServer({name: folder / f"{name}.mp4" for name in ("yard", "garden")}) as server:
        configuration = CAMERAS.format(yard=server.url("yard"), garden=server.url("garden"))
        async with LiveHomeAssistant(folder / "homeassistant", configuration=configuration) as home:
            yield home


async def _take_all(folder: Path, album: Album) -> None:
    async with _running(folder) as home, chromium() as browser:
        sealed = await home.socket.subscribe(EVENT_CLIP_SEALED)
        with step("Setting up"):
            sheet = await _set_up(browser, home, album, folder / "sheet.html")
        with step("Waiting for visitors"):
            for _ in range(CLIPS):
                await sealed.get()
        for look in LOOKS:
            with step(f"Every view, {look.colours}, {look.screen.width} wide"):
                async with visitor(browser, home, screen=look.screen, color_scheme=look.colours) as owner:
                    await _show_all(owner, sheet, album, look.suffix)
        with step("Home Assistant's own pages"):
            await _show_home(browser, home, album)


async def _set_up(browser: Browser, home: LiveHomeAssistant, album: Album, kit: Path) -> Sheet:
    """Go through the set-up, with a picture of each step, and add both cameras."""
    entry_id = await flows.set_up_entry(home, recipient="")
    async with visitor(browser, home) as owner:
        await owner.go("/config/repairs")
        await owner.page.get_by_text("Nothing is recorded yet").click()
        await album.keep(owner, "home-key-missing", await _part(owner, "Add your public keys"))

        async def look(step_name: str) -> None:
            # A click at its lower end has moved it.
            await _scroll_up(owner, "secure-video-shell main > *")
            await album.keep(owner, f"panel-setup-{step_name}")

        await owner.go("/secure-video")
        await Newcomer(owner).set_up(kit, look)
        await owner.sees_video()
    await flows.make_dashboard(home, DASHBOARD, "Cameras", [{"type": "custom:secure-video-card"}])
    form = await flows.open_camera_form(home, entry_id, "entity")
    await flows.try_entity(form, "camera.garden")
    await flows.save_camera(form)
    return Sheet.read(kit)


async def _show_all(owner: Visitor, sheet: Sheet, album: Album, suffix: str) -> None:
    await owner.go("/secure-video/timeline")
    await owner.panel.locator("secure-video-clip-card").first.wait_for()
    await album.keep(owner, f"panel-sealed{suffix}")
    await owner.unlock(sheet.passphrase)
    for _ in range(8):
        await owner.button("Closer").click()
    await album.keep(owner, f"panel-timeline{suffix}")
    await _show(owner, "live", "secure-video-camera-tile img")
    await album.keep(owner, f"panel-live{suffix}")
    await owner.button("Settings of Front yard").click()
    await owner.panel.locator("secure-video-drawing img").wait_for()
    await owner.button("Area").click()
    await album.keep(owner, f"panel-camera{suffix}")
    await owner.button("Discard").click()
    await _show(owner, "people", "secure-video-person")
    await album.keep(owner, f"panel-people{suffix}")
    await _show(owner, "ledger", "secure-video-ledger .entry")
    await owner.button("Check").click()
    await owner.panel.locator("secure-video-log-check .good").wait_for()
    await album.keep(owner, f"panel-ledger{suffix}")
    await _play(owner)
    await album.keep(owner, f"panel-player{suffix}")
    await owner.go(f"/{DASHBOARD}/0")
    await owner.page.locator("secure-video-card").wait_for()
    await album.keep(owner, f"panel-card{suffix}")


async def _show_home(browser: Browser, home: LiveHomeAssistant, album: Album) -> None:
    """Take pictures of what there is of a camera in Home Assistant's own pages."""
    async with visitor(browser, home) as owner:
        await owner.go("/config/devices/dashboard")
        await owner.page.get_by_text("Front yard").last.click()
        await owner.page.get_by_text("Visit").first.wait_for()
        await album.keep(owner, "home-device", {"x": 256, "y": 56, "width": 1024, "height": 744})
    async with visitor(browser, home, screen=PHONE) as owner:
        await owner.go("/media-browser/browser")
        for place in ("Secure Video", "Front yard", re.compile(r"\d{4}-\d\d-\d\d")):
            card = owner.page.locator("ha-media-player-browse ha-card").filter(has_text=place)
            await card.first.click()
        await owner.page.get_by_text("Sealed: watch them").wait_for()
        await album.keep(owner, "home-clips-phone")


async def _part(owner: Visitor, title: str) -> FloatRect:
    """Where the dialog of that title is: its corners have no name, but what is in them has one."""
    page = owner.page
    await page.get_by_text(title).first.wait_for()
    await page.wait_for_timeout(1500)
    first = await page.get_by_text(title).first.bounding_box()
    last = await page.get_by_role("button", name="Submit").bounding_box()
    assert first
    assert last
    left, top = first["x"] - 78, first["y"] - 30
    return {
        "x": left,
        "y": top,
        "width": last["x"] + last["width"] + 34 - left,
        "height": last["y"] + last["height"] + 34 - top,
    }


async def _play(owner: Visitor) -> None:
    """Open the newest clip that shows a person, lend its key for the card, and stop where somebody is in the middle."""
    await _show(owner, "timeline", "secure-video-clip-card")
    person: Locator = owner.panel.locator("secure-video-clip-card").filter(has_text="Person").first
    await person.get_by_role("button").first.click()
    await owner.sees_video()
    await owner.button(re.compile("^Unlock in Home Assistant")).click()
    await owner.button("Lend the key").click()
    lent = owner.panel.get_by_text("Home Assistant can play it until")
    await lent.wait_for()
    await lent.wait_for(state="hidden")
    await owner.panel.locator("secure-video-clip-details .incidents button").first.click()
    await owner.page.wait_for_timeout(3000)
    await owner.page.keyboard.press("k")
    await _scroll_up(owner, "secure-video-player")


async def _scroll_up(owner: Visitor, selector: str) -> None:
    await owner.panel.locator(selector).first.evaluate("element => element.scrollTo(0, 0)")


async def _show(owner: Visitor, view: str, awaited: str) -> None:
    await owner.page.evaluate(
        "path => { history.pushState(null, '', path); window.dispatchEvent(new CustomEvent('location-changed')) }",
        f"/secure-video/{view}",
    )
    await owner.panel.locator(awaited).first.wait_for()


def main() -> None:
    """Take all pictures, into the folder that is named or the documentation's."""
    album = Album(folder=Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
    with tempfile.TemporaryDirectory(prefix="secure-video-pictures-") as folder:
        asyncio.run(_take_all(Path(folder), album))
    for path in sorted(album.folder.glob("*.webp")):
        fact(path.name, f"{path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
