"""The wait is told: a bar on a terminal, one line elsewhere, and only when the engine was never compiled."""

import io

from gigaloop.cli import progress as module


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_without_a_terminal_only_the_first_compilation_is_told(capsys, monkeypatch):
    for compiled, told in (([False, True], f"{module.COMPILING}\n"), ([True], "")):
        monkeypatch.setattr(module, "compiled", iter(compiled).__next__)
        with module.progress("simulating") as report:
            report(0, 100)
            report(50, 100)
            report(100, 100)
        ended = capsys.readouterr()
        assert (ended.out, ended.err) == ("", told)


def test_code_that_could_be_kept_nowhere_is_told_once_at_the_end(capsys, monkeypatch):
    monkeypatch.setattr(module, "compiled", lambda: False)
    with module.progress("simulating") as report:
        for done in (0, 50, 100, 0, 100):
            report(done, 100)
    assert capsys.readouterr().err == f"{module.COMPILING}\n{module.NOWHERE}\n"


def test_on_a_terminal_the_bar_says_what_it_waits_for_and_leaves_stdout_alone(capsys, monkeypatch):
    monkeypatch.setattr(module, "compiled", lambda: False)
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    with module.progress("simulating") as report:
        report(0, 100)
        report(100, 100)
    assert capsys.readouterr().out == ""
    assert "simulating" in screen.getvalue()


def test_machine_code_beside_the_source_is_found(tmp_path, monkeypatch):
    from gigaloop.engine import run

    monkeypatch.setattr(run.native, "_places", lambda: (tmp_path,))
    (tmp_path / "block-of-older-sources.o").write_bytes(b"")
    assert not module.compiled()
    run.native.keep(f"block-{run.native._sources()[:12]}-0.o", b"", (tmp_path,))
    assert module.compiled()
    assert [file.name for file in tmp_path.iterdir()] == [f"block-{run.native._sources()[:12]}-0.o"]
