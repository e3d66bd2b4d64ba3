"""A build hook: wheel and sdist hold the chart library's file, so that an installed gigaloop draws without a clone.

The file comes from the pinned wheel that `make dist` installed; it is never committed (1 MB of another project's
code), and an sdist hands it on to the wheel built of it. A build in isolation, of a bare clone, goes on without it and
says so; `gigaloop report` then says what to install.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NAME = "gigaloop/report/echarts.esm.min.js"


class ChartsHook(BuildHookInterface):  # type: ignore[misc]
    """Add the library's file to what is built."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Hatchling calls this before each target."""
        if version == "editable" or (Path(self.root) / NAME).is_file():
            return
        try:
            from gigaloop.report.echarts import library
        except ImportError:
            self.app.display_warning(f"built in isolation, without {NAME}: 'make dist' puts it in")
            return
        file = Path(mkdtemp()) / "echarts"
        file.write_bytes(library())
        build_data["force_include"][str(file)] = NAME
