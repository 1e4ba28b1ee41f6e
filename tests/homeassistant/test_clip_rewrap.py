"""Old clips are given to the people who can open new ones, and to nobody else."""

import asyncio
import json
import logging
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import Any
from unittest.mock import patch

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.secure_video.const import CONF_RECIPIENTS
from custom_components.secure_video.engine.clips.store import ClipStore, Openers, RewrapResult
from custom_components.secure_video.engine.errors import WrongIdentity
from custom_components.secure_video.engine.model.names import ClipId
from custom_components.secure_video.engine.vault.age import Identity, generate_identity, open_sealed
from custom_components.secure_video.engine.vault.log import Rewrapped, verify
from custom_components.secure_video.signed_people import PeopleChange
from tests.fakes import FakePipeline

from .clips import OWNER, VIDEO, KeptClip, record
from .conftest import camera_subentry, entry_with, set_up
from .test_clip_view import message
from .test_signed_log import LOG, contents

REWRAP_URL = "/api/secure_video/clips/rewrap"
KEY = b64encode(b"k" * 16).decode()

ANNA, DRAWER = (generate_identity(post_quantum=False) for _ in range(2))


def people(*identities: Identity) -> list[dict[str, str]]:
    roles = ["owner", "recovery", *["family"] * len(identities)]
    return [
        {"name": role, "recipient": str(identity.recipient), "role": role}
        for role, identity in zip(roles, identities, strict=False)
    ]


@pytest.fixture(name="identities")
def identities_fixture() -> Sequence[Identity]:
    """Who can open new clips."""
    return (ANNA, DRAWER)


@pytest.fixture(name="entry")
async def entry_fixture(
    hass: HomeAssistant, media_dir: Path, pipelines: list[FakePipeline], identities: Sequence[Identity]
) -> MockConfigEntry:
    """A running entry whose people are known here."""
    entry = entry_with(camera_subentry(), **{CONF_RECIPIENTS: people(*identities)})
    await set_up(hass, entry)
    return entry


@pytest.fixture(name="kept")
async def kept_fixture(hass: HomeAssistant, entry: MockConfigEntry, camera_id: str) -> list[KeptClip]:
    """Clips that only a former owner can open."""

    def record_all() -> list[KeptClip]:
        return [record(entry, camera_id, number) for number in range(1, 6)]

    return await hass.async_add_executor_job(record_all)


def lent(kept: Sequence[KeptClip]) -> dict[str, dict[str, str]]:
    return {each.clip.id: each.keys for each in kept}


async def rewrap(client: TestClient[Any, Any], keys: object) -> ClientResponse:
    return await client.post(REWRAP_URL, json={"keys": keys})


async def results(response: ClientResponse) -> list[dict[str, Any]]:
    assert response.status == HTTPStatus.OK
    assert response.content_type == "application/x-ndjson"
    return [json.loads(line) for line in (await response.text()).splitlines()]


def opens(path: Path, identity: Identity) -> bool:
    try:
        return bool(open_sealed(BytesIO(path.read_bytes()), [identity]).readall())
    except WrongIdentity:
        return False


def rewrapped(media_dir: Path) -> list[str]:
    return [content.clip for content in contents(media_dir) if isinstance(content, Rewrapped)]


@contextmanager
def one_at_a_time(store: ClipStore) -> Iterator[Event]:
    """The first clip is changed at once; the others wait until the event is set."""
    go_on, is_first = Event(), True
    real = store.rewrap

    def wait(openers: Openers, recipients: Sequence[str], *, ids: Sequence[ClipId]) -> tuple[RewrapResult, ...]:
        nonlocal is_first
        if not is_first:
            go_on.wait()
        is_first = False
        return real(openers, recipients, ids=ids)

    try:
        with patch.object(store, "rewrap", wait):
            yield go_on
    finally:
        go_on.set()


async def test_they_open_for_the_people_of_now(
    client: TestClient[Any, Any], entry: MockConfigEntry, kept: list[KeptClip], media_dir: Path
) -> None:
    ids = [each.clip.id for each in kept]
    told = await results(await rewrap(client, lent(kept)))
    assert told == [
        {"clip_id": clip_id, "done": done, "total": 5, "error": None} for done, clip_id in enumerate(ids, start=1)
    ]
    for each in kept:
        for path in (each.path, each.meta_path):
            assert [opens(path, identity) for identity in (ANNA, DRAWER, OWNER)] == [True, True, False]
        assert open_sealed(BytesIO(each.path.read_bytes()), [ANNA]).readall() == VIDEO
    assert rewrapped(media_dir) == ids
    log = entry.runtime_data.log
    assert verify(media_dir / LOG, log.key.public, log.checkpoint) == ()


