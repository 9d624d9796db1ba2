"""The catalogue: every code well-formed, every failed check says what a learner needs."""

import pytest

from aiclass.messages import CODE, MessageError, catalogue, message

KOREAN = catalogue("ko")
FAILED_CHECKS = [code for code in KOREAN.texts if code[:2] in {"SH", "TY", "VA", "FI", "GR", "RA", "CI"}]


@pytest.mark.parametrize("code", FAILED_CHECKS)
def test_failed_check_says_expected_and_actual(code):
    text = KOREAN.text(code)
    assert "기대한" in text
    assert "나온" in text or "넣은" in text


@pytest.mark.parametrize("code", FAILED_CHECKS)
def test_failed_check_ends_with_what_to_look_at_next(code):
    assert KOREAN.text(code).splitlines()[-1].endswith(("요.", "니다."))


@pytest.mark.parametrize(
    "code",
    [c for c in FAILED_CHECKS if (c[:2] in {"VA", "FI", "CI"} and c != "VA-07") or c in {"GR-01", "GR-02"}],
)
def test_failure_inside_an_array_says_where(code):
    assert "where" in KOREAN.placeholders(code)


@pytest.mark.parametrize("code", list(KOREAN.texts))
def test_no_particle_depends_on_a_value(code):
    """A value ends its line, or a particle that never changes follows (의, 에, 도, 까지) or a fixed unit."""
    for changing in ("은", "는", "이", "가", "을", "를", "과", "와", "으로", "로"):
        for name in KOREAN.placeholders(code):
            assert f"{{{name}}}{changing} " not in KOREAN.text(code)


def test_code_stands_at_the_end():
    assert message("SH-06", actual="(3,)").endswith("[SH-06]")


def test_unknown_code_and_missing_value_are_our_mistakes():
    with pytest.raises(MessageError, match="ZZ-99"):
        message("ZZ-99")
    with pytest.raises(MessageError, match="needs actual"):
        message("SH-06")


def test_unknown_language_is_refused(monkeypatch):
    monkeypatch.setenv("AICLASS_LANGUAGE", "xx")
    with pytest.raises(MessageError, match="AICLASS_LANGUAGE=ko"):
        message("SH-06", actual="(3,)")


def test_codes_are_well_formed():
    assert all(CODE.fullmatch(code) for code in KOREAN.texts)
