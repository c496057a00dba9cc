"""Somebody at a browser: acts by roles and labels, while the page is watched for faults."""

from pathlib import Path

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Download,
    Page,
    expect,
)

PASSWORD = "quai-demo-2026"
EXPECTED = (  # the site watches what it answers
    "Failed to load resource: the server responded with a status of 4",
    "Failed to load resource: net::ERR_INTERNET_DISCONNECTED",  # a test cut the line
)


class Person:
    """One person with a browser of their own."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context, self.url = context, url
        self.faults: list[str] = []
        self.email = ""
        context.set_default_timeout(20_000)
        self.page = self.open_tab()

    def open_tab(self) -> Page:
        """Open one more page in the same browser, and act there from now on."""
        self.page = self.context.new_page()
        self.page.on("console", self._hear_console)
        self.page.on("pageerror", lambda error: self._note(f"script: {error}"))
        self.page.on("framenavigated", lambda frame: self._watch_place(frame.url))
        return self.page

    def sign_in(self, email: str) -> None:
        """Come in by address and password, whoever used this browser before."""
        self.context.clear_cookies()
        self.email = email
        self.go("/sign-in")
        self._come_in(email)
        expect(self.page.get_by_role("navigation", name="Navigation principale")).to_be_visible()

    def _come_back(self) -> None:
        """Sign in anew where the last visit is over."""
        if self.email and self.path.startswith("/sign-in?next="):
            self._come_in(self.email)
            self.page.wait_for_load_state()

    def _come_in(self, email: str) -> None:
        self.write("Adresse électronique", email)
        self.write("Mot de passe", PASSWORD)
        self.press("Se connecter")

    def go(self, path: str) -> None:
        """Open an address of the site, or a whole one that a mail gave."""
        self.page.goto(path if path.startswith("http") else self.url + path)
        self._come_back()

    def follow(self, link: str, *, exact: bool = False) -> None:
        """Click on a link; several of one name lead to one place."""
        links = self.page.get_by_role("link", name=link, exact=exact)
        links.first.wait_for()
        assert len({one.get_attribute("href") for one in links.all()}) == 1, link
        links.first.click()
        self.page.wait_for_load_state()
        self._come_back()

    def press(self, button: str, *, exact: bool = False) -> None:
        """Press the one button of that name."""
        self.page.get_by_role("button", name=button, exact=exact).click()
        self.page.wait_for_load_state()

    def write(self, label: str, text: str) -> None:
        """Type a text into a field."""
        self.page.get_by_label(label).fill(text)

    def choose(self, answer: str) -> None:
        """Choose one answer of a few."""
        self.page.get_by_role("radio", name=answer).check()

    def tick(self, box: str) -> None:
        """Tick a box."""
        self.page.get_by_role("checkbox", name=box).check()

    def download(self, link: str) -> Path:
        """Click on a link that hands out a file, and return where the file is."""
        with self.page.expect_download() as waiting:
            self.follow(link)
        arrived: Download = waiting.value
        return Path(arrived.path())

    @property
    def path(self) -> str:
        """Return the address at hand, without the site."""
        return self.page.url.removeprefix(self.url)

    @property
    def text(self) -> str:
        """Return what the page says, every blank as one space."""
        return " ".join(self.page.get_by_role("main").inner_text().split())

    def reads(self, *sentences: str) -> None:
        """Read sentences on the page."""
        for sentence in sentences:
            expect(self.page.get_by_role("main")).to_contain_text(sentence, use_inner_text=True)

    def _hear_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(EXPECTED):
            self._note(f"console: {message.text}")

    def _watch_place(self, url: str) -> None:
        if not url.startswith((f"{self.url}/", "about:blank")):
            self._note(f"left the site for {url}")

    def _note(self, fault: str) -> None:
        self.faults.append(f"{self.path}: {fault}")
