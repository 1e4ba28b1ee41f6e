"""What the owner has to put right."""

from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import AsyncMock, patch

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.repairs import RepairsFlowManager, RepairsFlowResult, repairs_flow_manager
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.secure_video import overload
from custom_components.secure_video.const import CONF_RECIPIENTS, DOMAIN
from custom_components.secure_video.detector_model import DownloadFailed, DownloadProblem
from custom_components.secure_video.detector_runtime import LoadedDetector
from custom_components.secure_video.engine.errors import BadHash, ModelError, ModelNotFound, Unsupported
from custom_components.secure_video.engine.model.camera import AnalysisState, RecordingProblem
from custom_components.secure_video.engine.vault.age import generate_identity
from custom_components.secure_video.engine.vision.trial import AcceleratorProblem, Trial
from custom_components.secure_video.issues import Issue, async_clear_issues
from tests.engine.vision.scenes import PaintedDetector
from tests.fakes import FakePipeline

from .conftest import RECIPIENT, Report, camera_subentry, entry_with, set_up
from .flow_texts import ENGLISH, assert_texts


@pytest.fixture(name="download", autouse=True)
def download_fixture() -> Iterator[AsyncMock]:
    """Nothing is really fetched."""
    with patch("custom_components.secure_video.model_steps.async_download_model", AsyncMock()) as download:
        yield download


@pytest.fixture(name="load_detector")
def load_detector_fixture(pipelines: list[FakePipeline]) -> Iterator[AsyncMock]:
    """What happens when the detector is loaded."""
    loaded = LoadedDetector(detector=PaintedDetector(), model_sha256="abc")
    with patch("custom_components.secure_video.async_load_detector", AsyncMock(return_value=loaded)) as load:
        yield load


def issues(hass: HomeAssistant) -> set[str]:
    return {issue_id for domain, issue_id in ir.async_get(hass).issues if domain == DOMAIN}


async def start(hass: HomeAssistant, issue: Issue) -> RepairsFlowResult:
    assert await async_setup_component(hass, "repairs", {})
    result = await manager(hass).async_init(DOMAIN, context={"issue_id": issue})
    assert_texts(result, "issues", issue, "fix_flow")
    return result


async def answer(
    hass: HomeAssistant, issue: Issue, result: RepairsFlowResult, **user_input: object
) -> RepairsFlowResult:
    result = await manager(hass).async_configure(result["flow_id"], user_input)
    assert_texts(result, "issues", issue, "fix_flow")
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


def manager(hass: HomeAssistant) -> RepairsFlowManager:
    found = repairs_flow_manager(hass)
    assert found is not None
    return found


@pytest.mark.parametrize("issue", Issue)
def test_each_issue_says_what_to_do(issue: Issue) -> None:
    texts = ENGLISH["issues"][issue]
    assert texts["title"]
    assert ("description" in texts) != ("fix_flow" in texts)


@pytest.mark.parametrize(
    ("error", "issue"),
    [
        (ModelNotFound("none"), Issue.NO_MODEL),
        (BadHash("other"), Issue.BAD_MODEL),
        (Unsupported("musl"), Issue.RUNTIME_MISSING),
        (ModelError("whatever"), Issue.RUNTIME_MISSING),
    ],
)
@pytest.mark.usefixtures("media_dir")
async def test_why_there_is_only_motion(
    hass: HomeAssistant, load_detector: AsyncMock, error: ModelError, issue: Issue
) -> None:
    load_detector.side_effect = error
    await set_up(hass, entry_with())
    assert issues(hass) == {issue}


@pytest.mark.parametrize(
    ("problem", "issue"),
    [(RecordingProblem.DISK_FULL, Issue.DISK_FULL), (RecordingProblem.READ_ONLY, Issue.FOLDER_READ_ONLY)],
)
@pytest.mark.usefixtures("entry")
async def test_why_nothing_is_recorded(
    hass: HomeAssistant,
    pipelines: list[FakePipeline],
    report: Report,
    problem: RecordingProblem,
    issue: Issue,
) -> None:
    await report(replace(pipelines[0].snapshot, recording_problem=problem))
    raised = ir.async_get(hass).async_get_issue(DOMAIN, issue)
    assert raised is not None
    assert raised.severity is ir.IssueSeverity.ERROR
    assert not raised.is_fixable
    assert "secure_video" in (raised.translation_placeholders or {})["folder"]
    await report(replace(pipelines[0].snapshot, recording_problem=None))
    assert issue not in issues(hass)


@pytest.mark.usefixtures("entry")
async def test_too_much_to_do_for_long(
    hass: HomeAssistant, pipelines: list[FakePipeline], report: Report, freezer: FrozenDateTimeFactory
) -> None:
    reduced = replace(pipelines[0].snapshot, analysis=AnalysisState.REDUCED)
    await report(reduced)
    assert Issue.TOO_MUCH_TO_DO not in issues(hass)
    # Nothing is reported meanwhile: it is looked after once a minute.
    freezer.tick(overload.PATIENCE)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    raised = ir.async_get(hass).async_get_issue(DOMAIN, Issue.TOO_MUCH_TO_DO)
    assert raised is not None
    assert not raised.is_fixable
    assert (raised.translation_placeholders or {})["cameras"] == "Front door"
    await report(replace(reduced, analysis=AnalysisState.WATCHING))
    assert Issue.TOO_MUCH_TO_DO in issues(hass)
    freezer.tick(overload.RELIEF)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert Issue.TOO_MUCH_TO_DO not in issues(hass)


@pytest.mark.usefixtures("entry")
async def test_all_can_be_cleared(hass: HomeAssistant) -> None:
    assert issues(hass)
    async_clear_issues(hass)
    assert not issues(hass)


