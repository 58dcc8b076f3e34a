"""No test in a browser can hang."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error

pytestmark = [pytest.mark.enable_socket, pytest.mark.slow]


def test_what_would_wait_for_ever_breaks_off_where_it_waits_and_the_next_test_has_a_browser(_chromium) -> None:
    with pytest.raises(Error), _chromium.guarded(1) as browser:
        browser.new_page().evaluate("new Promise(() => {})")
    with _chromium.guarded() as browser:
        page = browser.new_page()
        assert page.evaluate("1 + 1") == 2
        page.context.close()