async def test_what_goes_wrong_with_one_is_told_of_that_one(
    client: TestClient[Any, Any], kept: list[KeptClip], media_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong, wrong_meta, no_meta, gone, fine = kept
    gone.path.unlink()
    before = {path: path.read_bytes() for each in (wrong, wrong_meta, no_meta) for path in (each.path, each.meta_path)}
    keys = lent(kept)
    keys[wrong.clip.id] = {**wrong.keys, "clip": KEY}
    keys[wrong_meta.clip.id] = {**wrong_meta.keys, "meta": KEY}
    keys[no_meta.clip.id] = {"clip": no_meta.keys["clip"]}
    response = await rewrap(client, {**keys, "unknown": fine.keys})
    text = await response.text()
    told = [json.loads(line) for line in text.splitlines()]
    kinds = [line["error"] and line["error"]["kind"] for line in told]
    assert kinds == ["WrongIdentity"] * 3 + ["ClipNotFound", None, "ClipNotFound"]
    # The clip and its description are changed both or not at all.
    assert before == {path: path.read_bytes() for path in before}
    assert rewrapped(media_dir) == [fine.clip.id]
    for key in [KEY, *(key for each in kept for key in each.keys.values())]:
        for form in (key, b64decode(key).hex(), repr(b64decode(key))):
            assert form not in text + caplog.text


@pytest.mark.parametrize("identities", [[generate_identity(post_quantum=True) for _ in range(3)]])
async def test_a_header_without_room(client: TestClient[Any, Any], kept: list[KeptClip], media_dir: Path) -> None:
    told = await results(await rewrap(client, lent(kept[:1])))
    assert [line["error"]["kind"] for line in told] == ["HeaderFull"]
    assert opens(kept[0].path, OWNER)
    assert opens(kept[0].meta_path, OWNER)
    assert not rewrapped(media_dir)


async def test_closing_the_connection_ends_it(
    client: TestClient[Any, Any], entry: MockConfigEntry, kept: list[KeptClip], media_dir: Path
) -> None:
    with one_at_a_time(entry.runtime_data.clips.store) as go_on:
        response = await rewrap(client, lent(kept))
        first = json.loads(await response.content.readline())
        assert (first["done"], first["total"]) == (1, 5)
        response.close()
        while client.server.handler.connections:  # noqa: ASYNC110 - the server tells nobody when one has gone
            await asyncio.sleep(0)
        go_on.set()
        # Its turn comes when nothing is left to be changed.
        for _ in kept:
            await entry.runtime_data.clips.async_ask(lambda _store: None)
    # The second had begun or not when the connection was found to be closed.
    done = rewrapped(media_dir)
    assert 1 <= len(done) <= 2
    assert done == [each.clip.id for each in kept[: len(done)]]


async def test_others_have_their_turn_in_between(
    client: TestClient[Any, Any], entry: MockConfigEntry, kept: list[KeptClip], media_dir: Path
) -> None:
    with one_at_a_time(entry.runtime_data.clips.store) as go_on:
        response = await rewrap(client, lent(kept))
        await response.content.readline()
        question = asyncio.ensure_future(entry.runtime_data.clips.async_ask(lambda _store: rewrapped(media_dir)))
        await asyncio.sleep(0)
        go_on.set()
        assert len(await question) <= 3
        assert len((await response.content.read()).splitlines()) == 4


async def test_nobody_is_slipped_into_old_clips(
    client: TestClient[Any, Any], entry: MockConfigEntry, kept: list[KeptClip], media_dir: Path
) -> None:
    entry.runtime_data.people_change = PeopleChange(before=(), after=entry.runtime_data.settings.people)
    response = await rewrap(client, lent(kept))
    assert response.status == HTTPStatus.CONFLICT
    assert "agreed" in await message(response)
    assert not rewrapped(media_dir)


@pytest.mark.parametrize("identities", [[]])
async def test_there_must_be_somebody_to_open_them(client: TestClient[Any, Any], kept: list[KeptClip]) -> None:
    assert (await rewrap(client, lent(kept))).status == HTTPStatus.UNPROCESSABLE_ENTITY


async def test_only_administrators_may(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    hass_client_no_auth: ClientSessionGenerator,
    hass_read_only_access_token: str,
    kept: list[KeptClip],
    media_dir: Path,
) -> None:
    reader = await hass_client(hass_read_only_access_token)
    assert (await rewrap(reader, lent(kept))).status == HTTPStatus.FORBIDDEN
    assert (await rewrap(await hass_client_no_auth(), lent(kept))).status == HTTPStatus.UNAUTHORIZED
    assert not rewrapped(media_dir)
    client = await hass_client()
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert (await rewrap(client, lent(kept))).status == HTTPStatus.SERVICE_UNAVAILABLE


NOT_UNDERSTOOD: list[object] = [
    "hunter2",
    {},
    {"keys": {}},
    {"keys": {"a": {"clip": "hunter2"}}},
    {"keys": {"a": {"meta": KEY}}},
    {"keys": {"a": {"clip": KEY}}, "hunter2": 1},
    {"keys": {str(number): {"clip": KEY} for number in range(1001)}},
]


async def test_what_is_not_understood_is_not_repeated(client: TestClient[Any, Any]) -> None:
    for body in NOT_UNDERSTOOD:
        response = await client.post(REWRAP_URL, json=body)
        assert response.status == HTTPStatus.BAD_REQUEST
        told = await message(response)
        assert "hunter2" not in told
        assert KEY not in told
