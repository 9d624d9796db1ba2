"""Messages that PyTorch really sends are kept in a class's log under codes that stay; the clinic reads them."""

import numpy as np
import pytest
import torch

from aiclass.check import explain
from aiclass.shapes._clinic._readings import BY_PHRASE

ones = torch.ones


def parameter():
    return ones(2, requires_grad=True)


def backward_twice():
    loss = (parameter() ** 2).sum()
    loss.backward()
    loss.backward()


def change_leaf():
    weight = parameter()
    weight -= 0.1


def change_what_was_used():
    used = parameter() * 2
    squared = used * used
    used += 1
    squared.sum().backward()


CASES = [
    ("TE-21", lambda: ones(2, 3) @ ones(2, 3)),
    ("TE-01", lambda: ones(2, 3) @ ones(2)),
    ("TE-01", lambda: ones(3) @ ones(2)),
    ("TE-01", lambda: ones(2, 3, 4) @ ones(2, 3, 4)),
    ("TE-01", lambda: torch.dot(ones(2, 3), ones(2, 3))),
    ("TE-02", lambda: ones(2, 3) + ones(2)),
    ("PY-24", lambda: ones(3, 4).reshape(2, 5)),
    ("TE-03", lambda: ones(3, 4).T.view(12)),
    ("TE-04", lambda: torch.cat([ones(2, 3), ones(2, 4)])),
    ("TE-04", lambda: torch.cat([ones(3), ones(2, 3)])),
    ("TE-04", lambda: torch.stack([ones(2), ones(3)])),
    ("TE-05", lambda: ones(2, 3) @ ones(3, 2, dtype=torch.float64)),
    ("TE-05", lambda: ones(2, 3) @ ones(3, dtype=torch.float64)),
    ("TE-06", lambda: torch.tensor([1, 2], requires_grad=True)),
    ("TE-07", (parameter() * 2).backward),
    ("TE-08", lambda: ones(2).sum().backward()),
    ("TE-09", backward_twice),
    ("TE-10", change_leaf),
    ("TE-11", lambda: parameter().numpy()),
    ("TE-11", lambda: np.exp(parameter())),
    ("TE-12", change_what_was_used),
    ("TE-13", lambda: ones(2, 3).sum(dim=2)),
    ("TE-14", lambda: ones(2).item()),
    ("TE-14", lambda: float(ones(2))),
    ("TE-15", lambda: torch.tensor([1, 2]).mean()),
    ("TE-16", lambda: ones(3)[::-1]),
    ("TE-17", lambda: 0.1 * ones(2).grad),
    ("TE-17", lambda: ones(2).grad * 0.1),
    ("TE-18", lambda: ones(2, 3).max(dim=1).sum()),
    ("TE-19", lambda: ones(2, 3)[torch.tensor([True, False, True])]),
    ("TE-19", lambda: ones(2, 3).gather(1, torch.tensor([0, 1]))),
    ("TE-19", lambda: ones(2, 3).gather(1, torch.tensor([[0.5]]))),
    ("TE-19", lambda: ones(3)[torch.tensor([0.5])]),
    ("PY-40", lambda: ones(2, 3)[torch.tensor([0, 1]), torch.tensor([0, 1, 2])]),
    ("TE-20", lambda: ones(2).astype(float)),
    ("TE-20", lambda: ones(2).copy()),
    ("TE-22", lambda: torch.optim.SGD([parameter() * 2], lr=0.1)),
    ("TE-23", lambda: torch.nn.Linear(2, 3, device="meta")(ones(4, 2))),
    ("TE-24", lambda: torch.nn.Linear(2, 3, device="meta").to("cpu")),
    ("PY-18", lambda: bool(ones(2) > 0)),
    ("PY-05", lambda: ones(3)[3]),
]


@pytest.mark.parametrize(("code", "cause"), CASES)
def test_a_message_of_pytorch_is_logged_as_ever_whether_its_line_is_known_or_not(code, cause):
    with pytest.raises(Exception) as caught:
        cause()
    assert explain(caught.value).code == code
    read = explain(caught.value.with_traceback(None))
    assert read.code == code
    assert read.text.endswith(f"[{code}]")
    assert f"원래 메시지: {type(caught.value).__name__}: {caught.value}" in read.text


def test_every_piece_that_is_looked_for_stands_in_a_message_of_pytorch():
    messages = []
    for _, cause in CASES:
        with pytest.raises(Exception) as caught:
            cause()
        messages.append(str(caught.value))
    assert [piece for piece in BY_PHRASE if not any(piece in text for text in messages)] == []


def test_the_lengths_that_clash_are_named_in_korean():
    with pytest.raises(RuntimeError) as caught:
        ones(4, 3) - ones(4)
    text = explain(caught.value.with_traceback(None)).text
    assert "1번 축" in text
    assert "왼쪽 3, 오른쪽 4" in text


def test_the_inner_lengths_of_a_product_are_named_in_korean():
    with pytest.raises(RuntimeError) as caught:
        ones(4, 3) @ ones(2, 5)
    text = explain(caught.value.with_traceback(None)).text
    assert "왼쪽의 열 수: 3, 오른쪽의 행 수: 2" in text
