"""Builds the container image and proves that it works: start, health, a page, stop.

    python3 scripts/image.py

With a Docker engine it uses that. Without one, as root on Debian or Ubuntu, it uses buildah on a
base image that debootstrap makes from this machine's own Debian mirror. Needs Python 3.11 and its
standard library alone.
"""

from __future__ import annotations

import configparser
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path

from demo import ask
from steps import ROOT, MissingError, answers, has_apt, install_system_packages, run_quietly, say, step

NAME = "wijkwinkel"
WORK = ROOT / "var" / "image"
READY_WITHIN_S = 60
STOP_WITHIN_S = 30
HOST_ONLY_PIP_KEYS = {"cert", "client-cert", "find-links", "cache-dir", "log", "target", "prefix"}
HOST_ONLY_NPM_KEYS = {"cafile", "ca", "nodedir", "prefix", "cache", "tmp", "userconfig", "globalconfig"}
CA_FILES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")


def main() -> int:
    """Build and try the image with the engine that this machine has."""
    os.umask(0o022)
    try:
        with_docker() if answers(["docker", "info"]) else with_buildah()
    except MissingError as missing:
        print(missing, file=sys.stderr)
        say("image: falls short")
        return 1
    return 0


def with_docker() -> None:
    """Build with Docker, run the container, ask for its pages, stop it."""
    with build_secrets() as options, step("Image"):
        run_quietly(["docker", "build", *options, "--tag", NAME, "."], env={**os.environ, "DOCKER_BUILDKIT": "1"})
    port, env = free_port(), container_environment()
    settings = [part for name in env for part in ("--env", name)]
    volume = run_quietly(["docker", "volume", "create"]).strip()
    common = ["docker", "run", "--rm", *settings, "--volume", f"{volume}:/data"]
    try:
        for command in preparations(port):
            run_quietly([*common, NAME, *command], env={**os.environ, **env})
        publish = ["--publish", f"127.0.0.1:{port}:8000", "--detach"]
        container = run_quietly([*common, *publish, NAME], env={**os.environ, **env}).strip()
        try:
            prove(port)
        finally:
            run_quietly(["docker", "stop", container])
    finally:
        run_quietly(["docker", "volume", "rm", volume])
    size = int(run_quietly(["docker", "image", "inspect", "--format", "{{.Size}}", NAME]))
    say(f"image: {NAME}, {size / 1e6:.0f} MB, holds")


def with_buildah() -> None:
    """Build with buildah on an own base, run the container in a chroot, ask for its pages, stop it."""
    if not has_apt():
        raise MissingError("No Docker engine answers, and without one this needs to be root on Debian or Ubuntu.")
    if not shutil.which("buildah") or not shutil.which("debootstrap"):
        install_system_packages(["buildah", "debootstrap"], purpose="building the image without Docker")
    base = ensure_base_image()
    with build_secrets() as options, step("Image"):
        run_quietly(
            buildah(
                "bud",
                "--isolation",
                "chroot",
                "--format",
                "docker",
                "--build-arg",
                f"BASE_IMAGE={base}",
                "--pull=never",
                *options,
                "--tag",
                NAME,
                ".",
            )
        )
    run_quietly(buildah("rmi", "--prune", "--force"))  # the image of the build before this one
    container = run_quietly(buildah("from", "--pull=never", NAME)).strip()
    try:
        start_in_chroot(container)
    finally:
        run_quietly(buildah("rm", container))
    size = next(
        line.split()[1:]
        for line in run_quietly(buildah("images", "--format", "{{.Name}} {{.Size}}")).splitlines()
        if line.split()[0].endswith(f"/{NAME}")
    )
    say(f"image: {NAME}, {' '.join(size)}, holds")


def start_in_chroot(container: str) -> None:
    """Run the container's own entry with its own user, ask for its pages, stop it by process id."""
    port = free_port()
    env = {**container_environment(), "PORT": str(port)}
    settings = [part for name, value in env.items() for part in ("--env", f"{name}={value}")]
    run = buildah("run", "--isolation", "chroot", *settings, container, "--", "/app/scripts/container/entry")
    with step("Database and demo city in the container"):
        for command in preparations(port):
            run_quietly([*run, *command])
    user = run_quietly([*run[:-1], "id", "-u"]).strip()
    if user == "0":
        raise MissingError("The container runs as root.")
    log = WORK / "container.log"
    with log.open("wb") as output:
        process = subprocess.Popen([*run, "web"], cwd=ROOT, stdout=output, stderr=output, stdin=subprocess.DEVNULL)
    try:
        prove(port, lambda: process.poll() is None)
        run_quietly([*run[:-1], "python", "/app/scripts/container/healthcheck.py"])
        say("ok: the container's own health check")
    except MissingError as missing:
        raise MissingError(f"{log.read_text(errors='replace')[-4000:]}\n{missing}") from missing
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the container's first process to end, wait for it, and insist only when it does not."""
    servers = [pid for pid in _descendants(process.pid) if "gunicorn" in _command_line(pid)]
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in servers[:1] or [process.pid]:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        try:
            process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            servers = [process.pid]
        else:
            return


def preparations(port: int) -> tuple[Sequence[str], ...]:
    """What is run in the container before the server: commands of manage.py."""
    return ("migrate", "--no-input"), ("load_demo_city", "--port", str(port))


