"""What a page shows of outputs that only a notebook can show."""

import pytest
from nbformat import NotebookNode

from aiclass.authoring._page import _widget_words

VIEW = "application/vnd.jupyter.widget-view+json"


def widget(text):
    return NotebookNode(output_type="execute_result", data={VIEW: {}, "text/plain": text})


def test_a_widget_with_words_of_its_own_is_read():
    shown = _widget_words(widget("x: (4, 3)\n\nz의 모양은 무엇입니까?"))
    assert (shown.output_type, shown.text) == ("stream", "x: (4, 3)\n\nz의 모양은 무엇입니까?\n")


def test_words_may_come_in_lines():
    assert _widget_words(widget(["x: (4, 3)\n", "z"])).text == "x: (4, 3)\nz\n"


@pytest.mark.parametrize("text", ["VBox(children=(HTML(value='<p>')))", ""])
def test_a_widget_without_says_nothing(text):
    assert _widget_words(widget(text)) is None
