import json

from parsel import Selector

from sample import pages
from sample.members import Entry, Member


def test_the_top_list_pages_through_all_titles_in_order(titles):
    found, offset = [], 0
    while True:
        page = Selector(pages.top(titles, offset).decode())
        rows = page.css("tr.ranking-list")
        found += [
            (int(row.css("span.top-anime-rank-text::text").get()),
             int(row.css("h3.anime_ranking_h3 a::attr(href)").get().split("/")[4]))
            for row in rows
        ]  # fmt: skip
        following = page.css("a.link-blue-box.next::attr(href)").get()
        if following is None:
            break
        assert len(rows) == 50
        assert following == f"?limit={offset + 50}"
        offset += 50
    assert found == [(title.rank, title.anime_id) for title in titles.ranked]


def test_past_the_end_there_are_no_rows(titles):
    assert not Selector(pages.top(titles, 5000).decode()).css("tr.ranking-list")


def test_a_row_says_type_episodes_dates_and_members(titles):
    row = next(
        row
        for row in Selector(pages.top(titles, 0).decode()).css("tr.ranking-list")
        if int(row.css("h3 a::attr(href)").get().split("/")[4]) == titles.ranked[0].anime_id
    )
    title = titles.ranked[0]
    lines = [line.strip() for line in row.css("div.information::text").getall()]
    assert lines[0] == f"{title.type} ({title.episodes} eps)"
    assert lines[2] == f"{title.members:,} members"
    score = row.css(".js-top-ranking-score-col span.text::text").get()
    assert score == f"{title.score:.2f}"


def test_users_come_twenty_to_a_page_each_linked_twice(people):
    names = list(people)
    shown = []
    for offset in range(0, 400, 20):
        links = Selector(pages.users(names, offset).decode()).css(
            'td.borderClass a[href*="/profile/"]::attr(href)'
        )
        shown += [url.rsplit("/", 1)[1] for url in links.getall()]
    assert shown == [name for name in names for _ in range(2)]


def test_a_profile_counts_the_list(people):
    member = next(person for person in people.values() if person.entries and person.public)
    page = Selector(pages.profile(member).decode())
    counts = [int(n) for n in page.css("ul.stats-status span::text").getall()]
    assert sum(counts) == len(member.entries)
    assert member.name in page.css("h1 span::text").get()


def test_a_profile_hides_a_private_list(people):
    member = next(person for person in people.values() if not person.public)
    assert not Selector(pages.profile(member).decode()).css("ul.stats-status")


def test_list_rows_have_mals_keys(titles):
    member = Member("calm_otter", 0, [Entry(1, 9, 2, 26, 1_600_000_000), Entry(5, 0, 6, 0, 1)])
    first, second = json.loads(pages.list_rows(member, titles, 7, 0))
    assert len(first) == 41
    assert first["anime_title"] == "Cowboy Bebop"
    assert (first["score"], first["status"], first["num_watched_episodes"]) == (9, 2, 26)
    assert first["anime_url"] == "/anime/1/Cowboy_Bebop"
    assert first["anime_start_date_string"] == "04-03-98"
    assert second["anime_score_diff"] == -99
    assert len(json.loads(pages.list_rows(member, titles, 6, 0))) == 1


def test_lists_come_three_hundred_to_a_page(titles):
    member = Member("calm_otter", 0, [Entry(1, 9, 2, 26, 0)] * 310)
    sizes = [len(json.loads(pages.list_rows(member, titles, 7, n))) for n in (0, 300, 600)]
    assert sizes == [300, 10, 0]
