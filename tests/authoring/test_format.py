"""The canonical form of a lesson."""

import jupytext
import pytest

from aiclass.authoring import SourceFaults, format_lesson


def canonical(lesson):
    return format_lesson(lesson.project, "90")[1]


def refused(lesson):
    with pytest.raises(SourceFaults) as caught:
        canonical(lesson)
    return [(fault.line, fault.rule) for fault in caught.value.faults]


def test_example_is_canonical(lesson):
    assert canonical(lesson) == lesson.text


def test_text_to_notebook_to_text_is_identical(lesson):
    """Jupytext itself gives the text back, but for Hangul in the metadata of Markdown cells."""
    lesson.write(lesson.text[: lesson.text.index("+++ {")])
    text = canonical(lesson)
    assert jupytext.writes(jupytext.reads(text, "md:myst"), "md:myst") == text


def test_hangul_in_the_metadata_of_a_markdown_cell_stays_readable(lesson):
    assert '"hints": ["저울을 떠올려 보세요.", "양쪽이 같습니다."]' in canonical(lesson)


def test_formatting_loses_nothing(lesson):
    before = lesson.read()
    lesson.replace(
        ":exercise: centred\n:title: 평균 빼기\n:tier: 2\n",
        '---\n"exercise":   "centred"\ntitle: >-\n  평균\n  빼기\ntier: 2\n',
    )
    lesson.replace(":skills: [mean]\n:hints: ['결", "skills:\n- mean\nhints: ['결")
    lesson.replace(":broken: true\n\n", "broken: true\n---\n\n\n")
    assert lesson.text != canonical(lesson)
    lesson.write(canonical(lesson))
    after = lesson.read()
    assert [cell.source.lstrip("\n") for cell in after.cells] == [cell.source for cell in before.cells]
    assert [cell.role for cell in after.cells] == [cell.role for cell in before.cells]


def test_formatting_twice_changes_nothing_more(lesson):
    lesson.replace(":tags: [hide-input]\n\n", "---\ntags:\n- hide-input\n---\n")
    once = canonical(lesson)
    lesson.write(once)
    assert canonical(lesson) == once


def test_version_of_jupytext_stays_out(lesson):
    lesson.replace("    format_version: 0.13\n", "    format_version: 0.13\n    jupytext_version: 1.0.0\n")
    assert "jupytext_version: 1.0.0" not in canonical(lesson)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  minutes: 10\n", "  minutes: 10  # measured\n"),
        ("  minutes: 10\n", "  # measured\n  minutes: 10\n"),
        (":points: 1\n", ":points: 1  # measured\n"),
        ("    tolerance: 0.5\n", "    # measured\n    tolerance: 0.5\n"),
    ],
)
def test_comment_that_would_be_lost_is_refused(lesson, old, new):
    lesson.replace(old, new)
    assert refused(lesson) == [(lesson.line("# measured"), "comment")]


def test_sign_of_a_comment_inside_a_text_is_none(lesson):
    lesson.replace(":title: 평균 빼기\n", ":title: 'C# 과 # 기호'\n")
    assert canonical(lesson)


def test_broken_yaml_is_refused(lesson):
    lesson.replace(":points: 1\n", ":points: [1\n")
    assert refused(lesson) == [(lesson.line(":points: [1"), "metadata-yaml")]


def test_fences_inside_code_are_kept(lesson):
    lesson.replace("plt.show()", 'plt.show()\ntext = """\n````\n"""')
    lesson.replace(
        "```{code-cell} ipython3\n:tags: [hide-input]", "`````{code-cell} ipython3\n:tags: [hide-input]"
    )
    lesson.replace('````\n"""\n```', '````\n"""\n`````')
    before = lesson.read()
    lesson.write(canonical(lesson))
    assert [cell.source for cell in lesson.read().cells] == [cell.source for cell in before.cells]
