from cf.asking.clouds import draw


def test_a_cloud_is_a_png_and_an_svg(tmp_path):
    paths = draw(tmp_path / "clouds", "genres", {"Drama": 5, "Slice of Life": 2})
    assert paths[0].read_bytes().startswith(b"\x89PNG")
    assert "Drama" in paths[1].read_text()


def test_no_words_no_files(tmp_path):
    assert draw(tmp_path, "genres", {}) == []
    assert list(tmp_path.iterdir()) == []
