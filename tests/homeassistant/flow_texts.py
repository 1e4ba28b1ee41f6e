"""What a flow shows: that everything has a text, that all is there that the text counts on, and what is suggested."""

import string
from collections.abc import Mapping
from typing import Any, Final

from homeassistant.data_entry_flow import FlowResultType

from .integration_files import INTEGRATION, read_json

ENGLISH: Final = read_json(INTEGRATION / "translations" / "en.json")


def assert_texts(result: Mapping[str, Any], *section: str) -> None:
    """The flow's texts are below `section`: `("config",)`, `("issues", "no_model", "fix_flow")`."""
    texts: dict[str, Any] = ENGLISH
    for key in section:
        texts = texts[key]
    given = set(result.get("description_placeholders") or {})
    for text in _shown(result, texts):
        assert {name for _, name, _, _ in string.Formatter().parse(text) if name} <= given, text


def suggested(result: Mapping[str, Any]) -> dict[str, Any]:
    """What is in a form's fields before anything is entered."""
    return {
        str(key): key.description["suggested_value"]
        for key in result["data_schema"].schema
        if key.description and "suggested_value" in key.description
    }


def _shown(result: Mapping[str, Any], texts: dict[str, Any]) -> list[str]:
    match result["type"]:
        case FlowResultType.ABORT:
            return [texts["abort"][result["reason"]]]
        case FlowResultType.SHOW_PROGRESS:
            return [texts["progress"][result["progress_action"]]]
        case FlowResultType.MENU:
            step = texts["step"][result["step_id"]]
            return [step["title"], step["description"], *(step["menu_options"][key] for key in result["menu_options"])]
        case FlowResultType.FORM:
            return _form(result, texts)
        case _:
            return []


def _form(result: Mapping[str, Any], texts: dict[str, Any]) -> list[str]:
    step = texts["step"][result["step_id"]]
    errors = [texts["error"][key] for key in (result["errors"] or {}).values()]
    for field in map(str, result["data_schema"].schema):
        assert field in step.get("data", {}) or field in step.get("sections", {}), field
    described = step.get("data_description", {}).values()
    return [step["title"], step.get("description", ""), *described, *errors]
