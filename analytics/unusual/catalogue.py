"""The page on signs of unusual work, in Chinese and English, made from the patterns: what each looks at and compares.

Flows in: patterns. Flows out: `docs/patterns.zh.md` and `docs/patterns.en.md`, and patterns as plain data for the
command line. Nothing on the page is written twice: change the pattern and write the page again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from analytics.rules.parameters import Text
from analytics.unusual import Pattern, patterns
from models.language import Language

_TITLE = Text("异常迹象", "Signs of unusual work")
_INTRODUCTION = (
    Text(
        "异常迹象是指办理方式与随机情形或同类岗位明显不同。迹象不是预警：无须核定，不改变风险等级，不进入公开发布，"
        "只增加所在环节的关注度，提示先看哪里。",
        "A sign says that work was done otherwise than chance or peers would have it. It is no lead: nobody rules on "
        "it, it moves no level and reaches no public release. It adds attention to the step where it stands, and so "
        "says where to look first.",
    ),
    Text(
        "每种方法作很多次比较，所以按错误发现率（Benjamini-Hochberg）取舍：列出的迹象中，预计至多一成只是偶然；"
        "至多百分之一的算有把握。不属于概率问题的方法不计错误发现率。"
        "公式见[方法说明](method.md#signs-of-unusual-work)。",
        "A pattern makes many comparisons, so what it shows is held to a false discovery rate (Benjamini-Hochberg): of "
        "the signs shown, chance alone is expected to give one in ten at most; those at one in a hundred count as "
        "certain. Patterns that are no matter of chance have no such rate. "
        "Formulas: [method](method.md#signs-of-unusual-work).",
    ),
)
_MADE = Text(
    "本页由比较方法的代码生成（`sunledger patterns docs`），请勿手工修改。",
    "This page is made from the code of the patterns (`sunledger patterns docs`); do not edit it.",
)
_HEADS = {
    "pattern": Text("比较方法", "Pattern"),
    "what": Text("看什么", "What is looked at"),
    "compared": Text("与什么比较", "Compared with what"),
    "innocent": Text("可能的正常原因", "Innocent explanations"),
    "severity": Text("严重程度", "Severity"),
    "version": Text("版本", "Version"),
}
_COLON = {Language.ZH: "：", Language.EN: ": "}


def describe_pattern(pattern: Pattern) -> dict[str, Any]:
    """A pattern as plain data, keys `..._zh` and `..._en` for texts."""
    texts = {name: getattr(pattern, name) for name in ("name", "what", "compared", "innocent")}
    said = {f"{name}_{tongue}": text.label(tongue) for name, text in texts.items() for tongue in ("zh", "en")}
    return {"code": pattern.code, "version": pattern.version, "severity": str(pattern.severity), **said}


def write_pattern_pages(folder: Path) -> list[Path]:
    """Write the page in both languages into a folder."""
    written = []
    for language in Language:
        path = folder / f"patterns.{language}.md"
        path.write_text(patterns_page(language), "utf-8")
        written.append(path)
    return written


def patterns_page(language: Language) -> str:
    """The page in one language, as Markdown."""
    heads = [_HEADS[name].label(language) for name in ("pattern", "what", "severity", "version")]
    rows = [
        [
            f"{one.code} {one.name.label(language)}",
            one.what.label(language),
            one.severity.label(language),
            one.version,
        ]
        for one in patterns()
    ]
    lines = [
        f"# {_TITLE.label(language)}",
        _MADE.label(language),
        *(text.label(language) for text in _INTRODUCTION),
        _table(heads, rows),
        *(_section(one, language) for one in patterns()),
    ]
    return "\n\n".join(lines) + "\n"


def _section(one: Pattern, language: Language) -> str:
    texts = ((name, getattr(one, name)) for name in ("compared", "innocent"))
    said = [f"- **{_HEADS[name].label(language)}**{_COLON[language]}{text.label(language)}" for name, text in texts]
    return "\n\n".join([f"## {one.code} {one.name.label(language)}", one.what.label(language), "\n".join(said)])


def _table(heads: list[str], rows: list[list[str]]) -> str:
    rule = ["---"] * len(heads)
    return "\n".join("| " + " | ".join(row) + " |" for row in (heads, rule, *rows))
