"""Looking at the page that is open, once it is all there."""

from __future__ import annotations

from playwright.sync_api import Page

WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def settled(page: Page) -> Page:
    """A click returns when the next page begins to arrive: until it is there, nothing on it can be measured."""
    page.wait_for_load_state("load")
    return page


def fits(page: Page) -> bool:
    """Whether nothing on it makes one scroll sideways."""
    beyond: int = settled(page).evaluate(WIDE)
    return beyond <= 0
