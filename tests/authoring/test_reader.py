"""Reading a lesson: what comes out of a right one, and file, line and rule of every fault."""

import json

import pytest

from aiclass.authoring import CheckCell, ExerciseCell, NoSuchLesson, PredictionCell, Project, SourceFaults


def role(lesson, cell_id):
    return next(cell.role for cell in lesson.read().cells if cell.id == cell_id)


class TestRight:
    def test_front_matter_is_typed(self, lesson):
        source = lesson.read()
        assert (source.id, source.slug, source.name) == ("90", "vectors", "90-vectors")
        assert (source.title, source.minutes, source.data, source.requires) == (
            "벡터의 평균",
            10,
            ("digits",),
            (),
        )

    def test_cell_ids_come_from_exercise_prediction_check_or_position(self, lesson):
        ids = [cell.id for cell in lesson.read().cells]
        assert ids[:6] == ["c001", "c002", "c003", "c004", "row-shape", "c006"]
        assert ids[6:12] == ["mean", "mean-check", "mean-check-2", "c010", "centred", "centred-check"]

    def test_exercise_is_typed(self, lesson):
        assert role(lesson, "mean") == ExerciseCell(
            id="mean",
            title="평균",
            tier=1,
            skills=("sum", "mean"),
            hints=("합을 먼저 구해 보세요.", "원소의 개수는 len으로 알 수 있습니다."),
            points=0,
            time_s=None,
            manual=False,
            broken=False,
        )

    def test_check_and_prediction_are_typed(self, lesson):
        assert role(lesson, "mean-check-2") == CheckCell(exercise="mean", points=1)
        assert role(lesson, "row-shape") == PredictionCell(
            id="row-shape", answer='"(784,)"', explain="28 곱하기 28은 784입니다."
        )

    def test_every_cell_knows_the_line_of_its_source(self, lesson):
        lines = lesson.text.splitlines()
        for cell in lesson.read().cells:
            first = cell.source.splitlines()[0]
            assert lines[cell.source_line - 1] == first or "{{" in lines[cell.source_line - 1], cell.id

    def test_section_is_the_last_heading_above(self, lesson):
        sections = {cell.id: cell.section for cell in lesson.read().cells}
        assert sections["mean-check"] == "평균"
        assert sections["why"] == "고장 난 코드"  # a marker looks like a heading, but is none

    def test_figures_and_course_values_are_filled_in(self, lesson):
        cells = lesson.read().cells
        assert "평균 밝기는 57.1입니다" in cells[0].source
        assert '%pip install --quiet "aiclass"' in cells[1].source

    def test_figure_not_yet_measured_is_marked_where_a_run_is_about_to_measure_it(self, lesson):
        (lesson.folder / "results.json").unlink()
        assert "(아직 재지 않음)" in lesson.read(must_be_measured=False).cells[0].source

    def test_line_ends_of_windows_change_nothing(self, lesson):
        fingerprint = lesson.read().fingerprint
        for path in (lesson.text_path, lesson.quiz_path):
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
        assert lesson.read().fingerprint == fingerprint

    def test_fingerprint_follows_text_quiz_and_printed_figures(self, lesson):
        seen = {lesson.read().fingerprint}
        lesson.replace("숫자 여러 개를", "숫자를")
        seen.add(lesson.read().fingerprint)
        lesson.replace("9를 3으로 나눕니다.", "9 나누기 3입니다.", lesson.quiz_path)
        seen.add(lesson.read().fingerprint)
        results = lesson.folder / "results.json"
        results.write_text(results.read_text(encoding="utf-8").replace('"57.1"', '"57.2"'), encoding="utf-8")
        seen.add(lesson.read().fingerprint)
        assert len(seen) == 4

    def test_date_of_a_measurement_changes_no_fingerprint(self, lesson):
        fingerprint = lesson.read().fingerprint
        results = lesson.folder / "results.json"
        results.write_text(results.read_text(encoding="utf-8").replace("2026", "2027"), encoding="utf-8")
        assert lesson.read().fingerprint == fingerprint

    def test_quiz_is_typed(self, lesson):
        items = {item.id: item for item in lesson.read().quiz}
        assert items["shape-of"].answer == (784,)
        assert items["mean-of"].mistakes[0]["misconception"] == "VE-02"


