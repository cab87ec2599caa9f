"""`python -m trialpiece.cli`, for programs that start the product."""

from trialpiece.cli import main

main(prog_name="trialpiece")
