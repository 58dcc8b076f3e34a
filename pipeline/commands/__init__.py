"""Groups of commands; `pipeline/cli.py` has the others and puts all together."""
