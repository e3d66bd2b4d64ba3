"""The browser of the site's tests, for the report's page."""

from tests.site.conftest import browser

__all__ = ["browser"]
