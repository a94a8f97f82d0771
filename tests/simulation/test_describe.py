"""The page about the city: every picture stands in it, nothing is heavy, and the same city gives the same page."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from data_sim.city import build
from data_sim.describe import describe, describe_county
from data_sim.drawing import intervals, log_points, paired_bars

DOCS = Path(__file__).parents[2] / "docs"
HEAVIEST = 200_000


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[list[Path]]:
    return [describe(build("village", 3), tmp_path_factory.mktemp(name)) for name in ("one", "two")]


def test_the_same_city_gives_the_same_page(pages: list[list[Path]]) -> None:
    one, two = pages
    assert [path.name for path in one] == [path.name for path in two]
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_the_page_in_the_docs_is_the_one_that_is_generated(tmp_path: Path) -> None:
    made = {path.relative_to(tmp_path): path.read_bytes() for path in describe_county(tmp_path)}
    held = {path.relative_to(DOCS) for path in (DOCS / "city.md", *(DOCS / "images").glob("city-*.svg"))}
    assert held == set(made)
    assert [str(path) for path, page in made.items() if (DOCS / path).read_bytes() != page] == []


def test_every_picture_stands_in_the_page_with_numbers_under_it(pages: list[list[Path]]) -> None:
    page, *pictures = pages[0]
    text = page.read_text("utf-8")
    assert re.findall(r"!\[[^]]+\]\(images/([^)]+)\)", text) == [path.name for path in pictures]
    assert len(re.findall(r"^(?:\| --- )+\|$", text, re.MULTILINE)) == len(pictures)
    assert sum(path.stat().st_size for path in pictures) < HEAVIEST


def test_pictures_are_whole_and_name_what_they_show(pages: list[list[Path]]) -> None:
    for path in pages[0][1:]:
        root = ElementTree.fromstring(path.read_text("utf-8"))
        assert root.attrib["aria-label"]


def test_bars_are_as_high_as_their_figures() -> None:
    root = ElementTree.fromstring(paired_bars("t", ["a"], [2.0], [1.0], "%"))
    heights = [float(r.attrib["height"]) for r in root.iter("{http://www.w3.org/2000/svg}rect") if r.attrib.get("x")]
    assert heights[0] == pytest.approx(2 * heights[1], abs=0.2)


def test_a_line_to_compare_bears_its_name() -> None:
    picture = log_points("t", [(1, 100), (10, 10)], ("x", "y"), [(1, 100), (10, 9)], "power −1.06")
    assert "power −1.06" in picture
    assert "stroke-dasharray" in picture


def test_ratios_lie_on_the_axis_and_are_cut_at_its_ends() -> None:
    root = ElementTree.fromstring(intervals("t", [("a", 1.0, (0.0, 9.0))], 1.5))
    [ratio] = root.iter("{http://www.w3.org/2000/svg}circle")
    lines = [line.attrib for line in root.iter("{http://www.w3.org/2000/svg}line")]
    [across] = [line for line in lines if line["y1"] == line["y2"]]
    assert float(across["x1"]) < float(ratio.attrib["cx"]) < float(across["x2"]) <= 640
    assert float(ratio.attrib["cx"]) == pytest.approx((float(across["x1"]) + float(across["x2"])) / 2, abs=0.2)
