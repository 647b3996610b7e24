"""Every test, in two processes side by side: journeys through a browser take about as long as all the rest.

Each starts services of its own. What the journeys say is kept until the rest has ended, so that neither is mixed up.
"""

import signal
import subprocess
import sys
import tempfile

JOURNEYS = "tests/journeys"


def main() -> int:
    command = [sys.executable, "-m", "pytest"]
    with tempfile.TemporaryFile() as said:
        journeys = subprocess.Popen([*command, JOURNEYS], stdout=said, stderr=subprocess.STDOUT)
        try:
            rest = subprocess.run([*command, "tests", f"--ignore={JOURNEYS}"], check=False).returncode
            codes = (journeys.wait(), rest)
        except KeyboardInterrupt:
            journeys.send_signal(signal.SIGINT)
            codes = (journeys.wait(), 1)
        said.seek(0)
        sys.stdout.buffer.write(said.read())
        sys.stdout.flush()
    return max(abs(code) for code in codes)


if __name__ == "__main__":
    sys.exit(main())
