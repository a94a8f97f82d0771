"""Terms carry both languages, and kin paths use the four letters only."""

from models.kin_terms import KIN_PATHS, NOT_KIN
from models.vocabulary import DocumentKind, RiskLevel, StepAct, Term


def test_every_term_has_both_languages_and_is_its_code() -> None:
    vocabularies = Term.__subclasses__()
    assert len(vocabularies) > 10
    for vocabulary in vocabularies:
        for member in vocabulary:
            assert member.label("zh") and member.label("en")
            assert str(member) == member.value == member
            assert member.value in {member}


def test_levels_are_ordered() -> None:
    assert [level.rank for level in (RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH)] == [1, 2, 3]


def test_only_what_offices_publish_is_public() -> None:
    public = {DocumentKind.THREE_PUBLIC, DocumentKind.FUND_NOTICE, DocumentKind.RISK_TABLE,
              DocumentKind.POST_STEP_TABLE, DocumentKind.PROGRAMME_BUDGET, DocumentKind.BUDGET, DocumentKind.AWARD,
              DocumentKind.POWER_LIST, DocumentKind.APPOINTMENT, DocumentKind.PROCUREMENT_RELEASE}  # fmt: skip
    assert {kind for kind in DocumentKind if kind.is_public} == public


def test_registering_and_filing_are_no_acts_of_substance() -> None:
    assert {act for act in StepAct if not act.of_substance} == {
        StepAct.REGISTER, StepAct.NOTIFY, StepAct.DELIVER, StepAct.FILE,
    }  # fmt: skip


def test_kin_paths_use_known_letters_and_are_disjoint_from_other_ties() -> None:
    assert all(path and set(path) <= set("pcsb") for path in KIN_PATHS.values())
    assert not NOT_KIN & set(KIN_PATHS)
