"""Small charts as SVG text: pairs of bars, points on logarithmic axes with a line to compare, ratios with intervals.

Flows in: labels and numbers. Flows out: an SVG of a few kilobytes, the same text every time. The city is drawn filled,
what is published hatched or as a line with a name, so that no chart speaks by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Final
from xml.sax.saxutils import escape

_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 640, 300, 56, 34, 46
_INK, _FILL, _LINE = "#333333", "#0072b2", "#b35900"
_FONT: Final = 'font-family="Noto Sans CJK SC, Source Han Sans SC, sans-serif" font-size="11"'
_HATCH: Final = (
    '<defs><pattern id="h" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="4" height="4" fill="#ffffff"/><line x1="0" y1="0" x2="0" y2="4" stroke="{_LINE}" stroke-width="2"/>'
    "</pattern></defs>"
)
Points = Sequence[tuple[float, float]]


def paired_bars(title: str, labels: Sequence[str], city: Sequence[float], published: Sequence[float], unit: str) -> str:
    """Two bars for each label: the city filled, the published figure hatched.

    >>> paired_bars("t", ["a"], [1.0], [2.0], "%").count("<rect")
    6
    """
    top = max([*city, *published, 1e-9]) * 1.1
    slot = (_WIDTH - _LEFT - 10) / len(labels)
    bar = slot * 0.38
    parts = [_text(_LEFT, _TOP - 8, unit)]
    for share in (0, 0.25, 0.5, 0.75, 1):
        y = _y(share)
        parts.append(f'<line x1="{_LEFT}" x2="{_WIDTH - 10}" y1="{y:.1f}" y2="{y:.1f}" stroke="#dddddd"/>')
        parts.append(_text(_LEFT - 6, y + 4, f"{share * top:.3g}", "end"))
    for n, (label, one, other) in enumerate(zip(labels, city, published, strict=True)):
        x = _LEFT + n * slot + slot * 0.1
        parts += [_bar(x, one / top, bar, _FILL), _bar(x + bar, other / top, bar, "url(#h)")]
        parts.append(_text(x + bar, _HEIGHT - _BOTTOM + 16, label, "middle"))
    return _framed(title, [_HATCH, *parts], (("city", _FILL), ("published", "url(#h)")))


def log_points(title: str, points: Points, axes: tuple[str, str], line: Points = (), line_name: str = "") -> str:
    """Points on logarithmic axes (nothing at or below 0 is drawn), and a dashed line that bears a name.

    >>> log_points("t", [(1, 10), (10, 1), (0, 5)], ("x", "y")).count("<circle")
    2
    """
    drawn = [(x, y) for x, y in points if x > 0 and y > 0]
    everything = [*drawn, *line]
    x_low, x_high = _decades([x for x, _ in everything])
    y_low, y_high = _decades([y for _, y in everything])

    def place(x: float, y: float) -> tuple[float, float]:
        across = (log10(x) - x_low) / (x_high - x_low)
        return _LEFT + across * (_WIDTH - _LEFT - 20), _y((log10(y) - y_low) / (y_high - y_low))

    parts = []
    for decade in range(x_low, x_high + 1):
        x, _ = place(10**decade, 10**y_low)
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_y(1):.1f}" y2="{_y(0):.1f}" stroke="#dddddd"/>')
        parts.append(_text(x, _y(0) + 16, _decade(decade), "middle"))
    for decade in range(y_low, y_high + 1):
        _, y = place(10**x_low, 10**decade)
        parts.append(f'<line x1="{_LEFT}" x2="{_WIDTH - 20}" y1="{y:.1f}" y2="{y:.1f}" stroke="#dddddd"/>')
        parts.append(_text(_LEFT - 6, y + 4, _decade(decade), "end"))
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2" fill="{_FILL}"/>' for x, y in (place(*p) for p in drawn)]
    if line:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*p) for p in line))
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{_LINE}" stroke-width="2" stroke-dasharray="6 4"/>'
        )
    parts += [_text(_WIDTH - 20, _HEIGHT - 8, axes[0], "end"), _text(_LEFT, _TOP - 8, axes[1])]
    return _framed(title, parts, (("city", _FILL), *(((line_name, _LINE),) if line else ())))


def intervals(title: str, rows: Sequence[tuple[str, float, tuple[float, float]]], limit: float) -> str:
    """Ratios with their intervals on a logarithmic axis around 1, and a dashed line at a limit.

    A row is a label, a ratio and an interval; what lies beyond the axis (0.2 to 5) is drawn at its end.

    >>> intervals("t", [("a", 1.2, (0.8, 1.9)), ("b", 0.0, (0.0, 3.7))], 1.5).count("<circle")
    2
    """
    low, high, left = 0.2, 5.0, 290
    height = _TOP + 22 * len(rows) + 30

    def across(value: float) -> float:
        share = log10(min(max(value, low), high) / low) / log10(high / low)
        return left + share * (_WIDTH - left - 20)

    parts = []
    for tick in (low, 0.5, 1.0, 2.0, high):
        ink = "#888888" if tick == 1 else "#dddddd"
        x = across(tick)
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{height - 26}" stroke="{ink}"/>')
        parts.append(_text(x, height - 10, f"{tick:g}", "middle"))
    x = across(limit)
    parts.append(
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{height - 26}" stroke="{_LINE}" stroke-width="1.5" '
        'stroke-dasharray="6 4"/>'
    )
    for n, (label, ratio, (start, end)) in enumerate(rows):
        y = _TOP + 22 * n + 12
        parts.append(_text(left - 8, y + 4, label, "end"))
        parts.append(
            f'<line x1="{across(start):.1f}" x2="{across(end):.1f}" y1="{y}" y2="{y}" stroke="{_INK}" '
            'stroke-width="1.2"/>'
        )
        parts.append(f'<circle cx="{across(ratio):.1f}" cy="{y}" r="4" fill="{_FILL}"/>')
    return _framed(title, parts, (("times the mean", _FILL), (f"{limit:g} times", _LINE)), height)


def _decades(values: Sequence[float]) -> tuple[int, int]:
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return low, max(high, low + 1)


def _decade(power: int) -> str:
    return f"{10**power:,}" if 0 <= power <= 6 else f"1e{power}"


def _y(share: float) -> float:
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def _bar(x: float, share: float, width: float, fill: str) -> str:
    y = _y(share)
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{_HEIGHT - _BOTTOM - y:.1f}" fill="{fill}" '
        f'stroke="{_INK}" stroke-width="0.6"/>'
    )


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{_INK}">{escape(text)}</text>'


def _framed(title: str, parts: Sequence[str], legend: Sequence[tuple[str, str]], height: int = _HEIGHT) -> str:
    shown = [_text(_WIDTH / 2, 14, title, "middle")]
    for n, (name, fill) in enumerate(legend):
        x = _WIDTH - 10 - 110 * (len(legend) - n)
        shown.append(f'<rect x="{x}" y="19" width="10" height="10" fill="{fill}" stroke="{_INK}" stroke-width="0.6"/>')
        shown.append(_text(x + 14, 28, name))
    body = "".join([*parts, *shown])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="{escape(title)}" {_FONT}><rect width="100%" height="100%" fill="#ffffff"/>{body}</svg>\n'
    )
