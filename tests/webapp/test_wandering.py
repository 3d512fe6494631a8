"""The map and the pages beside the journey, in a browser."""

from __future__ import annotations

import numpy as np
import pytest

from webapp import create_app

pytestmark = pytest.mark.browser
PAGES = [
    "/explore", "/explore/genre/Mystery", "/explore/looks", "/map?r=10-9", "/api", "/status",
    "/you?r=1-9.2-9.30-8.10-3.11-2", "/together?r=60-10&with=30-10", "/describe", "/picture",
]  # fmt: skip


@pytest.fixture
def app(quiet, judged, publish_set):
    """The site with a map of the stories, and an atlas."""
    facts = {"of": "story", "labels": ["murder and lamps", "ships in space", "quiet tea"]}
    points = [[0.1, 0.1], [0.9, 0.9], [0.5, 0.2], [0.8, 0.8]]
    groups = np.array([0, 1, 2, 1], dtype=np.int32)
    publish_set(judged, "map_story", [1, 10, 20, 60], points, facts, {"group": groups})
    return create_app(quiet, judged)


@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(site, browser, width):
    from axe_playwright_python.sync_playwright import Axe

    scheme = "dark" if width == 360 else "light"
    # axe comes in as an inline script, which the site's own policy forbids.
    page = browser.new_page(
        viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    for path in PAGES:
        page.goto(site + path)
        found = Axe().run(page).response["violations"]
        assert [(path, v["id"], v["nodes"][0]["html"]) for v in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_the_map_finds_flies_and_lists(site, browser):
    from playwright.sync_api import expect

    page = browser.new_page(reduced_motion="reduce")
    in_view = page.locator(".in-view li")
    trouble = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda m: trouble.append(m.text) if m.type == "error" else None)
    page.goto(site + "/map?r=10-9")
    page.wait_for_selector("[data-ready]")
    expect(in_view).to_have_count(4)
    page.fill("#find", "star fery")
    page.press("#find", "Enter")
    page.wait_for_selector(".map-card.held:not([hidden])")
    assert "Hoshi no Watashibune" in page.inner_text(".map-card")
    assert page.get_attribute(".map-card", "href") == "/anime/60?r=10-9"
    expect(in_view).to_have_count(1)
    page.click("text=quiet tea")
    assert page.get_attribute("[data-group='2']", "aria-pressed") == "true"
    expect(in_view).to_have_count(0)
    page.focus("canvas")
    page.keyboard.press("0")
    expect(in_view).to_have_count(1)
    assert trouble == []
    page.close()


def test_the_atlas_is_walked_with_arrows(site, browser):
    page = browser.new_page(viewport={"width": 360, "height": 640})
    trouble = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    long = ".".join(f"{anime_id}-9" for anime_id in (*range(100, 123), 60))
    page.goto(f"{site}/explore/looks?r={long}")
    focused = "document.activeElement.title"
    page.focus("text=Past the posters")
    walked = []
    for key in ("Tab", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowDown", "Home"):
        page.keyboard.press(key)
        walked.append(page.evaluate(focused))
    iron, star = "Tetsu no Hoshi", "Hoshi no Watashibune"
    # To the right of the last, and below the first, there is nothing to go to.
    assert walked == [iron, star, star, iron, iron, iron]
    assert page.inner_text("[data-atlas-name]") == iron
    page.get_by_role("link", name=star).click()
    assert page.url == f"{site}/anime/60?r={long}"
    assert trouble == []
    page.close()


def test_the_api_page_sends_and_shows(site, browser):
    page = browser.new_page()
    page.goto(site + "/api")
    page.click("#similar summary")
    page.click("#similar button")
    page.wait_for_selector("#similar pre:not([hidden])")
    assert '"anime_id"' in page.inner_text("#similar pre")
    assert page.inner_text("#similar [data-status]").startswith("200")
    page.close()


def test_without_javascript_the_map_is_said_in_words(site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/map")
    assert "ships in space" in page.inner_text(".regions")
    assert not page.is_visible("canvas")
    page.goto(site + "/together?r=60-10")
    page.fill("#with", "http://x.test/list?r=30-10")
    page.click(".joined button")
    assert "For all of you" in page.inner_text("main")
    context.close()
