"""What the panel's users wait for, in Chromium, at a real Home Assistant, with real sealed clips.

    python -m bench.panel [--clips 5000] [--places 30] [--beside CHECKOUT] [--json FILE]

Set-up: from the click on "Add integration" in Home Assistant's settings until the first sealed clip plays, with all
that is clicked. A script clicks at once; what a person would need is an estimate, with so many seconds for each click.

Player: a minute of 1080p15 with a sensor's noise, with key frames so many seconds apart. `first` is from the click on
the clip to its first picture; then places in it are asked for: `near` is until the first picture of the place's group,
`exact` until the very picture.

Timeline: a day with many clips, its list scrolled with a wheel and a finger; `bench.scrolls` says what is counted.

The camera is off while player and timeline are measured. `--beside` names another checkout of this repository, whose
integration and panel open the same clips in the same run.
"""

import argparse
import asyncio
import json
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import cv2
from homeassistant.const import __version__ as home_assistant_version
from playwright.async_api import Browser

from custom_components.secure_video.engine.model.names import CameraId, ClipId, Label
from tests.browser.browser import DESKTOP, PHONE, Screen, Visitor, chromium, visitor
from tests.browser.conftest import YARD
from tests.browser.newcomer import Newcomer, Sheet
from tests.live import flows
from tests.live.footage import make_footage, yard_picture
from tests.live.home_assistant import REPOSITORY, LiveHomeAssistant
from tests.rtsp_server import RtspServer

from .archive import Archive, Film
from .scrolls import Scrolling, scroll
from .seeks import Seeks, watch
from .streams import encode
from .yards import make_yard

GROUPS: Final = (2, 4, 10)
"""Seconds between key frames: cameras have 2 to 4, some 10."""
FILM_SECONDS: Final = 60
LABELS: Final = (Label.PERSON, Label.VEHICLE, Label.ANIMAL)
DAY: Final = timedelta(hours=23)
"""What the timeline shows when it is opened, but for its margins."""

CLICK_SECONDS: Final = 2.0
"""What a person is assumed to need to find a button and click on it. An estimate."""
CLICKS_OF_A_FILE: Final = 2
"""In the system's dialog: on the file, and to confirm."""
LETTER_SECONDS: Final = 0.3

