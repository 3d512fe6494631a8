"""The journey from a name, a wall of posters or a file to a list: which address shows which page.

Each page is read without JavaScript; forms and links carry the visitor's whole state.
"""

from __future__ import annotations

from webapp.pages import bring, home, my_list, search, title
from webapp.pages.frame import page_blueprint

pages = page_blueprint("pages")
pages.add_url_rule("/", view_func=home.home)
pages.add_url_rule("/search", view_func=search.search)
pages.add_url_rule("/anime/<int:anime_id>", view_func=title.title)
pages.add_url_rule("/list", view_func=my_list.my_list)
pages.add_url_rule("/scores", view_func=my_list.scores)
pages.add_url_rule("/bring", view_func=bring.bring)
pages.add_url_rule("/bring/file", view_func=bring.bring_file, methods=["POST"])
pages.add_url_rule("/bring/member", view_func=bring.bring_member, methods=["POST"])
pages.add_url_rule("/bring/waiting", view_func=bring.waiting)
