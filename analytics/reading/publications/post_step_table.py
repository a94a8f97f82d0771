"""岗位职权与流程表: which post exercises which power in which steps, by whom, within what time, and how risky it is.

Flows in: content with such a table. Flows out: one `PostStep` per row and one `StepHandler` per person or post named
in it. A time limit that is no number of working days stays text, and a step without grade is not assessed.
"""

from __future__ import annotations

import re

from analytics.reading.content import Content
from analytics.reading.grades import Scale, office_custom, scale_of
from analytics.reading.headings import Column, squash
from analytics.reading.persons import names_a_post
from analytics.reading.records import Reading, Record
from analytics.reading.registers import Register, Row, read_registers, score_register, start_reading
from analytics.reading.time_limits import is_range, number_in_words, working_days
from models.language import Message
from models.tables import PostStep, StepHandler
from models.vocabulary import DocumentKind

KIND = DocumentKind.POST_STEP_TABLE
TITLE_WORDS = ("岗位职权", "职权与流程", "权力运行流程", "职权流程", "流程表")

COLUMNS = (
    Column("number", ("序号",), loose=False),
    Column("unit", ("单位", "单位名称"), loose=False),
    Column(
        "department",
        ("科室", "部门", "处室", "股室", "内设机构", "科室名称", "责任科室", "所属科室", "所在科室"),
        loose=False,
    ),
    Column("post", ("岗位", "岗位名称", "责任岗位"), required=True, loose=False),
    Column("power", ("职权名称", "权力名称", "权力事项", "职权事项", "职权"), required=True, loose=False),
    Column("power_type", ("职权类型", "权力类型", "职权类别", "权力类别"), loose=False),
    Column("step_no", ("环节序号", "步骤", "流程序号", "环节编号"), loose=False),
    Column(
        "step_name", ("流程环节", "环节名称", "环节", "办理环节", "流程步骤", "权力环节"), required=True, loose=False
    ),
    Column("handlers", ("经办人", "承办人", "责任人", "办理人", "岗位责任人"), loose=False),
    Column("limit", ("办理时限", "时限", "承诺时限", "办结时限", "法定时限"), kind="number"),
    Column("risk", ("风险点", "廉政风险点", "风险点描述", "风险表现")),
    Column("grade", ("风险等级", "风险级别", "等级")),
    Column("measures", ("防控措施", "预防措施", "防范措施", "控制措施")),
)
_GROUP = ("number", "unit", "department", "post", "power", "power_type")
# What a table of steps plans, and a log does not hold.
_PLAN = {"step_no", "limit", "risk", "grade", "measures"}
_BARE_NUMBER = re.compile(r"(?P<days>\d{1,4})(?:\.0)?")
_OTHER_UNIT = re.compile(r"(?:\d{1,4}|[一二三四五六七八九十百]{1,4})个?(?:自然日|日历日|日|天|个?月|小时|年)")


def score(content: Content) -> float:
    """How certainly this is a table of posts, powers and steps; a log of what was done at them is not."""
    if not any(register.header.columns.keys() & _PLAN for register in read_registers(content, COLUMNS)):
        return 0.0
    return score_register(content, COLUMNS, ("step_no", "handlers", "limit", "risk", "grade"), TITLE_WORDS)


def read(content: Content, first_is_highest: bool | None = None) -> Reading:
    """Read a table of posts, powers and steps; `Reading.extra` holds the `scheme` of the grades.

    `first_is_highest` is the direction of scales of ordinals, by default the office's setting.
    """
    registers = read_registers(content, COLUMNS)
    reading = start_reading(KIND, content, registers)
    rows = [(row, register) for register in registers for row in register.rows(_GROUP)]
    remarks = [text for register in registers for text in (register.notes(), register.heading_lines())]
    custom = office_custom() if first_is_highest is None else first_is_highest
    scale = scale_of((row.ticked("grade") for row, _ in rows), remarks, custom)
    for row, register in rows:
        reading.records += _read_row(row, register, reading, scale)
    schemes = list(dict.fromkeys(r.values["grade_scheme"] for r in reading.rows if r.values["grade_scheme"]))
    if not scale.is_stated and any(scheme.startswith("digit") for scheme in schemes):
        reading.warnings.append(Message("risk-scale-direction", {}))
    if len(schemes) > 1:
        reading.warnings.append(Message("risk-scales-mixed", {"schemes": ", ".join(schemes)}))
    reading.extra = {**reading.extra, "scheme": ", ".join(schemes) or None}
    return reading


