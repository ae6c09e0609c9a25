"""PostgreSQL as this house speaks to it."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is beside


@pytest.mark.postgresql
@pytest.mark.django_db
@given(MOMENTS)
def test_every_moment_comes_back_as_it_went(moment: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [moment])
        assert cursor.fetchone() == (moment,)
        cursor.execute("SELECT NULL::timestamptz, ARRAY[%s::timestamptz]", [moment])
        assert cursor.fetchone() == (None, [moment])
