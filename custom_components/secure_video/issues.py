"""What the owner has to put right."""

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .engine.errors import BadHash, ModelError, ModelNotFound
from .engine.model.camera import RecordingProblem
from .engine.vision.catalog import spec_named
from .people import has_recovery
from .texts import async_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .running import SecureVideo, SecureVideoConfigEntry
    from .signed_people import PeopleChange


class Issue(StrEnum):
    """Each is an issue's id and the key of its texts."""

    NO_RECIPIENTS = "no_recipients"
    NO_RECOVERY_KEY = "no_recovery_key"
    RECIPIENTS_CHANGED = "recipients_changed"
    LOG_DAMAGED = "log_damaged"
    NO_MODEL = "no_model"
    BAD_MODEL = "bad_model"
    MODEL_UNSUPPORTED = "model_unsupported"
    RUNTIME_MISSING = "runtime_missing"
    ACCELERATOR_UNUSED = "accelerator_unused"
    DISK_FULL = "disk_full"
    FOLDER_READ_ONLY = "folder_read_only"
    TOO_MUCH_TO_DO = "too_much_to_do"
    NO_ENCODER = "no_encoder"
    CLIPS_WITH_GAPS = "clips_with_gaps"


_NOT_FIXABLE: Final = frozenset(
    {
        Issue.NO_RECOVERY_KEY,
        Issue.DISK_FULL,
        Issue.FOLDER_READ_ONLY,
        Issue.TOO_MUCH_TO_DO,
        Issue.NO_ENCODER,
        Issue.CLIPS_WITH_GAPS,
        Issue.MODEL_UNSUPPORTED,
    }
)
_ALARMS: Final = frozenset({Issue.RECIPIENTS_CHANGED, Issue.LOG_DAMAGED})
_ERRORS: Final = frozenset({Issue.DISK_FULL, Issue.FOLDER_READ_ONLY, Issue.NO_ENCODER, *_ALARMS})
"""Nothing is kept, or somebody was at work. The rest can be put off: the cameras are watched all the same."""


@callback
def async_update_issues(hass: HomeAssistant, entry: SecureVideoConfigEntry) -> None:
    """Raise the issues that an entry has now, and clear those it no longer has."""
    present = set(_issues(entry.runtime_data))
    for issue in Issue:
        if issue in present:
            _create_issue(hass, entry, issue, _placeholders(hass, entry.runtime_data))
        else:
            ir.async_delete_issue(hass, DOMAIN, issue)


@callback
def async_tell_change(hass: HomeAssistant, entry: SecureVideoConfigEntry, change: PeopleChange) -> None:
    """Raise the issue of a changed list at once: such a list may keep the entry from starting."""
    _create_issue(hass, entry, Issue.RECIPIENTS_CHANGED, change_placeholders(hass, change))


def _create_issue(
    hass: HomeAssistant, entry: SecureVideoConfigEntry, issue: Issue, placeholders: dict[str, str]
) -> None:
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue,
        data={"entry_id": entry.entry_id},
        is_fixable=issue not in _NOT_FIXABLE,
        severity=ir.IssueSeverity.ERROR if issue in _ERRORS else ir.IssueSeverity.WARNING,
        translation_key=issue,
        translation_placeholders=placeholders,
    )


@callback
def async_clear_issues(hass: HomeAssistant, *, even_ignored: bool = False) -> None:
    """Clear every issue of an entry that is no longer loaded. What is ignored is to stay so when it is loaded again."""
    issues = ir.async_get(hass)
    for issue in Issue:
        raised = issues.async_get_issue(DOMAIN, issue)
        if raised and (even_ignored or raised.dismissed_version is None):
            issues.async_delete(DOMAIN, issue)


@callback
def async_raise_alarms_anew(hass: HomeAssistant) -> None:
    """Let no alarm be ignored for longer than until the next start: the next one may be about something else."""
    for issue in _ALARMS:
        ir.async_delete_issue(hass, DOMAIN, issue)


def _issues(runtime: SecureVideo) -> Iterator[Issue]:
    if runtime.people_change:
        yield Issue.RECIPIENTS_CHANGED
    if runtime.log.damage:
        yield Issue.LOG_DAMAGED
    if not runtime.settings.people:
        yield Issue.NO_RECIPIENTS
    elif not has_recovery(runtime.settings.people):
        yield Issue.NO_RECOVERY_KEY
    if runtime.detector_error:
        yield _detector_issue(runtime, runtime.detector_error)
    if runtime.loaded and runtime.loaded.accelerator_problem:
        yield Issue.ACCELERATOR_UNUSED
    problems = {camera.data.recording_problem for camera in runtime.cameras.values()}
    yield from (issue for problem, issue in _RECORDING_ISSUES.items() if problem in problems)
    if any(camera.is_overloaded for camera in runtime.cameras.values()):
        yield Issue.TOO_MUCH_TO_DO


def _placeholders(hass: HomeAssistant, runtime: SecureVideo) -> dict[str, str]:
    damage = "\n".join(f"* {async_text(hass, f'log_{kind}')}" for kind in runtime.log.damage)
    changed = change_placeholders(hass, runtime.people_change) if runtime.people_change else {}
    overloaded = ", ".join(camera.name for camera in runtime.cameras.values() if camera.is_overloaded)
    return {
        "folder": str(runtime.settings.clip_folder),
        "damage": damage,
        "cameras": overloaded,
        "reason": str(runtime.detector_error or ""),
        "accelerator": runtime.settings.accelerator.upper(),
        "accelerator_problem": _accelerator_problem(hass, runtime),
        **changed,
    }


def _accelerator_problem(hass: HomeAssistant, runtime: SecureVideo) -> str:
    loaded = runtime.loaded
    if loaded is None or loaded.accelerator_problem is None:
        return ""
    times = (
        {"accelerated": str(loaded.trial.accelerated_ms), "processor": str(loaded.trial.plain_ms)}
        if loaded.trial
        else {}
    )
    return async_text(hass, f"accelerator_{loaded.accelerator_problem}", **times)


def change_placeholders(hass: HomeAssistant, change: PeopleChange) -> dict[str, str]:
    """Return who was added, who was removed, and who was on the list that the owner agreed to."""
    groups = {"added": change.added, "removed": change.removed, "before": change.before}
    return {key: ", ".join(map(str, people)) or async_text(hass, "nobody") for key, people in groups.items()}


_RECORDING_ISSUES: Final = {
    RecordingProblem.DISK_FULL: Issue.DISK_FULL,
    RecordingProblem.READ_ONLY: Issue.FOLDER_READ_ONLY,
    RecordingProblem.NO_ENCODER: Issue.NO_ENCODER,
    RecordingProblem.TOO_SLOW: Issue.CLIPS_WITH_GAPS,
}


def _detector_issue(runtime: SecureVideo, error: ModelError) -> Issue:
    match error:
        case ModelNotFound():
            return Issue.NO_MODEL
        case BadHash():
            return Issue.BAD_MODEL
        case _ if runtime.loaded is None:
            return Issue.RUNTIME_MISSING
        case _:
            # Another model runs, so it is not the runtime. What has the right hash is not damaged.
            return Issue.BAD_MODEL if spec_named(runtime.settings.model).is_own else Issue.MODEL_UNSUPPORTED
