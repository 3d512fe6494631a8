"""What to watch next, in a browser: with JavaScript and without, on a phone and on a desk."""

from __future__ import annotations

import re

import pytest

PHONE, DESK = {"width": 360, "height": 780}, {"width": 1440, "height": 900}
PAGES = [
    "/", "/?r=60-9.1-8", "/list?r=60-9.1-8.20-p", "/list?r=60-9&shelf=for-you", "/list",
    "/list?r=60-9&from=2099", "/anime/1?r=60-9", "/anime/50", "/search?q=tea", "/scores?r=60-9",
    "/bring", "/nothing",
]  # fmt: skip
pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESK, "light")])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(site, browser, size, scheme):
    from axe_playwright_python.sync_playwright import Axe

    # axe comes in as an inline script, which the site's own policy forbids.
    page = browser.new_page(viewport=size, color_scheme=scheme, bypass_csp=True)
    for path in PAGES:
        page.goto(site + path)
        page.evaluate(
            "document.querySelectorAll('.inside, .genres').forEach(d => { d.open = true })"
        )
        found = Axe().run(page).response
        told = [(path, v["id"], v["nodes"][0]["html"]) for v in found["violations"]]
        assert told == []
        assert len(found["passes"]) > 10
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_from_a_name_to_shelves_and_back(site, browser, javascript):
    page = browser.new_page(viewport=PHONE, java_script_enabled=javascript)
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(site)
    page.fill("input[name=q]", "star fery")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search*")
    page.click("button[value='60-9']")
    page.wait_for_url("**/list?r=60-9")
    assert page.locator("#shelf-for-you").inner_text().startswith("For you")
    page.locator("#t10 .inside summary").click()
    assert "speaks for it" in page.locator("#t10 .inside-body").inner_text()
    page.locator("#t10 button[value='10-p']").click()
    page.wait_for_url(re.compile("r=60-9.10-p$"))
    assert "on your plan" in page.locator("#t10").inner_text()
    page.locator("#t10 a.face").click()
    page.wait_for_url(re.compile(r"/anime/10\?r="))
    assert page.inner_text("h1") == "Tetsu no Hoshi"
    assert not errors


def test_a_filter_answers_in_place_and_lands_in_the_address(site, browser):
    page = browser.new_page(viewport=DESK)
    page.goto(f"{site}/list?r=60-9")
    page.evaluate("document.body.dataset.same = 'yes'")
    page.locator(".ticks label", has_text="OVA").first.click()
    page.wait_for_url("**/list?r=60-9&type=OVA")
    assert page.locator("#answer [role=status]").inner_text().startswith("1 title")
    page.locator(".genres summary").click()
    row = page.locator(".tri li", has_text="Slice of Life")
    row.locator("label").first.click()
    page.wait_for_url(re.compile("genre=Slice"))
    # Out takes the place of in; then nothing is left, and the page says why.
    row.locator(".without").click()
    page.wait_for_url(re.compile("without=Slice"))
    assert "genre=" not in page.url
    assert "closes most is type" in page.locator("#answer").inner_text()
    assert page.evaluate("document.body.dataset.same") == "yes"


def test_the_focus_stays_where_the_answer_was_given(site, browser):
    page = browser.new_page(viewport=DESK)
    page.goto(f"{site}/?r=60-9")
    page.locator("#wall").scroll_into_view_if_needed()
    page.locator(".wall .tile").nth(1).locator("button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"r=60-9\."))
    page.wait_for_function("document.activeElement.closest('.wall .tile')")


def test_the_last_list_is_offered_and_can_be_forgotten(site, browser):
    page = browser.new_page()
    page.goto(f"{site}/list?r=60-9")
    page.goto(site)
    assert page.locator("[data-again] a").get_attribute("href") == "/list?r=60-9"
    page.click("[data-forget]")
    page.goto(site)
    assert not page.locator("[data-again]").is_visible()


def test_completion_is_worked_by_keys(site, browser):
    page = browser.new_page()
    page.goto(f"{site}/?r=20-9")
    page.keyboard.type("iron com")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    assert page.locator("#q").get_attribute("aria-activedescendant") == "q-list-0"
    page.keyboard.press("Enter")
    page.wait_for_url("**/anime/10?r=20-9")
