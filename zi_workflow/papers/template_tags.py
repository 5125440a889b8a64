"""Finds tags of a template that are broken, each with its place, and stands in for them so that the rest can be read on.

Knows no field: what the tags name is looked at by `template_checks`.
"""

from __future__ import annotations

import re

from jinja2 import TemplateSyntaxError, nodes

from zi_workflow.domain.errors import N_
from zi_workflow.papers.sandbox import sandbox

Found = tuple[str, dict[str, object], int]
"""What is wrong, its facts, and the line, from 1."""
ANY_ROWS = "_"
"""The list that stands in for one whose name cannot be read."""
HALF = N_(
    "A tag is opened here without being closed, or the other way round; please write all of it in one paragraph."
)
_OPEN = N_("This {word} is not closed; please write {end} after what it holds.")
_STRAY = N_("This {end} closes nothing, for no {word} is open before it.")
_UNREADABLE = N_("A tag here cannot be read; only fields, for, if and what closes them may stand in a tag.")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TAG = re.compile(r"\{\{(?:(?!\{[{%#]).)*?\}\}|\{%(?:(?!\{[{%#]).)*?%\}|\{#.*?#\}", re.DOTALL)
_HALF = re.compile(r"\{\{|\{%|\{#|\}\}|%\}")
_BLOCK = re.compile(r"\{%-?\s*(for|endfor|if|endif)\b.*?%\}", re.DOTALL)
_BEGUN = re.compile(r"\{%-?(p|tr|tc|r)?\s*(for|if|endfor|endif)\b\s*(\w+)?")
_OF_STAND_INS = {"for": f" in {ANY_ROWS}", "if": " 1"}
_ENDS = {"for": "endfor", "if": "endif"}
_MOST_UNREADABLE = 50


def halves(xml: str) -> tuple[str, list[str]]:
    """The part with whole tags only, and the text of each paragraph in which half a tag stood."""
    from docx.opc.oxml import serialize_part_xml
    from docx.oxml import parse_xml  # takes longer to load than most commands

    root, found = parse_xml(xml.encode()), []
    for paragraph in root.iter(f"{_W}p"):
        pieces = [
            each for each in paragraph.iter(f"{_W}t") if next(each.iterancestors(f"{_W}p")) is paragraph
        ]
        text = "".join(each.text or "" for each in pieces)
        half = _HALF.search(_TAG.sub(lambda tag: " " * len(tag[0]), text))
        if half is None:
            continue
        found.append(text)
        for each in pieces:
            each.text = ""
        pieces[0].text = text[: half.start()] + _stand_in(text[half.start() :])
    return (serialize_part_xml(root).decode(), found) if found else (xml, [])


def _stand_in(tag: str) -> str:
    """A tag that opens or closes as the broken one was meant to; nothing for a field."""
    begun = _BEGUN.match(tag)
    if begun is None:
        return ""
    kind, word, name = begun[1] or "", begun[2], begun[3]
    rest = {"for": f" {name or 'x'}{_OF_STAND_INS['for']}", "if": _OF_STAND_INS["if"]}.get(word, "")
    return f"{{%{kind} {word}{rest} %}}"


def parsed(text: str) -> tuple[nodes.Template | None, list[Found]]:
    """The tags, with stand-ins for those that are broken, and what is wrong; None where nothing can be read at all."""
    text, found = _balanced(text)
    for _ in range(_MOST_UNREADABLE):
        try:
            return sandbox().parse(text), found
        except TemplateSyntaxError as error:
            found.append((_UNREADABLE, {}, error.lineno))
            lines = text.split("\n")
            line = min(error.lineno, len(lines)) - 1
            mended = _TAG.sub(lambda tag: _stand_in(tag[0]), lines[line])
            if mended == lines[line]:
                break
            lines[line] = mended
            text = "\n".join(lines)
    return None, found


def _balanced(text: str) -> tuple[str, list[Found]]:
    """With an end for every for and if, and no end too many."""
    found: list[Found] = []
    made, at = [], 0
    still: list[tuple[str, int]] = []  # without a line for a stand-in, which was complained of already
    for block in _BLOCK.finditer(text):
        word, line = block[1], text.count("\n", 0, block.start()) + 1
        made.append(text[at : block.start()])
        at = block.end()
        if word in _ENDS:
            stands_in = block[0].endswith(f"{_OF_STAND_INS[word]} %}}")
            still.append((word, 0 if stands_in else line))
            made.append(block[0])
            continue
        wanted = word.removeprefix("end")
        if all(each != wanted for each, _line in still):
            found.append((_STRAY, {"end": word, "word": wanted}, line))
            continue
        while (opened := still.pop())[0] != wanted:
            made.append(_closing(opened, found))
        made.append(block[0])
    made.append(text[at:])
    made += [_closing(each, found) for each in reversed(still)]
    return "".join(made), found


def _closing(opened: tuple[str, int], found: list[Found]) -> str:
    word, line = opened
    if line:
        found.append((_OPEN, {"word": word, "end": _ENDS[word]}, line))
    return f"{{% {_ENDS[word]} %}}"
