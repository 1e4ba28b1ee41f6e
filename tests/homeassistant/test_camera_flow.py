"""Adding a camera, and changing it."""

from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from unittest.mock import AsyncMock, patch

import pytest
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER, SubentryFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.secure_video.camera_form import SECTION_AREAS
from custom_components.secure_video.const import DOMAIN, SUBENTRY_CAMERA
from custom_components.secure_video.engine.errors import AuthenticationFailed, Ended, NoVideo, SourceError, Unreachable
from custom_components.secure_video.engine.model.video import AudioFormat, StreamAddress, StreamFormat, VideoFormat
from custom_components.secure_video.preview import DATA_PREVIEWS
from custom_components.secure_video.stream_trial import StreamTrial

from .flow_texts import ENGLISH, assert_texts, suggested

FLOW = "custom_components.secure_video.camera_flow"
WATCHING = {"labels": ["person"], "seconds_before": 8, "seconds_after": 10}
STREAM = {"name": "Garden", "url": "rtsp://garden.local/1", **WATCHING, "recording": True}
ENTITY = {"entity_id": "camera.garden", **WATCHING, "recording": False}
DOOR = {"name": "Door", "url": "rtsp://door.local/1", **WATCHING}
"""The camera of the entry, changed."""
PICTURE = b"\xff\xd8 a picture"
ZONE = {"name": "Path", "kind": "include", "polygon": "0 0, 1 0, 0.5 1", "min_score": 60, "max_size": 50}
LINE = {"name": "Gate", "start": "0 1", "end": "1 1", "direction": "both"}
MASK = {"name": "Window", "kind": "private", "polygon": "0 0, 0.2 0, 0.2 0.2"}


@pytest.fixture(name="trial", autouse=True)
def trial_fixture() -> Iterator[AsyncMock]:
    """Every stream works unless the test says otherwise."""
    stream = StreamFormat(
        video=VideoFormat(codec="h264", width=1920, height=1080, extradata=b""),
        audio=AudioFormat(codec="aac", sample_rate=16000, channels=1, extradata=b""),
        dropped=(),
    )
    with patch(
        f"{FLOW}.async_try_stream", AsyncMock(return_value=StreamTrial(format=stream, picture=PICTURE))
    ) as trial:
        yield trial


@pytest.fixture(name="stream_source")
def stream_source_fixture(hass: HomeAssistant) -> Iterator[AsyncMock]:
    """A camera of Home Assistant, and where its stream is."""
    hass.states.async_set("camera.garden", "idle", {"friendly_name": "The garden"})
    with patch(f"{FLOW}.async_get_stream_source", AsyncMock(return_value="rtsp://garden.local/0")) as source:
        yield source


async def start(hass: HomeAssistant, entry: MockConfigEntry, choice: str) -> SubentryFlowResult:
    result = await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_CAMERA), context={"source": SOURCE_USER}
    )
    assert result["type"] is FlowResultType.MENU
    assert_texts(result, "config_subentries", "camera")
    return await answer(hass, result, next_step_id=choice)


async def start_change(hass: HomeAssistant, entry: MockConfigEntry, camera_id: str) -> SubentryFlowResult:
    result = await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_CAMERA), context={"source": SOURCE_RECONFIGURE, "subentry_id": camera_id}
    )
    assert_texts(result, "config_subentries", "camera")
    return result


async def answer(hass: HomeAssistant, result: SubentryFlowResult, **user_input: object) -> SubentryFlowResult:
    result = await hass.config_entries.subentries.async_configure(result["flow_id"], user_input)
    assert_texts(result, "config_subentries", "camera")
    return result


async def save(hass: HomeAssistant, result: SubentryFlowResult) -> None:
    assert result["step_id"] == "confirm", result.get("errors")
    result = await hass.config_entries.subentries.async_configure(result["flow_id"], {"next_step_id": "save"})
    assert result["type"] in {FlowResultType.CREATE_ENTRY, FlowResultType.ABORT}
    assert result.get("reason", "reconfigure_successful") == "reconfigure_successful"
    await hass.async_block_till_done(wait_background_tasks=True)


