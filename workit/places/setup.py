"""What is set up in a town that joins: apps add their part in `town_setup.py` with `@on_joining`."""

import datetime
from collections.abc import Callable

from workit.people.models import User
from workit.places.models import Municipality

# Gets the town in force, the day it joins and who added it (None for the command line); runs in the same transaction.
Setup = Callable[[Municipality, datetime.date, User | None], None]
SETUPS: list[Setup] = []


def on_joining(function: Setup) -> Setup:
    """Have the function called for each town that joins."""
    SETUPS.append(function)
    return function
