"""What no single page can check about itself."""

import re
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src" / "balairung"
TEXTS = {str(path).split("/templates/")[1]: path.read_text() for path in SOURCE.rglob("templates/**/*.html")}
INCLUDED = re.compile(r'{% include "([^"]+)"([^%]*)%}')


def holding_a_form() -> set[str]:
    """Templates with a token for a form, in themselves or in what they include."""
    found = {name for name, text in TEXTS.items() if "{% csrf_token %}" in text}
    while more := {
        name
        for name, text in TEXTS.items()
        for part in INCLUDED.finditer(text)
        if part[1] in found and name not in found
    }:
        found |= more
    return found


def test_what_is_included_alone_gets_the_token_that_its_form_needs() -> None:
    """`only` leaves it out as well, and Django's test client never asks for it: every button would answer 403."""
    forms = holding_a_form()
    bare = [
        f"{name} -> {part[1]}"
        for name, text in TEXTS.items()
        for part in INCLUDED.finditer(text)
        if part[1] in forms and " only" in part[2] and "csrf_token=" not in part[2]
    ]
    assert bare == []
    assert len(forms) > 100
