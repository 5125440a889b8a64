"""Style sheets are inlined into templates without touching what the templates compute."""

from __future__ import annotations

from notifications.inlining import inlined

CSS = ".a { color: #111111; } .b { padding: 4px; }"


def test_rules_stand_on_the_elements_and_template_code_survives() -> None:
    """Statements, expressions in text and in attributes, and comparisons come back as written."""
    source = (
        '{% if 1 < 2 %}<p class="a">{{ x & y }}</p>{% endif %}<a class="b" href="{{ "<u>" }}">{# c #}</a>'
    )
    assert inlined(source, CSS) == (
        '{% if 1 < 2 %}<p class="a" style="color:#111111">{{ x & y }}</p>{% endif %}'
        '<a class="b" href="{{ "<u>" }}" style="padding:4px">{# c #}</a>'
    )


def test_a_child_template_keeps_its_blocks() -> None:
    """Inheritance stays in front of the markup."""
    source = '{% extends "base.html.j2" %}\n{% block x %}<p class="b">y</p>{% endblock %}'
    assert inlined(source, CSS).startswith('{% extends "base.html.j2" %}\n{% block x %}<p class="b" style=')


def test_a_page_keeps_its_own_style_block() -> None:
    """Dark mode cannot be inlined."""
    page = "<html><head><style>@media (prefers-color-scheme: dark) { .a { color: #eeeeee !important; } }</style></head>"
    html = inlined(f'{page}<body class="a">{{{{ x }}}}</body></html>', CSS)
    assert "@media (prefers-color-scheme: dark)" in html
    assert '<body class="a" style="color:#111111">{{ x }}</body>' in html
