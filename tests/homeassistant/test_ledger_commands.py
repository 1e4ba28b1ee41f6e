"""What one may ask of the log, and what of it one may see."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket

from custom_components.secure_video import ledger
from custom_components.secure_video.engine.model.names import CameraId, ClipId
from custom_components.secure_video.engine.vault.log import (
    Coverage,
    CoverageState,
    Heartbeat,
    Started,
    Unlocked,
    Viewed,
    Viewing,
    parse_verifier_key,
    verify_consistency,
    verify_proof,
)
from custom_components.secure_video.engine.vault.log.epoch import Epoch
from custom_components.secure_video.signed_log import SignedLog

from .asking import ask, asked
from .clips import KeptClip, keep_sealed, record

GONE = ClipId(f"{9:032x}")
type Ask = Callable[..., Any]


def opened(kept: KeptClip, by: str) -> Viewed:
    return Viewed(by=by, clip=kept.clip.id, what=Viewing.OPENED)


@pytest.fixture(name="log")
def log_fixture(entry: MockConfigEntry) -> SignedLog:
    log: SignedLog = entry.runtime_data.log
    return log


async def kinds(socket: MockHAClientWebSocket, **options: object) -> list[str]:
    return [entry["kind"] for entry in (await asked(socket, "ledger/list", **options))["entries"]]


async def test_page_after_page(hass: HomeAssistant, socket: MockHAClientWebSocket, log: SignedLog) -> None:
    await hass.async_add_executor_job(log.write, *[Heartbeat()] * 25)
    numbers: list[int] = []
    before: dict[str, Any] = {}
    while True:
        page = await asked(socket, "ledger/list", limit=10, **before)
        numbers += [entry["sequence"] for entry in page["entries"]]
        if page["next"] is None:
            break
        before = {"before": page["next"]}
    assert numbers == list(reversed(range(log.entries)))


async def test_only_some_kinds(hass: HomeAssistant, socket: MockHAClientWebSocket, log: SignedLog) -> None:
    await hass.async_add_executor_job(log.write, Heartbeat(), Unlocked(by='"kind":"heartbeat"', clips=(), lifetime=1))
    assert await kinds(socket, kinds=["heartbeat", "started"]) == ["heartbeat", "started"]
    assert await kinds(socket, kinds=[]) == []


async def test_everybody_sees_who_watched_what_they_may_see(
    hass: HomeAssistant,
    socket: MockHAClientWebSocket,
    reader: MockHAClientWebSocket,
    hass_admin_user: MockUser,
    hass_read_only_user: MockUser,
    entry: MockConfigEntry,
    camera_id: str,
) -> None:
    mine, others = keep_sealed(entry, camera_id, 1), keep_sealed(entry, "former", 2)
    admin, somebody = hass_admin_user.id, hass_read_only_user.id
    await hass.async_add_executor_job(
        entry.runtime_data.log.write,
        opened(mine, admin),
        opened(others, somebody),
        Viewed(by=admin, clip=GONE, what=Viewing.OPENED),
        Unlocked(by=admin, clips=(mine.clip.id, others.clip.id, GONE), lifetime=60),
        Unlocked(by=somebody, clips=(others.clip.id,), lifetime=60),
        Coverage(camera=CameraId("former"), state=CoverageState.OFF, since=datetime(2026, 11, 21, tzinfo=UTC)),
    )
    told = await asked(reader, "ledger/list")
    assert [entry["kind"] for entry in told["entries"]] == ["unlocked", "viewed", "coverage"]
    unlocked, viewed, coverage = told["entries"]
    assert (unlocked["clips"], viewed["clip"], coverage["camera"]) == ([mine.clip.id], mine.clip.id, camera_id)
    assert told["users"] == {admin: hass_admin_user.name}
    assert told["clips"] == {mine.clip.id: {"camera_id": camera_id, "started_at": mine.clip.started_at.isoformat()}}
    everything = await asked(socket, "ledger/list", limit=6)
    assert [entry["kind"] for entry in everything["entries"]] == [
        "coverage", "unlocked", "unlocked", "viewed", "viewed", "viewed",
    ]  # fmt: skip
    assert everything["entries"][2]["clips"] == [mine.clip.id, others.clip.id, GONE]
    assert everything["clips"].keys() == {mine.clip.id, others.clip.id}
    assert await kinds(socket, camera_id="former") == ["coverage", "unlocked", "unlocked", "viewed"]
    assert await kinds(reader, camera_id="former") == []
    hass_read_only_user.mock_policy({"entities": {"domains": {"sensor": True}}})
    nothing = await asked(reader, "ledger/list")
    assert nothing == {"entries": [], "users": {}, "clips": {}, "next": None}


async def test_a_page_reads_no_more_than_it_may(
    hass: HomeAssistant, socket: MockHAClientWebSocket, reader: MockHAClientWebSocket, log: SignedLog
) -> None:
    await hass.async_add_executor_job(log.write, *[Heartbeat()] * 25)
    with patch.object(ledger, "MAX_READ", 10):
        page = await asked(reader, "ledger/list")
        assert page["entries"] == []
        assert page["next"] == {"log": 1, "sequence": log.entries - 10}
        page = await asked(reader, "ledger/list", before={"log": 1, "sequence": 3})
    assert (len(page["entries"]), page["next"]) == (1, None)


async def test_a_hundred_thousand_entries_are_not_read_for_one_page(
    hass: HomeAssistant, socket: MockHAClientWebSocket, log: SignedLog
) -> None:
    def fill() -> None:
        for _ in range(3 * 4096):
            log.journal.append(Heartbeat())
        log.write()

    await hass.async_add_executor_job(fill)
    read: list[int] = []
    original = Epoch.read_lines

    def note(epoch: Epoch, index: int) -> object:
        read.append(index)
        return original(epoch, index)

    with patch.object(Epoch, "read_lines", note):
        page = await asked(socket, "ledger/list", limit=100, before={"log": 1, "sequence": 2 * 4096})
    assert len(page["entries"]) == 100
    assert set(read) == {1}


async def test_what_is_no_entry_is_left_out(hass: HomeAssistant, socket: MockHAClientWebSocket, log: SignedLog) -> None:
    before = len(await kinds(socket))

    def add_nonsense() -> None:
        with (log.folder / "1" / f"{0:010}.jsonl").open("ab") as file:
            file.write(b'{"kind":"viewed","clip":[]}\n\xff\n[]\n')

    await hass.async_add_executor_job(add_nonsense)
    assert len(await kinds(socket)) == before


async def test_the_log_is_compared_with_what_was_remembered(
    hass: HomeAssistant, socket: MockHAClientWebSocket, reader: MockHAClientWebSocket, log: SignedLog
) -> None:
    remembered = await asked(reader, "ledger/checkpoint")
    assert (remembered["log"], remembered["newest_log"], remembered["consistency"]) == (1, 1, None)
    old_size = log.entries
    await hass.async_add_executor_job(log.write, *[Heartbeat()] * 5)
    # Not signed yet, until somebody asks.
    await hass.async_add_executor_job(log.journal.append, Heartbeat())
    now = await asked(reader, "ledger/checkpoint", old_size=old_size, log=1)
    public = parse_verifier_key(now["key"]).key
    assert verify_consistency(now["consistency"], remembered["checkpoint"], public).size == old_size + 6
    assert now["consistency"].endswith(now["checkpoint"])
    # Whoever remembers more than there is gets no proof, and knows what that means.
    assert (await asked(socket, "ledger/checkpoint", old_size=10_000))["consistency"] is None
    assert (await ask(socket, "ledger/checkpoint", log=7))["error"]["translation_key"] == "not_logged"


async def test_a_log_that_follows_another_one(
    hass: HomeAssistant, socket: MockHAClientWebSocket, entry: MockConfigEntry, log: SignedLog
) -> None:
    size = log.entries
    await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_add_executor_job((log.folder / "1" / "checkpoint").write_bytes, b"")
    assert await hass.config_entries.async_setup(entry.entry_id)
    now = await asked(socket, "ledger/checkpoint")
    assert (now["log"], now["newest_log"]) == (2, 2)
    assert now["key"].startswith(f"{now['checkpoint'].partition(chr(10))[0]}+")
    assert (await ask(socket, "ledger/checkpoint", log=1, old_size=size))["error"]["translation_key"] == "engine_error"
    page = await asked(socket, "ledger/list", kinds=["continues", "started"])
    assert [(each["log"], each["kind"]) for each in page["entries"]] == [
        (2, "started"),
        (2, "continues"),
        (1, "started"),
    ]


async def test_a_clip_is_proved_to_who_may_see_it(
    hass: HomeAssistant,
    socket: MockHAClientWebSocket,
    reader: MockHAClientWebSocket,
    entry: MockConfigEntry,
    camera_id: str,
) -> None:
    kept = await hass.async_add_executor_job(record, entry, camera_id, 1)
    others = await hass.async_add_executor_job(record, entry, "former", 2)
    told = await asked(reader, "ledger/proof", clip_id=kept.clip.id)
    proved = verify_proof(told["proof"], parse_verifier_key(told["key"]).key)
    assert getattr(proved.content, "clip", None) == kept.clip.id
    assert (await ask(reader, "ledger/proof", clip_id=others.clip.id))["error"]["code"] == "unauthorized"
    assert (await ask(reader, "ledger/proof", clip_id=GONE))["error"]["translation_key"] == "clip_not_found"
    # Nobody but an administrator learns that there was such a clip.
    await hass.async_add_executor_job(entry.runtime_data.clips.store.delete, [kept.clip.id])
    assert (await ask(reader, "ledger/proof", clip_id=kept.clip.id))["error"]["translation_key"] == "clip_not_found"
    assert (await asked(socket, "ledger/proof", clip_id=kept.clip.id))["proof"]
    assert (await ask(socket, "ledger/proof", clip_id=GONE))["error"]["translation_key"] == "not_logged"


async def test_the_whole_log_is_there_for_administrators(
    hass: HomeAssistant, socket: MockHAClientWebSocket, reader: MockHAClientWebSocket, log: SignedLog
) -> None:
    await hass.async_add_executor_job(log.write, *[Heartbeat()] * 5)
    lines: list[str] = []
    start: int | None = 0
    while start is not None:
        told = await asked(socket, "ledger/lines", log=1, start=start, limit=3)
        lines, start = lines + told["lines"], told["next"]
    written = (await hass.async_add_executor_job((log.folder / "1" / f"{0:010}.jsonl").read_text)).splitlines()
    assert lines == written
    assert (await ask(reader, "ledger/lines", log=1, start=0))["error"]["code"] == "unauthorized"


@pytest.mark.parametrize(
    ("what", "options"),
    [
        ("ledger/list", {"limit": 501}),
        ("ledger/list", {"before": 7}),
        ("ledger/list", {"before": {"log": 0, "sequence": 1}}),
        ("ledger/list", {"kinds": ["burglary"]}),
        ("ledger/checkpoint", {"old_size": -1}),
        ("ledger/checkpoint", {"log": "../.."}),
        ("ledger/proof", {}),
        ("ledger/lines", {"log": 1, "start": 0, "limit": 5000}),
        ("coverage", {"since": "long ago"}),
        ("coverage", {}),
    ],
)
async def test_what_cannot_be_asked(socket: MockHAClientWebSocket, what: str, options: dict[str, object]) -> None:
    assert (await ask(socket, what, **options))["error"]["code"] == "invalid_format"


async def test_coverage_is_told_of_what_one_may_see(
    hass: HomeAssistant,
    socket: MockHAClientWebSocket,
    reader: MockHAClientWebSocket,
    hass_read_only_user: MockUser,
    log: SignedLog,
    camera_id: str,
) -> None:
    since = datetime.now(UTC) - timedelta(minutes=1)
    former = Coverage(camera=CameraId("former"), state=CoverageState.WATCHED, since=since)
    await hass.async_add_executor_job(log.write, former, Started())
    told = (await asked(socket, "coverage", since=since.isoformat()))["cameras"]
    assert {camera: [span["state"] for span in spans] for camera, spans in told.items()} == {
        camera_id: ["watched", "stopped"],
        "former": ["watched", "stopped"],
    }
    assert told["former"][0]["since"] == since.isoformat()
    assert told["former"][1]["until"] is None
    assert (await asked(reader, "coverage", since=since.isoformat()))["cameras"].keys() == {camera_id}
    yesterday = since - timedelta(days=1)
    told = await asked(socket, "coverage", since=yesterday.isoformat(), before=since.isoformat())
    assert told["cameras"] == {camera_id: [], "former": []}
    hass_read_only_user.mock_policy({"entities": {"domains": {"sensor": True}}})
    assert (await asked(reader, "coverage", since=since.isoformat()))["cameras"] == {}
