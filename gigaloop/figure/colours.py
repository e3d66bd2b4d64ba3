"""The colours of drawings, light and dark."""

from __future__ import annotations

#: colours where no style sheet gives them: variable -> (light, dark)
PALETTE: dict[str, tuple[str, str]] = {
    "--ink": ("#1b1f24", "#e6e8eb"),
    "--faint": ("#616973", "#9aa3ad"),
    "--line": ("#d8dce1", "#363c44"),
    "--paper": ("#ffffff", "#14171b"),
    "--node": ("#3c4650", "#c3cad1"),
    "--compute": ("#2563c9", "#6ea8ff"),
    "--chips": ("#1c8a4b", "#5fd18d"),
    "--equity": ("#b3471d", "#ff9b6b"),
    "--debt": ("#7a3fb5", "#c49bff"),
    "--promise": ("#b01e5b", "#ff84b2"),
    "--other": ("#7d8590", "#8b949e"),
    "--grade0": ("#c9ced4", "#3a4048"),
    "--grade1": ("#d9a441", "#c08b2c"),
    "--grade2": ("#e3c14f", "#d5b23f"),
    "--grade3": ("#9fc5e8", "#3f6f9e"),
    "--grade4": ("#5b9bd5", "#5b9bd5"),
    "--grade5": ("#2563c9", "#8fbcff"),
    "--grade6": ("#12386f", "#cfe2ff"),
}
