"""Offices and posts: added, changed, closed. A closed one stays, because old cases name it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.people.access import HEADS, can_administer
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.contacts import clean_name
from balairung.kernel.people.journal import write_line
from balairung.kernel.people.models import Account, Change, Holding, Office, Post, Region

#: Fields that an administrator writes; an office's key and region never change.
OFFICE_FIELDS = ("name", "short", "kind", "parent", "calendar", "order", "address")
POST_FIELDS = ("title", "role", "echelon", "superior", "seats", "order")
#: An office's key is a word of its address; these words lead to other pages.
KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
TAKEN = (
    *("kantor-baru", "jabatan", "pemangku", "orang", "absen", "kartu", "kelompok", "hari", "perubahan", "impor"),
    "ekspor",
)
#: Posts that a regency has once.
UNIQUE = (Post.Role.REGENT, Post.Role.DEPUTY_REGENT, Post.Role.SECRETARY)


@transaction.atomic
def add_office(*, key: str, region: Region | None = None, by: Actor, at: datetime, **fields: Any) -> Office:
    """A new office. `fields` are of OFFICE_FIELDS: `name` and `kind` at least; `key` is its address for good."""
    require(can_administer(by))
    _check_key(key)
    office = Office(key=key, region=region)
    _write(office, {"short": fields.get("name", "")[:60]} | fields, OFFICE_FIELDS)
    _check_office(office)
    office.save(force_insert=True)
    write_line(Change.Verb.ADD_OFFICE, office=office, by=by, at=at)
    return office


@transaction.atomic
def change_office(office: Office, *, by: Actor, at: datetime, **fields: Any) -> None:
    """Change some of OFFICE_FIELDS."""
    require(can_administer(by))
    _write(office, fields, OFFICE_FIELDS)
    _check_office(office)
    office.save(update_fields=list(fields))
    write_line(Change.Verb.CHANGE_OFFICE, office=office, by=by, at=at)


@transaction.atomic
def close_office(office: Office, *, by: Actor, at: datetime) -> None:
    """No longer an office: refused while it has people or offices below it, or while it owes something.

    What it owes is known above this floor: `settings.OFFICE_GUARDS` are dotted paths of functions that take the
    office and return a sentence when it may not be closed yet.
    """
    require(can_administer(by))
    if office.closed_on:
        raise Refused(_("%(office)s sudah dihapus.") % {"office": office})
    if below := office.children.filter(closed_on__isnull=True).order_by("order").first():
        raise Refused(_("%(below)s masih berada di bawah %(office)s. Pindahkan dahulu.") % {
            "below": below, "office": office})  # fmt: skip
    posts = list(office.posts.filter(closed_on__isnull=True))
    _check_empty(posts, at)
    _check_nobody_below(posts)
    for path in getattr(settings, "OFFICE_GUARDS", ()):
        if sentence := import_string(path)(office):
            raise Refused(sentence)
    office.posts.filter(closed_on__isnull=True).update(closed_on=localdate(at))
    Account.objects.standing().filter(office=office).update(ended_at=at)
    office.closed_on = localdate(at)
    office.save(update_fields=["closed_on"])
    write_line(Change.Verb.CLOSE_OFFICE, office=office, by=by, at=at)


@transaction.atomic
def add_post(*, office: Office, by: Actor, at: datetime, **fields: Any) -> Post:
    """A new post. `fields` are of POST_FIELDS: `title` and `role` at least; without `order` it comes last."""
    require(can_administer(by))
    if office.closed_on:
        raise Refused(_("%(office)s sudah dihapus.") % {"office": office})
    post = Post(office=office)
    last = Post.objects.filter(office=office).order_by("-order").values_list("order", flat=True).first()
    _write(post, {"order": (last or office.order * 100) + 1} | fields, POST_FIELDS)
    _check_post(post)
    post.save(force_insert=True)
    write_line(Change.Verb.ADD_POST, post=post, by=by, at=at)
    return post


@transaction.atomic
def change_post(post: Post, *, by: Actor, at: datetime, **fields: Any) -> None:
    """Change some of POST_FIELDS. The line of command stays a line: a superior who is below the post is refused."""
    require(can_administer(by))
    _write(post, fields, POST_FIELDS)
    _check_post(post)
    _check_seats(post, at)
    post.save(update_fields=list(fields))
    write_line(Change.Verb.CHANGE_POST, post=post, by=by, at=at)


@transaction.atomic
def close_post(post: Post, *, by: Actor, at: datetime) -> None:
    """No longer a post: refused while somebody holds it or answers to it."""
    require(can_administer(by))
    if post.closed_on:
        raise Refused(_("Jabatan %(post)s sudah dihapus.") % {"post": post})
    _check_empty([post], at)
    _check_nobody_below([post])
    Account.objects.standing().filter(post=post).update(ended_at=at)
    post.closed_on = localdate(at)
    post.save(update_fields=["closed_on"])
    write_line(Change.Verb.CLOSE_POST, post=post, by=by, at=at)


# --- rules -------------------------------------------------------------------------------------------------------


def _write(row: Office | Post, fields: dict[str, Any], known: tuple[str, ...]) -> None:
    if unknown := set(fields) - set(known):
        raise TypeError(f"unknown fields: {sorted(unknown)}")
    for name, value in fields.items():
        setattr(row, name, value)


def _check_key(key: str) -> None:
    if not KEY.fullmatch(key) or len(key) > 60 or key in TAKEN:
        raise Refused(
            _("Kunci “%(key)s” tidak bisa dipakai. Pakai huruf kecil, angka, dan tanda hubung.") % {"key": key}
        )
    if Office.objects.filter(key=key).exists():
        raise Refused(_("Kunci “%(key)s” sudah dipakai kantor lain.") % {"key": key})


def _check_office(office: Office) -> None:
    office.name, office.short = clean_name(office.name, 160), clean_name(office.short, 60)
    office.address = clean_line(office.address)[:200]
    seen = {office.pk}
    above = office.parent
    while above:
        if above.pk in seen:
            raise Refused(_("%(above)s berada di bawah %(office)s, jadi tidak bisa menjadi induknya.") % {
                "above": office.parent, "office": office})  # fmt: skip
        seen.add(above.pk)
        above = above.parent


def _check_post(post: Post) -> None:
    post.title = clean_name(post.title, 160)
    same = Post.objects.filter(closed_on__isnull=True).exclude(pk=post.pk)
    if same.filter(office=post.office, title=post.title).exists():
        raise Refused(_("Jabatan %(post)s sudah ada di %(office)s.") % {"post": post, "office": post.office})
    if post.role in UNIQUE and same.filter(role=post.role).exists():
        raise Refused(_("Hanya ada satu jabatan dengan peran “%(role)s”.") % {"role": post.get_role_display()})
    if post.role in HEADS and same.filter(office=post.office, role=post.role).exists():
        raise Refused(_("%(office)s sudah mempunyai kepala.") % {"office": post.office})
    if post.seats < 1:
        raise Refused(_("Jabatan mempunyai paling sedikit satu kursi."))
    _check_superior(post)


def _check_superior(post: Post) -> None:
    """Walk up in memory: one query, however long the line is."""
    if not post.superior_id:
        return
    above = dict(Post.objects.values_list("pk", "superior_id")) | {post.pk: post.superior_id}
    rung = post.superior_id
    while rung is not None:
        if rung == post.pk:
            raise Refused(_("%(superior)s berada di bawah %(post)s, jadi tidak bisa menjadi atasannya.") % {
                "superior": post.superior, "post": post})  # fmt: skip
        rung = above[rung]


def _check_seats(post: Post, at: datetime) -> None:
    rows = Holding.objects.current(at).filter(post=post, capacity=Holding.Capacity.DEFINITIVE)
    if (held := rows.count()) > post.seats:
        raise Refused(
            _("Jabatan ini sedang dipangku %(held)d orang: kursinya tidak bisa kurang dari itu.") % {"held": held}
        )


def _check_empty(posts: list[Post], at: datetime) -> None:
    running = Holding.objects.filter(Q(until__isnull=True) | Q(until__gte=localdate(at)), post__in=posts)
    holding = running.select_related("post", "person").order_by("since", "id").first()
    if holding:
        facts = {"name": holding.person, "post": holding.post}
        raise Refused(_("%(name)s masih memangku jabatan %(post)s. Akhiri dahulu masa jabatannya.") % facts)


def _check_nobody_below(posts: list[Post]) -> None:
    below = Post.objects.filter(superior__in=posts, closed_on__isnull=True).exclude(pk__in=[post.pk for post in posts])
    first = below.select_related("superior").order_by("order", "id").first()
    if first:
        facts = {"below": first, "post": first.superior}
        raise Refused(_("Atasan %(below)s masih %(post)s. Ganti dahulu atasannya.") % facts)
