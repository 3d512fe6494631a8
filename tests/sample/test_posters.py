import time
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from sample import motifs, palettes, posters
from sample.canvas import Canvas


def _drawn(titles, anime_id):
    title = titles.titles[anime_id]
    return posters.draw(title, titles.titles[titles.franchise_of[anime_id]])


def _pixels(image):
    return np.asarray(Image.open(BytesIO(image)).convert("RGB"), dtype=float)


def test_a_poster_is_a_jpeg_of_mals_size(titles):
    image = _drawn(titles, 1)
    picture = Image.open(BytesIO(image))
    assert (picture.format, picture.size, picture.mode) == ("JPEG", (225, 318), "RGB")
    assert 8_000 < len(image) < 32_000


def test_the_same_title_gets_the_same_bytes(titles):
    assert _drawn(titles, 1) == _drawn(titles, 1)


def test_titles_differ(titles):
    ids = list(titles.titles)[:30]
    assert len({_drawn(titles, anime_id) for anime_id in ids}) == len(ids)


def test_a_franchise_looks_alike(titles):
    """Mean colours of two titles of a franchise are closer than those of two franchises."""
    heads = titles.franchise_of
    ids = list(titles.titles)[::4] + [i for i in titles.titles if heads[i] != i][::4]
    tones = {i: _pixels(_drawn(titles, i)).mean(axis=(0, 1)) for i in {*ids, *map(heads.get, ids)}}
    pairs = [(i, heads[i]) for i in tones if heads[i] != i]
    kin = np.mean([np.linalg.norm(tones[a] - tones[b]) for a, b in pairs])
    strangers = np.mean(
        [np.linalg.norm(tones[a] - tones[b]) for a in tones for b in tones if heads[a] != heads[b]]
    )
    assert kin < 0.5 * strangers


def test_many_motifs_and_palettes_are_in_use(titles):
    heads = [t for t in titles.titles.values() if titles.franchise_of[t.anime_id] == t.anime_id]
    used = {motifs.choose(t.tags, t.synopsis, np.random.default_rng(t.anime_id)) for t in heads}
    assert len(used) >= 18
    moods = {palettes.choose(t.tags, np.random.default_rng(t.anime_id)) for t in heads}
    assert len(moods) >= 10


@pytest.mark.parametrize(
    ("tags", "text", "expected"),
    [
        (["Action", "Mecha"], "A pilot and his robot.", "robot"),
        (["Sports", "Team Sports"], "A volleyball team.", "court"),
        (["Music"], "A band plays a song.", "staves"),
        (["Sci-Fi", "Space"], "A fleet leaves the planet.", "space"),
        (["Horror", "Vampire"], "A vampire wants blood.", "blood_moon"),
        (["Action", "Samurai"], "A ronin draws his sword.", "sword"),
    ],
)
def test_motifs_follow_what_a_title_is_about(tags, text, expected):
    assert all(
        motifs.choose(tags, text, np.random.default_rng(seed)) == expected for seed in range(20)
    )


@pytest.mark.parametrize("name", sorted(motifs.MOTIFS))
def test_each_motif_draws_on_any_shape(name):
    for size in ((450, 636), (406, 380)):
        canvas = Canvas(*size, palettes.PALETTES["dusk"], np.random.default_rng(3))
        motifs.MOTIFS[name](canvas)
        assert canvas.image.size == size
        assert np.asarray(canvas.image).std() > 15


def test_names_without_the_fonts_letters_are_spelled_out():
    assert (
        posters.printable("Déjà vu ★ Ranma ½ \u00d7 Yuru Camp△") == "Deja vu Ranma 1/2 x Yuru Camp"
    )


@pytest.mark.parametrize("name", ["86", "A", "Supercalifragilisticexpialidocious " * 4])
def test_any_name_fits(titles, name):
    title = replace(titles.titles[1], title=name)
    assert Image.open(BytesIO(posters.draw(title, title))).size == (225, 318)


def test_drawing_is_quick(titles):
    chosen = [i for i in titles.titles if i % 7 == 0]
    start = time.process_time()
    for anime_id in chosen:
        _drawn(titles, anime_id)
    assert (time.process_time() - start) / len(chosen) < 0.1
