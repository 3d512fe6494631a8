"""Reviews as members write and mark them, in both layouts; made-up members and words."""

from __future__ import annotations

import pytest

from crawler.pages import ReviewsPage

URL = "https://myanimelist.net/anime/70001/x/reviews"
NEW = """<div class="review-element js-review-element" data-reactions='{reactions}'>
 <div class="thumbbody"><div class="thumb"><a href="https://myanimelist.net/profile/mira_q"><img></a>
 </div><div class="body"><div title="5:27 PM" class="update_at">{date}</div>
 <div class="username"><a href="https://myanimelist.net/profile/mira_q">mira_q</a></div>
 <div class="tags">{tags}</div><div class="text">{text}</div>
 <div class="rating mt20 js-hidden">Rating: <span class="num">{score}</span></div>
 <div class="open"><a href="https://myanimelist.net/reviews.php?id=880001">Open</a></div>
</div></div></div>"""
OLD = """<div class="borderDark"><div class="spaceit"><div class="mb8" style="float: right;">
 <div title="1:11 AM">{date}</div><div class="lightLink spaceit">{seen}</div>
 <div>Overall Rating: {score}</div></div><a href="/profile/odo_m"><img></a>
 <a href="/profile/odo_m">odo_m</a> <small>{badge}</small>
 <span id="rhelp770001">{helpful}</span> people</div>
 <div class="spaceit textReadability">{text}</div></div>"""
VERDICT = '<div class="tag {0} btn-label js-btn-label" data-id="{1}"><i class="fas"></i>x</div>'
HALF = '<div class="tag preliminary">Preliminary <span>({0} eps)</span></div>'


def read(review: str):
    head = '<html><head><title>Kelp - Reviews</title></head><body><span class="dark_text">Type:'
    (found,) = ReviewsPage(f"{head}</span>{review}</body></html>", URL).reviews
    return found


def new(tags="", text="Calm.", score="7", date="Oct 2, 2014", reactions=""):
    return read(NEW.format(tags=tags, text=text, score=score, date=date, reactions=reactions))


def old(text="Calm.", score="8", date="Nov 1, 2019", seen="4 of 12 episodes seen", **more):
    told = {"badge": "", "helpful": "17", **more}
    return read(OLD.format(text=text, score=score, date=date, seen=seen, **told))


@pytest.mark.parametrize(
    ("tags", "verdict", "preliminary", "spoiler", "episodes"),
    [
        ("", None, False, False, None),
        (VERDICT.format("recommended", 1), "Recommended", False, False, None),
        (VERDICT.format("mixed-feelings", 2), "Mixed Feelings", False, False, None),
        (VERDICT.format("not-recommended", 3), "Not Recommended", False, False, None),
        (VERDICT.format("funny", 9), None, False, False, None),
        (
            VERDICT.format("not-recommended", 3) + HALF.format("3/12"),
            "Not Recommended", True, False, 3,
        ),
        (HALF.format("1,024/?"), None, True, False, 1024),
        ('<div class="tag preliminary">Preliminary</div>', None, True, False, None),
        (
            VERDICT.format("recommended", 1) + '<div class="tag spoiler">Spoiler</div>',
            "Recommended", False, True, None,
        ),
    ],
)  # fmt: skip
def test_marks_of_a_new_review(tags, verdict, preliminary, spoiler, episodes):
    found = new(tags)
    told = (found["verdict"], found["preliminary"], found["spoiler"], found["episodes"])
    assert told == (verdict, preliminary, spoiler, episodes)
    assert (found["_id"], found["user"], found["score"]) == (880001, "mira_q", 7)


TEXTS = [
    ("One line.", "One line."),
    ("One<br />two<br>three", "One\ntwo\nthree"),
    ("One<br><br><br><br>two", "One\n\ntwo"),
    ("  A\n  <b>bold</b> and <i>leaning <b>word</b></i>.", "A bold and leaning word."),
    ("<p>One</p><p>Two</p>", "One\nTwo"),
    ("<ul><li>One</li><li>Two</li></ul>", "One\nTwo"),
    ("Fish &amp; chips &lt;3 &quot;yes&quot; d&eacute;j&agrave;", 'Fish & chips <3 "yes" déjà'),
    ("Seen<!-- not told -->it<script>no()</script>.", "Seenit."),
    ("昆布 🌊 كيلب", "昆布 🌊 كيلب"),
]


@pytest.mark.parametrize(("html", "text"), TEXTS)
def test_words_of_a_review(html, text):
    assert new(text=html)["text"] == text
    assert old(text=html)["text"] == text


def test_the_folded_part_belongs_to_the_text():
    folded = 'It begins<span class="js-visible">...</span><span class="js-hidden"> and<br>ends.'
    assert new(text=folded + "</span>")["text"] == "It begins and\nends."
    scores = '<div id="score770001"><table><tr><td>Overall</td><td>8</td></tr></table></div>'
    folded = (
        f'{scores}It begins <span id="review770001">and<br>ends.</span><a href="#">read more</a>'
    )
    assert old(text=folded)["text"] == "It begins and\nends."


def test_deeply_nested_words_are_read():
    assert new(text="<b>" * 900 + "deep" + "</b>" * 900)["text"] == "deep"


@pytest.mark.parametrize(
    ("reactions", "expected"),
    [
        ("", 0),
        ('{"icon":[1],"num":12,"count":["12","0","0","0","0","0","0"]}', 12),
        ('{"icon":[],"num":0,"count":["1,204","0","0","0","0","0","0"]}', 1204),
        ('{"icon":[],"num":0,"count":["1"]}', None),
        ("{cut", None),
        ("[]", None),
    ],
)
def test_reactions(reactions, expected):
    found = new(reactions=reactions)["reactions"]
    assert (found["nice"] if found else None) == expected


@pytest.mark.parametrize("score", ["0", "", "N/A", "11"])
def test_a_review_without_a_score_has_none(score):
    assert new(score=score)["score"] is None
    assert old(score=score)["score"] is None


def test_an_old_review_of_an_unfinished_title():
    found = old(seen="7 of ? episodes seen", badge="Preliminary", helpful="1,302", date="May 2008")
    assert (found["episodes"], found["preliminary"], found["date"]) == (7, True, "2008-05")
    assert found["reactions"] == {"helpful": 1302}
    assert old(seen="1 of 1 episode seen")["episodes"] == 1
    assert old(seen="1,024 of 1,100 episodes seen")["episodes"] == 1024
    assert old(seen="", helpful="")["episodes"] is None
