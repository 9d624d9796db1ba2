"""The picture: what it says, where things stand, that anyone can read it."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from aiclass.autograd import DrawingError, cross_entropy, draw, tensor

SVG = "{http://www.w3.org/2000/svg}"


def small_network():
    x = tensor(np.arange(6.0).reshape(2, 3), name="x")
    weight = tensor(np.full((3, 2), 0.5), requires_grad=True, name="weight")
    bias = tensor([0.0, 1.0], requires_grad=True, name="bias")
    logits = x @ weight + bias
    logits.name = "logits"
    loss = cross_entropy(logits, [0, 1])
    loss.name = "loss"
    return loss


def parsed(drawing):
    return ET.fromstring(drawing.svg)


def texts(drawing):
    return [each.text for each in parsed(drawing).iter(f"{SVG}text")]


def boxes(drawing):
    """Return (left, top, right, bottom) of each box in the picture."""
    rectangles = [each for each in parsed(drawing).iter(f"{SVG}rect") if each.get("x")]
    corners = [[float(each.get(name)) for name in ("x", "y", "width", "height")] for each in rectangles]
    return [(x, y, x + width, y + height) for x, y, width, height in corners]


def test_box_says_name_operation_shape_value_and_gradient():
    loss = small_network()
    loss.backward()
    found = texts(draw(loss))
    for text in (
        "weight",
        "logits = +",
        "loss = cross_entropy",
        "@",
        "모양 (3, 2)",
        "값 모두 0.5",
        "값 [0, 1]",
    ):
        assert text in found
    bias = next(each for each in loss.record.inputs[0].record.inputs if each.name == "bias")
    assert f"기울기 [{bias.grad[0]:.3g}, {bias.grad[1]:.3g}]" in found


def test_before_backward_there_is_no_gradient_yet():
    assert texts(draw(small_network())).count("기울기 아직 없음") == 5


def test_data_has_no_line_for_a_gradient():
    x = tensor([1.0], name="x")
    assert [text for text in texts(draw(x)) if text.startswith("기울기")] == []


def test_kinds_differ_by_word_and_by_border_not_only_by_colour():
    drawing = draw(small_network())
    assert texts(drawing).count("파라미터") == 2
    assert {"입력", "출력"} <= set(texts(drawing))
    borders = {
        (each.get("stroke-width"), each.get("stroke-dasharray"))
        for each in parsed(drawing).iter(f"{SVG}rect")
        if each.get("x")
    }
    assert len(borders) == 4


def test_every_line_leads_to_the_right():
    """What is computed stands right of what it is computed from."""
    for path in parsed(draw(small_network())).iter(f"{SVG}path"):
        if path.get("marker-end"):
            numbers = [float(part.lstrip("MCH")) for part in path.get("d").split()]
            assert numbers[0] < numbers[-2]


@pytest.mark.parametrize("depth", [1, 4, 12])
def test_no_two_boxes_overlap_and_all_lie_within_the_picture(depth):
    x = y = tensor(1.0, requires_grad=True, name="x")
    for _ in range(depth):
        y = (y * 2 + x).tanh() * (x + 1)
    drawing = draw(y)
    found, root = boxes(drawing), parsed(drawing)
    assert max(box[2] for box in found) <= float(root.get("width"))
    assert max(box[3] for box in found) <= float(root.get("height"))
    for position, (left, top, right, bottom) in enumerate(found):
        for other_left, other_top, other_right, other_bottom in found[position + 1 :]:
            assert right <= other_left or other_right <= left or bottom <= other_top or other_bottom <= top


def test_picture_says_in_words_what_it_shows():
    drawing = draw(small_network())
    root = parsed(drawing)
    assert root.get("role") == "img"
    labels = root.get("aria-labelledby").split()
    ids = {each.get("id"): each.text for each in root.iter() if each.get("id")}
    assert [ids[label] for label in labels] == ["계산 그래프", drawing.alt]
    assert "logits = + (2, 2), 입력은 @, bias" in drawing.alt
    assert str(drawing) == drawing.alt


def test_notebook_shows_the_picture():
    drawing = draw(small_network())
    assert drawing._repr_svg_() == drawing.svg


def test_ids_of_two_pictures_on_a_page_differ():
    first, second = (draw(tensor([number], name="x")).svg for number in (1.0, 2.0))
    assert first.split("aria-labelledby=")[1][:40] != second.split("aria-labelledby=")[1][:40]


def test_same_computation_gives_the_same_bytes():
    assert draw(small_network()).svg == draw(small_network()).svg


def test_name_with_signs_of_xml_stays_text():
    assert "<b> & c" in texts(draw(tensor([1.0], name="<b> & c")))


def test_tensor_used_twice_is_one_box_with_two_lines():
    x = tensor(3.0, requires_grad=True, name="x")
    drawing = draw(x * x)
    assert len(boxes(drawing)) == 2
    assert drawing.svg.count("marker-end") == 2
    paths = re.findall(r'<path d="(M[^"]*C[^"]*)"', drawing.svg)
    assert len(set(paths)) == 2, "one lies on the other"


def test_empty_tensor_can_be_drawn():
    assert "값 비어 있음" in texts(draw(tensor(np.zeros((0, 3)), name="x")))


def test_graph_too_large_for_a_picture_is_refused():
    x = y = tensor(1.0, requires_grad=True)
    for _ in range(130):
        y = y + x
    with pytest.raises(DrawingError, match=r"(?s)텐서의 수: 131.*\[AG-15\]"):
        draw(y)
