"""The sealed clips in Home Assistant's media browser: camera, day, clip."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, override

from homeassistant.components.http.auth import async_sign_path
from homeassistant.components.media_player import BrowseError, MediaClass
from homeassistant.components.media_source import (
    BrowseMediaSource,
    MediaSource,
    MediaSourceItem,
    PlayMedia,
    Unresolvable,
)
from homeassistant.components.websocket_api import ActiveConnection, current_connection
from homeassistant.util import dt as dt_util

from .clip_access import may_see
from .clip_requests import SEALED_TYPE
from .clip_view import THUMBNAIL_URL, VIDEO_TYPE, VIDEO_URL
from .const import DOMAIN
from .engine.clips.store import ClipFilter
from .engine.errors import StoreError
from .engine.model.clips import ClipState
from .engine.model.names import CameraId, ClipId
from .exceptions import problem_key
from .running import running
from .texts import async_load_texts, async_text

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from .engine.clips.store import ClipStore
    from .engine.model.clips import ClipEntry
    from .running import SecureVideo

OTHERS: Final = CameraId("others")
"""Stands for the clips of cameras that are no longer set up."""


async def async_get_media_source(hass: HomeAssistant) -> SecureVideoMediaSource:
    """Return the media source."""
    return SecureVideoMediaSource(hass)


class SecureVideoMediaSource(MediaSource):
    """Lists the clips that a user may see, and plays those that are unlocked for them."""

    name = "Secure Video"

    def __init__(self, hass: HomeAssistant) -> None:
        """There is one, whether or not the entry is loaded."""
        super().__init__(DOMAIN)
        self.hass = hass

    @override
    async def async_resolve_media(self, item: MediaSourceItem) -> PlayMedia:
        """Return an address at which the clip can be played as long as it is unlocked, or say where it can be seen."""
        try:
            place = _Place.parse(item.identifier or "")
            shelf = await self._async_shelf()
            await shelf.async_check(place)
        except (BrowseError, StoreError, ValueError) as error:
            raise Unresolvable(translation_domain=DOMAIN, translation_key="no_such_media") from error
        if place.clip_id and (url := shelf.video_url(place.clip_id)):
            return PlayMedia(url, VIDEO_TYPE)
        raise Unresolvable(translation_domain=DOMAIN, translation_key="clip_sealed")

    @override
    async def async_browse_media(self, item: MediaSourceItem) -> BrowseMediaSource:
        """Return the cameras, the days of one, or the clips of a day."""
        shelf = await self._async_shelf()
        await async_load_texts(self.hass)
        try:
            # The root's identifier is None, whatever its type says.
            place = _Place.parse(item.identifier or "")
            if place.camera_id is None:
                return await shelf.async_cameras()
            if place.day is None:
                return await shelf.async_days(place.camera_id)
            return await shelf.async_clips(place.camera_id, place.day)
        except ValueError as error:
            raise BrowseError(translation_domain=DOMAIN, translation_key="no_such_media") from error
        except StoreError as error:
            raise BrowseError(translation_domain=DOMAIN, translation_key=problem_key(type(error))) from error

    async def _async_shelf(self) -> _Shelf:
        runtime = running(self.hass)
        if runtime is None:
            raise BrowseError(translation_domain=DOMAIN, translation_key="not_loaded")
        # Nobody is told who asks, but everything that a person does comes through a connection of theirs.
        connection = current_connection.get()
        remaining = await runtime.access.async_remaining(connection.user) if connection else {}
        return _Shelf(hass=self.hass, runtime=runtime, connection=connection, remaining=remaining)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where in the tree, written `camera/day/clip`. What is None stands for everything there."""

    camera_id: CameraId | None = None
    day: date | None = None
    clip_id: ClipId | None = None

    @classmethod
    def parse(cls, identifier: str) -> _Place:
        """Raises `ValueError`."""
        match identifier.split("/"):
            case [""]:
                return cls()
            case [camera_id]:
                return cls(camera_id=CameraId(camera_id))
            case [camera_id, day]:
                return cls(camera_id=CameraId(camera_id), day=date.fromisoformat(day))
            case [camera_id, day, clip_id]:
                return cls(camera_id=CameraId(camera_id), day=date.fromisoformat(day), clip_id=ClipId(clip_id))
            case _:
                raise ValueError(identifier)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shelf:
    """The clips of the running entry, as nodes of the tree, for whoever is connected.

    `connection` is None for what Home Assistant does by itself: an automation plays nothing, since nothing is unlocked
    for it. `remaining` are the clips that are unlocked, and for how many seconds more.
    """

    hass: HomeAssistant
    runtime: SecureVideo
    connection: ActiveConnection | None
    remaining: Mapping[ClipId, float]

    def video_url(self, clip_id: ClipId) -> str | None:
        """Return an address that is good until the clip is locked, or None if it is."""
        if clip_id not in self.remaining or not self.connection or not self.connection.refresh_token_id:
            return None
        path, lifetime = VIDEO_URL.format(clip_id=clip_id), timedelta(seconds=self.remaining[clip_id])
        return async_sign_path(self.hass, path, lifetime, refresh_token_id=self.connection.refresh_token_id)

    async def async_cameras(self) -> BrowseMediaSource:
        """Each camera, and the clips of former ones if there are any."""
        cameras = [camera_id for camera_id in self.runtime.cameras if self._may_see(camera_id)]
        if await self._async_find(OTHERS):
            cameras.append(OTHERS)
        return _folder("", "Secure Video", [_folder(camera_id, self._title(camera_id)) for camera_id in cameras])

    async def async_days(self, camera_id: CameraId) -> BrowseMediaSource:
        """The days on which a camera has clips."""
        title = self._title(camera_id)
        days = await self._async_find_days(camera_id)
        return _folder(camera_id, title, [_folder(f"{camera_id}/{day}", str(day)) for day in days])

    async def async_clips(self, camera_id: CameraId, day: date) -> BrowseMediaSource:
        """The clips of one day, after a line that says why some cannot be played."""
        identifier = f"{camera_id}/{day}"
        title = f"{self._title(camera_id)} · {day}"
        clips = await self._async_find(camera_id, day)
        lines = [self._node(f"{identifier}/{clip.id}", clip) for clip in clips]
        if any(clip.id not in self.remaining for clip in clips):
            lines.insert(0, _clip(f"{identifier}/", async_text(self.hass, "clips_are_sealed")))
        # As tracks they are shown line by line. As videos they would be tiles, too narrow for their titles.
        return _folder(identifier, title, lines, MediaClass.TRACK)

    async def async_check(self, place: _Place) -> None:
        """Raises `ValueError` for an unknown clip; a folder of the tree is none."""
        if place.camera_id is None or not place.clip_id:
            return
        if all(clip.id != place.clip_id for clip in await self._async_find(place.camera_id, place.day)):
            raise ValueError(place.clip_id)

    async def _async_find(self, camera_id: CameraId, day: date | None = None) -> list[ClipEntry]:
        def find(store: ClipStore) -> list[ClipEntry]:
            if camera_id != OTHERS:
                return list(store.entries(ClipFilter(cameras=frozenset({camera_id})), day=day))
            return [clip for clip in store.entries(day=day) if clip.camera_id not in self.runtime.cameras]

        clips = await self.runtime.clips.async_ask(find)
        return [clip for clip in clips if self._may_see(clip.camera_id)]

    async def _async_find_days(self, camera_id: CameraId) -> Iterable[date]:
        if camera_id != OTHERS:
            return await self.runtime.clips.async_ask(lambda store: store.days(camera_id))
        return dict.fromkeys(dt_util.as_local(clip.started_at).date() for clip in await self._async_find(OTHERS))

    def _may_see(self, camera_id: CameraId | None) -> bool:
        return self.connection is None or may_see(self.hass, self.connection.user, camera_id)

    def _title(self, camera_id: CameraId) -> str:
        if camera_id == OTHERS:
            return async_text(self.hass, "other_cameras")
        if camera_id in self.runtime.cameras and self._may_see(camera_id):
            return self.runtime.cameras[camera_id].setup.title
        raise ValueError(camera_id)

    def _node(self, identifier: str, clip: ClipEntry) -> BrowseMediaSource:
        node = _clip(identifier, self._line(clip))
        if clip.id in self.remaining:
            node.can_play = True
            node.media_content_type = VIDEO_TYPE
            # Not signed: the frontend fetches it as the user who is signed in.
            node.thumbnail = THUMBNAIL_URL.format(clip_id=clip.id)
        return node

    def _line(self, clip: ClipEntry) -> str:
        time = dt_util.as_local(clip.started_at).strftime("%H:%M:%S")
        seen = ", ".join(async_text(self.hass, f"label_{label}") for label in sorted(clip.labels))
        is_sealed = clip.state is ClipState.SEALED
        rest = f"{round(clip.duration)} s" if is_sealed else async_text(self.hass, f"clip_{clip.state}")
        return " · ".join(part for part in (time, seen, rest) if part)


def _folder(
    identifier: str,
    title: str,
    children: list[BrowseMediaSource] | None = None,
    children_class: MediaClass | None = None,
) -> BrowseMediaSource:
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=identifier,
        media_class=MediaClass.DIRECTORY,
        media_content_type="",
        title=title,
        can_play=False,
        can_expand=True,
        children=children,
        children_media_class=children_class,
    )


def _clip(identifier: str, title: str) -> BrowseMediaSource:
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=identifier,
        media_class=MediaClass.VIDEO,
        media_content_type=SEALED_TYPE,
        title=title,
        can_play=False,
        can_expand=False,
    )
