"""`python -m consultkit.cli`, where no script is on the path."""

from consultkit.cli import main

main()
