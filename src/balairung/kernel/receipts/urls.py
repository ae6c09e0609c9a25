"""The log for programs, below /log/: c2sp.org/tlog-tiles. What citizens see of it is `page_urls`."""

from django.urls import path

from balairung.kernel.receipts.views import log

app_name = "receipts"
urlpatterns = [
    path("checkpoint", log.checkpoint, name="checkpoint"),
    path("tile/<path:place>", log.tile, name="tile"),
    path("kunci", log.key, name="key"),
    path("pertumbuhan", log.growth, name="growth"),
]
