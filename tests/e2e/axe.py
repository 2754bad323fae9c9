"""What axe-core says of a page, by its rules for WCAG 2.2 A and AA."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def faults(page, within):
    """Return what axe-core finds wrong within an element: rule, help, and the elements."""
    found = Axe().run(page, context=within, options=RULES).response["violations"]
    return [(each["id"], each["help"], [node["html"][:150] for node in each["nodes"]]) for each in found]
