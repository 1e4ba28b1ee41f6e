"""Who can open clips, set up with a proof and changed over the websocket."""

import io
import json
from base64 import b64decode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

import av
import pytest
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket, WebSocketGenerator

from custom_components.secure_video import people_commands
from custom_components.secure_video.const import CONF_RECIPIENTS
from custom_components.secure_video.diagnostics import async_get_config_entry_diagnostics
from custom_components.secure_video.engine.errors import WrongIdentity
from custom_components.secure_video.engine.vault.age import Identity, generate_identity, open_sealed
from custom_components.secure_video.issues import Issue
from custom_components.secure_video.setup_proof import LIFETIME, MOST
from tests.fakes import FakePipeline

from .asking import ask, asked, refusal
from .conftest import PEOPLE, RECIPIENT, RECOVERY, camera_subentry, entry_with, set_up
from .test_repairs import issues
from .test_signed_people import BURGLAR, changes, slip_in

OWNER, DRAWER = (generate_identity(post_quantum=True) for _ in range(2))
BEN = str(generate_identity(post_quantum=False).recipient)
MODERN = str(OWNER.recipient)
SECRET = generate_identity(post_quantum=False).to_string()

NEW_PEOPLE = [
    {"name": "Anna", "recipient": MODERN, "role": "owner"},
    {"name": "Drawer", "recipient": str(DRAWER.recipient), "role": "recovery"},
]
BEN_ADDED = {"name": "Ben", "recipient": BEN, "role": "family"}


def stored(entry: MockConfigEntry) -> list[Any]:
    return list(entry.options[CONF_RECIPIENTS])


def opened(sealed: str, identity: Identity) -> bytes:
    """What is in a sealed test clip."""
    return open_sealed(io.BytesIO(b64decode(sealed)), [identity]).readall()


@pytest.fixture(name="new_entry")
async def new_entry_fixture(hass: HomeAssistant, media_dir: Path, pipelines: list[FakePipeline]) -> MockConfigEntry:
    """An entry that nobody can open clips of yet."""
    entry = entry_with(camera_subentry(), **{CONF_RECIPIENTS: []})
    await set_up(hass, entry)
    assert len(pipelines) == 1
    return entry


@pytest.fixture(name="new_socket")
async def new_socket_fixture(new_entry: MockConfigEntry, hass_ws_client: WebSocketGenerator) -> MockHAClientWebSocket:
    """An administrator's connection to that."""
    return await hass_ws_client()


@pytest.fixture(name="clock")
def clock_fixture() -> Iterator[list[float]]:
    """The clock that proofs expire by."""
    now = [1000.0]
    with patch.object(people_commands, "time") as time:
        time.monotonic.side_effect = lambda: now[0]
        yield now


async def test_recording_begins_after_a_proof(
    hass: HomeAssistant, new_entry: MockConfigEntry, new_socket: MockHAClientWebSocket, hass_admin_user: MockUser
) -> None:
    begun = await asked(new_socket, "setup/begin", people=NEW_PEOPLE)
    assert begun["media_type"] == "video/mp4"
    assert len(begun["sealed"]) < 300_000
    assert stored(new_entry) == []
    assert Issue.NO_RECIPIENTS in issues(hass)

    with pytest.raises(WrongIdentity):
        opened(begun["sealed"], OWNER)
    clip = opened(begun["sealed"], DRAWER)
    with av.open(io.BytesIO(clip)) as container:
        assert container.streams.video[0].codec_context.name == "h264"

    proof = {"proof_id": begun["proof_id"], "sha256": sha256(clip).hexdigest().upper()}
    proved = await asked(new_socket, "setup/prove", **proof)
    assert [person["name"] for person in proved["people"]] == ["Anna", "Drawer"]
    assert stored(new_entry) == NEW_PEOPLE
    # The answer came when the entry was running with it.
    assert new_entry.runtime_data.settings.recipients == (MODERN, str(DRAWER.recipient))
    assert not issues(hass) & {Issue.NO_RECIPIENTS, Issue.NO_RECOVERY_KEY, Issue.RECIPIENTS_CHANGED}
    assert changes(new_entry)[-1].by == hass_admin_user.id
    assert await asked(new_socket, "people/list") == proved

    # Once.
    assert await refusal(new_socket, "setup/prove", **proof) == "already_set_up"
    assert await refusal(new_socket, "setup/begin", people=NEW_PEOPLE) == "already_set_up"


