"""The smallest room that takes files."""

from django import forms
from django.http import HttpRequest, JsonResponse
from django.urls import include, path

from balairung.kernel.files.fields import UploadsField


class Report(forms.Form):
    text = forms.CharField()
    photos = UploadsField(required=False, most=3)
    letters = UploadsField(required=False, most=20)


def send(request: HttpRequest) -> JsonResponse:
    """What the form made of it."""
    form = Report(request.POST, request.FILES)
    form.is_valid()
    return JsonResponse(
        {
            "text": form["text"].value(),
            "photos": [[upload.name, upload.size] for upload in form.cleaned_data.get("photos", [])],
            "errors": form.errors,
        }
    )


urlpatterns = [
    path("kirim/", send),
    path("berkas/", include("balairung.kernel.files.urls")),
    path("", include("balairung.kernel.people.device_urls")),
    path("bahasa/", include("django.conf.urls.i18n")),
]
