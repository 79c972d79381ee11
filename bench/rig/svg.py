"""Line charts as SVG that can be read on light and on dark pages: no background, text in mid grey."""

import math
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 720, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 168, 40, 52
INK = "#808890"
COLOURS = ("#3a86c8", "#d9792b", "#4a9c5d", "#a06cc0")


@dataclass(frozen=True)
class Axis:
    label: str
    ticks: tuple
    low: float
    high: float
    is_log: bool = False

    def share(self, value):
        """Where a value lies: 0 at the low end, 1 at the high end."""
        low, high, at = (math.log(v) if self.is_log else v for v in (self.low, self.high, value))
        return (at - low) / (high - low)


def categories(label, values):
    """A logarithmic axis with a tick at each of the values."""
    return Axis(label, tuple(values), values[0], values[-1], is_log=True)


def from_zero(label, most):
    """A linear axis from 0 on with round ticks."""
    rough = most / 5
    magnitude = 10 ** math.floor(math.log10(rough))
    step = next(magnitude * factor for factor in (1, 2, 5, 10) if magnitude * factor >= rough)
    count = math.ceil(most / step)
    return Axis(label, tuple(step * i for i in range(count + 1)), 0, step * count)


def line_chart(title, x, y, lines):
    """`lines`: names, each with its points; a name stands at the end of its line."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" font-family="system-ui, sans-serif" font-size="13" fill="{INK}">',
        f"<title>{escape(title)}</title>",
        f'<text x="{LEFT}" y="20" font-size="15" font-weight="600">{escape(title)}</text>',
        *_grid(x, y),
    ]
    ends = _spread([_y(y, points[-1][1]) for points in lines.values()])
    for (name, points), end, colour in zip(lines.items(), ends, COLOURS):
        parts += _line(name, [(_x(x, px), _y(y, py), py) for px, py in points], end, colour)
    return "\n".join([*parts, "</svg>", ""])


def _grid(x, y):
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    for tick in y.ticks:
        at = _y(y, tick)
        yield f'<path d="M{LEFT} {at:.1f}H{right}" stroke="{INK}" stroke-opacity="0.3"/>'
        yield f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{tick:,g}</text>'
    for tick in x.ticks:
        at = _x(x, tick)
        yield f'<path d="M{at:.1f} {bottom}v5" stroke="{INK}"/>'
        yield f'<text x="{at:.1f}" y="{bottom + 20}" text-anchor="middle">{tick:,g}</text>'
    yield f'<text x="{(LEFT + right) / 2}" y="{HEIGHT - 10}" text-anchor="middle">{escape(x.label)}</text>'
    middle = (TOP + bottom) / 2
    yield f'<text transform="translate(16 {middle}) rotate(-90)" text-anchor="middle">{escape(y.label)}</text>'


def _line(name, points, label_y, colour):
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
    yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for x, y, value in points:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"><title>{value:.4g}</title></circle>'
    yield f'<text x="{WIDTH - RIGHT + 10}" y="{label_y + 4:.1f}" fill="{colour}">{escape(name)}</text>'


def _spread(places):
    """Moves labels apart that would lie on each other."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    for before, after in zip(order, order[1:]):
        places[after] = max(places[after], places[before] + 16)
    return places


def _x(axis, value):
    return LEFT + axis.share(value) * (WIDTH - LEFT - RIGHT)


def _y(axis, value):
    return HEIGHT - BOTTOM - axis.share(value) * (HEIGHT - TOP - BOTTOM)
