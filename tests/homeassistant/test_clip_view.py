"""Clips over HTTP: who gets which bytes, and when no longer."""

import json
import logging
import random
from base64 import b64decode, b64encode
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from unittest.mock import patch

import pytest
from aiohttp import ClientError, ClientResponse
from aiohttp.test_utils import TestClient
from homeassistant.auth.models import User
from homeassistant.components.http.auth import async_sign_path
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser, async_fire_time_changed
from pytest_homeassistant_custom_component.components.diagnostics import get_diagnostics_for_config_entry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.secure_video.clip_view import PIECE_SIZE
from custom_components.secure_video.const import DOMAIN
from custom_components.secure_video.engine.errors import Full
from custom_components.secure_video.engine.model.clips import ClipState
from custom_components.secure_video.engine.vault.log import Locked, Unlocked
from tests.builders import a_clip

from .clips import PICTURE, VIDEO, KeptClip, keep_sealed
from .conftest import keep

UNLOCK_URL = "/api/secure_video/clips/unlock"


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        """Begin somewhere."""
        self.now = 1000.0

    def __call__(self) -> float:
        """What time it is."""
        return self.now


@pytest.fixture(name="clock")
def clock_fixture(entry: MockConfigEntry) -> Clock:
    clock = Clock()
    entry.runtime_data.access._clock = clock
    return clock


@pytest.fixture(name="log")
def log_fixture(entry: MockConfigEntry) -> list[Unlocked | Locked]:
    """What is written into the log."""
    written: list[Unlocked | Locked] = []
    entry.runtime_data.access._announce = written.append
    return written


@pytest.fixture(name="kept")
def kept_fixture(entry: MockConfigEntry, camera_id: str, clock: Clock, log: object) -> KeptClip:
    return keep_sealed(entry, camera_id)


async def unlock(client: TestClient[Any, Any], kept: KeptClip, lifetime: int = 60) -> None:
    response = await client.post(UNLOCK_URL, json={"keys": {kept.clip.id: kept.keys}, "lifetime": lifetime})
    assert response.status == HTTPStatus.OK, await response.text()


async def message(response: ClientResponse) -> str:
    assert response.headers["Cache-Control"] == "private, no-store"
    return str((await response.json())["message"])


async def until_broken_off(response: ClientResponse) -> bytes:
    """Read as much as comes, less than was promised."""
    received = b""
    try:
        async for piece in response.content.iter_any():
            received += piece
    except ClientError:
        return received
    pytest.fail("The whole response came.")


async def pass_time(hass: HomeAssistant, clock: Clock, seconds: float) -> None:
    clock.now += seconds
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=seconds + 1))
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_an_unlocked_clip_is_played(client: TestClient[Any, Any], kept: KeptClip) -> None:
    await unlock(client, kept)
    response = await client.get(f"{kept.url}/video")
    assert response.status == HTTPStatus.OK
    assert await response.read() == VIDEO
    assert response.content_type == "video/mp4"
    assert response.content_length == len(VIDEO)
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Accept-Ranges"] == "bytes"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_any_part_is_exactly_what_was_sealed(client: TestClient[Any, Any], kept: KeptClip) -> None:
    await unlock(client, kept)
    chance = random.Random(1)
    edges = [0, 1, 65535, 65536, 65537, PIECE_SIZE - 1, PIECE_SIZE, PIECE_SIZE + 1, len(VIDEO) - 1, len(VIDEO)]
    places = edges + [chance.randrange(len(VIDEO) + 10) for _ in range(20)]
    for _ in range(60):
        first, last = chance.choice(places), chance.choice(places)
        for header, expected in (
            (f"bytes={first}-{last}", VIDEO[first : last + 1]),
            (f"bytes={first}-", VIDEO[first:]),
            (f"bytes=-{last}", VIDEO[-last:] if last else b""),
        ):
            response = await client.get(f"{kept.url}/video", headers={"Range": header})
            body = await response.read()
            if header == f"bytes={first}-{last}" and last < first:
                assert (response.status, body) == (HTTPStatus.OK, VIDEO), header
            elif expected:
                begin = len(VIDEO) - len(expected) if header.startswith("bytes=-") else first
                span = f"bytes {begin}-{begin + len(expected) - 1}/{len(VIDEO)}"
                assert (response.status, response.headers["Content-Range"]) == (HTTPStatus.PARTIAL_CONTENT, span)
                assert body == expected, header
            else:
                assert response.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, header
                assert response.headers["Content-Range"] == f"bytes */{len(VIDEO)}"


