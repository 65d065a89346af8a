"""`make install`: finds a suitable Python and runs `setup.environment` with it.

Like setup/interpreter.py, it must run on any Python from 3.6 on.
"""

import argparse
import os
import sys

from setup.interpreter import NoSuitablePython, choose_interpreter


def main() -> None:
    """Read the command line, choose the Python and replace this process by it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--python", default="", help="the Python to build with (default: the best on PATH)")
    asked.add_argument("--test", action="store_true", help="with what the tests and checks need")
    asked.add_argument("--bench", action="store_true", help="with the peers that the benchmarks measure too")
    args = asked.parse_args()
    try:
        python = choose_interpreter(args.python)
    except NoSuitablePython as problem:
        sys.exit(str(problem))
    rest = ["--exact"] * bool(args.python) + ["--test"] * args.test + ["--bench"] * args.bench
    os.execvp(python, [python, "-m", "setup.environment", *rest])


if __name__ == "__main__":
    main()
