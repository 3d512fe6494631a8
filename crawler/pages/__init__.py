"""Pages of MyAnimeList as pure classes: text of an answer in, documents out.

Nothing here makes a request or opens a database. Each class takes the text and the URL of one
answer, has one small method for each field, and raises only errors of `crawler.errors`.
"""

from crawler.pages.anime import AnimePage
from crawler.pages.api import ApiAnime, ApiRanking, ApiUserList
from crawler.pages.cards import GenrePage, SeasonPage
from crawler.pages.characters import CharactersPage
from crawler.pages.episodes import EpisodesPage
from crawler.pages.list_html import ListPage
from crawler.pages.pictures import PicturesPage
from crawler.pages.profile import ProfilePage
from crawler.pages.recommendations import RecommendationsPage
from crawler.pages.reviews_page import ReviewsPage
from crawler.pages.search import SearchPage
from crawler.pages.stats import StatsPage
from crawler.pages.top import TopPage
from crawler.pages.user_list import UserListPage
from crawler.pages.users import ClubMembersPage, ClubsPage, UsersPage

__all__ = [
    "AnimePage", "ApiAnime", "ApiRanking", "ApiUserList",
    "CharactersPage", "ClubMembersPage", "ClubsPage", "EpisodesPage", "GenrePage",
    "ListPage", "PicturesPage", "ProfilePage", "RecommendationsPage", "ReviewsPage", "SearchPage",
    "SeasonPage", "StatsPage", "TopPage", "UserListPage", "UsersPage",
]  # fmt: skip
