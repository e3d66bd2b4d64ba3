"""A command looks for garbage once its book is read, never in the book; who calls Python keeps his own collector."""

import gc
import subprocess
import sys

from gigaloop.cli.world import World

COMMAND = """
import gc, sys
from gigaloop import cli
from gigaloop.cli import commands, world

def loads(self, load=world.World.load):
    assert not gc.isenabled()
    book = load(self)
    print(gc.isenabled(), gc.get_freeze_count() > 10_000)
    return book

world.World.load = loads
sys.argv = ["gigaloop", "ask", "backlog", "cloud", "--book", "tiny", "--json"]
cli.main()
"""


def test_a_command_looks_for_garbage_once_its_book_is_read_and_never_in_the_book():
    done = subprocess.run([sys.executable, "-c", COMMAND], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("True True\n")


def test_who_calls_python_keeps_his_own_collector():
    World(book="tiny").load()
    assert gc.isenabled() and gc.get_freeze_count() == 0
