"""What every page may show: the regency's name and who is looking."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from balairung.kernel.people.audience import request_actor
from balairung.kernel.people.house import the_regency


def house(request: HttpRequest) -> dict[str, object]:
    return {
        "regency": SimpleLazyObject(the_regency),
        "actor": SimpleLazyObject(lambda: request_actor(request)),
        "offline": settings.OFFLINE,
    }
