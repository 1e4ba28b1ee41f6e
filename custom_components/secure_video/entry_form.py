"""The form of the entry: where clips go, how long they stay, who can open them. Shown at set-up and in the options."""

import errno
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import probatio as vol
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
)
from homeassistant.loader import async_get_loaded_integration

from .const import (
    CONF_ACCELERATOR,
    CONF_MAX_DAYS,
    CONF_MAX_GIGABYTES,
    CONF_MEDIA_DIR,
    CONF_MODEL,
    CONF_RECIPIENTS,
    DEFAULT_MAX_DAYS,
    DEFAULT_MAX_GIGABYTES,
    DOMAIN,
)
from .engine.clips.folder import make_clip_folder
from .engine.errors import BadRecipient, Full, ReadOnly
from .engine.vault.age import holds_private_key, parse_recipients
from .engine.vision.catalog import CATALOG
from .engine.vision.onnx import Accelerator, accelerators
from .form_fault import FormFault
from .people import ATTR_NAME, ATTR_RECIPIENT, MixedKeys, People, Person, Role, SameKey, with_person
from .settings import BYTES_PER_GIGABYTE, clip_folder

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

LEAST_FREE_BYTES: Final = BYTES_PER_GIGABYTE
"""Less room than this fills up within an hour of one busy camera (4 Mbit/s is 1.8 GB an hour)."""

MOST_DAYS: Final = 3650
MOST_GIGABYTES: Final = 100_000


def entry_schema(hass: HomeAssistant) -> vol.Schema:
    """Return the fields of the first form."""
    return storage_schema(hass).extend({vol.Optional(CONF_RECIPIENTS): recipients_selector()})


def storage_schema(hass: HomeAssistant) -> vol.Schema:
    """Return the fields about the clips on the disk."""
    media_dirs = list(hass.config.media_dirs)
    return vol.Schema(
        {
            vol.Required(CONF_MEDIA_DIR, default=media_dirs[0] if media_dirs else vol.UNDEFINED): SelectSelector(
                SelectSelectorConfig(options=media_dirs, mode=SelectSelectorMode.DROPDOWN)
            ),
            vol.Optional(CONF_MAX_DAYS): NumberSelector(
                NumberSelectorConfig(
                    min=1,
                    max=MOST_DAYS,
                    step=1,
                    mode=NumberSelectorMode.BOX,
                    unit_of_measurement="days",
                    translation_key="max_days",
                )
            ),
            vol.Required(CONF_MAX_GIGABYTES): NumberSelector(
                NumberSelectorConfig(
                    min=1, max=MOST_GIGABYTES, step="any", mode=NumberSelectorMode.BOX, unit_of_measurement="GB"
                )
            ),
        }
    )


async def async_options_schema(hass: HomeAssistant, chosen: Accelerator) -> vol.Schema:
    """Return the fields of the options: those about the clips, a model, and what runs it if there is a choice."""
    schema = storage_schema(hass).extend({vol.Required(CONF_MODEL): _choice("model", [spec.name for spec in CATALOG])})
    offered = dict.fromkeys((*await hass.async_add_executor_job(accelerators), chosen))
    if len(offered) > 1:
        field = vol.Required(CONF_ACCELERATOR, default=Accelerator.CPU)
        schema = schema.extend({field: _choice("accelerator", list(offered))})
    return schema


def _choice(key: str, options: Sequence[str]) -> SelectSelector:
    return SelectSelector(
        SelectSelectorConfig(options=list(options), mode=SelectSelectorMode.DROPDOWN, translation_key=key)
    )


def form_placeholders(hass: HomeAssistant, fault: FormFault | None) -> dict[str, str]:
    """Return what fills the form's texts: where to read more, and what the fault tells."""
    documentation = async_get_loaded_integration(hass, DOMAIN).documentation or ""
    return {"docs_url": documentation, **(fault.placeholders if fault else {})}


