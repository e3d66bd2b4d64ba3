"""A shipped book is kept as it was read, and read again as soon as anything that it was made from is another."""

import io
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gigaloop import cache
from gigaloop.book import file, folder, kept
from gigaloop.book.problem import InputError

ROOT = Path(__file__).parents[2]
#: the modules of ours behind a book that is read
READS = """
import sys
from gigaloop.book.folder import read
from gigaloop.book.file import shipped
read(shipped("tiny"), None)
print(*(module.__file__ for name, module in sys.modules.items() if name.partition(".")[0] == "gigaloop"))
"""


class Shelf:
    """A book and the code that reads it, both copied; how often it was read."""

    def __init__(self, at, monkeypatch):
        self.book, self.code, self.cache, self.reads = at / "books" / "tiny", at / "code", at / "cache", 0
        shutil.copytree(file.shipped("tiny"), self.book)
        shutil.copytree(ROOT / "gigaloop" / "book", self.code / "book", ignore=shutil.ignore_patterns("__pycache__"))
        read = folder.read

        def counted(*given):
            self.reads += 1
            return read(*given)

        monkeypatch.setattr(folder, "read", counted)
        monkeypatch.setattr(file, "SHELVES", [at / "books"])
        monkeypatch.setattr(kept, "_FLOOR", self.code / "book")
        monkeypatch.setattr(kept, "places", lambda module: (self.cache,))

    def load(self):
        return file.load(self.book)

    @property
    def kept(self):
        (only,) = self.cache.iterdir()
        return only


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    made = Shelf(tmp_path, monkeypatch)
    made.load()
    assert made.reads == 1
    return made


def spoilt(whole):
    return lambda shelf: shelf.kept.write_bytes(whole(shelf.kept.read_bytes()))


def signed(content):
    """As a file of the cache, so that its checksum is right."""
    return lambda shelf: cache.keep(shelf.kept.name, content(shelf), [shelf.cache])


def appended(path):
    return lambda shelf: (shelf.code.parent / path).write_text(
        (shelf.code.parent / path).read_text("utf-8") + "\n# more\n", "utf-8"
    )


class Acts:
    """What a stranger would put there: read back, it writes a file."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return io.FileIO, (self.mark, "w")


def through(mark):
    """A pickle that makes a folder by way of what one of our modules imports."""
    return b"\x80\x04\x8c\x12gigaloop.book.file\x8c\x08os.mkdir\x93\x8c" + bytes([len(mark)]) + mark + b"\x85R."


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(spoilt(lambda whole: whole[:-1000]), id="cut"),
        pytest.param(spoilt(lambda whole: whole[:500] + bytes([whole[500] ^ 1]) + whole[501:]), id="changed"),
        pytest.param(spoilt(lambda whole: b""), id="empty"),
        pytest.param(lambda shelf: shelf.kept.unlink(), id="removed"),
        pytest.param(signed(lambda shelf: pickle.dumps(Acts(str(shelf.cache / "ran")))), id="acts"),
        pytest.param(signed(lambda shelf: through(str(shelf.cache / "ran").encode())), id="reaches-through"),
        pytest.param(signed(lambda shelf: pickle.dumps({"path": 1})), id="another-thing"),
        pytest.param(appended("books/tiny/deals/stake.yaml"), id="a-deal-file"),
        pytest.param(lambda shelf: (shelf.book / "words.csv").write_text("en,zh_hant,zh_hans\n"), id="a-file-more"),
        pytest.param(appended("code/book/units.py"), id="a-code-file"),
        pytest.param(lambda shelf: (shelf.code / "book" / "new.py").write_text(""), id="a-code-file-more"),
    ],
)
def test_what_is_not_as_it_was_is_read_again_and_gives_the_same_book(shelf, fault):
    assert shelf.load().parties and shelf.reads == 1, "nothing changed: not read again"
    fault(shelf)
    again = shelf.load()
    assert shelf.reads == 2
    read, problems = folder.read(shelf.book, None)
    assert not problems and again == read.at(again.as_of) and not (shelf.cache / "ran").exists()
    assert shelf.load() == again and shelf.reads == 3, "kept anew, in place of the other"
    assert shelf.kept.name.startswith("tiny-")


def test_the_shipped_book_comes_back_whole_and_in_order(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "places", lambda module: (tmp_path,))
    home = file.shipped()
    read, _ = folder.read(home, None)
    assert kept.book(home, kept.name(home)) is None
    kept.save(read, kept.name(home))
    back = kept.book(home, kept.name(home))
    assert back == read and back.path == read.path
    for name in ("parties", "sources", "deals", "figures", "scenarios", "verified", "words", "places"):
        assert list(getattr(back, name)) == list(getattr(read, name)), name


def test_a_broken_book_is_refused_each_time_and_never_kept(shelf):
    appended("books/tiny/parties.csv")(shelf)
    for reads in (2, 3):
        with pytest.raises(InputError, match="cells"):
            shelf.load()
        assert shelf.reads == reads


def test_a_link_out_of_the_folder_is_refused_as_ever(shelf, tmp_path):
    deals = shelf.book / "parties.csv"
    deals.rename(tmp_path / "parties.csv")
    deals.symlink_to(tmp_path / "parties.csv")
    with pytest.raises(InputError, match="a link out of the book's folder"):
        shelf.load()


def test_a_book_that_changes_while_it_is_read_is_not_kept(shelf, monkeypatch):
    appended("code/book/units.py")(shelf)
    read = folder.read

    def slow(*given):
        done = read(*given)
        appended("books/tiny/book.yaml")(shelf)
        return done

    monkeypatch.setattr(folder, "read", slow)
    old = shelf.kept.name
    shelf.load()
    assert shelf.kept.name == old


def test_other_books_and_private_terms_are_not_kept(shelf, tmp_path):
    mine = shutil.copytree(shelf.book, tmp_path / "mine")
    (tmp_path / "private").mkdir()
    file.load(mine)
    file.load(shelf.book, overlay=tmp_path / "private")
    assert shelf.reads == 3 and len(list(shelf.cache.iterdir())) == 1


def test_where_nothing_can_be_written_it_is_read_each_time(shelf, monkeypatch):
    (shelf.cache.parent / "file").write_text("")
    monkeypatch.setattr(kept, "places", lambda module: (shelf.cache.parent / "file" / "in",))
    assert shelf.load() == shelf.load() and shelf.reads == 3


def test_all_code_that_reads_is_in_the_name():
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", READS], env=env, capture_output=True, text=True, check=True)
    behind = {Path(path) for path in done.stdout.split()}
    floor = ROOT / "gigaloop" / "book"
    assert floor / "folder.py" in behind
    assert {path.parent for path in behind} == {floor, floor.parent}


def test_a_folder_open_to_others_keeps_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    own = tmp_path / ".cache" / "gigaloop"
    assert own in cache.places(__file__) and own.stat().st_mode & 0o077 == 0
    own.chmod(0o770)
    assert own not in cache.places(__file__)
