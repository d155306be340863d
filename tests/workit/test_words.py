"""Numbers as words, in the gender of what is counted."""

import pytest
from django.utils import translation

from workit.web.words import number_word, starts_sentence


@pytest.mark.parametrize(
    ("number", "feminine", "word"),
    [(1, False, "אחד"), (3, False, "שלושה"), (9, False, "תשעה"), (1, True, "אחת"), (3, True, "שלוש"), (10, True, "עשר")],
)
def test_hebrew_counts_in_two_genders(number: int, feminine: bool, word: str) -> None:
    with translation.override("he"):
        assert number_word(number, feminine=feminine) == word


@pytest.mark.parametrize("number", [0, 11, 14, 257])
def test_from_eleven_on_and_for_none_digits_stand(number: int) -> None:
    assert number_word(number) == str(number)


def test_a_sentence_begins_with_a_capital_where_the_language_has_one() -> None:
    assert starts_sentence("three towns") == "Three towns"
    assert starts_sentence("שלושה") == "שלושה"
    assert starts_sentence("") == ""
