"""Keys that were lent: checked before they count, of use to one user only, and forgotten on time."""

import io
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from custom_components.secure_video.engine.errors import (
    BadHeader,
    ClipNotFound,
    Full,
    NotUnlocked,
    Tampered,
    WrongIdentity,
)
from custom_components.secure_video.engine.model.names import ClipId
from custom_components.secure_video.engine.vault.age import generate_identity, unwrap_file_key
from custom_components.secure_video.engine.vault.log import Unlocked
from custom_components.secure_video.engine.vault.unlock import (
    DEFAULT_LIFETIME,
    MAX_LIFETIME,
    Access,
    LentKey,
    Part,
    UnlockedClips,
    UserId,
)
from tests.sealing import seal

OWNER = generate_identity(post_quantum=False)
CLIP = bytes(value * 7 % 251 for value in range(3 * 65536 + 1000))
ANNA, BEN = UserId("anna"), UserId("ben")


class Vault:
    """Unlocked clips, what was announced of them, and files to unlock."""

    def __init__(self, folder: Path) -> None:
        """Nothing is unlocked."""
        self.folder = folder
        self.announced: list[Unlocked] = []
        self.unlocked = UnlockedClips(self.announced.append)

    def seal(self, name: str = "a", part: Part = Part.VIDEO, data: bytes = CLIP) -> LentKey:
        """Seal a file and return its key, as the owner would lend it."""
        sealed = seal(data, OWNER)
        path = self.folder / f"{name}.{part}"
        path.write_bytes(sealed)
        secret = unwrap_file_key(io.BytesIO(sealed), [OWNER])
        return LentKey(clip_id=ClipId(name), part=part, path=path, secret=secret)

    def read(self, user: UserId = ANNA, name: str = "a", *, part: Part = Part.VIDEO, now: float) -> bytes:
        """Read a whole file."""
        file = self.unlocked.open(access(user, name), part, now)
        try:
            return file.read(0, file.size, now)
        finally:
            file.close()

    def secrets(self) -> list[bytearray]:
        """The very memory that keys are in."""
        return [secret for clip in self.unlocked._held.values() for secret in clip.secrets.values()]


@pytest.fixture(name="vault")
def vault_fixture(tmp_path: Path) -> Vault:
    return Vault(tmp_path)


def access(user: UserId = ANNA, name: str = "a") -> Access:
    return Access(user=user, clip_id=ClipId(name))


def test_a_lent_key_opens_its_clip_for_one_user(vault: Vault) -> None:
    assert vault.unlocked.unlock(ANNA, [vault.seal()], lifetime=60, now=100) == 160
    assert vault.read(now=159.9) == CLIP
    with pytest.raises(NotUnlocked):
        vault.read(BEN, now=101)
    with pytest.raises(NotUnlocked):
        vault.read(name="b", now=101)


def test_each_part_has_its_own_key(vault: Vault) -> None:
    video, description = vault.seal(), vault.seal(part=Part.DESCRIPTION, data=b"{}")
    vault.unlocked.unlock(ANNA, [video], lifetime=60, now=0)
    with pytest.raises(NotUnlocked, match="description"):
        vault.read(part=Part.DESCRIPTION, now=1)
    vault.unlocked.unlock(ANNA, [video, description], lifetime=60, now=0)
    assert vault.read(part=Part.DESCRIPTION, now=1) == b"{}"
    assert vault.read(now=1) == CLIP


def test_it_is_announced_before_anything_can_be_read(vault: Vault) -> None:
    key = vault.seal()

    def announce(content: Unlocked) -> None:
        vault.announced.append(content)
        assert not vault.secrets()

    vault.unlocked = UnlockedClips(announce)
    vault.unlocked.unlock(ANNA, [key, vault.seal("b")], lifetime=5, now=0)
    assert vault.announced == [Unlocked(by="anna", clips=(ClipId("a"), ClipId("b")), lifetime=5)]


def test_what_cannot_be_announced_is_not_unlocked(vault: Vault) -> None:
    def announce(_content: Unlocked) -> None:
        raise Full("The disk of the log is full")

    unlocked = UnlockedClips(announce)
    with pytest.raises(Full):
        unlocked.unlock(ANNA, [vault.seal()], lifetime=5, now=0)
    assert not unlocked.expiries(ANNA, 0)
    assert unlocked.next_expiry() is None


@pytest.mark.parametrize("secret", [b"", b"x" * 16, b"x" * 15])
def test_a_wrong_key_unlocks_nothing_and_is_named(vault: Vault, secret: bytes) -> None:
    right = vault.seal()
    wrong = LentKey(clip_id=ClipId("b"), part=Part.VIDEO, path=vault.seal("b").path, secret=secret)
    with pytest.raises(WrongIdentity, match="clip b"):
        vault.unlocked.unlock(ANNA, [right, wrong], lifetime=5, now=0)
    assert not vault.announced
    assert not vault.secrets()


def test_the_key_of_another_clip_or_part_is_wrong(vault: Vault) -> None:
    clip, description = vault.seal(), vault.seal(part=Part.DESCRIPTION)
    mixed = LentKey(clip_id=clip.clip_id, part=Part.VIDEO, path=clip.path, secret=description.secret)
    with pytest.raises(WrongIdentity):
        vault.unlocked.unlock(ANNA, [mixed], lifetime=5, now=0)


