"""What code that others wrote has taught the clinic: how they name things, and what they let PyTorch stretch."""

import warnings

import pytest
from clinic import explained, warnings_of

NUMPY = "import numpy as np\n"
TORCH = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"


def codes_of(code):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch warns of unequal sizes itself
        found, error = warnings_of(code)
    assert error is None
    return [diagnosis.code for diagnosis in found]


@pytest.mark.parametrize(
    "line",
    [
        "hypothesis = np.zeros(6); gap = hypothesis - y",
        "gap = X @ w - y",
        "gap = np.dot(X, w) - y",
        "pred = np.zeros(6); gap = pred - y.astype(float)",
    ],
)
def test_a_prediction_is_known_by_its_name_and_by_its_product(line):
    assert codes_of(f"{NUMPY}X, w, y = np.ones((6, 2)), np.zeros(2), np.ones((6, 1))\n{line}") == ["CS-01"]


def test_labels_flattened_by_view_did_not_get_an_axis_on_purpose():
    shapes = "pred, y = torch.zeros(6, 1), torch.ones(6)\n"
    assert codes_of(f"{TORCH}{shapes}gap = pred - y.view(-1)") == ["CS-01"]
    assert codes_of(f"{TORCH}{shapes}gap = pred - y.view(-1, 1)") == []


@pytest.mark.parametrize("name", ["mse", "criterion", "huber_1"])
def test_a_loss_is_known_by_a_short_name(name):
    made = f"{name} = nn.MSELoss()\nout, y = torch.zeros(5, 1), torch.ones(5)\n"
    assert codes_of(f"{TORCH}{made}error = {name}(out, y)") == ["CS-01"]


@pytest.mark.parametrize(
    ("pred", "target", "is_warned"),
    [
        ((2, 1, 4, 4), (2, 4, 4), True),
        ((7, 1), (1, 1), True),
        ((7, 3), (3,), True),
        ((7, 3), (7, 3), False),
    ],
)
def test_a_loss_of_pytorch_that_stretches_a_shape_is_warned_of(pred, target, is_warned):
    made = f"pred, target = torch.zeros{pred}, torch.ones{target}\n"
    assert codes_of(f"{TORCH}{made}loss = F.l1_loss(pred, target)") == (["CS-16"] if is_warned else [])


def test_a_loss_of_the_learners_own_may_stretch_what_it_likes():
    own = "def mse_loss(pred, target):\n    return ((pred - target) ** 2).mean()\n"
    assert codes_of(f"{TORCH}{own}loss = mse_loss(torch.zeros(6, 2), torch.ones(2))") == []


def test_repairs_of_a_stretched_shape_take_the_lone_axis_away_or_give_one():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        (found,), _ = warnings_of(
            f"{TORCH}pred, depth = torch.zeros(2, 1, 4, 4), torch.ones(2, 4, 4)\nloss = F.l1_loss(pred, depth)"
        )
    repairs = [repair.code for repair in found.repairs]
    assert repairs[:2] == ["F.l1_loss(pred.squeeze(1), depth)", "F.l1_loss(pred, depth.unsqueeze(1))"]


def test_numbers_of_classes_in_a_squared_error_are_told_from_two_shapes_that_do_not_fit():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = explained(
            f"{TORCH}scores, kinds = torch.zeros(8, 3), torch.arange(8) % 3\nnn.MSELoss()(scores, kinds)"
        )
    assert found.code == "CL-89"
    assert [repair.code for repair in found.repairs] == [
        "nn.CrossEntropyLoss()(scores, kinds)",
        "nn.MSELoss()(scores, F.one_hot(kinds, 3).float())",
    ]


def test_maps_that_were_not_flattened_name_the_features_that_a_flat_row_would_have():
    found = explained(
        f"{TORCH}class Net(nn.Module):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.conv = nn.Conv2d(1, 2, 3)\n"
        "        self.out = nn.Linear(2, 4)\n"
        "    def forward(self, x):\n"
        "        x = self.conv(x)\n"
        "        return self.out(x)\n"
        "Net()(torch.zeros(3, 1, 8, 8))"
    )
    assert "2 × 6 × 6 = 72" in found.clash
    assert [repair.code for repair in found.repairs] == [
        "self.out = nn.Linear(72, 4)",
        "self.out(x.flatten(1))",
    ]


def test_a_second_transpose_takes_the_first_away():
    found = explained(f"{NUMPY}h, W = np.ones((6, 5)), np.ones((5, 2))\nh @ W.T")
    assert [repair.code for repair in found.repairs][:1] == ["h @ W"]


def test_a_mask_in_a_column_is_named_at_the_axis_that_differs():
    found = explained(f"{NUMPY}t = np.ones((4, 4))\nchosen = t[:, :1] > 0\nt[chosen]")
    assert found.clash == "t의 1번 축 4 ≠ 마스크의 1번 축 1"
    assert [repair.code for repair in found.repairs][:1] == ["t[chosen[:, 0]]"]
