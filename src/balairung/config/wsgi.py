"""The web application for a WSGI server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balairung.config.settings")
application = get_wsgi_application()

# Every view is imported now and not while the first visitor waits. What was loaded until here lives as long as the
# process: it is not looked through again and again for something to throw away, which took a tenth of a second each
# time and fell upon one page in twenty (2026-11).
list(get_resolver().url_patterns)
gc.collect()
gc.freeze()
