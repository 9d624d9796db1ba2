"""The start page: a Jupyter server extension that serves ``/aiclass`` from the learner's folder.

Pages work without JavaScript. What changes something is a form with Jupyter's XSRF token, shown after a page
that says what will happen, and answered with a redirect back to the start page.
"""

import asyncio
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.web import authenticated

from aiclass.course import lesson as find_lesson
from aiclass.errors import AiclassError
from aiclass.workspace._folder import Workspace
from aiclass.workspace._layout import versions
from aiclass.workspace._learner import clean_name, remember_name, remembered_name, system_name
from aiclass.workspace._leash import START_PAGE
from aiclass.workspace._overview import State, overview
from aiclass.workspace._phrase import phrase
from aiclass.workspace._reset import plan_reset, reset_exercise
from aiclass.workspace._submission import make_submission

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

NOTES_KEPT = 50
STATE_LABELS = {
    State.PASSED: ("✓", "통과"),
    State.TRIED: ("△", "시도함"),
    State.OPEN: ("○", "아직"),
    State.MANUAL: ("✎", "강사가 채점"),
}

pages = Environment(loader=PackageLoader("aiclass.workspace", "templates"), autoescape=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What became of an action, shown once more on the start page.

    Attributes:
        ok: it was done.
        download: path of the file that was made, part by part; empty where there is none.
    """

    ok: bool
    text: str
    download: tuple[str, ...] = ()


class Notes:
    """The latest notes; the address of the start page names one by a key that nobody can guess."""

    def __init__(self) -> None:
        self._notes: OrderedDict[str, Note] = OrderedDict()

    def keep(self, note: Note) -> str:
        """Keep the note and return its key."""
        key = secrets.token_urlsafe(8)
        self._notes[key] = note
        while len(self._notes) > NOTES_KEPT:
            self._notes.popitem(last=False)
        return key

    def get(self, key: str) -> Note | None:
        """Return the note of this key, or None."""
        return self._notes.get(key)


class Page(JupyterHandler):
    """What every page of ours shares."""

    def initialize(self, workspace: Workspace, notes: Notes) -> None:
        """Take what the extension hands to every page."""
        self.workspace = workspace
        self.notes = notes

    @cached_property
    def nonce(self) -> str:
        """Return what marks our own style and script; Tornado asks for it before ``initialize``."""
        return secrets.token_urlsafe(16)

    @property
    def content_security_policy(self) -> str:
        """Return a policy that allows nothing from elsewhere."""
        return (
            f"default-src 'none'; style-src 'nonce-{self.nonce}'; script-src 'nonce-{self.nonce}'; "
            "img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
        )

    def address(self, *parts: str, **query: str) -> str:
        """Return the address of a page of this server."""
        path = url_path_join(self.base_url, *(quote(part) for part in parts))
        return f"{path}?{urlencode(query)}" if query else path

    def show(self, template: str, status: int = 200, **values: Any) -> None:
        """Send a page."""
        self.set_status(status)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(
            pages.get_template(template).render(
                address=self.address,
                nonce=self.nonce,
                xsrf_token=self.xsrf_token.decode(),
                labels=STATE_LABELS,
                root=self.workspace.root,
                **values,
            )
        )

    def go_home(self, note: Note) -> None:
        """Send the browser back to the start page, which then shows the note."""
        self.redirect(self.address(START_PAGE, note=self.notes.keep(note)), status=303)


class StartPage(Page):
    """The list of lessons."""

    @authenticated
    async def get(self) -> None:
        """Show every lesson with its progress."""
        view = await asyncio.to_thread(overview, self.workspace)
        self.show("start.html", view=view, note=self.notes.get(self.get_query_argument("note", "")))


class ResetPage(Page):
    """Put one exercise back."""

    @authenticated
    async def get(self) -> None:
        """Say what will happen and ask."""
        await self._answer(self._ask)

    @authenticated
    async def post(self) -> None:
        """Do it."""
        await self._answer(self._do)

    async def _answer(self, act: Any) -> None:
        try:
            await act(
                self.get_argument("lesson"), self.get_argument("exercise"), self.get_argument("file", None)
            )
        except AiclassError as error:
            self.go_home(Note(ok=False, text=str(error)))

    async def _ask(self, lesson_id: str, exercise_id: str, file: str | None) -> None:
        plan = await asyncio.to_thread(plan_reset, self.workspace, lesson_id, exercise_id, file=file)
        if plan.is_needed:
            self.show("reset.html", lesson=find_lesson(lesson_id), plan=plan)
        else:
            self.go_home(
                Note(ok=True, text=phrase("WS-41", exercise=plan.exercise.title, file=plan.path.name))
            )

    async def _do(self, lesson_id: str, exercise_id: str, file: str | None) -> None:
        backup = await asyncio.to_thread(
            reset_exercise, self.workspace, lesson_id, exercise_id, now=datetime.now().astimezone(), file=file
        )
        title = find_lesson(lesson_id).exercise(exercise_id).title
        text = (
            phrase("WS-42", exercise=title, backup=backup)
            if backup
            else phrase("WS-41", exercise=title, file=file or "")
        )
        self.go_home(Note(ok=True, text=text))


class SubmitPage(Page):
    """Make the file to hand in."""

    @authenticated
    async def get(self) -> None:
        """Ask for the name."""
        self._ask(remembered_name(self.workspace) or system_name())

    @authenticated
    async def post(self) -> None:
        """Make it; a name that cannot be used is asked for again."""
        typed = self.get_body_argument("name", "")
        try:
            name = clean_name(typed)
        except AiclassError as error:
            self._ask(typed, fault=str(error), status=400)
            return
        try:
            self.go_home(await asyncio.to_thread(self._make, name))
        except AiclassError as error:
            self.go_home(Note(ok=False, text=str(error)))

    def _ask(self, name: str, fault: str = "", status: int = 200) -> None:
        try:
            lesson = find_lesson(self.get_argument("lesson"))
        except AiclassError as error:
            self.go_home(Note(ok=False, text=str(error)))
            return
        files = versions(self.workspace, f"{lesson.name}.ipynb")
        self.show("submit.html", status, lesson=lesson, files=files, name=name, fault=fault)

    def _make(self, name: str) -> Note:
        hand_in = make_submission(
            self.workspace,
            self.get_argument("lesson"),
            learner=name,
            now=datetime.now().astimezone(),
            file=self.get_argument("file", None),
        )
        remember_name(self.workspace, name)
        parts = hand_in.path.relative_to(self.workspace.root).parts
        return Note(ok=True, text=hand_in.summary, download=parts)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Name this module to Jupyter."""
    return [{"module": "aiclass.workspace._startpage"}]


def _load_jupyter_server_extension(server: "ServerApp") -> None:
    """Add the pages to a Jupyter server; its root folder is the learner's."""
    shared = {"workspace": Workspace(root=Path(server.root_dir)), "notes": Notes()}
    at = url_path_join(server.base_url, START_PAGE)
    server.web_app.add_handlers(  # type: ignore[no-untyped-call]  # Tornado leaves it so
        ".*$",
        [
            (at, StartPage, shared),
            (f"{at}/reset", ResetPage, shared),
            (f"{at}/submit", SubmitPage, shared),
        ],
    )
