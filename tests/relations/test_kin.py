"""The kinship algebra against the lists of the law, near misses included, and how declarations are read."""

from __future__ import annotations

import doctest
import itertools
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.identity import squash
from analytics.relations import JQS, K74, RelationState, kin_sets, read_relation, relation_word
from analytics.relations.kinship import algebra, readings, sets, terms, wording
from models.kin_terms import KIN_PATHS, NOT_KIN, is_kin_wording

BOTH, K74_ONLY, NEITHER = {K74, JQS}, {K74}, set[str]()

PATHS = {
    "spouse": ("s", BOTH),
    "parent": ("p", BOTH),
    "child": ("c", BOTH),
    "sibling": ("b", BOTH),
    "grandparent": ("pp", BOTH),
    "grandchild": ("cc", BOTH),
    "great-grandparent: the direct line has no end, the list of 1045 has": ("ppp", K74_ONLY),
    "great-grandchild": ("ccc", K74_ONLY),
    "uncle": ("pb", K74_ONLY),
    "nephew": ("bc", K74_ONLY),
    "cousin": ("pbc", K74_ONLY),
    "great-uncle": ("ppb", NEITHER),
    "grandnephew": ("bcc", NEITHER),
    "cousin's child": ("pbcc", NEITHER),
    "parent's cousin": ("ppbc", NEITHER),
    "spouse's parent": ("sp", K74_ONLY),
    "spouse's sibling": ("sb", K74_ONLY),
    "spouse's sibling's spouse": ("sbs", K74_ONLY),
    "spouse's grandparent": ("spp", NEITHER),
    "spouse's uncle": ("spb", NEITHER),
    "spouse's cousin": ("spbc", NEITHER),
    "spouse's nephew": ("sbc", NEITHER),
    "child's spouse": ("cs", K74_ONLY),
    "child's spouse's parent": ("csp", K74_ONLY),
    "child's spouse's sibling": ("csb", NEITHER),
    "grandchild's spouse": ("ccs", NEITHER),
    "sibling's spouse": ("bs", K74_ONLY),
    "uncle's wife": ("pbs", K74_ONLY),
    "nephew's wife": ("bcs", K74_ONLY),
    "cousin's wife": ("pbcs", K74_ONLY),
    "cousin's wife's parent": ("pbcsp", NEITHER),
    "sibling's spouse's parent": ("bsp", NEITHER),
    "great-uncle's wife": ("ppbs", NEITHER),
    "parent's spouse, perhaps a step-parent": ("ps", NEITHER),
    "spouse's child, perhaps a stepchild": ("sc", NEITHER),
}


@pytest.mark.parametrize("case", PATHS, ids=list(PATHS))
def test_a_path_falls_into_the_sets_of_the_law(case: str) -> None:
    path, sets = PATHS[case]
    assert kin_sets(path) == sets


RELATIONS = {
    "配偶": ("kin", "s", BOTH),
    "弟": ("kin", "b", BOTH),
    "同父异母的弟弟": ("kin", "b", BOTH),
    "亲哥哥": ("kin", "b", BOTH),
    "二弟": ("kin", "b", BOTH),
    "堂哥": ("kin", "pbc", K74_ONLY),
    "表 弟": ("kin", "pbc", K74_ONLY),
    "弟（胞弟）": ("kin", "b", BOTH),
    "妻子的弟弟": ("kin", "sb", K74_ONLY),
    "叔叔的儿子": ("kin", "pbc", K74_ONLY),
    "表哥的儿子": ("kin", "pbcc", NEITHER),
    "女婿": ("kin", "cs", K74_ONLY),
    "亲家": ("kin", "csp", K74_ONLY),
    "配偶的堂兄弟": ("kin", "spbc", NEITHER),
    "舅公": ("kin", "ppb", NEITHER),
    "孙女婿": ("kin", "ccs", NEITHER),
    "养女": ("kin", "c", BOTH),
    "本人": ("self", None, NEITHER),
    "同学": ("none", None, NEITHER),
    "干儿子": ("none", None, NEITHER),
    "继父": ("unknown", None, NEITHER),
    "继子": ("unknown", None, NEITHER),
    "前妻": ("unknown", None, NEITHER),
    "母亲的丈夫": ("unknown", None, NEITHER),
    "妻子的儿子": ("unknown", None, NEITHER),
    "远房亲戚": ("unknown", None, NEITHER),
    "同学的弟弟": ("unknown", None, NEITHER),
    "": ("unknown", None, NEITHER),
}


@pytest.mark.parametrize("term", RELATIONS, ids=list(RELATIONS))
def test_a_declared_relation_is_read(term: str) -> None:
    state, path, sets = RELATIONS[term]
    found = read_relation(term)
    assert (str(found.state), found.path, found.sets) == (state, path, sets)


@pytest.mark.parametrize("term", sorted(KIN_PATHS))
def test_every_term_of_the_vocabulary_is_kin(term: str) -> None:
    found = read_relation(term)
    assert (found.state, found.sets) == (RelationState.KIN, kin_sets(KIN_PATHS[term]))


def test_no_tie_outside_kinship_is_kin() -> None:
    assert {read_relation(term).state for term in NOT_KIN} == {RelationState.NONE}


def backwards(path: str) -> str:
    return path.translate(str.maketrans("pc", "cp"))[::-1]


@given(st.sampled_from(["", "s"]), st.integers(0, 4), st.integers(0, 4), st.sampled_from(["", "s"]))
def test_near_relatives_by_blood_are_near_to_each_other(before: str, up: int, down: int, after: str) -> None:
    path = before + "p" * up + "c" * down + after
    if not path:
        return
    sets = kin_sets(path)
    if JQS in sets:
        assert K74 in sets
        assert JQS in kin_sets(backwards(path))
    if not before and not after:
        assert (K74 in sets) == (K74 in kin_sets(backwards(path)))
    if K74 in sets and up >= 1 and down >= 1:
        assert up <= 2
        assert down <= 2


def test_b_means_the_child_of_ones_parent() -> None:
    for letters in itertools.product("pcsb", repeat=3):
        path = "".join(letters)
        assert kin_sets(path) == kin_sets(path.replace("b", "pc"))


@pytest.mark.parametrize("path", ["", "x", "p b", "P"])
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="not a kin path"):
        kin_sets(path)


@pytest.mark.parametrize("module", [algebra, readings, sets, terms, wording])
def test_the_examples_in_the_documentation_hold(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def test_the_word_of_a_relation_carries_no_remark_and_so_names_nobody() -> None:
    assert relation_word("妻妹（鄢知夏）") == "妻妹"
    assert relation_word("妻子的妹妹 (鄢知夏, 13800138000)") == "妻子的妹妹"
    assert relation_word("鄢知夏") == relation_word(None) == ""


WORDINGS = (
    *RELATIONS,
    *(
        "继子（有抚养关系）",
        "已形成抚养教育关系的继子",
        "未形成抚养关系的继父",
        "继弟（有扶养关系）",
        "亡妻",
        "前妻",
        "生母",
        "二哥",
    ),
)


@pytest.mark.parametrize("text", sorted(set(WORDINGS)))
def test_a_wording_that_is_read_is_no_unknown_term_where_it_comes_in(text: str) -> None:
    found = read_relation(text)
    is_read = found.state is not RelationState.UNKNOWN or found.why != "relation-unknown"
    is_about_kin = found.state is not RelationState.SELF and found.why != "not-kin"
    assert is_kin_wording(squash(text)) == (is_read and is_about_kin)