# (what to replace, by what, where the fault is found afterwards, its rule)
BROKEN = {
    "unknown key": (":points: 1", ":pointz: 1", ":pointz", "metadata-unknown"),
    "missing title": ("title: 평균 빼기", "time_s: 60", "exercise: centred", "metadata-missing"),
    "tier of four": (":tier: 1", ":tier: 4", ":tier: 4", "metadata-type"),
    "points of zero": (":points: 3", ":points: 0", ":points: 0", "metadata-type"),
    "one hint": (
        "[합을 먼저 구해 보세요., 원소의 개수는",
        "[원소의 개수는",
        ":hints: [원소",
        "exercise-hints",
    ),
    "three hints": ("합을 먼저 구해 보세요.,", "하나, 둘,", ":hints: [하나", "exercise-hints"),
    "id with a capital": (":exercise: centred", ":exercise: Centred", ":exercise: C", "id-characters"),
    "id of a plain cell": (":predict: row-shape", ":predict: c007", ":predict: c007", "id-reserved"),
    "id twice": (":exercise: centred", ":exercise: mean", None, "id-duplicate"),
    "two roles": (":predict: row-shape", ":check: mean\n:predict: row-shape", ":predict", "metadata-role"),
    "no END": ("    ### END STARTER\n", "", "    ### BEGIN STARTER", "marker-end"),
    "no BEGIN": ("    ### BEGIN STARTER\n", "", "    ### END STARTER", "marker-begin"),
    "nested": (
        "    ### BEGIN STARTER\n",
        "    ### BEGIN STARTER\n    ### BEGIN SOLUTION\n",
        "    ### BEGIN SOLUTION\n    return values + ",
        "marker-nested",
    ),
    "misspelt marker": ("    ### BEGIN STARTER\n", "    # begin starter\n", "    # begin", "marker-spelling"),
    "solution in a plain cell": (
        "figure, axes = plt.subplots()",
        "### BEGIN SOLUTION\n1\n### END SOLUTION",
        "### BEGIN SOLUTION\n1",
        "marker-place",
    ),
    "hidden tests in an exercise": (
        "    ### BEGIN STARTER\n    return values + mean(values)\n    ### END STARTER",
        "    ### BEGIN HIDDEN TESTS\n    ### END HIDDEN TESTS",
        "    ### BEGIN HIDDEN",
        "marker-place",
    ),
    "exercise without solution": (
        (
            "    ### BEGIN SOLUTION\n    total = values.sum()     # ()\n"
            "    return total / len(values)\n    ### END SOLUTION"
        ),
        "    return 1",
        "def mean(",
        "exercise-solution",
    ),
    "broken without starter": (
        "    ### BEGIN STARTER\n    return values + mean(values)\n    ### END STARTER\n",
        "",
        "def centred(",
        "exercise-starter",
    ),
    "starter without broken": (":broken: true\n", "", "    ### BEGIN STARTER", "marker-place"),
    "check of nothing": (":check: centred", ":check: centered", ":check: centered", "check-without-exercise"),
    "manual without points": (
        ', "manual": true, "points": 5',
        ', "manual": true',
        "+++ {",
        "exercise-points",
    ),
    "points on a checked exercise": (":broken: true", ":points: 7", ":points: 7", "exercise-points"),
    "Markdown that nobody marks": (', "manual": true, "points": 5', "", "+++ {", "exercise-markdown"),
    "prediction of another id": ('predict("row-shape"', 'predict("shape"', 'predict("shape"', "predict-id"),
    "prediction without dots": (
        '"row-shape", ...,',
        '"row-shape", 1,',
        'predict("row-shape"',
        "predict-guess",
    ),
    "prediction without call": (
        'predict("row-shape", ..., choices',
        "print(choices",
        "print(choices",
        "predict-call",
    ),
    "prediction without answer": (":answer: '\"(784,)\"'\n", "", ":predict", "metadata-missing"),
    "answer that is no expression": ("'\"(784,)\"'", "약 784", 'predict("row-shape"', "predict-answer"),
    "figure without text": ("    text: '{:.1f}'\n", "", "  brightness:", "results-missing"),
    "figure with two names": ("  images:\n", "  Images:\n", "  Images:", "results-name"),
    "figure that is no expression": (
        "value: len(images)",
        "value: len(images",
        "    value: len(",
        "results-value",
    ),
    "figure that formats nothing": ("'{:,.0f}'", "'많음'", "    text: '많음'", "results-text"),
    "syntax error": ("axes.plot([1, 2], [3, 4])", "axes.plot([1, 2], [3, 4]", "axes.plot", "syntax"),
    "reference to nothing": ("{{ results.brightness }}", "{{ results.bright }}", "평균은 합을", "reference"),
    "reference to nowhere": (
        "{{ results.brightness }}",
        "{{ result.brightness }}",
        "평균은 합을",
        "reference",
    ),
    "another install line": ("    %pip install --quiet", "    %pip install", "    %pip", "first-cell"),
    "another lesson opened": ('lesson("90")', 'lesson("91")', 'lesson("91")', "first-cell"),
    "work in the first cell": ("import numpy as np\n", "import numpy as np\nx = 1\n", "x = 1", "first-cell"),
    "lesson of another number": ("lesson: '90'", "lesson: '91'", "  lesson: '91'", "lesson-id"),
    "number without quotes": ("lesson: '90'", "lesson: 90", "  lesson: 90", "front-matter-type"),
    "unknown front matter": ("minutes: 10", "minutes: 10\n  minuets: 1", "  minuets", "front-matter-unknown"),
    "no minutes": ("  minutes: 10\n", "", "aiclass:", "front-matter-missing"),
    "unknown data": ("data: [digits]", "data: [digit]", "  data:", "data-name"),
    "key twice": (
        ":points: 1\n",
        ":points: 1\n:points: 2\n",
        ":points: 2\n\nexpect(mean(np.ones",
        "metadata-yaml",
    ),
    "cell that is never closed": (
        "print(row.shape)                           # (784,)\n```\n",
        "print(row.shape)                           # (784,)\n",
        "```{code-cell} ipython3\n---\nresults",
        "cell-open",
    ),
    "cell of another language": (
        "```{code-cell} ipython3\n:tags: [hide-input]",
        "```{code-cell} python\n:tags: [hide-input]",
        "```{code-cell} python",
        "cell-language",
    ),
    "broken JSON": ("+++ {", "+++ {{", "+++ {{", "metadata-json"),
    "half a character": ("title: 벡터의 평균", 'title: "\\ud83d"', "  title:", "front-matter"),
    "tab": ("axes.plot([1, 2]", "\taxes.plot([1, 2]", "\taxes.plot", "tab"),
}

