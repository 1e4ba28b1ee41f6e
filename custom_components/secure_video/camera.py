"""The live picture of a camera."""

from typing import TYPE_CHECKING, Final, override

from homeassistant.components.camera import Camera, CameraEntityDescription, CameraEntityFeature
from homeassistant.components.camera.prefs import DynamicStreamSettings
from homeassistant.core import callback

from .engine.model.video import StreamState
from .entity import SecureVideoEntity
from .exceptions import engine_errors_translated

if TYPE_CHECKING:
    from aiohttp import web
    from homeassistant.components.stream import Stream
    from homeassistant.core import HomeAssistant
    from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

    from .coordinator import CameraCoordinator
    from .running import SecureVideoConfigEntry

PARALLEL_UPDATES = 0

DESCRIPTION: Final = CameraEntityDescription(key="camera", name=None)

PICTURE_SECONDS: Final = 0.25
"""Between the pictures of a live view that is made of them; about as many come from the analysis."""


async def async_setup_entry(
    _hass: HomeAssistant, entry: SecureVideoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add each camera."""
    for camera_id, coordinator in entry.runtime_data.cameras.items():
        async_add_entities([SecureVideoCamera(coordinator)], config_subentry_id=camera_id)


class SecureVideoCamera(SecureVideoEntity, Camera):
    """A camera that is watched. Whoever may read the entity sees its live picture, but for what is private."""

    def __init__(self, coordinator: CameraCoordinator) -> None:
        """Show the coordinator's stream."""
        SecureVideoEntity.__init__(self, coordinator, DESCRIPTION)
        Camera.__init__(self)
        if coordinator.setup.has_private_parts:
            # Home Assistant would pass the camera's own stream on: pictures of ours are shown instead.
            self._attr_frame_interval = PICTURE_SECONDS
        else:
            self._attr_supported_features = CameraEntityFeature.STREAM
        self._shown_url: str | None = None

    @property
    @override
    def is_recording(self) -> bool:
        return self.coordinator.data.recording is not None

    @property
    @override
    def is_streaming(self) -> bool:
        return self.coordinator.data.state is StreamState.STREAMING

    @property
    @override
    def use_stream_for_stills(self) -> bool:
        # While detection is off nothing is decoded here, so Home Assistant takes the picture from its own stream.
        return not self.coordinator.is_detecting and self.coordinator.stream_url is not None

    @override
    async def stream_source(self) -> str | None:
        # Whatever passes the stream on by WebRTC asks for it here, too.
        self.refuse_strangers()
        return self.coordinator.stream_url

    @override
    async def async_create_stream(self) -> Stream | None:
        self.refuse_strangers()
        return await super().async_create_stream()

    @override
    async def handle_async_mjpeg_stream(self, request: web.Request) -> web.StreamResponse | None:
        self.refuse_strangers()
        return await super().handle_async_mjpeg_stream(request)

    @override
    async def async_camera_image(self, width: int | None = None, height: int | None = None) -> bytes | None:
        self.refuse_strangers()
        return await self.coordinator.async_still(width)

    async def async_record_clip(self, seconds: float) -> dict[str, str]:
        """Record now, whatever is seen, and return which clip it becomes."""
        with engine_errors_translated():
            clip_id = await self.coordinator.async_record(seconds)
        return {"clip_id": clip_id}

    @override
    async def async_will_remove_from_hass(self) -> None:
        # When it comes back, something else may be private.
        await self._async_end_stream()
        await super().async_will_remove_from_hass()

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        if self.coordinator.stream_url != self._shown_url:
            self.coordinator.config_entry.async_create_background_task(
                self.hass, self._async_show(self.coordinator.stream_url), f"secure_video: live view of {self.name}"
            )
        super()._handle_coordinator_update()

    async def _async_show(self, url: str | None) -> None:
        """Bring Home Assistant's own live view along: it asks for the address only once, and off must mean off."""
        self._shown_url = url
        if self.stream and url:
            self.stream.update_source(url)
        elif self.stream:
            await self._async_end_stream()
        await self.async_refresh_providers()

    async def _async_end_stream(self) -> None:
        if self.stream:
            # With its preloading on, a stopped stream would stay connected.
            self.stream.dynamic_stream_settings = DynamicStreamSettings()
            await self.stream.stop()
            self.stream = None
