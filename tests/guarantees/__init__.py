"""The scorecard: each promise of the project is an experiment, and each is known to be able to fail.

`line.py` says what a line of the scorecard is, `lines/` has one module for each, `judging.py` runs one with
nothing broken and again with each of its faults planted. A line scores its points when it held as it is and
every planted fault was caught: an experiment that cannot fail proves nothing.
"""
