"""Numbers as words, for sentences: "שלושה יישובים", "three towns". From eleven on, digits."""

from django.utils.translation import pgettext

LARGEST_WORD = 10


def number_word(number: int, feminine: bool = False) -> str:
    """The number as a word from one to ten in the gender of what is counted, else its digits."""
    if not 1 <= number <= LARGEST_WORD:
        return str(number)
    return (_feminine() if feminine else _masculine())[number - 1]


def _masculine() -> tuple[str, ...]:
    return (
        pgettext("masculine", "one"),
        pgettext("masculine", "two"),
        pgettext("masculine", "three"),
        pgettext("masculine", "four"),
        pgettext("masculine", "five"),
        pgettext("masculine", "six"),
        pgettext("masculine", "seven"),
        pgettext("masculine", "eight"),
        pgettext("masculine", "nine"),
        pgettext("masculine", "ten"),
    )


def _feminine() -> tuple[str, ...]:
    return (
        pgettext("feminine", "one"),
        pgettext("feminine", "two"),
        pgettext("feminine", "three"),
        pgettext("feminine", "four"),
        pgettext("feminine", "five"),
        pgettext("feminine", "six"),
        pgettext("feminine", "seven"),
        pgettext("feminine", "eight"),
        pgettext("feminine", "nine"),
        pgettext("feminine", "ten"),
    )


def starts_sentence(text: str) -> str:
    """The text with a capital first letter, where the language has one."""
    return text[:1].upper() + text[1:]
