"""The areas of a camera as they are stored, and what is checked of them, wherever they were entered.

Points are lists and shares are fractions, as in `engine/model`.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from .const import CONF_LINES, CONF_MASKED_CLIPS, CONF_MASKS, CONF_ZONES
from .engine.model.names import Label
from .form_fault import FormFault

type Area = dict[str, Any]

CROSSING_LABELS: Final = (Label.PERSON, Label.VEHICLE, Label.ANIMAL)


def checked_areas(areas: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return what to store, given what was stored before. Raises `FormFault`.

    `areas` has zones, lines, masks and what becomes of masked clips. An area may bring the id that it had.
    """
    zones, lines, masks = (_named(areas[key]) for key in (CONF_ZONES, CONF_LINES, CONF_MASKS))
    for zone in zones:
        if zone.get("min_area", 0.0) >= zone.get("max_area", 1.0):
            raise FormFault({"base": "bad_limits"}, {"name": zone["name"]})
    for line in lines:
        if line["start"] == line["end"]:
            raise FormFault({"base": "no_length"}, {"name": line["name"]})
    for area in (*zones, *masks):
        if not _encloses_something(area["polygon"]):
            raise FormFault({"base": "no_polygon"}, {"name": area["name"]})
    return {
        CONF_ZONES: _with_ids(zones, stored.get(CONF_ZONES, ()), shape=("polygon",)),
        CONF_LINES: _with_ids(lines, stored.get(CONF_LINES, ()), shape=("start", "end")),
        CONF_MASKS: masks,
        CONF_MASKED_CLIPS: areas[CONF_MASKED_CLIPS],
    }


def _named(areas: Iterable[Area]) -> list[Area]:
    """Return the areas with clean names."""
    clean = [{**area, "name": area["name"].strip()} for area in areas]
    names = [area["name"] for area in clean]
    for name in names:
        if not name:
            raise FormFault({"base": "area_without_name"})
        if names.count(name) > 1:
            raise FormFault({"base": "same_name"}, {"name": name})
    return clean


def _encloses_something(points: list[list[float]]) -> bool:
    """Whether the points are not all on one line."""
    (left, top), *others = points
    return any((x - left) * (b - top) != (a - left) * (y - top) for x, y in others for a, b in others)


def _with_ids(areas: list[Area], stored: Iterable[Area], *, shape: tuple[str, ...]) -> list[Area]:
    """Give each area the id it had, so that its entities stay: it brings it, or is known by its name or its shape."""
    left = list(stored)
    ids: dict[str, str] = {}
    for keys in (("id",), ("name",), shape):
        for area in areas:
            known = next((each for each in left if all(each[key] == area.get(key) for key in keys)), None)
            if known and area["name"] not in ids:
                ids[area["name"]] = known["id"]
                left.remove(known)
    return [{**area, "id": ids.get(area["name"]) or uuid.uuid4().hex} for area in areas]
