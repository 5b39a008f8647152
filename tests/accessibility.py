"""Whether a page can be used by everybody: axe-core's rules, and a look at where the Tab key leads."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = (Path(__file__).parent / "data" / "axe.min.js").read_text(encoding="utf-8")
SEVERE = ("serious", "critical")

_RUN = """() => axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"],
})"""
_FOCUSED = """(PARTS) => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return {
    name: element.getAttribute("aria-label") || element.innerText?.trim() || element.labels?.[0]?.innerText.trim(),
    part: PARTS.find((part) => element.closest(part)) ?? "",
    outlined: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none",
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


def assert_accessible(page: Page) -> None:
    """No serious or critical violation of WCAG 2.2 AA, or of good practice, in what the page shows now."""
    page.evaluate(AXE)
    violations: list[dict[str, Any]] = page.evaluate(_RUN)["violations"]
    lines = [
        f"{violation['impact']} {violation['id']}: {node['failureSummary']} {node['html'][:200]}"
        for violation in violations
        if violation["impact"] in SEVERE
        for node in violation["nodes"]
    ]
    assert lines == [], "\n".join(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A place where the Tab key stops."""

    name: str | None
    """What a screen reader calls it."""
    part: str
    """Which of the given parts of the page it lies in; "" if in none."""
    outlined: bool
    """Whether one sees that it has the focus."""
    inside: bool
    """Whether it lies in the window."""


def tab_stops(page: Page, *parts: str, most: int = 80) -> list[Stop]:
    """What the Tab key reaches from here on, in order, until it comes round. `parts` are CSS selectors."""
    stops: list[Stop] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        found = page.evaluate(_FOCUSED, list(parts))
        if found is None or (stops and (found["name"], found["part"]) == (stops[0].name, stops[0].part)):
            break
        stops.append(Stop(**found))
    return stops
