"""A backend, proxies in front of it, and loads: one measurement at a time."""

import contextlib
import json
import os
import random
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import machine
from peers import LAUNCHER, Setting
from programs import HERE, build

START_SECONDS = 60
MOST_PORT = 32_000  # below those that clients get


class Proxy:
    """A running proxy; stopped (SIGSTOP) while another one is measured."""

    def __init__(self, peer, setting, program, log):
        self.peer = peer
        self.setting = setting
        self.program = program
        self.log = log
        self.warmed = set()

    @property
    def pid(self):
        return self.program.pid

    def pids(self):
        return machine.tree(self.pid)

    def url(self):
        """The last route's, if there are several."""
        scheme = "wss" if self.setting.certificate else "ws"
        path = "/echo" if self.setting.routes == 1 else f"/{self.setting.routes - 1}/echo"
        return f"{scheme}://127.0.0.1:{self.setting.port}{path}"

    def loader(self, load=""):
        """The program that can do what the arguments `load` ask for."""
        kind = "wsload-tls" if self.setting.certificate else "wsload-deflate" if "-z" in shlex.split(load) else "wsload"
        build(kind)
        return os.path.join(HERE, kind)

    @contextlib.contextmanager
    def awake(self):
        machine.signal_all(self.pids(), signal.SIGCONT)
        yield
        machine.signal_all(self.pids(), signal.SIGSTOP)


class Rig:
    def __init__(self, programs):
        self.programs = programs
        self.dir = tempfile.mkdtemp(prefix="tidegate-rig.")
        os.chmod(self.dir, 0o755)
        os.environ["PATH"] += ":/usr/sbin:/sbin"
        build("wsecho", "wsload")
        self.backend_port = free_port()
        self.backend = programs.start([os.path.join(HERE, "wsecho"), "-p", str(self.backend_port)])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.dir, ignore_errors=True)

    def start(self, peer, cores=1, tls=False, **more):
        """Starts a proxy and waits until an echo came through it byte for byte."""
        if peer.command.startswith(LAUNCHER):
            build_gateway = self.programs.start([LAUNCHER, "version"], stdout=subprocess.DEVNULL)
            if build_gateway.wait():
                raise SystemExit(f"{LAUNCHER} does not start")
        folder = tempfile.mkdtemp(prefix=peer.name + ".", dir=self.dir)
        os.chmod(folder, 0o777)  # nginx's workers have another user
        certificate = self.certificate() if tls else ""
        limit = self.programs.descriptors
        setting = Setting(free_port(), self.backend_port, cores, folder, limit, certificate, **more)
        log = os.path.join(folder, "log")
        with open(log, "wb") as output:
            command = shlex.split(peer.configure(setting))
            program = self.programs.start(command, stdout=output, stderr=output)
        proxy = Proxy(peer, setting, program, log)
        machine.pin(proxy.pids(), machine.CORES)
        self._await(proxy)
        return proxy

    def _await(self, proxy):
        def answers():
            return proxy.program.poll() is not None or self._echoes(proxy)

        if not machine.wait_until(answers, START_SECONDS) or proxy.program.poll() is not None:
            with open(proxy.log) as log:
                raise SystemExit(f"{proxy.peer.name} did not start: {log.read()[-2000:]}")

    def _echoes(self, proxy):
        command = [proxy.loader(), "-V", "-c", "1", "-d", "0.05", "-w", "0", proxy.url()]
        output = self.programs.output(command, 5)
        result = json.loads(output) if output else {}
        return result.get("msgs", 0) > 0 and not result["errors"]

    def end(self, proxy):
        self.programs.end(proxy.program)

    def certificate(self):
        """A self-signed P-256 certificate and its key, in one PEM file, the same for all proxies."""
        path = os.path.join(self.dir, "certificate.pem")
        if not os.path.exists(path):
            build("wsload-tls")
            command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=localhost"
            key = os.path.join(self.dir, "key.pem")
            subprocess.run(command.split() + ["-keyout", key, "-out", path], check=True, capture_output=True)
            with open(key) as source, open(path, "a") as target:
                target.write(source.read())
        return path

    def measure(self, proxy, load, seconds, warm_up=1.0, spread=False):
        """One run of the load. A proxy on one core gets the last one, load and backend the first, unless `spread`."""
        near, far = self._pin(proxy, spread)
        machine.pin([self.backend.pid], near)
        machine.pin(proxy.pids(), far)
        pids = proxy.pids()
        command = [proxy.loader(load), *shlex.split(load), "-d", str(seconds), "-w", str(warm_up), proxy.url()]
        program = self.programs.start(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: os.sched_setaffinity(0, near),
        )
        edges, said = [], ""
        for line in program.stderr:
            if line.strip() in ("MEASURE", "DONE"):
                edges.append((machine.cpu_seconds(pids), machine.cpu_seconds([self.backend.pid]), machine.busy_seconds()))
            elif line.strip() != "OPENED":
                said = line.strip()
        output = program.stdout.read()
        program.wait()
        self.programs.end(program)
        self._await_sessions_end()
        if not output or len(edges) < 2:
            raise SystemExit(f"{proxy.peer.name}: the load failed: {said or output or program.returncode}")
        return _figures(json.loads(output), *edges)

    def _pin(self, proxy, spread):
        if spread or proxy.setting.cores > 1:
            return set(machine.CORES), set(machine.CORES)
        return {machine.CORES[0]}, {machine.CORES[-1]}

    def _await_sessions_end(self):
        """The proxy must have closed its side before it may be stopped."""
        machine.wait_until(lambda: machine.descriptors(self.backend.pid) < 40, 6)

    @contextlib.contextmanager
    def held(self, proxy, sessions):
        """Idle sessions that stay open as long as the block runs."""
        command = [proxy.loader(), "-m", "idle", "-c", str(sessions), "-w", "0", "-d", "100000", proxy.url()]
        program = self.programs.start(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        opened = program.stderr.readline().strip()
        if opened != "OPENED" or machine.descriptors(self.backend.pid) < sessions:
            came = machine.descriptors(self.backend.pid)
            raise SystemExit(f"{proxy.peer.name}: {opened or 'the load failed'}: {came} of {sessions} came to the backend")
        time.sleep(1)
        yield
        self.programs.end(program)
        program.stderr.close()
        self._await_sessions_end()


def _figures(result, start, end):
    """wsload's own figures and the proxy's CPU time between the two edges of its measuring window."""
    user, system = (after - before for before, after in zip(start[0], end[0]))
    backend = sum(end[1]) - sum(start[1])
    others = end[2] - start[2] - user - system - backend - result["client_cpu_s"]
    work = result["handshakes"] if result["mode"] == "storm" else result["msgs"]
    result.update(
        per_second=work / result["secs"],
        cpu_us=(user + system) / work * 1e6 if work else None,
        user_us=user / work * 1e6 if work else None,
        proxy_cpu_percent=(user + system) / result["secs"] * 100,
        backend_cpu_s=backend,
        other_percent=max(0.0, others / result["secs"] * 100),
    )
    return result


def free_port():
    while True:
        port = random.randrange(MOST_PORT - 10_000, MOST_PORT)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass  # taken
