"""`python -m gigaloop` is the command `gigaloop`."""

from gigaloop.cli import main

if __name__ == "__main__":
    main()
