"""Sphinx configuration of the book; `aiclass book` assembles its sources under build/book/source."""

project = "AI Class"
copyright = "AI Class 지은이들, CC BY 4.0"  # noqa: A001  # Sphinx's name
language = "ko"

extensions = [
    "myst_nb",
    "sphinx.ext.mathjax",
    "aiclass.authoring.sphinx_extension",
]
exclude_patterns = ["generated"]  # pieces that pages include
myst_enable_extensions = ["amsmath", "attrs_inline", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
mathjax_path = "mathjax/tex-chtml.js"
mathjax3_config = {"options": {"enableMenu": False}}  # English, and mostly about what the book leaves out
locale_dirs = ["locales"]
nb_execution_mode = "off"  # pages arrive executed
nb_merge_streams = True
nb_code_prompt_show = "코드 펼치기"
nb_code_prompt_hide = "코드 접기"

html_theme = "sphinx_book_theme"
html_title = "AI Class"
html_static_path = ["_static"]
html_css_files = ["book.css"]
html_js_files = ["print.js"]
html_favicon = "_static/favicon.svg"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_domain_indices = False
html_use_index = False
html_additional_pages = {"search": "search.html"}  # in place of Sphinx's own, which knows no Korean
templates_path = ["_templates"]
html_theme_options = {
    "footer_content_items": ["copyright.html"],
    "navbar_persistent": [],
    "search_bar_text": "책에서 찾기",
    "toc_title": "이 쪽의 차례",
    "use_download_button": False,  # each lesson's page offers its notebook itself
    "use_fullscreen_button": False,
}
