"""Scrapy's settings: polite by default. The spider adapts the pace to where the site answers."""

import config
from crawler.pace import user_agent

try:
    _knobs = config.load()
except config.ConfigError as error:
    raise SystemExit(f"config: {error}") from error

BOT_NAME = "animematcher"
SPIDER_MODULES = ["crawler.spiders"]
COMMANDS_MODULE = "crawler.commands"

# Knobs of config.py that -s NAME=value can override for one crawl.
MAL_BASE_URL = _knobs.mal_base_url
CRAWL_FRESH_HOURS = _knobs.crawl_fresh_hours
CRAWL_DELAY = _knobs.crawl_delay
MAL_CLIENT_ID = _knobs.mal_client_id
CRAWL_QUEUE = _knobs.crawl_queue
CRAWL_CONTACT = _knobs.crawl_contact
# A field that used to be there may be missing on this share of recent pages, no more.
CRAWL_ALARM_SHARE = 0.3
# Where the number of titles read so far of a member's list is written, for whoever waits for it.
CRAWL_PROGRESS_FILE = ""
# Seconds for which a crawl waits for a MongoDB, or a shared one for a Redis, that is away.
CRAWL_STORE_PATIENCE = 60.0

USER_AGENT = user_agent(_knobs.crawl_contact)
DEFAULT_REQUEST_HEADERS = {"Accept": "text/html,application/json,image/*", "Accept-Language": "en"}
ROBOTSTXT_OBEY = True
COOKIES_ENABLED = False
DOWNLOAD_TIMEOUT = 60
# Scrapy makes so many tasks for each answer; ours bring one to five items.
CONCURRENT_ITEMS = 4
DOWNLOAD_MAXSIZE = 16 * 2**20
DOWNLOAD_WARNSIZE = 0

# For work on the crawler: -s HTTPCACHE_ENABLED=1 asks the site for each page once, ever.
HTTPCACHE_DIR = str(_knobs.data_dir.absolute() / "http_cache")
HTTPCACHE_IGNORE_HTTP_CODES = [400, 403, 408, 429, 500, 502, 503, 504, 522, 524]
HTTPCACHE_GZIP = True

RETRY_TIMES = 8
# 403 too: the site's guard refuses a single request now and then.
RETRY_HTTP_CODES = [403, 429, 500, 502, 503, 504, 522, 524, 408]

# The site sends no page on by a tag in it; looking for one decodes every page.
METAREFRESH_ENABLED = False
SPIDER_MIDDLEWARES = {
    "crawler.failures.PageErrorsMiddleware": 100,
    "crawler.freshness.FreshnessMiddleware": 200,
    # Nothing asks how deep a page lies, and Links makes no long addresses.
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
}
DOWNLOADER_MIDDLEWARES = {
    "crawler.stay_at_base.StayAtBaseMiddleware": 50,
    "crawler.blocked.BlockedMiddleware": 570,
    # Nearer to the site than Scrapy's RetryMiddleware (550): it waits, that one asks again.
    "crawler.back_off.BackOffMiddleware": 560,
    # StayAtBase says which hosts may be asked.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
}
ITEM_PIPELINES = {"crawler.pipelines.MongoPipeline": 300}
EXTENSIONS = {"crawler.counts.CountsExtension": 0}

TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
LOG_LEVEL = "INFO"
LOG_FORMAT = "%(asctime)s %(levelname)s %(message)s"
LOG_DATEFORMAT = "%H:%M:%S"
# One line of counts of our own closes the crawl.
LOGSTATS_INTERVAL = 0
STATS_DUMP = False
LOG_VERSIONS: list[str] = []
FEED_EXPORT_ENCODING = "utf-8"
