"""A chart for a report, drawn by hand: SVG is text."""

from collections.abc import Mapping
from html import escape

WIDTH, LEFT, ROW = 640, 150, 34


def bars(title: str, shares: Mapping[str, float], *, limit: float) -> str:
    """One horizontal bar per share, and a line at the limit."""
    scale = (WIDTH - LEFT - 70) / max(1.0, *shares.values())
    height = ROW * (len(shares) + 2)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif">',
        f'<text x="10" y="22" font-weight="bold">{escape(title)}</text>',
    ]
    for number, (name, share) in enumerate(shares.items(), start=1):
        top, length = number * ROW, max(1.0, share * scale)
        lines += [
            f'<text x="{LEFT - 10}" y="{top + 21}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{LEFT}" y="{top + 6}" width="{length:.1f}" height="{ROW - 12}" fill="#3573b9"/>',
            f'<text x="{LEFT + length + 8:.1f}" y="{top + 21}">{share:.2f}</text>',
        ]
    at = LEFT + limit * scale
    bottom = ROW * (len(shares) + 1)
    lines += [
        f'<line x1="{at:.1f}" y1="{ROW}" x2="{at:.1f}" y2="{bottom}" stroke="#c0392b" stroke-dasharray="4 3"/>',
        f'<text x="{at:.1f}" y="{bottom + 18}" text-anchor="middle" fill="#c0392b">at most {limit}</text>',
        "</svg>",
    ]
    return "\n".join(lines) + "\n"
