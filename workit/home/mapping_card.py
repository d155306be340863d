"""The state of the mapping on a town's home page: until something is mapped, what belongs there."""

from django.http import HttpRequest

from workit.home.cards import CardContent, town_card


@town_card("mapping", place="main", order=3)
def mapping_state(request: HttpRequest) -> CardContent:
    """What the mapping will tell here, and the milestone it begins with."""
    return CardContent("workit/home_mapping_card.html", {"town": request.town})  # type: ignore[attr-defined]
