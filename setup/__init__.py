"""Set-up from a bare machine, using only the standard library; `make help` lists the commands that use it.

``install``: `make install`, which finds a suitable Python and starts the environment
``interpreter``: the choice of the Python interpreter
``environment``: creates `.venv` and installs Python and npm packages
``install_record``: the record of what is installed
``node``: Node and npm, the system's or from a wheel
``lock_files``: `make lock`, which writes the lock files
``apt_packages``: Debian packages for the tests
``chromium``: Chromium for the browser tests
``welsh_dictionary``: the Welsh dictionary of the spelling test
"""
