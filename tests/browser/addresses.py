"""What can be asked over HTTP, read off the views themselves: a new one is there without that anybody thinks of it."""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components import api, camera, image
from homeassistant.components.http import HomeAssistantView

from custom_components import secure_video

OF_HOME_ASSISTANT: Final = (api, camera, image)
"""What else gives something of our entities, if one knows their names."""

METHODS: Final = ("get", "head", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A method and a path, with names in braces where something is to be filled in."""

    method: str
    path: str

    @property
    def is_of_an_entity(self) -> bool:
        """Whether it has to be asked of each entity."""
        return "{entity_id}" in self.path

    @override
    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def addresses() -> list[Address]:
    """All of ours, and Home Assistant's about one entity."""
    for module in pkgutil.iter_modules(secure_video.__path__, f"{secure_video.__name__}."):
        importlib.import_module(module.name)
    ours = f"{secure_video.__name__}."
    others = tuple(module.__name__ for module in OF_HOME_ASSISTANT)
    views = {view for view in _all_below(HomeAssistantView) if getattr(view, "url", None)}
    asked = {view for view in views if view.__module__.startswith(ours)}
    asked |= {view for view in views if view.__module__ in others and "{entity_id}" in str(view.url)}
    found = {
        Address(method=method.upper(), path=str(path))
        for view in asked
        for path in (view.url, *view.extra_urls)
        for method in METHODS
        if hasattr(view, method)
    }
    return sorted(found, key=str)


def _all_below(view: type[HomeAssistantView]) -> Iterator[type[HomeAssistantView]]:
    for each in view.__subclasses__():
        yield each
        yield from _all_below(each)
