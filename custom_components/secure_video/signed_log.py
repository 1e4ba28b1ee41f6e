"""The signed log as Home Assistant keeps it: opened at set-up, heard from every hour, thinned out every day.

In `.storage`, and so in every backup of Home Assistant, is the key that signs it: whoever has the backup can sign in
this machine's name, and a machine restored from it goes on with the same log. Beside it is the last checkpoint, so that
a log that was put back or taken away while nobody looked shows at the next start.
"""

import logging
from collections import deque
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from errno import ENOENT
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from homeassistant.core import callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.storage import STORAGE_DIR, Store

from .engine.vault.log import (
    Content,
    DeviceKey,
    FindingKind,
    Heartbeat,
    Journal,
    Started,
    Stopped,
    load_device_key,
    verifier_key,
)
from .engine.vault.log.checkpoint import parse_checkpoint, to_base64
from .engine.vault.log.remembered import compare
from .signals import SIGNAL_PROBLEMS

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from .engine.model.names import ClipId

_LOGGER = logging.getLogger(__name__)

HEARTBEAT_INTERVAL: Final = timedelta(hours=1)
"""An hour in which nobody was at home to notice is short enough; in a year it is 3 MB."""

PRUNE_INTERVAL: Final = timedelta(days=1)

KEPT_FOR: Final = timedelta(days=365)
"""How long entries stay that no clip needs. Whoever looks once a year can still compare all of it with what they
remember, and a busy home writes some 15 MB in that time (measured: 360 bytes an entry)."""

SAVE_DELAY: Final = 300.0
"""Seconds until the last checkpoint is stored: a memory card should not be written for every clip."""

MAX_WAITING: Final = 1000
"""Entries that wait in memory while the folder cannot be written; then the oldest are lost."""

STORAGE_KEY: Final = "secure_video.log"
_CHECKPOINTS: Final = "checkpoints"
_DAMAGE: Final = "damage"


def device_key_path(hass: HomeAssistant) -> Path:
    """Return where the key is that signs the log and the list of people. Only its owner may read it."""
    return Path(hass.config.path(STORAGE_DIR, "secure_video.device_key.pem"))


async def async_device_key(hass: HomeAssistant) -> DeviceKey:
    """Return the key, which is made at first use. Raises `OSError`."""
    return await hass.async_add_executor_job(_load_device_key, device_key_path(hass))


def _load_device_key(path: Path) -> DeviceKey:
    path.parent.mkdir(exist_ok=True)
    return load_device_key(path)


