"""A change of who can open new clips, by us and by others."""

from typing import Any

import pytest
from homeassistant.components.http import KEY_HASS_USER
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.http import current_request
from homeassistant.helpers.storage import Store
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser, async_capture_events

from custom_components.secure_video.bus_events import EVENT_RECIPIENTS_CHANGED
from custom_components.secure_video.const import CONF_RECIPIENTS, DOMAIN, MINOR_VERSION
from custom_components.secure_video.engine.vault.age import generate_identity
from custom_components.secure_video.engine.vault.log import RecipientsChanged, read_entries
from custom_components.secure_video.issues import Issue
from custom_components.secure_video.people import people_from
from custom_components.secure_video.signed_people import STORAGE_KEY, UNKNOWN, acting_user, async_change_people

from .conftest import PEOPLE, RECIPIENT, RECOVERY, camera_subentry, entry_with, set_up
from .test_repairs import answer, issues, start

BURGLAR = {
    "name": "Mallory",
    "recipient": str(generate_identity(post_quantum=False).recipient),
    "role": "family",
}


def changes(entry: MockConfigEntry) -> list[RecipientsChanged]:
    """What the log says."""
    logged = read_entries(entry.runtime_data.log.folder)
    return [each.content for each in logged if isinstance(each.content, RecipientsChanged)]


async def slip_in(hass: HomeAssistant, entry: MockConfigEntry, *people: dict[str, str]) -> None:
    """Change the options as anybody can who has access to them."""
    hass.config_entries.async_update_entry(entry, options={**entry.options, CONF_RECIPIENTS: list(people)})
    await hass.async_block_till_done(wait_background_tasks=True)


