"""Shape comments are checked while code runs."""

import ast

import numpy as np
import pytest

from aiclass.authoring._shape_comments import CHECKER_NAME, LETTERS_NAME, ShapeChecker

X = "x = np.zeros((3, 4))\n"


def untrue(source):
    """Run a source as a gate does and return (line, what is said) of every untrue comment."""
    found = []
    checker = ShapeChecker()
    checker.open_cell(source, lambda line, text: found.append((line, text)))
    tree = checker.visit(ast.parse(source))
    namespace = {"np": np, CHECKER_NAME: checker, LETTERS_NAME: {}}
    exec(compile(ast.fix_missing_locations(tree), "<cell>", "exec"), namespace)
    return found


@pytest.mark.parametrize(
    "source",
    [
        X + "y = x.sum()  # ()",
        X + "y = x.T  # (4, 3)",
        X + "y = x.T  # (D, N), transposed",
        X + "y = x @ x.T  # (N, N)",
        X + "y = np.concatenate([x, x])  # (2 * N, D) is not known yet\n".replace("(2 * N, D)", "(6, D)"),
        X + "y = x  # (N, D)\nz = np.concatenate([x, x])  # (2 * N, D)",
        X + "a, b = x, x[0]  # (3, 4), (4,)",
        X + "pair = (x, x[0])  # (3, 4), (4,)",
        X + "print(x.shape)  # (3, 4)",
        X + "print('모양', x.shape, x[0].shape)  # (3, 4), (4,)",
        X + "x += 1  # (3, 4)",
        X + "y: object = x  # (3, 4)",
        X + "y = (\n    x\n    + 1\n)  # (3, 4)",
        X + "for row in x:\n    y = row * 2  # (4,)",
        "rows = [[1, 2], [3, 4]]  # (2, 2)",
        "학생 = np.zeros(5)  # (반,)\n과목 = np.zeros((5, 2))  # (반, 2)",
        X + "y = x  # the shape is (7, 7)",
        X + "print('합', 3)  # (7, 7)",
        "text = '# (7, 7)'",
        "def f(a):\n    '''Doc.'''\n    b = a * 2  # (N,)\n    return b\nf(np.zeros(3))\nf(np.zeros(4))",
    ],
)
def test_true_comment_passes(source):
    assert untrue(source) == []


@pytest.mark.parametrize(
    ("source", "line", "said"),
    [
        (X + "y = x.T  # (3, 4)", 2, "claims (3, 4), the shape is (4, 3)"),
        (X + "y = x.sum(axis=0)  # (1, 4)", 2, "claims (1, 4), the shape is (4,)"),
        (X + "y = x.sum()  # (1,)", 2, "the shape is ()"),
        (X + "y = x  # (N, N)", 2, "but N is 3"),
        (X + "y = x  # (N, D)\nz = x.T  # (N, D)", 3, "but N is 3"),
        (X + "y = x  # (N, D)\nz = x  # (2 * N, D)", 3, "claims (2 * N, D)"),
        (X + "print(x.shape)  # (4, 3)", 2, "claims (4, 3)"),
        (X + "a, b = x, x[0]  # (3, 4), (3,)", 2, "claims (3,), the shape is (4,)"),
        (X + "a, b = x, x[0]  # (3, 4)", 2, "1 shapes for 2 values"),
        (X + "x += 1  # (4, 4)", 2, "claims (4, 4)"),
        (X + "y = (\n    x\n    + 1\n)  # (4, 4)", 5, "claims (4, 4)"),
        (X + "for row in x:\n    y = row  # (3,)", 3, "claims (3,)"),
        (X + "y = x  # (3)", 2, "is no shape"),
        ("name = {'a': 1}  # (1,)", 1, "the value is a dict"),
        ("def f(a):\n    b = a * 2  # (N, N)\n    return b\nf(np.zeros((3, 2)))", 2, "but N is 3"),
    ],
)
def test_untrue_comment_is_told_with_its_line(source, line, said):
    found = untrue(source)
    assert found
    assert found[0][0] == line
    assert said in found[0][1]


def test_letters_of_one_call_do_not_bind_the_next():
    source = "def f(a):\n    b = a  # (N,)\n    c = a[1:]  # (N - 1,)\n    return c\nf(np.zeros(3))\nf(np.zeros(9))"
    assert untrue(source) == []


def test_letters_of_a_cell_do_not_bind_a_function():
    source = X + "y = x  # (N, D)\ndef f(a):\n    b = a  # (N,)\n    return b\nf(np.zeros(9))"
    assert untrue(source) == []


def test_switched_off_checker_says_nothing():
    found = []
    checker = ShapeChecker()
    source = "def f(a):\n    b = a  # (1,)\n    return b"
    checker.open_cell(source, lambda line, text: found.append(line))
    namespace = {"np": np, CHECKER_NAME: checker, LETTERS_NAME: {}}
    exec(compile(ast.fix_missing_locations(checker.visit(ast.parse(source))), "<cell>", "exec"), namespace)
    checker.is_on = False
    namespace["f"](np.zeros(2))
    assert found == []
    checker.is_on = True
    namespace["f"](np.zeros(2))
    assert found == [2]
