import threading

import pytest

from sample import catalogue, members
from sample.routes import Site
from sample.site import Server


@pytest.fixture(scope="session")
def titles():
    return catalogue.load()


@pytest.fixture(scope="session")
def people(titles):
    return members.make(titles, seed=1)


@pytest.fixture(scope="session")
def site(titles, people):
    return Site(titles, people)


@pytest.fixture(scope="session")
def address(site):
    server = Server(site, 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server.server_address
    server.shutdown()
    server.server_close()
    thread.join(5)
