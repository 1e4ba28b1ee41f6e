"""What may be asked over the websocket about the log: its entries, its signed state and proofs, when it was watched."""

from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import probatio as vol
from homeassistant.components import websocket_api
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util

from .clip_access import may_see, visible_cameras
from .coverage_spans import Span, coverage_spans, within
from .engine.clips.store import disk_errors
from .engine.errors import ClipNotFound, NotLogged
from .engine.model.names import CameraId, ClipId
from .engine.vault.log import (
    LoggedEntry,
    Place,
    Started,
    last_checkpoint,
    newest_log,
    prove_clip,
    prove_consistency,
    read_backwards,
    read_raw,
    verifier_key,
)
from .engine.vault.log.checkpoint import origin_in
from .engine.vault.log.entries import KINDS, decode
from .exceptions import engine_errors_translated
from .ledger import LedgerPage, LedgerQuery, ledger_page
from .running import needed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from .engine.clips.store import ClipStore
    from .signed_log import SignedLog

MAX_ENTRIES: Final = 500
DEFAULT_ENTRIES: Final = 100
MAX_LINES: Final = 4096
"""A file of the log."""

ATTR_BEFORE: Final = "before"
ATTR_CAMERA_ID: Final = "camera_id"
ATTR_CLIP_ID: Final = "clip_id"
ATTR_KINDS: Final = "kinds"
ATTR_LIMIT: Final = "limit"
ATTR_LOG: Final = "log"
ATTR_OLD_SIZE: Final = "old_size"
ATTR_SEQUENCE: Final = "sequence"
ATTR_SINCE: Final = "since"
ATTR_START: Final = "start"

_ABOUT_COVERAGE: Final = (b'"kind":"coverage"', b'"kind":"started"', b'"kind":"stopped"')

_NUMBER: Final = vol.All(int, vol.Range(min=0, max=10**9))
_LOG: Final = vol.All(int, vol.Range(min=1, max=10**9))
_MOMENT: Final = vol.All(cv.datetime, dt_util.as_utc)


@callback
def async_register_ledger_commands(hass: HomeAssistant) -> None:
    """Register the commands. Called once, when the integration is set up."""
    for command in (_async_coverage, _async_list, _async_checkpoint, _async_proof, _async_lines):
        websocket_api.async_register_command(hass, command)


@websocket_api.websocket_command(
    {
        vol.Required("type"): "secure_video/coverage",
        vol.Required(ATTR_SINCE): _MOMENT,
        vol.Optional(ATTR_BEFORE): _MOMENT,
    }
)
@websocket_api.async_response
async def _async_coverage(hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]) -> None:
    """Send when each camera that the user may see was watched, and when and why not."""
    runtime, since, before = needed(hass), msg[ATTR_SINCE], msg.get(ATTR_BEFORE)
    visible = visible_cameras(hass, connection.user, runtime.cameras)
    if before is not None and before >= dt_util.utcnow():
        before = None

    def answer() -> dict[CameraId, list[dict[str, Any]]]:
        spans = coverage_spans(_entries_for_coverage(runtime.log.folder, since))
        return {
            camera: [_span(span) for span in within(spans.get(camera, ()), since, before)]
            for camera in dict.fromkeys([*runtime.cameras, *spans])
            if visible is None or camera in visible
        }

    connection.send_result(msg["id"], {"cameras": await _async_read(hass, answer)})


@websocket_api.websocket_command(
    {
        vol.Required("type"): "secure_video/ledger/list",
        vol.Optional(ATTR_BEFORE): {vol.Required(ATTR_LOG): _LOG, vol.Required(ATTR_SEQUENCE): _NUMBER},
        vol.Optional(ATTR_LIMIT, default=DEFAULT_ENTRIES): vol.All(int, vol.Range(min=1, max=MAX_ENTRIES)),
        vol.Optional(ATTR_KINDS): [vol.In(KINDS)],
        vol.Optional(ATTR_CAMERA_ID): vol.All(cv.string, CameraId),
    }
)
@websocket_api.async_response
async def _async_list(hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]) -> None:
    """Send entries, newest first: those about the cameras that the user may see, and about their clips."""
    runtime = needed(hass)
    query = LedgerQuery(
        before=Place(**msg[ATTR_BEFORE]) if ATTR_BEFORE in msg else None,
        kinds=frozenset(msg[ATTR_KINDS]) if ATTR_KINDS in msg else None,
        cameras=visible_cameras(hass, connection.user, runtime.cameras, only=msg.get(ATTR_CAMERA_ID)),
        limit=msg[ATTR_LIMIT],
    )

    def ask(store: ClipStore) -> LedgerPage:
        with disk_errors():
            return ledger_page(runtime.log.folder, query, store.find)

    with engine_errors_translated():
        page = await runtime.clips.async_ask(ask)
    names = {user.id: user.name for user in await hass.auth.async_get_users() if user.name}
    told = {
        "entries": page.entries,
        "users": {user: names[user] for user in sorted(page.users & names.keys())},
        "clips": {
            clip.id: {"camera_id": clip.camera_id, "started_at": clip.started_at.isoformat()}
            for clip in page.clips.values()
        },
        "next": page.next and asdict(page.next),
    }
    connection.send_result(msg["id"], told)


