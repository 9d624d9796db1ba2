"""The start page as a browser without JavaScript gets it from the real server."""

import json
import re
import zipfile
from html.parser import HTMLParser

import pytest
import requests
from tiny_course import DOUBLE, NAME, NOON, encoded

from aiclass.check import ProgressLog

TIMEOUT_S = 30


@pytest.fixture
def browser(learn):
    """A session that has shown the token once."""
    with requests.Session() as session:
        session.trust_env = False
        assert session.get(learn.url, timeout=TIMEOUT_S).ok
        yield session


@pytest.fixture
def notebook(learn):
    """The learner's notebook, as laid out."""
    path = learn.root / NAME
    path.write_bytes((learn.root / ".aiclass" / "original" / NAME).read_bytes())
    return path


def get(browser, learn, path, **more):
    return browser.get(f"{learn.base}{path}", timeout=TIMEOUT_S, **more)


def post(browser, learn, path, *, xsrf=True, **fields):
    if xsrf:
        fields["_xsrf"] = browser.cookies["_xsrf"]
    return browser.post(f"{learn.base}{path}", data=fields, timeout=TIMEOUT_S)


def solve(notebook):
    document = json.loads(notebook.read_bytes())
    document["cells"][2]["source"] = "def double(x):\n    return 2 * x"
    notebook.write_bytes(encoded(document))


def test_page_lists_the_lesson_with_what_it_takes(browser, learn, notebook):
    page = get(browser, learn, "/aiclass").text
    for wanted in (
        "03강 작은 수업",
        "두 배로 만드는 함수를 씁니다.",
        "약 10분",
        'href="/lab/tree/03-tiny.ipynb"',
    ):
        assert wanted in page
    assert '<html lang="ko">' in page
    assert page.count("<h1>") == 1


def test_page_explains_run_all_restart_hints_and_handing_in(browser, learn):
    page = get(browser, learn, "/aiclass").text
    for wanted in (
        "실행 → 모든 셀 실행",
        "일부러 멈춥니다",
        "커널 → 커널 재시작",
        "hint(",
        "제출 파일 만들기",
    ):
        assert wanted in page


def test_titles_are_escaped(browser, learn):
    page = get(browser, learn, "/aiclass").text
    assert "인사 &lt;b&gt;" in page
    assert "인사 <b>" not in page


def test_page_is_current(browser, learn):
    assert "통과한 문제 <b>0</b> / 2" in get(browser, learn, "/aiclass").text
    ProgressLog(learn.root).append(lesson="03", kind="check", id="double", ok=True, now=NOON)
    page = get(browser, learn, "/aiclass").text
    assert "통과한 문제 <b>1</b> / 2" in page
    assert "✓ 통과" in page
    (learn.root / "progress.jsonl").unlink()


def test_root_leads_to_the_start_page(browser, learn):
    assert get(browser, learn, "/").url == f"{learn.base}/aiclass"


def test_page_asks_nothing_of_another_host(browser, learn):
    page = get(browser, learn, "/aiclass").text
    assert re.findall(r"""(?:src|href)=["'](?:https?:)?//""", page) == []
    policy = get(browser, learn, "/aiclass").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")


class Labels(HTMLParser):
    """Collects fields without a label."""

    def __init__(self):
        super().__init__()
        self.fields, self.labels = set(), set()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "label":
            self.labels.add(attributes.get("for"))
        if tag == "input" and attributes["type"] == "text":
            self.fields.add(attributes["id"])


def test_every_field_has_a_label(browser, learn):
    parser = Labels()
    parser.feed(get(browser, learn, "/aiclass/submit?lesson=03").text)
    assert parser.fields == {"name"}
    assert parser.fields <= parser.labels


@pytest.mark.parametrize(
    "path", ["/aiclass", "/aiclass/submit?lesson=03", "/aiclass/reset?lesson=03&exercise=double"]
)
def test_stranger_is_sent_to_the_login(learn, path):
    answer = requests.get(f"{learn.base}{path}", timeout=TIMEOUT_S, allow_redirects=False)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login")


