"""What the owner has to put right, and the dialogs that help with it."""

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, override

import probatio as vol
from homeassistant.components.repairs import ConfirmRepairFlow, RepairsFlow, RepairsFlowContext, RepairsFlowResult
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import CONF_MODEL, CONF_RECIPIENTS, DOMAIN
from .engine.errors import BadHash, ModelNotFound
from .engine.model import RecordingProblem
from .engine.vision.catalog import spec_named
from .entry_form import form_placeholders, read_recipients, recipients_selector, shown_again
from .form_fault import FormFault
from .model_steps import ModelSteps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .coordinator import SecureVideo, SecureVideoConfigEntry


class Issue(StrEnum):
    """Each is an issue's id and the key of its texts."""

    NO_RECIPIENTS = "no_recipients"
    NO_MODEL = "no_model"
    BAD_MODEL = "bad_model"
    RUNTIME_MISSING = "runtime_missing"
    DISK_FULL = "disk_full"
    FOLDER_READ_ONLY = "folder_read_only"


_FIXABLE: Final = frozenset({Issue.NO_RECIPIENTS, Issue.NO_MODEL, Issue.BAD_MODEL, Issue.RUNTIME_MISSING})
_NOTHING_IS_KEPT: Final = frozenset({Issue.DISK_FULL, Issue.FOLDER_READ_ONLY})
"""The rest can be put off: the cameras are watched all the same."""


@callback
def async_update_issues(hass: HomeAssistant, entry: SecureVideoConfigEntry) -> None:
    """Raise the issues that an entry has now, and clear those it no longer has."""
    present = set(_issues(entry.runtime_data))
    for issue in Issue:
        if issue not in present:
            ir.async_delete_issue(hass, DOMAIN, issue)
            continue
        ir.async_create_issue(
            hass,
            DOMAIN,
            issue,
            data={"entry_id": entry.entry_id},
            is_fixable=issue in _FIXABLE,
            severity=ir.IssueSeverity.ERROR if issue in _NOTHING_IS_KEPT else ir.IssueSeverity.WARNING,
            translation_key=issue,
            translation_placeholders={"folder": str(entry.runtime_data.settings.clip_folder)},
        )


@callback
def async_clear_issues(hass: HomeAssistant) -> None:
    """Clear every issue of an entry that is no longer loaded."""
    for issue in Issue:
        ir.async_delete_issue(hass, DOMAIN, issue)


def _issues(runtime: SecureVideo) -> Iterator[Issue]:
    if not runtime.settings.recipients:
        yield Issue.NO_RECIPIENTS
    problem = runtime.detector_problem
    if problem is not None:
        # Where another model runs, it is not the runtime that is missing.
        otherwise = Issue.BAD_MODEL if runtime.detector else Issue.RUNTIME_MISSING
        yield _DETECTOR_ISSUES.get(problem, otherwise)
    problems = {camera.data.recording_problem for camera in runtime.cameras.values()}
    if RecordingProblem.DISK_FULL in problems:
        yield Issue.DISK_FULL
    if RecordingProblem.READ_ONLY in problems:
        yield Issue.FOLDER_READ_ONLY


_DETECTOR_ISSUES: Final = {
    ModelNotFound: Issue.NO_MODEL,
    BadHash: Issue.BAD_MODEL,
}


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return the dialog for an issue."""
    entry = hass.config_entries.async_get_known_entry(str((data or {})["entry_id"]))
    match Issue(issue_id):
        case Issue.NO_RECIPIENTS:
            return RecipientsRepair(entry)
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
        # The entry's update listener reloads it.
        self.hass.config_entries.async_update_entry(
            self._entry, options={**self._entry.options, CONF_RECIPIENTS: recipients}
        )
        return self.async_create_entry(data={})

    def _show_form(self, fault: FormFault | None = None, values: Mapping[str, Any] | None = None) -> RepairsFlowResult:
        schema = vol.Schema({vol.Required(CONF_RECIPIENTS): recipients_selector()})
        return self.async_show_form(
            step_id="recipients",
            data_schema=self.add_suggested_values_to_schema(schema, values),
            errors=fault.errors if fault else None,
            description_placeholders=form_placeholders(self.hass, fault),
        )


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
