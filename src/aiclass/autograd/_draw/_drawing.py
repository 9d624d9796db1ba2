"""A computation as a picture that a notebook shows."""

from dataclasses import dataclass

from aiclass.autograd._draw._boxes import box_of, title_of
from aiclass.autograd._draw._svg import render
from aiclass.autograd._guards import check_is_tensor
from aiclass.autograd._tensor import Tensor, topological_order
from aiclass.autograd.errors import DrawingError
from aiclass.diagram import lay_out

MAX_TENSORS = 120


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Drawing:
    """A picture; a notebook shows it, and what it shows stands in ``alt`` as well.

    Attributes:
        svg: the picture, SVG text.
        alt: Korean, what there is to see.
    """

    svg: str
    alt: str

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return self.alt


def draw(output: Tensor) -> Drawing:
    """Return a picture of how a tensor was computed, from left to right, with shapes, values and gradients.

    Draw after `backward` to see gradients. Names come from the tensors: ``hidden.name = "hidden"``.

    Args:
        output: any tensor, such as the loss.

    Raises:
        DataError: output is no tensor.
        DrawingError: it was computed from more than 120 tensors.

    >>> from aiclass.autograd import tensor
    >>> x = tensor(3.0, requires_grad=True, name="x")
    >>> print(draw(x * x))
    계산 그래프입니다. 텐서 2개, 연산 1개. x (). × (), 입력은 x, x
    """
    check_is_tensor(output)
    tensors = topological_order(output)
    if len(tensors) > MAX_TENSORS:
        raise DrawingError.of("AG-15", actual=len(tensors), limit=MAX_TENSORS)
    position = {each: spot for spot, each in enumerate(tensors)}
    boxes = [box_of(each, is_output=each is output) for each in tensors]
    inputs = [
        [position[each] for each in tensor.record.inputs] if tensor.record else [] for tensor in tensors
    ]
    alt = _in_words(tensors)
    layout = lay_out(boxes, inputs)
    return Drawing(svg=render(layout, title="계산 그래프", description=alt), alt=alt)


def _in_words(tensors: list[Tensor]) -> str:
    """Return the computation as a sentence a tensor."""
    steps = [_step(each) for each in tensors]
    operations = sum(each.record is not None for each in tensors)
    return f"계산 그래프입니다. 텐서 {len(tensors)}개, 연산 {operations}개. {'. '.join(steps)}"


def _step(tensor: Tensor) -> str:
    if tensor.record is None:
        return f"{title_of(tensor)} {tensor.shape}"
    inputs = ", ".join(each.name or title_of(each) for each in tensor.record.inputs)
    return f"{title_of(tensor)} {tensor.shape}, 입력은 {inputs}"