@websocket_api.websocket_command(
    {
        vol.Required("type"): "secure_video/ledger/checkpoint",
        vol.Optional(ATTR_LOG): _LOG,
        vol.Optional(ATTR_OLD_SIZE): _NUMBER,
    }
)
@websocket_api.async_response
async def _async_checkpoint(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]
) -> None:
    """Send the signed state of a log, and the proof that it still begins with what somebody remembers of it."""
    answer = partial(_checkpoint, needed(hass).log, msg.get(ATTR_LOG), msg.get(ATTR_OLD_SIZE))
    connection.send_result(msg["id"], await _async_read(hass, answer))


@websocket_api.websocket_command(
    {vol.Required("type"): "secure_video/ledger/proof", vol.Required(ATTR_CLIP_ID): vol.All(cv.string, ClipId)}
)
@websocket_api.async_response
async def _async_proof(hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]) -> None:
    """Send the proof that a clip was recorded. Administrators may ask for that of one that is gone."""
    runtime, clip_id = needed(hass), msg[ATTR_CLIP_ID]
    with engine_errors_translated():
        clip = (await runtime.clips.async_ask(lambda store: store.find([clip_id]))).get(clip_id)
        if clip is None and not connection.user.is_admin:
            raise ClipNotFound(f"There is no clip {clip_id}")
    if clip and not may_see(hass, connection.user, clip.camera_id):
        raise Unauthorized

    def answer() -> dict[str, Any]:
        runtime.log.write()
        proof = prove_clip(runtime.log.folder, clip_id)
        number = int(origin_in(proof.partition("\n\n")[2]).rpartition("/")[2])
        return {"proof": proof, "key": str(verifier_key(runtime.log.key.public, number))}

    connection.send_result(msg["id"], await _async_read(hass, answer))


@websocket_api.websocket_command(
    {
        vol.Required("type"): "secure_video/ledger/lines",
        vol.Required(ATTR_LOG): _LOG,
        vol.Required(ATTR_START): _NUMBER,
        vol.Optional(ATTR_LIMIT, default=MAX_LINES): vol.All(int, vol.Range(min=1, max=MAX_LINES)),
    }
)
@websocket_api.require_admin
@websocket_api.async_response
async def _async_lines(hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]) -> None:
    """Send lines as they are in the log's files, so that a browser can check all of it."""
    folder, log, start = needed(hass).log.folder, msg[ATTR_LOG], msg[ATTR_START]

    def answer() -> dict[str, Any]:
        lines = read_raw(folder, log, start, msg[ATTR_LIMIT])
        texts = [text.decode(errors="replace") for text in lines.texts]
        return {"log": log, "start": lines.start, "lines": texts, "next": lines.end if texts else None}

    connection.send_result(msg["id"], await _async_read(hass, answer))


async def _async_read[T](hass: HomeAssistant, answer: Callable[[], T]) -> T:
    """Ask in the executor. Raises `HomeAssistantError`."""

    def read() -> T:
        with disk_errors():
            return answer()

    with engine_errors_translated():
        return await hass.async_add_executor_job(read)


def _entries_for_coverage(folder: Path, since: datetime) -> Iterator[LoggedEntry]:
    """Entries about coverage from the last start before a moment on, oldest first, and what came before each start."""
    entries: list[LoggedEntry] = []
    is_sign_wanted = False
    for line in read_backwards(folder):
        # Most lines are of other kinds, and reading one takes much longer than this.
        if not is_sign_wanted and not any(mark in line.text for mark in _ABOUT_COVERAGE):
            continue
        try:
            entry = decode(line.text)
        except ValueError:
            continue
        entries.append(entry)
        is_sign_wanted = isinstance(entry.content, Started)
        if is_sign_wanted and entry.at < since:
            break
    return reversed(entries)


def _span(span: Span) -> dict[str, Any]:
    return {
        "since": span.since.isoformat(),
        "until": span.until and span.until.isoformat(),
        "state": span.state,
    }


def _checkpoint(log: SignedLog, number: int | None, old_size: int | None) -> dict[str, Any]:
    log.write()
    newest = newest_log(log.folder)
    number = number or newest
    note, consistency = last_checkpoint(log.folder, number), None
    if old_size is not None:
        try:
            consistency = prove_consistency(log.folder, number, old_size)
        except NotLogged:
            # Whoever remembers more than there is knows what that means.
            consistency = None
        else:
            # It may have grown in between.
            note = consistency.partition("\n\n")[2]
    return {
        "log": number,
        "newest_log": newest,
        "checkpoint": note,
        "key": str(verifier_key(log.key.public, number)),
        "consistency": consistency,
    }
