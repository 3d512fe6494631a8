import importlib.util
import sys

import pytest

from cf.errors import NoTracker
from cf.runs import tracking
from cf.runs.code_version import code_version
from cf.runs.recording import recorded
from store import runs

ABSENT = "{} is not installed: pip install -c constraints.txt -r requirements-tracking.txt"


class Listener:
    """A tracker that keeps what it is told."""

    def __init__(self):
        self.told = []

    def begin(self, name, parameters):
        self.told.append(("begin", name, dict(parameters)))
        return "here"

    def metrics(self, values, step=None):
        self.told.append(("metrics", dict(values), step))

    def artifact(self, path):
        self.told.append(("artifact", path))

    def end(self, *, finished):
        self.told.append(("end", finished))


def test_a_training_leaves_a_record(mock_db, tmp_path):
    with recorded(mock_db, "train", "ease", {"rules": {"a": (1, 2)}, "b.c": tmp_path}) as run:
        assert runs.newest(mock_db)[0]["state"] == "running"
        run.metrics["ndcg"] = 0.5
        run.data = {"n_ratings": 7}
        run.artifacts.append(tmp_path / "x.npz")
    (kept,) = runs.newest(mock_db)
    assert (kept["state"], kept["model"], kept["metrics"]) == ("finished", "ease", {"ndcg": 0.5})
    assert kept["parameters"] == {"rules": {"a": [1, 2]}, "b_c": str(tmp_path)}
    assert kept["data"] == {"n_ratings": 7}
    assert kept["seconds"] > 0
    assert kept["code_version"] == code_version() != ""
    assert kept["artifacts"] == [str(tmp_path / "x.npz")]


@pytest.mark.parametrize(
    ("error", "state", "said"),
    [(KeyboardInterrupt(), "stopped", None), (ValueError("no"), "failed", "ValueError: no")],
)
def test_a_training_that_does_not_finish_is_recorded_too(mock_db, error, state, said):
    with pytest.raises(type(error)), recorded(mock_db, "fit", "blend", {}):
        raise error
    (kept,) = runs.newest(mock_db)
    assert (kept["state"], kept["error"]) == (state, said)


def test_a_tracker_hears_all_of_it(tmp_path):
    listener = Listener()
    with recorded(None, "train", "ease", {"k": 1}, listener) as run:
        run.history = [{"loss": 2.0}, {"loss": 1.0}]
        run.artifacts.append(tmp_path)
    kinds = [told[0] for told in listener.told]
    assert kinds == ["begin", "metrics", "metrics", "metrics", "artifact", "end"]
    assert listener.told[0] == ("begin", "train ease", {"k": 1})
    assert listener.told[2] == ("metrics", {"loss": 1.0}, 1)
    assert "seconds" in listener.told[3][1]
    assert listener.told[-1] == ("end", True)


def test_nobody_is_told_unasked(monkeypatch, tmp_path):
    monkeypatch.delenv(tracking.MLFLOW_URI, raising=False)
    assert tracking.tracker(None, tmp_path) is None


@pytest.mark.parametrize("name", tracking.NAMES)
def test_a_tracker_that_is_not_installed_is_named_with_the_remedy(monkeypatch, tmp_path, name):
    monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, f"cf.runs.{name}_tracker", raising=False)
    with pytest.raises(NoTracker, match=f"{name} is not installed .* requirements-tracking.txt"):
        tracking.tracker(name, tmp_path)


def test_nested_settings_get_dotted_names():
    assert tracking.flat({"a": {"b": {"c": 1}}, "d": 2}) == {"a.b.c": 1, "d": 2}


@pytest.mark.skipif(not importlib.util.find_spec("mlflow"), reason=ABSENT.format("mlflow"))
@pytest.mark.filterwarnings("default")
def test_mlflow_keeps_the_run_in_files(monkeypatch, tmp_path):
    monkeypatch.setenv(tracking.MLFLOW_URI, (tmp_path / "mlruns").as_uri())
    (tmp_path / "weights.npz").write_bytes(b"1")
    with recorded(None, "train", "ease", {"a": {"b": 1}}, tracking.tracker(None, tmp_path)) as run:
        run.history = [{"loss": 2.0}]
        run.artifacts.append(tmp_path / "weights.npz")
    files = {path.name: path for path in (tmp_path / "mlruns").rglob("*") if path.is_file()}
    assert files["a.b"].read_text() == "1"
    assert files["loss"].read_text().split()[1:] == ["2.0", "0"]
    assert {"seconds", "weights.npz"} <= set(files)


@pytest.mark.skipif(not importlib.util.find_spec("wandb"), reason=ABSENT.format("wandb"))
@pytest.mark.filterwarnings("default")
def test_wandb_keeps_the_run_offline(monkeypatch, tmp_path):
    monkeypatch.delenv("WANDB_MODE", raising=False)
    (tmp_path / "weights.npz").write_bytes(b"1")
    listener = tracking.tracker("wandb", tmp_path)
    with recorded(None, "train", "ease", {"a": {"b": 1}}, listener) as run:
        run.history = [{"loss": 2.0}]
        run.artifacts.append(tmp_path / "weights.npz")
    (folder,) = (tmp_path / "wandb").glob("offline-run-*")
    assert next(folder.glob("*.wandb")).stat().st_size > 0
