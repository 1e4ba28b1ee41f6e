"""The blueprint that notifies with the picture, run in an automation."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import probatio as vol
import pytest
from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.config_entries import ConfigEntryState
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.template import render_complex
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockModule, mock_integration, mock_platform

from custom_components.secure_video.engine.model.names import Label
from custom_components.secure_video.engine.model.video import StreamState
from tests.builders import a_start, an_end, an_incident_report

from .integration_files import INTEGRATION

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from tests.fakes import FakePipeline

    from .conftest import Report

FILE = INTEGRATION / "blueprints" / "automation" / "notify.yaml"

type Notifications = list[dict[str, Any]]


@pytest.fixture(name="notifications")
def notifications_fixture(hass: HomeAssistant) -> Notifications:
    """What the phone was sent, by a stand-in for the app's integration with the schema of the real one."""
    sent: Notifications = []

    async def send(_hass: HomeAssistant, config: dict[str, Any], variables: dict[str, Any], _context: object) -> None:
        sent.append({key: render_complex(config[key], variables) for key in ("title", "message", "data")})

    platform = Mock(spec_set=["ACTION_SCHEMA", "async_call_action_from_config"])
    platform.ACTION_SCHEMA = cv.DEVICE_ACTION_BASE_SCHEMA.extend(
        {
            vol.Required("type"): "notify",
            vol.Required("message"): cv.template,
            vol.Optional("title"): cv.template,
            vol.Optional("data"): cv.template_complex,
        }
    )
    platform.async_call_action_from_config = send
    mock_integration(hass, MockModule("mobile_app"))
    mock_platform(hass, "mobile_app.device_action", platform)
    return sent


@pytest.fixture(name="blueprint")
def blueprint_fixture(hass: HomeAssistant) -> str:
    """The blueprint in the configuration folder, where its owner puts it."""
    folder = Path(hass.config.path("blueprints", "automation", "secure_video"))
    folder.mkdir(parents=True)
    shutil.copy(FILE, folder)
    return f"{folder.name}/{FILE.name}"


@pytest.fixture(name="automation")
async def automation_fixture(hass: HomeAssistant, blueprint: str) -> None:
    """An automation made from the blueprint, for the entry's camera and a phone."""
    app = MockConfigEntry(domain="mobile_app", state=ConfigEntryState.LOADED)
    app.add_to_hass(hass)
    phone = dr.async_get(hass).async_get_or_create(config_entry_id=app.entry_id, identifiers={("mobile_app", "phone")})
    use = {"path": blueprint, "input": {"incident": "event.front_door_incident", "phone": phone.id}}
    assert await async_setup_component(hass, "automation", {"automation": {"use_blueprint": use}})
    await hass.async_block_till_done()


def test_it_is_a_valid_blueprint() -> None:
    blueprint = Blueprint(
        load_yaml_dict(str(FILE)), path="notify.yaml", expected_domain="automation", schema=AUTOMATION_BLUEPRINT_SCHEMA
    )
    assert blueprint.validate() is None
    assert set(blueprint.inputs) == {"incident", "labels", "phone", "started_message", "ended_message"}


@pytest.mark.usefixtures("entry", "notifications", "automation")
async def test_the_phone_gets_the_picture_and_then_the_end(notifications: Notifications, report: Report) -> None:
    await report(an_incident_report(a_start(), picture=b"picture"))
    await report(an_incident_report(an_end()))
    started, ended = notifications
    assert (started["title"], started["message"]) == ("Front door", "Person (Garden)")
    assert started["data"]["image"] == "/api/image_proxy/image.front_door_last_incident"
    assert started["data"]["entity_id"] == "camera.front_door"
    assert ended["message"] == "Person, no longer there"
    assert ended["data"]["tag"] == started["data"]["tag"] == "secure_video_incident-1"


@pytest.mark.usefixtures("entry", "notifications", "automation")
async def test_a_tap_opens_the_clip_or_the_live_picture_where_there_is_none(
    notifications: Notifications, report: Report
) -> None:
    kept = an_incident_report()
    await report(kept)
    await report(replace(kept, clip_id=None))
    clip, live = f"/secure-video/clip/{kept.clip_id}", "/secure-video/live"
    assert [told["data"]["url"] for told in notifications] == [clip, live]
    assert [told["data"]["clickAction"] for told in notifications] == [clip, live]


@pytest.mark.usefixtures("entry", "notifications", "automation")
async def test_what_was_not_chosen_is_not_told(notifications: Notifications, report: Report) -> None:
    await report(an_incident_report(replace(a_start(), label=Label.VEHICLE)))
    assert not notifications


@pytest.mark.usefixtures("entry", "notifications", "automation")
async def test_coming_back_is_no_incident(
    notifications: Notifications, pipelines: list[FakePipeline], report: Report
) -> None:
    await report(an_incident_report(a_start()))
    await report(replace(pipelines[0].snapshot, state=StreamState.OFFLINE))
    await report(replace(pipelines[0].snapshot, state=StreamState.STREAMING))
    assert len(notifications) == 1
