"""The offline viewer, with what a Home Assistant left behind: an evidence bundle, and a clip that a crash cut off."""

import asyncio
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from tests.live import flows
from tests.live.clip import KeyFile
from tests.live.home_assistant import REPOSITORY

from .browser import visitor
from .household import PASSPHRASE, Household

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

VIEWER: Final = REPOSITORY / "custom_components" / "secure_video" / "panel" / "viewer.html"

ENOUGH: Final = 4 * 2**16
"""Bytes on the disk before the crash: the first two seconds of the yard, the most that a fragment holds, take half."""

PATIENCE: Final = 60
"""Seconds for that, generously: it takes about four."""

SHORTEST: Final = 5
"""Seconds that any clip of the household has."""

PROVED: Final = "This is exactly what was recorded."


@dataclass(frozen=True, slots=True, kw_only=True)
class Remains:
    """What is left when Home Assistant is gone. `log_key` is the public key of its log."""

    owner: KeyFile
    clip_id: str
    bundle: Path
    log_key: str
    part: Path

    def changed_bundle(self, folder: Path, name: str, old: bytes, new: bytes) -> Path:
        """The bundle, packed as well, with one of its files changed."""
        path = folder / self.bundle.name
        with zipfile.ZipFile(self.bundle) as bundle, zipfile.ZipFile(path, "w") as changed:
            for each in bundle.namelist():
                content = bundle.read(each)
                if each == name:
                    assert old in content
                    content = content.replace(old, new, 1)
                changed.writestr(each, content)
        return path


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def remains(browser: Browser, household: Household, tmp_path_factory: pytest.TempPathFactory) -> Remains:
    """A bundle is saved in the panel; then Home Assistant is killed while it records."""
    bundle = tmp_path_factory.mktemp("remains") / "evidence.zip"
    async with visitor(browser, household.home) as owner:
        await household.show_clip(owner)
        async with owner.page.expect_download() as download:
            await owner.button("Evidence bundle", exact=False).click()
        await (await download.value).save_as(bundle)
    checkpoint = await household.home.socket.ask("secure_video/ledger/checkpoint")
    clip_id = await flows.record_clip(household.home, household.camera, PATIENCE)
    name = f"{clip_id}.mp4.age.part"
    async with asyncio.timeout(PATIENCE):
        while sum(path.stat().st_size for path in household.home.media.rglob(name)) < ENOUGH:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.1)
    await household.home.kill()
    (part,) = household.home.media.rglob(name)
    copy = bundle.with_name(name)
    copy.write_bytes(part.read_bytes())
    return Remains(
        owner=household.owner, clip_id=household.clip_id, bundle=bundle, log_key=checkpoint["key"], part=copy
    )


@asynccontextmanager
async def _viewer(browser: Browser, *files: Path, key: KeyFile | None = None) -> AsyncIterator[Page]:
    """The page with these files chosen, unlocked if there is a key. It asks the network for nothing."""
    context = await browser.new_context(locale="en-GB")
    page = await context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    try:
        await page.goto(VIEWER.as_uri())
        await page.set_input_files("#files", list(files))
        if key:
            await page.get_by_role("button", name="Unlock").first.click()
            await _give(page, key)
        yield page
        assert {url.partition(":")[0] for url in asked} <= {"file", "blob", "data"}
    finally:
        await context.close()


async def _give(page: Page, key: KeyFile) -> None:
    await page.get_by_role("textbox").fill(key.path.read_text())
    await page.get_by_role("button", name="Use this text").click()
    await expect(page.get_by_text("Lock now")).to_have_count(1)


def _tile(page: Page) -> Locator:
    return page.locator("secure-video-tile")


def _screen(page: Page) -> Locator:
    return page.locator("secure-video-screen")


async def _plays(page: Page) -> float:
    """Wait until it plays; return how long it is, in seconds."""
    video = page.locator("video")
    await expect(video).not_to_have_js_property("videoWidth", 0)
    await page.wait_for_function("video => video.currentTime > 0", arg=await video.element_handle())
    await page.wait_for_function("video => video.duration > 0", arg=await video.element_handle())
    return float(await video.evaluate("video => video.duration"))


async def test_a_bundle_plays_and_its_proof_is_told(browser: Browser, remains: Remains) -> None:
    async with _viewer(browser, remains.bundle, key=remains.owner) as page:
        await expect(_tile(page)).to_contain_text("Evidence")
        await _tile(page).get_by_text("Front yard").click()
        assert await _plays(page) > SHORTEST
        await expect(_screen(page)).to_contain_text(PROVED)
        await expect(_screen(page)).to_contain_text(remains.log_key)
        await expect(page.get_by_role("alert")).to_have_count(0)


async def test_a_proof_is_checked_without_any_key(browser: Browser, remains: Remains) -> None:
    async with _viewer(browser, remains.bundle) as page:
        await _tile(page).click()
        await expect(_screen(page)).to_contain_text(PROVED)
        await expect(_screen(page)).to_contain_text("Your key is not open in this browser.")
        await _screen(page).get_by_role("button", name="Unlock").click()
        await _give(page, remains.owner)
        assert await _plays(page) > SHORTEST
        await expect(_screen(page)).to_contain_text(PROVED)


