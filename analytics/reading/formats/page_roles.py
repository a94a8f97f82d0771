"""What a line of a page is for: information about the publication, furniture of the site, or content.

Flows in: the text of a line as html, docx and pdf readers find it. Flows out: the labels and values of an information
line (发布机构, 发文日期 ...), whether a line is furniture, and a page title without the name of the site.
"""

from __future__ import annotations

import re

# Labels that introduce facts about the publication. Those of the second group are common words, too, and count only in
# the information table of a page, never in a line of text.
_LINE_LABELS = (
    "系统发布时间|发布日期|发布时间|发文日期|发文时间|成文日期|生成日期|公开日期|公开时间|更新日期|更新时间|印发日期|公布日期|上传时间|"
    "发布机构|发布单位|发文机关|发文单位|发文机构|公开单位|公开机构|公开主体|公开责任部门|责任部门|制作单位|信息来源|来源|文章来源|稿件来源|"
    "发布人|发布者|信息提供单位|供稿单位|供稿|作者|责任编辑|编辑|审核|录入|撰稿|索引号|信息索引号|文号|发文字号|日期|时间"
)
_TABLE_LABELS = (
    "名称|标题|信息名称|文件名称|信息分类|信息类别|组配分类|主题分类|体裁分类|服务对象|服务对象分类|主题词|关键词|关键字|内容概述|概述|摘要|"
    "有效性|时效性|是否有效|有效期|生效日期|生效时间|失效日期|失效时间|废止日期|公开方式|公开范围|公开时限|公开形式|公开属性|公开目录|统一编号|"
    "文种|语种|载体类型|所属机构|所属主题|栏目|机构分类|形式"
)
_COUNTERS = (
    "浏览次数|浏览量|浏览|阅读次数|阅读量|阅读|点击次数|点击率|点击数|点击|访问次数|访问量|人气|字体大小|字体|字号大小|字号|打印本页|打印|"
    "视力保护色|保护视力色|背景色|分享到|分享|收藏|朗读|无障碍"
)


def _spaced(words: str) -> str:
    """The same words with blanks allowed between their characters, as in `索 引 号`."""
    return "|".join(r"\s*".join(word) for word in words.split("|"))


_LABEL = re.compile(rf"(?:^|(?<=[\s|｜【\[(（/]))(?P<label>{_spaced(_LINE_LABELS)}|{_spaced(_COUNTERS)})\s*[:：]")
_COUNTER = re.compile(rf"\s*(?:{_spaced(_COUNTERS)})\s*", re.DOTALL)
_COUNTER_LINE = re.compile(rf"[\s【\[(（]*(?:{_spaced(_COUNTERS)})\s*[:：\]】]")
_TABLE_LABEL = re.compile(
    rf"[\s【\[]*(?P<label>{_spaced(_LINE_LABELS)}|{_spaced(_TABLE_LABELS)})\s*[】\]]?\s*[:：]?\s*"
)
_SEPARATORS = " \t\n|｜/、;；【】[]"
_MAX_LINE = 240
_DATE_SIGNS = re.compile(r"[\d\s年月日时分秒:：./-]+")

_FURNITURE = re.compile(
    r"(?:[您你]?(?:现在|当前|目前|所在)的?|[您你]的)(?:所在)?(?:位置|栏目)\s*[:：]|(?:位置\s*[:：])?[^>]{0,20}首页\s*(?:>|›|»|/|→)|"
    r"(?:上一[篇条页]|下一[篇条页])\s*[:：]?|分享(?:到|至)|扫一扫|扫码|返回(?:顶部|首页|列表|上一页)|"
    r"[【\[]?\s*(?:打\s*印|打印本页|打印此页|关\s*闭|关闭窗口|关闭本页|收藏本页|加入收藏|设为首页|大\s*中\s*小)\s*[】\]]?(?:\s|[【\[|]|$)|"
    r"版权所有|Copyright|©|技术支持\s*[:：]|网站地图|联系我们|网站标识码|建议使用.{0,30}(?:分辨率|浏览器)|"
    r"相关(?:链接|阅读|文章|新闻|信息|附件下载)\s*[:：]?$|友情链接|站点导航|网站导航|栏目导航|.ICP备|.公网安备",
    re.IGNORECASE,
)
_FURNITURE_INSIDE = re.compile(
    r"版权所有|网站标识码|备案(?:号|序号)\s*[:：]|ICP备\s*\d*|公网安备|"
    r"(?:打印|关闭)\s*[】\]]\s*$|技术支持\s*[:：].{0,40}$|^主办(?:单位)?\s*[:：].{0,60}(?:承办|维护|标识码|电话)"
)
_SITE = re.compile(r"政府|网|信息|公开|平台|门户|局$|委$|委员会$|厅$|办$|办公室$|公告$|公示$|公开$|政务|招标|采购")
_LAST_PIECE = re.compile(r"\s*(?:[_|｜]|\s[-–—]+\s|-{1,2}|–|—+)\s*([^_|｜–—-]{2,40})$")


def is_furniture(text: str) -> bool:
    """Whether a line belongs to the site rather than to the publication: path, print buttons, footer.

    >>> is_furniture("当前位置:首页 > 财政信息"), is_furniture("位置图见附件")
    (True, False)
    """
    short = text.strip()
    if len(short) > _MAX_LINE:
        return False
    return bool(_FURNITURE.match(short) or _FURNITURE_INSIDE.search(short) or _COUNTER_LINE.match(short))


def information(text: str) -> list[tuple[str, str]] | None:
    """Labels and values of an information line; None when the line is none.

    A value may be empty, which says that the page leaves the fact out. Counters and buttons beside them are dropped.

    >>> information("发布日期:2021-04-09 来源: 浏览次数:12")
    [('发布日期', '2021-04-09'), ('来源', '')]
    """
    flat = " ".join(text.split())
    if len(flat) > _MAX_LINE:
        return None
    found = list(_LABEL.finditer(flat))
    if not found or flat[: found[0].start()].strip(_SEPARATORS):
        return None
    pairs = []
    for match, following in zip(found, [*found[1:], None], strict=True):
        label = re.sub(r"\s", "", match["label"])
        if _COUNTER.fullmatch(label):
            continue
        value = flat[match.end() : following.start() if following else len(flat)]
        pairs.append((label, value.strip(_SEPARATORS)))
    # A sentence that merely begins with such a word is content.
    return None if not pairs or any(len(value) > 60 or "。" in value for _, value in pairs) else pairs


def table_label(text: str) -> str | None:
    """The label in a cell of an information table, without blanks and colon; None when the cell holds another text."""
    match = _TABLE_LABEL.fullmatch(text)
    return re.sub(r"\s", "", match["label"]) if match else None


def is_bare_date(text: str) -> bool:
    """Whether a line holds nothing but the signs of a date, whole or damaged."""
    return len(text) <= 40 and bool(_DATE_SIGNS.fullmatch(text)) and any(sign.isdigit() for sign in text)


def without_site_name(title: str, site: str | None = None) -> str:
    """The title of a page without the name of its column and site at the end.

    >>> without_site_name("2021年预算支出表_通知公告_江北区人民政府"), without_site_name("2020-2021年规划")
    ('2021年预算支出表', '2020-2021年规划')
    """
    while (match := _LAST_PIECE.search(title)) is not None:
        piece = match[1].strip()
        is_column = match[0].lstrip()[0] in "_|｜"
        rest = title[: match.start()].strip()
        if len(rest) < 4 or not (
            is_column or piece == site or (_SITE.search(piece) and not any(map(str.isdigit, piece)))
        ):
            break
        title = rest
    return title
