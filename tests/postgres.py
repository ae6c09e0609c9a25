"""A PostgreSQL of one's own, for as long as it is needed, with no set-up and as any user.

As a command: `python tests/postgres.py -- pytest tests` runs the command with DATABASE_URL set and clears all away.
As a module: `with Cluster() as cluster: cluster.url`; the benchmark and the long proofs ask for `durable=True`.
"""

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

NAME = "balairung"
PROGRAMS = ("initdb", "postgres", "psql")
#: For tests only: a crash of the machine may eat this cluster, nobody will miss it.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
PDEATHSIG = 1


def programs() -> Path | None:
    """The folder with PostgreSQL's programs: the newest of Debian's, else where PATH finds them."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    if found := shutil.which("initdb"):
        folders.append(Path(found).resolve().parent)
    return next((folder for folder in folders if all((folder / name).exists() for name in PROGRAMS)), None)


def _version(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


class Cluster:
    """An empty database named `balairung`, owned by a plain role that may create databases and nothing more."""

    def __init__(
        self, *, durable: bool = False, options: dict[str, str] | None = None, where: Path | None = None
    ) -> None:
        found = programs()
        if not found:
            raise FileNotFoundError("PostgreSQL's programs were not found: apt-get install -y postgresql")
        self.programs = found
        self.options = {**({} if durable else CARELESS), **(options or {})}
        self.password = secrets.token_urlsafe(16)
        self.server: subprocess.Popen[bytes] | None = None
        self.user, self.where = _server_user(), where

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="balairung-pg-", dir=self.where))
        self.port = _free_port()
        try:
            self._create()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def url(self) -> str:
        """Over TCP on the loopback, as most installations are reached."""
        return f"postgresql://{NAME}:{self.password}@127.0.0.1:{self.port}/{NAME}"

    @property
    def socket_url(self) -> str:
        """Over the Unix socket: the same door without TCP."""
        return f"postgresql://{NAME}:{self.password}@/{NAME}?host={self.folder}&port={self.port}"

    def start(self) -> None:
        """Start, or start again after `kill`, and wait until it answers."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
            **self.options,
        }
        command = [str(self.programs / "postgres"), "-D", str(self.folder / "data")]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self.server = subprocess.Popen(command, stdout=log, stderr=log, **self._as_server())
        self._wait()

    def stop(self) -> None:
        """Stop in order; connections are cut, nothing is lost."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """Kill -9 of every process of the server, as when the machine's memory ran out."""
        family = self._backends()
        self._end(signal.SIGKILL)
        for pid in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for _ in range(200):  # a new server refuses to start while one of the old is attached to its memory
            if not any(Path(f"/proc/{pid}").exists() for pid in family):
                break
            time.sleep(0.01)

    def psql(self, sql: str, *, database: str = NAME) -> str:
        """Run `sql` as the superuser and return what it printed, unaligned."""
        command = [str(self.programs / "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder)]
        command += ["-p", str(self.port), "-U", "postgres", "-d", database, "-c", sql]
        done = subprocess.run(command, capture_output=True, text=True, env=self._superuser(), cwd="/", check=True)
        return done.stdout.strip()

    def _create(self) -> None:
        os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        secret = self.folder / "password"
        secret.write_text(self.password)
        os.chown(secret, self.user.pw_uid, self.user.pw_gid)
        command = [str(self.programs / "initdb"), "-D", str(self.folder / "data"), "-U", "postgres", "--no-sync"]
        command += ["-E", "UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={secret}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, **self._as_server())
        if done.returncode:
            raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")
        self.start()
        self.psql(f"CREATE ROLE {NAME} LOGIN CREATEDB PASSWORD '{self.password}'", database="postgres")
        self.psql(f"CREATE DATABASE {NAME} OWNER {NAME}", database="postgres")

    def _as_server(self) -> dict[str, Any]:
        """PostgreSQL refuses to run as root, must not outlive us, and takes no terminal's Ctrl-C before we do."""
        changed: dict[str, Any] = {"cwd": "/", "preexec_fn": _die_with_parent(), "start_new_session": True}
        if os.geteuid() == 0:
            changed |= {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        return changed

    def _superuser(self) -> dict[str, str]:
        return {**os.environ, "PGPASSWORD": self.password, "PGCONNECT_TIMEOUT": "5"}

    def _backends(self) -> list[int]:
        if not self.server:
            return []
        pid = self.server.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def _wait(self) -> None:
        """Until a query is answered. The count bounds the tries, each at most a few seconds."""
        for _ in range(300):
            if self.server is None or self.server.poll() is not None:
                break
            try:
                self.psql("SELECT 1", database="postgres")
            except subprocess.CalledProcessError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()[-4000:]}")

    def _end(self, how: signal.Signals) -> None:
        if not self.server:
            return
        if self.server.poll() is None:
            self.server.send_signal(how)
        try:
            self.server.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()
        self.server = None


def _server_user() -> pwd.struct_passwd:
    """Ourselves, or when we are root, somebody who is not."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _die_with_parent() -> Callable[[], None]:
    """Ask Linux to stop the server in order when the process that started it ends, however it ends."""
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PDEATHSIG, signal.SIGINT)


def main(arguments: Sequence[str]) -> int:
    command = list(arguments[1:] if arguments[:1] == ["--"] else arguments)
    if not command:
        print("usage: python tests/postgres.py -- COMMAND", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with Cluster() as cluster:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": cluster.url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
