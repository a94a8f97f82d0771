"""html: pages in the looks of four content management systems.

Flows in: a publication and a style. Flows out: a page with navigation, imprint, text, tables and footer as such systems
write them, in UTF-8 or GB18030.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Final

from data_sim.publishing.document import Body, Publication, Table
from data_sim.publishing.formats.layout import Grid, lay_out
from data_sim.publishing.style import Merging, Skin, Style


def write(publication: Publication, style: Style, path: Path) -> list[Body | None]:
    """Write the page. Tables of the layout are none that a reader counts."""
    page = _SKINS[style.skin](publication, style)
    path.write_bytes((page + "\n").encode(style.encoding))
    return [
        Body.at(f"table:{number}", lay_out(table, style).heading + 1)
        for number, table in enumerate(publication.tables, start=1)
    ]


def _charset(style: Style) -> str:
    return "gb2312" if style.encoding == "gb18030" else "utf-8"


def _body(publication: Publication, style: Style) -> str:
    parts: list[str] = []
    for block in publication.blocks:
        if isinstance(block, str):
            parts.append(f"<p>{escape(style.wrote(block))}</p>")
        else:
            parts += _table(block, style)
    return "\n".join(parts)


def _table(table: Table, style: Style) -> list[str]:
    grid = lay_out(table, style)
    parts = []
    if table.caption:
        parts.append(f'<p style="text-align:center"><strong>{escape(style.wrote(table.caption))}</strong></p>')
    line = [
        style.wrote(text) for text in (table.left, "" if grid.heading > len(table.heading) else table.right) if text
    ]
    if line:
        parts.append(f"<p>{escape('　　　'.join(line))}</p>")
    is_short = style.merging is Merging.SHORT
    if style.skin is Skin.OLD:
        parts.append(
            f'<table border=1 cellspacing=0 cellpadding=0 width="100%">\n{_rows(grid, _old_cell, is_short)}\n</table>'
        )
    else:
        parts.append(f'<table border="1">\n{_rows(grid, _plain_cell, is_short)}\n</table>')
    parts += [f"<p>{escape(style.wrote(note))}</p>" for note in table.notes]
    return parts


def _rows(grid: Grid, cell: Callable[[str, str, bool], str], is_short: bool) -> str:
    covered = grid.covered()
    starts = {(a, b): (z - a + 1, y - b + 1) for a, b, z, y in grid.spans}
    lines = []
    for r, row in enumerate(grid.rows):
        cells = []
        for c, laid in enumerate(row):
            if (r, c) in covered:
                continue
            down, across = starts.get((r, c), (1, 1))
            down = 1 if is_short and r >= grid.heading else down
            spans = (f' rowspan="{down}"' if down > 1 else "") + (f' colspan="{across}"' if across > 1 else "")
            cells.append(cell(escape(laid.text).replace("\n", "<br>"), spans, r < grid.heading))
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join(lines)


def _plain_cell(text: str, spans: str, is_head: bool) -> str:
    tag = "th" if is_head else "td"
    return f"<{tag}{spans}>{text}</{tag}>"


def _old_cell(text: str, spans: str, is_head: bool) -> str:
    inner = f"<strong>{text}</strong>" if is_head else text
    return f'<td{spans} valign=middle><p align=center><font face="宋体" size=2>{inner or "&nbsp;"}</font></p></td>'


def _day(publication: Publication) -> str:
    return publication.published.isoformat() if publication.published else ""


def _headline(publication: Publication, style: Style) -> str:
    published = f"<span>发布时间：{_day(publication)}</span> " if publication.published else ""
    return "\n".join(
        (
            "<!DOCTYPE html>",
            f'<html lang="zh-CN"><head><meta charset="{_charset(style)}">',
            f"<title>{escape(publication.title)}_{publication.city}人民政府</title></head><body>",
            '<div class="nav"><a href="#">首页</a> <a href="#">政务公开</a> <a href="#">互动交流</a></div>',
            f'<div class="position">当前位置：<a href="#">首页</a> &gt; <a href="#">{publication.section}</a></div>',
            f"<h1>{escape(publication.title)}</h1>",
            f'<div class="info">{published}<span>来源：{publication.unit}</span></div>',
            f'<div class="content">\n{_body(publication, style)}\n</div>',
            f'<div class="footer">主办：{publication.city}人民政府</div>',
            "</body></html>",
        )
    )


def _catalogue(publication: Publication, style: Style) -> str:
    index = f"000014349/{publication.published:%Y}-{publication.published:%m%d}" if publication.published else ""
    return "\n".join(
        (
            "<!DOCTYPE html>",
            f'<html><head><meta charset="{_charset(style)}"><title>{escape(publication.title)}</title></head><body>',
            '<div class="header"><a href="#">信息公开目录</a></div>',
            '<table class="xxgk_head" width="100%">',
            f"<tr><td>索引号：</td><td>{index}</td><td>信息分类：</td><td>{publication.section}</td></tr>",
            f"<tr><td>发布机构：</td><td>{publication.unit}</td><td>发布日期：</td><td>{_day(publication)}</td></tr>",
            f"<tr><td>文号：</td><td>{escape(publication.number)}</td><td>关键词：</td><td>公示</td></tr>",
            "</table>",
            f'<h1 class="title">{escape(publication.title)}</h1>',
            f'<div class="wzcon j-fontContent">\n{_body(publication, style)}\n</div>',
            '<div class="footer">网站地图 | 联系我们</div>',
            "</body></html>",
        )
    )


def _nested(publication: Publication, style: Style) -> str:
    return "\n".join(
        (
            "<!DOCTYPE html>",
            f'<html><head><meta charset="{_charset(style)}"><title>{escape(publication.title)}</title></head><body>',
            '<table width="1000" align="center"><tr><td><a href="#">首页</a></td><td><a href="#">公开</a></td></tr></table>',
            '<table width="1000" align="center"><tr><td>',
            f'<table width="100%"><tr><td align="center"><h2>{escape(publication.title)}</h2></td></tr></table>',
            '<table width="100%">',
            f'<tr><td align="center">发布日期：{_day(publication)} 来源：{publication.unit} 字体：【大 中 小】</td></tr>',
            "</table>",
            f'<table width="96%"><tr><td>\n{_body(publication, style)}\n</td></tr></table>',
            "</td></tr></table>",
            '<table width="1000" align="center"><tr><td align="center">版权所有</td></tr></table>',
            "</body></html>",
        )
    )


def _old(publication: Publication, style: Style) -> str:
    return "\n".join(
        (
            "<html><head>",
            f'<meta http-equiv="Content-Type" content="text/html; charset={_charset(style)}">',
            f"<title>{escape(publication.title)}</title></head><body>",
            f"<p align=center><b><font size=5>{escape(publication.title)}</font></b></p>",
            f"<p align=center>发布时间：{_day(publication)}　信息来源：{publication.unit}　浏览次数：</p>",
            _body(publication, style),
            "</body></html>",
        )
    )


_SKINS: Final[dict[Skin, Callable[[Publication, Style], str]]] = {
    Skin.HEADLINE: _headline,
    Skin.CATALOGUE: _catalogue,
    Skin.NESTED: _nested,
    Skin.OLD: _old,
}
