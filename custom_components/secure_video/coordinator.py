"""The only door from the engine's threads to Home Assistant's event loop."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, assert_never, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect, async_dispatcher_send
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util

from .bus_events import Happening, async_fire_clip_sealed, async_fire_happening
from .const import CONF_DETECTION, CONF_RECORDING
from .coverage import CoverageWatch
from .engine.errors import Ended
from .engine.model.camera import AnalysisFigures, CameraSnapshot
from .engine.model.clips import Kept
from .engine.model.names import ClipId, Label
from .engine.model.reports import CameraReport, ClipSealed, IncidentReport, Listener, NearMissReport, OccurrenceReport
from .engine.model.video import StreamAddress, StreamState
from .engine.model.vision import Detector
from .engine.pipeline import CameraPipeline
from .engine.workers import Workers
from .followed_source import FollowedSource
from .overload import OverloadWatch
from .signals import SIGNAL_KEPT, SIGNAL_OVERVIEW, SIGNAL_PROBLEMS
from .snapshots import REFRESH_INTERVAL, differ, is_last_frame_due, stream_state

if TYPE_CHECKING:
    from .settings import CameraSetup
    from .signed_log import SignedLog
    from .stored_clips import StoredClips

_LOGGER = logging.getLogger(__name__)

type HappeningListener = Callable[[Happening], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The picture of what happened last, a JPEG file. In memory only."""

    jpeg: bytes
    taken_at: datetime


