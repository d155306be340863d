"""The first pages of each role, at both widths: they answer, pass the accessibility rules, and the browser is content."""

from collections.abc import Callable

import pytest

from tests.e2e.conftest import Visitor, person

PAGES = {
    "referent": ["/t/2800/", "/t/2800/meetings/", "/t/2800/tasks/", "/t/2800/decisions/", "/t/2800/way/"],
    "coordinator": ["/r/all/", "/r/north/visits/"],
    "programme": ["/programme/", "/programme/methodology/"],
}


@pytest.mark.parametrize("width", ["desktop", "phone"])
@pytest.mark.parametrize(("role", "path"), [(role, path) for role, paths in PAGES.items() for path in paths])
def test_a_page_of_a_role(visit: Callable[..., Visitor], role: str, path: str, width: str) -> None:
    visitor = visit(person(role), width)
    visitor.go(path)
    assert visitor.page.url.endswith(path)
    visitor.look()


def test_a_signed_out_visitor_is_led_to_the_sign_in(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.go("/t/2800/")
    assert "/accounts/login/" in visitor.page.url
    visitor.look()
