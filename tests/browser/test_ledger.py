"""The ledger: what was done, in words; a log that was changed or put back shows in the browser that saw it."""

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from tests.live import flows
from tests.live.announcements import EVENT_CLIP_SEALED
from tests.live.home_assistant import LiveHomeAssistant

from .browser import Visitor, visitor
from .household import Household

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

VIEWINGS: Final = 40
"""More entries than a start and a camera that is watched again write: what was put back stays the shorter one."""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def owner(browser: Browser, household: Household) -> AsyncIterator[Visitor]:
    """The owner's browser, which remembers the log from test to test."""
    async with visitor(browser, household.home) as owner:
        await household.show_clip(owner)
        yield owner


def _entry(owner: Visitor, text: str | re.Pattern[str]) -> Locator:
    return owner.panel.locator("secure-video-ledger").get_by_role("listitem").filter(has_text=text)


async def _check(owner: Visitor, button: str, verdict: str) -> Locator:
    """Check the log, and return what is said of it."""
    await owner.go("/secure-video/ledger")
    check = owner.panel.locator("secure-video-log-check")
    await check.get_by_role("button", name=button, exact=True).click()
    await expect(check.get_by_role("heading", name=verdict, exact=True)).to_be_visible()
    return check


async def test_what_was_done_is_told_in_words(owner: Visitor, household: Household) -> None:
    async with owner.page.expect_download():
        await owner.button("Snapshot").click()
    sealed = await household.home.socket.subscribe(EVENT_CLIP_SEALED)
    passing = await flows.record_clip(household.home, household.camera, 1)
    while (await sealed.get()).data["clip_id"] != passing:
        pass
    await flows.delete_clip(household.home, passing)
    await owner.panel.get_by_role("navigation").get_by_role("button", name="Ledger").click()
    clip = r"Front yard, \w+ \d+, \d+:\d+\s[AP]M"
    await expect(_entry(owner, re.compile(f"Demo took a snapshot of {clip}"))).to_be_visible()
    await expect(_entry(owner, re.compile(f"Demo opened {clip}"))).to_be_visible()
    await expect(
        _entry(owner, re.compile("Demo changed who can open new clips: (Demo, Drawer|Drawer, Demo)"))
    ).to_be_visible()
    await expect(_entry(owner, "deleted by hand")).to_have_count(0)
    await owner.button("Recorded and deleted").click()
    await expect(_entry(owner, "a clip that is gone was deleted by hand")).to_be_visible()
    await expect(_entry(owner, re.compile(f"{clip} was recorded")).first).to_be_visible()
    await owner.button("Watching").click()
    await expect(_entry(owner, "Front yard is watched").first).to_be_visible()


async def test_an_entry_leads_to_its_clip(owner: Visitor, household: Household) -> None:
    await _entry(owner, "Demo took a snapshot").get_by_role("button").click()
    await owner.page.wait_for_url(f"**/secure-video/clip/{household.clip_id}")


async def test_a_clip_is_held_against_the_log(owner: Visitor) -> None:
    await owner.button("Check this clip").click()
    await expect(
        owner.panel.get_by_text("It is exactly what was recorded, and the signed log proves it.")
    ).to_be_visible()


async def test_a_sound_log_is_remembered_and_compared(owner: Visitor) -> None:
    first = await _check(owner, "Check", "The log is signed. This browser remembers it from now on")
    await expect(first).to_contain_text("This browser had not seen it before.")
    again = await _check(owner, "Check", "The log is sound")
    await expect(again).to_contain_text("When this browser last looked, it had")
    full = await _check(owner, "Read every line", "The log is sound")
    await expect(full).to_contain_text("lines were read.")


async def test_a_line_that_was_changed_is_found(owner: Visitor, household: Household) -> None:
    (path,) = (household.home.media / "secure_video" / "log").glob("*/*.jsonl")
    before = path.read_bytes()
    changed = before.replace(b'"what":"snapshot"', b'"what":"snapshoT"', 1)
    assert changed != before
    with path.open("r+b") as file:
        file.write(changed[: len(before)])
    check = await _check(owner, "Read every line", "Lines of the log were changed, or are missing")
    await expect(check.get_by_role("alert")).to_contain_text("somebody may have changed what is stored")
    with path.open("r+b") as file:
        file.write(before)
    await _check(owner, "Read every line", "The log is sound")


async def test_a_machine_that_was_put_back_is_found_until_its_owner_knows_why(
    owner: Visitor, household: Household, tmp_path: Path
) -> None:
    home = household.home
    await home.stop()
    _copy_of(home, tmp_path)
    await home.start_again()
    for _ in range(VIEWINGS):
        await home.socket.ask("secure_video/clips/tell", clip_id=household.clip_id, what="snapshot")
    await _check(owner, "Check", "The log is sound")
    await home.stop()
    _put_back(home, tmp_path)
    await home.start_again()
    check = await _check(owner, "Check", "The log is shorter than it was")
    await expect(check.get_by_role("alert")).to_contain_text("Restoring an old backup")
    await check.get_by_role("button", name="I know why: begin anew").click()
    await owner.dialog.get_by_role("button", name="I know why: begin anew").click()
    await expect(check).to_contain_text("This browser had not seen it before.")


def _parts(home: LiveHomeAssistant) -> dict[str, Path]:
    return {"log": home.media / "secure_video" / "log", "storage": home.folder / ".storage"}


def _copy_of(home: LiveHomeAssistant, backup: Path) -> None:
    for name, part in _parts(home).items():
        shutil.copytree(part, backup / name)


def _put_back(home: LiveHomeAssistant, backup: Path) -> None:
    for name, part in _parts(home).items():
        shutil.rmtree(part)
        shutil.copytree(backup / name, part)
