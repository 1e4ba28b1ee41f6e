"""The dialogs that help the owner to put right what `issues` raises."""

from typing import TYPE_CHECKING, Any, override

import probatio as vol
from homeassistant.components.repairs import ConfirmRepairFlow, RepairsFlow, RepairsFlowContext, RepairsFlowResult
from homeassistant.core import HomeAssistant

from .const import CONF_MODEL, CONF_RECIPIENTS
from .engine.vision.catalog import spec_named
from .entry_form import form_placeholders, read_recipients, recipients_selector, shown_again
from .form_fault import FormFault
from .issues import Issue, change_placeholders
from .model_steps import ModelSteps
from .people import People, from_keys, people_from
from .signed_people import PeopleChange, acting_user, async_change_people, async_people_change

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .running import SecureVideoConfigEntry


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return the dialog for an issue."""
    entry = hass.config_entries.async_get_known_entry(str((data or {})["entry_id"]))
    match Issue(issue_id):
        case Issue.NO_RECIPIENTS:
            return RecipientsRepair(entry)
        case Issue.RECIPIENTS_CHANGED:
            return RecipientsChangedRepair(entry)
        case Issue.LOG_DAMAGED:
            return LogDamagedRepair(entry)
        case Issue.NO_MODEL | Issue.BAD_MODEL:
            return ModelRepair(entry)
        case _:
            return TryAgainRepair(entry)


class RecipientsRepair(RepairsFlow):
    """Takes the public keys that were put off at set-up."""

    def __init__(self, entry: SecureVideoConfigEntry) -> None:
        """Belong to an entry."""
        self._entry = entry

    async def async_step_init(self, _user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask for the keys. What comes with the first call is about the issue, not from the owner."""
        return await self.async_step_recipients()

    async def async_step_recipients(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Take the keys."""
        if user_input is None:
            return self._show_form()
        try:
            recipients = read_recipients(user_input[CONF_RECIPIENTS])
        except FormFault as fault:
            return self._show_form(fault, shown_again(user_input))
        if not recipients:
            return self._show_form(FormFault({CONF_RECIPIENTS: "no_key"}))
        await async_change_people(self.hass, self._entry, from_keys(recipients), acting_user())
        return self.async_create_entry(data={})

    def _show_form(self, fault: FormFault | None = None, values: Mapping[str, Any] | None = None) -> RepairsFlowResult:
        schema = vol.Schema({vol.Required(CONF_RECIPIENTS): recipients_selector()})
        return self.async_show_form(
            step_id="recipients",
            data_schema=self.add_suggested_values_to_schema(schema, values),
            errors=fault.errors if fault else None,
            description_placeholders=form_placeholders(self.hass, fault),
        )


class RecipientsChangedRepair(RepairsFlow):
    """Asks whose change it was: agreed to from now on, or undone."""

    def __init__(self, entry: SecureVideoConfigEntry) -> None:
        """Belong to an entry, which may not have started."""
        self._entry = entry
        self._change: PeopleChange | None = None

    async def async_step_init(self, _user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Show the change."""
        self._change = await async_people_change(self.hass, self._people)
        if self._change is None:
            return self.async_abort(reason="changed_again")
        return self.async_show_menu(
            step_id="init",
            menu_options=["mine", "not_mine"],
            description_placeholders=change_placeholders(self.hass, self._change),
        )

    async def async_step_mine(self, _user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Agree to the list as it was shown."""
        change = self._change
        if change is None or self._people != change.after:
            return self.async_abort(reason="changed_again")
        await async_change_people(self.hass, self._entry, change.after, acting_user())
        return self.async_create_entry(data={})

    async def async_step_not_mine(self, _user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Go back to the list that was agreed to."""
        if self._change is None:
            return self.async_abort(reason="changed_again")
        await async_change_people(self.hass, self._entry, self._change.before, acting_user())
        return self.async_create_entry(data={})

    @property
    def _people(self) -> People:
        return people_from(self._entry.options[CONF_RECIPIENTS])


class LogDamagedRepair(ConfirmRepairFlow):
    """Tells what happened to the log, until somebody has read it."""

    def __init__(self, entry: SecureVideoConfigEntry) -> None:
        """Belong to an entry."""
        self._entry = entry

    @override
    async def async_step_confirm(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        if user_input is not None:
            self._entry.runtime_data.log.async_forgive()
        return await super().async_step_confirm(user_input)


class ModelRepair(ModelSteps[RepairsFlowContext, RepairsFlowResult, str], RepairsFlow):
    """Fetches the detector's model."""

    def __init__(self, entry: SecureVideoConfigEntry) -> None:
        """Belong to an entry."""
        self._entry = entry
        self.model = spec_named(entry.options[CONF_MODEL])

    async def async_step_init(self, _user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask before anything is fetched."""
        if not self.model.urls:
            reason = "own_file" if self.model.is_own else "reinstall"
            return self.async_abort(reason=reason, description_placeholders={"file": self.model.file})
        return await self.async_step_model()

    @override
    async def async_after_model(self) -> RepairsFlowResult:
        if not self.is_fetched:
            return self.async_abort(reason="later")
        self.hass.config_entries.async_schedule_reload(self._entry.entry_id)
        return self.async_create_entry(data={})


class TryAgainRepair(ConfirmRepairFlow):
    """Starts the entry again, which installs what is missing."""

    def __init__(self, entry: SecureVideoConfigEntry) -> None:
        """Belong to an entry."""
        self._entry = entry

    @override
    async def async_step_confirm(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        if user_input is not None:
            self.hass.config_entries.async_schedule_reload(self._entry.entry_id)
        return await super().async_step_confirm(user_input)
