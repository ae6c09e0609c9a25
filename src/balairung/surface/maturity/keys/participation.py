"""The third key: whether citizens are heard, and whether what they and the auditors say has consequences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from django.db.models import Case, Count, F, Q, When
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balairung.kernel.obligations.models import Obligation, State, Visibility
from balairung.kernel.people.models import Region
from balairung.rooms.complaints.following import outcomes
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.oversight.models import Recommendation
from balairung.rooms.surveys.models import Survey
from balairung.surface.maturity.keys.judging import Counted, Figure, Key, Reading, rule_of, share, told
from balairung.surface.maturity.keys.spans import Span, counted, kept, spans

NAME = "participation"
SETTLED = (State.DONE, State.WITHDRAWN)  # carried out, or found that it cannot be


def participation(at: datetime) -> Key:
    filed, shown = reports(at)
    public = reverse("complaints:public")
    figures = [
        _figure("reports", _("Laporan warga"), filed, public),
        _figure("districts", _("Kecamatan yang warganya bersuara"), districts(at), reverse("complaints:map")),
        _figure("answered", _("Laporan dijawab dan diselesaikan tepat waktu"), answered(at), public),
        _figure("published", _("Laporan yang terbuka bagi umum"), shown, public),
        _figure("satisfaction", _("Kepuasan masyarakat (IKM)"), satisfaction(at), reverse("surveys:results")),
        _figure("solved", _("Masalah yang menurut pelapor benar beres"), solved(at), public),
        _figure("contested", _("Bantahan warga atas hasil program dijawab"), contested(at),
                reverse("programmes:public_hundred")),
        _figure("recommendations", _("Rekomendasi pengawasan dituntaskan"), recommendations(at),
                reverse("oversight:follow_up")),
    ]  # fmt: skip
    question = _("Apakah warga didengar, dan apakah kata mereka dan pengawas ada akibatnya?")
    return Key(NAME, _("Partisipasi dan kontrol"), question, figures)


def _figure(key: str, title: str, found: Counted, href: str) -> Figure:
    return Figure(key, title, rule_of(NAME, key), found, href)


def reports(at: datetime) -> tuple[Counted, Counted]:
    """How many came, and how many of them everybody may read."""
    rows = Complaint.objects.exclude(obligation__in=Obligation.objects.about_somebody())
    open_to_all = Q(published_at__isnull=False, obligation__visibility=Visibility.PUBLIC)
    now, before, part = counted(rows, "filed_at", open_to_all, *spans(at))
    empty = _("Belum ada laporan dalam 12 bulan.")
    came = ngettext(
        "%(count)s laporan masuk dalam 12 bulan. Jumlah penduduk tidak tercatat di sini, jadi tidak dihitung per 1.000 "
        "orang. Banyaknya laporan bukan nilai: warga yang percaya pun lebih sering melapor.",
        "%(count)s laporan masuk dalam 12 bulan. Jumlah penduduk tidak tercatat di sini, jadi tidak dihitung per 1.000 "
        "orang. Banyaknya laporan bukan nilai: warga yang percaya pun lebih sering melapor.",
        now.cases,
    )
    shown = ngettext(
        "%(part)s dari %(count)s laporan dapat dibaca siapa pun, tanpa data pelapornya.",
        "%(part)s dari %(count)s laporan dapat dibaca siapa pun, tanpa data pelapornya.",
        now.cases,
    )
    return told(_number(now), _number(before), part, came, empty), told(now, before, part, shown, empty)


def _number(reading: Reading) -> Reading:
    """The cases themselves as the value."""
    return Reading(Fraction(reading.cases), reading.cases)


def districts(at: datetime) -> Counted:
    """Those from which at least one report came. Silence is no sign that all is well."""
    days = rule_of(NAME, "districts").days
    known = Region.objects.filter(level=Region.Level.DISTRICT, until=None).count()
    now, before = (_speaking(span) for span in spans(at, days))
    said = ngettext(
        "Dari %(count)s kecamatan, %(part)s mengirim sedikitnya satu laporan dalam tiga bulan.",
        "Dari %(count)s kecamatan, %(part)s mengirim sedikitnya satu laporan dalam tiga bulan.",
        known,
    )
    empty = _("Belum ada kecamatan dalam daftar wilayah.")
    return told(share(now, known), share(before, known), now, said, empty)


def _speaking(span: Span) -> int:
    rows = Complaint.objects.filter(span.holds("filed_at"), region__isnull=False)
    rows = rows.exclude(obligation__in=Obligation.objects.about_somebody())
    own = Case(When(region__level=Region.Level.DISTRICT, then=F("region")), default=F("region__parent"))
    there = rows.order_by().annotate(district=own).filter(district__isnull=False)
    return there.aggregate(found=Count("district", distinct=True))["found"] or 0


def answered(at: datetime) -> Counted:
    """Answered first, and resolved: each is a promise with its own day."""
    now, before, part = kept(at, ("answer", "resolve"), obligation__complaint__isnull=False)
    said = ngettext(
        "%(part)s dari %(count)s batas waktu laporan warga dalam 12 bulan dipenuhi.",
        "%(part)s dari %(count)s batas waktu laporan warga dalam 12 bulan dipenuhi.",
        now.cases,
    )
    return told(now, before, part, said, _("Belum ada laporan yang jatuh tempo."))


def satisfaction(at: datetime) -> Counted:
    """The published results, weighed by how many answered."""
    now, before = spans(at)
    rows = Survey.objects.published().filter(published_at__gte=before.since, published_at__lt=now.until)
    found = list(rows.filter(ikm__isnull=False, respondents__gt=0))
    people, reading = _weighed([one for one in found if one.published_at and one.published_at >= now.since])
    _people, earlier = _weighed([one for one in found if one.published_at and one.published_at < now.since])
    said = ngettext(
        "Rata-rata %(count)s hasil survei yang diumumkan dalam 12 bulan, menurut kata %(part)s responden.",
        "Rata-rata %(count)s hasil survei yang diumumkan dalam 12 bulan, menurut kata %(part)s responden.",
        reading.cases,
    )
    empty = _("Belum ada hasil survei kepuasan yang diumumkan dalam 12 bulan.")
    return told(reading, earlier, people, said, empty)


def _weighed(surveys: Sequence[Survey]) -> tuple[int, Reading]:
    """How many answered, and their mean."""
    pairs = [(Fraction(one.ikm or 0), one.respondents or 0) for one in surveys]
    people = sum(many for _ikm, many in pairs)
    mean = sum((ikm * many for ikm, many in pairs), Fraction()) / people if people else Fraction()
    return people, Reading(mean, len(surveys))


def solved(at: datetime) -> Counted:
    """What reporters say four weeks after closing: asked once, in their own words."""
    said_now, said_before = (outcomes.figures(span.since, span.until) for span in spans(at))
    sentence = ngettext(
        "%(part)s dari %(count)s pelapor yang menjawab berkata masalahnya benar beres.",
        "%(part)s dari %(count)s pelapor yang menjawab berkata masalahnya benar beres.",
        said_now.answered,
    )
    asked = ngettext("%(asked)s orang ditanya.", "%(asked)s orang ditanya.", said_now.asked) % {
        "asked": number_format(said_now.asked, force_grouping=True)
    }
    now, before = (share(one.yes, one.answered) for one in (said_now, said_before))
    empty = _("Belum ada pelapor yang menjawab pertanyaan ini. Ia diajukan empat pekan setelah laporan ditutup.")
    return told(now, before, said_now.yes, f"{sentence} {asked}", empty)


def contested(at: datetime) -> Counted:
    """Citizens who say that an outcome is not so: looked at and answered by the day."""
    now, before, part = kept(at, ("look", "answer"), obligation__outcome_voice__isnull=False)
    said = ngettext(
        "%(part)s dari %(count)s batas waktu bantahan warga dalam 12 bulan dipenuhi.",
        "%(part)s dari %(count)s batas waktu bantahan warga dalam 12 bulan dipenuhi.",
        now.cases,
    )
    return told(now, before, part, said, _("Belum ada warga yang membantah hasil program."))


def recommendations(at: datetime) -> Counted:
    """Of all that were ever sent: settled by now, and settled a year ago. What is secret stands in no sum."""
    marks = {"now": at, "before": spans(at)[0].since}
    sums = {}
    for name, moment in marks.items():
        sent = Q(obligation__opened_at__lte=moment)
        sums[name] = Count("pk", filter=sent)
        sums[f"{name}_part"] = Count(
            "pk", filter=sent & Q(obligation__state__in=SETTLED, obligation__closed_at__lte=moment)
        )
    found = Recommendation.objects.counted().order_by().aggregate(**sums)
    said = ngettext(
        "%(part)s dari %(count)s rekomendasi pemeriksa sudah tuntas menurut Inspektorat.",
        "%(part)s dari %(count)s rekomendasi pemeriksa sudah tuntas menurut Inspektorat.",
        found["now"],
    )
    now, before = (share(found[f"{name}_part"], found[name]) for name in marks)
    return told(now, before, found["now_part"], said, _("Belum ada rekomendasi yang dikirim."))
