"""What an installed gigaloop must do by itself: no clone, no folder of tests, nothing but the package.

test_installed.py   the tests; they import nothing but gigaloop, so that they can be copied anywhere
clean.py            runs them on a wheel: `python -m tests.installed.clean dist` (`make dist-test`)
"""
