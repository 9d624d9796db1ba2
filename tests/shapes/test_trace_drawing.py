"""Pictures and tables of traces: well-formed, in words as well, folded where there is much."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from aiclass import shapes
from aiclass.shapes._trace import _glyphs, _level
from aiclass.shapes._trace._folding import fold

torch = pytest.importorskip("torch")

SVG = "{http://www.w3.org/2000/svg}"


def forward(x, weight, bias):
    scores = x @ weight + bias
    return scores.mean(axis=0)


@pytest.fixture
def small():
    x = shapes.name(np.ones((32, 784)), "N D")
    weight = shapes.name(np.ones((784, 10)), "D K")
    return shapes.trace(forward, x, weight, np.ones(10))


def layers(count):
    return torch.nn.Sequential(
        *(
            torch.nn.Sequential(torch.nn.Linear(8, 4 + place), torch.nn.Tanh(), torch.nn.Linear(4 + place, 8))
            for place in range(count)
        )
    )


def texts(svg):
    return [element.text for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_picture_is_svg_with_title_and_description(small):
    root = ElementTree.fromstring(small.draw().svg)
    assert root.attrib["role"] == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.attrib["aria-labelledby"] == f"{title.attrib['id']} {description.attrib['id']}"
    assert description.text == small.draw().alt


def test_words_tell_every_operation(small):
    assert repr(small.draw()) == (
        "모양의 흐름. 연산 3개. @: x (N=32, D=784), weight (D=784, K=10) → (N=32, K=10). "
        "+: (N=32, K=10), bias (10,) → scores (N=32, K=10). mean(axis=0): scores (N=32, K=10) → (K=10,)."
    )


def test_axes_bear_their_letters_and_meeting_axes_look_alike(small):
    svg = small.draw().svg
    assert texts(svg).count("D=784") == 2
    assert {"N", "K", "N=32"} <= set(texts(svg))
    thick = re.findall(r'stroke="(#\w+)" stroke-width="4.5" stroke-dasharray="([^"]+)"', svg)
    inner, gone = thick[:2], thick[2:]
    assert inner[0] == inner[1]
    assert gone == [(_glyphs.CLASH, "3 3")]


def test_inner_axes_that_differ_differ_without_colour_too():
    def two(x, a, b):
        return x @ a @ b

    t = shapes.trace(two, np.ones((2, 3)), np.ones((3, 5)), np.ones((5, 2)))
    dashes = re.findall(r'stroke-width="4.5" stroke-dasharray="([^"]+)"', t.draw().svg)
    assert dashes[0] == dashes[1] != dashes[2] == dashes[3]


def test_stretched_axes_are_hatched_and_explained(small):
    svg = small.draw().svg
    assert re.search(r'fill="url\(#hatch-\w{8}\)"', svg)
    assert any("빗금: 늘어난 자리." in text for text in texts(svg) if text)
    plain = shapes.trace(lambda x: x * 2, np.ones(3)).draw().svg
    assert "url(#hatch" not in plain
    assert not any("빗금" in text for text in texts(plain) if text)


def test_a_longer_axis_is_drawn_longer_and_none_leaves_the_page():
    lengths = [_glyphs.length_px(length) for length in (0, 1, 2, 10, 784, 10**6)]
    assert lengths == sorted(lengths)
    assert lengths[-1] == _glyphs.MOST_PX


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (4, 2, 3), (5, 4, 2, 3), (6, 5, 4, 2, 3), (0, 3)])
def test_arrays_of_any_number_of_axes_are_drawn(shape):
    t = shapes.trace(lambda x: x * 2, np.ones(shape))
    assert str(shape) in texts(t.draw().svg)


def test_rows_keep_to_a_width_and_go_on_below():
    def long(x, w):
        x = x @ w
        x = x - x.mean(axis=0)
        x = x / (1 + x.std(axis=0))
        x = np.tanh(x) @ w
        return x.sum(axis=1)

    t = shapes.trace(long, np.ones((32, 10)), np.ones((10, 10)))
    root = ElementTree.fromstring(t.draw().svg)
    assert float(root.attrib["width"]) < _level.WIDEST_PX + 60
    assert len(re.findall(r'<g transform="translate\(14 \d+\)">', t.draw().svg)) > 1


def test_a_loop_is_one_fold_of_which_the_first_time_round_is_drawn():
    def train(x, w):
        for _ in range(12):
            error = x @ w - 1
            w = w - x.T @ error / len(x)
        return w.sum()

    drawing = shapes.trace(train, np.ones((4, 3)), np.zeros(3)).draw()
    assert "되풀이 12번, 연산 72개" in texts(drawing.svg)
    page = drawing._repr_mimebundle_()["text/html"]
    assert page.count("<details") == 1
    assert page.count("<img") == 2
    assert "첫째 번만 그렸습니다." in page
    assert 'alt="모양의 흐름. 1번째, 연산 6개.' in page


def test_modules_are_folded_and_open_below():
    t = shapes.trace(layers(3), torch.zeros(2, 8))
    drawing = t.draw()
    assert [text for text in texts(drawing.svg) if text and "연산" in text] == [
        f"{place} (Sequential), 연산 3개" for place in range(3)
    ]
    page = drawing._repr_mimebundle_()["text/html"]
    assert page.count("<details") == 3
    assert page.count("<img") == 4
    assert page.count('alt="모양의 흐름.') == 4


def test_a_layer_alone_shows_its_weight_and_not_its_bias():
    t = shapes.trace(torch.nn.Linear(8, 4), torch.zeros(2, 8))
    assert "weight.T (8, 4)" in texts(t.draw().svg)
    assert "(4,)" not in texts(t.draw().svg)


def test_layers_alike_are_drawn_once():
    model = torch.nn.Sequential(
        *(torch.nn.Sequential(torch.nn.Linear(8, 8), torch.nn.Tanh()) for _ in range(5))
    )
    page = shapes.trace(model, torch.zeros(2, 8)).draw()._repr_mimebundle_()["text/html"]
    assert page.count("<details") == 5
    assert page.count("<img") == 2
    assert page.count("모양의 흐름이 같은 앞의 묶음: 0") == 4


def test_a_level_never_holds_more_than_one_can_look_at():
    def long(x):
        for _ in range(500):
            x = np.pad(x, 1)  # another shape each time: no loop to see

    drawing = shapes.trace(long, np.ones(3)).draw()
    assert sum(1 for text in texts(drawing.svg) if text and "번째" in text) == 17
    assert "1~30번째, 연산 30개" in texts(drawing.svg)


def test_a_module_with_one_operation_is_that_operation():
    t = shapes.trace(layers(1), torch.zeros(2, 8))
    assert [text for text in texts(t.draw().svg) if text and ": " in text][:3] == [
        "0: linear",
        "1: tanh",
        "2: linear",
    ]


def test_table_as_text_lines_up_with_hangul():
    t = shapes.trace(forward, np.ones((4, 3)), np.ones((3, 2)), np.ones(2))
    assert repr(t.table()).splitlines() == [
        "연산          들어온 모양     나온 모양  이름",
        "@             (4, 3), (3, 2)  (4, 2)",
        "+             (4, 2), (2,)    (4, 2)     scores",
        "mean(axis=0)  (4, 2)          (2,)",
    ]


def test_long_table_begins_folded_and_opens_by_depth():
    t = shapes.trace(layers(20), torch.zeros(2, 8))
    assert len(repr(t.table()).splitlines()) == 21
    assert len(repr(t.table(depth=2)).splitlines()) == 81
    page = t.table()._repr_html_()
    assert page.count("<details ") == 20
    assert " open" not in page


def test_short_table_is_open_in_html_with_headings():
    page = shapes.trace(layers(2), torch.zeros(2, 8)).table()._repr_html_()
    assert page.count("<details open") == 2
    assert page.count('<th scope="col"') == 8


def test_names_from_outside_are_escaped():
    x = shapes.name(np.ones((2, 3)), "<b> &")
    t = shapes.trace(lambda x: x * 2, x)
    ElementTree.fromstring(t.draw().svg)
    assert "<b>" not in t.draw()._repr_mimebundle_()["text/html"]
    assert "<b>" not in t.table()._repr_html_()


def test_an_empty_trace_says_so():
    t = shapes.trace(lambda x: x, np.ones(3))
    assert repr(t.table()) == "적은 연산이 없습니다."
    assert "적은 연산이 없습니다." in texts(t.draw().svg)
    assert repr(t.draw()) == "적은 연산이 없습니다."


def test_same_trace_same_bytes():
    pages = [
        shapes.trace(layers(2), torch.zeros(2, 8)).draw()._repr_mimebundle_()["text/html"] for _ in range(2)
    ]
    assert pages[0] == pages[1]


def places(svg, text):
    """Return where a text stands, left and baseline."""
    return [
        (float(each.attrib["x"]), float(each.attrib["y"]))
        for each in ElementTree.fromstring(svg).iter(f"{SVG}text")
        if each.text == text
    ]


def test_number_of_boxes_stands_before_the_box_level_with_its_middle():
    x = shapes.name(np.ones((2, 3, 8, 8)), "N C H W")
    svg = shapes.trace(lambda x: x * 2, x).draw().svg
    factors, heights = places(svg, "N ×"), places(svg, "H")
    assert len(factors) == len(heights) == 2
    for (left, baseline), (right, height) in zip(factors, heights, strict=True):
        assert left < right - 20
        assert abs(baseline - height) < 2


def test_row_leaves_to_the_next_what_only_the_next_needs():
    def step(x, w, y):
        p = 1 / (1 + np.exp(-(x @ w)))
        loss = -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()
        error = p - y
        return x.T @ error, loss

    x = np.ones((32, 5))
    record = shapes.trace(step, x, np.ones(5), np.ones(32))._record
    rows = _level.rows_of(record, fold(record))
    titles = [{place.box.title for place in row.places if place.box} for row in rows]
    assert [row for row in titles if ".T" in row] == [row for row in titles[1:] if "@" in row]


@pytest.mark.parametrize(
    ("function", "label"),
    [
        (lambda x: x.transpose(0, 1), "transpose(0, 1)"),
        (lambda x: x.mT, ".mT"),
        (lambda x: x.T, ".T"),
        (lambda x: torch.cat([x, x], dim=1), "cat(dim=1)"),
        (lambda x: x + 1, "+ 1"),
        (lambda x: x.relu_(), "relu"),
    ],
)
def test_operations_are_called_as_the_program_calls_them(function, label):
    assert [step.label for step in shapes.trace(function, torch.ones(2, 3)).steps] == [label]
    if label.startswith(("transpose", ".")):
        array = np.ones((2, 3))
        assert [step.label for step in shapes.trace(function, array).steps] == [label]


def recurrent(x, weight):
    h, states = np.zeros(weight.shape[0]), []
    for row in x:
        h = np.tanh(row + weight @ h)
        states.append(h)
    return np.stack(states)


def test_many_states_of_a_loop_are_one_entry_and_one_line():
    t = shapes.trace(recurrent, np.ones((200, 3)), np.ones((3, 3)))
    assert repr(t.table()).splitlines()[1:] == [
        "되풀이 200번, 연산 800개  (200, 3), (3, 3), (3,)  (3,) × 200  h",
        "stack                     (3,) × 200              (200, 3)",
    ]
    assert t.draw().alt.count("h (3,)") == 3
    root = ElementTree.fromstring(t.draw().svg)
    assert float(root.attrib["height"]) < 600
    assert 4 <= t.draw().svg.count("marker-end") <= 6


def test_many_arrays_alike_from_a_row_above_are_one_box():
    def late(x):
        parts = [np.pad(x, place) for place in range(5)]
        same = [part.sum(keepdims=True) for part in parts]
        wide = np.tanh(x) @ np.ones((3, 3)) @ np.ones((3, 3)) @ np.ones((3, 3)) @ np.ones((3, 3))
        return np.concatenate(same), wide

    drawn = texts(shapes.trace(late, np.ones(3)).draw().svg)
    assert "위에서 계속 × 5" in drawn
    assert drawn.count("위에서 계속") <= 3


def test_what_a_module_makes_for_itself_is_no_input_of_it():
    class Masked(torch.nn.Module):
        def forward(self, x):
            return x.masked_fill(torch.ones(4, 4).tril() == 0, 0.0) * 2

    t = shapes.trace(torch.nn.Sequential(Masked(), Masked()), torch.zeros(4, 4))
    assert repr(t.table()).splitlines()[1].split("  ")[0:2] == ["0 (Masked), 연산 4개", "(4, 4)"]


def test_what_a_program_makes_is_not_called_its_input():
    def forward(x):
        return x @ np.ones((3, 2))

    t = shapes.trace(forward, np.ones((4, 3)))
    assert [value.origin for value in t.values] == ["input", "made", "result"]
