"""Texts that Home Assistant shows as they come from the server: logbook lines and the titles of the media browser."""

from typing import TYPE_CHECKING

from homeassistant.helpers.translation import async_get_cached_translations, async_get_translations

from .const import DOMAIN

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant


async def async_load_texts(hass: HomeAssistant) -> None:
    """Have the texts in the language that is set now: Home Assistant itself loads it only when it starts."""
    await async_get_translations(hass, hass.config.language, "common", [DOMAIN])


def async_text(hass: HomeAssistant, key: str, **placeholders: str) -> str:
    """Return a text of the section `common` in the server's language, or its key where it is missing."""
    texts = async_get_cached_translations(hass, hass.config.language, "common", DOMAIN)
    return texts.get(f"component.{DOMAIN}.common.{key}", key).format(**placeholders)
