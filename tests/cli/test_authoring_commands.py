"""The commands for authors: what they print, where, and how they end."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from aiclass import authoring
from aiclass.cli import main

EXAMPLE = Path(__file__).parents[1] / "authoring" / "example" / "lessons"


@pytest.fixture
def lessons(tmp_path, monkeypatch):
    """The example's folder of lessons, in the current folder."""
    folder = tmp_path / "내 수업 폴더" / "lessons"
    shutil.copytree(EXAMPLE, folder)
    monkeypatch.chdir(folder.parent)
    return folder


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command as a person would; return exit code, stdout and stderr."""

    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["aiclass", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return ended.value.code, printed.out, printed.err

    return command


@pytest.fixture
def kept_run(monkeypatch):
    """Replace the execution, which other tests cover, by one with given results."""

    def give(twin=None, **results):
        def run_lesson(project, lesson, **options):
            values = {"brightness": 57.076, "images": 1438} | results
            run = authoring.Run(
                lesson="90",
                data="digits",
                twin=bool(options.get("twin")),
                seconds=1.5,
                results=values,
                timings_s={},
                versions={"python": "3.11.7"},
                device="cpu",
                notebook=None,
            )
            return run, not options.get("fresh")

        monkeypatch.setattr(authoring, "run_lesson", run_lesson)

    give()
    return give


class TestBuild:
    def test_check_before_and_after_building_and_after_touching_a_source(self, run, lessons):
        code, out, err = run("build", "--check")
        assert code == 1
        assert out.splitlines() == [
            "없음: notebooks/90-vectors.ipynb",
            "없음: src/aiclass/_course/90.json",
            "없음: src/aiclass/_course/misconceptions.json",
        ]
        assert "aiclass build" in err
        assert not (lessons.parent / "notebooks").exists()

        code, out, err = run("build")
        assert code == 0
        assert "notebooks/90-vectors.ipynb" in out.splitlines()
        assert "build/source/90/90-vectors.ipynb" in out.splitlines()
        assert run("build", "--check")[:2] == (0, "")

        quiz = lessons / "90-vectors" / "quiz.yaml"
        quiz.write_text(
            quiz.read_text(encoding="utf-8").replace("9를 3으로", "아홉을 셋으로"), encoding="utf-8"
        )
        code, out, _ = run("build", "90", "--check")
        assert code == 1
        assert out.splitlines() == [
            "오래됨: notebooks/90-vectors.ipynb",
            "오래됨: src/aiclass/_course/90.json",
        ]

    def test_left_over_notebook_is_named_and_then_removed(self, run, lessons):
        run("build")
        (lessons / "90-vectors").rename(lessons / "90-means")
        assert "원본 없음: notebooks/90-vectors.ipynb" in run("build", "--check")[1]
        assert "지움: notebooks/90-vectors.ipynb" in run("build")[1]
        assert run("build", "--check")[0] == 0

    def test_faults_end_it_with_one_and_go_to_stderr(self, run, lessons):
        text = lessons / "90-vectors" / "lesson.md"
        text.write_text(text.read_text(encoding="utf-8").replace(":tier: 1", ":tier: 9"), encoding="utf-8")
        code, out, err = run("build")
        assert (code, out) == (1, "")
        assert "lesson.md:73: [metadata-type]" in err
        assert not (lessons.parent / "notebooks").exists()

    def test_unknown_lesson_is_wrong_usage(self, run, lessons):
        code, out, err = run("build", "91")
        assert (code, out) == (2, "")
        assert "있는 번호: 90" in err

    def test_folder_of_lessons_can_be_named(self, run, lessons, monkeypatch, tmp_path):
        monkeypatch.chdir(tmp_path)
        assert run("build", "--check", "--lessons", lessons)[0] == 1

    def test_folder_without_lessons_is_wrong_usage(self, run, tmp_path):
        code, _, err = run("build", "--lessons", tmp_path)
        assert code == 2
        assert "course.yaml" in err


class TestFormat:
    def test_canonical_lesson_is_left_alone(self, run, lessons):
        assert run("format", "--check")[:2] == (0, "")

    def test_other_form_is_named_by_the_check_and_then_rewritten(self, run, lessons):
        text = lessons / "90-vectors" / "lesson.md"
        canonical = text.read_text(encoding="utf-8")
        other = canonical.replace(":tags: [hide-input]\n\n", "---\ntags: [hide-input]\n---\n")
        text.write_text(other, encoding="utf-8", newline="\n")
        code, out, _ = run("format", "--check")
        assert (code, out) == (1, "lessons/90-vectors/lesson.md\n")
        assert text.read_text(encoding="utf-8") == other
        assert run("format", "90")[0] == 0
        assert text.read_text(encoding="utf-8") == canonical

    def test_comment_in_metadata_is_refused_and_the_file_left_alone(self, run, lessons):
        text = lessons / "90-vectors" / "lesson.md"
        other = text.read_text(encoding="utf-8").replace(":points: 1\n", ":points: 1  # few\n")
        text.write_text(other, encoding="utf-8", newline="\n")
        code, _, err = run("format")
        assert code == 1
        assert "[comment]" in err
        assert text.read_text(encoding="utf-8") == other


class TestRun:
    def test_json_is_one_document_with_these_keys(self, run, lessons, kept_run):
        code, out, _ = run("run", "90", "--json")
        assert code == 0
        assert json.loads(out) == {
            "lesson": "90",
            "data": "digits",
            "twin": False,
            "seconds": 1.5,
            "resumed": False,
            "results": {"brightness": 57.076, "images": 1438},
        }

    def test_kept_execution_is_said_on_stderr(self, run, lessons, kept_run):
        assert "--fresh" in run("run", "90", "--json")[2]
        assert "--fresh" not in run("run", "90", "--json", "--fresh")[2]

    def test_table_shows_values_as_the_prose_does(self, run, lessons, kept_run):
        code, out, _ = run("run", "90", "--twin")
        assert code == 0
        assert "데이터: digits (실제 데이터 대신)" in out
        assert "1,438" in out

    def test_runs_before_anything_is_measured(self, run, lessons, kept_run):
        (lessons / "90-vectors" / "results.json").unlink()
        assert run("run", "90", "--json")[0] == 0


class TestResults:
    def test_measured_figures_are_written(self, run, lessons, kept_run):
        kept_run(brightness=58.0)
        code, out, err = run("results", "90")
        assert code == 0
        assert "58.0" in out
        assert "lessons/90-vectors/results.json" in err
        written = json.loads((lessons / "90-vectors" / "results.json").read_text(encoding="utf-8"))
        assert written["real"]["brightness"]["value"] == 58.0
        assert written["twin"]["brightness"]["text"] == "58.0"

    def test_check_ends_with_one_outside_the_tolerance_and_writes_nothing(self, run, lessons, kept_run):
        before = (lessons / "90-vectors" / "results.json").read_bytes()
        kept_run(brightness=57.4)
        assert run("results", "90", "--check")[0] == 0
        kept_run(brightness=57.7)
        code, _, err = run("results", "90", "--check")
        assert code == 1
        assert "brightness (real): 적힌 값 57.0762, 잰 값 57.7" in err
        assert (lessons / "90-vectors" / "results.json").read_bytes() == before

    def test_json_says_what_deviates(self, run, lessons, kept_run):
        kept_run(images=1439)
        code, out, _ = run("results", "90", "--check", "--json")
        document = json.loads(out)
        assert (code, document["ok"]) == (1, False)
        assert [one["name"] for one in document["deviations"]] == ["images", "images"]

    def test_missing_real_data_end_it_with_three(self, run, lessons):
        text = lessons / "90-vectors" / "lesson.md"
        mnist = text.read_text(encoding="utf-8").replace("data: [digits]", "data: [mnist]")
        text.write_text(mnist, encoding="utf-8")
        code, out, err = run("results", "90")
        assert (code, out) == (3, "")
        assert "mnist" in err


class TestPdf:
    @pytest.fixture
    def theory(self, lessons):
        folder = lessons.parent / "book" / "theory"
        folder.mkdir(parents=True)
        (folder / "mean.py").write_text("total = 2 + 4\n", encoding="utf-8")
        front = "---\nsummary: 짧은 글\nminutes: 5\nlevel: 입문\ndate: 2026-11-25\n---\n"
        text = f"{front}# 평균\n\n합은 {{{{ total }}}}입니다.\n"
        (folder / "mean.md").write_text(text, encoding="utf-8")
        return folder.parent.parent / "build" / "book" / "pdf" / "mean-theory.pdf"

    def test_theory_is_written_and_handed_out(self, run, theory):
        assert run("pdf", "mean-theory")[:2] == (0, "build/book/pdf/mean-theory.pdf\n")
        assert theory.read_bytes().startswith(b"%PDF")
        copy = theory.parents[3] / "notebooks" / "theory" / "mean-theory.pdf"
        assert copy.read_bytes() == theory.read_bytes()

    def test_json_names_every_pdf(self, run, theory):
        code, out, _ = run("pdf", "mean-theory", "mean-theory", "--json")
        assert (code, json.loads(out)) == (
            0,
            {
                "pdfs": [
                    {
                        "name": "mean-theory",
                        "path": "build/book/pdf/mean-theory.pdf",
                        "size_bytes": theory.stat().st_size,
                    }
                ]
            },
        )

    @pytest.mark.parametrize("words", [[], ["mean-theory", "--all"]])
    def test_names_or_all_but_not_both_nor_neither(self, run, theory, words):
        code, out, err = run("pdf", *words)
        assert (code, out) == (2, "")
        assert "90, mean-theory" in err

    def test_one_unknown_name_stops_it_before_anything_is_made(self, run, theory):
        code, out, err = run("pdf", "mean-theory", "91")
        assert (code, out) == (2, "")
        assert "있는 이름: 90, mean-theory" in err
        assert not theory.exists()

    def test_fault_in_the_theory_ends_it_with_one_and_names_the_line(self, run, theory, lessons):
        (lessons.parent / "book" / "theory" / "mean.py").write_text("totel = 6\n", encoding="utf-8")
        code, _, err = run("pdf", "mean-theory")
        assert code == 1
        assert "book/theory/mean.md:9: [theory-number]" in err

    def test_missing_package_ends_it_with_three_and_names_the_extra(self, run, theory, monkeypatch):
        import importlib.util

        real = importlib.util.find_spec
        monkeypatch.setattr(
            "aiclass.cli._authoring_options.find_spec", lambda name: None if name == "typst" else real(name)
        )
        code, _, err = run("pdf", "mean-theory")
        assert code == 3
        assert "pip install 'aiclass[book]'" in err


class TestLessons:
    @pytest.fixture
    def built(self, run, lessons, monkeypatch):
        from aiclass import course

        run("build")
        monkeypatch.setenv("AICLASS_COURSE", str(lessons.parent / "src" / "aiclass" / "_course"))
        course.lesson.cache_clear()
        yield
        course.lesson.cache_clear()

    def test_json_lists_every_lesson(self, run, built):
        code, out, _ = run("lessons", "--json")
        assert code == 0
        assert json.loads(out) == [
            {
                "id": "90",
                "title": "벡터의 평균",
                "minutes": 10,
                "exercises": ["mean", "centred", "why"],
                "checks": ["mean-check", "mean-check-2", "centred-check"],
                "quiz_items": 8,
                "skills": ["mean", "shape", "sum"],
            }
        ]

    def test_table_lists_every_lesson(self, run, built):
        code, out, _ = run("lessons")
        assert code == 0
        assert "벡터의 평균" in out
        assert "10분" in out


class TestBook:
    @pytest.fixture
    def built(self, lessons, kept_run, monkeypatch):
        """Replace the building, which other tests cover."""

        def build_html(project, course, executed, *, on_step):
            assert [lesson.id for lesson, _ in executed] == ["90"]
            on_step(50, 100, "읽기 index")
            return project.root / "build" / "book" / "html" / "index.html"

        monkeypatch.setattr(authoring, "build_html", build_html)

    def test_path_goes_to_stdout_and_where_to_open_it_to_stderr(self, run, lessons, built):
        code, out, err = run("book")
        assert (code, out) == (0, "build/book/html/index.html\n")
        assert (lessons.parent / "build/book/html/index.html").as_uri() in err

    def test_missing_tools_end_it_with_three_before_any_lesson_runs(self, run, lessons, monkeypatch):
        monkeypatch.setattr(authoring, "run_lesson", lambda *_, **__: pytest.fail("ran"))
        monkeypatch.setattr(
            "aiclass.cli._authoring_options.find_spec", lambda name: None if name == "feedgen" else name
        )
        code, out, err = run("book")
        assert (code, out) == (3, "")
        assert "없는 패키지: feedgen\n" in err
        assert "pip install 'aiclass[book]'" in err


class TestRivalTerms:
    def test_check_names_them_and_building_does_not_mind(self, run, lessons):
        listed = lessons.parent / "book" / "rival-terms.yaml"
        listed.parent.mkdir()
        listed.write_text("- use: 합계\n  not: [합을]\n", encoding="utf-8")
        assert run("build")[0] == 0
        code, _, err = run("build", "--check")
        assert code == 1
        assert "lessons/90-vectors/lesson.md:24: [rival-term] '합을' is '합계'" in err


@pytest.mark.parametrize("command", ["book", "build", "format", "run", "results", "pdf", "lessons"])
def test_help_is_korean_and_has_an_example(run, command):
    code, out, _ = run(command, "--help")
    assert code == 0
    assert f"예: aiclass {command}" in out


def test_missing_extra_ends_it_with_three_and_says_what_to_install(run, lessons, monkeypatch):
    import builtins

    real_import = builtins.__import__

    def no_jupytext(name, *rest, **options):
        if name == "aiclass" and "authoring" in (rest[2] or () if len(rest) > 2 else ()):
            raise ModuleNotFoundError("No module named 'jupytext'", name="jupytext")
        return real_import(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", no_jupytext)
    code, _, err = run("build")
    assert code == 3
    assert "pip install 'aiclass[learn]'" in err
