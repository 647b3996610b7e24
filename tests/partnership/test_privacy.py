"""Every field that can hold something about a person is declared, one way or the other."""

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from partnership import privacy

TEXT = (models.CharField, models.TextField, models.JSONField, models.FileField, models.BinaryField)
TEXT += (models.GenericIPAddressField,)
PEOPLE = {"partnership.User", "partnership.Membership"}


def may_be_personal(field):
    if field.is_relation:
        return field.related_model._meta.label in PEOPLE
    return isinstance(field, TEXT) and not field.choices


def all_fields():
    return {f"{model._meta.label}.{field.name}" for model in apps.get_models() for field in model._meta.concrete_fields}


def test_no_personal_field_is_undeclared():
    personal, harmless = privacy.declared_fields()
    wanted = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if may_be_personal(field)
    }
    assert not wanted - personal - harmless, "declare it in the personal_data.py of its room"


def test_nothing_is_declared_that_is_not_there_or_twice():
    personal, harmless = privacy.declared_fields()
    assert not personal - all_fields()
    assert not harmless - all_fields()
    assert not personal & harmless
    listed = [name for item in privacy.declarations() for name in item.fields]
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_shows_every_declaration(client, db, language):
    response = client.get(reverse("privacy"), headers={"Accept-Language": language})
    page = response.content.decode()
    assert page.count("<section") == len(privacy.declarations())
