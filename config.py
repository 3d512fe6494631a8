"""Every knob of AnimeMatcher, declared once: name, type, default, sentence.

The environment (``MONGODB_URI``) wins over the file ``animematcher.toml`` (``mongodb_uri = ".."``),
which wins over the default. ``python config.py`` prints each setting, its value and its source.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

FILE = Path("animematcher.toml")


class ConfigError(ValueError):
    """A setting has a value that its type or rule does not allow."""


def _knob(default: Any, sentence: str) -> Any:
    return field(default=default, metadata={"sentence": sentence})


@dataclass(frozen=True)
class Settings:
    """One value for each knob; `load` makes it, tests make their own."""

    mongodb_uri: str = _knob("", "MongoDB server; empty starts the embedded one under data_dir.")
    mongodb_database: str = _knob("animematcher", "Name of the database.")
    mal_base_url: str = _knob(
        "https://myanimelist.net", "Where MyAnimeList answers; point it at a loop-back copy to try."
    )
    port: int = _knob(5000, "Port of the site on 127.0.0.1.")
    data_dir: Path = _knob(Path(".data"), "Folder of the embedded MongoDB and its log.")
    crawl_fresh_hours: float = _knob(168.0, "A page crawled less than this long ago is kept.")
    crawl_delay: float = _knob(2.0, "Seconds between requests to the real site; 0 on loop-back.")
    crawl_queue: str = _knob(
        "", "Redis in which several machines share one crawl; empty crawls alone."
    )
    crawl_contact: str = _knob("", "Address in the crawler's user agent, for the site's owner.")
    default_seed: int = _knob(1, "Seed of every random choice in the jobs.")
    vector_poll_seconds: float = _knob(5.0, "How often the site looks for new vectors.")
    i2v_model: str = _knob("", "Path of a converted Illustration2Vec model (.keras).")
    api_requests_per_minute: int = _knob(
        600, "How often a client may ask the API in a minute; 0 is no limit."
    )
    proxies: int = _knob(0, "How many proxies of yours stand before the site and name its client.")
    shared_dir: str = _knob(
        "", "Folder where the site's workers share vectors; gunicorn.conf.py makes one."
    )
    mal_client_id: str = _knob("", "Client id for MyAnimeList's official API (mal_api).")
    i2v_tags_model: str = _knob(
        "", "Path of Illustration2Vec's converted tag net (.keras), its tag list beside it."
    )
    i2v_url: str = _knob(
        "https://github.com/rezoo/illustration2vec/releases/download/v2.0.0",
        "Where Illustration2Vec's files are fetched from.",
    )
    safety_model: str = _knob(
        "", "Path of nsfwjs-4.4.0.tgz; empty: in data_dir/weights, where fetch puts it."
    )
    safety_url: str = _knob(
        "npm:nsfwjs@4.4.0",
        "Where the classifier of posters is fetched from; npm:NAME@VERSION asks npm.",
    )

    def __post_init__(self) -> None:
        """Refuse values that cannot work, naming the value, the rule and the remedy."""
        if not 0 <= self.port <= 65535:
            raise ConfigError(f"port is {self.port}: a port is 0 to 65535; set PORT")
        if urlsplit(self.mal_base_url).scheme not in {"http", "https"}:
            raise ConfigError(
                f"mal_base_url is {self.mal_base_url!r}: it starts with http:// or https://; "
                "set MAL_BASE_URL"
            )
        if not self.mongodb_database or set(self.mongodb_database) & set('/\\. "$'):
            raise ConfigError(
                f"mongodb_database is {self.mongodb_database!r}: a database name is not empty and "
                'has none of / \\ . " $ or a space; set MONGODB_DATABASE'
            )
        for name in (
            "crawl_fresh_hours", "crawl_delay", "vector_poll_seconds", "api_requests_per_minute",
            "proxies",
        ):  # fmt: skip
            if not 0 <= getattr(self, name) < float("inf"):
                raise ConfigError(
                    f"{name} is {getattr(self, name)}: it is 0 or more; set {name.upper()}"
                )


def sources(
    environ: Mapping[str, str] | None = None, file: Path = FILE
) -> dict[str, tuple[Any, str]]:
    """Return each setting's raw value and where it came from, for those that are set.

    Parameters
    ----------
    environ
        Environment to read; the process's own when None. An empty value counts as not set.
    file
        TOML file of ``name = value`` lines; may be absent.

    Raises
    ------
    ConfigError
        When the file is not TOML or names a setting that does not exist.
    """
    environ = os.environ if environ is None else environ
    names = [f.name for f in fields(Settings)]
    try:
        in_file = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file} is not TOML: {error}") from error
    if unknown := sorted(set(in_file) - set(names)):
        raise ConfigError(f"{file} sets {unknown}: the settings are {names}")
    found: dict[str, tuple[Any, str]] = {name: (in_file[name], str(file)) for name in in_file}
    for name in names:
        if environ.get(name.upper()):
            found[name] = (environ[name.upper()], "environment")
    return found


def load(environ: Mapping[str, str] | None = None, file: Path = FILE, **overrides: Any) -> Settings:
    """Return the settings: `overrides` over the environment over the file over the defaults.

    Raises
    ------
    ConfigError
        When a value cannot be read as its setting's type, or breaks its rule.
    """
    values = {name: value for name, (value, _) in sources(environ, file).items()}
    return Settings(**{n: _typed(n, v) for n, v in {**values, **overrides}.items()})


def _typed(name: str, value: Any) -> Any:
    kind: type[Any] = type(getattr(Settings, name))
    wanted = Path if issubclass(kind, Path) else kind
    try:
        return wanted(value)
    except (TypeError, ValueError) as error:
        raise ConfigError(
            f"{name} is {value!r}, which is not a {wanted.__name__}; set {name.upper()}"
        ) from error


def _is_secret(name: str, value: str) -> bool:
    return (name == "mongodb_uri" and "@" in value) or (name == "mal_client_id" and bool(value))


def _table() -> str:
    settings, found = load(), sources()
    rows = []
    for knob in fields(Settings):
        value = getattr(settings, knob.name)
        shown = "(set)" if _is_secret(knob.name, value) else str(value) or "(empty)"
        where = found[knob.name][1] if knob.name in found else "default"
        rows.append(f"{knob.name.upper():<20} {shown:<28} {where:<18} {knob.metadata['sentence']}")
    return "\n".join(rows)


if __name__ == "__main__":
    import sys

    try:
        sys.stdout.write(_table() + "\n")
    except ConfigError as error:
        sys.exit(f"config: {error}")
