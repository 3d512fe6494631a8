"""What all rooms' tests share: settings of their own, a mocked database and a real one."""

from __future__ import annotations

import dataclasses
import shutil
import uuid

import mongomock
import mongomock.collection
import mongomock.gridfs
import numpy as np
import pytest
from bson.raw_bson import RawBSONDocument
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

import config
from store import connect, mongod
from store.indexes import declare

mongomock.gridfs.enable_gridfs_integration()

# The same examples in each run, however slow the machine: what fails here fails for everybody.
hypothesis_settings.register_profile(
    "same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("same")


def _without_sort(method):
    """pymongo 4.11 and later hand every bulk update a sort; mongomock 4.3 has no such argument."""

    def call(self, *args, sort=None, **kwargs):
        if sort is not None:
            raise NotImplementedError("mongomock cannot sort in a bulk update")
        return method(self, *args, **kwargs)

    return call


for _name in ("add_update", "add_replace"):
    _builder = mongomock.collection.BulkOperationBuilder
    setattr(_builder, _name, _without_sort(getattr(_builder, _name)))


def _without_raw_documents(method):
    """mongomock has no bytes to hand out: whoever asks for raw documents gets plain ones."""

    def call(self, codec_options=None, **kwargs):
        if codec_options is not None and codec_options.document_class is RawBSONDocument:
            codec_options = None
        return method(self, codec_options=codec_options, **kwargs)

    return call


mongomock.collection.Collection.with_options = _without_raw_documents(
    mongomock.collection.Collection.with_options
)


CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    """Chromium. Not for longer than a module: while it runs, nothing else can run a loop."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("BROWSER TEST SKIPPED: no Chromium here; apt-get install chromium brings it")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def settings(tmp_path):
    return config.load(environ={}, file=tmp_path / "none.toml", data_dir=tmp_path / "data")


@pytest.fixture
def mock_db():
    client = mongomock.MongoClient(tz_aware=True)
    declare(client.animematcher)
    return client.animematcher


@pytest.fixture(scope="session")
def server_settings(tmp_path_factory):
    """Settings of a real mongod that lives as long as the test session."""
    folder = tmp_path_factory.mktemp("mongod")
    own = config.load(environ={}, file=folder / "none.toml", data_dir=folder / "data")
    yield own
    mongod.stop(own.data_dir)


@pytest.fixture
def real_settings(server_settings):
    """Settings of an empty database of its own on the real server."""
    own = dataclasses.replace(server_settings, mongodb_database=f"test_{uuid.uuid4().hex[:12]}")
    yield own
    db = connect(own)
    db.client.drop_database(db.name)
    db.client.close()


@pytest.fixture
def real_db(real_settings):
    db = connect(real_settings)
    yield db
    db.client.close()


@pytest.fixture(params=["mock", pytest.param("real", marks=pytest.mark.mongo)])
def db(request):
    """The store's contract must hold on both."""
    return request.getfixturevalue(f"{request.param}_db")


@pytest.fixture
def rng():
    return np.random.default_rng(1)