async def test_a_wrong_proof_stores_nothing_and_may_be_followed_by_another(
    new_entry: MockConfigEntry, new_socket: MockHAClientWebSocket
) -> None:
    begun, other = [await asked(new_socket, "setup/begin", people=NEW_PEOPLE) for _ in range(2)]
    clip, other_clip = (opened(each["sealed"], DRAWER) for each in (begun, other))
    assert clip != other_clip
    for wrong in (other_clip, b64decode(begun["sealed"]), b""):
        proof = {"proof_id": begun["proof_id"], "sha256": sha256(wrong).hexdigest()}
        assert await refusal(new_socket, "setup/prove", **proof) == "wrong_proof"
    for nonsense in ("", "é", sha256(clip).hexdigest()[:-1]):
        assert await refusal(new_socket, "setup/prove", proof_id=begun["proof_id"], sha256=nonsense) == "wrong_proof"
    assert await refusal(new_socket, "setup/prove", proof_id="nobody's", sha256=sha256(clip).hexdigest()) == (
        "proof_expired"
    )
    assert stored(new_entry) == []
    await asked(new_socket, "setup/prove", proof_id=begun["proof_id"], sha256=sha256(clip).hexdigest())
    assert stored(new_entry) == NEW_PEOPLE


@pytest.mark.usefixtures("new_entry")
async def test_a_proof_is_waited_for_half_an_hour(new_socket: MockHAClientWebSocket, clock: list[float]) -> None:
    begun = await asked(new_socket, "setup/begin", people=NEW_PEOPLE)
    proof = {"proof_id": begun["proof_id"], "sha256": sha256(opened(begun["sealed"], DRAWER)).hexdigest()}
    clock[0] += LIFETIME - 1
    assert await refusal(new_socket, "setup/prove", proof_id=proof["proof_id"], sha256="") == "wrong_proof"
    clock[0] += 1
    assert await refusal(new_socket, "setup/prove", **proof) == "proof_expired"


@pytest.mark.usefixtures("new_entry")
async def test_only_the_newest_proofs_are_waited_for(new_socket: MockHAClientWebSocket) -> None:
    first, second, *_ = [await asked(new_socket, "setup/begin", people=NEW_PEOPLE) for _ in range(MOST + 1)]
    assert await refusal(new_socket, "setup/prove", proof_id=first["proof_id"], sha256="") == "proof_expired"
    assert await refusal(new_socket, "setup/prove", proof_id=second["proof_id"], sha256="") == "wrong_proof"


@pytest.mark.parametrize(
    ("people", "reason"),
    [
        ([NEW_PEOPLE[0]], "no_recovery"),
        ([NEW_PEOPLE[1], NEW_PEOPLE[1]], "same_key"),
        ([*NEW_PEOPLE, BEN_ADDED], "mixed_keys"),
        ([NEW_PEOPLE[1], {**NEW_PEOPLE[0], "name": " "}], "no_name"),
        ([NEW_PEOPLE[1], {**NEW_PEOPLE[0], "recipient": SECRET}], "private_key"),
        ([NEW_PEOPLE[1], {**NEW_PEOPLE[0], "recipient": "age1nonsense"}], "bad_recipient"),
        ([NEW_PEOPLE[1], {**NEW_PEOPLE[0], "recipient": ""}], "one_key"),
    ],
)
async def test_whom_it_cannot_be_set_up_for(
    new_entry: MockConfigEntry, new_socket: MockHAClientWebSocket, people: list[dict[str, str]], reason: str
) -> None:
    assert await refusal(new_socket, "setup/begin", people=people) == reason
    assert stored(new_entry) == []


async def test_a_list_that_was_slipped_in_cannot_be_set_up_over(
    hass: HomeAssistant, new_entry: MockConfigEntry, new_socket: MockHAClientWebSocket
) -> None:
    begun = await asked(new_socket, "setup/begin", people=NEW_PEOPLE)
    await slip_in(hass, new_entry, BURGLAR)
    proof = {"proof_id": begun["proof_id"], "sha256": sha256(opened(begun["sealed"], DRAWER)).hexdigest()}
    assert await refusal(new_socket, "setup/prove", **proof) == "people_not_agreed"
    assert await refusal(new_socket, "setup/begin", people=NEW_PEOPLE) == "people_not_agreed"


@pytest.mark.usefixtures("new_entry")
async def test_a_picture_where_no_video_can_be_encoded(new_socket: MockHAClientWebSocket) -> None:
    with patch("custom_components.secure_video.setup_proof.can_reencode", return_value=False):
        begun = await asked(new_socket, "setup/begin", people=NEW_PEOPLE)
    assert begun["media_type"] == "image/jpeg"
    picture = opened(begun["sealed"], DRAWER)
    assert picture.startswith(b"\xff\xd8")
    await asked(new_socket, "setup/prove", proof_id=begun["proof_id"], sha256=sha256(picture).hexdigest())


