"""One camera's recorder: keeps the seconds before, writes a clip while something is going on and a little longer.

Incidents that overlap share a clip. A clip that grows too long is split where a keyframe begins the next one, so no
picture is lost. Packets come from the ingest thread; what to record is told from any thread.
"""

import logging
import secrets
from collections.abc import Callable, Iterable
from math import inf
from threading import Lock
from typing import Final, override

from ..errors import Full, NoRecipients, ReadOnly, SourceError, StoreError, VaultError
from ..model.areas import MaskedClips
from ..model.camera import CameraSettings, RecordingProblem
from ..model.clips import ClipEntry
from ..model.incidents import IncidentChange, IncidentStarted, Occurrence, Whereabouts
from ..model.names import ClipId
from ..model.picture import Frame
from ..model.video import Media, Packet, StreamFormat
from ..video.feed import Receiver
from ..video.preroll import PrerollRing
from ..video.reencoder import can_reencode
from ..video.wall_clock import WallClock
from .clip import ClipMeta
from .open_clip import OpenClip
from .path import ClipPath
from .store import ClipStore
from .story import Story

_LOGGER = logging.getLogger(__name__)

ANNOUNCEMENT_SECONDS: Final = 4.0
"""The ring keeps this much more than the seconds before: an incident is announced a little after it was first seen."""

MAX_CLIP_SECONDS: Final = 300.0
"""A longer clip is split: five minutes of a 4 Mbit/s camera are 150 MB, still quick to open and to copy."""

RETRY_SECONDS: Final = 10.0
"""After the folder failed, before what still goes on is recorded again: it may be away for hours."""

_PROBLEMS: Final[dict[type[Exception], RecordingProblem]] = {
    NoRecipients: RecordingProblem.NO_RECIPIENTS,
    Full: RecordingProblem.DISK_FULL,
    ReadOnly: RecordingProblem.READ_ONLY,
}