# a slip that cannot but break a second rule
FOLLOW_UPS = {
    "unknown key": {"metadata-missing"},
    "id with a capital": {"check-without-exercise", "exercise-without-check"},
    "id twice": {"check-without-exercise", "check-order"},
    "two roles": {"check-order", "metadata-missing"},
    "cell that is never closed": {"syntax"},
    "check of nothing": {"exercise-without-check"},
    "nested": {"marker-begin", "marker-end"},
    "misspelt marker": {"marker-begin"},
    "hidden tests in an exercise": {"exercise-starter"},
    "points on a checked exercise": {"marker-place"},
    "Markdown that nobody marks": {"exercise-without-check"},
    "tab": {"syntax"},
}


class TestFaults:
    @pytest.mark.parametrize("case", BROKEN)
    def test_fault_names_its_line_and_rule(self, lesson, case):
        old, new, passage, rule = BROKEN[case]
        lesson.replace(old, new)
        line = lesson.line(passage) if passage else lesson.text[: lesson.text.rindex(new)].count("\n") + 1
        faults = lesson.faults()
        assert ("lesson.md", line, rule) in faults
        assert {found for _, _, found in faults} <= {rule, *FOLLOW_UPS.get(case, ())}

    def test_all_faults_of_all_files_come_at_once(self, lesson):
        lesson.replace(":tier: 1", ":tier: 4")
        lesson.replace(":points: 3", ":pointz: 3")
        lesson.replace("axes.plot([1, 2], [3, 4])", "axes.plot(")
        lesson.replace("answer: 3\n", "answer: drei\n", lesson.quiz_path)
        rules = [rule for _, _, rule in lesson.faults()]
        assert rules == ["metadata-type", "metadata-missing", "metadata-unknown", "syntax", "quiz-schema"]

    def test_faults_below_broken_yaml_are_found_as_well(self, lesson):
        lesson.replace(":tier: 1", ":tier: [1")
        lesson.replace("axes.plot([1, 2], [3, 4])", "axes.plot(")
        faults = lesson.faults()
        assert [rule for _, _, rule in faults] == ["metadata-yaml", "syntax"]
        assert faults[1][1] == lesson.line("axes.plot(")

    def test_faults_below_broken_front_matter_are_found_as_well(self, lesson):
        lesson.replace("minutes: 10", "minutes: [10")
        lesson.replace("axes.plot([1, 2], [3, 4])", "axes.plot(")
        assert [rule for _, _, rule in lesson.faults()] == ["front-matter", "syntax"]

    def test_fault_reads_as_file_line_rule_and_remedy(self, lesson):
        lesson.replace("[합을 먼저 구해 보세요., 원소의 개수는", "[원소의 개수는")
        with pytest.raises(SourceFaults) as caught:
            lesson.read()
        line = lesson.line(":hints: [원소의")
        assert str(caught.value) == (
            f"lessons/90-vectors/lesson.md:{line}: [exercise-hints] "
            "exercise 'mean' has 1 hint, needs exactly 2. Add another line under 'hints:'."
        )
        assert caught.value.exit_code == 1

    def test_unknown_key_comes_with_the_nearest_known_one(self, lesson):
        lesson.replace(":points: 1", ":pointz: 1")
        with pytest.raises(SourceFaults, match="Did you mean 'points'"):
            lesson.read()

    def test_exercise_without_check_is_a_fault(self, lesson):
        check = lesson.text.index("```{code-cell} ipython3\n:check: centred")
        lesson.write(lesson.text[:check] + lesson.text[lesson.text.index("```\n", check + 5) + 4 :])
        assert lesson.faults() == [("lesson.md", lesson.line(":exercise: centred"), "exercise-without-check")]

    def test_check_before_its_exercise_is_a_fault(self, lesson):
        check = "```{code-cell} ipython3\n:check: mean\n:points: 1\n\nexpect(1).equals(1)\n```\n\n"
        exercise = "```{code-cell} ipython3\n:exercise: mean"
        lesson.replace(exercise, check + exercise)
        assert lesson.faults() == [("lesson.md", lesson.line(":check: mean"), "check-order")]

    def test_figure_taken_twice_is_a_fault(self, lesson):
        lesson.replace(
            ":tags: [hide-input]\n", "---\nresults:\n  images: {value: '1', text: '{}', tolerance: 0}\n---"
        )
        assert lesson.faults() == [("lesson.md", lesson.line("  images: {value"), "results-duplicate")]

    def test_stub_that_breaks_the_syntax_is_a_fault(self, lesson):
        lesson.replace("    total = values.sum()     # ()\n", "    if (\n    ### END SOLUTION\n    True):\n")
        assert "marker-begin" in [rule for _, _, rule in lesson.faults()]

    def test_text_without_front_matter(self, lesson):
        lesson.write("# 제목\n")
        assert ("lesson.md", 1, "front-matter") in lesson.faults()

    def test_empty_file(self, lesson):
        lesson.write("")
        assert lesson.faults() == [("lesson.md", 1, "front-matter")]

    def test_byte_that_is_no_utf8_names_its_line(self, lesson):
        lesson.text_path.write_bytes(
            lesson.text.replace("## 평균\n", "## mean\n").encode() + "평균".encode("cp949")
        )
        assert lesson.faults()[-1] == (
            "lesson.md",
            lesson.text_path.read_bytes().count(b"\n") + 1,
            "encoding",
        )

    def test_missing_quiz(self, lesson):
        lesson.quiz_path.unlink()
        assert lesson.faults() == [("quiz.yaml", 1, "missing-file")]

    def test_damaged_results(self, lesson):
        (lesson.folder / "results.json").write_text('{"real": {\n"x": 1}}', encoding="utf-8")
        assert lesson.faults()[0] == ("results.json", 1, "results-json")

    def test_unknown_lesson_names_those_that_exist(self, lesson):
        with pytest.raises(NoSuchLesson, match="있는 번호: 90") as caught:
            lesson.project.folder("91")
        assert caught.value.exit_code == 2

    def test_folder_that_is_no_lesson(self, lesson):
        (lesson.project.lessons / "Vectors").mkdir()
        (lesson.project.lessons / "Vectors" / "lesson.md").touch()
        assert lesson.faults() == [("lesson.md", 1, "folder-name")]

    def test_no_folder_of_lessons(self, tmp_path):
        with pytest.raises(NoSuchLesson, match=r"course\.yaml"):
            Project.find(tmp_path)