def recipients_selector() -> TextSelector:
    """Return the field that public keys are pasted into, one a line."""
    return TextSelector(TextSelectorConfig(multiline=True))


async def async_first_values(hass: HomeAssistant) -> dict[str, Any]:
    """Return what the form suggests at set-up: on a small disk, half of it."""
    media_dir = next(iter(hass.config.media_dirs.values()))
    try:
        disk = await hass.async_add_executor_job(shutil.disk_usage, media_dir)
    except OSError:
        half = DEFAULT_MAX_GIGABYTES
    else:
        half = max(1, disk.total // BYTES_PER_GIGABYTE // 2)
    return {CONF_MAX_DAYS: DEFAULT_MAX_DAYS, CONF_MAX_GIGABYTES: min(DEFAULT_MAX_GIGABYTES, half)}


def shown_again(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return what to show after a fault: everything but a private key, which must not travel back and forth."""
    return {
        key: value for key, value in user_input.items() if not (isinstance(value, str) and holds_private_key(value))
    }


async def async_read_storage(hass: HomeAssistant, user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return what to store about the clips on the disk. Tries the folder. Raises `FormFault`."""
    gigabytes = user_input[CONF_MAX_GIGABYTES]
    folder = clip_folder(hass, user_input[CONF_MEDIA_DIR])
    try:
        total = await hass.async_add_executor_job(try_folder, folder)
    except Full as error:
        raise FormFault({CONF_MEDIA_DIR: "folder_full"}) from error
    except ReadOnly as error:
        raise FormFault({CONF_MEDIA_DIR: "folder_read_only"}) from error
    if gigabytes * BYTES_PER_GIGABYTE > total:
        raise FormFault(
            {CONF_MAX_GIGABYTES: "larger_than_disk"},
            {"disk_gigabytes": str(total // BYTES_PER_GIGABYTE)},
        )
    options = {CONF_MEDIA_DIR: user_input[CONF_MEDIA_DIR], CONF_MAX_GIGABYTES: gigabytes}
    if (days := user_input.get(CONF_MAX_DAYS)) is not None:
        options[CONF_MAX_DAYS] = int(days)
    return options


def read_recipients(text: str, field: str = CONF_RECIPIENTS) -> list[str]:
    """Return the public keys of a text, one a line. Raises `FormFault` for the field it was typed into."""
    if holds_private_key(text):
        raise FormFault({field: "private_key"})
    try:
        return [str(recipient) for recipient in parse_recipients([text])]
    except BadRecipient as error:
        raise FormFault({field: "bad_recipient"}, {"reason": str(error)}) from error


def with_entered_person(people: People, name: str, role: Role, key: str, field: str = ATTR_RECIPIENT) -> People:
    """Return the list with the person whose public key was entered into the field. Raises `FormFault`."""
    if not name.strip():
        raise FormFault({ATTR_NAME: "no_name"})
    match read_recipients(key, field):
        case [recipient]:
            person = Person(name=name.strip(), recipient=recipient, role=role)
        case _:
            raise FormFault({field: "one_key"})
    try:
        return with_person(people, person)
    except MixedKeys as error:
        raise FormFault({field: "mixed_keys"}) from error
    except SameKey as error:
        raise FormFault({field: "same_key"}) from error
    except BadRecipient as error:
        raise FormFault({field: "bad_recipient"}, {"reason": str(error)}) from error


def try_folder(folder: Path) -> int:
    """Write into the folder, making it if need be. Return its disk's size in bytes. Raises `Full`, `ReadOnly`."""
    try:
        make_clip_folder(folder)
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(bytes(4096))
            trial.flush()
        disk = shutil.disk_usage(folder)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise Full(f"There is no room left in {folder}") from error
        raise ReadOnly(f"{folder} cannot be written: {error.strerror}") from error
    if disk.free < LEAST_FREE_BYTES:
        raise Full(f"Less than 1 GB is free in {folder}")
    return disk.total
