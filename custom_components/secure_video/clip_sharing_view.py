"""Clips that leave Home Assistant, sealed: a copy for one other person, and evidence. The log is told first."""

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from aiohttp import web
from homeassistant.components.http import KEY_HASS, HomeAssistantView

from .clip_requests import SEALED_TYPE, ClipRequest, async_clip_request, check_admin, engine_errors_refused
from .download import Download, async_send
from .engine.clips.store import disk_errors
from .engine.errors import NotLogged, Tampered
from .engine.vault.age import FileKey, fingerprint
from .engine.vault.log import Content, Exported, Shared
from .engine.vault.unlock import LentKey, Part, try_key
from .engine.verify.bundle import Bundle, Exhibit, assemble
from .engine.verify.report import Verdict
from .engine.verify.sharing import SharedCopy, copy_for, one_recipient
from .lent_keys import NotUnderstood, async_parse_body, parse_key

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from .engine.clips.store import ClipStore
    from .engine.vault.age import Recipient

BUNDLE_TYPE: Final = "application/zip"


class ClipShareView(HomeAssistantView):
    """Takes `{"recipient": "age1...", "key": base64}`: another person's public key, and the key of the clip."""

    url = "/api/secure_video/clips/{clip_id}/share"
    name = "api:secure_video:clip:share"

    async def post(self, request: web.Request, clip_id: str) -> web.StreamResponse:
        """Return a copy of the sealed clip that only this person can open.

        Refuses with 400 (not understood), 403, 404, 409 (incomplete), 422 (wrong key, no public key, damaged), 503.
        """
        wish = await async_parse_body(request, _parse)
        hass = request.app[KEY_HASS]
        with engine_errors_refused():
            wanted = await async_clip_request(request, clip_id)
            recipient = await hass.async_add_executor_job(one_recipient, wish.recipient)
            # In the store's turn, so that no header is read while it is being changed.
            copy = await wanted.runtime.clips.async_ask(partial(_copy, wanted, recipient, wish.key))
            await _async_log(hass, wanted, Shared(clip=wanted.clip.id, to=fingerprint(recipient)))
            download = Download(
                name=f"{wanted.clip.id}.mp4.age", content_type=SEALED_TYPE, pieces=copy.pieces(), size=copy.size
            )
            return await async_send(request, download)


class ClipEvidenceView(HomeAssistantView):
    """A clip with all that somebody needs to check that it is what was recorded."""

    url = "/api/secure_video/clips/{clip_id}/evidence"
    name = "api:secure_video:clip:evidence"

    async def get(self, request: web.Request, clip_id: str) -> web.StreamResponse:
        """Return the zip file. Refuses with 403, 404, 409 (incomplete), 422 (not in the log, or changed), 503."""
        check_admin(request)
        hass = request.app[KEY_HASS]
        with engine_errors_refused():
            wanted = await async_clip_request(request, clip_id)
            bundle = await hass.async_add_executor_job(_evidence, wanted)
            await _async_log(hass, wanted, Exported(clip=wanted.clip.id, to=wanted.user.id))
            download = Download(name=f"{wanted.clip.id}.zip", content_type=BUNDLE_TYPE, pieces=bundle.zipped())
            return await async_send(request, download)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What the body says."""

    recipient: str
    key: bytes = field(repr=False)


def _parse(body: object) -> _Wish:
    match body:
        case {"recipient": str(recipient), "key": key, **others} if not others:
            return _Wish(recipient=recipient, key=parse_key(key))
        case _:
            raise NotUnderstood("Expected an object with a recipient and a key.")


def _copy(wanted: ClipRequest, recipient: Recipient, secret: bytes, _store: ClipStore) -> SharedCopy:
    path = wanted.path(Part.VIDEO)
    with disk_errors():
        try_key(LentKey(clip_id=wanted.clip.id, part=Part.VIDEO, path=path, secret=secret))
        return copy_for(recipient, path, [FileKey(secret=secret)])


def _evidence(wanted: ClipRequest) -> Bundle:
    """Put it together. Raises `NotLogged`, `Tampered`, `StoreError`."""
    settings, log = wanted.runtime.settings, wanted.runtime.log
    exhibit = Exhibit(
        folder=settings.clip_folder, clip=wanted.clip.id, public_key=log.key.public, log=settings.log_folder
    )
    with disk_errors():
        try:
            bundle = assemble(exhibit)
        except NotLogged as error:
            sentence = f"There is no evidence of clip {wanted.clip.id}, which may be older than the log. {error}"
            raise NotLogged(sentence) from error
    if bundle.checked.verdict is not Verdict.SOUND:
        found = " ".join(f"{seen.subject}: {seen.detail}" for seen in bundle.checked.observations)
        raise Tampered(f"Clip {wanted.clip.id} is not what was recorded. {found}")
    return bundle


async def _async_log(hass: HomeAssistant, wanted: ClipRequest, content: Content) -> None:
    """Write it down, durably. Raises `StoreError`."""

    def write() -> None:
        with disk_errors():
            wanted.runtime.log.write(content)

    await hass.async_add_executor_job(write)