class CameraCoordinator(DataUpdateCoordinator[CameraSnapshot]):
    """Runs one camera's pipeline and tells its entities what it reports. `data` is the newest snapshot."""

    config_entry: ConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        setup: CameraSetup,
        *,
        clips: StoredClips,
        log: SignedLog,
        detector: Detector | None,
        workers: Workers,
    ) -> None:
        """Start nothing yet."""
        super().__init__(hass, _LOGGER, config_entry=entry, name=setup.title, update_interval=REFRESH_INTERVAL)
        self.setup = setup
        self.is_detecting = setup.is_detecting
        self.is_recording = setup.is_recording
        self.last_frame_at: datetime | None = None
        self.picture: Picture | None = None
        self.is_overloaded = False
        self._clips = clips
        self._log = log
        self._detector = detector
        self._workers = workers
        self._source = FollowedSource(hass, setup.source, build=self._build_pipeline, deliver=self._async_deliver)
        self._is_stopped = False
        self._is_lost = False
        self._coverage = CoverageWatch(setup.subentry_id)
        self._overload = OverloadWatch()
        self._happening_listeners: list[HappeningListener] = []
        self.data = self._newest_snapshot()

    @property
    def stream_state(self) -> StreamState:
        """How the stream is."""
        return stream_state(self.data)

    @property
    def kept(self) -> Kept:
        """How much is kept of this camera."""
        return self._clips.kept(self.setup.subentry_id)

    @property
    def stream_url(self) -> str | None:
        """The stream with its credentials, or None while it is off or not known, or if it shows what is private."""
        stream = self._source.stream
        if stream is None or self.data.state is StreamState.OFF or self.setup.has_private_parts:
            return None
        return stream.url

    @callback
    def async_start(self) -> None:
        """Watch the camera. A camera entity that is not there yet is waited for."""
        self.config_entry.async_on_unload(async_dispatcher_connect(self.hass, SIGNAL_KEPT, self.async_update_listeners))
        if not isinstance(self.setup.source, StreamAddress):
            self.config_entry.async_on_unload(
                async_track_state_change_event(self.hass, self.setup.source, self._async_source_changed)
            )
        self._async_follow_source_soon()

    async def async_stop(self) -> None:
        """Close the stream, finish the open clip and end the threads."""
        self._is_stopped = True
        await self._source.async_close()

    @callback
    def async_on_happening(self, listener: HappeningListener) -> Callable[[], None]:
        """Call a listener with every change of an incident and every occurrence. Return what ends that."""
        self._happening_listeners.append(listener)
        return partial(self._happening_listeners.remove, listener)

    async def async_set_detecting(self, *, on: bool) -> None:
        """Switch the analysis. The running camera comes first, then what is stored: neither needs a reload."""
        self.is_detecting = on
        if self._pipeline:
            await self.hass.async_add_executor_job(partial(self._pipeline.set_detecting, on=on))
        self._async_switched(CONF_DETECTION, on=on)

    async def async_set_recording(self, *, on: bool) -> None:
        """Switch the recording of incidents, in the same order."""
        self.is_recording = on
        if self._pipeline:
            await self.hass.async_add_executor_job(partial(self._pipeline.set_recording, on=on))
        self._async_switched(CONF_RECORDING, on=on)

    async def async_record(self, seconds: float) -> ClipId:
        """Record now. Raises `NoRecipients`, `Ended` (not streaming), `StoreError`."""
        if self._pipeline is None:
            raise Ended(f"{self.name} is not streaming")
        return await self.hass.async_add_executor_job(self._pipeline.record, seconds)

    def recognises(self, label: Label) -> bool:
        """Whether somebody looks, and knows what to look for. Packages are found by those who bring them."""
        found_by = Label.PERSON if label is Label.PACKAGE else label
        return self.is_detecting and self._detector is not None and found_by in self._detector.labels

    @property
    def figures(self) -> AnalysisFigures | None:
        """How the analysis goes, if there is one."""
        return self._pipeline.figures if self._pipeline else None

    async def async_near_misses(self) -> tuple[NearMissReport, ...]:
        """Return what was seen lately and not told, and why; the newest first."""
        if self._pipeline is None:
            return ()
        return await self.hass.async_add_executor_job(self._pipeline.near_misses)

    async def async_still(self, width: int | None) -> bytes | None:
        """Return the newest picture as JPEG, if there is one."""
        if self._pipeline is None:
            return None
        return await self.hass.async_add_executor_job(self._pipeline.still, width)

    @callback
    @override
    def async_update_listeners(self) -> None:
        super().async_update_listeners()
        async_dispatcher_send(self.hass, SIGNAL_OVERVIEW)

    @override
    async def _async_update_data(self) -> CameraSnapshot:
        """Once a minute: what no report tells."""
        await self._async_follow_source()
        await self._clips.async_count_of(self.setup.subentry_id)
        snapshot = self._newest_snapshot()
        self.last_frame_at = snapshot.last_frame_at or self.last_frame_at
        self._note_coverage(snapshot)
        self._watch_overload(snapshot)
        return snapshot

    # --- the stream ---------------------------------------------------------------------------------------------------

    @callback
    def _async_source_changed(self, _event: Event[EventStateChangedData]) -> None:
        if self._source.is_there != (self._pipeline is not None):
            self._async_follow_source_soon()

    @callback
    def _async_follow_source_soon(self) -> None:
        self.config_entry.async_create_background_task(
            self.hass, self._async_follow_source(), f"secure_video: stream of {self.name}"
        )

    async def _async_follow_source(self) -> None:
        if await self._source.async_follow() and self._pipeline is None:
            self._async_accept(self._newest_snapshot())

    @property
    def _pipeline(self) -> CameraPipeline | None:
        return self._source.pipeline

    def _build_pipeline(self, stream: StreamAddress, listener: Listener) -> CameraPipeline:
        settings = replace(
            self.setup.camera_settings(stream), is_detecting=self.is_detecting, is_recording=self.is_recording
        )
        return CameraPipeline(
            settings,
            store=self._clips.store,
            detector=self._detector,
            workers=self._workers,
            listener=listener,
        )

    def _newest_snapshot(self) -> CameraSnapshot:
        if self._pipeline:
            return self._pipeline.snapshot
        is_off = not (self.is_detecting or self.is_recording)
        return CameraSnapshot(
            camera_id=self.setup.subentry_id,
            state=StreamState.OFF if is_off else StreamState.OFFLINE,
            last_frame_at=self.last_frame_at,
        )

    # --- what is reported ---------------------------------------------------------------------------------------------

    @callback
    def _async_deliver(self, reports: list[CameraReport]) -> None:
        """Take what was reported since the loop's last turn. Of several snapshots only the newest counts.

        What happened comes first: what ends with the stream is told while the entities are still available.
        """
        newest: CameraSnapshot | None = None
        for report in reports:
            match report:
                case CameraSnapshot():
                    newest = report
                case IncidentReport() | OccurrenceReport():
                    self._async_happening(report)
                case ClipSealed():
                    self._async_clip_sealed(report)
                case _:
                    assert_never(report)
        if newest:
            self._async_accept(newest)

    @callback
    def _async_accept(self, snapshot: CameraSnapshot) -> None:
        previous, self.data = self.data, snapshot
        self._log_if_lost_or_back(snapshot)
        self._note_coverage(snapshot)
        self._watch_overload(snapshot)
        is_due = is_last_frame_due(snapshot, previous, self.last_frame_at)
        if is_due:
            self.last_frame_at = snapshot.last_frame_at
        if is_due or differ(snapshot, previous):
            self.async_set_updated_data(snapshot)
        if snapshot.recording_problem is not previous.recording_problem:
            async_dispatcher_send(self.hass, SIGNAL_PROBLEMS)

    def _log_if_lost_or_back(self, snapshot: CameraSnapshot) -> None:
        """One line each way, however often the connection is tried in between."""
        if snapshot.state is StreamState.OFFLINE and not self._is_lost:
            self._is_lost = True
            _LOGGER.warning(
                "%s is offline: %s", self.name, snapshot.problem.__name__ if snapshot.problem else "no stream"
            )
        elif snapshot.state is StreamState.STREAMING and self._is_lost:
            self._is_lost = False
            _LOGGER.info("%s is back", self.name)

    def _note_coverage(self, snapshot: CameraSnapshot) -> None:
        """Tell the log when it is watched and when it is not. That Home Assistant stops is an entry of its own."""
        if self._is_stopped:
            return
        is_on = self.is_detecting and self.is_recording
        if change := self._coverage.update(snapshot, dt_util.utcnow(), is_on=is_on):
            self._log.async_note(change)

    def _watch_overload(self, snapshot: CameraSnapshot) -> None:
        before, self.is_overloaded = self.is_overloaded, self._overload.update(snapshot.analysis, dt_util.utcnow())
        if self.is_overloaded is not before:
            async_dispatcher_send(self.hass, SIGNAL_PROBLEMS)

    @callback
    def _async_happening(self, report: Happening) -> None:
        if report.picture:
            self.picture = Picture(jpeg=report.picture, taken_at=report.at)
        for listener in tuple(self._happening_listeners):
            listener(report)
        async_fire_happening(self.hass, self.config_entry.entry_id, report)

    @callback
    def _async_clip_sealed(self, report: ClipSealed) -> None:
        async_fire_clip_sealed(self.hass, self.config_entry.entry_id, report.clip)
        self._log.async_note()
        if not self._is_stopped:
            self.config_entry.async_create_background_task(
                self.hass, self._clips.async_make_room(), f"secure_video: room after a clip of {self.name}"
            )

    @callback
    def _async_switched(self, key: str, *, on: bool) -> None:
        subentry = self.config_entry.subentries[self.setup.subentry_id]
        self.hass.config_entries.async_update_subentry(self.config_entry, subentry, data={**subentry.data, key: on})
        self._async_accept(self._newest_snapshot())
        self.async_update_listeners()
