"""The entry that runs, for what exists whether or not one does."""

from typing import TYPE_CHECKING

from homeassistant.config_entries import ConfigEntryState
from homeassistant.exceptions import HomeAssistantError

from .const import DOMAIN
from .exceptions import Refused

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from .coordinator import SecureVideo, SecureVideoConfigEntry


def running(hass: HomeAssistant) -> SecureVideo | None:
    """Return what the only entry runs, or None while it does not."""
    entries: list[SecureVideoConfigEntry] = hass.config_entries.async_entries(DOMAIN)
    return next((entry.runtime_data for entry in entries if entry.state is ConfigEntryState.LOADED), None)


def needed(hass: HomeAssistant) -> SecureVideo:
    """Return the same for what cannot do without. Raises `HomeAssistantError`."""
    runtime = running(hass)
    if runtime is None:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="not_loaded")
    return runtime


def only_entry(hass: HomeAssistant) -> SecureVideoConfigEntry:
    """Return the entry, also where it does not run. Raises `Refused` if there is none."""
    entries: list[SecureVideoConfigEntry] = hass.config_entries.async_entries(DOMAIN)
    if not entries:
        raise Refused(translation_key="not_loaded")
    return entries[0]
