"""Nearly identical code is found whatever it is called; what everybody has is not."""

import random
from time import perf_counter

import pytest

from aiclass.grading._similarity import (
    LEAST_SHARED,
    alike_pairs,
    chosen_names,
    common_from,
    shared_spans,
    tokens,
)

COUNT_WORDS = """
def count_words(text):
    counts = {}
    for word in text.lower().split():
        word = word.strip(".,!?")
        if word and not word.isdigit():
            counts[word] = counts.get(word, 0) + 1
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
"""
RENAMED = '''
def count_words(문장):
    """낱말을 셉니다."""
    표 = {}

    # 한 낱말씩
    for 낱말 in 문장.lower().split():
        낱말 = 낱말.strip('.,!?')   # 부호
        if 낱말 and not 낱말.isdigit():
            표[낱말] = 표.get(낱말, 0) + 1
    return sorted(표.items(), key=lambda 쌍: (-쌍[1], 쌍[0]))
'''
ANOTHER_WAY = """
from collections import Counter
import re

def count_words(text):
    found = re.findall(r"[a-z']+", text.lower())
    ordered = Counter(found).most_common()
    ordered.sort(key=lambda one: one[0])
    ordered.sort(key=lambda one: one[1], reverse=True)
    return ordered
"""


def pairs(code, starter=()):
    return [(one.left, one.right) for one in alike_pairs(code, starter)]


def words(source):
    return [word.text for word in tokens(source, chosen_names([source]))]


def program(seed):
    """Return code that no other seed gives."""
    rng = random.Random(seed)
    lines = [f"def f{seed}(x):"]
    for _ in range(30):
        name, call = (
            rng.choice("abcdefgh"),
            rng.choice(["abs", "round", "max", "min", "sum", "pow", "divmod"]),
        )
        lines.append(
            f"    {name} = {call}(x {rng.choice('+-*/%')} {rng.randrange(100)}, {rng.randrange(100)})"
        )
    return "\n".join([*lines, "    return x"])


def test_other_names_comments_and_blank_lines_change_nothing():
    assert words(COUNT_WORDS) == words(RENAMED)
    (found,) = alike_pairs({"가": [COUNT_WORDS], "나": [RENAMED], "다": [ANOTHER_WAY]})
    assert (found.left, found.right, found.share) == ("가", "나", 1.0)


def test_functions_and_attributes_keep_their_names():
    assert words("y = np.exp(x)") != words("y = np.log(x)")
    assert words("y = abs(x)") != words("y = sum(x)")


def test_another_way_to_solve_it_is_not_alike():
    assert pairs({"가": [COUNT_WORDS], "나": [ANOTHER_WAY]}) == []


def test_starter_code_is_not_the_learners():
    assert pairs({"가": [COUNT_WORDS], "나": [RENAMED]}, starter=[COUNT_WORDS]) == []


def test_what_many_wrote_alike_is_not_counted():
    code = {f"학습자 {number}": [COUNT_WORDS] for number in range(6)}
    code |= {f"다른 {number}": [program(number)] for number in range(9)}
    assert len(code) < 6 * common_from(len(code))
    assert pairs(code) == []


def test_copied_part_of_a_longer_work_is_found():
    code = {"가": [COUNT_WORDS], "나": [program(1), RENAMED, program(2)], "다": [program(3)]}
    assert pairs(code) == [("가", "나")]


def test_short_answers_accuse_nobody():
    short = "def add(a, b):\n    return a + b"
    assert LEAST_SHARED > 1
    assert pairs({"가": [short], "나": [short]}) == []


@pytest.mark.parametrize(
    "source", ["def f(:\n  (((", "'''", "\x00", "%%bash\nls", "x" * 200_000, "(" * 5_000]
)
def test_what_is_no_python_is_no_fault(source):
    assert alike_pairs({"가": [source], "나": [source]}) == ()
    shared_spans(source, source)


def test_shared_code_is_marked_where_it_stands():
    left = "가나다 = '한글'\n" + COUNT_WORDS
    right = RENAMED + "\nprint('끝')"
    ours, theirs = shared_spans(left, right)
    assert [left[start:stop].split("\n")[0] for start, stop in ours] == ["def count_words(text):"]
    assert right[theirs[0][0] :].startswith("def count_words(문장):")
    assert all(right[start:stop].endswith("쌍[0]))") for start, stop in theirs)


@pytest.mark.slow
def test_time_grows_with_the_class_and_no_faster():
    def seconds(size):
        code = {str(number): [program(number), COUNT_WORDS] for number in range(size)}
        start = perf_counter()
        alike_pairs(code)
        return perf_counter() - start

    seconds(50)
    assert seconds(1000) < 8 * seconds(250)
