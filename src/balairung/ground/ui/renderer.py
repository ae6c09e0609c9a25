"""How forms are drawn, so that `{{ form }}` and `{{ field.as_field_group }}` look the same in every room."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Django's own form renderer with the templates of this house."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