async def test_a_head_request_has_no_body(client: TestClient[Any, Any], kept: KeptClip) -> None:
    await unlock(client, kept)
    whole = await client.head(f"{kept.url}/video")
    assert (whole.status, whole.content_length, await whole.read()) == (HTTPStatus.OK, len(VIDEO), b"")
    part = await client.head(f"{kept.url}/video", headers={"Range": "bytes=10-19"})
    assert (part.status, part.content_length, await part.read()) == (HTTPStatus.PARTIAL_CONTENT, 10, b"")


async def test_a_part_of_what_may_have_changed_is_the_whole(client: TestClient[Any, Any], kept: KeptClip) -> None:
    await unlock(client, kept)
    response = await client.get(f"{kept.url}/video", headers={"Range": "bytes=0-9", "If-Range": '"before"'})
    assert (response.status, response.content_length) == (HTTPStatus.OK, len(VIDEO))


async def test_an_empty_clip(
    client: TestClient[Any, Any], entry: MockConfigEntry, camera_id: str, clock: Clock
) -> None:
    empty = keep_sealed(entry, camera_id, video=b"")
    await unlock(client, empty)
    assert await (await client.get(f"{empty.url}/video")).read() == b""
    response = await client.get(f"{empty.url}/video", headers={"Range": "bytes=0-"})
    assert response.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE


async def test_the_picture_of_an_unlocked_clip(client: TestClient[Any, Any], kept: KeptClip) -> None:
    assert (await client.get(f"{kept.url}/thumbnail")).status == HTTPStatus.GONE
    await unlock(client, kept)
    response = await client.get(f"{kept.url}/thumbnail")
    assert (response.status, response.content_type) == (HTTPStatus.OK, "image/jpeg")
    assert await response.read() == PICTURE
    del kept.keys["meta"]
    await unlock(client, kept)
    assert (await client.get(f"{kept.url}/thumbnail")).status == HTTPStatus.GONE


async def test_whoever_has_the_key_gets_the_sealed_files(client: TestClient[Any, Any], kept: KeptClip) -> None:
    sealed = kept.path.read_bytes()
    header = await client.get(f"{kept.url}/header")
    assert await header.read() == sealed[:4096]
    whole = await client.get(f"{kept.url}/sealed")
    assert await whole.read() == sealed
    part = await client.get(f"{kept.url}/sealed", headers={"Range": "bytes=4096-4111"})
    assert (part.status, await part.read()) == (HTTPStatus.PARTIAL_CONTENT, sealed[4096:4112])
    meta = await client.get(f"{kept.url}/meta")
    assert await meta.read() == kept.meta_path.read_bytes()
    for response in (header, whole, part, meta):
        assert response.content_type == "application/age"
        assert response.headers["Cache-Control"] == "private, no-store"


async def test_a_locked_clip_is_not_served(client: TestClient[Any, Any], kept: KeptClip) -> None:
    response = await client.get(f"{kept.url}/video")
    assert response.status == HTTPStatus.GONE
    assert "locked" in await message(response)


@pytest.mark.parametrize("what", ["video", "thumbnail", "header", "sealed", "meta"])
async def test_an_unknown_clip(client: TestClient[Any, Any], kept: KeptClip, what: str) -> None:
    response = await client.get(f"/api/secure_video/clips/nobody/{what}")
    assert response.status == HTTPStatus.NOT_FOUND
    assert "nobody" in await message(response)


@pytest.mark.parametrize("what", ["video", "header", "sealed", "meta"])
async def test_a_clip_whose_files_are_gone(client: TestClient[Any, Any], kept: KeptClip, what: str) -> None:
    await unlock(client, kept)
    kept.path.unlink()
    kept.meta_path.unlink()
    assert (await client.get(f"{kept.url}/{what}")).status == HTTPStatus.NOT_FOUND


