"""The whole product under real Chromium: what `./run` starts, with the demonstration, on a port and a folder of its own."""

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from benchmarks.server import free_port
from tests.ground import VAR, worker_name

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {"desktop": (1440, 1000), "phone": (390, 844)}
# What the tests must not hand down: their own database, broker and settings.
OWN = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL", "DATABASE_ADMIN_URL", "REDIS_URL", "SECRET_KEY", "HTTPS",
       "WORKIT_DEMO", "MFA_REQUIRED", "DJANGO_SETTINGS_MODULE")  # fmt: skip
STARTS_WITHIN = 240
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@dataclass
class Stack:
    """The running product."""

    url: str
    var: Path
    environment: dict[str, str]
    cookies: dict[str, str] = field(default_factory=dict)

    def manage(self, *words: str) -> str:
        """Run a management command beside it; what it printed."""
        words = (sys.executable, "-m", "ops.services", "manage", *words)
        done = subprocess.run(words, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True)
        return done.stdout

    def mails(self, to: str = "") -> list[EmailMessage]:
        """The mails written so far, the newest first; with `to`, only those to that address."""
        paths = sorted((self.var / "mail").glob("*.eml"), reverse=True)
        found = [BytesParser(policy=policy.default).parsebytes(path.read_bytes()) for path in paths]
        return [mail for mail in found if not to or to in str(mail["To"])]  # type: ignore[misc]

    def wait_for_mail(self, to: str, contains: str = "", seconds: float = 20) -> EmailMessage:
        """The newest mail to an address whose text or subject holds these words."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for mail in self.mails(to):
                body = mail.get_body(("plain",))
                if contains in str(mail["Subject"]) + (body.get_content() if body else ""):
                    return mail
            time.sleep(0.3)
        raise AssertionError(f"no mail to {to} with {contains!r}; there are {[str(m['Subject']) for m in self.mails()][:5]}")

    def cookie_of(self, email: str) -> str:
        """The session cookie of somebody signed in behind the scenes; journeys that are not about signing in use it."""
        if email not in self.cookies:
            code = (
                "from importlib import import_module; from django.conf import settings; "
                "from workit.people.models import User; "
                "from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY; "
                f"u = User.objects.get(email={email!r}); "
                "s = import_module(settings.SESSION_ENGINE).SessionStore(); "
                "s[SESSION_KEY] = str(u.pk); s[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]; "
                "s[HASH_SESSION_KEY] = u.get_session_auth_hash(); s.create(); print('key:' + s.session_key)"
            )
            match = re.search(r"key:(\S+)", self.manage("shell", "-v", "0", "-c", code))
            assert match, "no session was made"
            self.cookies[email] = match.group(1)
        return self.cookies[email]


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """Start everything as `./run` does and wait until it answers."""
    var, port = VAR.parent / f"e2e-{worker_name()}", free_port()
    environment = {name: text for name, text in os.environ.items() if name not in OWN}
    environment |= {"WORKIT_VAR": str(var), "PORT": str(port)}
    var.mkdir(parents=True, exist_ok=True)
    with (var / "run.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "ops.supervisor"], cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    stack = Stack(f"http://127.0.0.1:{port}", var, environment)
    try:
        _wait(stack, process)
        yield stack
    finally:
        process.terminate()
        process.wait(60)


def _wait(stack: Stack, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            connection = http.client.HTTPConnection(stack.url.removeprefix("http://"), timeout=2)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == http.client.OK:
                return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError("the product did not start:\n" + (stack.var / "run.log").read_text()[-3000:])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@dataclass
class Visitor:
    """Somebody at a browser: a page of one width, and everything the browser complained of."""

    page: Page
    context: BrowserContext
    stack: Stack
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a path of the product."""
        self.page.goto(self.stack.url + path, wait_until="load")
        return self.page

    def look(self, *, but: tuple[str, ...] = ()) -> None:
        """The page has one H1, no sideways scroll, no unrendered component, and passes the accessibility rules."""
        assert self.page.locator("h1").count() == 1, f"{self.page.url}: not one H1"
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 1, f"{self.page.url}: scrolls sideways by {wide}px"
        assert "<c-" not in self.page.content(), f"{self.page.url}: a component was not rendered"
        # As tall as the page: the bar at the foot of a phone would cover whatever happens to lie behind it.
        size = self.page.viewport_size or {"width": 1440, "height": 1000}
        height = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size({"width": size["width"], "height": max(size["height"], height + 100)})
        result = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
        self.page.set_viewport_size(size)
        found = [
            f"{rule['id']}: {node['target']} {node['html'][:160]}"
            for rule in result.response["violations"]
            if rule["id"] not in but
            for node in rule["nodes"]
        ]
        assert found == [], f"{self.page.url}: " + "\n".join(found[:8])


@pytest.fixture
def visit(stack: Stack, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """`visit("referent@…", "phone")` opens a browser for somebody; at the end nothing may have been complained of."""
    visitors: list[Visitor] = []

    def open_browser(email: str = "", width: str = "desktop", *, language: str = "he-IL", **options: Any) -> Visitor:
        size = WIDTHS[width]
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale=language, timezone_id="Asia/Jerusalem", **options
        )
        if email:
            context.add_cookies([{"name": "session", "value": stack.cookie_of(email), "url": stack.url}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        visitor = Visitor(page, context, stack)

        def note(message: ConsoleMessage) -> None:
            if message.type == "error":
                visitor.complaints.append(f"{page.url}: {message.text}")

        page.on("console", note)
        page.on("pageerror", lambda error: visitor.complaints.append(f"{page.url}: {error}"))
        visitors.append(visitor)
        return visitor

    yield open_browser
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.context.close()
    assert complaints == [], "the browser complained:\n" + "\n".join(complaints)


def person(role: str, town: str = "") -> str:
    """The address of a demonstration person."""
    name = f"{role}.{town}" if town else role
    return f"{name}@demo.workit.example"