async def test_everybody_who_lives_there_sees_the_list(reader: MockHAClientWebSocket) -> None:
    assert await asked(reader, "people/list") == {
        "people": [
            {**PEOPLE[0], "key_end": RECIPIENT[-8:], "fingerprint": sha256(RECIPIENT.encode()).hexdigest()},
            {**PEOPLE[1], "key_end": RECOVERY[-8:], "fingerprint": sha256(RECOVERY.encode()).hexdigest()},
        ],
        "alarm": None,
    }


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("setup/begin", {"people": NEW_PEOPLE}),
        ("setup/prove", {"proof_id": "1", "sha256": "2"}),
        ("people/add", BEN_ADDED),
        ("people/remove", {"recipient": RECIPIENT}),
        ("people/rename", {"recipient": RECIPIENT, "name": "Anna Maria"}),
        ("people/answer", {"alarm_id": "1", "was_me": True}),
    ],
)
async def test_only_administrators_change_it(
    reader: MockHAClientWebSocket, entry: MockConfigEntry, command: str, options: dict[str, Any]
) -> None:
    response = await ask(reader, command, **options)
    assert response["error"]["code"] == "unauthorized"
    assert stored(entry) == list(PEOPLE)


async def test_somebody_is_added_renamed_and_removed(
    hass: HomeAssistant, entry: MockConfigEntry, socket: MockHAClientWebSocket, hass_admin_user: MockUser
) -> None:
    added = await asked(socket, "people/add", **{**BEN_ADDED, "name": " Ben ", "recipient": f"{BEN}\n"})
    assert stored(entry) == [*PEOPLE, BEN_ADDED]
    assert added == await asked(socket, "people/list")
    assert entry.runtime_data.settings.recipients == (RECIPIENT, RECOVERY, BEN)
    renamed = await asked(socket, "people/rename", recipient=BEN, name=" Benjamin ")
    assert stored(entry) == [*PEOPLE, {**BEN_ADDED, "name": "Benjamin"}]
    assert renamed == await asked(socket, "people/list")
    removed = await asked(socket, "people/remove", recipient=BEN)
    assert stored(entry) == list(PEOPLE)
    assert removed == await asked(socket, "people/list")
    assert {change.by for change in changes(entry)[1:]} == {hass_admin_user.id}
    assert Issue.RECIPIENTS_CHANGED not in issues(hass)


async def test_changes_at_the_same_time_all_count(
    hass: HomeAssistant, entry: MockConfigEntry, socket: MockHAClientWebSocket
) -> None:
    keys = [str(generate_identity(post_quantum=False).recipient) for _ in range(4)]
    for number, key in enumerate(keys):
        await socket.send_json_auto_id(
            {"type": "secure_video/people/add", "name": f"{number}", "recipient": key, "role": "family"}
        )
    assert all([(await socket.receive_json())["success"] for _ in keys])
    assert [person["recipient"] for person in stored(entry)] == [RECIPIENT, RECOVERY, *keys]
    await hass.async_block_till_done(wait_background_tasks=True)
    assert Issue.RECIPIENTS_CHANGED not in issues(hass)
    assert "unknown" not in {change.by for change in changes(entry)}


@pytest.mark.parametrize(
    ("command", "options", "reason"),
    [
        ("people/add", {**BEN_ADDED, "name": "  "}, "no_name"),
        ("people/add", {**BEN_ADDED, "recipient": RECIPIENT}, "same_key"),
        ("people/add", {**BEN_ADDED, "recipient": MODERN}, "mixed_keys"),
        ("people/add", {**BEN_ADDED, "recipient": SECRET}, "private_key"),
        ("people/add", {**BEN_ADDED, "recipient": "age1nonsense"}, "bad_recipient"),
        ("people/add", {**BEN_ADDED, "recipient": f"{BEN}\n{RECIPIENT}"}, "one_key"),
        ("people/remove", {"recipient": BEN}, "person_not_found"),
        ("people/remove", {"recipient": RECOVERY}, "last_recovery"),
        ("people/rename", {"recipient": BEN, "name": "Ben"}, "person_not_found"),
        ("people/rename", {"recipient": RECIPIENT, "name": " "}, "no_name"),
        ("people/answer", {"alarm_id": "", "was_me": True}, "changed_again"),
    ],
)
async def test_what_is_refused_changes_nothing(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    socket: MockHAClientWebSocket,
    caplog: pytest.LogCaptureFixture,
    command: str,
    options: dict[str, Any],
    reason: str,
) -> None:
    assert await refusal(socket, command, **options) == reason
    assert stored(entry) == list(PEOPLE)
    assert Issue.RECIPIENTS_CHANGED not in issues(hass)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.parametrize(
    "wrong", [{"role": "burglar"}, {"name": "n" * 101}, {"name": None}, {"recipient": 5}, {"more": True}]
)
async def test_what_is_not_understood(
    entry: MockConfigEntry, socket: MockHAClientWebSocket, wrong: dict[str, Any]
) -> None:
    response = await ask(socket, "people/add", **{**BEN_ADDED, **wrong})
    assert response["error"]["code"] == "invalid_format"
    assert stored(entry) == list(PEOPLE)


