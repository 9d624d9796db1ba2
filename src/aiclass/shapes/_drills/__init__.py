"""Questions about shapes without end, made and checked by running them."""

from aiclass.shapes._drills._drill import Choice, Drill, drill, drill_topics

__all__ = ["Choice", "Drill", "drill", "drill_topics"]
