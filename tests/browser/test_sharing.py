"""Every way that a clip leaves the panel is clicked, and what was saved is opened as its receiver would."""

import asyncio
import io
import os
import shlex
import sys
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import av
import numpy as np
import pytest
import pytest_asyncio
from numpy.typing import NDArray
from playwright.async_api import Browser, expect

from custom_components.secure_video.engine.errors import VaultError
from tests.live import flows
from tests.live.clip import KeyFile, look, open_with_age
from tests.live.home_assistant import REPOSITORY, RequestRefused

from .browser import STEP, Visitor, visitor
from .household import Household

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

BLACK: Final = 40
"""Of 255. Black is 16 in most videos, and what was encoded anew is a little off."""


@pytest_asyncio.fixture(loop_scope="module")
async def owner(browser: Browser, household: Household) -> AsyncIterator[Visitor]:
    """The owner, who has opened the clip with the person."""
    async with visitor(browser, household.home) as owner:
        await household.show_clip(owner)
        yield owner


async def _saved(owner: Visitor, folder: Path, *buttons: str) -> Path:
    """Click one button after the other, the first of them in the list of ways, and keep what is downloaded."""
    way, *further = buttons
    async with owner.page.expect_download() as download:
        await owner.panel.locator("secure-video-clip-actions").get_by_role("button", name=way).click()
        for name in further:
            await owner.dialog.get_by_role("button", name=name, exact=True).click()
    path = folder / (await download.value).suggested_filename
    await (await download.value).save_as(path)
    await expect(owner.panel.get_by_text("Saved to your downloads.")).to_be_visible()
    return path


async def _told(household: Household, kind: str) -> dict[str, object]:
    """The newest entry of a kind in the ledger."""
    page = await household.home.socket.ask("secure_video/ledger/list", limit=1, kinds=[kind])
    return dict(page["entries"][0])


async def test_sealed_it_is_the_very_file(owner: Visitor, household: Household, tmp_path: Path) -> None:
    path = await _saved(owner, tmp_path, "Save sealed")
    assert path.name.startswith("front-yard-")
    assert path.read_bytes() == household.clip.read_bytes()
    assert (await look(await open_with_age(household.owner, path))).duration > 0


async def test_plain_it_is_the_cameras_own_video(owner: Visitor, household: Household, tmp_path: Path) -> None:
    path = await _saved(owner, tmp_path, "Save plain", "Save plain")
    assert path.suffix == ".mp4"
    assert path.read_bytes() == household.opens(household.clip)
    assert (await _told(household, "viewed"))["what"] == "plain_copy"


async def test_for_somebody_on_the_list_it_opens_with_their_key_only(
    owner: Visitor, household: Household, tmp_path: Path
) -> None:
    await owner.panel.locator("secure-video-clip-actions").get_by_role("button", name="Copy for a person").click()
    await owner.dialog.get_by_label("For", exact=True).select_option("Drawer")
    async with owner.page.expect_download() as download:
        await owner.dialog.get_by_role("button", name="Make the copy").click()
    await (await download.value).save_as(path := tmp_path / "copy.mp4.age")
    assert await open_with_age(household.recovery, path) == household.opens(household.clip)
    with pytest.raises(VaultError):
        household.opens(path)


async def test_for_a_stranger_it_opens_with_their_key_only(
    owner: Visitor, household: Household, tmp_path: Path
) -> None:
    stranger = KeyFile.make(tmp_path / "stranger.txt", post_quantum=False)
    await owner.panel.locator("secure-video-clip-actions").get_by_role("button", name="Copy for a person").click()
    await owner.dialog.get_by_label("For", exact=True).select_option("Somebody else")
    await expect(owner.dialog.get_by_role("button", name="Make the copy")).to_be_disabled()
    await owner.dialog.get_by_role("textbox").fill(stranger.recipient)
    await owner.dialog.get_by_role("button", name="Use this text").click()
    async with owner.page.expect_download() as download:
        await owner.dialog.get_by_role("button", name="Make the copy").click()
    await (await download.value).save_as(path := tmp_path / "copy.mp4.age")
    assert await open_with_age(stranger, path) == household.opens(household.clip)
    with pytest.raises(VaultError):
        household.opens(path)
    assert (await _told(household, "shared"))["clip"] == household.clip_id


