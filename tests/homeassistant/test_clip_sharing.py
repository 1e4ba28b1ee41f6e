"""Clips that leave Home Assistant, sealed: a copy for somebody, and evidence."""

import json
import logging
import shutil
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Awaitable, Callable, Iterator
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from unittest.mock import patch
from zipfile import ZIP_STORED, ZipFile

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.secure_video.engine.errors import Full
from custom_components.secure_video.engine.model.clips import ClipState
from custom_components.secure_video.engine.vault.age import fingerprint, generate_identity, open_sealed
from custom_components.secure_video.engine.vault.log import Exported, Shared, verify
from custom_components.secure_video.engine.verify.command import main
from custom_components.secure_video.engine.verify.pieces import PIECE_SIZE
from custom_components.secure_video.signed_log import SignedLog
from tests.builders import a_clip

from .clips import VIDEO, KeptClip, keep_sealed, record
from .conftest import RECIPIENT, keep
from .test_clip_view import forbid_camera, message, until_broken_off
from .test_signed_log import LOG, contents

GUEST = generate_identity(post_quantum=False)
KEY = b64encode(b"k" * 16).decode()


@pytest.fixture(name="kept")
async def kept_fixture(hass: HomeAssistant, entry: MockConfigEntry, camera_id: str) -> KeptClip:
    """A clip as the recorder leaves it, in the log."""
    return await hass.async_add_executor_job(record, entry, camera_id)


async def share(client: TestClient[Any, Any], kept: KeptClip, **changed: object) -> ClientResponse:
    body = {"recipient": str(GUEST.recipient), "key": kept.keys["clip"], **changed}
    return await client.post(f"{kept.url}/share", json=body)


def opened_by_age(sealed: bytes, folder: Path) -> bytes:
    """Open a file with the guest's key and the age command line."""
    (folder / "copy.age").write_bytes(sealed)
    (folder / "key.txt").write_text(GUEST.to_string())
    command = ["age", "--decrypt", "-i", str(folder / "key.txt"), str(folder / "copy.age")]
    return subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603 - our own arguments


def damage(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def departures(media_dir: Path) -> list[object]:
    return [content for content in contents(media_dir) if isinstance(content, Shared | Exported)]


# --- a copy for one other person --------------------------------------------------------------------------------------


async def test_a_copy_opens_for_that_person_only(
    client: TestClient[Any, Any], kept: KeptClip, media_dir: Path, tmp_path: Path
) -> None:
    response = await share(client, kept)
    sealed = await response.read()
    assert response.status == HTTPStatus.OK
    assert response.content_type == "application/age"
    assert response.content_length == len(sealed)
    assert response.headers["Content-Disposition"] == f'attachment; filename="{kept.clip.id}.mp4.age"'
    assert response.headers["Cache-Control"] == "private, no-store"
    assert open_sealed(BytesIO(sealed), [GUEST]).readall() == VIDEO
    assert sealed.split(b"\n---")[0].count(b"-> X25519 ") == 1
    assert departures(media_dir) == [Shared(clip=kept.clip.id, to=fingerprint(GUEST.recipient))]
    if shutil.which("age"):
        assert opened_by_age(sealed, tmp_path) == VIDEO


async def test_the_clip_itself_stays_as_it_is(client: TestClient[Any, Any], kept: KeptClip) -> None:
    before = kept.path.read_bytes()
    await (await share(client, kept)).read()
    assert kept.path.read_bytes() == before


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"key": KEY}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"recipient": "age1hunter2"}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"recipient": ""}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"recipient": f"{RECIPIENT}\n{GUEST.recipient}"}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"recipient": GUEST.to_string()}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"recipient": 1}, HTTPStatus.BAD_REQUEST),
        ({"key": "hunter2"}, HTTPStatus.BAD_REQUEST),
        ({"key": None}, HTTPStatus.BAD_REQUEST),
        ({"hunter2": 1}, HTTPStatus.BAD_REQUEST),
    ],
)
async def test_no_copy_is_made_of_a_wrong_wish(
    client: TestClient[Any, Any],
    kept: KeptClip,
    media_dir: Path,
    caplog: pytest.LogCaptureFixture,
    changed: dict[str, object],
    status: HTTPStatus,
) -> None:
    caplog.set_level(logging.DEBUG)
    response = await share(client, kept, **changed)
    assert response.status == status
    told = await message(response) + caplog.text
    for secret in ("hunter2", KEY, kept.keys["clip"], GUEST.to_string()):
        assert secret not in told
    assert not departures(media_dir)