def prove(port: int, is_alive: Callable[[], bool] = lambda: True) -> None:
    """Wait until the server lives and is ready, then ask for pages; raises MissingError at a wrong answer."""
    for path in ("/healthz/live", "/healthz/ready"):
        _wait_for(port, path, is_alive)
        say(f"ok: {path}")
    for path, part in (("/", b"</html>"), ("/zoeken/?q=boodschappen", b"</html>"), ("/beheer/login/", b"</html>")):
        answer = ask("127.0.0.1", port, "localhost", path)
        if answer.status != HTTPStatus.OK or part not in answer.body:
            raise MissingError(f"{path}: status {answer.status}, {answer.body[:200]!r}")
        say(f"ok: {path}, {len(answer.body)} bytes, {answer.milliseconds:.0f} ms")


def container_environment() -> dict[str, str]:
    """The variables of the trial run; the key is made for it alone."""
    return {"SECRET_KEY": secrets.token_urlsafe(64), "HUB_HOST": "localhost", "HTTPS": "0", "LOG_LEVEL": "WARNING"}


def ensure_base_image() -> str:
    """The base image, made once from this machine's own mirror: its release, the packages every Debian has."""
    codename, mirror = _own_release()
    base = f"localhost/{NAME}-base:{codename}"
    if answers(buildah("inspect", "--type", "image", base)):
        return base
    with step(f"Base image: {codename}, from this machine's own mirror"):
        container = run_quietly(buildah("from", "scratch")).strip()
        try:
            target = run_quietly(buildah("mount", container)).strip()
            run_quietly(["debootstrap", "--variant=minbase", codename, target, mirror])
            shutil.rmtree(Path(target, "var/cache/apt/archives"), ignore_errors=True)
            run_quietly(buildah("umount", container))
            run_quietly(buildah("commit", "--format", "docker", container, base))
        finally:
            run_quietly(buildah("rm", container))
    return base


@contextmanager
def build_secrets() -> Iterator[list[str]]:
    """Options that hand this machine's package configuration to the build, for the build alone."""
    with tempfile.TemporaryDirectory() as folder:
        texts = {"pip": pip_configuration(), "npm": npm_configuration(), "ca": _certificates()}
        options = []
        for name, text in texts.items():
            file = Path(folder, name)
            file.touch(mode=0o600)
            file.write_text(text)
            options += ["--secret", f"id={name},src={file}"]
        yield options


def pip_configuration(env: Mapping[str, str] = os.environ) -> str:
    """This machine's pip configuration, less what names files of this machine."""
    home = Path.home()
    files: list[str | Path] = [
        "/etc/xdg/pip/pip.conf",
        "/etc/pip.conf",
        home / ".pip/pip.conf",
        home / ".config/pip/pip.conf",
    ]
    found = configparser.RawConfigParser()
    found.read([*files, *filter(None, [env.get("PIP_CONFIG_FILE")])])
    settings = {key: value for section in ("global", "install") if section in found for key, value in found[section].items()}
    settings |= {
        name.removeprefix("PIP_").lower().replace("_", "-"): value
        for name, value in env.items()
        if name.startswith("PIP_") and name != "PIP_CONFIG_FILE"
    }
    lines = [f"{key} = {value}" for key, value in settings.items() if key not in HOST_ONLY_PIP_KEYS]
    return "\n".join(["[global]", *lines, ""])


def npm_configuration(env: Mapping[str, str] = os.environ) -> str:
    """This machine's npm configuration, less what names files of this machine."""
    files = [Path("/usr/etc/npmrc"), Path("/etc/npmrc"), Path.home() / ".npmrc"]
    lines = [line for file in files if file.is_file() for line in file.read_text().splitlines()]
    names = [name for name in env if name.lower().startswith("npm_config_")]
    lines += [f"{name[len('npm_config_') :].lower().replace('_', '-')}={env[name]}" for name in names]
    return "\n".join([line for line in lines if line.split("=")[0].strip() not in HOST_ONLY_NPM_KEYS] + [""])


def buildah(command: str, *arguments: str) -> list[str]:
    """A buildah command that keeps its images below `var/image`."""
    where = ["--root", str(WORK / "storage"), "--runroot", str(WORK / "run"), "--storage-driver", "vfs"]
    WORK.mkdir(parents=True, exist_ok=True)
    return ["buildah", *where, command, *arguments]


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, path: str, is_alive: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < give_up_at and is_alive():
        try:
            if ask("127.0.0.1", port, "localhost", path).status == HTTPStatus.OK:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise MissingError(f"{path} did not answer within {READY_WITHIN_S} s.")


def _own_release() -> tuple[str, str]:
    release = Path("/etc/os-release").read_text().splitlines()
    codename = next(line.split("=")[1].strip('"') for line in release if line.startswith("VERSION_CODENAME="))
    target = ["Created-By: Packages", f"Codename: {codename}"]
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI)", *target]
    mirrors = run_quietly(command).split()
    if not mirrors:
        install_system_packages([], purpose="reading the lists of packages")
        mirrors = run_quietly(command).split()
    if not mirrors:
        raise MissingError(f"apt knows no mirror of {codename} on this machine.")
    return codename, mirrors[0]


def _certificates() -> str:
    return next((Path(file).read_text() for file in CA_FILES if Path(file).is_file()), "")


def _descendants(pid: int) -> list[int]:
    try:
        children = [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]
    except OSError:
        return []
    return [found for child in children for found in (child, *_descendants(child))]


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


if __name__ == "__main__":
    sys.exit(main())
