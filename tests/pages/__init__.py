"""Pages of docs that are made by looking again: `python -m tests.pages.NAME > docs/NAME.md` writes one."""
