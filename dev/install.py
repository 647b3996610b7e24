"""Installs what Drieluik needs into .venv: `python3 dev/install.py demo` or `… dev` (with the tools for tests).

Runs on any Python 3 with nothing installed, so it imports nothing of ours at the top. Does nothing when all is there.
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "drieluik-installed"
OLDEST = (3, 11)
# Libraries that WeasyPrint loads, and the Debian packages they are in.
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}


class InstallError(Exception):
    """The message says what a person can do about it."""


def main(kind):
    try:
        if not is_installed(kind):
            make_venv()
            install_requirements(kind)
        install_libraries()
        if kind == "dev":
            install_browser()
    except InstallError as problem:
        sys.exit(f"\n{problem}\n")


def fingerprint():
    content = b"".join(path.read_bytes() for path in sorted((ROOT / "requirements").glob("*.txt")))
    return hashlib.sha256(content).hexdigest()


def is_installed(kind):
    wanted = [f"dev {fingerprint()}"] + [f"demo {fingerprint()}"] * (kind == "demo")
    return works(VENV / "bin" / "python") and STAMP.exists() and STAMP.read_text() in wanted


def works(python):
    return quiet([str(python), "-c", f"import sys; sys.exit(sys.version_info < {OLDEST})"])


def quiet(command, **kwargs):
    """Whether the command succeeds; what it says is not shown."""
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **kwargs).returncode == 0
    except OSError:
        return False


def find_python():
    for name in (sys.executable, "python3", "python3.14", "python3.13", "python3.12", "python3.11"):
        if works(name):
            return name
    raise InstallError("Drieluik needs Python 3.11 or newer. Install it and run this again.")


def make_venv():
    if works(VENV / "bin" / "python"):
        return
    say("Making a virtual environment in .venv")
    python = find_python()
    create = [python, "-m", "venv", "--clear", str(VENV)]
    if quiet(create):
        return
    if "apt-get" in allowed_installer():  # Debian keeps the venv module in a package of its own
        apt_install(["python3-venv"], "the venv module of Python")
        if quiet(create):
            return
    # Without that module an environment can still be made and filled by a pip that is there.
    if not quiet([*create, "--without-pip"]) or not quiet([python, "-m", "pip", "--version"]):
        raise InstallError("Python has no venv module here. On Debian or Ubuntu: sudo apt-get install python3-venv")


def pip():
    if quiet([str(VENV / "bin" / "python"), "-m", "pip", "--version"]):
        return [str(VENV / "bin" / "python"), "-m", "pip"]
    return [find_python(), "-m", "pip", "--python", str(VENV / "bin" / "python")]


def install_requirements(kind):
    say("Installing Python packages; the first time this takes a minute or two")
    options = ["--quiet", "--disable-pip-version-check", "--no-warn-script-location", "--require-hashes"]
    command = [*pip(), "install", *options, "-r", str(ROOT / "requirements" / f"{kind}.txt")]
    if subprocess.run(command).returncode and subprocess.run(command).returncode:  # a connection may fail once
        raise InstallError("The Python packages could not be installed. Is there a connection to the package index?")
    STAMP.write_text(f"{kind} {fingerprint()}")


def install_libraries():
    missing = [package for library, package in LIBRARIES.items() if not loads(library)]
    if sys.platform == "darwin":
        if not any(Path(prefix, "lib/libpango-1.0.dylib").exists() for prefix in ("/opt/homebrew", "/usr/local")):
            raise InstallError("PDF reports need Pango. Install it with: brew install pango")
    elif missing:
        apt_install(missing, "the libraries that set the text of PDF reports")


def loads(library):
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_browser():
    sys.path.insert(0, str(ROOT))
    from dev.browser import chromium

    if chromium():
        return
    if "apt-get" in allowed_installer():
        apt_install(["chromium"], "Chromium, for the tests in a browser")
    if not chromium():
        raise InstallError("The tests need Chromium. Install it, or point CHROMIUM at it, and run this again.")


def allowed_installer():
    """The command that may install Debian packages without asking anything; empty when there is none."""
    if not shutil.which("apt-get", path=search_path()):
        return []
    if os.getuid() == 0:
        return ["apt-get"]
    return ["sudo", "-n", "apt-get"] if quiet(["sudo", "-n", "true"]) else []


def search_path():
    return os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])


def apt_install(packages, purpose):
    installer = allowed_installer()
    manually = f"sudo apt-get install {' '.join(packages)}"
    if not installer:
        raise InstallError(f"Missing: {purpose}, and I may not install it. Please run: {manually}")
    say(f"Installing {purpose}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "PATH": search_path()}
    quiet([*installer, "update"], env=environment)
    if not quiet([*installer, "install", "-y", "--no-install-recommends", *packages], env=environment):
        raise InstallError(f"Installing {purpose} failed. To see why, run: {manually}")


def say(sentence):
    print(f"• {sentence}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "demo")
