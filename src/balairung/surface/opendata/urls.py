"""Below /data/. Words that are no dataset stand before the datasets; a test keeps the two apart."""

from django.urls import path, re_path

from balairung.surface.opendata.views import exports, feeds, pages, snapshots

FORMS = r"(?P<form>csv|xlsx|json|ndjson|geojson|xml|parquet)"
KEY = r"(?P<key>[a-z][a-z-]*)"

app_name = "data"
urlpatterns = [
    path("", pages.about, name="about"),
    path("katalog.jsonld", pages.catalogue, name="catalogue"),
    path("datapackage.json", pages.package, name="package"),
    path("umpan/", feeds.page, name="feeds"),
    re_path(r"^umpan\.(?P<form>atom|json)$", feeds.catalogue, name="catalogue_feed"),
    path("potret/", snapshots.listing, name="snapshots"),
    re_path(r"^potret/(?P<day>\d{4}-\d{2}-\d{2})/(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)$", snapshots.give,
            name="snapshot_file"),
    re_path(rf"^pengaduan\.{FORMS}$", exports.reports, name="reports"),
    re_path(rf"^{KEY}\.{FORMS}$", exports.table, name="table"),
    re_path(rf"^{KEY}/$", pages.dataset, name="dataset"),
    re_path(rf"^{KEY}/skema\.json$", pages.schema, name="schema"),
    re_path(rf"^{KEY}/umpan\.(?P<form>atom|json)$", feeds.dataset, name="feed"),
]  # fmt: skip
