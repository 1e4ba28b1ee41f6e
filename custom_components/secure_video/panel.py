"""The page in the sidebar: its files, built from frontend/, and how Home Assistant's frontend gets to know it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aiohttp import web
from homeassistant.components import frontend, panel_custom
from homeassistant.components.http import HomeAssistantView
from homeassistant.core import callback
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from homeassistant.core import HomeAssistant

DATA_PANEL: HassKey[PanelFiles] = HassKey(f"{DOMAIN}_panel")

PANEL_PATH: Final = "secure-video"
PANEL_ELEMENT: Final = "secure-video-panel"
FILES_URL: Final = "/secure_video_panel"
HOST_MODULE: Final = "secure-video-*.js"
VIEWER: Final = "viewer.html"

_FOLDER: Final = Path(__file__).parent / "panel"
_TYPES: Final = {".html": "text/html", ".js": "text/javascript"}

_HEADERS: Final = {
    # Names carry the hash of the content.
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    # A page of ours gets an origin of its own even where it is opened without our frame around it, and is in no page
    # but Home Assistant's. What it may load, it says itself.
    "Content-Security-Policy": "sandbox allow-scripts allow-downloads allow-modals; frame-ancestors 'self'",
}
_VIEWER_HEADERS: Final = {
    **_HEADERS,
    "Cache-Control": "no-cache",
    "Content-Disposition": 'attachment; filename="secure-video-viewer.html"',
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelFiles:
    """What was built, by name, and the name of the module that Home Assistant's page loads."""

    contents: Mapping[str, bytes]
    module: str


async def async_set_up_panel(hass: HomeAssistant) -> None:
    """Serve the panel's files. Called once, when the integration is set up."""
    hass.data[DATA_PANEL] = files = await hass.async_add_executor_job(_read_files)
    hass.http.register_view(PanelFileView(files))
    hass.http.register_view(ViewerView(files))


async def async_show_panel(hass: HomeAssistant) -> None:
    """Show the panel in the sidebar, and offer its card, unless that is done already or there is no frontend."""
    if frontend.DOMAIN not in hass.config.components or frontend.async_panel_exists(hass, PANEL_PATH):
        return
    module_url = f"{FILES_URL}/{hass.data[DATA_PANEL].module}"
    frontend.add_extra_js_url(hass, module_url)
    await panel_custom.async_register_panel(
        hass,
        frontend_url_path=PANEL_PATH,
        webcomponent_name=PANEL_ELEMENT,
        sidebar_title="Secure Video",
        sidebar_icon="mdi:shield-lock",
        module_url=module_url,
    )


@callback
def async_hide_panel(hass: HomeAssistant) -> None:
    """Take the panel away. Not while the entry is reloaded: whoever looks at it would lose their keys."""
    if frontend.DOMAIN in hass.config.components and frontend.async_panel_exists(hass, PANEL_PATH):
        frontend.async_remove_panel(hass, PANEL_PATH)
        frontend.remove_extra_js_url(hass, f"{FILES_URL}/{hass.data[DATA_PANEL].module}")


class PanelFileView(HomeAssistantView):
    """The program: the same for everybody, and nothing in it is secret, so no signing in."""

    url = f"{FILES_URL}/{{name}}"
    name = "secure_video:panel"
    requires_auth = False

    def __init__(self, files: PanelFiles) -> None:
        """Serve these files."""
        self._files = files

    async def get(self, _request: web.Request, name: str) -> web.Response:
        """Return one of the files, or 404."""
        content = self._files.contents.get(name)
        if content is None:
            raise web.HTTPNotFound
        return _compressed(web.Response(body=content, content_type=_TYPES[Path(name).suffix], headers=_HEADERS))


class ViewerView(HomeAssistantView):
    """The offline viewer, to be kept beside the recovery sheet."""

    url = "/api/secure_video/viewer"
    name = "api:secure_video:viewer"

    def __init__(self, files: PanelFiles) -> None:
        """Serve the one of these files."""
        self._content = files.contents[VIEWER]

    async def get(self, _request: web.Request) -> web.Response:
        """Return it as a download."""
        return _compressed(web.Response(body=self._content, content_type="text/html", headers=_VIEWER_HEADERS))


def _compressed(response: web.Response) -> web.Response:
    response.enable_compression()
    return response


def _read_files() -> PanelFiles:
    contents = {path.name: path.read_bytes() for path in _FOLDER.iterdir() if path.suffix in _TYPES}
    (module,) = _FOLDER.glob(HOST_MODULE)
    return PanelFiles(contents=contents, module=module.name)
