"""``shapes.drill``: an endless supply of questions about shapes, each run before it is asked."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from aiclass import course
from aiclass.course import QuizItem
from aiclass.messages import message
from aiclass.shapes._drills._broadcasting import broadcast
from aiclass.shapes._drills._case import CLASH, Case, Labels, Rule
from aiclass.shapes._drills._choices import Choice, choices_of
from aiclass.shapes._drills._convolving import convolution
from aiclass.shapes._drills._front_end import shown
from aiclass.shapes._drills._indexing import indexing
from aiclass.shapes._drills._joining import joining
from aiclass.shapes._drills._multiplying import matmul
from aiclass.shapes._drills._picture import picture_html
from aiclass.shapes._drills._reducing import axis
from aiclass.shapes._drills._regrouping import reshape
from aiclass.shapes._drills._targets import targets
from aiclass.shapes._drills._transposing import transpose
from aiclass.shapes.errors import ShapesError

TOPICS: Final[Mapping[str, Rule]] = {
    "axis": axis,
    "broadcast": broadcast,
    "conv": convolution,
    "cross-entropy": targets,
    "indexing": indexing,
    "join": joining,
    "matmul": matmul,
    "reshape": reshape,
    "transpose": transpose,
}
TORCH_TOPICS: Final = frozenset({"conv", "cross-entropy"})
TIERS: Final = (1, 2, 3)
TRIES: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Drill:
    """A question about shapes: what comes out, or which line does what is wanted.

    Attributes:
        case: what was proposed and run.
        choices: the right one first; readers see them shuffled.
    """

    topic: str
    tier: int
    seed: int
    case: Case
    choices: tuple[Choice, ...]

    @property
    def id(self) -> str:
        """Return what the progress log calls it, such as ``broadcast-2-17``."""
        return f"{self.topic}-{self.tier}-{self.seed}"

    @property
    def code(self) -> str:
        """Return the given arrays and the code, as they are shown."""
        given = [f"{name}: {_given(what)}" for name, what in self.case.arrays.items()]
        return "\n".join([*given, "", *self.case.lines, f"z = {self.case.ask}"])

    @property
    def question(self) -> str:
        """Return what is asked."""
        if self.case.is_repair:
            return f"{self.case.want} 마지막 줄을 어떻게 고치면 됩니까?"
        return "z의 모양은 무엇입니까?"

    @property
    def item(self) -> QuizItem:
        """Return the question as an item of a quiz, which is how it is marked."""
        known = course.misconceptions()
        right, *wrong = self.choices
        choices: list[Mapping[str, Any]] = [{"text": right.text, "right": True}]
        choices += [
            {
                "text": each.text,
                "misconception": each.misconception,
                "look": f"{known[each.misconception].text} {known[each.misconception].look}{self._told(each)}",
            }
            for each in wrong
        ]
        return QuizItem(
            id=self.id,
            kind="choice",
            text=f"{self.code}\n\n{self.question}",
            skills=(self.topic,),
            explain=self.case.explain,
            choices=tuple(choices),
        )

    def picture(self) -> str:
        """Return HTML that shows the right computation; empty where there is nothing to draw."""
        return picture_html(self.case, self.case.right or self.case.ask)

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        return shown(self, **options)

    def __repr__(self) -> str:
        texts = [self.choices[index].text for index in self.item.shown_order]
        lines = [f"   {number}) {text}" for number, text in enumerate(texts, start=1)]
        return "\n".join([self.code, "", self.question, *lines])

    def _told(self, choice: Choice) -> str:
        """Return a sentence on what the chosen answer comes from."""
        if self.case.is_repair:
            outcome = self.case.outcome(choice.code)
            return " 이 줄에서는 오류가 납니다." if outcome == CLASH else f" 이 줄로 나오는 모양: {outcome}"
        return f" 이 모양이 나오는 계산: {choice.code}" if choice.code and choice.is_told else ""


def drill(topic: str, tier: int = 1, seed: int = 0) -> Drill:
    """Return a question; the same three arguments give the same question.

    A topic's rule proposes a case and, for each misconception, the computation that someone who holds it has in mind.
    Everything is run; what is right by chance or comes out twice falls out, and so does a case that leaves too little.

    Args:
        topic: one of `drill_topics`.
        tier: 1 warm-up, 2 core, 3 stretch.
        seed: any whole number: an endless supply.

    Raises:
        ShapesError: SK-01 no such topic, SK-02 no such tier, SK-03 the topic needs PyTorch.

    >>> print(drill("axis", 1, seed=3))
    x: (3, 6)
    <BLANKLINE>
    z = x.sum(axis=-1)
    <BLANKLINE>
    z의 모양은 무엇입니까?
       1) (6,)
       2) (3, 1)
       3) ()
       4) (3,)
    """
    if topic not in TOPICS:
        raise ShapesError(message("SK-01", actual=topic, known=", ".join(TOPICS)))
    if tier not in TIERS:
        raise ShapesError(message("SK-02", actual=tier))
    if topic in TORCH_TOPICS:
        _require_torch(topic)
    rng = random.Random(f"{topic}/{tier}/{seed}")
    for _ in range(TRIES):
        case = TOPICS[topic](rng, tier)
        choices = choices_of(case)
        if choices:
            return Drill(topic=topic, tier=tier, seed=seed, case=case, choices=choices)
    raise AssertionError(f"{topic} {tier} proposes no question that holds")


def drill_topics() -> tuple[str, ...]:
    """Return the topics of `drill`."""
    return tuple(TOPICS)


def _given(what: Any) -> str:
    return f"{what.shape}, 0부터 {what.high - 1}까지의 정수" if isinstance(what, Labels) else str(what)


def _require_torch(topic: str) -> None:
    from importlib.util import find_spec

    if find_spec("torch") is None:
        raise ShapesError(message("SK-03", topic=topic))