@pytest.mark.parametrize("path", ["/aiclass/submit", "/aiclass/reset"])
def test_stranger_cannot_change_anything(learn, path, notebook):
    solve(notebook)
    before = notebook.read_bytes()
    fields = {"lesson": "03", "exercise": "double", "name": "x"}
    with requests.Session() as stranger:  # has the cookie against forgery that everybody gets, but no token
        stranger.get(f"{learn.base}/login", timeout=TIMEOUT_S)
        fields["_xsrf"] = stranger.cookies["_xsrf"]
        answer = stranger.post(f"{learn.base}{path}", data=fields, timeout=TIMEOUT_S, allow_redirects=False)
    assert answer.status_code in {302, 403}
    assert notebook.read_bytes() == before
    assert not (learn.root / "제출").exists()


@pytest.mark.parametrize("path", ["/aiclass/submit", "/aiclass/reset"])
def test_form_of_another_site_is_refused(browser, learn, path, notebook):
    solve(notebook)
    before = notebook.read_bytes()
    assert post(browser, learn, path, xsrf=False, lesson="03", exercise="double", name="x").status_code == 403
    assert notebook.read_bytes() == before
    assert not (learn.root / "제출").exists()


def test_reset_says_what_it_will_do_and_does_nothing_yet(browser, learn, notebook):
    solve(notebook)
    before = notebook.read_bytes()
    page = get(browser, learn, "/aiclass/reset?lesson=03&exercise=double").text
    assert "<code>double</code>" in page
    assert "되돌릴까요?" in page
    assert notebook.read_bytes() == before


def test_reset_does_it_and_says_so_once_redirected(browser, learn, notebook):
    solve(notebook)
    answer = post(browser, learn, "/aiclass/reset", lesson="03", exercise="double", file=NAME)
    assert [step.status_code for step in answer.history] == [303]
    assert "문제를 처음으로 되돌렸습니다." in answer.text
    assert ".aiclass/backup" in answer.text.replace("\\", "/")
    assert json.loads(notebook.read_bytes())["cells"][2]["source"] == DOUBLE


def test_reset_of_an_untouched_exercise_says_so(browser, learn, notebook):
    assert "이미 처음 상태입니다" in get(browser, learn, "/aiclass/reset?lesson=03&exercise=double").text


@pytest.mark.parametrize(
    "query", ["lesson=99&exercise=double", "lesson=03&exercise=no", "lesson=../x&exercise=y"]
)
def test_reset_of_what_does_not_exist_is_said_on_the_page(browser, learn, query):
    answer = get(browser, learn, f"/aiclass/reset?{query}")
    assert answer.status_code == 200
    assert "확인해 주세요" in answer.text


def test_hand_in_is_made_and_can_be_downloaded(browser, learn, notebook):
    solve(notebook)
    answer = post(browser, learn, "/aiclass/submit", lesson="03", name="홍길동")
    assert "03-tiny-홍길동.zip" in answer.text
    link = re.search(r'href="(/files/[^"]+)"', answer.text)[1].replace("&amp;", "&")
    downloaded = get(browser, learn, link)
    path = learn.root / "제출" / "03-tiny-홍길동.zip"
    assert downloaded.ok, downloaded.text
    assert downloaded.content == path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        assert archive.read(NAME) == notebook.read_bytes()
    assert 'value="홍길동"' in get(browser, learn, "/aiclass/submit?lesson=03").text
    path.unlink()
    path.parent.rmdir()


def test_hand_in_of_an_untouched_notebook_is_refused_on_the_page(browser, learn, notebook):
    assert "[SU-01]" in post(browser, learn, "/aiclass/submit", lesson="03", name="홍길동").text


def test_name_that_cannot_be_used_is_asked_for_again(browser, learn, notebook):
    answer = post(browser, learn, "/aiclass/submit", lesson="03", name='a/"b')
    assert answer.status_code == 400
    assert "[SU-04]" in answer.text
    assert 'value="a/&#34;b"' in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_note_cannot_be_put_into_the_page_by_a_link(browser, learn):
    page = get(browser, learn, "/aiclass?note=<script>alert(1)</script>").text
    assert "alert(1)" not in page