def test_files_that_are_gone_or_none_of_ours(vault: Vault) -> None:
    key = vault.seal()
    key.path.write_bytes(b"something else")
    with pytest.raises(BadHeader):
        vault.unlocked.unlock(ANNA, [key], lifetime=5, now=0)
    key.path.unlink()
    with pytest.raises(ClipNotFound):
        vault.unlocked.unlock(ANNA, [key], lifetime=5, now=0)
    key = vault.seal("b")
    vault.unlocked.unlock(ANNA, [key], lifetime=5, now=0)
    key.path.unlink()
    with pytest.raises(ClipNotFound):
        vault.read(name="b", now=1)


def test_a_clip_that_was_cut_off_is_refused_and_its_file_closed(vault: Vault) -> None:
    key = vault.seal()
    vault.unlocked.unlock(ANNA, [key], lifetime=5, now=0)
    key.path.write_bytes(key.path.read_bytes()[:-1])
    with pytest.raises(Tampered):  # And no ResourceWarning, which would be an error.
        vault.read(now=1)


@pytest.mark.parametrize("lifetime", [-1, 0, MAX_LIFETIME + 1])
def test_lifetimes_have_limits(vault: Vault, lifetime: int) -> None:
    with pytest.raises(ValueError, match="seconds"):
        vault.unlocked.unlock(ANNA, [vault.seal()], lifetime=lifetime, now=0)
    assert not vault.announced


def test_past_its_end_nothing_opens_though_nothing_was_purged(vault: Vault) -> None:
    vault.unlocked.unlock(ANNA, [vault.seal()], lifetime=60, now=0)
    file = vault.unlocked.open(access(), Part.VIDEO, 59)
    assert file.read(0, 10, 59.9) == CLIP[:10]
    with pytest.raises(NotUnlocked):
        file.read(0, 10, 60)
    file.close()
    with pytest.raises(NotUnlocked):
        vault.read(now=60)
    assert vault.unlocked.expiries(ANNA, 60) == {}


def test_purging_overwrites_what_has_expired_and_nothing_else(vault: Vault) -> None:
    vault.unlocked.unlock(ANNA, [vault.seal("a")], lifetime=10, now=0)
    vault.unlocked.unlock(ANNA, [vault.seal("b")], lifetime=DEFAULT_LIFETIME, now=0)
    first, second = vault.secrets()
    assert vault.unlocked.next_expiry() == 10
    assert vault.unlocked.purge(9.9) == ()
    assert vault.unlocked.purge(10) == (access(name="a"),)
    assert first == bytes(16)
    assert second != bytes(16)
    assert vault.unlocked.next_expiry() == DEFAULT_LIFETIME


def test_locking_one_user_or_all_overwrites_their_keys(vault: Vault) -> None:
    key = vault.seal()
    for user in (ANNA, BEN):
        vault.unlocked.unlock(user, [key], lifetime=60, now=0)
    anna, ben = vault.secrets()
    file = vault.unlocked.open(access(ANNA), Part.VIDEO, 1)
    assert vault.unlocked.lock(ANNA) == (access(ANNA),)
    assert (anna == bytes(16), ben == bytes(16)) == (True, False)
    with pytest.raises(NotUnlocked):
        file.read(0, 10, 1)
    file.close()
    assert vault.read(BEN, now=1) == CLIP
    assert vault.unlocked.lock() == (access(BEN),)
    assert ben == bytes(16)
    assert vault.unlocked.lock() == ()


def test_unlocking_again_replaces_key_and_end(vault: Vault) -> None:
    key = vault.seal()
    vault.unlocked.unlock(ANNA, [key], lifetime=60, now=0)
    (before,) = vault.secrets()
    vault.unlocked.unlock(ANNA, [key], lifetime=5, now=10)
    assert before == bytes(16)
    assert vault.unlocked.expiries(ANNA, 10) == {"a": 15}


def test_no_key_shows(vault: Vault) -> None:
    key = vault.seal()
    vault.unlocked.unlock(ANNA, [key], lifetime=60, now=0)
    file = vault.unlocked.open(access(), Part.VIDEO, 1)
    file.close()
    shown = "".join(map(repr, (key, vault.unlocked, vault.unlocked._held, file, vault.announced)))
    for secret in (repr(key.secret), repr(bytearray(key.secret)), key.secret.hex()):
        assert secret not in shown


@settings(max_examples=100, deadline=None)
@given(
    story=st.lists(
        st.tuples(
            st.sampled_from(["unlock", "lock", "lock all", "purge"]), st.sampled_from([ANNA, BEN]), st.integers(1, 9)
        ),
        max_size=12,
    )
)
def test_only_what_is_unlocked_and_has_not_expired_can_be_read(
    story: list[tuple[str, UserId, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    vault = Vault(tmp_path_factory.mktemp("vault"))
    key = vault.seal(data=b"clip")
    ends: dict[UserId, float] = {}
    now = 0.0
    for event, user, seconds in story:
        now += 2
        match event:
            case "unlock":
                vault.unlocked.unlock(user, [key], lifetime=seconds, now=now)
                ends[user] = now + seconds
            case "lock":
                vault.unlocked.lock(user)
                ends.pop(user, None)
            case "lock all":
                vault.unlocked.lock()
                ends.clear()
            case _:
                vault.unlocked.purge(now)
        for reader in (ANNA, BEN):
            if ends.get(reader, 0) > now:
                assert vault.read(reader, now=now) == b"clip"
            else:
                with pytest.raises(NotUnlocked):
                    vault.read(reader, now=now)