async def test_an_unpacked_bundle_is_one_too(browser: Browser, remains: Remains, tmp_path: Path) -> None:
    with zipfile.ZipFile(remains.bundle) as bundle:
        bundle.extractall(tmp_path)
        files = [tmp_path / name for name in bundle.namelist()]
    async with _viewer(browser, *files) as page:
        await _tile(page).click()
        await expect(_screen(page)).to_contain_text(PROVED)


async def test_a_clip_that_was_changed_in_a_bundle_is_told(browser: Browser, remains: Remains, tmp_path: Path) -> None:
    name = f"{remains.clip_id}.mp4.age"
    with zipfile.ZipFile(remains.bundle) as bundle:
        end = bundle.read(name)[-64:]
    changed = remains.changed_bundle(tmp_path, name, end, bytes(64))
    async with _viewer(browser, changed, key=remains.owner) as page:
        await _tile(page).click()
        await expect(_screen(page)).to_contain_text("This clip is not what was recorded: it was changed.")
        await expect(page.get_by_role("alert")).to_contain_text("The file is damaged, was changed, or ends too early.")
        await expect(page.get_by_text(PROVED)).to_have_count(0)


async def test_a_proof_that_was_forged_is_told(browser: Browser, remains: Remains, tmp_path: Path) -> None:
    changed = remains.changed_bundle(tmp_path, "proof.tlog-proof", b"index ", b"index 1")
    async with _viewer(browser, changed, key=remains.owner) as page:
        await _tile(page).click()
        await expect(_screen(page)).to_contain_text("The proof in the bundle is wrong")
        assert await _plays(page) > SHORTEST


@pytest.mark.parametrize("kept", [0.0, 0.5, 0.999])
async def test_a_bundle_that_was_cut_off_is_told(
    browser: Browser, remains: Remains, tmp_path: Path, kept: float
) -> None:
    content = remains.bundle.read_bytes()
    cut = tmp_path / "evidence.zip"
    cut.write_bytes(content[: int(kept * len(content))])
    async with _viewer(browser, cut) as page:
        await expect(page.get_by_role("alert")).to_contain_text("evidence.zip cannot be read")
        await expect(_tile(page)).to_have_count(0)


async def test_a_clip_that_a_crash_cut_off_plays_as_far_as_it_goes(browser: Browser, remains: Remains) -> None:
    async with _viewer(browser, remains.part, key=remains.owner) as page:
        await expect(_tile(page)).to_contain_text("Incomplete")
        await _tile(page).click()
        assert 0 < await _plays(page) < PATIENCE
        await expect(_screen(page).get_by_role("status")).to_contain_text("The recording was cut off")
        await expect(page.get_by_role("alert")).to_have_count(0)
        async with page.expect_download() as download:
            await page.get_by_role("button", name="Save a plain copy").click()
        assert (await download.value).suggested_filename == remains.part.name.removesuffix(".age.part")
        assert (await download.value).url.startswith("blob:")


async def test_what_the_disk_lost_behind_it_is_told(browser: Browser, remains: Remains, tmp_path: Path) -> None:
    part = tmp_path / remains.part.name
    part.write_bytes(remains.part.read_bytes() + bytes(2**18))
    async with _viewer(browser, part, key=remains.owner) as page:
        await _tile(page).click()
        await _plays(page)
        await expect(_screen(page).get_by_role("status")).to_contain_text("What follows in the file cannot be opened")


async def test_a_clip_that_was_cut_off_at_once_is_told_to_be_empty(
    browser: Browser, remains: Remains, tmp_path: Path
) -> None:
    part = tmp_path / remains.part.name
    part.write_bytes(remains.part.read_bytes()[: 4096 + 2**15])
    async with _viewer(browser, part, key=remains.owner) as page:
        await _tile(page).click()
        await expect(page.get_by_role("alert")).to_contain_text("Nothing of it can be played")


async def test_after_a_restart_the_panel_plays_it_too(
    browser: Browser, household: Household, remains: Remains, tmp_path: Path
) -> None:
    await household.home.start_again()
    async with visitor(browser, household.home) as owner:
        await owner.go(f"/secure-video/clip/{remains.part.name.partition('.')[0]}")
        await owner.unlock(PASSPHRASE)
        assert await owner.sees_video()
        await expect(owner.panel.get_by_text("The recording was cut off")).to_be_visible()
        await expect(owner.button("Evidence bundle", exact=False)).to_have_count(0)
        async with owner.page.expect_download() as download:
            await owner.button("Save sealed", exact=False).click()
        await (await download.value).save_as(saved := tmp_path / "saved")
    assert (await download.value).suggested_filename.endswith(".mp4.age.part")
    assert saved.read_bytes() == remains.part.read_bytes()
