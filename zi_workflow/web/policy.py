"""What each address of the service asks of its visitor; an address that is not in the table does not exist.

A route without a line here is refused, whoever forgot it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from re import Pattern

from starlette.routing import compile_path

from zi_workflow.domain import accounts, links, subscriptions
from zi_workflow.domain.personal_tokens import API
from zi_workflow.domain.scopes import Action


class Way(StrEnum):
    """Addresses that ask for less than an action."""

    OPEN = "open"  # anybody; some of them carry a capability
    FIRST = "first"  # the first step of signing in was done


FILES = "/static/{path:path}"
"""Our own style sheets and pictures."""

TABLE: Mapping[str, Way | Action] = {
    FILES: Way.OPEN,
    "/masuk": Way.OPEN,
    "/masuk/tautan": Way.OPEN,
    "/masuk/terkirim": Way.OPEN,
    "/masuk/instansi": Way.OPEN,
    "/masuk/instansi/kembali": Way.OPEN,
    "/masuk/kode": Way.FIRST,
    "/masuk/kode/gambar.svg": Way.FIRST,
    accounts.PATH + "{token}": Way.OPEN,
    "/keluar": Way.OPEN,  # whoever is out already is out
    links.PATH + "selesai/{purpose}": Way.OPEN,
    links.PATH + "{token}": Way.OPEN,
    subscriptions.PATH + "{token}": Way.OPEN,
    "/kalender/{token}.ics": Way.OPEN,
    "/kesehatan": Way.OPEN,  # what it shows depends on who asks
    "/beranda": Action.OWN_ACCOUNT,
    "/akun": Action.OWN_ACCOUNT,
    "/akun/sandi": Action.OWN_ACCOUNT,
    "/akun/kode": Action.OWN_ACCOUNT,
    "/akun/kode/pasang": Action.OWN_ACCOUNT,
    "/akun/sesi": Action.OWN_ACCOUNT,
    "/akun/sesi/{id}": Action.OWN_ACCOUNT,
    "/akun/token": Action.OWN_ACCOUNT,
    "/akun/token/{id}": Action.OWN_ACCOUNT,
    "/akun/pemberitahuan": Action.OWN_ACCOUNT,
    "/akun/kalender": Action.OWN_ACCOUNT,
    "/akun/kalender/{id}": Action.OWN_ACCOUNT,
    "/akun/api": Action.OWN_ACCOUNT,
    "/akun/api/openapi.json": Action.OWN_ACCOUNT,
    "/tugas": Action.WORK,
    "/tugas/{code}/{task}": Action.WORK,
    "/tugas/{code}/{task}/{purpose}": Action.WORK,
    "/program-baru": Action.STEER,
    "/program-baru/{draft}/aktifkan": Action.STEER,
    "/program-baru/{draft}/buang": Action.STEER,
    "/program-baru/{draft}/{step}": Action.STEER,
    "/ringkasan": Action.SEE_PROGRAMME,
    "/kalender": Action.SEE_PROGRAMME,
    "/": Action.SEE_PROGRAMME,
    "/unit": Action.SEE_PORTFOLIO,
    "/programme/{code}": Action.SEE_PROGRAMME,
    "/programme/{code}/pengaturan": Action.SEE_PROGRAMME,
    "/programme/{code}/pengaturan/tangga": Action.STEER,
    "/programme/{code}/pengaturan/tangga/terapkan": Action.STEER,
    "/programme/{code}/pengaturan/jam": Action.STEER,
    "/programme/{code}/orang": Action.SEE_PROGRAMME,
    "/programme/{code}/orang/cuti": Action.STEER,
    "/programme/{code}/orang/cuti/akhiri": Action.STEER,
    "/programme/{code}/orang/daftar": Action.STEER,
    "/programme/{code}/orang/terapkan": Action.STEER,
    "/programme/{code}/orang/lembar": Action.STEER,
    "/programme/{code}/riwayat": Action.SEE_PROGRAMME,
    "/riwayat": Action.SEE_HEALTH,
    "/programme/{code}/linimasa": Action.SEE_PROGRAMME,
    "/programme/{code}/terlambat": Action.SEE_PROGRAMME,
    "/programme/{code}/task": Action.SEE_PROGRAMME,
    "/programme/{code}/task/{task}": Action.SEE_PROGRAMME,
    "/programme/{code}/task/{task}/tinjau": Action.REVIEW,
    "/programme/{code}/bukti": Action.SEE_PROGRAMME,
    "/programme/{code}/bukti/{piece}": Action.SEE_PROGRAMME,
    "/programme/{code}/bukti/{piece}/berkas/{number}": Action.SEE_PROGRAMME,
    "/programme/{code}/bukti/{piece}/ganti": Action.WORK,
    "/programme/{code}/bukti/{piece}/pakai": Action.WORK,
    "/programme/{code}/bukti/{piece}/tinjau": Action.REVIEW,
    "/programme/{code}/bukti/{piece}/tarik": Action.REVIEW,
    "/programme/{code}/monev": Action.SEE_PROGRAMME,
    "/programme/{code}/monev/{quarter}": Action.SEE_PROGRAMME,
    "/programme/{code}/monev/{quarter}/beku": Action.SEE_PROGRAMME,
    "/programme/{code}/monev/{quarter}/banding": Action.SEE_PROGRAMME,
    "/programme/{code}/monev/{quarter}/bekukan": Action.CONDUCT,
    "/programme/{code}/monev/{quarter}/rapat": Action.SEE_PROGRAMME,
    "/programme/{code}/monev/{quarter}/rapat/periksa": Action.CONDUCT,
    "/programme/{code}/monev/{quarter}/rapat/foto": Action.CONDUCT,
    "/programme/{code}/monev/{quarter}/rapat/foto/{file}": Action.SEE_PROGRAMME,
    "/programme/{code}/monev/{quarter}/rapat/foto/{file}/tarik": Action.CONDUCT,
    "/programme/{code}/monev/{quarter}/selenggara": Action.CONDUCT,
    "/programme/{code}/monev/{quarter}/hadir": Action.SEE_PROGRAMME,
    "/programme/{code}/monev/{quarter}/hadir/tamu": Action.CONDUCT,
    "/programme/{code}/monev/{quarter}/hadir/hapus": Action.CONDUCT,
    "/programme/{code}/monev/{quarter}/temuan": Action.SEE_PROGRAMME,
    "/programme/{code}/monev/{quarter}/temuan/catat": Action.CONDUCT,
    "/programme/{code}/monev/{quarter}/temuan/{number}": Action.CONDUCT,
    "/programme/{code}/monev/{quarter}/temuan/{number}/rekomendasi": Action.CONDUCT,
    "/programme/{code}/monev/{quarter}/temuan/rekomendasi/{number}": Action.CONDUCT,
    "/programme/{code}/monev/{quarter}/tanda-tangan": Action.SEE_PROGRAMME,
    "/programme/{code}/monev/{quarter}/tanda-tangan/{number}": Action.SEE_PROGRAMME,
    "/programme/{code}/monev/{quarter}/laporan": Action.SEE_PROGRAMME,
    "/programme/{code}/monev/{quarter}/laporan/{number}": Action.SEE_PROGRAMME,
    "/programme/{code}/monev/{quarter}/tutup": Action.CONDUCT,
    "/programme/{code}/monev/{quarter}/rekomendasi/{number}": Action.SEE_PROGRAMME,
    "/programme/{code}/monev/{quarter}/rekomendasi/{number}/jawab": Action.WORK,
    "/programme/{code}/monev/{quarter}/rekomendasi/{number}/putuskan": Action.CONDUCT,
    "/monev/rekomendasi": Action.SEE_PROGRAMME,
    "/programme/{code}/monev/{quarter}/ubah": Action.CONDUCT,
    "/programme/{code}/monev/{quarter}/tunda": Action.CONDUCT,
    "/programme/{code}/monev/{quarter}/batal": Action.CONDUCT,
    "/programme/{code}/monev/{quarter}/rencana": Action.CONDUCT,
    "/monev": Action.SEE_PROGRAMME,
    "/monev/buka": Action.CONDUCT,
    "/monev/buka/{order}": Action.CONDUCT,
    "/programme/{code}/monev/{quarter}/dokumen/{paper}.{ext}": Action.SEE_PROGRAMME,
    "/programme/{code}/monev/{quarter}/matriks": Action.SEE_PROGRAMME,
    "/programme/{code}/monev/{quarter}/matriks.xlsx": Action.SEE_PROGRAMME,
    "/programme/{code}/monev/{quarter}/matriks/unggah": Action.WORK,
    "/programme/{code}/monev/{quarter}/matriks/unggah/terapkan": Action.WORK,
    "/programme/{code}/monev/{quarter}/matriks/{area}": Action.SEE_PROGRAMME,
    "/monev/templat": Action.SEE_PROGRAMME,
    "/monev/templat/bawaan/{paper}.docx": Action.SEE_PROGRAMME,
    "/monev/templat/{paper}/berkas/{number}": Action.SEE_PROGRAMME,
    "/monev/templat/{paper}/unggah": Action.KEEP_FORMATS,
    "/monev/templat/{paper}/tarik": Action.KEEP_FORMATS,
    "/format": Action.SEE_PROGRAMME,
    "/format/baru": Action.KEEP_FORMATS,
    "/format/{format}": Action.SEE_PROGRAMME,
    "/format/{format}/berkas/{number}": Action.SEE_PROGRAMME,
    "/format/{format}/ganti": Action.KEEP_FORMATS,
    "/format/{format}/tarik": Action.KEEP_FORMATS,
    "/programme/{code}/task/{task}/terlambat": Action.SEE_PROGRAMME,
    "/programme/{code}/task/{task}/ingatkan": Action.STEER,
    "/programme/{code}/task/{task}/eskalasi": Action.STEER,
    "/programme/{code}/task/{task}/pecah": Action.STEER,
    "/programme/{code}/task/{task}/kesampingkan": Action.STEER,
    "/programme/{code}/task/{task}/janji": Action.STEER,
    "/programme/{code}/task/{task}/alih": Action.STEER,
    "/programme/{code}/ubah": Action.STEER,
    "/programme/{code}/ubah/terapkan": Action.STEER,
    "/programme/{code}/ubah/acuan": Action.STEER,
    "/programme/{code}/orang/{person}/mutasi": Action.STEER,
    "/programme/{code}/task/{task}/ubah": Action.STEER,
    "/hari-libur": Action.MANAGE_CALENDAR,
    "/hari-libur/terapkan": Action.MANAGE_CALENDAR,
    "/surat": Action.SEE_MAIL,
    "/surat/contoh": Action.SEE_SAMPLES,
    "/surat/contoh/{kind}": Action.SEE_SAMPLES,
    "/surat/alamat": Action.SEE_MAIL,
    "/surat/alamat/{person}": Action.STEER,
    "/surat/kendali": Action.MANAGE_MAIL,
    "/surat/orang/{person}": Action.SEE_MAIL,
    "/surat/{id}": Action.SEE_MAIL,
    "/surat/{id}/html": Action.SEE_MAIL,
    "/surat/{id}/source": Action.SEE_MAIL,
    # with a token, never with a cookie
    "/api/v1/me": Action.OWN_ACCOUNT,
    "/api/v1/openapi.json": Action.OWN_ACCOUNT,
    "/api/v1/tasks": Action.WORK,
    "/api/v1/programmes": Action.SEE_PROGRAMME,
    "/api/v1/programmes/{code}": Action.SEE_PROGRAMME,
    "/api/v1/programmes/{code}/tasks": Action.SEE_PROGRAMME,
    "/api/v1/programmes/{code}/tasks/{task}": Action.SEE_PROGRAMME,
    "/api/v1/programmes/{code}/tasks/{task}/acts/{purpose}": Action.WORK,
    "/api/v1/programmes/{code}/tasks/{task}/reviews/{decision}": Action.REVIEW,
    "/api/v1/programmes/{code}/evidence": Action.SEE_PROGRAMME,
    "/api/v1/programmes/{code}/evidence/{piece}": Action.SEE_PROGRAMME,
    "/api/v1/programmes/{code}/evidence/{piece}/files/{number}": Action.SEE_PROGRAMME,
    "/api/v1/formats": Action.SEE_PROGRAMME,
    "/api/v1/formats/{format}/files/{number}": Action.SEE_PROGRAMME,
    "/api/v1/decisions": Action.WORK,
    "/api/v1/programmes/{code}/calendar": Action.SEE_PROGRAMME,
    "/api/v1/programmes/{code}/edits/preview": Action.STEER,
    "/api/v1/programmes/{code}/edits": Action.STEER,
    "/api/v1/mails": Action.SEE_MAIL,
    "/api/v1/mails/{id}": Action.SEE_MAIL,
}
"""By the path of the route, in the routes' order: the first that fits counts."""

FROM_ELSEWHERE = frozenset({subscriptions.PATH + "{token}"})
"""Where a form may come from another site: a mail provider sends its one click from its own (RFC 8058)."""


@cache
def _patterns() -> tuple[tuple[Pattern[str], str], ...]:
    return tuple((compile_path(path)[0], path) for path in TABLE)


def template_of(path: str) -> str | None:
    """The line of the table that an address falls under."""
    return next((template for pattern, template in _patterns() if pattern.match(path)), None)


def leads_inside(address: str) -> bool:
    """Whether an address may be gone to after signing in: a page of ours that wants somebody signed in."""
    if not address.startswith("/") or address.startswith("//") or "\\" in address:
        return False
    if any(ord(letter) < ord(" ") for letter in address):
        return False
    template = template_of(address.partition("?")[0])
    return template is not None and isinstance(TABLE[template], Action) and not template.startswith(API)