@pytest.mark.parametrize("was_me", [True, False])
async def test_an_alarm_is_answered(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    socket: MockHAClientWebSocket,
    hass_admin_user: MockUser,
    *,
    was_me: bool,
) -> None:
    await slip_in(hass, entry, PEOPLE[1], BURGLAR)
    alarm = (await asked(socket, "people/list"))["alarm"]
    assert [person["name"] for person in alarm["added"]] == ["Mallory"]
    assert [person["name"] for person in alarm["removed"]] == ["Anna"]
    for command, options in (
        ("people/add", BEN_ADDED),
        ("people/remove", {"recipient": BURGLAR["recipient"]}),
        ("people/rename", {"recipient": RECOVERY, "name": "Safe"}),
    ):
        assert await refusal(socket, command, **options) == "people_not_agreed"

    answered = await asked(socket, "people/answer", alarm_id=alarm["alarm_id"], was_me=was_me)
    assert stored(entry) == ([PEOPLE[1], BURGLAR] if was_me else list(PEOPLE))
    assert answered["alarm"] is None
    assert answered == await asked(socket, "people/list")
    assert changes(entry)[-1].by == hass_admin_user.id
    assert Issue.RECIPIENTS_CHANGED not in issues(hass)


async def test_only_what_was_shown_is_agreed_to(
    hass: HomeAssistant, entry: MockConfigEntry, socket: MockHAClientWebSocket
) -> None:
    await slip_in(hass, entry, PEOPLE[1])
    alarm = (await asked(socket, "people/list"))["alarm"]
    await slip_in(hass, entry, PEOPLE[1], BURGLAR)
    assert await refusal(socket, "people/answer", alarm_id=alarm["alarm_id"], was_me=True) == "changed_again"
    assert Issue.RECIPIENTS_CHANGED in issues(hass)


async def test_a_list_that_keeps_the_entry_from_starting_can_be_put_right(
    hass: HomeAssistant, entry: MockConfigEntry, socket: MockHAClientWebSocket
) -> None:
    await slip_in(hass, entry, PEOPLE[0], {"name": "Mallory", "recipient": "no key", "role": "family"})
    alarm = (await asked(socket, "people/list"))["alarm"]
    assert (await ask(socket, "clips/list"))["error"]["translation_key"] == "not_loaded"
    await asked(socket, "people/answer", alarm_id=alarm["alarm_id"], was_me=False)
    assert (await ask(socket, "clips/list"))["success"]
    assert stored(entry) == list(PEOPLE)


async def test_without_an_entry(hass: HomeAssistant, hass_ws_client: WebSocketGenerator) -> None:
    assert await async_setup_component(hass, "secure_video", {})
    socket = await hass_ws_client()
    assert await refusal(socket, "people/list") == "not_loaded"


async def test_nothing_of_a_private_key_is_told_or_logged(
    hass: HomeAssistant,
    new_entry: MockConfigEntry,
    new_socket: MockHAClientWebSocket,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Home Assistant itself logs whole messages where that is asked for; we add nothing to it."""
    caplog.set_level("INFO", logger="homeassistant.components.websocket_api.http.connection")
    for command, options in (
        ("setup/begin", {"people": [{**NEW_PEOPLE[1], "recipient": SECRET}]}),
        ("people/add", {**BEN_ADDED, "recipient": SECRET}),
    ):
        assert SECRET not in json.dumps(await ask(new_socket, command, **options))
    begun = await asked(new_socket, "setup/begin", people=[NEW_PEOPLE[1]])
    diagnostics = json.dumps(await async_get_config_entry_diagnostics(hass, new_entry))
    answer = sha256(opened(begun["sealed"], DRAWER)).hexdigest()
    for secret in (SECRET, answer):
        assert secret not in caplog.text
        assert secret not in diagnostics
