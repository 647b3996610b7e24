"""What several tests of this room share."""

import json
import subprocess
import sys
from pathlib import Path

VERAPDF = Path(__file__).parents[1] / "accountability" / "verapdf.py"


def faults(*paths) -> dict[str, dict[str, list]]:
    """The rules of PDF/A-3a and PDF/UA-1 that files break, by file; a file that breaks none is left out."""
    names = [str(path) for path in paths]
    answer = subprocess.run([sys.executable, str(VERAPDF), *names], capture_output=True, check=True, text=True)
    found = json.loads(answer.stdout)
    assert set(found) == set(names)
    return {name: profiles for name, profiles in found.items() if any(profiles.values())}
