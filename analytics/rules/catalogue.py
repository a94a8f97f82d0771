"""The catalogue: one page for each rule in Chinese and English, in one fixed form, made from the rule and its cases.

Flows in: rules and their cases. Flows out: Markdown pages, and rules as plain data for the command line. Nothing on a
page is written twice: change the rule or its cases, and write the pages again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.rules.answers import Answer, Outcome
from analytics.rules.cases import CASES, Case, CaseKind, load_cases
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.rule import Rule, term
from models.language import Language
from models.vocabulary import Term

if TYPE_CHECKING:
    from datetime import date

_HEADINGS = {
    "method": Text("方法", "Method"),
    "example": Text("示例", "Worked example"),
    "why": Text("为什么是疑点", "Why it is a red flag"),
    "source": Text("依据", "Source"),
    "output": Text("输出", "Output"),
    "settings": Text("参数", "Settings"),
    "exclusions": Text("不适用", "Exclusions"),
    "assumptions": Text("假设", "Assumptions"),
    "innocent": Text("可能的正当解释", "Innocent explanations"),
    "demonstration": Text("演示", "Demonstration"),
}
_WORDS = {
    "severity": Text("权重", "Severity"),
    "subject": Text("对象", "Subject"),
    "inputs": Text("输入", "Inputs"),
    "version": Text("版本", "Version"),
    "kin": Text("亲属范围", "Set of relatives"),
    "given": Text("已知", "Given"),
    "as_of": Text("评估日", "assessed on"),
    "nil": Text("已收入，无记录", "held, no rows"),
    "answer": Text("回答", "Answer"),
    "value": Text("数值", "value"),
    "threshold": Text("阈值", "threshold"),
    "none": Text("无。", "None."),
    "lead": Text("预警是疑点，不是结论。", "A flag is a lead, never a finding."),
    "generated": Text(
        "本页由规则及其案例文件生成（`sunledger rules docs`），请勿手工修改。",
        "This page is made from the rule and its case file (`sunledger rules docs`); do not edit it.",
    ),
    "catalogue": Text("规则目录", "Catalogue of rules"),
}
_SUBJECTS = {
    "post": Text("岗位", "post"),
    "step": Text("办理环节", "procedure step"),
    "unit": Text("单位", "unit"),
    "notice": Text("公示", "notice"),
    "programme": Text("专项", "programme"),
    "document": Text("文件", "document"),
    "matter": Text("事项", "matter"),
}
_SETTING_COLUMNS = {
    Language.ZH: ("参数", "含义", "单位", "自", "值", "来源"),
    Language.EN: ("name", "meaning", "unit", "from", "value", "source"),
}
_KINDS_SHOWN = {
    CaseKind.HIT: Text("命中", "Hit"),
    CaseKind.NEAR_MISS: Text("只差一处，不命中", "Near miss, one fact away"),
}


def describe(rule: Rule) -> dict[str, Any]:
    """A rule with all its metadata and parameters as plain data, keys `..._zh` and `..._en` for texts."""
    described: dict[str, Any] = {"code": rule.code, "version": rule.version}
    described |= _both("name", rule.name) | _both("what", rule.what)
    described |= {"severity": str(rule.severity), "subject": rule.subject, "unit": str(rule.value_unit)}
    described |= {"inputs": [str(kind) for kind in rule.inputs], "kin_set": rule.kin_set}
    described |= _both("why", rule.why) | _both("output", rule.output)
    lists = {
        "method": rule.method,
        "source": rule.source,
        "exclusions": rule.exclusions,
        "assumptions": rule.assumptions,
        "innocent": rule.innocent,
    }
    for name, texts in lists.items():
        described |= {f"{name}_zh": [text.zh for text in texts], f"{name}_en": [text.en for text in texts]}
    described["parameters"] = [_parameter(parameter) for parameter in rule.parameters]
    return described


def write_catalogue(folder: Path, cases: Path = CASES) -> list[Path]:
    """Write the pages of all rules below a folder (`zh/CODE.md`, `en/CODE.md`, `README.md`); pages of gone rules go."""
    from analytics.rules import rules

    pages = {folder / "README.md": _index(rules())}
    for rule in rules():
        worked = worked_examples(rule, load_cases(rule.code, cases))
        for language in Language:
            pages[folder / language.value / f"{rule.code}.md"] = page(rule, language, worked)
    for old in (path for language in Language for path in (folder / language.value).glob("*.md")):
        if old not in pages:
            old.unlink()
    for path, text in pages.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return sorted(pages)


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """A case of a rule with the answers the rule gives to it."""

    case: Case
    answers: tuple[Answer, ...]


def worked_examples(rule: Rule, cases: Iterable[Case]) -> tuple[WorkedExample, ...]:
    """The first hit and the first near miss among the cases, worked through."""
    in_order = list(cases)
    chosen = (next((case for case in in_order if case.kind is kind), None) for kind in _KINDS_SHOWN)
    return tuple(
        WorkedExample(
            case, tuple(rule.evaluate(case.view(), Parameters(rule.parameters).replaced(rule.code, case.settings)))
        )
        for case in chosen
        if case is not None
    )


def page(rule: Rule, language: Language, examples: Iterable[WorkedExample]) -> str:
    """The page of one rule in one language."""
    tongue = language.value
    say = _Speaker(tongue)
    facts = [
        ("severity", rule.severity.label(tongue)),
        ("subject", _SUBJECTS[rule.subject].label(tongue)),
        ("inputs", say.listed(kind.label(tongue) for kind in rule.inputs)),
        ("version", rule.version),
    ]
    if rule.kin_set:
        facts.append(("kin", rule.kin_set))
    parts = [
        f"# {rule.code} {rule.name.label(tongue)}",
        say.joined(rule.what.label(tongue), say.word("lead")),
        "\n".join(f"- {say.word(name)}{say.colon}{value}" for name, value in facts),
        say.section("method", _numbered(text.label(tongue) for text in rule.method)),
        say.section("example", "\n\n".join(_example(tongue, example) for example in examples)),
        say.section("why", rule.why.label(tongue)),
        say.section("source", say.bullets(rule.source)),
        say.section("output", rule.output.label(tongue)),
        say.section("settings", _settings(rule.parameters, language)),
        say.section("exclusions", say.bullets(rule.exclusions)),
        say.section("assumptions", say.bullets(rule.assumptions)),
        say.section("innocent", say.bullets(rule.innocent)),
        say.section("demonstration", f"```\nsunledger rules show {rule.code}\nsunledger flags --format json\n```"),
        say.word("generated"),
    ]
    return "\n\n".join(parts) + "\n"


class _Speaker:
    """The fixed words of a page in one language."""

    def __init__(self, tongue: str) -> None:
        self.tongue = tongue
        self.colon = "：" if tongue == "zh" else ": "

    def word(self, name: str) -> str:
        return _WORDS[name].label(self.tongue)

    def section(self, name: str, body: str) -> str:
        return f"## {_HEADINGS[name].label(self.tongue)}\n\n{body}"

    def bullets(self, texts: Iterable[Text]) -> str:
        lines = [f"- {text.label(self.tongue)}" for text in texts]
        return "\n".join(lines) or self.word("none")

    def joined(self, *parts: str) -> str:
        return ("" if self.tongue == "zh" else " ").join(parts)

    def aside(self, text: str, remark: str) -> str:
        return f"{text}（{remark}）" if self.tongue == "zh" else f"{text} ({remark})"

    def listed(self, words: Iterable[str]) -> str:
        return ("、" if self.tongue == "zh" else ", ").join(words)


def _numbered(lines: Iterable[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def _example(tongue: str, example: WorkedExample) -> str:
    say, case = _Speaker(tongue), example.case
    lines = [f"### {_KINDS_SHOWN[case.kind].label(tongue)}", ""]
    lines += [say.aside(say.word("given"), f"{say.word('as_of')} {case.as_of.isoformat()}"), ""]
    lines += [_given(table, row) for table, rows in case.given.items() for row in rows]
    lines += [f"- `{kind}`: {say.word('nil')}" for kind in case.held]
    lines += ["", say.word("answer"), ""]
    lines += sorted(_answered(answer, tongue, say) for answer in example.answers)
    return "\n".join(lines)


def _given(table: str, row: Mapping[str, Any]) -> str:
    cells = [f"{name} = {_cell(value)}" for name, value in row.items() if name not in ("id", "items", "lines")]
    cells += [
        f"({', '.join(f'{name} {_cell(value)}' for name, value in item.items())})" for item in row.get("items", ())
    ]
    cells += [f"{name} = {_cell(value)}" for name, value in row.get("lines", {}).items()]
    return f"- `{table}`: {', '.join(cells)}"


def _cell(value: object) -> str:
    return "-" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _answered(answer: Answer, tongue: str, say: _Speaker) -> str:
    outcome: Outcome = answer.outcome
    line = f"- **{outcome.label(tongue)}**{say.colon}{answer.sentence.say(tongue)}"
    if answer.value is None or answer.threshold is None or answer.unit is None:
        return line
    unit = term(Measure, answer.unit).label(tongue) if answer.unit != Measure.GRADE else ""
    figures = [(say.word("value"), answer.value), (say.word("threshold"), answer.threshold)]
    return say.aside(line, say.listed(f"{name} {figure} {unit}".strip() for name, figure in figures))


def _settings(parameters: Iterable[Parameter], language: Language) -> str:
    tongue = language.value
    rows = [
        (
            f"`{p.name}`",
            p.label(language),
            p.unit.label(tongue),
            first.isoformat(),
            str(value),
            p.source.label(tongue),
        )
        for p in parameters
        for first, value in p.values
    ]
    if not rows:
        return _WORDS["none"].label(tongue)
    return _table(_SETTING_COLUMNS[language], rows)


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    first = list(heads)
    lines = [first, ["---"] * len(first), *(list(row) for row in rows)]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


def _index(rules: Iterable[Rule]) -> str:
    heads = ("", *(_WORDS[name].zh + " " + _WORDS[name].en for name in ("severity", "subject")), "中文", "English")
    rows = [
        (
            rule.code,
            _pair(rule.severity),
            f"{_SUBJECTS[rule.subject].zh} {_SUBJECTS[rule.subject].en}",
            f"[{rule.name.zh}](zh/{rule.code}.md)",
            f"[{rule.name.en}](en/{rule.code}.md)",
        )
        for rule in rules
    ]
    title = f"# {_WORDS['catalogue'].zh} {_WORDS['catalogue'].en}"
    lead = f"{_WORDS['lead'].zh} {_WORDS['lead'].en}"
    made = f"{_WORDS['generated'].zh} {_WORDS['generated'].en}"
    return "\n\n".join([title, lead, _table(heads, rows), made]) + "\n"


def _pair(term: Term) -> str:
    return f"{term.zh} {term.en}"


def _both(name: str, text: Text) -> dict[str, str]:
    return {f"{name}_zh": text.zh, f"{name}_en": text.en}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    def dated(first: date, value: object) -> dict[str, Any]:
        return {"from": first.isoformat(), "value": value if isinstance(value, int) else str(value)}

    return {
        "name": parameter.name,
        "zh": parameter.zh,
        "en": parameter.en,
        "unit": str(parameter.unit),
        **_both("source", parameter.source),
        "values": [dated(first, value) for first, value in parameter.values],
        "choices": list(parameter.choices),
    }
