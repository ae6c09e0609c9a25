"""A rule that says no to a form is a sentence on that form, with the input kept."""

from collections.abc import Callable

from django import forms

from balairung.ground.common.errors import NotAllowed, Refused


def accepted(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it if the form is valid; a refusal becomes the form's own error. What is forbidden stays forbidden (403)."""
    if not form.is_valid():
        return False
    try:
        act()
    except NotAllowed:
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