QUIZ = {
    "no right choice": ("  - text: '[1, 1]'", "  - text: '[1, 1, 1]'", None, None),
    "unknown key": ("tolerance: 0.01", "tolerence: 0.01", "tolerance", "quiz-schema"),
    "answer of another kind": ("answer: 3\n", "answer: three\n", "  answer: three", "quiz-schema"),
    "shape that is a number": ("  - 784\n", "  - many\n", "  - many", "quiz-schema"),
    "unknown misconception": (
        "value: 9\n    misconception: VE-02",
        "value: 9\n    misconception: VE-09",
        "VE-09",
        None,
    ),
    "right answer as mistake": ("value: 9\n", "value: 3\n", "  - value: 3", "quiz-mistake"),
    "id twice": ("id: shape-of", "id: mean-of", "- id: mean-of\n  kind: shape", "quiz-duplicate"),
}


class TestQuizFaults:
    @pytest.mark.parametrize("case", [name for name, entry in QUIZ.items() if entry[3]])
    def test_fault_names_its_line_and_rule(self, lesson, case):
        old, new, passage, rule = QUIZ[case]
        lesson.replace(old, new, lesson.quiz_path)
        faults = lesson.faults()
        if case == "unknown key":
            passage = "- id: mean-of"
        assert faults == [("quiz.yaml", lesson.line(passage, lesson.quiz_path), rule)]

    def test_unknown_misconception_comes_with_the_nearest_known_one(self, lesson):
        lesson.replace(
            "value: 9\n    misconception: VE-02", "value: 9\n    misconception: VE-09", lesson.quiz_path
        )
        line = lesson.line("misconception: VE-09", lesson.quiz_path)
        assert lesson.faults() == [("quiz.yaml", line, "quiz-misconception")]

    def test_choice_without_a_right_answer(self, lesson):
        text = lesson.quiz_path.read_text(encoding="utf-8")
        wrong = "misconception: VE-01\n    look: 보세요."
        lesson.quiz_path.write_text(text.replace("right: true", wrong, 1), encoding="utf-8")
        assert lesson.faults() == [("quiz.yaml", lesson.line("- id: sum-0", lesson.quiz_path), "quiz-right")]

    def test_wrong_choice_without_misconception(self, lesson):
        text = lesson.quiz_path.read_text(encoding="utf-8")
        lesson.quiz_path.write_text(text.replace("    misconception: VE-01\n", "", 1), encoding="utf-8")
        line = lesson.line("  - text: 항상 1", lesson.quiz_path)
        assert lesson.faults() == [("quiz.yaml", line, "quiz-schema")]

    def test_seven_questions_are_too_few(self, lesson):
        text = lesson.quiz_path.read_text(encoding="utf-8")
        lesson.quiz_path.write_text(text[: text.index("- id: shape-of")], encoding="utf-8")
        assert lesson.faults() == [("quiz.yaml", 1, "quiz-schema")]

    def test_file_that_is_no_yaml(self, lesson):
        lesson.quiz_path.write_text("items: [", encoding="utf-8")
        assert [rule for _, _, rule in lesson.faults()] == ["quiz-yaml"]

    def test_schema_is_valid_and_describes_every_key(self):
        import jsonschema

        from aiclass.authoring import quiz_schema

        schema = quiz_schema()
        jsonschema.Draft202012Validator.check_schema(schema)
        item = schema["$defs"]["item"]["properties"]
        assert all("description" in entry or "$ref" in entry for entry in item.values())
        assert json.dumps(schema)