async def reload(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_a_slipped_in_person_shows(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    events = async_capture_events(hass, EVENT_RECIPIENTS_CHANGED)
    await slip_in(hass, entry, PEOPLE[0], BURGLAR)
    everybody = tuple(sorted((RECIPIENT, BURGLAR["recipient"])))
    assert changes(entry)[-1] == RecipientsChanged(recipients=everybody, by=UNKNOWN)
    (event,) = events
    assert event.data == {
        "by": "unknown",
        "added": [{"name": "Mallory", "role": "family", "key_end": BURGLAR["recipient"][-8:]}],
        "removed": [{"name": "Drawer", "role": "recovery", "key_end": RECOVERY[-8:]}],
    }
    issue = ir.async_get(hass).async_get_issue(DOMAIN, Issue.RECIPIENTS_CHANGED)
    assert issue is not None
    assert issue.severity is ir.IssueSeverity.ERROR
    placeholders = issue.translation_placeholders or {}
    assert placeholders["added"] == f"Mallory (…{BURGLAR['recipient'][-8:]})"
    assert placeholders["removed"] == f"Drawer (…{RECOVERY[-8:]})"

    # It is told once, but the question stays.
    before = changes(entry)
    await reload(hass, entry)
    assert changes(entry) == before
    assert len(events) == 1
    assert Issue.RECIPIENTS_CHANGED in issues(hass)


@pytest.mark.parametrize("field", ["name", "role"])
async def test_another_name_or_role_shows_as_well(hass: HomeAssistant, entry: MockConfigEntry, field: str) -> None:
    other = {"name": "Safe", "role": "family"}[field]
    await slip_in(hass, entry, PEOPLE[0], {**PEOPLE[1], field: other})
    assert Issue.RECIPIENTS_CHANGED in issues(hass)
    assert changes(entry)[-1].by == UNKNOWN


async def test_a_change_while_home_assistant_was_off_shows(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    assert await hass.config_entries.async_unload(entry.entry_id)
    hass.config_entries.async_update_entry(entry, options={**entry.options, CONF_RECIPIENTS: [BURGLAR]})
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert Issue.RECIPIENTS_CHANGED in issues(hass)


async def test_it_was_me(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await slip_in(hass, entry, *PEOPLE, BURGLAR)
    result = await start(hass, Issue.RECIPIENTS_CHANGED)
    assert result["type"] is FlowResultType.MENU
    result = await answer(hass, Issue.RECIPIENTS_CHANGED, result, next_step_id="mine")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options[CONF_RECIPIENTS] == [*PEOPLE, BURGLAR]
    assert Issue.RECIPIENTS_CHANGED not in issues(hass)
    assert [change.by for change in changes(entry)] == ["", UNKNOWN, ""]
    await reload(hass, entry)
    assert Issue.RECIPIENTS_CHANGED not in issues(hass)


async def test_it_was_not_me(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await slip_in(hass, entry, *PEOPLE, BURGLAR)
    result = await start(hass, Issue.RECIPIENTS_CHANGED)
    result = await answer(hass, Issue.RECIPIENTS_CHANGED, result, next_step_id="not_mine")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options[CONF_RECIPIENTS] == list(PEOPLE)
    assert entry.runtime_data.settings.recipients == (RECIPIENT, RECOVERY)
    assert Issue.RECIPIENTS_CHANGED not in issues(hass)
    assert changes(entry)[-1] == RecipientsChanged(recipients=tuple(sorted((RECIPIENT, RECOVERY))), by="")


async def test_only_what_was_shown_is_agreed_to(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await slip_in(hass, entry, PEOPLE[0])
    result = await start(hass, Issue.RECIPIENTS_CHANGED)
    await slip_in(hass, entry, PEOPLE[0], BURGLAR)
    result = await answer(hass, Issue.RECIPIENTS_CHANGED, result, next_step_id="mine")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "changed_again"
    assert Issue.RECIPIENTS_CHANGED in issues(hass)


async def test_an_ignored_alarm_comes_again(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await slip_in(hass, entry, PEOPLE[0])
    ir.async_ignore_issue(hass, DOMAIN, Issue.RECIPIENTS_CHANGED, ignore=True)
    ir.async_ignore_issue(hass, DOMAIN, Issue.NO_RECOVERY_KEY, ignore=True)
    await slip_in(hass, entry, PEOPLE[0], BURGLAR)
    alarm = ir.async_get(hass).async_get_issue(DOMAIN, Issue.RECIPIENTS_CHANGED)
    advice = ir.async_get(hass).async_get_issue(DOMAIN, Issue.NO_RECOVERY_KEY)
    assert alarm is not None
    assert alarm.dismissed_version is None
    assert advice is not None
    assert advice.dismissed_version is not None


@pytest.mark.parametrize("field", ["signed", "note", None])
async def test_a_signature_that_is_forged_or_gone_shows(
    hass: HomeAssistant, entry: MockConfigEntry, field: str | None
) -> None:
    store: Store[dict[str, Any]] = Store(hass, 1, STORAGE_KEY)
    stored = await store.async_load()
    assert stored is not None
    forged = {"people": [*PEOPLE, BURGLAR], "by": ""}
    events = async_capture_events(hass, EVENT_RECIPIENTS_CHANGED)
    await store.async_save(
        {} if field is None else {**stored, field: forged if field == "signed" else stored["note"].replace("a", "b")}
    )
    await slip_in(hass, entry, *PEOPLE, BURGLAR)
    assert Issue.RECIPIENTS_CHANGED in issues(hass)
    assert changes(entry)[-1].by == UNKNOWN
    assert [event.data["by"] for event in events] == [UNKNOWN]
    # Without a list that was agreed to, nobody is left when it was somebody else.
    result = await start(hass, Issue.RECIPIENTS_CHANGED)
    assert (result["description_placeholders"] or {})["before"] == "nobody"
    await answer(hass, Issue.RECIPIENTS_CHANGED, result, next_step_id="not_mine")
    assert Issue.NO_RECIPIENTS in issues(hass)


async def test_our_change_has_a_name_and_raises_nothing(
    hass: HomeAssistant, entry: MockConfigEntry, hass_admin_user: MockUser
) -> None:
    events = async_capture_events(hass, EVENT_RECIPIENTS_CHANGED)
    token = current_request.set({KEY_HASS_USER: hass_admin_user})  # type: ignore[arg-type] # all that is asked of it
    await async_change_people(hass, entry, people_from(PEOPLE[1:]), acting_user())
    current_request.reset(token)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert changes(entry)[-1] == RecipientsChanged(recipients=(RECOVERY,), by=hass_admin_user.id)
    assert [(event.data["by"], event.data["added"]) for event in events] == [(hass_admin_user.id, [])]
    assert Issue.RECIPIENTS_CHANGED not in issues(hass)


@pytest.mark.usefixtures("media_dir", "pipelines")
async def test_keys_of_an_older_version_get_names_and_are_signed(hass: HomeAssistant) -> None:
    events = async_capture_events(hass, EVENT_RECIPIENTS_CHANGED)
    older = entry_with(camera_subentry(), **{CONF_RECIPIENTS: []})
    await set_up(hass, older)
    await hass.config_entries.async_unload(older.entry_id)
    hass.config_entries.async_update_entry(
        older, options={**older.options, CONF_RECIPIENTS: [RECIPIENT, RECOVERY]}, minor_version=1
    )
    assert await hass.config_entries.async_setup(older.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert older.minor_version == MINOR_VERSION
    assert older.options[CONF_RECIPIENTS] == [
        {"name": "Key 1", "recipient": RECIPIENT, "role": "owner"},
        {"name": "Key 2", "recipient": RECOVERY, "role": "family"},
    ]
    assert Issue.RECIPIENTS_CHANGED not in issues(hass)
    assert Issue.NO_RECOVERY_KEY in issues(hass)
    assert len(events) == 1


async def test_what_is_no_list_of_people_is_undone(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    hass.config_entries.async_update_entry(entry, options={**entry.options, CONF_RECIPIENTS: [RECIPIENT, 7]})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert issues(hass) >= {Issue.RECIPIENTS_CHANGED, Issue.NO_RECIPIENTS}
    await answer(hass, Issue.RECIPIENTS_CHANGED, await start(hass, Issue.RECIPIENTS_CHANGED), next_step_id="not_mine")
    assert entry.options[CONF_RECIPIENTS] == list(PEOPLE)


async def test_a_list_that_keeps_the_entry_from_starting_is_undone(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    modern = {**BURGLAR, "recipient": str(generate_identity(post_quantum=True).recipient)}
    await slip_in(hass, entry, *PEOPLE, modern)
    assert entry.error_reason_translation_key == "bad_recipient"
    await answer(hass, Issue.RECIPIENTS_CHANGED, await start(hass, Issue.RECIPIENTS_CHANGED), next_step_id="not_mine")
    assert entry.state is ConfigEntryState.LOADED
    assert entry.options[CONF_RECIPIENTS] == list(PEOPLE)
    assert Issue.RECIPIENTS_CHANGED not in issues(hass)
