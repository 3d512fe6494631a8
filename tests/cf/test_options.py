import argparse

import pytest

from cf.commands.options import BadSetting, add_settings, chosen_settings, merged, settings_of


def test_dots_make_groups_and_values_are_yaml():
    told = settings_of(["components.als.n_factors=64", "weights.als=.5", "name=x"])
    assert told == {"components": {"als": {"n_factors": 64}}, "weights": {"als": 0.5}, "name": "x"}


@pytest.mark.parametrize("pairs", [["kept"], ["=3"], ["a=1", "a.b=2"]])
def test_what_is_no_setting_is_refused(pairs):
    with pytest.raises(BadSetting):
        settings_of(pairs)


def test_the_upper_settings_win_group_by_group():
    below = {"a": {"b": 1, "c": 2}, "d": 3}
    assert merged(below, {"a": {"b": 9}, "d": {"e": 1}}) == {"a": {"b": 9, "c": 2}, "d": {"e": 1}}


def test_the_command_line_wins_over_the_file(tmp_path):
    path = tmp_path / "model.yaml"
    path.write_text("weights: {als: 0.3, ease: 1.0}\n")
    parser = argparse.ArgumentParser()
    add_settings(parser)
    told = chosen_settings(parser.parse_args(["--config", str(path), "weights.als=0.5"]))
    assert told == {"weights": {"als": 0.5, "ease": 1.0}}
    assert chosen_settings(parser.parse_args([])) == {}


@pytest.mark.parametrize("text", ["- 1", "a: [", None])
def test_a_file_without_settings_is_refused(tmp_path, text):
    path = tmp_path / "model.yaml"
    if text:
        path.write_text(text)
    parser = argparse.ArgumentParser()
    add_settings(parser)
    with pytest.raises(BadSetting, match=r"model\.yaml"):
        chosen_settings(parser.parse_args(["--config", str(path)]))
