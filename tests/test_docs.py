"""Every link between the Markdown files leads somewhere."""

import re
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
FILES: Final = sorted(file for pattern in ("*.md", "docs/**/*.md", "models/*.md") for file in ROOT.glob(pattern))
FENCED: Final = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
HEADING: Final = re.compile(r"^#+ (.*)$", re.MULTILINE)
LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
MARKUP: Final = re.compile(r"[`*]|\]\([^)]*\)|[^\w\- ]")


def anchors(file: Path) -> set[str]:
    """What GitHub calls its headings."""
    headings = HEADING.findall(FENCED.sub("", file.read_text(encoding="utf-8")))
    return {MARKUP.sub("", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_links_lead_somewhere(file: Path) -> None:
    for link in LINK.findall(file.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        if "://" in path:
            continue
        target = file.parent / path if path else file
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link
