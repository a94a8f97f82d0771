"""What is done at a procedure step, told from the name that an office gives the step.

Flows in: a step name such as 调查取证. Flows out: one of the acts of `models.vocabulary.StepAct`, or None where no
word of the list occurs: an unknown step is not guessed to be harmless.
"""

from __future__ import annotations

import re

from models.vocabulary import StepAct

# The words by which step names in power lists, procedure tables and matter logs say what is done.
ACT_WORDS: dict[StepAct, tuple[str, ...]] = {
    StepAct.REGISTER: ("登记", "录入", "编号", "登录"),
    StepAct.ACCEPT: ("受理", "立案", "收件", "接件"),
    StepAct.EXAMINE: ("核验", "核查", "调查", "取证", "查验", "勘验", "踏勘", "核实", "检查", "检测", "抽查", "核对"),
    StepAct.REVIEW: ("审核", "评审", "初审", "复核", "复审", "审查", "会审", "审理", "论证", "评估"),
    StepAct.DECIDE: ("审批", "决定", "审定", "签批", "批准", "核准", "审签", "签发", "批复", "核定", "集体研究"),
    StepAct.AWARD: ("评定", "评选", "授予", "定标", "认定"),
    StepAct.NOTIFY: ("公示", "告知", "公告", "通知", "公布", "公开"),
    StepAct.PAY: ("拨付", "支付", "付款", "划拨", "兑付", "兑现", "发放"),
    StepAct.VERIFY: ("验收", "复验"),
    StepAct.DELIVER: ("送达", "送交", "发证", "制证", "证照发放", "文书发放", "证书发放"),
    StepAct.FILE: ("归档", "存档"),
}
_WORD = re.compile("|".join(sorted((w for words in ACT_WORDS.values() for w in words), key=len, reverse=True)))
_ACT_OF = {word: act for act, words in ACT_WORDS.items() for word in words}


def read_act(step_name: str | None) -> StepAct | None:
    """The act of a step name. Where it names several, the last act of substance counts, else the last one.

    >>> [str(read_act(name)) for name in ("调查取证", "立案", "受理登记", "公示期满拨付", "审 定")]
    ['examine', 'accept', 'accept', 'pay', 'decide']
    >>> read_act("其他") is None
    True
    """
    acts = [_ACT_OF[word] for word in _WORD.findall(re.sub(r"\s", "", step_name or ""))]
    of_substance = [act for act in acts if act.of_substance]
    last = of_substance or acts
    return last[-1] if last else None
