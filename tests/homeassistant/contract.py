"""The examples of what is asked over the websocket, and how an answer is held against one."""

import json
import re
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.auth.models import User
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.fakes import FakePipeline

CONTRACT = Path(__file__).parents[2] / "contract"
DOOR = "01KAYQ8E5N3J7T0W4C9V2D0DOR"
GARDEN = "01KAYQ8E5N3J7T0W4C9V2D6RDN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Home Assistant with two cameras of ours, those of the examples, at eight in the morning."""

    hass: HomeAssistant
    entry: MockConfigEntry
    admin: User
    pipelines: list[FakePipeline]
    clock: FrozenDateTimeFactory


type Scene = Callable[[Stage], AsyncGenerator[dict[str, Any]]]
"""Prepares what an example shows, yields what the request says instead of the example's, and lets the rest happen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A file of the contract: `response` of a command, or `events` of a subscription."""

    request: dict[str, Any]
    response: object = None
    events: list[object] | None = None


def example_of(command: str) -> Example:
    """Read a command's example."""
    return Example(**json.loads((CONTRACT / f"{command}.json").read_text()))


def shape(value: object) -> object:
    """What two answers to the same question share: all but times, numbers, ids, keys and hashes."""
    match value:
        case dict():
            return sorted(((_pattern(str(name)), shape(each)) for name, each in value.items()), key=repr)
        case list():
            return [shape(each) for each in value]
        case str():
            return _pattern(value)
        case bool() | None:
            return value
        case _:
            return type(value).__name__


_PATTERNS: Mapping[str, str] = {
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?\+00:00": "<time>",
    r"\b[0-9a-f]{64}\b": "<hash>",
    r"\b[0-9a-f]{32}\b": "<id>",
    r"\b[0-9a-f]{16}\b": "<key>",
    r"\+[0-9a-f]{8}\+": "+<key>+",
    r"age1(pq1)?[a-z0-9]{50,}": "<recipient>",
    r"[A-Za-z0-9+/]{24,}={0,2}": "<base64>",
    r"(<base64>\n)+": "<base64>\n",
    r"\b\d+\b": "<number>",
}


def _pattern(text: str) -> str:
    for pattern, name in _PATTERNS.items():
        text = re.sub(pattern, name, text)
    return text
