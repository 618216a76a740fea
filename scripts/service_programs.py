"""The programs of the services: finds PostgreSQL, Redis and Java, makes the home of an Elasticsearch node.

That home is the published server, a Java runtime and our plugin. Maven fetches the server, Eclipse's
compiler compiles the plugin against the server's own libraries. A home is complete or absent: it is made
beside its place and then moved there, so that two commands that need it at once do not meet half of it.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from steps import ROOT, MissingError, digest, install_system_packages, is_installable, program, run_quietly, step

SOURCES = ROOT / "scripts" / "elasticsearch-plugin"
MINIMUM_JAVA = 21
# Newest first; what a Debian or Ubuntu has of them differs.
JAVA_PACKAGES = ("openjdk-25-jre-headless", "openjdk-21-jre-headless")
OPEN_TO_OTHERS = 0o005
DESCRIPTOR = """\
name=wijkwinkel
description=The text analysis and the greeting that the published server leaves out
version=1
elasticsearch.version={version}
java.version={java}
classname=nl.wijkwinkel.search.SearchPlugin
"""


def ensure_programs() -> None:
    """Have PostgreSQL, Redis and the home of an Elasticsearch node; raises MissingError with what is missing."""
    wanted = {"postgresql": postgresql_binaries, "redis-server": redis_server}
    missing = [package for package, find in wanted.items() if not _is_there(find)]
    if missing:
        install_system_packages(missing, purpose="the services", are_services_off=True)
    ensure_home()


def postgresql_binaries() -> Path:
    """The folder with the server's programs, of the newest version installed; raises MissingError."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    if on_path := shutil.which("postgres"):
        found.append(Path(on_path).resolve().parent)
    if not found:
        raise MissingError("PostgreSQL is missing. On Debian or Ubuntu, as root: apt-get install postgresql")
    return max(found, key=lambda path: [int(part) for part in re.findall(r"\d+", str(path))])


def redis_server() -> str:
    """The path of Redis; raises MissingError."""
    return program("redis-server", package="redis-server")


def ensure_home() -> Path:
    """The home of a node, made when its sources or the Java runtime changed; raises MissingError."""
    java = find_java() or _install_java()
    home = _homes() / digest([SOURCES], str(java), (java / "release").read_text())[:16]
    if home.is_dir():
        return home
    if not shutil.which("mvn"):
        install_system_packages(["maven"], purpose="Elasticsearch")
    # Another user runs the node where this one is root.
    umask = os.umask(0o022)
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        with step("Elasticsearch (a minute the first time)"), tempfile.TemporaryDirectory(dir=home.parent) as making:
            made = _make(Path(making), java)
            if not home.exists():
                made.rename(home)
    finally:
        os.umask(umask)
    return home


def find_java() -> Path | None:
    """The home of a Java that is new enough, of those installed here; None where there is none."""
    return next((home for home in _java_homes() if _java_version(home) >= MINIMUM_JAVA), None)


def is_open_to_others(path: Path) -> bool:
    """Whether a user without rights of their own can read a folder: it and all folders above it are open."""
    return all(folder.stat().st_mode & 0o001 for folder in path.parents) and path.stat().st_mode & OPEN_TO_OTHERS == OPEN_TO_OTHERS


def _homes() -> Path:
    """In `var`, but where root's checkout is closed to the user that runs the node: in the system's cache."""
    if os.geteuid() == 0 and not is_open_to_others(ROOT):
        return Path("/var/cache/wijkwinkel/elasticsearch")
    return ROOT / "var" / "elasticsearch"


def _java_homes() -> Iterator[Path]:
    yield from (Path(os.environ[name]) for name in ("ES_JAVA_HOME", "JAVA_HOME") if os.environ.get(name))
    if on_path := shutil.which("java"):
        yield Path(on_path).resolve().parent.parent
    yield from sorted(Path("/usr/lib/jvm").glob("*"))


def _java_version(home: Path) -> int:
    release = home / "release"
    if not (home / "bin" / "java").is_file() or not release.is_file():
        return 0
    found = re.search(r'^JAVA_VERSION="(\d+)', release.read_text(errors="replace"), re.MULTILINE)
    return int(found.group(1)) if found else 0


def _install_java() -> Path:
    package = next(filter(is_installable, JAVA_PACKAGES), None)
    if package is None:
        raise MissingError(f"Elasticsearch needs Java {MINIMUM_JAVA} or newer. Install one, and name its folder in ES_JAVA_HOME.")
    install_system_packages([package], purpose="Elasticsearch")
    java = find_java()
    if java is None:
        raise MissingError(f"{package} is installed, yet no Java {MINIMUM_JAVA} is found in /usr/lib/jvm.")
    return java


def _is_there(find: Callable[[], object]) -> bool:
    try:
        find()
    except MissingError:
        return False
    return True


def _make(folder: Path, java: Path) -> Path:
    env = {**os.environ, "JAVA_HOME": str(java)}
    run_quietly(["mvn", "-q", "-B", "-f", str(SOURCES / "pom.xml"), f"-Dout={folder}", "generate-resources"], env=env)
    home = next(folder.glob("elasticsearch-*"))
    # The server looks for its own runtime here, and then for no other.
    (home / "jdk").symlink_to(java)
    classes = _compile(folder, home)
    plugin = home / "plugins" / "wijkwinkel"
    plugin.mkdir(parents=True)
    with zipfile.ZipFile(plugin / "wijkwinkel.jar", "w") as jar:
        for file in sorted(classes.rglob("*.class")):
            jar.write(file, file.relative_to(classes))
    version = home.name.removeprefix("elasticsearch-")
    (plugin / "plugin-descriptor.properties").write_text(DESCRIPTOR.format(version=version, java=MINIMUM_JAVA))
    return home


def _compile(folder: Path, home: Path) -> Path:
    classes = folder / "classes"
    libraries = os.pathsep.join(str(jar) for jar in sorted((home / "lib").glob("*.jar")))
    # Not --release: that needs a file that only a JDK has.
    level = ["-source", str(MINIMUM_JAVA), "-target", str(MINIMUM_JAVA)]
    java = [str(home / "jdk" / "bin" / "java"), "-jar", str(folder / "ecj.jar")]
    run_quietly([*java, *level, "-proc:none", "-failOnWarning", "-classpath", libraries, "-d", str(classes), str(SOURCES)])
    return classes