PLACEMENT = """
placement:
{items}
"""
PLACED = """- id: place-{number}
  kind: number
  text: 몇일까요?
  skills: [sum]
  explain: 하나입니다.
  answer: 1
  probes: {probes}
"""


class TestPlacement:
    """Questions before a lesson that tell where to begin."""

    def place(self, lesson, *places):
        items = "".join(PLACED.format(number=n, probes=probes) for n, probes in enumerate(places))
        text = lesson.quiz_path.read_text(encoding="utf-8")
        lesson.quiz_path.write_text(text + PLACEMENT.format(items=items), encoding="utf-8")

    def test_is_typed_and_apart_from_the_quiz(self, lesson):
        self.place(lesson, "데이터", "데이터", "평균", "고장 난 코드", "'91'")
        source = lesson.read()
        assert [item.probes for item in source.placement] == [
            "데이터",
            "데이터",
            "평균",
            "고장 난 코드",
            "91",
        ]
        assert len(source.quiz) == 8
        assert {item.probes for item in source.quiz} == {""}

    def test_lesson_need_not_have_any(self, lesson):
        assert lesson.read().placement == ()

    def test_four_are_too_few(self, lesson):
        self.place(lesson, "데이터", "데이터", "평균", "'91'")
        assert [rule for _, _, rule in lesson.faults()] == ["quiz-schema"]

    def test_unknown_place_names_its_line(self, lesson):
        self.place(lesson, "데이타", "평균", "평균", "평균", "'91'")
        line = lesson.line("probes: 데이타", lesson.quiz_path)
        assert lesson.faults() == [("quiz.yaml", line, "placement-place")]

    def test_places_stand_in_the_order_of_the_course(self, lesson):
        self.place(lesson, "평균", "데이터", "'92'", "'91'", "A")
        lines = [lesson.line(f"probes: {name}", lesson.quiz_path) for name in ("데이터", "'91'")]
        assert lesson.faults() == [("quiz.yaml", line, "placement-order") for line in lines]

    def test_question_without_a_place(self, lesson):
        self.place(lesson, *["평균"] * 5)
        text = lesson.quiz_path.read_text(encoding="utf-8").replace("  probes: 평균\n", "", 1)
        lesson.quiz_path.write_text(text, encoding="utf-8")
        line = lesson.line("- id: place-0", lesson.quiz_path)
        assert lesson.faults() == [("quiz.yaml", line, "quiz-schema")]

    def test_question_of_the_quiz_has_no_place(self, lesson):
        lesson.replace("answer: 3\n", "answer: 3\n  probes: 평균\n", lesson.quiz_path)
        assert [rule for _, _, rule in lesson.faults()] == ["quiz-schema"]

    def test_id_of_a_quiz_question_cannot_be_used_again(self, lesson):
        self.place(lesson, *["평균"] * 5)
        lesson.replace("id: place-4", "id: sum-4", lesson.quiz_path)
        assert [rule for _, _, rule in lesson.faults()] == ["quiz-duplicate"]

    def test_reaches_the_course_file_and_not_the_list_of_skills(self, lesson):
        from aiclass.authoring import build
        from aiclass.course import Lesson

        self.place(lesson, *["평균"] * 5)
        lesson.replace(
            "id: place-0\n  kind: number\n  text: 몇일까요?\n  skills: [sum]",
            "id: place-0\n  kind: number\n  text: 몇일까요?\n  skills: [elsewhere]",
            lesson.quiz_path,
        )
        source = lesson.read()
        known = Lesson.from_json(json.loads(build(lesson.project, source)[1].content))
        assert known.placement == source.placement
        assert "elsewhere" not in known.skills

    def test_book_page_shows_the_questions_with_folded_answers_and_places(self, lesson):
        from aiclass.authoring import book_page, solution_notebook

        self.place(lesson, "평균", "평균", "평균", "평균", "'91'")
        lesson.replace("quiz()", "placement()")
        lesson.replace("predict, quiz\n", "placement, predict, quiz\n")
        source = lesson.read()
        cells = book_page(source, solution_notebook(source)).cells
        (text,) = [cell.source for cell in cells if "몇일까요" in cell.source]
        assert text.count("답 보기") == 5
        assert "배우는 곳: 평균" in text
        assert "배우는 곳: 91강" in text


