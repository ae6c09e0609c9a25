"""Mal Pelayanan Publik: all of them, one with its agencies and criteria, and what the rules ask."""

from django.urls import URLPattern, path

from balairung.rooms.reception.views.malls import pages

urlpatterns: list[URLPattern] = [
    path("kerja/mpp/", pages.malls, name="malls"),
    path("kerja/mpp/aturan/", pages.rules, name="mall_rules"),
    path("kerja/mpp/<slug:hall>/", pages.mall, name="mall"),
    path("kerja/mpp/<slug:hall>/<slug:criterion>/", pages.criterion, name="mall_criterion"),
]