async def test_the_key_is_in_no_log(
    client: TestClient[Any, Any], kept: KeptClip, media_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await (await share(client, kept)).read()
    told = caplog.text + "".join(path.read_text() for path in (media_dir / LOG).rglob("*.jsonl"))
    secret = b64decode(kept.keys["clip"])
    for form in (kept.keys["clip"], secret.hex(), repr(secret)):
        assert form not in told


async def test_a_clip_that_was_cut_off_is_not_shared(
    client: TestClient[Any, Any], kept: KeptClip, media_dir: Path
) -> None:
    damage(kept.path)
    assert (await share(client, kept)).status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not departures(media_dir)


async def test_who_may_unlock_may_share(
    reading_client: TestClient[Any, Any],
    hass_client_no_auth: ClientSessionGenerator,
    hass_read_only_user: MockUser,
    kept: KeptClip,
    media_dir: Path,
) -> None:
    assert (await share(await hass_client_no_auth(), kept)).status == HTTPStatus.UNAUTHORIZED
    assert (await share(reading_client, kept)).status == HTTPStatus.OK
    forbid_camera(hass_read_only_user)
    assert (await share(reading_client, kept)).status == HTTPStatus.FORBIDDEN
    assert len(departures(media_dir)) == 1


# --- evidence ---------------------------------------------------------------------------------------------------------


async def test_the_verifier_finds_the_evidence_sound(
    client: TestClient[Any, Any],
    entry: MockConfigEntry,
    kept: KeptClip,
    media_dir: Path,
    tmp_path: Path,
    hass_admin_user: MockUser,
    capsys: pytest.CaptureFixture[str],
) -> None:
    response = await client.get(f"{kept.url}/evidence")
    assert response.status == HTTPStatus.OK
    assert response.content_type == "application/zip"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{kept.clip.id}.zip"'
    assert response.headers["Cache-Control"] == "private, no-store"
    with ZipFile(BytesIO(await response.read())) as archive:
        assert archive.testzip() is None
        assert {info.compress_type for info in archive.infolist()} == {ZIP_STORED}
        archive.extractall(tmp_path / "evidence")
    evidence = tmp_path / "evidence"
    clip, meta = evidence / kept.path.name, evidence / kept.meta_path.name
    assert clip.read_bytes() == kept.path.read_bytes()
    assert meta.read_bytes() == kept.meta_path.read_bytes()
    log: SignedLog = entry.runtime_data.log
    assert log.verifier_key in (evidence / "how-to-verify.txt").read_text()
    check = ["clip", str(clip), str(evidence / "proof.tlog-proof"), "--meta", str(meta), "--key", log.verifier_key]
    assert main(check) == 0
    assert kept.clip.id in capsys.readouterr().out
    clip.write_bytes(clip.read_bytes()[:-1])
    assert main(check) == 1
    assert departures(media_dir) == [Exported(clip=kept.clip.id, to=hass_admin_user.id)]
    assert verify(media_dir / LOG, log.key.public, log.checkpoint) == ()


async def test_a_copy_has_the_same_proof(
    client: TestClient[Any, Any], entry: MockConfigEntry, kept: KeptClip, tmp_path: Path
) -> None:
    copy, proof = tmp_path / "copy.age", tmp_path / "proof"
    copy.write_bytes(await (await share(client, kept)).read())
    with ZipFile(BytesIO(await (await client.get(f"{kept.url}/evidence")).read())) as archive:
        proof.write_bytes(archive.read("proof.tlog-proof"))
    assert main(["clip", str(copy), str(proof), "--key", entry.runtime_data.log.verifier_key]) == 0


async def test_no_evidence_of_what_is_not_in_the_log(
    client: TestClient[Any, Any], entry: MockConfigEntry, camera_id: str, media_dir: Path
) -> None:
    response = await client.get(f"{keep_sealed(entry, camera_id).url}/evidence")
    assert response.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "older than the log" in await message(response)
    assert not departures(media_dir)


@pytest.mark.parametrize("which", ["path", "meta_path"])
async def test_no_evidence_of_a_changed_clip(
    client: TestClient[Any, Any], kept: KeptClip, media_dir: Path, which: str
) -> None:
    path = getattr(kept, which)
    damage(path)
    response = await client.get(f"{kept.url}/evidence")
    assert response.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "not what was recorded" in await message(response)
    path.unlink()
    assert (await client.get(f"{kept.url}/evidence")).status == HTTPStatus.NOT_FOUND
    assert not departures(media_dir)


async def test_evidence_is_for_administrators(
    reading_client: TestClient[Any, Any], hass_client_no_auth: ClientSessionGenerator, kept: KeptClip, media_dir: Path
) -> None:
    response = await reading_client.get(f"{kept.url}/evidence")
    assert response.status == HTTPStatus.FORBIDDEN
    assert "administrators" in await message(response)
    assert (await (await hass_client_no_auth()).get(f"{kept.url}/evidence")).status == HTTPStatus.UNAUTHORIZED
    assert not departures(media_dir)


# --- both -------------------------------------------------------------------------------------------------------------

type Take = Callable[[TestClient[Any, Any], KeptClip], Awaitable[ClientResponse]]


async def evidence(client: TestClient[Any, Any], kept: KeptClip) -> ClientResponse:
    return await client.get(f"{kept.url}/evidence")


@pytest.mark.parametrize("take", [share, evidence])
async def test_what_cannot_be_taken(
    client: TestClient[Any, Any], entry: MockConfigEntry, camera_id: str, kept: KeptClip, take: Take
) -> None:
    torn = a_clip(9, camera_id=camera_id, state=ClipState.INCOMPLETE)
    keep(entry, torn)
    incomplete = KeptClip(clip=torn, path=kept.path, keys=kept.keys)
    assert (await take(client, incomplete)).status == HTTPStatus.CONFLICT
    unknown = KeptClip(clip=a_clip(8), path=kept.path, keys=kept.keys)
    assert (await take(client, unknown)).status == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("take", [share, evidence])
@pytest.mark.parametrize("problem", [Full("full"), OSError("broken")])
async def test_what_cannot_be_logged_does_not_leave(
    client: TestClient[Any, Any], kept: KeptClip, take: Take, problem: Exception
) -> None:
    with patch.object(SignedLog, "write", side_effect=problem):
        response = await take(client, kept)
    assert response.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert "message" in json.loads(await response.text())


@pytest.mark.parametrize("take", [share, evidence])
async def test_a_disk_that_goes_away_breaks_it_off(
    client: TestClient[Any, Any], kept: KeptClip, take: Take, caplog: pytest.LogCaptureFixture
) -> None:
    """The first piece of the clip is read, the second is not."""
    real = "custom_components.secure_video.engine.verify.{}.pieces"

    def first_piece(file: BinaryIO) -> Iterator[bytes]:
        yield file.read(PIECE_SIZE)
        if file.read(1):
            raise OSError("unplugged")

    with patch(real.format("sharing"), first_piece), patch(real.format("bundle"), first_piece):
        received = await until_broken_off(await take(client, kept))
    assert len(received) < len(VIDEO)
    assert "cannot be read to its end" in caplog.text
