"""ARCHITECTURE.md tells where everything is: every module has a place in it, and what it names is there."""

import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
INTEGRATION: Final = ROOT / "custom_components" / "secure_video"
ENGINE: Final = INTEGRATION / "engine"
PAGE: Final = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
NAMED: Final = set(re.findall(r"`([\w/.-]+)`", PAGE))
WORDS: Final = {name.rpartition("/")[2].removesuffix(".py") for name in NAMED}

WHOLE: Final = {"model", "vault", "verify"}
"""Parts of the engine that are told as one."""

HOME_ASSISTANTS: Final = {
    *("binary_sensor", "camera", "event", "image", "sensor", "switch", "entity"),
    *("const", "diagnostics", "logbook", "system_health"),
}
"""What Home Assistant names, and whoever knows it looks for: platforms, and hooks of its own."""


def test_every_module_of_the_engine_has_its_place() -> None:
    modules = [path.relative_to(ENGINE) for path in ENGINE.rglob("*.py") if path.stem != "__init__"]
    assert [str(path) for path in modules if path.parts[0] not in WHOLE and path.stem not in WORDS] == []


def test_every_module_of_home_assistants_side_has_its_place() -> None:
    modules = {path.stem for path in INTEGRATION.glob("*.py")}
    assert modules - WORDS - HOME_ASSISTANTS == set()


def test_every_path_that_is_named_is_there() -> None:
    places = (ROOT, INTEGRATION, ENGINE, ROOT / "frontend" / "src")
    paths = {name for name in NAMED if "/" in name}
    assert {
        path for path in paths if not any(each.exists() for place in places for each in _files(place, path))
    } == set()


def _files(place: Path, name: str) -> tuple[Path, ...]:
    return place / name, place / f"{name}.py", place / f"{name}.ts"
