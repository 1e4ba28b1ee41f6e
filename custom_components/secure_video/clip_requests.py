"""What a request about clips is answered from: who asks, which clip, and how it is refused. Shared by all views."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from aiohttp import web
from homeassistant.components.http import KEY_AUTHENTICATED, KEY_HASS, KEY_HASS_USER
from homeassistant.helpers.json import json_dumps

from .clip_access import may_see, user_id
from .engine.clips.store import META_SUFFIX
from .engine.errors import ClipNotFound, EngineError, NotUnlocked, VaultError
from .engine.model.clips import ClipEntry, ClipState
from .engine.model.names import ClipId
from .engine.vault.unlock import Access, Part
from .running import running

if TYPE_CHECKING:
    from pathlib import Path

    from homeassistant.auth.models import User

    from .running import SecureVideo

NOT_KEPT: Final = {"Cache-Control": "private, no-store"}
"""No copy stays anywhere but where it is shown."""
SEALED_TYPE: Final = "application/age"

WHOLE: Final = frozenset({ClipState.SEALED})

_REFUSALS: Final[dict[type[EngineError], type[web.HTTPError]]] = {
    ClipNotFound: web.HTTPNotFound,
    NotUnlocked: web.HTTPGone,
    VaultError: web.HTTPUnprocessableEntity,
    EngineError: web.HTTPServiceUnavailable,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipRequest:
    """A user asks for a sealed clip, and may."""

    runtime: SecureVideo
    user: User
    clip: ClipEntry

    @property
    def access(self) -> Access:
        """Under which it may be unlocked."""
        return Access(user=user_id(self.user), clip_id=self.clip.id)

    def path(self, part: Part) -> Path:
        """Where the clip's sealed files are."""
        path = self.runtime.clips.store.path(self.clip)
        return path if part is Part.VIDEO else path.with_name(f"{self.clip.id}{META_SUFFIX}")


def running_for(request: web.Request) -> SecureVideo:
    """Return what is running. Raises `web.HTTPError` unless something is, and somebody has signed in."""
    if not request[KEY_AUTHENTICATED]:
        raise refusal(web.HTTPForbidden, "Sign in to Home Assistant, or ask for a new address: this one is too old.")
    runtime = running(request.app[KEY_HASS])
    if runtime is None:
        raise refusal(web.HTTPServiceUnavailable, "Secure Video is not running.")
    return runtime


def check_admin(request: web.Request) -> None:
    """Raise `web.HTTPError` for everybody but administrators. Only for views that require signing in."""
    # With the 401 of Home Assistant's own check, this would count as a failed login.
    if not request[KEY_HASS_USER].is_admin:
        raise refusal(web.HTTPForbidden, "Only administrators may do this.")


async def async_clip_requests(
    request: web.Request, ids: Sequence[ClipId], *, states: frozenset[ClipState] = WHOLE
) -> list[ClipRequest]:
    """Find the clips. Raises `web.HTTPError` unless all are there, in such a state, and for this user; `StoreError`."""
    hass, runtime = request.app[KEY_HASS], running_for(request)
    user: User = request[KEY_HASS_USER]
    clips = await runtime.clips.async_ask(lambda store: [store.entry(clip_id) for clip_id in ids])
    for clip in clips:
        if not may_see(hass, user, clip.camera_id):
            raise refusal(web.HTTPForbidden, f"You may not see the camera of clip {clip.id}.")
        if clip.state not in states:
            raise refusal(
                web.HTTPConflict, f"Clip {clip.id} is not complete. Its owner can recover it with the verifier."
            )
    return [ClipRequest(runtime=runtime, user=user, clip=clip) for clip in clips]


async def async_clip_request(
    request: web.Request, clip_id: str, *, states: frozenset[ClipState] = WHOLE
) -> ClipRequest:
    """Find one clip, as `async_clip_requests`."""
    return (await async_clip_requests(request, [ClipId(clip_id)], states=states))[0]


def refusal(
    kind: type[web.HTTPError], message: str, headers: Mapping[str, str] = MappingProxyType({})
) -> web.HTTPError:
    """Return what to raise instead of an answer."""
    text = json_dumps({"message": message})
    return kind(text=text, content_type="application/json", headers={**NOT_KEPT, **headers})


@contextmanager
def engine_errors_refused() -> Iterator[None]:
    """Answer the engine's errors with a status and a sentence."""
    try:
        yield
    except EngineError as error:
        kind = next(_REFUSALS[base] for base in type(error).__mro__ if base in _REFUSALS)
        raise refusal(kind, str(error)) from error
