"""The picture that a camera's set-up shows before it is saved: in memory only, gone when the flow ends."""

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from aiohttp import web
from homeassistant.components.http import KEY_AUTHENTICATED, KEY_HASS, HomeAssistantView
from homeassistant.components.http.auth import async_sign_path
from homeassistant.core import callback
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

DATA_PREVIEWS: HassKey[dict[str, bytes]] = HassKey(f"{DOMAIN}_previews")

PREVIEW_LIFETIME: Final = timedelta(minutes=15)
"""How long the picture's address is good: longer than anybody looks at a form."""


@callback
def async_register_preview_view(hass: HomeAssistant) -> None:
    """Serve previews. Called once, when the integration is set up."""
    hass.data[DATA_PREVIEWS] = {}
    hass.http.register_view(StreamPreviewView())


@callback
def async_show_preview(hass: HomeAssistant, flow_id: str, picture: bytes) -> str:
    """Keep the picture of a flow and return an address that shows it without signing in."""
    hass.data[DATA_PREVIEWS][flow_id] = picture
    return async_sign_path(hass, StreamPreviewView.url.format(flow_id=flow_id), PREVIEW_LIFETIME)


@callback
def async_forget_preview(hass: HomeAssistant, flow_id: str) -> None:
    """Forget the picture of a flow, if there is one."""
    hass.data.get(DATA_PREVIEWS, {}).pop(flow_id, None)


class StreamPreviewView(HomeAssistantView):
    """Serves the preview of one flow."""

    url = "/api/secure_video/preview/{flow_id}"
    name = "api:secure_video:preview"
    # A page left open asks again after the signature has expired: with the 401 of `requires_auth` that would count as
    # a failed login and could ban the owner's own address.
    requires_auth = False

    async def get(self, request: web.Request, flow_id: str) -> web.Response:
        """Return the picture as JPEG."""
        if not request[KEY_AUTHENTICATED]:
            return web.Response(status=HTTPStatus.FORBIDDEN)
        picture = request.app[KEY_HASS].data[DATA_PREVIEWS].get(flow_id)
        if picture is None:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        return web.Response(body=picture, content_type="image/jpeg", headers={"Cache-Control": "private, no-store"})
