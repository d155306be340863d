"""Pages: processor time of the server for a page, its bytes, and how the board grows from 14 towns to all."""

import gzip
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack

from benchmarks.figures import Figure, in_turn
from benchmarks.ground import database
from benchmarks.server import Server, serving
from ops.services import Urls
from workit.demo.plan import SHOWCASE

REQUESTS = 30
ALL_TOWNS = 257
HOME = f"/t/{SHOWCASE}/"
BOARD = "/r/all/"
PAGES = {"town_home": HOME, "tasks": f"/t/{SHOWCASE}/tasks/", "meetings": f"/t/{SHOWCASE}/meetings/"}


def session_of(server: Server, email: str) -> str:
    """The cookie of somebody signed in, made by a process of its own on the same database."""
    import subprocess
    import sys

    code = (
        "import django; django.setup()\n"
        "from importlib import import_module\n"
        "from django.conf import settings\n"
        "from workit.people.models import User\n"
        "from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY\n"
        f"user = User.objects.get(email={email!r})\n"
        "session = import_module(settings.SESSION_ENGINE).SessionStore()\n"
        "session[SESSION_KEY] = str(user.pk)\n"
        "session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]\n"
        "session[HASH_SESSION_KEY] = user.get_session_auth_hash()\n"
        "session.create()\n"
        "print(settings.SESSION_COOKIE_NAME + '=' + session.session_key)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=dict(os.environ))
    return done.stdout.strip().splitlines()[-1]


def measure(urls: Urls, rounds: int) -> Iterator[Figure]:
    """Every figure of the web pages."""
    with ExitStack() as stack:
        stack.enter_context(database(urls, "bench_demo", None))
        from workit.access.roles import Role
        from workit.demo.people import address

        referent, coordinator = address(Role.REFERENT_OPERATIONAL, ""), address(Role.REGIONAL_COORDINATOR, "")
        ours = stack.enter_context(serving())
        ours.cookie = session_of(ours, referent)
        unpooled = stack.enter_context(serving(CONN_MAX_AGE="0"))
        unpooled.cookie = ours.cookie
        for name, path in PAGES.items():
            yield in_turn(
                f"web_{name}_cpu",
                "ms",
                lambda path=path: ours.cpu_per_request(path, REQUESTS),  # type: ignore[misc]
                peer=("conn_max_age_0", 1.0, lambda path=path: unpooled.cpu_per_request(path, REQUESTS)),  # type: ignore[misc]
                limit=("trivial_view", 8.0, lambda: ours.cpu_per_request("/healthz", REQUESTS * 5)),
                rounds=rounds,
                note="the server's processor time, without the database's",
            )
        yield bytes_of(ours, rounds)
        board = stack.enter_context(serving())
        board.cookie = session_of(board, coordinator)
        stack.enter_context(database(urls, f"bench_{ALL_TOWNS}", ALL_TOWNS))
        large = stack.enter_context(serving())
        large.cookie = session_of(large, coordinator)
        yield in_turn(
            "web_board_257",
            "ms",
            lambda: large.wall_per_request(BOARD, 10),
            limit=("board_14", 3.0, lambda: board.wall_per_request(BOARD, 10)),
            rounds=rounds,
            note="wall time of the whole page; limit: the same page with the demonstration's towns",
        )
        large.cookie = session_of(large, referent)
        yield in_turn(
            "web_town_home_at_257",
            "ms",
            lambda: large.cpu_per_request(HOME, REQUESTS),
            limit=("at_14_towns", 1.3, lambda: ours.cpu_per_request(HOME, REQUESTS)),
            rounds=rounds,
            note="a town's home must not know how many towns there are",
        )


def bytes_of(server: Server, rounds: int) -> Figure:
    """Compressed kilobytes to a readable home page: the page, its styles, scripts and the fonts it asks for."""
    _, page, _ = server.get(HOME)
    text = page.decode()
    total = len(gzip.compress(page, 9))
    assets = set(re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|woff2))"', text))
    for path in assets:
        _, body, headers = server.get(path, **{"Accept-Encoding": "br"})
        total += len(body) if headers.get("content-encoding") == "br" or path.endswith("woff2") else len(gzip.compress(body, 9))
    # DESIGN.md §15: fonts 110, CSS 15, HTML 25, JS 150 KB.
    return Figure(
        "web_home_kilobytes",
        "KB",
        [total / 1024] * rounds,
        limit=_budget(rounds),
        note=f"{len(assets)} files; limit: the budget of the design",
    )


def _budget(rounds: int):  # type: ignore[no-untyped-def]
    from benchmarks.figures import Beside

    return Beside("design_budget", 1.0, [300.0] * rounds)