class TestCourseFaults:
    def path(self, lesson, name):
        return lesson.project.lessons / name

    def test_missing_settings_key(self, lesson):
        lesson.replace("package: aiclass\n", "", self.path(lesson, "course.yaml"))
        assert lesson.faults() == [("course.yaml", 1, "course-missing")]

    def test_package_that_could_break_out_of_its_quotes(self, lesson):
        lesson.replace("package: aiclass\n", "package: 'x\"; import os'\n", self.path(lesson, "course.yaml"))
        assert lesson.faults() == [("course.yaml", 2, "course-type")]

    def test_misconception_twice(self, lesson):
        lesson.replace("VE-02", "VE-01", self.path(lesson, "misconceptions.yaml"))
        assert lesson.faults() == [("misconceptions.yaml", 5, "misconceptions-duplicate")]

    def test_misconception_without_look(self, lesson):
        path = self.path(lesson, "misconceptions.yaml")
        lesson.replace("  look: len과 sum이 각각 무엇을 돌려주는지 보세요.\n", "", path)
        assert lesson.faults() == [("misconceptions.yaml", 1, "misconceptions-missing")]

    def test_missing_misconceptions(self, lesson):
        self.path(lesson, "misconceptions.yaml").unlink()
        assert lesson.faults() == [("misconceptions.yaml", 1, "missing-file")]
