"""docker-compose.yml against the compose schema and against our own commands; no engine needed.

That the images build and run is not shown here.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

COMPOSE = Path("docker-compose.yml")


def validate(path):
    return subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", path],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def compose():
    return YAML(typ="safe").load(COMPOSE.read_text(encoding="utf-8"))


def test_it_keeps_to_the_schema():
    checked = validate(COMPOSE)
    assert checked.returncode == 0, checked.stdout


def test_the_schema_would_catch_a_mistake(tmp_path):
    broken = tmp_path / "docker-compose.yml"
    broken.write_text(COMPOSE.read_text(encoding="utf-8").replace("command:", "comand:"))
    assert validate(broken).returncode == 1


def test_services_and_the_commands_they_run(compose):
    services = compose["services"]
    shared = {"redis", "worker"}
    assert set(services) == {"mongo", "web", "crawl", "nlp", "vision", "cf", "maps"} | shared
    assert services["crawl"]["command"] == ["scrapy", "crawl", "mal"]
    for job in ("nlp", "vision", "cf", "maps"):
        assert services[job]["command"] == ["python", "-m", job]
    assert "--replSet" in services["mongo"]["command"]


def test_settings_are_ones_that_exist(compose):
    import config

    environment = compose["services"]["web"]["environment"]
    assert {name.lower() for name in environment} <= set(config.Settings.__dataclass_fields__)
    for value in environment.values():
        for name in re.findall(r"\$\{(\w+)", value):
            assert name.lower() in config.Settings.__dataclass_fields__


def test_the_replica_set_has_one_name(compose):
    mongo = compose["services"]["mongo"]
    name = mongo["command"][mongo["command"].index("--replSet") + 1]
    assert f"replicaSet={name}" in compose["services"]["web"]["environment"]["MONGODB_URI"]
    assert f'_id: "{name}"' in mongo["healthcheck"]["test"][-1]
