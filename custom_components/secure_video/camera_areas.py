"""The part of a camera's form that is about areas of the picture: what is watched, crossed, left out, hidden.

People enter points as text and shares in percent; stored are lists and fractions, as in `engine/model`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import probatio as vol
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    ObjectSelector,
    ObjectSelectorConfig,
    ObjectSelectorField,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)

from .areas import CROSSING_LABELS, Area, checked_areas
from .const import BOTH_DIRECTIONS, CONF_LINES, CONF_MASKED_CLIPS, CONF_MASKS, CONF_ZONES
from .engine.model.areas import Direction, MaskedClips, MaskKind, ZoneKind
from .engine.model.names import Label
from .form_fault import FormFault

type Text = Callable[[str], str]
"""Returns the text for a key of the translations' section `common`."""

_PERCENT_OF: Final = {"min_score": "min_score", "min_size": "min_area", "max_size": "max_area"}
"""Which share the field of a zone stands for."""
_LONGEST_DWELL: Final = 600

_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_BETWEEN_NUMBERS: Final = re.compile(r"[\s,;()\[\]]*")


def areas_schema(text: Text) -> vol.Schema:
    """Return the section's fields."""
    return vol.Schema(
        {
            vol.Optional(CONF_ZONES): _rows("zone", _zone_fields(text)),
            vol.Optional(CONF_LINES): _rows("line", _line_fields(text)),
            vol.Optional(CONF_MASKS): _rows("mask", _mask_fields(text)),
            vol.Required(CONF_MASKED_CLIPS, default=MaskedClips.REENCODED.value): SelectSelector(
                SelectSelectorConfig(
                    options=[choice.value for choice in MaskedClips],
                    mode=SelectSelectorMode.LIST,
                    translation_key="masked_clips",
                )
            ),
        }
    )