async def test_redacted_it_hides_what_was_drawn_over_in_every_picture(
    owner: Visitor, household: Household, tmp_path: Path
) -> None:
    await owner.panel.locator("secure-video-clip-actions").get_by_role("button", name="Redacted copy").click()
    await expect(owner.dialog.get_by_role("button", name="Make the copy")).to_be_enabled()
    picture = owner.dialog.locator("canvas")
    box = await picture.bounding_box()
    assert box
    # The wall at the upper right, where nobody ever is.
    await owner.page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.1 * box["height"])
    await owner.page.mouse.down()
    await owner.page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 0.3 * box["height"], steps=4)
    await owner.page.mouse.up()
    # By keyboard, one more: from the middle to the upper left.
    await picture.focus()
    await owner.page.keyboard.press("Enter")
    for _ in range(15):
        await owner.page.keyboard.press("ArrowLeft")
        await owner.page.keyboard.press("ArrowUp")
    async with owner.page.expect_download(timeout=2 * STEP) as download:
        await owner.dialog.get_by_role("button", name="Make the copy").click()
    path = tmp_path / (await download.value).suggested_filename
    await (await download.value).save_as(path)
    assert "redacted" in path.name
    assert (await _told(household, "viewed"))["what"] == "redacted_copy"

    pictures, has_sound = _decoded(path.read_bytes())
    assert not has_sound
    assert len(pictures) > 20
    darkest = [_brightness(picture, 0.72, 0.12, 0.88, 0.28) for picture in pictures]
    beside = [_brightness(picture, 0.4, 0.05, 0.6, 0.2) for picture in pictures]
    assert max(darkest) < BLACK
    assert max(_brightness(picture, 0.12, 0.12, 0.28, 0.28) for picture in pictures) < BLACK
    assert min(beside) > BLACK
    # The person is hidden by itself, so there are dark places where the gravel else is, in some pictures only.
    ground = [_darkest_column(picture) for picture in pictures]
    assert min(ground) < BLACK < max(ground)


async def test_an_evidence_bundle_proves_itself(owner: Visitor, household: Household, tmp_path: Path) -> None:
    path = await _saved(owner, tmp_path, "Evidence bundle")
    with zipfile.ZipFile(path) as bundle:
        bundle.extractall(tmp_path / "bundle")
    said = (tmp_path / "bundle" / "how-to-verify.txt").read_text().splitlines()
    command = next(line.strip() for line in said if line.startswith("  python ") and " clip " in line)
    assert await _run(command, tmp_path / "bundle") == 0
    clip = tmp_path / "bundle" / household.clip.name
    assert clip.read_bytes() == household.clip.read_bytes()
    with clip.open("r+b") as file:
        file.seek(-20, os.SEEK_END)
        file.write(b"\0" * 4)
    assert await _run(command, tmp_path / "bundle") != 0


async def test_a_key_is_lent_for_a_while_and_taken_back(owner: Visitor, household: Household) -> None:
    video = f"/api/secure_video/clips/{household.clip_id}/video"
    with pytest.raises(RequestRefused):
        await household.home.get(video)
    await (
        owner.panel.locator("secure-video-clip-actions").get_by_role("button", name="Unlock in Home Assistant").click()
    )
    await owner.dialog.get_by_label("For how long").select_option("5 minutes")
    await owner.dialog.get_by_role("button", name="Lend the key").click()
    await expect(owner.panel.get_by_text("Home Assistant can play it until")).to_be_visible()
    assert await household.home.get(video) == household.opens(household.clip)
    assert (await _told(household, "unlocked"))["lifetime"] == 300

    await owner.panel.get_by_role("navigation").get_by_role("button", name="People").click()
    lent = owner.panel.locator("secure-video-unlocked")
    await expect(lent).to_contain_text("1 clip, for another 4:")
    await lent.get_by_role("button", name="Lock mine now").click()
    await expect(lent).to_contain_text("Nothing is unlocked.")
    with pytest.raises(RequestRefused):
        await household.home.get(video)
    assert all(clip["unlocked_until"] is None for clip in await flows.clips(household.home))


type Luma = NDArray[np.uint8]
"""Brightness, shape (height, width)."""


def _decoded(video: bytes) -> tuple[list[Luma], bool]:
    with av.open(io.BytesIO(video), "r") as container:
        has_sound = bool(container.streams.audio)
        return [frame.to_ndarray(format="gray").astype(np.uint8) for frame in container.decode(video=0)], has_sound


def _brightness(picture: Luma, left: float, top: float, right: float, bottom: float) -> float:
    height, width = picture.shape
    part = picture[round(top * height) : round(bottom * height), round(left * width) : round(right * width)]
    return float(np.percentile(part, 95))


def _darkest_column(picture: Luma) -> float:
    height, _ = picture.shape
    return float(picture[round(0.7 * height) : round(0.9 * height)].mean(axis=0).min())


async def _run(command: str, folder: Path) -> int:
    program, script, *arguments = shlex.split(command)
    assert program == "python"
    process = await asyncio.create_subprocess_exec(
        sys.executable, REPOSITORY / script, *arguments, cwd=folder, stdout=asyncio.subprocess.DEVNULL
    )
    return await process.wait()
