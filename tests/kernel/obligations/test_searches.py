"""Lists that an officer keeps under a name."""

import pytest
from django.http import QueryDict

from balairung.ground.common.errors import Refused
from balairung.kernel.obligations.desk import desk_for
from balairung.kernel.obligations.inbox import Narrow
from balairung.kernel.obligations.models import SavedSearch
from balairung.kernel.obligations.searches import MOST, address_of, drop_search, read_address, save_search
from balairung.kernel.obligations.tags import tag
from balairung.kernel.people.actors import Actor
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db


@pytest.fixture
def siti() -> Actor:
    make.regency()
    return make.officer("pupr", "liaison", "Siti")


def test_a_kept_list_stands_on_the_left_with_its_count(siti: Actor) -> None:
    one = make.owed()
    make.owed()
    tag(one, word="pasar", by=siti, at=START)
    kept = save_search(name=" Urusan   pasar ", query="urut=terbaru&label=%23Pasar&lihat=kantor", by=siti, at=START)
    assert (kept.name, kept.query) == ("Urusan pasar", "lihat=kantor&label=pasar&urut=terbaru")
    desk = desk_for(siti, START, QueryDict(kept.query).dict())
    assert [(saved.search.name, saved.shown, saved.here) for saved in desk.saved] == [("Urusan pasar", "1", True)]
    assert desk.title == "Urusan pasar"
    assert [row.obligation.ref for row in desk.rows] == [one.ref]
    assert desk_for(siti, START, {}).kept is None


def test_the_same_name_is_the_newer_list_and_others_see_none_of_it(siti: Actor) -> None:
    head = make.officer("pupr", "head")
    save_search(name="Pagi", query="lihat=kantor", by=siti, at=START)
    kept = save_search(name="Pagi", query="lihat=terlambat", by=siti, at=START)
    assert SavedSearch.objects.get().query == "lihat=terlambat"
    assert desk_for(head, START, {}).saved == []
    drop_search(key=kept.pk, by=head, at=START)
    assert SavedSearch.objects.exists()
    drop_search(key=kept.pk, by=siti, at=START)
    assert not SavedSearch.objects.exists()


def test_what_cannot_be_kept_is_refused(siti: Actor) -> None:
    for name in ("", "   ", "x" * 61):
        with pytest.raises(Refused, match="paling banyak 60"):
            save_search(name=name, query="", by=siti, at=START)
    with pytest.raises(Refused, match="terlalu panjang"):
        save_search(name="Panjang", query=f"label={'文' * 40}&kantor={'文' * 60}", by=siti, at=START)
    for number in range(MOST):
        save_search(name=f"Daftar {number}", query="", by=siti, at=START)
    with pytest.raises(Refused, match="dua belas"):
        save_search(name="Satu lagi", query="", by=siti, at=START)


def test_an_address_holds_only_what_it_knows(siti: Actor) -> None:
    overview, narrow = read_address(siti, {"lihat": "baru", "urut": "acak", "label": "\x00", "jenis": "x" * 90})
    assert (overview.key, narrow) == ("kantor", Narrow(kind="x" * 60)), "not a coordinator; nor such an order"
    overview, narrow = read_address(siti, {"lihat": "terlambat", "kantor": "pupr", "urut": "terlama"})
    assert address_of(overview.key, narrow) == "lihat=terlambat&kantor=pupr&urut=terlama"
    assert address_of("saya") == "lihat=saya"
