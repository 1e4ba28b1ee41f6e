"""Who can open clips: somebody is added, given what is old, removed; and a list that was changed without us."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from custom_components.secure_video.engine.errors import VaultError
from tests.live.clip import KeyFile
from tests.live.home_assistant import LiveHomeAssistant

from .browser import Visitor, visitor
from .household import PASSPHRASE, Household

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]


@pytest_asyncio.fixture(loop_scope="module")
async def owner(browser: Browser, household: Household) -> AsyncIterator[Visitor]:
    """The owner, who looks at the list of people."""
    async with visitor(browser, household.home) as owner:
        await owner.go("/secure-video/people")
        yield owner


@pytest.fixture(scope="module")
def anna(tmp_path_factory: pytest.TempPathFactory) -> KeyFile:
    """The key of somebody who is to be added."""
    return KeyFile.make(tmp_path_factory.mktemp("anna") / "key.txt", post_quantum=False)


async def _give_old_clips(owner: Visitor) -> None:
    """It is asked about first, as nothing brings it back."""
    give = "Give old clips to these people"
    await owner.button(give).click()
    await expect(owner.dialog).to_contain_text("nobody else does")
    await owner.dialog.get_by_role("button", name=give).click()


async def test_somebody_is_added_by_their_public_key(owner: Visitor, household: Household, anna: KeyFile) -> None:
    await owner.button("Add a person").click()
    dialog = owner.dialog
    await dialog.get_by_label("Name", exact=True).fill("Anna")
    await dialog.get_by_role("textbox").last.fill(anna.recipient)
    await dialog.get_by_role("button", name="Use this text").click()
    await expect(dialog.get_by_text(anna.recipient[-8:])).to_be_visible()
    await dialog.get_by_role("button", name="Add a person").click()
    await expect(dialog).to_have_count(0)
    await expect(owner.panel.get_by_role("listitem").filter(has_text="Anna")).to_be_visible()
    people = await household.people()
    assert [person["name"] for person in people["people"]] == ["Demo", "Drawer", "Anna"]
    assert people["alarm"] is None


async def test_a_private_key_is_not_taken_for_a_public_one(owner: Visitor, household: Household, anna: KeyFile) -> None:
    before = await household.people()
    await owner.button("Add a person").click()
    dialog = owner.dialog
    await dialog.get_by_role("textbox").last.fill(anna.identity.to_string())
    await dialog.get_by_role("button", name="Use this text").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("private")
    await expect(dialog.get_by_role("button", name="Add a person")).to_be_disabled()
    assert await household.people() == before


async def test_who_was_added_opens_old_clips_only_after_they_were_given_them(
    owner: Visitor, household: Household, anna: KeyFile
) -> None:
    with pytest.raises(VaultError):
        household.opens(household.clip, anna.identity)
    await owner.unlock(PASSPHRASE)
    await _give_old_clips(owner)
    await expect(owner.panel.locator("secure-video-old-clips").get_by_role("status")).to_be_visible()
    assert household.opens(household.clip, anna.identity) == household.opens(household.clip)


async def test_somebody_makes_a_key_and_is_added_by_a_photo_of_their_code(
    browser: Browser, owner: Visitor, household: Household, tmp_path: Path
) -> None:
    photo = tmp_path / "code.png"
    await household.home.add_user("ben", PASSPHRASE)
    async with visitor(browser, household.home, username="ben", password=PASSPHRASE) as ben:
        await ben.go("/secure-video/people")
        await ben.button("Make my key").click()
        dialog = ben.dialog
        await dialog.get_by_role("radio", name="In Home Assistant").check()
        await dialog.get_by_role("button", name="Make my key").click()
        await dialog.get_by_role("switch").click()
        await dialog.get_by_role("button", name="Keep my key").click()
        await dialog.get_by_role("img", name="QR code of your public key").screenshot(path=photo)
        await dialog.get_by_role("button", name="Close").last.click()
        await expect(ben.panel.get_by_text("This key is not on the list yet")).to_be_visible()

    await owner.button("Add a person").click()
    dialog = owner.dialog
    await dialog.get_by_label("Name", exact=True).fill("Ben")
    async with owner.page.expect_file_chooser() as chooser:
        await dialog.get_by_role("button", name="Photo of a QR code").click()
    await (await chooser.value).set_files(photo)
    await dialog.get_by_role("button", name="Add a person").click()
    await expect(dialog).to_have_count(0)
    assert [person["name"] for person in (await household.people())["people"]] == ["Demo", "Drawer", "Anna", "Ben"]


async def test_somebody_is_renamed(owner: Visitor, household: Household) -> None:
    await owner.button("Rename Ben").click()
    await owner.panel.get_by_label("Name", exact=True).fill("Benjamin")
    await owner.page.keyboard.press("Enter")
    await expect(owner.panel.get_by_role("listitem").filter(has_text="Benjamin")).to_be_visible()
    assert "Benjamin" in [person["name"] for person in (await household.people())["people"]]


async def test_who_is_removed_loses_old_clips_once_they_are_given_anew(
    owner: Visitor, household: Household, anna: KeyFile
) -> None:
    await owner.unlock(PASSPHRASE)
    await owner.button("Remove Anna").click()
    question = owner.dialog
    await expect(question).to_contain_text("cannot be taken back")
    await question.get_by_role("button", name="Remove").click()
    await expect(owner.panel.get_by_role("listitem").filter(has_text="Anna")).to_have_count(0)
    assert household.opens(household.clip, anna.identity)
    await _give_old_clips(owner)
    await expect(owner.panel.locator("secure-video-old-clips").get_by_role("status")).to_be_visible()
    with pytest.raises(VaultError):
        household.opens(household.clip, anna.identity)
    assert household.opens(household.clip)


async def test_the_last_recovery_key_stays(owner: Visitor, household: Household) -> None:
    before = await household.people()
    await owner.button("Remove Drawer").click()
    await owner.dialog.get_by_role("button", name="Remove").click()
    await expect(owner.panel.get_by_role("alert")).to_contain_text("recovery")
    assert await household.people() == before


async def test_the_stored_key_is_moved_and_opens_wherever_it_is(owner: Visitor, household: Household) -> None:
    for place, text in (("In this browser", "Kept in this browser"), ("In Home Assistant", "Kept in Home Assistant")):
        await owner.button("Change where it is kept").click()
        dialog = owner.dialog
        await dialog.get_by_role("radio", name=place).check()
        await dialog.get_by_role("button", name="Save").click()
        await expect(dialog).to_have_count(0)
        await expect(owner.panel.get_by_text(text)).to_be_visible()
        stored = await household.home.socket.ask("secure_video/identity/get")
        assert (stored["file"] is None) == (place == "In this browser")
        await owner.unlock(PASSPHRASE)
        await owner.button("Lock now").click()
        await expect(owner.panel.get_by_text("Your key is locked.")).to_be_visible()


@pytest.mark.parametrize(
    ("answer", "agree", "kept"),
    [("It was not me", "Go back to the old list", 0), ("It was me", "Keep this list", 1)],
)
async def test_a_list_that_was_changed_without_us_raises_an_alarm(
    browser: Browser, household: Household, anna: KeyFile, answer: str, agree: str, kept: int
) -> None:
    before = await household.people()
    intruder = {"name": "Mallory", "recipient": anna.recipient, "role": "family"}
    await _slip_in(household.home, intruder)
    async with visitor(browser, household.home) as owner:
        await owner.go("/secure-video/timeline")
        await owner.button("Look").click()
        alarm = owner.panel.locator("secure-video-people-alarm")
        await expect(alarm).to_contain_text("Mallory")
        await expect(owner.button("Add a person")).to_have_count(0)
        await alarm.get_by_role("button", name=answer).click()
        await owner.dialog.get_by_role("button", name=agree).click()
        await expect(alarm).to_have_count(0)
        await expect(owner.panel.get_by_role("listitem").filter(has_text="Mallory")).to_have_count(kept)
        await expect(owner.button("Add a person")).to_be_visible()
    after = await household.people()
    assert after["alarm"] is None
    assert [person["name"] for person in after["people"]].count("Mallory") == kept
    assert kept or after == before


async def _slip_in(home: LiveHomeAssistant, person: dict[str, str]) -> None:
    """Add somebody as whoever can write to the disk would."""
    await home.stop()
    path = home.folder / ".storage" / "core.config_entries"
    stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    (entry,) = [entry for entry in stored["data"]["entries"] if entry["domain"] == "secure_video"]
    entry["options"]["recipients"].append(person)
    path.write_text(json.dumps(stored), encoding="utf-8")
    await home.start_again()