class SignedLog:
    """The log and what is remembered of it."""

    def __init__(self, hass: HomeAssistant, folder: Path, key: DeviceKey) -> None:
        """Touch no file."""
        self.folder = folder
        self.key = key
        self._hass = hass
        self._store: Store[dict[str, Any]] = Store(hass, 1, STORAGE_KEY)
        self._remembered: dict[str, str] = {}
        self._damage: frozenset[FindingKind] = frozenset()
        self._journal: Journal | None = None
        self._checkpoint = ""
        self._waiting: deque[Content] = deque(maxlen=MAX_WAITING)
        self._turn = Lock()
        self._looked = 0
        self._is_failing = False

    @property
    def journal(self) -> Journal:
        """What clips are logged in. Raises `OSError` unless the log is open."""
        if self._journal is None:
            raise OSError("The log is not open")
        return self._journal

    @property
    def damage(self) -> tuple[FindingKind, ...]:
        """What was found lost, changed or hidden, until the owner has seen it."""
        return tuple(sorted(self._damage))

    @property
    def checkpoint(self) -> str:
        """The last signed checkpoint that was looked at."""
        return self._checkpoint

    @property
    def entries(self) -> int:
        """How many entries the last checkpoint signs."""
        return parse_checkpoint(self._checkpoint).size

    @property
    def root(self) -> str:
        """The hash in the last checkpoint, in Base64, which stands for all those entries."""
        return to_base64(parse_checkpoint(self._checkpoint).root)

    @property
    def verifier_key(self) -> str:
        """The public key, as the verifier and other tools for signed notes take it."""
        return str(verifier_key(self.key.public))

    async def async_open(self) -> None:
        """Open the log or begin one, and compare it with what is remembered. Raises `OSError`."""
        stored = await self._store.async_load() or {}
        self._remembered = dict(stored.get(_CHECKPOINTS, {}))
        self._damage = frozenset(FindingKind(kind) for kind in stored.get(_DAMAGE, ()))
        await self._hass.async_add_executor_job(self._open)
        self._async_save_later()

    async def async_close(self) -> None:
        """Say that this was on purpose, and sign it."""
        try:
            await self._hass.async_add_executor_job(self._close)
        except OSError as error:
            _LOGGER.warning("The log could not be closed properly: %s", error)
        await self._store.async_save(self._memory())

    def write(self, *contents: Content) -> None:
        """Log this durably, after all that waits. From any thread. Raises `OSError`; then it may not be signed."""
        with self._turn:
            self._write_waiting()
            for content in contents:
                self.journal.append(content)
            self._checkpoint = self.journal.commit()

    @callback
    def async_note(self, *contents: Content) -> None:
        """Log this soon, without waiting for the disk. With nothing to log: remember the last checkpoint."""
        self._waiting.extend(contents)
        self._hass.async_create_task(self._async_settle(), "secure_video: log")

    @callback
    def async_heartbeat(self, _now: datetime) -> None:
        """Say that somebody is still here."""
        self.async_note(Heartbeat())

    async def async_prune(self, still_there: Collection[ClipId], now: datetime) -> None:
        """Drop old entries that no clip needs."""
        try:
            await self._hass.async_add_executor_job(self.journal.prune, now - KEPT_FOR, still_there)
            await self._hass.async_add_executor_job(self.write)
        except OSError as error:
            _LOGGER.warning("Old entries of the log could not be dropped: %s", error)
        self._async_look()

    @callback
    def async_forgive(self) -> None:
        """The owner has seen the damage: remember the log as it is now."""
        self._damage = frozenset()
        self._async_save_later()

    def size(self) -> int:
        """Return the bytes of all files. Reads the disk. Raises `OSError`."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())

    def _open(self) -> None:
        if not self.folder.parent.is_dir():
            # A network folder that is not mounted must not have a log begun in its place.
            raise FileNotFoundError(ENOENT, "The folder of the log is not there")
        journal = Journal(self.folder, self.key)
        try:
            remembered = self._remembered.get(str(self.folder))
            finding = compare(self.folder, self.key.public, remembered) if remembered else None
            if finding and finding.is_damage:
                _LOGGER.error("Log %s: %s", finding.epoch, finding.detail)
                self._damage |= {finding.kind}
            journal.append(Started())
            self._checkpoint = journal.commit()
        except OSError:
            with suppress(OSError):
                journal.close()
            raise
        self._journal = journal
        self._look_for_damage()

    def _close(self) -> None:
        with self._turn:
            journal, self._journal = self._journal, None
            if journal is None:
                return
            try:
                for content in (*self._waiting, Stopped()):
                    journal.append(content)
            finally:
                journal.close()
                self._checkpoint = journal.checkpoint

    def _write_waiting(self) -> None:
        while self._waiting:
            self.journal.append(self._waiting[0])
            self._waiting.popleft()

    def _settle(self) -> None:
        with self._turn:
            if self._journal is None:
                return
            self._write_waiting()
            self._checkpoint = self._journal.checkpoint
            self._look_for_damage()

    def _look_for_damage(self) -> None:
        """Take what the log has found since it was last asked."""
        findings = self.journal.findings
        self._damage |= {finding.kind for finding in findings[self._looked :] if finding.is_damage}
        self._looked = len(findings)

    async def _async_settle(self) -> None:
        try:
            await self._hass.async_add_executor_job(self._settle)
        except OSError as error:
            if not self._is_failing:
                _LOGGER.warning("The log cannot be written, what happens waits in memory: %s", error)
            self._is_failing = True
        else:
            self._is_failing = False
        self._async_look()

    @callback
    def _async_look(self) -> None:
        if self._journal is None:
            # Whoever has opened it since remembers more.
            return
        self._async_save_later()
        if self._damage:
            async_dispatcher_send(self._hass, SIGNAL_PROBLEMS)

    @callback
    def _async_save_later(self) -> None:
        self._store.async_delay_save(self._memory, SAVE_DELAY)

    def _memory(self) -> dict[str, Any]:
        """What is stored. While the owner has not seen the damage, the old checkpoint still counts."""
        if self._checkpoint and (not self._damage or str(self.folder) not in self._remembered):
            self._remembered[str(self.folder)] = self._checkpoint
        return {_CHECKPOINTS: self._remembered, _DAMAGE: sorted(self._damage)}