@pytest.mark.usefixtures("media_dir", "pipelines")
async def test_keys_are_added(hass: HomeAssistant) -> None:
    entry = entry_with(camera_subentry(), **{CONF_RECIPIENTS: []})
    await set_up(hass, entry)
    assert Issue.NO_RECIPIENTS in issues(hass)
    result = await start(hass, Issue.NO_RECIPIENTS)
    secret = generate_identity(post_quantum=False).to_string()
    for wrong, error in ((secret, "private_key"), ("age1x", "bad_recipient"), (" \n", "no_key")):
        result = await answer(hass, Issue.NO_RECIPIENTS, result, recipients=wrong)
        assert result["errors"] == {"recipients": error}
        shown_again = {"suggested_value": wrong} if error == "bad_recipient" else None
        schema = result["data_schema"]
        assert schema is not None
        assert [field.description for field in schema.schema] == [shown_again]
        assert secret not in str(result)
    result = await answer(hass, Issue.NO_RECIPIENTS, result, recipients=RECIPIENT)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options[CONF_RECIPIENTS] == [{"name": "Key 1", "recipient": RECIPIENT, "role": "owner"}]
    assert Issue.NO_RECOVERY_KEY in issues(hass)
    assert entry.runtime_data.settings.recipients == (RECIPIENT,)
    assert Issue.NO_RECIPIENTS not in issues(hass)


@pytest.mark.usefixtures("media_dir")
async def test_the_model_is_fetched(hass: HomeAssistant, load_detector: AsyncMock, download: AsyncMock) -> None:
    load_detector.side_effect = ModelNotFound("none")
    await set_up(hass, entry_with(model="yolox_nano"))
    result = await start(hass, Issue.NO_MODEL)
    download.side_effect = DownloadFailed(DownloadProblem.WRONG_FILE)
    result = await answer(hass, Issue.NO_MODEL, result, when="now")
    assert result["errors"] == {"base": "download_wrong_file"}
    download.side_effect = None
    load_detector.side_effect = None
    result = await answer(hass, Issue.NO_MODEL, result, when="now")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    tried = [each.args[1] for each in load_detector.await_args_list]
    assert tried == ["yolox_nano", "secure_video", "yolox_nano"]
    assert not issues(hass)


@pytest.mark.usefixtures("media_dir", "pipelines")
async def test_the_model_can_still_wait(hass: HomeAssistant, download: AsyncMock) -> None:
    await set_up(hass, entry_with(model="yolox_nano"))
    result = await answer(hass, Issue.NO_MODEL, await start(hass, Issue.NO_MODEL), when="later")
    assert result["type"] is FlowResultType.ABORT
    assert Issue.NO_MODEL in issues(hass)
    download.assert_not_awaited()


@pytest.mark.usefixtures("media_dir", "pipelines")
async def test_the_owners_own_model_has_to_be_put_there(hass: HomeAssistant) -> None:
    await set_up(hass, entry_with(model="custom"))
    result = await start(hass, Issue.NO_MODEL)
    assert result["reason"] == "own_file"
    assert Issue.NO_MODEL in issues(hass)


@pytest.mark.usefixtures("entry")
async def test_a_damaged_installation_is_to_be_repeated(hass: HomeAssistant) -> None:
    result = await start(hass, Issue.NO_MODEL)
    assert result["reason"] == "reinstall"


@pytest.mark.usefixtures("media_dir")
async def test_the_runtime_is_tried_again(hass: HomeAssistant, load_detector: AsyncMock) -> None:
    load_detector.side_effect = Unsupported("no internet")
    await set_up(hass, entry_with())
    result = await start(hass, Issue.RUNTIME_MISSING)
    load_detector.side_effect = None
    result = await answer(hass, Issue.RUNTIME_MISSING, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert load_detector.await_count == 2
    assert not issues(hass)


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        (AcceleratorProblem.SLOWER, "It took 20.5 ms for a look, the processor 14.0 ms."),
        (AcceleratorProblem.NOT_OFFERED, "The ONNX Runtime that is installed cannot use it."),
    ],
)
@pytest.mark.usefixtures("media_dir")
async def test_an_accelerator_that_is_not_used(
    hass: HomeAssistant, load_detector: AsyncMock, problem: AcceleratorProblem, reason: str
) -> None:
    trial = Trial(accelerated_ms=20.5, plain_ms=14.0, is_same=True) if problem is AcceleratorProblem.SLOWER else None
    load_detector.return_value = replace(load_detector.return_value, trial=trial, accelerator_problem=problem)
    await set_up(hass, entry_with(accelerator="cuda"))
    raised = ir.async_get(hass).async_get_issue(DOMAIN, Issue.ACCELERATOR_UNUSED)
    assert raised is not None
    told = raised.translation_placeholders or {}
    assert (told["accelerator"], told["accelerator_problem"]) == ("CUDA", reason)
    load_detector.return_value = replace(load_detector.return_value, accelerator_problem=None)
    await answer(hass, Issue.ACCELERATOR_UNUSED, await start(hass, Issue.ACCELERATOR_UNUSED))
    assert not issues(hass)


@pytest.mark.usefixtures("media_dir")
async def test_a_model_for_other_machines(hass: HomeAssistant, load_detector: AsyncMock) -> None:
    load_detector.side_effect = [Unsupported("It uses GridSample."), load_detector.return_value]
    await set_up(hass, entry_with(model="dfine_n"))
    raised = ir.async_get(hass).async_get_issue(DOMAIN, Issue.MODEL_UNSUPPORTED)
    assert raised is not None
    assert not raised.is_fixable
    assert (raised.translation_placeholders or {})["reason"] == "It uses GridSample."


async def test_a_running_entry_has_no_other_issue(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    assert entry.runtime_data.settings.recipients
    assert issues(hass) == {Issue.NO_MODEL}