def _read_row(row: Row, register: Register, reading: Reading, scale: Scale) -> list[Record]:
    post, power, step_name = row.text("post"), row.text("power"), row.text("step_name")
    for key, value in (("post", post), ("power", power), ("step_name", step_name)):
        if value is None:
            reading.reject(row.place(key), "register-cell-missing", column=row.header.heading(key))
            return []
    grade = scale.read(row.ticked("grade"))
    step = Record(
        PostStep,
        {
            "unit_name": row.text("unit") or register.unit_name,
            "department": row.text("department"),
            "post": post,
            "power": power,
            "power_type": row.text("power_type"),
            "step_no": _whole_number(row.text("step_no")),
            "step_name": step_name,
            "limit_days": None,
            "limit_text": row.text("limit"),
            "risk": row.text("risk"),
            "grade": str(grade.level) if grade.level else None,
            "grade_scheme": grade.scheme,
            "measures": row.text("measures"),
        },
        row.locator,
        label=f"{power}|{step_name}",
        places=row.places(),
    )
    row.note_filled(step)
    _read_limit(row, step)
    if grade.is_blank:
        step.warn("risk-not-assessed")
    elif grade.level is None:
        row.refuse("grade", "risk-grade-unknown", step, reading)
    elif grade.doubt is not None:
        step.warn(grade.doubt)
    if "measures" in row.header.columns and step.values["measures"] is None:
        step.warn("step-without-measure")
    handlers = _read_handlers(row, step)
    step.extra = {
        "post": post,
        "power": power,
        "type": row.text("power_type") or "",
        "step": step.values["step_no"],
        "step_name": step_name,
        "handlers": [handler.values["name"] for handler in handlers],
        "limit": row.text("limit") or "",
        "risk": row.text("risk") or "",
        "level": step.values["grade"],
    }
    return [step, *handlers]


def _read_limit(row: Row, step: Record) -> None:
    """The time limit in working days, where the cell or its heading says that working days are meant."""
    text = squash(row.text("limit") or "")
    if not text:
        return
    bare = _BARE_NUMBER.fullmatch(text)
    if bare is not None and "工作日" in row.header.heading("limit"):
        step.values["limit_days"] = int(bare["days"])
        return
    step.values["limit_days"] = working_days(text)
    if step.values["limit_days"] is None:
        other = bare is not None or (_OTHER_UNIT.search(text) is not None and not is_range(text))
        code = "step-limit-no-working-days" if other and "工作日" not in text else "step-limit-no-number"
        step.warn(code, column=row.header.heading("limit"))


def _read_handlers(row: Row, step: Record) -> list[Record]:
    names = row.names("handlers")
    if "handlers" in row.header.columns and not names:
        step.warn("step-without-handler")
    found = []
    for name in names:
        is_post = names_a_post(name)
        if is_post:
            step.warn("step-handler-is-post")
        found.append(
            Record(
                StepHandler,
                {"name": name, "is_person": not is_post},
                row.place("handlers"),
                label=step.label,
                parent=step,
                is_row=False,
            )
        )
    return found


def _whole_number(text: str | None) -> int | None:
    """The number of a step: 3, 3.0, ③, (三) or 第三步.

    >>> [_whole_number(text) for text in ("3.0", "③", "第三步", "(十二)", "A")]
    [3, 3, 3, 12, None]
    """
    match = re.fullmatch(
        r"(?:第|步骤)?(?:(?P<n>\d{1,3})(?:\.0)?|(?P<words>[一二三四五六七八九十]{1,3}))步?",
        squash(text or "").strip("(),. "),
    )
    if match is None:
        return None
    return int(match["n"]) if match["n"] else number_in_words(match["words"])