async def test_what_is_there_of_an_incomplete_clip_is_for_whoever_has_the_key(
    client: TestClient[Any, Any], entry: MockConfigEntry, camera_id: str, kept: KeptClip
) -> None:
    torn = a_clip(2, camera_id=camera_id, state=ClipState.INCOMPLETE)
    url, sealed = f"/api/secure_video/clips/{torn.id}", kept.path.read_bytes()[:-100]
    keep(entry, torn).write_bytes(sealed)
    assert await (await client.get(f"{url}/header")).read() == sealed[:4096]
    response = await client.get(f"{url}/sealed", headers={"Range": "bytes=-16"})
    assert await response.read() == sealed[-16:]
    assert response.headers["Content-Disposition"] == f'attachment; filename="{torn.id}.mp4.age.part"'
    assert (await client.get(f"{url}/meta")).status == HTTPStatus.NOT_FOUND
    whole = await client.get(f"{kept.url}/sealed")
    assert whole.headers["Content-Disposition"] == f'attachment; filename="{kept.clip.id}.mp4.age"'


@pytest.mark.parametrize("what", ["header", "sealed", "meta"])
async def test_a_clip_that_is_being_recorded_is_not_served(
    client: TestClient[Any, Any], entry: MockConfigEntry, camera_id: str, what: str
) -> None:
    recorded = a_clip(2, camera_id=camera_id, state=ClipState.RECORDING)
    keep(entry, recorded)
    assert (await client.get(f"/api/secure_video/clips/{recorded.id}/{what}")).status == HTTPStatus.CONFLICT


async def test_an_incomplete_clip_is_not_unlocked(
    client: TestClient[Any, Any], entry: MockConfigEntry, camera_id: str, kept: KeptClip
) -> None:
    torn = a_clip(2, camera_id=camera_id, state=ClipState.INCOMPLETE)
    keep(entry, torn)
    response = await client.post(UNLOCK_URL, json={"keys": {torn.id: kept.keys}})
    assert response.status == HTTPStatus.CONFLICT
    assert "recover" in await message(response)
    assert (await client.get(f"/api/secure_video/clips/{torn.id}/video")).status == HTTPStatus.CONFLICT


# --- keys -------------------------------------------------------------------------------------------------------------


async def test_unlocking_is_logged_before_and_locking_after(
    hass: HomeAssistant,
    client: TestClient[Any, Any],
    kept: KeptClip,
    log: list[Unlocked | Locked],
    hass_admin_user: MockUser,
) -> None:
    await unlock(client, kept, lifetime=7)
    assert log == [Unlocked(by=hass_admin_user.id, clips=(kept.clip.id,), lifetime=7)]
    await hass.services.async_call(DOMAIN, "lock", blocking=True)
    assert log[1:] == [Locked(by="", clips=(kept.clip.id,))]
    assert (await client.get(f"{kept.url}/video")).status == HTTPStatus.GONE


async def test_what_cannot_be_logged_is_not_unlocked(
    client: TestClient[Any, Any], entry: MockConfigEntry, kept: KeptClip
) -> None:
    for problem in (Full("full"), OSError("broken")):
        with patch.object(entry.runtime_data.access, "_announce", side_effect=problem):
            response = await client.post(UNLOCK_URL, json={"keys": {kept.clip.id: kept.keys}})
        assert response.status == HTTPStatus.SERVICE_UNAVAILABLE
        assert (await client.get(f"{kept.url}/video")).status == HTTPStatus.GONE


async def test_a_wrong_key_unlocks_nothing(
    client: TestClient[Any, Any], entry: MockConfigEntry, camera_id: str, kept: KeptClip, log: list[Unlocked | Locked]
) -> None:
    other = keep_sealed(entry, camera_id, 2)
    wrong = {"clip": other.keys["meta"]}
    response = await client.post(UNLOCK_URL, json={"keys": {kept.clip.id: kept.keys, other.clip.id: wrong}})
    assert response.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert other.clip.id in await message(response)
    assert not log
    assert (await client.get(f"{kept.url}/video")).status == HTTPStatus.GONE


KEY = b64encode(b"k" * 16).decode()


NOT_UNDERSTOOD: list[object] = [
    "Hunter2",
    [],
    {},
    {"keys": {}},
    {"keys": {"a": "Hunter2"}},
    {"keys": {"a": {}}},
    {"keys": {"a": {"meta": KEY}}},
    {"keys": {"a": {"clip": "Hunter2"}}},
    {"keys": {"a": {"clip": KEY[:-2]}}},
    {"keys": {"a": {"clip": "é" * 24}}},
    {"keys": {"a": {"clip": KEY, "Hunter2": KEY}}},
    {"keys": {"a": {"clip": KEY}}, "Hunter2": 1},
    *({"keys": {"a": {"clip": KEY}}, "lifetime": lifetime} for lifetime in (0, 86401, True, "60", 1.5, None)),
    {"keys": {str(number): {"clip": KEY} for number in range(1001)}},
]


