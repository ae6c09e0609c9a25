"""Addresses below /kontak/: how every office is reached, open to everyone."""

from django.urls import path

from balairung.kernel.people.views import contacts

app_name = "contacts"
urlpatterns = [
    path("", contacts.board, name="board"),
    path("kontak.csv", contacts.table, name="table"),
]
