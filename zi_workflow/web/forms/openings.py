"""What a round is opened with, as a form has it: meeting, cutoff, documents, team, letter; stores nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time

from starlette.datastructures import FormData

from zi_workflow.domain.errors import N_, InputError
from zi_workflow.domain.invitations import Meeting
from zi_workflow.domain.round_openings import Opening
from zi_workflow.domain.teams import Duty
from zi_workflow.domain.times_of_day import read_time
from zi_workflow.i18n import _, sentence
from zi_workflow.web.forms.acting import Filled, read_version
from zi_workflow.web.forms.evidence import ticked
from zi_workflow.web.forms.files import texts

FIELDS = {
    "date": "tanggal",
    "from": "mulai",
    "until": "selesai",
    "place": "tempat",
    "link": "tautan",
    "agenda": "agenda",
    "cutoff": "batas",
    "documents": "dokumen",
    "chair": "ketua",
    "deputy": "wakil",
    "team": "anggota",
    "letter_number": "nomor",
    "letter_date": "tanggal_surat",
    "units": "unit",
    "--reason": "alasan",
}
"""The fields of the form by the places that problems name."""
_NOTHING = date.min
_LISTED = ("unit", "wakil", "anggota", "dilihat")
NO_TIME = N_("Please choose a time.")


@dataclass
class FilledOpening(Filled):
    """What was typed: people by duty, and what of it can be meant."""

    deputies: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    opening: Opening | None = None

    @property
    def seen(self) -> str:
        """Names what the page of the consequences showed; empty when this does not come from there."""
        return self.value("dilihat")

    def refuse(self, error: InputError) -> None:
        """Put its sentences at the fields of the form."""
        for each in error.problems:
            field = FIELDS.get(each.where, "form")
            self.problems.setdefault(field, sentence(replace(each, where="")))

    @property
    def carried(self) -> Iterator[tuple[str, str]]:
        """The whole form as hidden fields."""
        yield from ((name, value) for name, value in self.typed.items() if name not in _LISTED and value)
        for name, values in (("wakil", self.deputies), ("anggota", self.members)):
            yield from ((name, value) for value in values)


def as_it_stands(opening: Opening, version: int) -> FilledOpening:
    """The form of a round that was opened with this, before anything is changed."""
    meeting = opening.meeting
    by_duty = {duty: tuple(who for who, held in opening.team if held == duty) for duty in Duty}
    typed = {
        "version": str(version),
        "tanggal": meeting.on.isoformat(),
        "mulai": f"{meeting.begins:%H:%M}",
        "selesai": f"{meeting.ends:%H:%M}",
        "tempat": meeting.place,
        "tautan": meeting.link,
        "agenda": meeting.agenda,
        "batas": opening.cutoff.isoformat(),
        "dokumen": "\n".join(opening.documents),
        "ketua": next(iter(by_duty[Duty.CHAIR]), ""),
        "nomor": opening.letter_number,
        "tanggal_surat": opening.letter_date.isoformat() if opening.letter_date else "",
    }
    return FilledOpening(typed, deputies=by_duty[Duty.DEPUTY], members=by_duty[Duty.MEMBER])


def read(form: FormData, *, joint: bool) -> FilledOpening:
    """The form that changes an opened round, with everything in it that cannot even be read."""
    filled = FilledOpening(
        texts(form), deputies=tuple(ticked(form, "wakil")), members=tuple(ticked(form, "anggota"))
    )
    filled.opening = opening(filled, joint=joint)
    read_version(filled)
    return filled


def opening(filled: FilledOpening, *, joint: bool) -> Opening:
    """What the fields mean; what is wrong with them is put at them."""
    on = filled.read_day("tanggal")
    meeting = Meeting(
        on or _NOTHING, _time(filled, "mulai"), _time(filled, "selesai"), filled.value("tempat"),
        filled.value("tautan"), filled.value("agenda"),
    )  # fmt: skip
    cutoff = filled.read_day("batas")
    letter = filled.read_day("tanggal_surat") if filled.value("tanggal_surat") else None
    if not filled.value("ketua"):
        filled.problems["ketua"] = _("The team needs a chair.")
    if not meeting.place and not meeting.link:
        filled.problems["tempat"] = _("A place or a link to meet at is needed.")
    return Opening(
        meeting, cutoff or _NOTHING, _team(filled), _documents(filled), filled.value("nomor"), letter, joint
    )


def _team(filled: FilledOpening) -> tuple[tuple[str, str], ...]:
    """The tick of the chair or a deputy among the members says nothing more."""
    chair = filled.value("ketua")
    deputies = filled.deputies
    members = [each for each in filled.members if each != chair and each not in deputies]
    rows = [(chair, Duty.CHAIR)] if chair else []
    return (*rows, *((each, Duty.DEPUTY) for each in deputies), *((each, Duty.MEMBER) for each in members))


def _documents(filled: FilledOpening) -> tuple[str, ...]:
    lines = (" ".join(line.split()) for line in filled.value("dokumen").splitlines())
    return tuple(line for line in lines if line)


def _time(filled: FilledOpening, name: str) -> time:
    found = read_time(filled.value(name))
    if found is None:
        filled.problems[name] = _(NO_TIME)
    return found or time.min
