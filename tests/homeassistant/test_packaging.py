"""What Home Assistant's validator (hassfest) and HACS check of an integration's files, as far as it can be offline."""

import ast
import re
import tomllib
from typing import Any

import probatio as vol
import pytest
from awesomeversion import AwesomeVersion, AwesomeVersionStrategy
from homeassistant.const import Platform
from homeassistant.helpers import config_validation as cv
from PIL import Image

from .integration_files import INTEGRATION, ROOT, modules, read_json

MANIFEST_SCHEMA = vol.Schema(
    {
        vol.Required("domain"): "secure_video",
        vol.Required("name"): str,
        vol.Optional("after_dependencies"): [cv.slug],
        vol.Required("codeowners"): vol.All([vol.Match(r"^@[\w-]+(/[\w-]+)?$")], vol.Length(min=1)),
        vol.Required("config_flow"): True,
        vol.Optional("dependencies"): [cv.slug],
        vol.Required("documentation"): vol.All(cv.url, vol.Match(r"^https://(?!www\.home-assistant\.io)")),
        vol.Required("integration_type"): vol.In(["hub", "service"]),
        vol.Required("iot_class"): "local_push",
        vol.Required("issue_tracker"): cv.url,
        vol.Optional("loggers"): [str],
        vol.Optional("requirements"): [vol.Match(r"^[\w.-]+==[\w.]+$")],
        vol.Required("single_config_entry"): True,
        vol.Required("version"): str,
    }
)

# Components that may be imported although the manifest does not name them.
ALWAYS_THERE = {platform.value for platform in Platform} | {
    "frontend",
    "homeassistant",
    "media_source",
    "panel_custom",
    "persistent_notification",
    "stream",
    "system_health",
    "websocket_api",
}


@pytest.fixture(name="manifest")
def manifest_fixture() -> dict[str, Any]:
    return read_json(INTEGRATION / "manifest.json")


def test_manifest_is_valid_and_sorted(manifest: dict[str, Any]) -> None:
    MANIFEST_SCHEMA(manifest)
    keys = list(manifest)
    assert keys[:2] == ["domain", "name"]
    assert keys[2:] == sorted(keys[2:])


def test_one_version_everywhere(manifest: dict[str, Any]) -> None:
    AwesomeVersion(manifest["version"], ensure_strategy=AwesomeVersionStrategy.SEMVER)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == manifest["version"]


def test_there_is_only_one_manifest() -> None:
    """HACS and Home Assistant's validator look for the name in the whole repository."""
    found = []
    for folder, folders, files in ROOT.walk():
        folders[:] = [name for name in folders if not name.startswith(".") and name != "node_modules"]
        found += [folder / name for name in files if name == "manifest.json"]
    assert found == [INTEGRATION / "manifest.json"]


def test_imported_components_are_declared(manifest: dict[str, Any]) -> None:
    declared = ALWAYS_THERE | set(manifest.get("dependencies", ())) | set(manifest.get("after_dependencies", ()))
    undeclared = {
        (path.name, component)
        for path, module in modules()
        for component in _imported_components(module)
        # A platform file (logbook.py) is imported by its component, so it may import that.
        if component not in declared and component != path.stem
    }
    assert not undeclared


def test_hacs_json_is_valid() -> None:
    hacs = vol.Schema({vol.Required("name"): str, vol.Required("homeassistant"): vol.Match(r"^\d{4}\.\d+\.\d+$")})
    assert hacs(read_json(ROOT / "hacs.json"))["name"] == read_json(INTEGRATION / "manifest.json")["name"]
    assert [folder.name for folder in (ROOT / "custom_components").iterdir() if folder.is_dir()] == ["secure_video"]


def test_nothing_is_built_at_installation() -> None:
    """HACS copies the folder: no link may lead out of it, and each path must survive a zip file on any system."""
    for path in INTEGRATION.rglob("*"):
        assert not path.is_symlink(), path
        assert re.fullmatch(r"[\w.@-]+", path.name), path


@pytest.mark.parametrize(
    ("name", "size"), [("icon.png", (256, 256)), ("icon@2x.png", (512, 512)), ("logo.png", (None, 256))]
)
def test_brand_images(name: str, size: tuple[int | None, int]) -> None:
    with Image.open(INTEGRATION / "brand" / name) as image:
        assert image.format == "PNG"
        assert image.mode == "RGBA"
        assert image.height == size[1]
        assert size[0] in {None, image.width}
        assert image.getpixel((0, 0)) == (0, 0, 0, 0)


def _imported_components(module: ast.Module) -> set[str]:
    prefix = "homeassistant.components"
    found = set()
    for node in ast.walk(module):
        match node:
            case ast.ImportFrom(module=str(name)) if name.startswith(f"{prefix}."):
                found.add(name.split(".")[2])
            case ast.ImportFrom(module=name, names=names) if name == prefix:
                found |= {alias.name for alias in names}
            case ast.Import(names=names):
                found |= {alias.name.split(".")[2] for alias in names if alias.name.startswith(f"{prefix}.")}
    return found
