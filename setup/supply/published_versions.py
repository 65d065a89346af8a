"""When each version of some packages was published, as JSON: run with the Python that `pypi-simple` is installed in."""

import json
import os
import sys

from pypi_simple import PYPI_SIMPLE_ENDPOINT, PyPISimple  # type: ignore[import-not-found]  # in a tool environment


def main() -> None:
    """Ask the package index that pip is configured for, and print {package: {version: day}}."""
    with PyPISimple(os.environ.get("PIP_INDEX_URL", PYPI_SIMPLE_ENDPOINT)) as index:
        pages = {name: index.get_project_page(name).packages for name in sys.argv[1:]}
    days = {
        name: {file.version: file.upload_time.date().isoformat() for file in files if file.version and file.upload_time}
        for name, files in pages.items()
    }
    print(json.dumps(days))


if __name__ == "__main__":
    main()
