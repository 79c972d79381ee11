"""Programs that never outlive the command that started them, however it ends."""

import os
import resource
import signal
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
END_SECONDS = 8


class Programs:
    """Starts programs, each in a session (and scheduler group) of its own, and ends them all when it is closed.

    A watcher, a process that waits for the end of a pipe, kills what is left if this one dies without closing.
    """

    def __init__(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, _leave)
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # inherited by all that is started
        self.descriptors = hard
        self.running = {}
        self.watcher = _start_watcher()

    def start(self, command, **options):
        options.setdefault("stdin", subprocess.DEVNULL)
        started = subprocess.Popen(command, start_new_session=True, **options)
        self.running[started.pid] = started
        os.write(self.watcher, b"%d\n" % started.pid)
        return started

    def output(self, command, seconds=30):
        """What a program prints; nothing if it takes longer."""
        program = self.start(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            return program.communicate(timeout=seconds)[0]
        except subprocess.TimeoutExpired:
            return ""
        finally:
            self.end(program)

    def end(self, program):
        """Ends a program politely, then by force, also if it is stopped."""
        group = program.pid
        if program.poll() is None:
            _signal_group(group, signal.SIGCONT)
            program.terminate()
            try:
                program.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                pass
        _signal_group(group, signal.SIGKILL)  # what it left behind, too
        program.wait()
        self.running.pop(group, None)
        os.write(self.watcher, b"-%d\n" % group)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for program in list(self.running.values()):
            self.end(program)
        os.close(self.watcher)


def _leave(number, _):
    raise SystemExit(128 + number)


def _start_watcher():
    read, write = os.pipe()
    if os.fork() == 0:
        os.setsid()
        os.close(write)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for stream in (0, 1, 2):  # so that a pipe behind the command ends with it
            os.close(stream)
        groups = set()
        with os.fdopen(read) as lines:
            for group in map(int, lines):
                groups.add(group) if group > 0 else groups.discard(-group)
        for group in groups:
            _signal_group(group, signal.SIGKILL)
        os._exit(0)
    os.close(read)
    return write


def _signal_group(group, number):
    try:
        os.killpg(group, number)
    except OSError:
        pass  # all of it has ended


def build(*targets):
    """Compiles the C programs where they are older than their sources."""
    made = subprocess.run(["make", "-s", "-C", HERE, *targets], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if made.returncode:
        raise SystemExit(f"cannot compile {' '.join(targets)}:\n{made.stderr}")
