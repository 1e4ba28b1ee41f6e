"""Who can open new clips, changed in the options."""

from typing import Any

import pytest
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.secure_video.const import CONF_RECIPIENTS
from custom_components.secure_video.engine.vault.age import generate_identity
from custom_components.secure_video.issues import Issue
from custom_components.secure_video.people import Role
from tests.fakes import FakePipeline

from .conftest import PEOPLE, RECIPIENT, RECOVERY, camera_subentry, entry_with, set_up
from .flow_texts import assert_texts
from .test_repairs import issues

SECRET = generate_identity(post_quantum=False).to_string()
BEN = str(generate_identity(post_quantum=False).recipient)
MODERN, OTHER_MODERN = (str(generate_identity(post_quantum=True).recipient) for _ in range(2))


async def answer(hass: HomeAssistant, result: ConfigFlowResult, **user_input: object) -> ConfigFlowResult:
    result = await hass.config_entries.options.async_configure(result["flow_id"], user_input)
    assert_texts(result, "options")
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


async def people(hass: HomeAssistant, entry: MockConfigEntry, step: str | None = None) -> ConfigFlowResult:
    """Open the list of people, and choose something there."""
    result = await hass.config_entries.options.async_init(entry.entry_id)
    result = await answer(hass, result, next_step_id="people")
    return await answer(hass, result, next_step_id=step) if step else result


def stored(entry: MockConfigEntry) -> list[Any]:
    return list(entry.options[CONF_RECIPIENTS])


def is_unchanged(hass: HomeAssistant, entry: MockConfigEntry) -> bool:
    return stored(entry) == list(PEOPLE) and Issue.RECIPIENTS_CHANGED not in issues(hass)


async def test_everybody_is_shown(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    result = await people(hass, entry)
    assert result["type"] is FlowResultType.MENU
    assert result["menu_options"] == ["add_person", "remove_person", "replace_people"]
    placeholders = result["description_placeholders"] or {}
    assert placeholders["people"] == (f"* Anna (…{RECIPIENT[-8:]}): Owner\n* Drawer (…{RECOVERY[-8:]}): Recovery")


@pytest.mark.usefixtures("media_dir")
async def test_nobody_is_shown_and_added(hass: HomeAssistant, pipelines: list[FakePipeline]) -> None:
    entry = entry_with(camera_subentry(), **{CONF_RECIPIENTS: []})
    await set_up(hass, entry)
    result = await people(hass, entry)
    assert result["menu_options"] == ["add_person", "replace_people"]
    assert (result["description_placeholders"] or {})["people"] == "nobody"
    result = await answer(hass, result, next_step_id="add_person")
    result = await answer(hass, result, name="Anna", recipient=MODERN, role=Role.OWNER)
    assert stored(entry) == [{"name": "Anna", "recipient": MODERN, "role": "owner"}]
    assert len(pipelines) == 2


async def test_a_person_is_added(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    result = await people(hass, entry, "add_person")
    result = await answer(hass, result, name="  Ben ", recipient=f" {BEN}\n", role=Role.FAMILY)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert stored(entry) == [*PEOPLE, {"name": "Ben", "recipient": BEN, "role": "family"}]
    assert entry.runtime_data.settings.recipients == (RECIPIENT, RECOVERY, BEN)
    assert entry.options["max_days"] == 14
    assert Issue.RECIPIENTS_CHANGED not in issues(hass)


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        ({"name": " "}, {"name": "no_name"}),
        ({"recipient": SECRET}, {"recipient": "private_key"}),
        ({"recipient": "age1nonsense"}, {"recipient": "bad_recipient"}),
        ({"recipient": ""}, {"recipient": "one_key"}),
        ({"recipient": f"{BEN}\n{RECIPIENT}"}, {"recipient": "one_key"}),
        ({"recipient": RECIPIENT}, {"recipient": "same_key"}),
        ({"recipient": MODERN}, {"recipient": "mixed_keys"}),
    ],
)
async def test_who_cannot_be_added(
    hass: HomeAssistant, entry: MockConfigEntry, wrong: dict[str, str], errors: dict[str, str]
) -> None:
    result = await people(hass, entry, "add_person")
    person = {"name": "Ben", "recipient": BEN, "role": Role.FAMILY}
    result = await answer(hass, result, **person | wrong)
    assert result["errors"] == errors
    assert SECRET not in str(result)
    assert is_unchanged(hass, entry)
    result = await answer(hass, result, **person)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_person_is_removed_after_a_confirmation(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    result = await answer(hass, await people(hass, entry, "remove_person"), person=RECIPIENT)
    assert result["step_id"] == "confirm_removal"
    assert is_unchanged(hass, entry)
    result = await answer(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert stored(entry) == [PEOPLE[1]]
    assert Issue.RECIPIENTS_CHANGED not in issues(hass)


async def test_the_last_recovery_key_stays(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    result = await answer(hass, await people(hass, entry, "remove_person"), person=RECOVERY)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "last_recovery"
    assert is_unchanged(hass, entry)


async def test_another_recovery_key_takes_its_place(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    result = await people(hass, entry, "add_person")
    await answer(hass, result, name="Bank", recipient=BEN, role=Role.RECOVERY)
    result = await answer(hass, await people(hass, entry, "remove_person"), person=RECOVERY)
    assert result["step_id"] == "remove_recovery"
    result = await answer(hass, result, understood=False)
    assert result["errors"] == {"understood": "not_understood"}
    assert len(stored(entry)) == 3
    await answer(hass, result, understood=True)
    assert [person["name"] for person in stored(entry)] == ["Anna", "Bank"]
    assert Issue.NO_RECOVERY_KEY not in issues(hass)


async def test_all_are_replaced_by_another_kind(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    result = await people(hass, entry, "replace_people")
    keys = {"owner": MODERN, "recovery": OTHER_MODERN, "understood": True}
    for wrong, errors in (
        ({"understood": False}, {"understood": "not_understood"}),
        ({"recovery": MODERN}, {"recovery": "same_key"}),
        ({"recovery": BEN}, {"recovery": "mixed_keys"}),
        ({"owner": SECRET}, {"owner": "private_key"}),
    ):
        result = await answer(hass, result, **keys | wrong)
        assert result["errors"] == errors
        assert SECRET not in str(result)
    assert is_unchanged(hass, entry)
    await answer(hass, result, **keys)
    assert stored(entry) == [
        {"name": "Owner", "recipient": MODERN, "role": "owner"},
        {"name": "Recovery", "recipient": OTHER_MODERN, "role": "recovery"},
    ]
    assert not issues(hass) & {Issue.RECIPIENTS_CHANGED, Issue.NO_RECOVERY_KEY}


async def test_a_slipped_in_person_is_not_signed_along(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    burglar = {"name": "Mallory", "recipient": BEN, "role": "family"}
    hass.config_entries.async_update_entry(entry, options={**entry.options, CONF_RECIPIENTS: [*PEOPLE, burglar]})
    await hass.async_block_till_done(wait_background_tasks=True)
    result = await people(hass, entry)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "people_not_agreed"
    assert Issue.RECIPIENTS_CHANGED in issues(hass)


@pytest.mark.usefixtures("entry")
async def test_a_recovery_key_is_missed_only_where_somebody_is(hass: HomeAssistant) -> None:
    assert Issue.NO_RECOVERY_KEY not in issues(hass)
