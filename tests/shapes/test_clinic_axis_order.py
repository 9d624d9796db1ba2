"""Each mistake over the order or the length of axes is told as what it is; the shares of the corpus would hide one."""

import pytest
from clinic import entries, explained, normal, warnings_of

REASONS = {
    "numpy_errors/window-cut-short-at-the-end": "CL-57",
    "numpy_errors/filter-over-the-edge-of-a-colour-picture": "CL-57",
    "numpy_errors/greatest-of-a-table-by-python": "CL-64",
    "torch_errors/rows-of-another-number-out-of-a-model": "CL-88",
    "torch_errors/sequences-flattened-for-a-gru": "CM-14",
    "torch_errors/recurrent-layer-gives-a-row-a-step": "CM-15",
    "torch_errors/last-example-taken-for-the-last-step": "CM-16",
    "torch_errors/both-results-of-an-lstm-into-a-linear-layer": "CM-17",
    "torch_errors/both-results-of-a-gru-indexed": "CM-17",
    "numpy_silent/softmax-over-the-whole-table": "CS-10",
    "numpy_silent/pictures-reshaped-to-channels-first": "CS-11",
    "numpy_silent/table-turned-by-reshape": "CS-11",
    "torch_silent/scores-viewed-for-the-classes": "CS-11",
    "torch_silent/recurrent-layer-that-takes-the-batch-for-time": "CS-12",
    "torch_silent/states-of-two-directions-viewed-as-rows": "CS-13",
    "torch_silent/attention-that-sums-to-one-over-the-queries": "CS-14",
    "torch_silent/softmax-layer-over-the-queries": "CS-14",
    "torch_silent/weights-after-a-dropout": "CS-14",
    "numpy_silent/sums-of-all-pairs-without-a-second-axis": "CS-15",
}


@pytest.mark.parametrize(("name", "code"), REASONS.items())
def test_reason_and_first_repair_are_those_of_the_mistake(name, code):
    file, _, wanted = name.partition("/")
    entry = next(entry for entry in entries(file) if entry["id"] == wanted)
    diagnosis = explained(entry["code"]) if "errors" in file else warnings_of(entry["code"])[0][0]
    assert diagnosis.code == code
    assert normal(diagnosis.repairs[0].code) in [normal(right) for right in entry["repairs"]]


def test_both_lines_that_rows_of_pieces_need_are_offered():
    entry = next(
        entry for entry in entries("torch_errors") if entry["id"] == "rows-of-another-number-out-of-a-model"
    )
    repairs = explained(entry["code"]).repairs
    assert [(one.code, one.place) for one in repairs] == [
        ("return self.head(x.view(x.size(0), -1))", "9번째 줄"),
        ("self.head = nn.Linear(784, 10)", "7번째 줄"),
    ]


def test_sum_over_the_features_moves_with_the_axis_of_the_pairs():
    """The repair that only widens one side would raise nothing, and sum over the points."""
    repairs = explained(
        "import numpy as np\na, b = np.ones((4, 2)), np.ones((3, 2))\nd = ((a - b) ** 2).sum(axis=1)\n"
    ).repairs
    assert [repair.code for repair in repairs] == ["d = ((a[:, None] - b) ** 2).sum(axis=-1)"]


def test_rows_of_eigenvectors_are_not_turned():
    """Turned rows would fit, and be no eigenvectors."""
    code = "import numpy as np\n_, v = np.linalg.eigh(np.eye(4))\nw = v[:2]\nz = np.ones((5, 4)) @ w\n"
    assert [repair.code for repair in explained(code).repairs] == ["np.ones((5, 4)) @ v[:, :2]"]


def test_rows_of_right_singular_vectors_are_turned():
    code = "import numpy as np\n_, s, vt = np.linalg.svd(np.eye(4))\nw = vt[:2]\nz = np.ones((5, 4)) @ w\n"
    assert explained(code).repairs[0].code == "np.ones((5, 4)) @ w.T"


def test_total_is_not_offered_to_grow():
    code = "import numpy as np\ntotal = np.zeros(3)\ntotal += np.ones((5, 3, 2)).mean(axis=2)\n"
    codes = [repair.code for repair in explained(code).repairs]
    assert codes[0] == "total += np.ones((5, 3, 2)).mean(axis=(0, 2))"
    assert all("total = " not in code for code in codes)


def test_update_is_not_offered_to_grow():
    code = "import numpy as np\nw, step = np.zeros(3), np.ones((3, 100))\nw = w - step\n"
    assert explained(code).repairs == ()
