"""What Home Assistant's validator (hassfest) checks of translations, and that every key that code names is there."""

import re
import string
from typing import Any

import probatio as vol
import pytest
from homeassistant.const import Platform
from homeassistant.helpers import config_validation as cv

from .integration_files import INTEGRATION, leaves, modules, read_json, translation_keys

TRANSLATIONS = sorted((INTEGRATION / "translations").glob("*.json"))

KEY = re.compile(r"^(?!.+[_-]{2})(?![_-])[a-z0-9-_]+(?<![_-])$")
ADDRESS = re.compile(r"(\w+://|www\.)\w", re.IGNORECASE)
HTML = re.compile(r"<[a-z/!][^>]*>", re.IGNORECASE)
REFERENCE = re.compile(r"\[%|%\]")
QUOTED_PLACEHOLDER = re.compile(r"'\{\w+\}'")

TEXTS = {vol.Match(KEY): str}
# Field names may be any string in Home Assistant's flows.
FIELDS = {str: str}
FLOW = {
    vol.Optional("flow_title"): str,
    vol.Required("step"): {
        str: {
            vol.Optional("title"): str,
            vol.Optional("description"): str,
            vol.Optional("data"): FIELDS,
            vol.Optional("data_description"): FIELDS,
            vol.Optional("menu_options"): FIELDS,
            vol.Optional("menu_option_descriptions"): FIELDS,
            vol.Optional("submit"): str,
            vol.Optional("sections"): {
                str: {
                    vol.Optional("name"): str,
                    vol.Optional("description"): str,
                    vol.Optional("data"): FIELDS,
                    vol.Optional("data_description"): FIELDS,
                }
            },
        }
    },
    vol.Optional("error"): FIELDS,
    vol.Optional("abort"): FIELDS,
    vol.Optional("progress"): FIELDS,
    vol.Optional("create_entry"): FIELDS,
}
ISSUE = vol.Any(
    {vol.Required("title"): str, vol.Required("description"): str},
    {vol.Required("title"): str, vol.Required("fix_flow"): FLOW},
)
ACTION = {
    vol.Required("name"): str,
    vol.Required("description"): str,
    vol.Optional("fields"): {
        vol.Match(KEY): {
            vol.Required("name"): str,
            vol.Required("description"): str,
            vol.Optional("example"): str,
        }
    },
    vol.Optional("sections"): {vol.Match(KEY): {vol.Required("name"): str, vol.Optional("description"): str}},
}
SCHEMA = vol.Schema(
    {
        vol.Optional("title"): str,
        vol.Required("config"): FLOW,
        vol.Optional("options"): FLOW,
        vol.Required("config_subentries"): {
            cv.slug: {
                **FLOW,
                vol.Required("entry_type"): str,
                vol.Required("initiate_flow"): {vol.Required("user"): str, str: str},
            }
        },
        vol.Optional("device"): {vol.Match(KEY): {vol.Optional("name"): str}},
        vol.Required("entity"): {
            vol.In([platform.value for platform in Platform]): {
                vol.Match(KEY): {
                    vol.Optional("name"): str,
                    vol.Optional("state"): TEXTS,
                    vol.Optional("state_attributes"): {
                        vol.Match(KEY): {vol.Optional("name"): str, vol.Optional("state"): TEXTS}
                    },
                    vol.Optional("unit_of_measurement"): str,
                }
            }
        },
        vol.Required("exceptions"): {cv.slug: {vol.Required("message"): str}},
        vol.Optional("issues"): {str: ISSUE},
        vol.Optional("selector"): {
            cv.slug: {
                vol.Optional("options"): TEXTS,
                vol.Optional("choices"): TEXTS,
                vol.Optional("fields"): {vol.Match(KEY): {vol.Required("name"): str, vol.Required("description"): str}},
                vol.Optional("unit_of_measurement"): TEXTS,
            }
        },
        vol.Optional("services"): {vol.Match(KEY): ACTION},
        vol.Optional("system_health"): {vol.Optional("info"): TEXTS},
        vol.Optional("common"): {cv.slug: str},
    }
)


@pytest.fixture(name="english")
def english_fixture() -> dict[str, Any]:
    return read_json(INTEGRATION / "translations" / "en.json")


def languages() -> list[str]:
    return [path.stem for path in TRANSLATIONS]


def test_english_and_another_language() -> None:
    assert "en" in languages()
    assert len(languages()) > 1
    # Custom integrations ship translations only; this file belongs to integrations inside Home Assistant.
    assert not (INTEGRATION / "strings.json").exists()


@pytest.mark.parametrize("language", languages())
def test_structure(language: str) -> None:
    translation = read_json(INTEGRATION / "translations" / f"{language}.json")
    SCHEMA(translation)
    for path, step in _steps(translation):
        assert step.get("data_description", {}).keys() <= step.get("data", {}).keys(), path


@pytest.mark.parametrize("language", languages())
def test_texts(language: str) -> None:
    for path, text in leaves(read_json(INTEGRATION / "translations" / f"{language}.json")):
        assert text, path
        assert text == text.strip(), path
        for pattern in (ADDRESS, HTML, REFERENCE, QUOTED_PLACEHOLDER):
            assert not pattern.search(text), f"{path}: {text}"
        assert all(name.isidentifier() for name in _placeholders(text)), path


@pytest.mark.parametrize("language", languages())
def test_same_keys_and_placeholders_as_english(language: str, english: dict[str, Any]) -> None:
    expected = {path: _placeholders(text) for path, text in leaves(english)}
    translation = read_json(INTEGRATION / "translations" / f"{language}.json")
    assert {path: _placeholders(text) for path, text in leaves(translation)} == expected


def test_keys_in_code_are_translated(english: dict[str, Any]) -> None:
    """An entity that has its device's name needs no text of its own, but then its key must give it an icon."""
    icons = read_json(INTEGRATION / "icons.json")["entity"]
    everywhere = {key for section in ("device", "exceptions", "issues", "selector") for key in english.get(section, {})}
    for path, module in modules():
        of_platform = english["entity"].get(path.stem, {}).keys() | icons.get(path.stem, {}).keys()
        assert translation_keys(module) <= of_platform | everywhere, path.name


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _steps(translation: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    flows = {"config": translation["config"], "options": translation.get("options", {"step": {}})}
    flows |= translation["config_subentries"]
    return [(f"{name}.{step}", content) for name, flow in flows.items() for step, content in flow["step"].items()]