def shown_areas(result: SubentryFlowResult) -> dict[str, Any]:
    schema = result["data_schema"]
    assert schema is not None
    fields = schema.schema[SECTION_AREAS].schema.schema
    return {str(key): key.description["suggested_value"] for key in fields if key.description}


def are_areas_open(result: SubentryFlowResult) -> bool:
    schema = result["data_schema"]
    assert schema is not None
    return not schema.schema[SECTION_AREAS].options["collapsed"]


def stored(entry: MockConfigEntry, title: str) -> dict[str, Any]:
    (subentry,) = [subentry for subentry in entry.subentries.values() if subentry.title == title]
    return dict(subentry.data)


async def test_a_stream_address(hass: HomeAssistant, entry: MockConfigEntry, trial: AsyncMock) -> None:
    result = await start(hass, entry, "stream")
    result = await answer(hass, result, **STREAM, username="me", password="p/w", analysis_url="rtsp://garden.local/2")
    placeholders = result["description_placeholders"]
    assert placeholders is not None
    assert {**placeholders, "picture": ""} == {
        "picture": "",
        "name": "Garden",
        "stream": "H.264 · 1920 × 1080 · AAC",
        "dropped": "",
    }
    assert [call.args[1] for call in trial.await_args_list] == [
        StreamAddress(url="rtsp://me:p%2Fw@garden.local/2"),
        StreamAddress(url="rtsp://me:p%2Fw@garden.local/1"),
    ]
    await save(hass, result)
    assert stored(entry, "Garden") == {
        "url": "rtsp://garden.local/1",
        "analysis_url": "rtsp://garden.local/2",
        "username": "me",
        "password": "p/w",
        "labels": ["person"],
        "seconds_before": 8,
        "seconds_after": 10,
        "zones": [],
        "lines": [],
        "masks": [],
        "masked_clips": "reencoded",
        "detection": True,
        "recording": True,
    }


async def test_sound_that_cannot_be_kept_is_told(hass: HomeAssistant, entry: MockConfigEntry, trial: AsyncMock) -> None:
    trial.return_value = replace(trial.return_value, format=replace(trial.return_value.format, dropped=("pcm_alaw",)))
    result = await answer(hass, await start(hass, entry, "stream"), **STREAM)
    assert result["step_id"] == "confirm_without_sound"
    placeholders = result["description_placeholders"]
    assert placeholders is not None
    assert placeholders["dropped"] == "G.711"
    result = await answer(hass, result, next_step_id="edit")
    assert result["step_id"] == "stream"


async def test_a_camera_of_home_assistant(
    hass: HomeAssistant, entry: MockConfigEntry, trial: AsyncMock, stream_source: AsyncMock
) -> None:
    result = await answer(hass, await start(hass, entry, "entity"), **ENTITY)
    trial.assert_awaited_once_with(hass, StreamAddress(url="rtsp://garden.local/0"), ())
    await save(hass, result)
    data = stored(entry, "The garden")
    assert data["entity_id"] == "camera.garden"
    assert data["recording"] is False
    assert "url" not in data
    stream_source.assert_awaited()


async def test_an_entity_can_have_another_name(
    hass: HomeAssistant, entry: MockConfigEntry, stream_source: AsyncMock
) -> None:
    await save(hass, await answer(hass, await start(hass, entry, "entity"), **ENTITY, name=" Roses "))
    assert stored(entry, "Roses")["entity_id"] == "camera.garden"


