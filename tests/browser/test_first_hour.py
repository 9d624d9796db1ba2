"""A learner's first minutes, by mouse and keyboard."""

import re

from playwright.sync_api import expect

expect.set_options(timeout=60_000)  # a busy machine takes its time over JupyterLab and a first kernel

PASSED = re.compile("통과했습니다")


def open_lesson(page, lesson):
    """Open the lesson from the start page and return JupyterLab's page, ready to work in."""
    with page.context.expect_page() as opened:
        page.get_by_role("link", name=f"03강 {lesson.title} 열기").click()
    lab = opened.value
    expect(lab.get_by_text(lesson.stub).first).to_be_visible()
    wait_for_kernel(lab)
    return lab


def wait_for_kernel(lab):
    """Wait until the status bar says that the kernel waits for work; what is sent earlier may be dropped."""
    expect(lab.get_by_text(re.compile(r"\| 대기"))).to_be_visible()


def choose(lab, menu, item):
    lab.get_by_role("menuitem", name=menu, exact=True).click()
    lab.get_by_role("menuitem", name=item, exact=True).click()


def write_answer(lab, lesson):
    """Replace the stub by a right answer, run it and the check below."""
    editor = lab.get_by_role("textbox").filter(has_text=lesson.stub).first
    wait_for_kernel(lab)
    editor.click()
    lab.keyboard.press("Control+A")
    lab.keyboard.insert_text(lesson.answer)
    expect(editor).to_contain_text("return")
    lab.keyboard.press("Shift+Enter")
    lab.keyboard.press("Shift+Enter")


def test_learner_fails_a_check_understands_it_and_passes(context, open_class, lesson, shots):
    learn = open_class(lesson)
    page = context.new_page()
    page.goto(learn.url)
    expect(page.get_by_role("heading", name=f"03강 {lesson.title}")).to_be_visible()

    lab = open_lesson(page, lesson)
    choose(lab, "실행", "모든 셀 실행")
    refusal = lab.get_by_text("아직 답을 쓰지 않은").first
    expect(refusal).to_be_visible()
    assert lab.get_by_text(PASSED).count() == 0
    expect(lab.get_by_role("dialog")).to_have_count(0)  # no question about news
    if shots:
        refusal.scroll_into_view_if_needed()
        lab.screenshot(path=shots / "failed.png")

    write_answer(lab, lesson)
    expect(lab.get_by_text(PASSED).first).to_be_visible()
    if shots:
        lab.screenshot(path=shots / "passed.png")

    page.bring_to_front()
    page.reload()
    expect(page.get_by_text(re.compile(r"통과한 문제 1 /")).first).to_be_visible()


def test_learner_hands_in_and_resets_from_the_start_page(context, open_class, tiny, shots):
    learn = open_class(tiny)
    page = context.new_page()
    page.goto(learn.url)
    lab = open_lesson(page, tiny)
    choose(lab, "실행", "모든 셀 실행")
    expect(lab.get_by_text("아직 답을 쓰지 않은").first).to_be_visible()
    write_answer(lab, tiny)
    expect(lab.get_by_text(PASSED).first).to_be_visible()
    with lab.expect_response(
        lambda answer: answer.request.method == "PUT" and "/api/contents/" in answer.url
    ):
        lab.keyboard.press("Control+S")

    page.bring_to_front()
    page.reload()
    page.get_by_role("link", name="03강 제출 파일 만들기").click()
    page.get_by_label("이름").fill("홍길동")
    page.get_by_role("button", name="제출 파일 만들기").click()
    expect(page.get_by_role("status")).to_contain_text("03-tiny-홍길동.zip")
    with page.expect_download() as download:
        page.get_by_role("link", name="제출 파일 내려받기").click()
    assert download.value.path().read_bytes() == (learn.root / "제출" / "03-tiny-홍길동.zip").read_bytes()

    page.get_by_text("문제 3개 보기").click()
    page.get_by_role("link", name="두 배 처음으로 되돌리기").click()
    page.get_by_role("button", name="되돌리기").click()
    expect(page.get_by_role("status")).to_contain_text("문제를 처음으로 되돌렸습니다")
    lab.bring_to_front()
    choose(lab, "파일", "디스크에서 Notebook 다시 불러오기")
    expect(lab.get_by_role("textbox").filter(has_text="def double").first).to_contain_text(
        "NotImplementedError"
    )


def test_start_page_by_keyboard_narrow_and_dark(context, open_class, tiny, shots):
    learn = open_class(tiny)
    page = context.new_page()
    page.goto(learn.url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="본문으로 건너뛰기")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="03강 작은 수업 열기")).to_be_focused()
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")

    page.set_viewport_size({"width": 320, "height": 700})
    page.get_by_text("문제 3개 보기").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    if shots:
        page.screenshot(path=shots / "narrow.png", full_page=True)

    page.emulate_media(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    if shots:
        page.screenshot(path=shots / "dark.png", full_page=True)
