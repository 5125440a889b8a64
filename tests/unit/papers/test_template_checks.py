"""What is wrong with an agency's template is said with the field and its place, before anything of it runs."""

from __future__ import annotations

import pytest

from tests.support.paper_templates import template
from tests.support.paper_texts import docx_words
from zi_workflow.domain.papers import PaperKind
from zi_workflow.i18n import sentence
from zi_workflow.papers import docx
from zi_workflow.papers.field_list import field_list
from zi_workflow.papers.own_templates import own_template
from zi_workflow.papers.sample import sample
from zi_workflow.papers.template_checks import problems

KIND = PaperKind.MINUTES


def said(*lines: str, header: str = "") -> list[str]:
    """What is wrong with it, as people read it."""
    return [sentence(each) for each in problems(template(*lines, header=header), KIND)]


@pytest.mark.parametrize("kind", list(PaperKind))
def test_our_own_templates_pass(kind: PaperKind) -> None:
    """An agency may begin from any of them."""
    assert problems(own_template(kind), kind) == []


def test_every_listed_field_can_be_used_as_it_is_listed() -> None:
    """Texts between braces, lists with for, their own lists with another for."""
    lines: list[str] = []
    for field in field_list():
        if not field.columns:
            lines.append(f"{{{{ {field.name} }}}}")
            continue
        inner = {each.partition(".")[0] for each in field.columns if "." in each}
        lines.append(f"{{%p for baris in {field.name} %}}")
        lines += [
            f"{{{{ baris.{each} }}}}" for each in field.columns if "." not in each and each not in inner
        ]
        for name in sorted(inner):
            columns = [each.partition(".")[2] for each in field.columns if each.startswith(f"{name}.")]
            lines.append(f"{{%p for isi in baris.{name} %}}")
            lines += [f"{{{{ isi.{each} }}}}" for each in columns]
            lines.append("{%p endfor %}")
        lines.append("{%p endfor %}")
    content = template(*lines)
    assert [sentence(each) for each in problems(content, KIND)] == []
    assert "{" not in docx_words(docx.render(sample(KIND), content))


def test_an_unknown_field_is_named_with_the_nearest_and_its_place() -> None:
    """All of them at once, in the header too."""
    wrong = said(
        "Nomor: {{ nomer }}", "{%p for b in temuan %}", "{{ b.urain }}", "{%p endfor %}", header="{{ xyz }}"
    )
    assert wrong == [
        "Nomor: {{ nomer }}: Tidak ada isian 'nomer'; apakah maksud Anda 'nomor'?",
        "{{ b.urain }}: Tidak ada isian 'b.urain'; apakah maksud Anda 'uraian'?",
        "{{ xyz }}: Tidak ada isian 'xyz'.",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("{% for",), ("Nomor {{ nomor",), ("{%p for b in temuan %}", "{{ b.no }}"), ("{%p endfor %}",),
        ("{{ nomor }",), ("{% apa %}",),
    ],
)  # fmt: skip
def test_a_broken_tag_is_said_with_its_place(lines: tuple[str, ...]) -> None:
    """Rather than a paper with tags in it, or none at all."""
    wrong = said("Pembuka", *lines, "Penutup")
    assert len(wrong) == 1
    assert wrong[0].startswith(f"{lines[0]}: ".replace("{%p", "{%"))
    assert "rusak" in wrong[0]


def test_a_broken_tag_does_not_hide_the_other_mistakes() -> None:
    """All in our own sentences: a tag left open, a for without its end, an end without a for, and unknown fields."""
    wrong = said(
        "Nomor {{ nomor", "Di {{ tempt }}", "{%p for b in temuan", "{{ b.apa }}", "{%p endfor %}", "{%p endif %}",
        "{% if %}", "{{ tautn }}", "{% endif %}", "{%p for c in tim %}", "{{ c.nma }}",
    )  # fmt: skip
    half = (
        "Penanda di sini rusak: dibuka tanpa ditutup, atau sebaliknya; tulis seluruhnya dalam satu paragraf."
    )
    assert wrong == [
        f"Nomor {{{{ nomor: {half}",
        f"{{%p for b in temuan: {half}",
        "{% endif %}: Penanda endif di sini rusak karena tidak ada if yang terbuka sebelumnya.",
        "{% for c in tim %}: Penanda for di sini rusak karena belum ditutup; tulis endfor setelah isinya.",
        "{% if %}: Penanda di sini rusak sehingga tidak dapat dibaca; gunakan hanya isian, for, if, dan penutupnya.",
        "Di {{ tempt }}: Tidak ada isian 'tempt'; apakah maksud Anda 'tempat'?",
        "{{ tautn }}: Tidak ada isian 'tautn'; apakah maksud Anda 'tautan'?",
        "{{ c.nma }}: Tidak ada isian 'c.nma'; apakah maksud Anda 'nama'?",
    ]


