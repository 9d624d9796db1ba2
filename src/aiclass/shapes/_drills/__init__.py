"""Questions about shapes without end, made and checked by running them."""

from aiclass.shapes._drills._choices import Choice
from aiclass.shapes._drills._drill import Drill, drill, drill_topics
from aiclass.shapes._drills._front_end import show_drills_with

__all__ = ["Choice", "Drill", "drill", "drill_topics", "show_drills_with"]
