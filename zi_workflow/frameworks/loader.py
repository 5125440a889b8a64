"""The shipped frameworks and calendars, read from the package and checked; computes nothing with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from zi_workflow.domain.calendars import Decree, effective_days_off
from zi_workflow.domain.errors import N_, InputError, NotFoundError, Problem
from zi_workflow.domain.frameworks import Framework, Item
from zi_workflow.frameworks.calendar_checks import decree_problems
from zi_workflow.frameworks.checks import problems_of
from zi_workflow.frameworks.folders import decrees_of, digest, draft_of

DEFAULT = "permenpanrb-90-2021"
_PACKAGE = "zi_workflow.frameworks"
_CALENDARS = "calendars"


def names() -> tuple[str, ...]:
    """The frameworks that are shipped."""
    folders = (entry for entry in files(_PACKAGE).iterdir() if entry.is_dir())
    return tuple(sorted(entry.name for entry in folders if entry.joinpath("edition.toml").is_file()))


@cache
def load(framework: str = DEFAULT) -> Framework:
    """A shipped framework; NotFoundError for an unknown name, InputError with every problem of bad data."""
    return read_framework(_folder(framework))


def labelled(framework: str, codes: Sequence[str]) -> list[tuple[str, str]]:
    """Code and short label of items of a framework's sheet; the label is empty for a code that it does not have."""
    labels = {item.code: item.label for item in items_of(framework)} if codes else {}
    return [(code, labels.get(code, "")) for code in codes]


def items_of(framework: str) -> tuple[Item, ...]:
    """The items of a framework's sheet; none for a programme that was made from a plan alone."""
    return load(framework).items if framework in names() else ()


@cache
def places_of(framework: str) -> Mapping[str, tuple[str, str]]:
    """Area (empty where it is of none) and short label of each item of a framework's sheet, by its code."""
    sections = load(framework).subsections if framework in names() else ()
    return {item.code: (section.area or "", item.label) for section in sections for item in section.items}


@cache
def framework_version(framework: str = DEFAULT) -> str:
    """What a programme pins: the edition's version and eight letters of its content (`2026.1+1a2b3c4d`)."""
    return f"{load(framework).edition.version}+{digest(_folder(framework))}"


@cache
def decrees() -> tuple[Decree, ...]:
    """The shipped decrees of days off, in order of signature."""
    return read_decrees(files(_PACKAGE).joinpath(_CALENDARS))


@cache
def national_days_off() -> frozenset[date]:
    """National holidays and collective leave that hold, of all years known."""
    return effective_days_off(decrees())


@cache
def calendar_version() -> str:
    """What a programme pins: the last signature and eight letters of the content (`2026-09-15+1a2b3c4d`)."""
    return f"{decrees()[-1].signed}+{digest(files(_PACKAGE).joinpath(_CALENDARS))}"


def read_framework(folder: Traversable) -> Framework:
    """A framework folder; InputError with every problem, each with its file and table or id."""
    draft = draft_of(folder)
    problems = problems_of(draft)
    if problems:
        raise InputError(problems)
    return draft.framework()


def read_decrees(folder: Traversable) -> tuple[Decree, ...]:
    """A folder of decrees; InputError with every problem."""
    found, problems = decrees_of(folder)
    problems += decree_problems(found)
    if not found and not problems:
        problems.append(Problem(N_("This folder holds no decree."), where=folder.name))
    if problems:
        raise InputError(problems)
    return found


def _folder(framework: str) -> Traversable:
    if framework not in names():
        message = N_("Unknown framework {name!r}; known: {known}.")
        raise NotFoundError(Problem(message, {"name": framework, "known": ", ".join(names())}))
    return files(_PACKAGE).joinpath(framework)