async def test_credentials_are_taken_out_of_the_address(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    pasted = STREAM | {"url": "rtsp://me:p%40w@garden.local/1", "analysis_url": "rtsp://x:y@garden.local/2"}
    result = await answer(hass, await start(hass, entry, "stream"), **pasted)
    result = await answer(hass, result, next_step_id="edit")
    shown = suggested(result)
    assert (shown["url"], shown["username"], shown["password"]) == ("rtsp://garden.local/1", "me", "p@w")
    await save(hass, await answer(hass, result, **shown))
    data = stored(entry, "Garden")
    assert data["url"] == "rtsp://garden.local/1"
    assert data["analysis_url"] == "rtsp://garden.local/2"
    assert data["username"] == "me"
    assert data["password"] == "p@w"  # noqa: S105 - made up


@pytest.mark.parametrize(
    ("error", "errors"),
    [
        (Unreachable("no"), {"url": "unreachable"}),
        (AuthenticationFailed("no"), {"password": "authentication_failed"}),
        (NoVideo("no"), {"url": "no_video"}),
        (Ended("no"), {"url": "stream_ended"}),
    ],
)
async def test_each_failure_of_the_stream_is_told_and_can_be_put_right(
    hass: HomeAssistant, entry: MockConfigEntry, trial: AsyncMock, error: SourceError, errors: dict[str, str]
) -> None:
    trial.side_effect = error
    result = await answer(hass, await start(hass, entry, "stream"), **STREAM)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == errors
    assert suggested(result)["url"] == "rtsp://garden.local/1"
    trial.side_effect = None
    await save(hass, await answer(hass, result, **STREAM))
    assert stored(entry, "Garden")["url"] == "rtsp://garden.local/1"


async def test_the_second_stream_is_tried_too(hass: HomeAssistant, entry: MockConfigEntry, trial: AsyncMock) -> None:
    trial.side_effect = Unreachable("no")
    result = await answer(hass, await start(hass, entry, "stream"), **STREAM, analysis_url="rtsp://garden.local/2")
    assert result["errors"] == {"analysis_url": "unreachable"}
    trial.side_effect = None
    await save(hass, await answer(hass, result, **STREAM))
    assert "analysis_url" not in stored(entry, "Garden")


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        ({"url": "file:///etc/passwd"}, {"url": "bad_address"}),
        ({"analysis_url": "garden"}, {"analysis_url": "bad_address"}),
        ({"labels": []}, {"labels": "no_labels"}),
        ({"name": "  "}, {"name": "no_name"}),
        ({"url": "rtsp://door.local/1"}, {"url": "already_added"}),
    ],
)
async def test_input_that_cannot_be_used_is_not_tried(
    hass: HomeAssistant, entry: MockConfigEntry, trial: AsyncMock, wrong: dict[str, Any], errors: dict[str, str]
) -> None:
    result = await answer(hass, await start(hass, entry, "stream"), **STREAM | wrong)
    assert result["errors"] == errors
    trial.assert_not_awaited()
    await save(hass, await answer(hass, result, **STREAM))


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"return_value": None}, "no_stream"),
        ({"side_effect": HomeAssistantError("Camera is off")}, "camera_off"),
        ({"side_effect": TimeoutError}, "camera_off"),
    ],
)
async def test_a_camera_without_a_stream(
    hass: HomeAssistant, entry: MockConfigEntry, stream_source: AsyncMock, answers: dict[str, Any], error: str
) -> None:
    stream_source.configure_mock(**answers)
    result = await answer(hass, await start(hass, entry, "entity"), **ENTITY)
    assert result["errors"] == {"entity_id": error}
    stream_source.configure_mock(side_effect=None, return_value="rtsp://garden.local/0")
    await save(hass, await answer(hass, result, **ENTITY))


@pytest.mark.parametrize(
    ("error", "errors"),
    [
        (Unreachable("no"), {"entity_id": "unreachable"}),
        (AuthenticationFailed("no"), {"entity_id": "entity_authentication_failed"}),
    ],
)
async def test_a_camera_entity_whose_stream_fails(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    trial: AsyncMock,
    stream_source: AsyncMock,
    error: SourceError,
    errors: dict[str, str],
) -> None:
    trial.side_effect = error
    result = await answer(hass, await start(hass, entry, "entity"), **ENTITY)
    assert result["errors"] == errors
    trial.side_effect = None
    await save(hass, await answer(hass, result, **ENTITY))
    stream_source.assert_awaited()


