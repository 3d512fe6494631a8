import numpy as np
import pytest

from cf.__main__ import main


@pytest.fixture
def ratings(tmp_path, tastes):
    users = np.repeat(np.arange(400), np.diff(tastes.indptr))
    path = tmp_path / "ratings.csv"
    rows = zip(users, tastes.indices, tastes.data, strict=True)
    lines = [f"{user},{item},{score or -1}" for user, item, score in rows]
    path.write_text("\n".join(["user_id,anime_id,rating", *lines]))
    return path


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """No setting of this checkout, no database."""
    monkeypatch.chdir(tmp_path)


def test_a_file_is_judged_without_a_database(ratings, capsys, tmp_path):
    words = ["evaluate", "--ratings", str(ratings), "--model", "ease", "--out", "told"]
    assert main([*words, "regularization=5"]) == 0
    printed = capsys.readouterr().out
    assert "385 members, 60 titles" in printed
    assert "unseen-users" in printed
    assert {path.name for path in (tmp_path / "told").iterdir()} >= {
        "evaluation.json", "evaluation.md", "evaluation.png",
    }  # fmt: skip


def test_other_users_are_judged_by_a_model_of_these(ratings, capsys):
    words = ["evaluate", "--ratings", str(ratings), "--ratings-unseen", str(ratings)]
    assert main([*words, "--model", "popularity"]) == 0
    assert "other users" in capsys.readouterr().out


def test_predicted_scores_are_judged_by_their_error(ratings, capsys):
    words = ["evaluate", "--ratings", str(ratings), "--figures", "rating"]
    assert main([*words, "--model", "embedding_dot", "n_factors=4", "schedule.max_lr=0.01"]) == 0
    assert "rmse" in capsys.readouterr().out
    assert main([*words, "--model", "biased", "n_factors=4", "epochs=3"]) == 0
    assert "mse01" in capsys.readouterr().out


def test_the_seeds_network_is_not_asked_about_strangers(ratings, capsys):
    words = ["evaluate", "--ratings", str(ratings), "--protocol", "unseen-users"]
    assert main([*words, "--model", "embedding_dot"]) == 1
    assert "use --protocol holdout" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["evaluate", "--ratings", "none.csv"], "none.csv is not a file"),
        (["fit", "n_factors"], "'n_factors' is not a setting: write key=value"),
    ],
)
def test_bad_input_is_answered_with_one_line(words, said, capsys):
    assert main(words) == 1
    assert said in capsys.readouterr().err


def test_every_command_explains_itself(capsys):
    for command in ("fit", "evaluate"):
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        assert ended.value.code == 0
    assert "--ratings-unseen" in capsys.readouterr().out
