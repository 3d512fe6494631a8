"""Pages of MyAnimeList as pure classes: text of an answer in, documents out.

Nothing here makes a request or opens a database. Each class takes the text and the URL of one
answer, has one small method for each field, and raises only errors of `crawler.errors`.
"""

from crawler.pages.anime import AnimePage
from crawler.pages.top import TopPage
from crawler.pages.user_list import UserListPage
from crawler.pages.users import UsersPage

__all__ = ["AnimePage", "TopPage", "UserListPage", "UsersPage"]
