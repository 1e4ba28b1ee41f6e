"""Adding a camera, and changing one: choose its source, try its stream, look at the picture, save."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, override

from aiohttp import ClientError
from homeassistant.components.camera import async_get_stream_source
from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from .camera_form import entity_schema, read_camera_form, shown_camera, stream_schema, with_credentials_apart
from .const import CONF_ANALYSIS_URL, CONF_DETECTION, CONF_ENTITY_ID, CONF_PASSWORD, CONF_RECORDING, CONF_URL, DOMAIN
from .engine.errors import AuthenticationFailed, Ended, NoVideo, SourceError
from .engine.model.video import StreamAddress, StreamFormat
from .entry_form import form_placeholders
from .form_fault import FormFault
from .preview import DATA_PREVIEWS, async_forget_preview, async_show_preview
from .settings import analysis_address, private_masks, stream_address
from .source import TIMEOUT
from .stream_trial import StreamTrial, async_try_stream
from .texts import async_text

if TYPE_CHECKING:
    from collections.abc import Mapping

EXAMPLE_ADDRESS = "rtsp://192.168.1.20:554/stream1"

CODEC_NAMES = {"h264": "H.264", "hevc": "HEVC", "pcm_alaw": "G.711", "pcm_mulaw": "G.711"}
"""As cameras' manuals call them. The others are known by their names in capitals."""


