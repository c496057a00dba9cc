"""What every page must be: free of axe violations, within its window, clear about its focus.

With SCREENSHOTS=1, what was looked at is kept in var/screenshots.
"""

import re
from os import environ
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.person import Person

DESK, PHONE, SMALLEST = (1440, 900), (390, 844), (320, 640)
RUN_AXE = "axe.run({resultTypes: ['violations'], preload: false})"
SCREENSHOTS = Path(__file__).parents[2] / "var" / "screenshots"
OVERFLOW = """() => {
  const clips = (e) => getComputedStyle(e).overflowX !== "visible";
  const scrolls = (e) => e && (clips(e) || scrolls(e.parentElement));
  const sticks = (e) => e.getBoundingClientRect().right > innerWidth + 1;
  return document.documentElement.scrollWidth <= innerWidth ? []
    : [...document.body.querySelectorAll("*")].filter((e) => sticks(e) && !scrolls(e.parentElement))
      .map((e) => e.outerHTML.slice(0, 90)).slice(0, 3);
}"""
FROM_THE_TOP = """() => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
  scrollTo(0, 0);
}"""
UNSEEN_FOCUS = """() => {
  const words = (e) => { const s = getComputedStyle(e);
    return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor,
            s.backgroundColor, s.textDecorationLine].join(); };
  const around = (e) => [e, e.parentElement, ...(e.labels ?? [])].map(words).join("|");
  const changes = (e) => { e.blur(); const before = around(e); e.focus({preventScroll: true});
    return document.activeElement !== e || around(e) !== before; };
  const reached = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const kinds = new Map([...document.querySelectorAll(reached)]
    .filter((e) => e.checkVisibility() && e.type !== "hidden")
    .map((e) => [[e.localName, e.type, e.className, e.parentElement.className].join(), e]));
  return [...kinds.values()].filter((e) => !changes(e))
    .map((e) => e.outerHTML.slice(0, 90)).slice(0, 3);
}"""


def look(person: Person, name: str) -> None:
    """Look hard at the page at hand, and note what is wrong with it.

    In English, which has other words in the same places, at the narrower width alone.
    """
    person.page.wait_for_load_state()
    faults: list[str] = []
    english = person.page.locator("html").get_attribute("lang") == "en"
    for width, height in (PHONE,) if english else (DESK, PHONE):
        person.page.set_viewport_size({"width": width, "height": height})
        faults += [f"at {width}: {fault}" for fault in find_violations(person)]
        if environ.get("SCREENSHOTS"):
            file = SCREENSHOTS / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}-{width}.png"
            person.page.screenshot(path=file, full_page=True)
    person.page.set_viewport_size({"width": SMALLEST[0], "height": SMALLEST[1]})
    faults += [f"overflows: {element}" for element in person.page.evaluate(OVERFLOW)]
    person.page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    person.faults += [f"{name}: {fault}" for fault in faults]


def look_twice(person: Person, name: str) -> None:
    """Look at the page at hand in French, then in English."""
    look(person, f"fr {name}")
    person.press("English")
    look(person, f"en {name}")
    person.press("Français")


def find_violations(person: Person) -> list[str]:
    """Return what axe-core has against the page, rule by rule."""
    if not person.page.evaluate("'axe' in window"):
        person.page.evaluate(AXE_SCRIPT)
    return [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in person.page.evaluate(RUN_AXE)["violations"]
        for node in violation["nodes"][:3]
    ]


def walk(person: Person, name: str) -> None:
    """Walk into the page at hand by the keyboard, and note what is unseen on the way."""
    person.page.evaluate(FROM_THE_TOP)
    press(person, "Tab")
    skip = person.page.locator(":focus")
    box = skip.bounding_box()
    faults = [] if skip.get_attribute("href") == "#contenu" else ["the skip link is not first"]
    faults += [] if box and box["y"] >= 0 else ["the skip link is not shown"]
    person.page.keyboard.press("Enter")
    press(person, "Tab")
    inside = person.page.evaluate("document.activeElement.closest('main, footer') !== null")
    faults += [] if inside else ["the skip link does not move the focus"]
    faults += [f"unseen focus on {one}" for one in person.page.evaluate(UNSEEN_FOCUS)]
    person.faults += [f"{name}: {fault}" for fault in faults]
    person.page.evaluate(FROM_THE_TOP)


def press(person: Person, key: str) -> None:
    """Press a key, and wait until the page shows what it does."""
    person.page.keyboard.press(key)
    person.page.evaluate("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")
