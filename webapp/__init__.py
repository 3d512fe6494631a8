"""The site that says what to watch next, and why.

``flask --app webapp run`` or ``gunicorn "webapp:create_app()"``. Starts at once; the catalogue is
loaded beside it. TensorFlow is never imported here.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]
from werkzeug.middleware.proxy_fix import ProxyFix

import config
import store
from webapp.api.asking import asking as asking_api
from webapp.api.exploring import exploring
from webapp.api.finding import api
from webapp.api.importing import importing
from webapp.api.openapi import document, trying
from webapp.api.rows import rows
from webapp.api.tables import tables
from webapp.api.titles import titles
from webapp.api.visitor import visitor
from webapp.encoders import Encoder
from webapp.importing.members import MemberLists
from webapp.pages.asking import asking
from webapp.pages.explore import explore
from webapp.pages.finding import pages
from webapp.pages.posters import posters
from webapp.pages.status import status
from webapp.pages.together import group
from webapp.pages.you import you
from webapp.serving import answers, journal, metrics, security
from webapp.serving.health import health
from webapp.serving.limits import RateLimit
from webapp.serving.recent import RecentAnswers
from webapp.serving.watch import Serving

MAX_BODY = 256 * 1024
BLUEPRINTS = (
    health, metrics.metrics, api, document, trying, pages, posters, exploring, explore, you, group,
    visitor, tables, rows, asking, asking_api, status, titles, importing,
)  # fmt: skip


def create_app(settings: config.Settings | None = None, db: store.Database | None = None) -> Flask:
    """Make the site.

    Parameters
    ----------
    settings
        Of these: what the store needs, vector_poll_seconds, api_requests_per_minute, shared_dir and
        proxies; None loads them from the environment.
    db
        An open database; None opens the one that `settings` name, and again when it was away.
    """
    settings = settings or config.load()
    # Each request makes many small products; threads that wait for one another cost more than they
    # bring, all the more when several requests are answered at once.
    threadpool_limits(limits=1, user_api="blas")
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.json = answers.SiteJSON(app)
    # Lines that hold nothing but a statement leave nothing on the page.
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies)  # type: ignore[method-assign]
    shared = Path(settings.shared_dir) if settings.shared_dir else None
    app.extensions["serving"] = Serving(settings, db, shared)
    app.extensions["member_lists"] = MemberLists(settings)
    app.extensions["encoder"] = Encoder(shared)
    app.extensions["recent_answers"] = RecentAnswers()
    app.extensions["rate_limit"] = RateLimit(settings.api_requests_per_minute)
    # What is done after an answer is done in the reverse of this order: headers first, counts last.
    metrics.count_requests(app)
    journal.note_requests(app)
    security.guard(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.context_processor(answers.shared_words)
    answers.register_errors(app)
    app.extensions["serving"].start()
    return app