def shown_areas(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the section's values for a stored camera. An area's id is not shown: `read_areas` finds it again."""
    return {
        CONF_ZONES: [_shown_zone(zone) for zone in data.get(CONF_ZONES, ())],
        CONF_LINES: [_shown_line(line) for line in data.get(CONF_LINES, ())],
        CONF_MASKS: [mask | {"polygon": _shown_points(mask["polygon"])} for mask in data.get(CONF_MASKS, ())],
        CONF_MASKED_CLIPS: data.get(CONF_MASKED_CLIPS, MaskedClips.REENCODED.value),
    }


def has_areas(shown: Mapping[str, Any]) -> bool:
    """Whether there is something to see in the section."""
    return any(shown.get(key) for key in (CONF_ZONES, CONF_LINES, CONF_MASKS))


def read_areas(entered: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return what to store, given what was stored before. Raises `FormFault`."""
    areas = {
        CONF_ZONES: [_read_zone(zone) for zone in _rows_of(entered.get(CONF_ZONES))],
        CONF_LINES: [_read_line(line) for line in _rows_of(entered.get(CONF_LINES))],
        CONF_MASKS: [_with_polygon(mask) for mask in _rows_of(entered.get(CONF_MASKS))],
        CONF_MASKED_CLIPS: entered.get(CONF_MASKED_CLIPS, MaskedClips.REENCODED.value),
    }
    return checked_areas(areas, stored)


# --- fields -----------------------------------------------------------------------------------------------------------


def _zone_fields(text: Text) -> dict[str, ObjectSelectorField]:
    return {
        "name": _text_field(),
        "kind": _choice(text, "zone", ZoneKind),
        "polygon": _text_field(),
        "labels": _labels(text, Label),
        "min_score": _share(step=1),
        "min_size": _share(step=0.1),
        "max_size": _share(step=0.1),
        "dwell": {"selector": _number(_LONGEST_DWELL, step=1, unit="s")},
    }


def _line_fields(text: Text) -> dict[str, ObjectSelectorField]:
    return {
        "name": _text_field(),
        "start": _text_field(),
        "end": _text_field(),
        "direction": _choice(text, "direction", (BOTH_DIRECTIONS, *Direction)),
        "labels": _labels(text, CROSSING_LABELS),
    }


def _mask_fields(text: Text) -> dict[str, ObjectSelectorField]:
    return {"name": _text_field(), "kind": _choice(text, "mask", MaskKind), "polygon": _text_field()}


def _rows(translation_key: str, fields: dict[str, ObjectSelectorField]) -> ObjectSelector:
    return ObjectSelector(
        ObjectSelectorConfig(fields=fields, multiple=True, label_field="name", translation_key=translation_key)
    )


def _text_field() -> ObjectSelectorField:
    return {"selector": TextSelector(), "required": True}


def _choice(text: Text, group: str, values: Iterable[str]) -> ObjectSelectorField:
    config = SelectSelectorConfig(options=_options(text, group, values), mode=SelectSelectorMode.DROPDOWN)
    return {"selector": SelectSelector(config), "required": True}


def _labels(text: Text, labels: Iterable[Label]) -> ObjectSelectorField:
    return {"selector": SelectSelector(SelectSelectorConfig(options=_options(text, "label", labels), multiple=True))}


def _options(text: Text, group: str, values: Iterable[str]) -> list[SelectOptionDict]:
    # The frontend translates options in a form, but not in the dialog that it opens for one row of a list.
    return [SelectOptionDict(value=str(value), label=text(f"{group}_{value}")) for value in values]


def _share(*, step: float) -> ObjectSelectorField:
    return {"selector": _number(100, step=step, unit="%")}


def _number(most: float, *, step: float, unit: str) -> NumberSelector:
    return NumberSelector(
        NumberSelectorConfig(min=0, max=most, step=step, unit_of_measurement=unit, mode=NumberSelectorMode.BOX)
    )


# --- from what is stored to what is shown -----------------------------------------------------------------------------


def _shown_zone(zone: Mapping[str, Any]) -> Area:
    shares = {field: round(zone[key] * 100, 4) for field, key in _PERCENT_OF.items() if key in zone}
    kept = {key: zone[key] for key in ("name", "kind", "labels", "dwell") if key in zone}
    return {**kept, **shares, "polygon": _shown_points(zone["polygon"])}


def _shown_line(line: Mapping[str, Any]) -> Area:
    kept = {key: line[key] for key in ("name", "direction", "labels") if key in line}
    return {**kept, **{end: _shown_points([line[end]]) for end in ("start", "end")}}


def _shown_points(points: Iterable[Iterable[float]]) -> str:
    return ", ".join(" ".join(f"{number:g}" for number in point) for point in points)


# --- from what was entered to what is stored --------------------------------------------------------------------------


def _rows_of(entered: Iterable[Mapping[str, Any]] | None) -> list[Area]:
    return [{**area, "name": area["name"].strip()} for area in entered or ()]


def _read_zone(entered: Area) -> Area:
    shares = {key: round(entered[field] / 100, 6) for field, key in _PERCENT_OF.items() if field in entered}
    kept: Area = {key: entered[key] for key in ("name", "kind", "polygon", "dwell") if key in entered}
    return _with_polygon({**kept, **shares, "labels": entered.get("labels", [])})


def _read_line(entered: Area) -> Area:
    start, end = (_read_points(entered[key], entered["name"]) for key in ("start", "end"))
    if len(start) != 1 or len(end) != 1:
        raise FormFault({"base": "bad_points"}, {"name": entered["name"]})
    kept = {key: entered[key] for key in ("name", "direction")}
    return {**kept, "labels": entered.get("labels", []), "start": start[0], "end": end[0]}


def _with_polygon(entered: Area) -> Area:
    return {**entered, "polygon": _read_points(entered["polygon"], entered["name"])}


def _read_points(entered: str, name: str) -> list[list[float]]:
    """Read points like "0 0.4, 1 0.4, 1 1". Brackets, as in YAML, do no harm."""
    numbers = [float(number) for number in _NUMBER.findall(entered)]
    is_clean = _BETWEEN_NUMBERS.fullmatch(_NUMBER.sub(" ", entered))
    if not is_clean or not numbers or len(numbers) % 2 or max(numbers) > 1:
        raise FormFault({"base": "bad_points"}, {"name": name})
    return [list(pair) for pair in zip(numbers[::2], numbers[1::2], strict=True)]