SET_UP_LIMIT, FIRST_LIMIT, SEEK_LIMIT, FRAMES_LIMIT = 120, 1000, 300, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """What a new owner does, and how long the machine took for it."""

    clicks: int
    files: int
    typed: list[str]
    seconds: float

    @property
    def seconds_of_a_person(self) -> float:
        """An estimate of the whole."""
        clicks = self.clicks + CLICKS_OF_A_FILE * self.files
        return self.seconds + CLICK_SECONDS * clicks + LETTER_SECONDS * sum(map(len, self.typed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one checkout showed: clips by the distance of their key frames in seconds, scrolling by what moved it."""

    checkout: str
    seeks: dict[int, Seeks]
    scrolling: dict[str, Scrolling]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the home has: the clips of a minute by the distance of their key frames, and the recovery sheet."""

    films: dict[int, ClipId]
    sheet: Sheet


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=int, default=5000)
    parser.add_argument("--places", type=int, default=30)
    parser.add_argument("--beside", type=Path, help="another checkout")
    parser.add_argument("--json", type=Path, help="where to write all of it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(options, Path(folder)))


async def measure(options: argparse.Namespace, folder: Path) -> None:
    """Set up a home, fill it, look at it."""
    make_footage(folder / "yard.mp4")
    with RtspServer({"yard": folder / "yard.mp4"}) as server:
        home = LiveHomeAssistant(folder / "home", configuration=YARD.format(url=server.url("yard", "fresh=1")))
        async with home, chromium() as browser:
            environment = await environment_of(browser)
            print("\n".join(f"{name:<16}{value}" for name, value in environment.items()), flush=True)
            set_up = await first_clip(home, browser, folder / "kit.html")
            print_set_up(set_up)
            camera = CameraId((await flows.clips(home))[0]["camera_id"])
            people = (await home.socket.ask("secure_video/people/list"))["people"]
    recipients = [person["recipient"] for person in people]
    films = await asyncio.to_thread(fill, folder, home, recipients, camera, options.clips)
    kept = Kept(films=films, sheet=Sheet.read(folder / "kit.html"))
    checkouts = [*([options.beside.absolute()] if options.beside else []), REPOSITORY]
    shown = [await look(home, checkout, kept, options.places) for checkout in checkouts]
    print_shown(shown, options.clips)
    if options.json:
        told = {"environment": environment, "set_up": asdict(set_up), "shown": [asdict(each) for each in shown]}
        options.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


async def environment_of(browser: Browser) -> dict[str, str]:
    """What all of it depends on."""
    system = await (await browser.new_browser_cdp_session()).send("SystemInfo.getInfo")
    features = system["gpu"]["featureStatus"]
    return {
        "browser": f"Chromium {browser.version}, headless",
        "compositing": features["gpu_compositing"],
        "video decoding": features["video_decode"],
        "cores": f"{os.cpu_count()}, load {os.getloadavg()[0]:.1f}",
        "Home Assistant": home_assistant_version,
    }


async def first_clip(home: LiveHomeAssistant, browser: Browser, kit: Path) -> SetUp:
    """From "Add integration" to the first clip."""
    async with visitor(browser, home) as owner:
        newcomer = Newcomer(owner)
        await newcomer.open_integrations()
        began = time.monotonic()
        await newcomer.add_integration()
        await newcomer.set_up(kit)
        assert await owner.sees_video(), "the first clip does not play"
        seconds = time.monotonic() - began
    return SetUp(clicks=newcomer.clicks, files=newcomer.files, typed=newcomer.typed, seconds=seconds)


def fill(
    folder: Path, home: LiveHomeAssistant, recipients: Sequence[str], camera: CameraId, count: int
) -> dict[int, ClipId]:
    """Seal the films, each a minute of 1080p, and `count` short clips over the day before."""
    now = datetime.now(UTC)
    films = {group: a_film(folder / f"{group}.mp4", group) for group in GROUPS}
    small = folder / "small.mp4"
    encode(small, (cv2.resize(yard_picture(9 + at / 5), (160, 90)) for at in range(60)), rate=5)  # type: ignore[misc]
    short = Film(recording=Film.read(small).recording, picture=films[GROUPS[0]].picture)
    with Archive.of(home, recipients, camera) as archive:
        for number in range(count):
            began = now - timedelta(minutes=10) - DAY * number / count
            archive.add(short, LABELS[number % len(LABELS)], began)
        minutes = {group: timedelta(minutes=2 * place) for place, group in enumerate(GROUPS, 1)}
        return {group: archive.add(film, Label.PERSON, now - minutes[group]) for group, film in films.items()}


def a_film(path: Path, group: int) -> Film:
    """Pictures as a camera sends them, with its key frames so many seconds apart."""
    make_yard(path, is_busy=True, seconds=FILM_SECONDS, key_frame_seconds=group)
    return Film.read(path)


async def look(home: LiveHomeAssistant, checkout: Path, kept: Kept, places: int) -> Shown:
    """Look at what the home has with the integration of a checkout."""
    link = home.folder / "custom_components"
    link.unlink()
    link.symlink_to(checkout / "custom_components")
    await home.start_again()
    try:
        async with chromium() as browser:
            seeks = {}
            for group, clip in kept.films.items():
                async with at_timeline(home, browser, kept.sheet, DESKTOP) as owner:
                    seeks[group] = await watch(owner, clip, seconds=FILM_SECONDS, group=group, count=places)
            scrolling = {}
            for name, screen in (("wheel", DESKTOP), ("fling", PHONE)):
                async with at_timeline(home, browser, kept.sheet, screen) as owner:
                    scrolling[name] = await scroll(browser, owner, is_fling=screen is PHONE)
    finally:
        await home.stop()
    return Shown(checkout="this" if checkout == REPOSITORY else checkout.name, seeks=seeks, scrolling=scrolling)


@asynccontextmanager
async def at_timeline(
    home: LiveHomeAssistant, browser: Browser, sheet: Sheet, screen: Screen
) -> AsyncIterator[Visitor]:
    """The owner in front of the open list, of which the pictures that are seen are there."""
    async with visitor(browser, home, screen=screen) as owner:
        await owner.go("/secure-video/timeline")
        await owner.unlock(sheet.passphrase)
        await owner.panel.locator("secure-video-thumbnail img").first.wait_for()
        await owner.page.wait_for_timeout(2500)
        yield owner


def print_set_up(set_up: SetUp) -> None:
    """Print what a new owner has to do."""
    print(f"\n{'set-up':<34}{'':>10}{'limit':>8}")
    print(f"{'clicks':<34}{set_up.clicks:>10}")
    print(f"{'files chosen':<34}{set_up.files:>10}")
    print(f"{'typed':<34}{', '.join(set_up.typed):>10}")
    print(f"{'seconds the machine took':<34}{set_up.seconds:>10.1f}")
    estimate = f"with {CLICK_SECONDS:.0f} s a click (an estimate)"
    print(f"{estimate:<34}{set_up.seconds_of_a_person:>10.1f}{SET_UP_LIMIT:>8}", flush=True)


def print_shown(shown: Iterable[Shown], clips: int) -> None:
    """Print what was waited for while looking at clips."""
    three = f"{'median':>8}{'p95':>6}{'longest':>9}"
    print(f"\n{'player, ms':<30}{'first':>7}{'near:':>8}{three}{'exact:':>8}{three}")
    for each in shown:
        for group, seeks in each.seeks.items():
            name = f"{each.checkout}, key frame every {group} s"
            print(f"{name:<30}{seeks.first:>7.0f}{'':>8}{spread(seeks.near)}{'':>8}{spread(seeks.exact)}")
    print(f"{'limit':<30}{FIRST_LIMIT:>7}{'':>8}{'':>14}{SEEK_LIMIT:>9}")
    heads = f"{'frames/s':>10}{'presented':>11}{'dropped':>9}{'incomplete':>12}{'waiting':>9}"
    tasks = f"{'main-thread frame, ms: p50':>28}{'p95':>6}{'p99':>6}{'long tasks':>12}"
    print(f"\n{f'timeline, {clips} clips':<30}{heads}{tasks}")
    for each in shown:
        for name, told in each.scrolling.items():
            counts = f"{told.presented:>11}{told.dropped:>9}{told.incomplete:>12}{told.waiting:>9}"
            main_thread = f"{statistics.median(told.main_frames):>28.1f}{tail(told.main_frames, 95):>6.0f}"
            last = f"{tail(told.main_frames, 99):>6.0f}{len(told.long_tasks):>12}"
            rate = told.presented / told.seconds
            print(f"{f'{each.checkout}, {name}':<30}{rate:>10.1f}{counts}{main_thread}{last}")
    print(f"{'limit':<30}{FRAMES_LIMIT:>10}")


def spread(values: Sequence[float]) -> str:
    """The usual one, one of the worst, the worst."""
    return f"{statistics.median(values):>8.0f}{tail(values, 95):>6.0f}{max(values):>9.0f}"


def tail(values: Sequence[float], percent: int) -> float:
    """What so many are no longer than."""
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


if __name__ == "__main__":
    main()
