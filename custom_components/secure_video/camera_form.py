"""The forms of one camera: where its stream is, what to look for, how much to keep around an incident."""

from collections.abc import Mapping
from typing import Any, Final

import probatio as vol
from homeassistant.const import CONF_NAME
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .camera_areas import Text, areas_schema, has_areas, read_areas, shown_areas
from .const import (
    CONF_ANALYSIS_URL,
    CONF_DETECTION,
    CONF_ENTITY_ID,
    CONF_LABELS,
    CONF_LINES,
    CONF_MASKED_CLIPS,
    CONF_MASKS,
    CONF_PASSWORD,
    CONF_RECORDING,
    CONF_SECONDS_AFTER,
    CONF_SECONDS_BEFORE,
    CONF_URL,
    CONF_USERNAME,
    CONF_ZONES,
    DEFAULT_SECONDS_AFTER,
    DEFAULT_SECONDS_BEFORE,
)
from .engine.model.names import Label
from .form_fault import FormFault
from .stream_url import BadAddress, PastedAddress, read_address

SECTION_AREAS: Final = "areas"

LEAST_SECONDS_BEFORE: Final = 5
MOST_SECONDS_BEFORE: Final = 30
MOST_SECONDS_AFTER: Final = 60

DEFAULT_LABELS: Final = (Label.PERSON.value, Label.VEHICLE.value, Label.ANIMAL.value, Label.PACKAGE.value)
"""Not motion: a tree in the wind would fill the disk. Without a detector it stands in for all of them anyway."""

_AREAS: Final = frozenset({CONF_ZONES, CONF_LINES, CONF_MASKS, CONF_MASKED_CLIPS})

_PASSWORD = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off"))
_ADDRESS = TextSelector(TextSelectorConfig(type=TextSelectorType.URL))


def entity_schema(shown: Mapping[str, Any], text: Text, *, is_new: bool) -> vol.Schema:
    """Return the form for a camera of Home Assistant, in which `shown` is filled in."""
    return vol.Schema(
        {
            vol.Required(CONF_ENTITY_ID): EntitySelector(EntitySelectorConfig(domain="camera")),
            vol.Optional(CONF_NAME): TextSelector(),
            **_watching(shown, text, is_new=is_new),
        }
    )


def stream_schema(shown: Mapping[str, Any], text: Text, *, is_new: bool) -> vol.Schema:
    """Return the form for a stream's address, in which `shown` is filled in."""
    return vol.Schema(
        {
            vol.Required(CONF_NAME): TextSelector(),
            vol.Required(CONF_URL): _ADDRESS,
            vol.Optional(CONF_USERNAME): TextSelector(),
            vol.Optional(CONF_PASSWORD): _PASSWORD,
            vol.Optional(CONF_ANALYSIS_URL): _ADDRESS,
            **_watching(shown, text, is_new=is_new),
        }
    )


def _watching(shown: Mapping[str, Any], text: Text, *, is_new: bool) -> dict[vol.Marker, Any]:
    fields: dict[vol.Marker, Any] = {
        vol.Required(CONF_LABELS, default=list(DEFAULT_LABELS)): SelectSelector(
            SelectSelectorConfig(
                options=[label.value for label in Label],
                multiple=True,
                mode=SelectSelectorMode.LIST,
                translation_key="labels",
            )
        ),
        vol.Required(CONF_SECONDS_BEFORE, default=DEFAULT_SECONDS_BEFORE): _seconds(
            LEAST_SECONDS_BEFORE, MOST_SECONDS_BEFORE
        ),
        vol.Required(CONF_SECONDS_AFTER, default=DEFAULT_SECONDS_AFTER): _seconds(0, MOST_SECONDS_AFTER),
    }
    if is_new:
        # Later the camera's switch decides; a second place to set the same thing would only confuse.
        fields[vol.Required(CONF_RECORDING, default=True)] = BooleanSelector()
    else:
        fields[vol.Required(SECTION_AREAS)] = section(
            areas_schema(text),
            # Open where there is something to see, above all what has to be corrected.
            {"collapsed": not has_areas(shown.get(SECTION_AREAS, {}))},
        )
    return fields


def _seconds(least: int, most: int) -> NumberSelector:
    return NumberSelector(
        NumberSelectorConfig(min=least, max=most, step=1, mode=NumberSelectorMode.SLIDER, unit_of_measurement="s")
    )


def shown_camera(title: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form's values for a stored camera. The password stays here."""
    shown = {key: value for key, value in data.items() if key not in _AREAS | {CONF_PASSWORD}}
    return {**shown, CONF_NAME: title, SECTION_AREAS: shown_areas(data)}


def with_credentials_apart(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Move credentials that were pasted inside the addresses into their own fields. Raises `FormFault`."""
    apart = dict(user_input)
    # The main address last: where both hold credentials, its count.
    for key in (CONF_ANALYSIS_URL, CONF_URL):
        if not apart.get(key):
            continue
        address = _address(apart, key)
        apart[key] = address.url
        if address.username:
            apart |= {CONF_USERNAME: address.username, CONF_PASSWORD: address.password}
    return apart


def read_camera_form(user_input: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data to store, given what was stored before (nothing for a new camera). Raises `FormFault`."""
    if CONF_URL in user_input and not user_input[CONF_NAME].strip():
        raise FormFault({CONF_NAME: "no_name"})
    if not user_input[CONF_LABELS]:
        raise FormFault({CONF_LABELS: "no_labels"})
    source = (
        {CONF_ENTITY_ID: user_input[CONF_ENTITY_ID]} if CONF_ENTITY_ID in user_input else _stream(user_input, stored)
    )
    return {
        **source,
        CONF_LABELS: list(user_input[CONF_LABELS]),
        CONF_SECONDS_BEFORE: int(user_input[CONF_SECONDS_BEFORE]),
        CONF_SECONDS_AFTER: int(user_input[CONF_SECONDS_AFTER]),
        **read_areas(user_input.get(SECTION_AREAS, {}), stored),
        CONF_DETECTION: True,
        CONF_RECORDING: user_input.get(CONF_RECORDING, True),
    }


def _stream(user_input: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    stream: dict[str, Any] = {CONF_URL: user_input[CONF_URL]}
    if analysis_url := user_input.get(CONF_ANALYSIS_URL):
        stream[CONF_ANALYSIS_URL] = analysis_url
    if username := user_input.get(CONF_USERNAME):
        is_same_person = username == stored.get(CONF_USERNAME)
        kept = stored.get(CONF_PASSWORD, "") if is_same_person else ""
        stream[CONF_USERNAME] = username
        stream[CONF_PASSWORD] = user_input.get(CONF_PASSWORD) or kept
    return stream


def _address(user_input: Mapping[str, Any], key: str) -> PastedAddress:
    try:
        return read_address(user_input[key])
    except BadAddress as error:
        raise FormFault({key: "bad_address"}) from error