async def test_our_own_camera_is_refused(
    hass: HomeAssistant, entry: MockConfigEntry, trial: AsyncMock, stream_source: AsyncMock
) -> None:
    own = er.async_get(hass).async_get_entity_id("camera", DOMAIN, f"{next(iter(entry.subentries))}_camera")
    assert own is not None
    result = await answer(hass, await start(hass, entry, "entity"), **ENTITY | {"entity_id": own})
    assert result["errors"] == {"entity_id": "own_camera"}
    trial.assert_not_awaited()
    await save(hass, await answer(hass, result, **ENTITY))
    stream_source.assert_awaited_once()


async def test_the_picture_is_shown_and_forgotten(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client_no_auth: ClientSessionGenerator
) -> None:
    client = await hass_client_no_auth()
    result = await answer(hass, await start(hass, entry, "stream"), **STREAM)
    placeholders = result["description_placeholders"]
    assert placeholders is not None
    address = placeholders["picture"]
    shown = await client.get(address)
    assert await shown.read() == PICTURE
    assert shown.content_type == "image/jpeg"
    assert shown.headers["Cache-Control"] == "private, no-store"
    assert (await client.get(address.partition("?")[0])).status == HTTPStatus.FORBIDDEN
    await save(hass, result)
    assert (await client.get(address)).status == HTTPStatus.NOT_FOUND
    assert hass.data[DATA_PREVIEWS] == {}