async def test_what_is_not_understood_is_never_repeated(
    client: TestClient[Any, Any], entry: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    bodies = [json.dumps(body) for body in NOT_UNDERSTOOD]
    for body in [*bodies, "{Hunter2", "", "é", "[" * 100_000]:
        response = await client.post(UNLOCK_URL, data=body, headers={"Content-Type": "application/json"})
        assert response.status == HTTPStatus.BAD_REQUEST, body
        text = await message(response) + caplog.text
        assert "Hunter2" not in text
        assert KEY not in text


async def test_keys_are_in_no_log_and_in_no_diagnostics(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    kept: KeptClip,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    assert await async_setup_component(hass, "diagnostics", {})
    client = await hass_client()
    await unlock(client, kept)
    await (await client.get(f"{kept.url}/video")).read()
    told = json.dumps(await get_diagnostics_for_config_entry(hass, hass_client, entry)) + caplog.text
    shown = told + repr(entry.runtime_data.access._unlocked._held)
    for key in kept.keys.values():
        secret = b64decode(key)
        for form in (key, secret.hex(), repr(secret), repr(bytearray(secret))):
            assert form not in shown


# --- time -------------------------------------------------------------------------------------------------------------


async def test_an_unlock_ends_and_its_keys_are_forgotten_by_themselves(
    hass: HomeAssistant,
    client: TestClient[Any, Any],
    entry: MockConfigEntry,
    kept: KeptClip,
    clock: Clock,
    log: list[Unlocked | Locked],
) -> None:
    await unlock(client, kept, lifetime=60)
    (held,) = entry.runtime_data.access._unlocked._held.values()
    secrets = list(held.secrets.values())
    clock.now += 60
    assert (await client.get(f"{kept.url}/video")).status == HTTPStatus.GONE
    assert secrets != [bytes(16), bytes(16)]
    await pass_time(hass, clock, 0)
    assert secrets != [bytes(16), bytes(16)]
    await pass_time(hass, clock, 60)
    assert secrets == [bytes(16), bytes(16)]
    assert log[-1] == Locked(by="", clips=(kept.clip.id,))


async def test_unloading_forgets(
    hass: HomeAssistant, client: TestClient[Any, Any], entry: MockConfigEntry, kept: KeptClip
) -> None:
    await unlock(client, kept)
    runtime = entry.runtime_data
    (held,) = runtime.access._unlocked._held.values()
    secrets = list(held.secrets.values())
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert secrets == [bytes(16), bytes(16)]
    assert (await client.get(f"{kept.url}/video")).status == HTTPStatus.SERVICE_UNAVAILABLE
    response = await client.post(UNLOCK_URL, json={"keys": {kept.clip.id: kept.keys}})
    assert response.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert (await client.get(f"{kept.url}/video")).status == HTTPStatus.GONE


@pytest.mark.parametrize("ending", ["expiry", "late timer", "lock", "unload"])
async def test_a_stream_breaks_off_when_its_clip_is_locked(
    hass: HomeAssistant,
    client: TestClient[Any, Any],
    entry: MockConfigEntry,
    camera_id: str,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    ending: str,
) -> None:
    """The client stops reading, so that most of the clip is still to be sent."""
    access = entry.runtime_data.access
    video = VIDEO * 40
    kept = keep_sealed(entry, camera_id, video=video)
    await unlock(client, kept, lifetime=60)
    response = await client.get(f"{kept.url}/video")
    begin = await response.content.readexactly(1000)
    match ending:
        case "expiry":
            await pass_time(hass, clock, 60)
        case "late timer":
            clock.now += 60
        case "lock":
            await hass.services.async_call(DOMAIN, "lock", blocking=True)
        case _:
            assert await hass.config_entries.async_unload(entry.entry_id)
    received = begin + await until_broken_off(response)
    assert len(received) < len(video)
    assert video.startswith(received)
    assert not access._streams
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_a_damaged_clip_breaks_off_before_the_damage(
    client: TestClient[Any, Any], kept: KeptClip, caplog: pytest.LogCaptureFixture
) -> None:
    await unlock(client, kept)
    damaged = bytearray(kept.path.read_bytes())
    damaged[4096 + 16 + 5 * (65536 + 16) + 100] ^= 1
    kept.path.write_bytes(damaged)
    received = await until_broken_off(await client.get(f"{kept.url}/video"))
    assert VIDEO.startswith(received)
    assert len(received) <= 5 * 65536
    assert "cannot be read to its end" in caplog.text


async def test_a_clip_that_was_cut_off_is_refused(client: TestClient[Any, Any], kept: KeptClip) -> None:
    await unlock(client, kept)
    kept.path.write_bytes(kept.path.read_bytes()[:-1])
    assert (await client.get(f"{kept.url}/video")).status == HTTPStatus.UNPROCESSABLE_ENTITY


# --- people -----------------------------------------------------------------------------------------------------------


def forbid_camera(user: User) -> None:
    """Let a user read everything but our camera."""
    user.mock_policy({"entities": {"domains": {"sensor": True}}})  # type: ignore[attr-defined] # it is a MockUser


ALL = ["video", "thumbnail", "header", "sealed", "meta"]


async def test_nobody_gets_anything_without_signing_in(
    hass_client_no_auth: ClientSessionGenerator, client: TestClient[Any, Any], kept: KeptClip
) -> None:
    await unlock(client, kept)
    stranger = await hass_client_no_auth()
    for what in ALL:
        status = (await stranger.get(f"{kept.url}/{what}")).status
        assert status == (HTTPStatus.FORBIDDEN if what == "video" else HTTPStatus.UNAUTHORIZED), what
    assert (await stranger.post(UNLOCK_URL, json={})).status == HTTPStatus.UNAUTHORIZED


async def test_what_one_unlocks_stays_locked_for_others(
    client: TestClient[Any, Any], reading_client: TestClient[Any, Any], kept: KeptClip
) -> None:
    await unlock(client, kept)
    assert (await reading_client.get(f"{kept.url}/video")).status == HTTPStatus.GONE
    await unlock(reading_client, kept)
    assert await (await reading_client.get(f"{kept.url}/video")).read() == VIDEO


async def test_whoever_may_not_see_the_camera_sees_no_clip_of_it(
    client: TestClient[Any, Any], reading_client: TestClient[Any, Any], hass_read_only_user: MockUser, kept: KeptClip
) -> None:
    await unlock(reading_client, kept)
    forbid_camera(hass_read_only_user)
    for what in ALL:
        response = await reading_client.get(f"{kept.url}/{what}")
        assert response.status == HTTPStatus.FORBIDDEN, what
        assert "camera" in await message(response)
    response = await reading_client.post(UNLOCK_URL, json={"keys": {kept.clip.id: kept.keys}})
    assert response.status == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("camera", [None, "former"])
async def test_clips_of_no_known_camera_are_for_administrators(
    client: TestClient[Any, Any],
    reading_client: TestClient[Any, Any],
    entry: MockConfigEntry,
    clock: Clock,
    camera: str | None,
) -> None:
    kept = keep_sealed(entry, camera)
    assert (await reading_client.get(f"{kept.url}/header")).status == HTTPStatus.FORBIDDEN
    await unlock(client, kept)
    assert await (await client.get(f"{kept.url}/video")).read() == VIDEO


async def test_a_signed_address_opens_nothing_after_locking(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    client: TestClient[Any, Any],
    hass_access_token: str,
    kept: KeptClip,
) -> None:
    await unlock(client, kept)
    token = hass.auth.async_validate_access_token(hass_access_token)
    assert token is not None
    player = await hass_client_no_auth()
    path = f"{kept.url}/video"
    address = async_sign_path(hass, path, timedelta(hours=1), refresh_token_id=token.id)
    response = await player.get(address, headers={"Range": "bytes=5-9"})
    assert await response.read() == VIDEO[5:10]
    assert (await player.head(address)).status == HTTPStatus.OK
    await hass.services.async_call(DOMAIN, "lock", blocking=True)
    assert (await player.get(address)).status == HTTPStatus.GONE
    # An address that is too old must not count as a failed login.
    expired = async_sign_path(hass, path, timedelta(seconds=-10), refresh_token_id=token.id)
    assert (await player.get(expired)).status == HTTPStatus.FORBIDDEN


async def test_only_administrators_lock_for_everyone_by_action(
    hass: HomeAssistant, client: TestClient[Any, Any], hass_read_only_user: MockUser, kept: KeptClip
) -> None:
    await unlock(client, kept)
    with pytest.raises(Unauthorized):
        await hass.services.async_call(DOMAIN, "lock", blocking=True, context=Context(user_id=hass_read_only_user.id))
    assert (await client.get(f"{kept.url}/video")).status == HTTPStatus.OK
