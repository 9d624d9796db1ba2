"""Sphinx configuration of the book; `aiclass book` assembles its sources under build/book/source."""

project = "AI Class"
author = "AI Class"
copyright = "AI Class 지은이들, CC BY 4.0"  # noqa: A001  # Sphinx's name
language = "ko"

extensions = ["myst_nb", "sphinx.ext.mathjax", "sphinx-mathjax-offline", "sphinx_togglebutton"]
myst_enable_extensions = ["amsmath", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # pages arrive executed
nb_merge_streams = True
togglebutton_hint = "펼치기"
togglebutton_hint_hide = "접기"

html_theme = "sphinx_book_theme"
html_title = "AI Class"
html_static_path = ["_static"]
html_css_files = ["book.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "home_page_in_toc": True,
    "show_navbar_depth": 1,
    "use_download_button": False,
    "use_fullscreen_button": False,
}
html_domain_indices = False
