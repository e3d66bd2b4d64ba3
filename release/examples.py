"""For the documentation site: a docstring's examples (`>>>` and what is printed) stand as code, not as quotations."""

import re
from typing import Any

import griffe

EXAMPLE = re.compile(r"(?:^>>> .*\n?(?:^(?!\s*$).*\n?)*)", re.MULTILINE)


class Examples(griffe.Extension):  # type: ignore[misc]
    """Fence each example before the page is made."""

    def on_instance(self, *, obj: griffe.Object, **_: Any) -> None:
        """Rewrite the docstring of one module, class or function."""
        if obj.docstring:
            obj.docstring.value = EXAMPLE.sub(
                lambda found: f"```python\n{found.group().rstrip()}\n```\n", obj.docstring.value
            )