async def test_closing_the_dialog_forgets_the_picture(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    result = await answer(hass, await start(hass, entry, "stream"), **STREAM)
    assert hass.data[DATA_PREVIEWS] == {result["flow_id"]: PICTURE}
    hass.config_entries.subentries.async_abort(result["flow_id"])
    assert hass.data[DATA_PREVIEWS] == {}
    assert len(entry.subentries) == 1


async def test_change_keeps_the_password_and_the_switches(
    hass: HomeAssistant, entry: MockConfigEntry, camera_id: str
) -> None:
    result = await start_change(hass, entry, camera_id)
    shown = suggested(result)
    assert shown["username"] == "me"
    assert "password" not in shown
    assert "secret" not in str(result)
    changed = {"name": "Back door", "url": shown["url"], "username": "me", **WATCHING, "areas": {}}
    result = await answer(hass, result, **changed)
    camera = entry.subentries[camera_id]
    switched_off = {"detection": False, "recording": False}
    hass.config_entries.async_update_subentry(entry, camera, data={**camera.data, **switched_off})
    await save(hass, result)
    data = stored(entry, "Back door")
    assert data["password"] == "secret"  # noqa: S105 - made up
    assert data["seconds_before"] == 8
    assert data["detection"] is False
    assert data["recording"] is False


async def test_the_picture_shown_is_without_what_is_private(
    hass: HomeAssistant, entry: MockConfigEntry, camera_id: str, trial: AsyncMock
) -> None:
    result = await start_change(hass, entry, camera_id)
    await answer(hass, result, **DOOR, areas={"masks": [MASK]})
    assert trial.await_args is not None
    (private,) = trial.await_args.args[2]
    assert private.name == "Window"


async def test_areas_are_kept_and_shown_again(hass: HomeAssistant, entry: MockConfigEntry, camera_id: str) -> None:
    result = await start_change(hass, entry, camera_id)
    assert not are_areas_open(result)
    areas = {"zones": [ZONE], "lines": [LINE], "masks": [MASK], "masked_clips": "not_recorded"}
    await save(hass, await answer(hass, result, **DOOR, areas=areas))
    data = stored(entry, "Door")
    (zone,), (line,), (mask,) = data["zones"], data["lines"], data["masks"]
    assert zone["polygon"] == [[0, 0], [1, 0], [0.5, 1]]
    assert (line["start"], line["end"]) == ([0, 1], [1, 1])
    assert mask["kind"] == "private"
    assert data["masked_clips"] == "not_recorded"

    result = await start_change(hass, entry, camera_id)
    assert are_areas_open(result)
    again = shown_areas(result)
    assert again["zones"] == [ZONE | {"labels": []}]
    assert again["lines"] == [LINE | {"labels": []}]
    assert again["masks"] == [MASK]
    await save(hass, await answer(hass, result, **DOOR, areas=again))
    assert stored(entry, "Door") == data


@pytest.mark.parametrize(
    ("credentials", "expected"),
    [
        ({}, {}),
        ({"username": "you"}, {"username": "you", "password": ""}),
        ({"username": "me", "password": "new"}, {"username": "me", "password": "new"}),
    ],
)
async def test_change_of_credentials(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    camera_id: str,
    credentials: dict[str, str],
    expected: dict[str, str],
) -> None:
    result = await start_change(hass, entry, camera_id)
    changed = {"name": "Door", "url": "rtsp://door.local/1", **WATCHING, "areas": {}, **credentials}
    await save(hass, await answer(hass, result, **changed))
    data = stored(entry, "Door")
    assert {key: data[key] for key in ("username", "password") if key in data} == expected


@pytest.mark.parametrize(
    ("wrong", "error", "name"),
    [
        ({"zones": [ZONE | {"name": " "}]}, "area_without_name", None),
        ({"zones": [ZONE, ZONE | {"polygon": "0 0, 1 0, 1 1"}]}, "same_name", "Path"),
        ({"masks": [MASK, MASK]}, "same_name", "Window"),
        ({"zones": [ZONE | {"polygon": "0 0, 1 1"}]}, "no_polygon", "Path"),
        ({"masks": [MASK | {"polygon": "0 0, 0.5 0.5, 1 1"}]}, "no_polygon", "Window"),
        ({"zones": [ZONE | {"polygon": "0 0, 1 1, 2 0"}]}, "bad_points", "Path"),
        ({"zones": [ZONE | {"polygon": "0 0, 1 1, 1"}]}, "bad_points", "Path"),
        ({"zones": [ZONE | {"polygon": "here"}]}, "bad_points", "Path"),
        ({"zones": [ZONE | {"polygon": "0 0, -1 1, 1 1"}]}, "bad_points", "Path"),
        ({"zones": [ZONE | {"min_size": 50}]}, "bad_limits", "Path"),
        ({"lines": [LINE | {"end": "0, 1"}]}, "no_length", "Gate"),
        ({"lines": [LINE | {"end": "0 1, 1 1"}]}, "bad_points", "Gate"),
    ],
)
async def test_areas_that_cannot_be_used(
    hass: HomeAssistant, entry: MockConfigEntry, camera_id: str, wrong: dict[str, Any], error: str, name: str | None
) -> None:
    result = await answer(hass, await start_change(hass, entry, camera_id), **DOOR, areas=wrong)
    assert result["errors"] == {"base": error}
    assert (result["description_placeholders"] or {}).get("name") == name
    assert are_areas_open(result)
    assert shown_areas(result).items() >= wrong.items()
    await save(hass, await answer(hass, result, **DOOR, areas={"zones": [ZONE]}))


@pytest.mark.parametrize("wrong", ["nonsense", [{}], [ZONE | {"kind": "maybe"}], [ZONE | {"labels": ["ghost"]}]])
async def test_what_no_form_sends_is_refused(
    hass: HomeAssistant, entry: MockConfigEntry, camera_id: str, wrong: object
) -> None:
    result = await start_change(hass, entry, camera_id)
    with pytest.raises(InvalidData):
        await answer(hass, result, **DOOR, areas={"zones": wrong})
    assert stored(entry, "Front door").get("zones") is None


async def test_an_area_stays_the_same_when_its_name_or_its_shape_changes(
    hass: HomeAssistant, entry: MockConfigEntry, camera_id: str
) -> None:
    async def change(*zones: dict[str, Any]) -> dict[str, str]:
        result = await start_change(hass, entry, camera_id)
        await save(hass, await answer(hass, result, **DOOR, areas={"zones": list(zones)}))
        return {zone["name"]: zone["id"] for zone in stored(entry, "Door")["zones"]}

    moved = ZONE | {"polygon": "0 0, 1 0, 1 0.5"}
    before = await change(ZONE)
    assert await change(moved) == before
    renamed = await change(moved | {"name": "Way"})
    assert renamed == {"Way": before["Path"]}
    both = await change(moved, moved | {"name": "Way"})
    assert both["Way"] == before["Path"]
    assert both["Path"] != before["Path"]


async def test_a_row_is_a_form_of_its_own(
    hass: HomeAssistant, entry: MockConfigEntry, camera_id: str, hass_client: ClientSessionGenerator
) -> None:
    assert await async_setup_component(hass, "config", {})
    client = await hass_client()
    response = await client.post(
        "/api/config/config_entries/subentries/flow",
        json={"handler": [entry.entry_id, SUBENTRY_CAMERA], "subentry_id": camera_id},
    )
    fields = {field["name"]: field for field in (await response.json())["data_schema"]}
    areas = {field["name"]: field["selector"] for field in fields[SECTION_AREAS]["schema"]}
    assert {key: set(each["object"]["fields"]) for key, each in areas.items() if "object" in each} == {
        "zones": {"name", "kind", "polygon", "labels", "min_score", "min_size", "max_size", "dwell"},
        "lines": {"name", "start", "end", "direction", "labels"},
        "masks": {"name", "kind", "polygon"},
    }
    for each in (areas["zones"]["object"], areas["lines"]["object"], areas["masks"]["object"]):
        assert each["multiple"]
        assert each["fields"].keys() == ENGLISH["selector"][each["translation_key"]]["fields"].keys()
    # The frontend does not translate these, so their texts come along.
    kinds = areas["zones"]["object"]["fields"]["kind"]["selector"]["select"]["options"]
    assert kinds == [{"value": "include", "label": "watch"}, {"value": "exclude", "label": "leave out"}]
    for row in areas.values():
        for field in row.get("object", {}).get("fields", {}).values():
            options = field["selector"].get("select", {}).get("options", [])
            assert all(option["label"] in ENGLISH["common"].values() for option in options)


async def test_areas_of_older_versions_are_shown(hass: HomeAssistant, entry: MockConfigEntry, camera_id: str) -> None:
    camera = entry.subentries[camera_id]
    zone = {"id": "z1", "name": "Path", "kind": "include", "polygon": [[0, 0.4], [1, 0.4], [1, 1]], "labels": []}
    hass.config_entries.async_update_subentry(entry, camera, data={**camera.data, "zones": [zone]})
    await hass.async_block_till_done(wait_background_tasks=True)
    result = await start_change(hass, entry, camera_id)
    areas = shown_areas(result)
    assert areas["zones"] == [{"name": "Path", "kind": "include", "polygon": "0 0.4, 1 0.4, 1 1", "labels": []}]
    await save(hass, await answer(hass, result, **DOOR, areas=areas))
    assert stored(entry, "Door")["zones"] == [zone]


@pytest.mark.parametrize("source", [SOURCE_USER, SOURCE_RECONFIGURE])
async def test_without_a_running_integration_nothing_can_be_added(
    hass: HomeAssistant, entry: MockConfigEntry, camera_id: str, source: str
) -> None:
    previews = hass.data.pop(DATA_PREVIEWS)
    result = await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_CAMERA), context={"source": source, "subentry_id": camera_id}
    )
    assert result["reason"] == "not_loaded"
    assert_texts(result, "config_subentries", "camera")
    hass.data[DATA_PREVIEWS] = previews
