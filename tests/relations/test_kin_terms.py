"""Kin terms both ways, their codes, and the round trip from a term to its path and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.relations import K74, both_terms, gb4761, kin_sets, kin_term, read_relation
from analytics.relations.kinship import turned
from models.kin_terms import CHOSEN_TERMS, KIN_WORDS, KinWord

# What she is to him, and what he is to her: the word of the declarant, his sex, and the two terms.
BOTH_WAYS = {
    "a man's younger brother": ("弟", "m", "弟弟", "哥哥"),
    "a woman's younger brother": ("弟", "f", "弟弟", "姐姐"),
    "somebody's younger brother": ("弟", ".", "弟弟", "兄弟姐妹"),
    "a brother, who is elder not known": ("兄弟", "m", "兄弟", "兄弟"),
    "a wife": ("妻", "m", "妻子", "丈夫"),
    "a spouse": ("爱人", ".", "配偶", "配偶"),
    "a woman's mother": ("母亲", "f", "母亲", "女儿"),
    "a maternal grandfather": ("外公", "m", "外祖父", "外孙子"),
    "a paternal grandmother": ("奶奶", "f", "祖母", "孙女"),
    "a daughter's son": ("外孙", "f", "外孙子", "外祖母"),
    "a father's younger brother": ("叔叔", "m", "叔父", "侄子"),
    "a mother's brother": ("舅舅", "f", "舅舅", "外甥女"),
    "a brother's son, the brother's age not known": ("侄子", "m", "侄子", "父亲的兄弟"),
    "a brother's son, to his aunt": ("侄子", "f", "侄子", "姑姑"),
    "a sister's daughter": ("外甥女", "m", "外甥女", "舅舅"),
    "a cousin by two brothers": ("堂兄", "m", "堂兄", "堂弟"),
    "a cousin otherwise: the ages turn, the side may": ("表妹", "f", "表妹", "表姐"),
    "a wife's father": ("岳父", "m", "岳父", "女婿"),
    "a husband's mother": ("婆婆", "f", "婆婆", "儿媳"),
    "a wife's younger sister": ("小姨子", "m", "妻妹", "姐夫"),
    "a husband's elder brother": ("大伯子", "f", "大伯子", "弟媳"),
    "an elder brother's wife, to a woman": ("嫂子", "f", "嫂子", "小姑子"),
    "a younger sister's husband, to a man": ("妹夫", "m", "妹夫", "妻兄"),
    "the husband of a wife's sister": ("连襟", "m", "连襟", "连襟"),
    "the wife of a husband's brother": ("妯娌", "f", "妯娌", "妯娌"),
    "a daughter's husband's mother": ("亲家母", "f", "亲家母", "亲家母"),
    "the wife of a father's elder brother, turned: a husband's nephew": (
        "伯母", "m", "伯母", "丈夫的兄弟的儿子",
    ),
    "a spouse's relative without a term of its own": ("配偶的堂兄弟", "f", "配偶的堂兄弟", "堂兄弟的妻子"),
    "a great-grandfather": ("曾祖父", "m", "曾祖父", "曾孙子"),
}  # fmt: skip


@pytest.mark.parametrize("case", BOTH_WAYS, ids=list(BOTH_WAYS))
def test_a_tie_has_a_term_from_either_end(case: str) -> None:
    word, own_sex, there, back = BOTH_WAYS[case]
    known = read_relation(word).word
    assert known is not None
    assert both_terms(known, own_sex) == (there, back)


@pytest.mark.parametrize("term", sorted(KIN_WORDS))
def test_a_term_leads_to_its_path_and_back_to_a_term_of_that_path(term: str) -> None:
    word = KIN_WORDS[term]
    back = read_relation(kin_term(*word))
    assert back.path == word.path == read_relation(term).path


@pytest.mark.parametrize("word", sorted(CHOSEN_TERMS), ids=lambda word: f"{word.path}-{word.sexes}-{word.elder}")
def test_a_chosen_term_says_what_it_was_chosen_for(word: KinWord) -> None:
    assert KIN_WORDS[CHOSEN_TERMS[word]] == word


PATHS = sorted({word.path for word in KIN_WORDS.values()} | {"ppppp", "ccccc", "spp", "bsp", "pbcsp"})
KNOWN = st.sampled_from(PATHS).flatmap(
    lambda path: st.tuples(
        st.just(path), st.text("mf.", min_size=len(path), max_size=len(path)), st.sampled_from("+-.")
    ).map(lambda found: KinWord(*found))
)


def of_couples(word: KinWord) -> str:
    """The sexes of a path where a husband is known by his wife, and a wife by her husband."""
    sexes = list(word.sexes)
    for at in (place for place, step in enumerate(word.path) if step == "s" and place):
        for one, other in ((at, at - 1), (at - 1, at)):
            if sexes[one] == "." and sexes[other] != ".":
                sexes[one] = {"m": "f", "f": "m"}[sexes[other]]
    return "".join(sexes)


@given(KNOWN)
def test_every_path_has_a_term_that_reads_as_this_path_and_says_nothing_else(word: KinWord) -> None:
    read = read_relation(kin_term(*word))
    assert read.path == word.path
    assert read.sets == kin_sets(word.path)
    assert read.word is not None
    for at, (said, known) in enumerate(zip(read.word.sexes, of_couples(word), strict=True)):
        # x: of two people beside one another not both are men.
        assert said in (".", known) or (said == "x" and "f" in word.sexes[max(0, at - 1) : at + 2])
    assert read.word.elder in (".", word.elder)


@given(KNOWN, st.sampled_from("mf."))
def test_a_tie_turned_twice_is_the_tie(word: KinWord, own_sex: str) -> None:
    there = turned(word, own_sex)
    assert turned(there, word.sexes[-1]) == word
    assert there.sexes[-1] == own_sex


@given(KNOWN, st.sampled_from("mf."))
def test_what_is_known_of_sex_never_changes_the_set(word: KinWord, own_sex: str) -> None:
    there, back = (read_relation(term) for term in both_terms(word, own_sex))
    assert (K74 in there.sets) == (K74 in kin_sets(word.path))
    assert back.path == turned(word).path


CODES = {
    "husband": ("s", "m", ".", "11"),
    "spouse": ("s", "", ".", "10"),
    "son": ("c", "m", ".", "20"),
    "daughter": ("c", "f", ".", "30"),
    "a child: son or daughter": ("c", "", ".", None),
    "father": ("p", "m", ".", "51"),
    "a parent": ("p", "", ".", "50"),
    "elder brother": ("b", "m", "+", "71"),
    "a brother: elder or younger": ("b", "m", ".", None),
    "a sibling": ("b", "", ".", "70"),
    "younger sister's husband": ("bs", "fm", "-", "78"),
    "father's elder brother": ("pb", "mm", "+", "81"),
    "his wife": ("pbs", "mmf", "+", "82"),
    "mother's sister": ("pb", "ff", ".", "88"),
    "cousin by two brothers": ("pbc", "mmf", ".", "91"),
    "cousin by a mother": ("pbc", "f.m", ".", "92"),
    "cousin by a father's sister": ("pbc", "mff", "+", "92"),
    "a cousin: by whom is not known": ("pbc", "m.m", ".", None),
    "brother's son": ("bc", "mm", ".", "93"),
    "daughter's daughter": ("cc", "ff", ".", "44"),
    "a grandchild": ("cc", "", ".", "40"),
    "granddaughter's husband": ("ccs", "mfm", ".", "46"),
    "great-grandson by a daughter": ("ccc", "fmm", ".", "47"),
    "spouse's grandparent": ("spp", "", ".", "65"),
    "wife's brother: other kin": ("sb", "fm", "-", "97"),
    "great-uncle: other kin": ("ppb", "mmm", "+", "97"),
}


@pytest.mark.parametrize("case", CODES, ids=list(CODES))
def test_a_path_has_the_code_of_the_standard(case: str) -> None:
    path, sexes, elder, code = CODES[case]
    assert gb4761(path, sexes, elder) == code


def test_adoptive_and_step_ties_have_codes_of_their_own() -> None:
    assert [gb4761(path, sex, is_foster=True) for path in "pc" for sex in "mf"] == ["57", "58", "27", "37"]
    assert gb4761("b", "m", is_foster=True) is None


def test_as_many_sexes_as_people() -> None:
    with pytest.raises(ValueError, match="2 persons on the way, 1 sexes"):
        kin_term("pb", "m")