class Recorder(Receiver):
    """Records one camera. `connected`, `received` and `lost` belong to the feed's thread; the rest to any."""

    def __init__(
        self,
        camera: CameraSettings,
        store: ClipStore,
        clock: WallClock,
        *,
        on_change: Callable[[ClipEntry | None], None],
        max_clip_seconds: float = MAX_CLIP_SECONDS,
    ) -> None:
        """`clock` is that of the stream.

        `on_change` hears of changes of `clip_id` and `problem`, and of each complete clip; it must not block.
        """
        self._camera = camera
        self._store = store
        self._clock = clock
        self._on_change = on_change
        self._max_clip_seconds = max_clip_seconds
        self._ring = PrerollRing(camera.seconds_before + ANNOUNCEMENT_SECONDS)
        self._lock = Lock()
        self._story: Story | None = None
        self._bystanders = ClipPath()
        self._newest: float | None = None
        self._format: StreamFormat | None = None
        self._clip: OpenClip | None = None
        self._pauses_until = -inf
        self._has_gaps = False
        self._obstacle = _obstacle(camera)
        self._problem = self._obstacle if store.can_seal else RecordingProblem.NO_RECIPIENTS

    @property
    def clip_id(self) -> ClipId | None:
        """The clip that is being written."""
        clip = self._clip
        return clip.id if clip else None

    @property
    def problem(self) -> RecordingProblem | None:
        """Why the latest clip could not be recorded."""
        return self._problem

    @property
    def obstacle(self) -> RecordingProblem | None:
        """Why nothing of this camera can be recorded as long as it is set up like this."""
        return self._obstacle

    # --- what to record: from any thread ------------------------------------------------------------------------------

    def apply(self, change: IncidentChange, frame: Frame | None = None) -> ClipId | None:
        """Take note of an incident, seen in that frame. Return the clip that shows it, or None if none does."""
        with self._lock:
            is_new = isinstance(change, IncidentStarted)
            story = self._begin(change.first_time - self._camera.seconds_before) if is_new else self._story
            return story.id if story is not None and story.apply(change, frame) else None

    def follow(self, whereabouts: Iterable[Whereabouts]) -> None:
        """Take note of where the objects of incidents were, and everybody else, for the clips that show these."""
        with self._lock:
            for seen in whereabouts:
                if seen.incident is None:
                    self._bystanders.add(seen)
                elif self._story is not None:
                    self._story.follow(seen)
            if self._clip is None and self._newest is not None:
                self._bystanders.forget(self._newest - self._ring.seconds)

    def note(self, occurrence: Occurrence, frame: Frame | None = None) -> ClipId | None:
        """Take note of what happened at one moment. Return the clip that shows it, or None if it is not recorded."""
        with self._lock:
            story = self._begin(occurrence.first_time - self._camera.seconds_before)
            if story is None:
                return None
            story.note(occurrence, frame)
            return story.id

    def record(self, seconds: float) -> ClipId | None:
        """Record now and for `seconds`, whatever is seen. Return the clip, or None while nothing is received."""
        with self._lock:
            if self._newest is None:
                return None
            story = self._begin(self._newest - self._camera.seconds_before)
            if story is not None:
                story.go_on(self._newest + seconds)
            return story.id if story else None

    def cancel(self) -> None:
        """Record nothing more of what is going on; the open clip is completed."""
        with self._lock:
            self._story = None

    def _begin(self, begins: float) -> Story | None:
        if self._newest is None or not self._store.can_seal or self._obstacle:
            return None
        if self._story is None:
            self._story = Story(id=_new_id(), camera=self._camera, begins=begins)
        return self._story

    def fell_behind(self) -> None:
        """Packets were left out, because they came faster than they could be recorded."""
        if self._clip is not None:
            self._has_gaps = True
            self._report(None, problem=RecordingProblem.TOO_SLOW)

    # --- recording: in the feed's thread ------------------------------------------------------------------------------

    @override
    def connected(self, stream: StreamFormat) -> None:
        """Packets of a new connection follow."""
        self._format = stream

    @override
    def changed(self, stream: StreamFormat) -> None:
        """Packets of another format follow: a clip holds one, so what goes on is told by a new clip."""
        self._catch_up()
        with self._lock:
            if self._story is not None:
                self._story.id = _new_id()
        self._end_clip()
        self._format = stream

    @override
    def received(self, packet: Packet) -> None:
        """Keep a packet, and record it if it is wanted."""
        if self._obstacle is not None:
            return
        self._ring.push(packet)
        self._go_on(self._wanted(packet), packet.time, packet)

    @override
    def lost(self) -> None:
        """No more packets until `connected`; what goes on then is told by a new clip."""
        self._catch_up()
        with self._lock:
            self._newest = None
            if self._story is not None and self._story.going_on:
                self._story.id = _new_id()
            else:
                self._story = None
        self._end_clip()

    def _catch_up(self) -> None:
        """Begin what was announced after the last packet: it still gets the seconds before."""
        with self._lock:
            story, newest = self._story, self._newest
        if story is not None and newest is not None:
            self._go_on(story, newest)

    def _go_on(self, story: Story | None, now: float, packet: Packet | None = None) -> None:
        """Complete the open clip if it tells another story, and record this one."""
        if self._clip is not None and (story is None or story.id != self._clip.id):
            self._finish()
        if story is not None:
            self._record(story, now, packet)

    def _record(self, story: Story, now: float, packet: Packet | None = None) -> None:
        """Begin the story's clip with what the ring holds, or add a packet to it."""
        story.is_begun = True
        if now < self._pauses_until:
            return
        try:
            if self._clip is None:
                self._open(story)
            elif packet is not None and self._clip.id == story.id:
                self._clip.write(packet)
        except (StoreError, VaultError, SourceError) as error:
            self._give_up(error)

    def _end_clip(self) -> None:
        """Complete the open clip now: what comes next does not belong to the packets so far."""
        if self._clip is not None:
            self._finish()
        if self._clip is not None:
            self._give_up(ReadOnly("The folder of clips is away"))
        self._ring.clear()

    def _wanted(self, packet: Packet) -> Story | None:
        """What to record at this packet. A keyframe begins a new clip when the open one is full."""
        with self._lock:
            self._newest = packet.time
            if self._story is not None and self._story.is_over(packet.time):
                self._story = None
            if self._story is not None and self._is_full(packet):
                self._story.id = _new_id()
                self._story.begins = packet.time
            return self._story

    def _is_full(self, packet: Packet) -> bool:
        clip = self._clip
        if clip is None or self._story is None or clip.id != self._story.id:
            return False
        begins_gop = packet.media is Media.VIDEO and packet.is_keyframe
        return begins_gop and packet.time - clip.begins >= self._max_clip_seconds

    def _open(self, story: Story) -> None:
        packets = self._ring.since(story.begins)
        if not packets or self._format is None:
            return
        with self._lock:
            story.forget(packets[0].time)
            self._bystanders.forget(packets[0].time)
            labels = story.labels
        sealed = self._store.begin(self._camera.id, story.id, self._clock.at(packets[0].time), labels)
        self._has_gaps = False
        try:
            self._clip = OpenClip(story, sealed, self._camera, self._format, begins=packets[0].time)
        except StoreError, SourceError:
            sealed.abandon(0.0, ClipMeta(camera_name=self._camera.name))
            raise
        for packet in packets:
            self._clip.write(packet)
        self._report(None, problem=None)

    def _finish(self) -> None:
        """Complete the open clip. It stays open while its folder is away; each further packet tries again."""
        clip = self._clip
        if clip is None:
            return
        try:
            entry = clip.finish(self._meta(clip))
        except (StoreError, VaultError, SourceError) as error:
            self._give_up(error)
            return
        if entry is not None:
            self._clip = None
            self._report(entry, problem=RecordingProblem.TOO_SLOW if self._has_gaps else None)

    def _give_up(self, error: Exception) -> None:
        """Keep what was sealed so far. What goes on is tried again a little later, unless it is the stream's fault."""
        _LOGGER.warning("%s: recording failed: %s", self._camera.name, error)
        clip, self._clip = self._clip, None
        with self._lock:
            if self._story is not None and self._newest is not None and isinstance(error, StoreError):
                self._story.id = _new_id()
                self._story.begins = self._newest
                self._pauses_until = self._newest + RETRY_SECONDS
            else:
                self._story = None
        if clip is not None:
            clip.abandon(self._meta(clip))
        self._report(None, problem=_PROBLEMS.get(type(error), RecordingProblem.NOT_POSSIBLE))

    def _meta(self, clip: OpenClip) -> ClipMeta:
        with self._lock:
            return clip.meta(self._bystanders)

    def _report(self, entry: ClipEntry | None, *, problem: RecordingProblem | None) -> None:
        self._problem = problem
        self._on_change(entry)


def _obstacle(camera: CameraSettings) -> RecordingProblem | None:
    if not camera.private:
        return None
    if camera.masked_clips is MaskedClips.NOT_RECORDED:
        return RecordingProblem.PRIVATE
    return None if can_reencode() else RecordingProblem.NO_ENCODER


def _new_id() -> ClipId:
    """128 random bits: says nothing, collides never."""
    return ClipId(secrets.token_hex(16))
