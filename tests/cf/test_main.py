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
        "evaluation.json", "evaluation.md", "evaluation.png", "run.json",
    }  # fmt: skip
    assert "the record is told/run.json; MongoDB has none" in printed


def test_other_users_are_judged_by_a_model_of_these(ratings, capsys):
    words = ["evaluate", "--ratings", str(ratings), "--ratings-unseen", str(ratings)]
    assert main([*words, "--model", "popularity"]) == 0
    printed = capsys.readouterr().out
    assert "other users" in printed
    assert "there is no record: give --out FOLDER" in printed


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
        (["fit", "a=[1"], "'a=[1': '[1' is no value"),
        (["fit", "--config", "none.yaml"], "none.yaml cannot be read as YAML"),
        (["evaluate", "kept=5"], "kept would be set of 6 models: name the one by --model"),
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


def test_a_word_that_is_no_command_is_told_the_commands(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["evaluates"])
    assert ended.value.code == 2
    assert "invalid choice: 'evaluates'" in capsys.readouterr().err


def test_too_few_ratings_to_hide_any_are_said(tmp_path, capsys):
    (tmp_path / "few.csv").write_text("user_id,anime_id,rating\n1,2,5\n1,3,6\n")
    words = ["evaluate", "--ratings", "few.csv", "--model", "popularity"]
    assert main([*words, "--min-user", "0", "--min-item", "0"]) == 1
    assert "holdout: 2 rows leave nothing to learn from or no score to hide" in (
        capsys.readouterr().err
    )


def test_a_place_that_cannot_be_written_is_said(ratings, capsys):
    words = ["train", "--model", "popularity", "--ratings", str(ratings)]
    assert main([*words, "--out", str(ratings / "inside")]) == 1
    assert "Not a directory" in capsys.readouterr().err


def test_what_only_ranks_is_not_judged_by_predicted_scores(ratings, capsys):
    words = ["evaluate", "--ratings", str(ratings), "--figures", "rating", "--model", "popularity"]
    assert main(words) == 1
    assert "popularity ranks and predicts no scores" in capsys.readouterr().err
