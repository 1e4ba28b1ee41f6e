"""A camera's source, and the pipeline that runs on whatever stream it names at the time."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from .engine.model.reports import Listener
from .engine.model.video import StreamAddress, StreamState
from .inbox import Inbox
from .snapshots import stream_state
from .source import async_resolve, is_there

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from .engine.model.reports import CameraReport
    from .engine.pipeline import CameraPipeline
    from .settings import CameraSource

type PipelineBuilder = Callable[[StreamAddress, Listener], CameraPipeline]


class FollowedSource:
    """Starts and stops the pipeline. `stream` and `pipeline` are None while the source names no stream."""

    def __init__(
        self,
        hass: HomeAssistant,
        source: CameraSource,
        *,
        build: PipelineBuilder,
        deliver: Callable[[list[CameraReport]], None],
    ) -> None:
        """Start nothing yet. `deliver` is called in the loop with what pipelines report."""
        self.stream: StreamAddress | None = None
        self.pipeline: CameraPipeline | None = None
        self._hass = hass
        self._source = source
        self._build = build
        self._inbox = Inbox(hass.loop, deliver)
        self._turn = asyncio.Lock()
        self._is_closed = False

    @property
    def is_there(self) -> bool:
        """Whether the source can be asked for its stream."""
        return is_there(self._hass, self._source)

    async def async_follow(self) -> bool:
        """Run the pipeline on the stream that the source names now. Return whether it is not the one of before.

        A stream that works is left alone: some cameras name another address each time they are asked.
        """
        async with self._turn:
            if self._is_closed or (self._is_receiving and self.is_there):
                return False
            stream = await async_resolve(self._hass, self._source)
            if stream == self.stream:
                return False
            await self._async_stop()
            if stream:
                self.stream, self.pipeline = stream, self._build(stream, self._inbox.put)
                self.pipeline.start()
            return True

    async def async_close(self) -> None:
        """Stop the pipeline for good: close the stream, finish the open clip and end the threads."""
        async with self._turn:
            self._is_closed = True
            await self._async_stop()

    @property
    def _is_receiving(self) -> bool:
        return self.pipeline is not None and stream_state(self.pipeline.snapshot) is not StreamState.OFFLINE

    async def _async_stop(self) -> None:
        if self.pipeline:
            await self._hass.async_add_executor_job(self.pipeline.stop)
            # What it said last must not come after what is said of the next one.
            self._inbox.empty()
        self.stream = self.pipeline = None
