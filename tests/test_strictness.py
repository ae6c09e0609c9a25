"""The tests themselves are strict: what a reader would never notice fails here, on both databases."""

import socket
import warnings

import pytest
from django.db import connection, models
from django.template import Context, Template
from django.test.utils import isolate_apps


def render(text: str, **values: object) -> str:
    return Template(text).render(Context(values))


def test_an_undefined_variable_fails() -> None:
    for text in ("{{ nobody }}", "{{ nobody|default:'x' }}", "{% with a=nobody %}{% endwith %}", "{{ known.nothing }}"):
        with pytest.raises(AssertionError, match="undefined template variable"):
            render(text, known={})


def test_a_question_about_an_undefined_variable_is_answered() -> None:
    assert render("{% if nobody %}yes{% else %}no{% endif %}{% for x in nobody %}{% endfor %}") == "no"


def test_a_missing_row_is_false_as_in_production() -> None:
    class Shy:
        @property
        def partner(self) -> None:
            error = LookupError()
            error.silent_variable_failure = True  # type: ignore[attr-defined]
            raise error

    assert render("{% if shy.partner %}yes{% else %}no{% endif %}{{ shy.partner }}", shy=Shy()) == "no"


def test_the_network_is_out_of_reach() -> None:
    with pytest.raises(UserWarning, match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_a_warning_fails() -> None:
    with pytest.raises(DeprecationWarning):
        warnings.warn("old", DeprecationWarning, stacklevel=1)


@isolate_apps("balairung.ground.ui")
def test_a_slice_of_unordered_rows_fails() -> None:
    class Row(models.Model):
        class Meta:
            app_label = "ui"

    Row.__module__ = "balairung.ground.ui.models"
    with pytest.raises(AssertionError, match="no order"):
        models.QuerySet(Row)[:10]
    assert models.QuerySet(Row).order_by("pk")[:10].query.high_mark == 10


@pytest.mark.postgresql
@pytest.mark.django_db
def test_this_is_postgresql() -> None:
    assert connection.vendor == "postgresql"


@pytest.mark.sqlite
@pytest.mark.django_db
def test_this_is_sqlite() -> None:
    assert connection.vendor == "sqlite"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_the_ledger_is_swept_between_tests_that_commit(time: str) -> None:
    """Its guards refuse every other deletion, and stand again afterwards."""
    from balairung.kernel.obligations.guards import missing_guards

    assert missing_guards() == set()
