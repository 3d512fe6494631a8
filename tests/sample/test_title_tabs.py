from dataclasses import replace

from parsel import Selector

from sample import title_tabs
from sample.catalogue import Catalogue, Recommendation, Review


def test_stats_show_watching_and_votes_but_no_row_without_votes(titles):
    votes = [0, 2, 0, 4, 5, 6, 7, 8, 9, 10]
    watching = {"watching": 1, "completed": 2345, "on_hold": 3, "dropped": 4, "plan_to_watch": 5}
    title = replace(titles.titles[1], score_votes=votes, watching=watching)
    page = Selector(title_tabs.stats(title, titles).decode())
    lines = page.xpath('//h2[@id="summary_stats"]/following-sibling::div/text()').getall()
    assert [line.strip() for line in lines if line.strip()][:5] == ["1", "2,345", "3", "4", "5"]
    rows = page.css("table.score-stats tr")
    labels = [int(label) for label in rows.css("td.score-label::text").getall()]
    assert labels == [10, 9, 8, 7, 6, 5, 4, 2]
    assert rows.css("small::text").getall() == [f"({votes[n - 1]} votes)" for n in labels]


def test_stats_without_votes(titles):
    title = replace(titles.titles[1], score_votes=None, watching=None)
    page = Selector(title_tabs.stats(title, titles).decode())
    assert not page.css("table.score-stats tr")


def test_userrecs_count_the_first_reason_and_the_others(titles):
    title = replace(
        titles.titles[1], recommendations=[Recommendation(5, 12), Recommendation(20, 1)]
    )
    page = Selector(title_tabs.userrecs(title, titles, ["calm_otter"]).decode())
    entries = page.css("div.borderClass > table")
    assert entries.css("strong::text").getall() == [
        titles.titles[5].title,
        "11",
        titles.titles[20].title,
    ]
    assert len(page.css("div.detail-user-recs-text")) == 2
    assert page.css('a[href="/profile/calm_otter"]')


def test_reviews_come_twenty_to_a_page(titles):
    written = [
        Review(n, 1, "calm_otter", 7, "recommended", "2020-02-03", "Fine.") for n in range(1, 46)
    ]
    shelf = Catalogue(titles.titles, {1: written})
    pages = [
        Selector(title_tabs.reviews(shelf.titles[1], shelf, number).decode())
        for number in (1, 2, 3, 4)
    ]
    assert [len(page.css("div.review-element")) for page in pages] == [20, 20, 5, 0]
    following = 'a[data-ga-click-type="review-more-reviews"]'
    assert [bool(page.css(following)) for page in pages] == [True, True, False, False]
    assert pages[0].css(f"{following}::attr(href)").get().endswith("/reviews?p=2")