class CameraFlow(ConfigSubentryFlow):
    """One camera."""

    _trial: StreamTrial
    """Of the stream whose picture is shown."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._input: dict[str, Any] = {}
        self._data: dict[str, Any] = {}
        self._title = ""

    @callback
    @override
    def async_remove(self) -> None:
        async_forget_preview(self.hass, self.flow_id)

    async def async_step_user(self, _user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask where the pictures come from."""
        if DATA_PREVIEWS not in self.hass.data:
            return self.async_abort(reason="not_loaded")
        return self.async_show_menu(step_id="user", menu_options=["entity", "stream"])

    async def async_step_reconfigure(self, _user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Show the form of a camera that is there."""
        if DATA_PREVIEWS not in self.hass.data:
            return self.async_abort(reason="not_loaded")
        subentry = self._get_reconfigure_subentry()
        self._input = shown_camera(subentry.title, subentry.data)
        return await self.async_step_edit()

    async def async_step_edit(self, _user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Show the form again, as it was filled in."""
        return self._show_form("entity" if CONF_ENTITY_ID in self._input else "stream")

    async def async_step_entity(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """A camera of Home Assistant."""
        return await self._async_step_form("entity", user_input)

    async def async_step_stream(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """A stream's address."""
        return await self._async_step_form("stream", user_input)

    async def _async_step_form(self, step_id: str, user_input: dict[str, Any] | None) -> SubentryFlowResult:
        if user_input is None:
            return self._show_form(step_id)
        self._input = user_input
        try:
            self._input = with_credentials_apart(user_input)
            self._data = read_camera_form(self._input, self._stored)
            self._refuse_twice(self._data)
            self._trial = await self._async_try(self._data)
        except FormFault as fault:
            return self._show_form(step_id, fault)
        self._title = self._chosen_title(user_input)
        return await self.async_step_confirm()

    def _show_form(self, step_id: str, fault: FormFault | None = None) -> SubentryFlowResult:
        schema = entity_schema if step_id == "entity" else stream_schema
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                schema(self._input, partial(async_text, self.hass), is_new=not self._is_change), self._input
            ),
            errors=fault.errors if fault else None,
            description_placeholders={**form_placeholders(self.hass, fault), "example": EXAMPLE_ADDRESS},
        )

    async def async_step_confirm(self, _user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Show the picture and what the stream carries."""
        picture = async_show_preview(self.hass, self.flow_id, self._trial.picture)
        return self.async_show_menu(
            step_id="confirm_without_sound" if self._trial.format.dropped else "confirm",
            menu_options=["save", "edit"],
            description_placeholders={"picture": picture, "name": self._title, **_described(self._trial.format)},
        )

    async def async_step_confirm_without_sound(self, _user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Show the same, and that some sound cannot be kept."""
        return await self.async_step_confirm()

    async def async_step_save(self, _user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Store it. The entry's update listener does the rest."""
        if self._is_change:
            subentry = self._get_reconfigure_subentry()
            # Read now: a switch may have been used while the dialog was open.
            switches = {key: subentry.data[key] for key in (CONF_DETECTION, CONF_RECORDING) if key in subentry.data}
            return self.async_update_and_abort(
                self._get_entry(), subentry, title=self._title, data=self._data | switches
            )
        return self.async_create_entry(title=self._title, data=self._data)

    @property
    def _is_change(self) -> bool:
        return self.source == SOURCE_RECONFIGURE

    @property
    def _stored(self) -> Mapping[str, Any]:
        return self._get_reconfigure_subentry().data if self._is_change else {}

    def _chosen_title(self, user_input: Mapping[str, Any]) -> str:
        name = str(user_input.get(CONF_NAME, "")).strip()
        if name or CONF_ENTITY_ID not in user_input:
            return name
        state = self.hass.states.get(user_input[CONF_ENTITY_ID])
        return state.name if state else str(user_input[CONF_ENTITY_ID])

    def _refuse_twice(self, data: Mapping[str, Any]) -> None:
        key = CONF_ENTITY_ID if CONF_ENTITY_ID in data else CONF_URL
        own_id = self._get_reconfigure_subentry().subentry_id if self._is_change else None
        for subentry in self._get_entry().subentries.values():
            if subentry.subentry_id != own_id and subentry.data.get(key) == data[key]:
                raise FormFault({key: "already_added"}, {"name": subentry.title})

    async def _async_try(self, data: Mapping[str, Any]) -> StreamTrial:
        if CONF_ENTITY_ID in data:
            address = await self._async_entity_address(data[CONF_ENTITY_ID])
            return await self._async_try_address(address, CONF_ENTITY_ID)
        if analysis := analysis_address(data):
            await self._async_try_address(analysis, CONF_ANALYSIS_URL)
        return await self._async_try_address(stream_address(data), CONF_URL)

    async def _async_try_address(self, address: StreamAddress, key: str) -> StreamTrial:
        try:
            return await async_try_stream(self.hass, address, private_masks(self._data))
        except AuthenticationFailed as error:
            if key == CONF_ENTITY_ID:
                raise FormFault({key: "entity_authentication_failed"}) from error
            raise FormFault({CONF_PASSWORD: "authentication_failed"}) from error
        except NoVideo as error:
            raise FormFault({key: "no_video"}) from error
        except Ended as error:
            raise FormFault({key: "stream_ended"}) from error
        except SourceError as error:
            raise FormFault({key: "unreachable"}) from error

    async def _async_entity_address(self, entity_id: str) -> StreamAddress:
        entity = er.async_get(self.hass).async_get(entity_id)
        if entity is not None and entity.platform == DOMAIN:
            raise FormFault({CONF_ENTITY_ID: "own_camera"})
        try:
            async with asyncio.timeout(TIMEOUT):
                url = await async_get_stream_source(self.hass, entity_id)
        except (HomeAssistantError, ClientError, OSError) as error:
            raise FormFault({CONF_ENTITY_ID: "camera_off"}) from error
        if not url:
            raise FormFault({CONF_ENTITY_ID: "no_stream"})
        return StreamAddress(url=url)


def _described(stream: StreamFormat) -> dict[str, str]:
    parts = [_codec_name(stream.video.codec), f"{stream.video.width} × {stream.video.height}"]
    if stream.audio:
        parts.append(_codec_name(stream.audio.codec))
    return {"stream": " · ".join(parts), "dropped": ", ".join(_codec_name(codec) for codec in stream.dropped)}


def _codec_name(codec: str) -> str:
    return CODEC_NAMES.get(codec, codec.upper())
