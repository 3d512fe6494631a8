"""The site that says what to watch next, and why.

``flask --app webapp run`` or ``gunicorn "webapp:create_app()"``. Starts at once; the catalogue is
loaded beside it. TensorFlow is never imported here.
"""

from __future__ import annotations

from flask import Flask
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

import config
import store
from webapp.api.finding import api
from webapp.pages.finding import pages
from webapp.pages.posters import posters
from webapp.serving import answers
from webapp.serving.limits import RateLimit
from webapp.serving.security import add_headers
from webapp.serving.watch import Serving

MAX_BODY = 256 * 1024


def create_app(settings: config.Settings | None = None, db: store.Database | None = None) -> Flask:
    """Make the site.

    Parameters
    ----------
    settings
        Of these: what the store needs, vector_poll_seconds and api_requests_per_minute; None loads
        them from the environment.
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
    app.extensions["serving"] = Serving(settings, db)
    app.extensions["rate_limit"] = RateLimit(settings.api_requests_per_minute)
    app.register_blueprint(api)
    app.register_blueprint(pages)
    app.register_blueprint(posters)
    app.after_request(add_headers)
    app.context_processor(answers.shared_words)
    answers.register_errors(app)
    app.extensions["serving"].start()
    return app
