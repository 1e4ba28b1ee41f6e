"""Reads the files that describe the integration to Home Assistant and to HACS."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
INTEGRATION: Final = ROOT / "custom_components" / "secure_video"


def read_json(path: Path) -> dict[str, Any]:
    """One JSON object. Fails on a key that is written twice, which `json` would forgive."""
    content = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_without_duplicates)
    assert isinstance(content, dict)
    return content


def leaves(tree: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a translation file with its path: `config.step.user.title`."""
    for key, value in tree.items():
        path = f"{prefix}.{key}" if prefix else key
        if isinstance(value, dict):
            yield from leaves(value, path)
        else:
            yield path, value


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """The integration's own modules, parsed; the engine's are left out."""
    for path in sorted(INTEGRATION.glob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def translation_keys(module: ast.Module) -> set[str]:
    """Keys that are written out. Those computed from an error's type are covered by the tests of the flows."""
    return {
        keyword.value.value
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "translation_key"
        and isinstance(keyword.value, ast.Constant)
        and isinstance(keyword.value.value, str)
    }


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    assert len(content) == len(pairs), f"a key is written twice: {[key for key, _ in pairs]}"
    return content