@pytest.mark.parametrize(
    "line", ["{{ nomor }}", "{% if temuan %}{{ keaslian }}{% endif %}", "{{ keaslian|length }}"]
)
def test_a_template_that_does_not_print_the_end_of_the_chain_is_refused(line: str) -> None:
    """Nor one that prints it for some rounds only: nobody could compare such a paper."""
    wrong = [sentence(each) for each in problems(template(line, footer=""), KIND)]
    assert wrong == [
        "Templat tidak mencantumkan ujung rantai peristiwa; tulis isian keaslian, sebaiknya di kaki halaman."
    ]


@pytest.mark.parametrize("line", ["{{ keaslian }}", "Rantai {{ rantai_nomor }}: {{ rantai_hash }}"])
def test_the_end_of_the_chain_may_stand_anywhere(line: str) -> None:
    """In a sentence of the agency's own too."""
    assert problems(template(line, footer=""), KIND) == []
    assert problems(template("x", header=line, footer=""), KIND) == []


@pytest.mark.parametrize(
    "line",
    [
        "{{ nomor.__class__.__mro__ }}", "{{ ''.__class__ }}", "{{ cycler.__init__ }}", "{{ nomor * 1000000 }}",
        "{{ range(9) }}", "{{ nomor|attr('x') }}", "{{ nomor|center(999999999) }}", "{% set x = nomor %}",
        "{% macro m() %}{% endmacro %}", "{% include 'x' %}", "{{ nomor ~ nomor }}", "{{ self }}",
        "{{ lipsum(5) }}", "{{ nomor.format(1) }}", "{{ temuan[0] }}", "{% raw %}{{ x }}{% endraw %}{{ namespace() }}",
    ],
)  # fmt: skip
def test_a_template_only_fills_in_fields(line: str) -> None:
    """Nothing is computed, called, set, included or looked up inside of things."""
    assert said(line) != []


def test_lists_are_repeated_and_texts_are_not() -> None:
    """Each is said of the other."""
    assert said("{{ temuan }}") == [
        "{{ temuan }}: 'temuan' adalah daftar; gunakan for untuk menampilkan barisnya."
    ]
    (wrong,) = said("{%p for b in nomor %}", "{{ b }}", "{%p endfor %}")
    assert "'nomor' bukan daftar" in wrong


def test_a_for_in_a_for_in_a_for_is_refused() -> None:
    """Three lists inside each other could become longer than any paper."""
    lists = ("temuan", "rekomendasi", "hadir")
    wrong = said(*(f"{{%p for b in {each} %}}" for each in lists), "x", *("{%p endfor %}" for _each in lists))
    assert len(wrong) == 1
    assert "tidak lebih dalam" in wrong[0]


@pytest.mark.parametrize("rows", ["temuan", "rekomendasi", "hadir", "rencana_aksi"])
def test_a_tag_that_would_break_some_document_is_refused(rows: str) -> None:
    """One that happens to fit a list of a single row does not fit two, nor none."""
    wrong = said(f"{{%p for b in {rows} %}}", "satu {% endfor %} dua")
    assert len(wrong) == 1
    assert "tidak menghasilkan dokumen" in wrong[0]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7", b"x" * 5000])
def test_what_is_no_docx_is_refused(content: bytes) -> None:
    """In one sentence, whatever the libraries say."""
    assert [sentence(each) for each in problems(content, KIND)] == [
        "Berkas ini bukan DOCX yang dapat dibaca."
    ]
