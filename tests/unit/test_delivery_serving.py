"""A service in use loads nothing of the demonstration."""

import subprocess
import sys

PROGRAM = """
import sys
import delivery_api.serving
print(sorted({name.split(".")[0] for name in sys.modules} & {"oidc_provider_mock", "flask", "werkzeug"}))
print([name for name in sys.modules if name.startswith("delivery_api.demo")])
"""


def test_serving_loads_no_made_up_provider_and_no_demonstration() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines() == ["[]", "[]"]
