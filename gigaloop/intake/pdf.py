"""The text of a PDF, read in a process of its own with little memory and little time: a page may hold a bomb.

Run as a script it reads bytes and writes text, and imports nothing of the project.
"""

from __future__ import annotations

import subprocess
import sys

#: pages and letters that are read, seconds and bytes that the process may have
MOST_PAGES, MOST_LETTERS, SECONDS, BYTES = 300, 300_000, 20, 1_500_000_000


def text_of(raw: bytes) -> str:
    """The text of these bytes. ValueError: it is no PDF, it is locked, or it takes too much time or memory."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", __file__, str(SECONDS)], input=raw, capture_output=True, timeout=2 * SECONDS
        )
    except subprocess.TimeoutExpired:
        raise ValueError(f"it took longer than {2 * SECONDS} seconds") from None
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ValueError(said[-1][:80] if said else "it needs more time or memory than it may have")
    return done.stdout.decode("utf-8", "replace")


def _limited() -> None:
    try:
        import resource
    except ImportError:  # no such limits on this system: the time alone is watched
        return
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))


def _main() -> int:
    import io
    import logging

    _limited()
    logging.disable(logging.CRITICAL)
    parts: list[str] = []
    try:
        from pypdf import PdfReader

        reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ValueError("it is locked")
        for page in reader.pages[:MOST_PAGES]:
            parts.append(page.extract_text() or "")
            if sum(map(len, parts)) > MOST_LETTERS:
                break
    except BaseException as error:  # pypdf raises what its parts raise; a PDF that is none is the user's to mend
        print(str(error).splitlines()[0][:80] if str(error) else type(error).__name__, file=sys.stderr)
        return 1
    sys.stdout.buffer.write("\n".join(parts).encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    raise SystemExit(_main())
