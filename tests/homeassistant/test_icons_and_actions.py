"""What Home Assistant's validator (hassfest) checks of icons.json and services.yaml, and that the icons exist."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import hass_frontend
import probatio as vol
import pytest
from homeassistant.helpers import config_validation as cv, selector
from homeassistant.util.yaml import load_yaml_dict

from .integration_files import INTEGRATION, leaves, modules, read_json, translation_keys

ICON = vol.Match(r"^mdi:[a-z0-9-]+$")
STATES = {vol.Match(r"^[a-z0-9_-]+$"): ICON}
ICONS_SCHEMA = vol.Schema(
    {
        vol.Required("entity"): {
            cv.slug: {
                cv.slug: {
                    vol.Optional("default"): ICON,
                    vol.Optional("state"): STATES,
                    vol.Optional("state_attributes"): {
                        cv.slug: {vol.Optional("default"): ICON, vol.Optional("state"): STATES}
                    },
                }
            }
        },
        vol.Optional("services"): {cv.slug: {vol.Required("service"): ICON, vol.Optional("sections"): {cv.slug: ICON}}},
    }
)

FIELD = {
    vol.Optional("example"): object,
    vol.Optional("default"): object,
    vol.Optional("required"): bool,
    vol.Optional("filter"): dict,
    vol.Required("selector"): selector.validate_selector,
}
SECTION = {vol.Optional("collapsed"): bool, vol.Required("fields"): {cv.slug: FIELD}}
ACTIONS_SCHEMA = vol.Schema(
    {
        cv.slug: {
            vol.Optional("target"): selector.TargetSelector.CONFIG_SCHEMA,
            vol.Optional("fields"): {cv.slug: vol.Any(FIELD, SECTION)},
        }
    }
)


@pytest.fixture(name="icons")
def icons_fixture() -> dict[str, Any]:
    return read_json(INTEGRATION / "icons.json")


@pytest.fixture(name="english")
def english_fixture() -> dict[str, Any]:
    return read_json(INTEGRATION / "translations" / "en.json")


@pytest.fixture(name="actions")
def actions_fixture() -> dict[str, Any]:
    return load_yaml_dict(str(INTEGRATION / "services.yaml"))


def test_icons_are_valid(icons: dict[str, Any]) -> None:
    ICONS_SCHEMA(icons)


def test_icons_exist(icons: dict[str, Any]) -> None:
    unknown = {icon for _, icon in leaves(icons)} - _material_design_icons()
    assert not unknown


def test_icons_belong_to_entities(icons: dict[str, Any]) -> None:
    keys = {path.stem: translation_keys(module) for path, module in modules()}
    for platform, entities in icons["entity"].items():
        assert entities.keys() <= keys[platform], platform


def test_states_with_icons_are_translated(icons: dict[str, Any], english: dict[str, Any]) -> None:
    for platform, entities in icons["entity"].items():
        for key, entity in entities.items():
            # On and off are translated by Home Assistant itself.
            states = entity.get("state", {}).keys() - {"on", "off"}
            translated = english["entity"].get(platform, {}).get(key, {})
            assert states <= translated.get("state", {}).keys(), f"{platform}.{key}"


def test_actions_are_valid(actions: dict[str, Any]) -> None:
    ACTIONS_SCHEMA(actions)


def test_actions_have_icons_and_texts(actions: dict[str, Any], icons: dict[str, Any], english: dict[str, Any]) -> None:
    assert icons["services"].keys() == actions.keys()
    assert english["services"].keys() == actions.keys()
    for name, action in actions.items():
        assert english["services"][name].get("fields", {}).keys() == set(_fields(action)), name


def _fields(action: dict[str, Any]) -> list[str]:
    """Names of the fields, those inside sections included."""
    return [name for key, field in action.get("fields", {}).items() for name in field.get("fields", [key])]


@cache
def _material_design_icons() -> set[str]:
    """The frontend carries them in files named by their hash."""
    folder = Path(hass_frontend.where()) / "static" / "mdi"
    files = [path for path in folder.glob("*.json") if re.fullmatch(r"[0-9a-f]{40}", path.stem)]
    return {f"mdi:{name}" for path in files for name in json.loads(path.read_text(encoding="utf-8"))}
