"""Every check of a password says in both languages what is wrong and what to do."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import override

from partnership.models import User

ANNA = User(email="annawestra@example.org", name="Anna Westra")
WRONG = {
    "kort wachtw": ("at least 12 characters long", "minstens 12 tekens"),
    "annawestra@example.org": ("your name or e-mail address", "je naam of e-mailadres"),
    "1qaz2wsx3edc": ("Many people have", "Veel mensen hebben"),
    "492837465019": ("digits only", "alleen cijfers"),
}


@pytest.mark.parametrize(("password", "said"), WRONG.items())
def test_what_is_wrong_is_said_in_both_languages(password, said):
    for language, words in zip(("en", "nl"), said, strict=True):
        with override(language):
            with pytest.raises(ValidationError) as refused:
                validate_password(password, ANNA)
            assert words in " ".join(refused.value.messages)


def test_a_good_one_is_accepted():
    validate_password("seven quiet herons", ANNA)
