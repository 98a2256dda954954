"""What a command costs: processor seconds and peak memory of all its processes, on one processor."""

import os
import resource
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

# Linux counts the peak in kibibytes.
KIBIBYTES_IN_MEBIBYTE = 1024


@dataclass(frozen=True)
class Cost:
    """What one run cost."""

    cpu_seconds: float
    wall_seconds: float
    peak_mebibytes: float


class Failed(Exception):
    """A command that ended badly, with the last that it said."""


def run(command: list[str], processor: int, timeout_seconds: float, output: Path | None, folder: Path) -> Cost:
    """Runs a command pinned to a processor, its output to a file, and gives its cost.

    The figures are the kernel's for the process and all its descendants that it waited for (`getrusage`), so work of
    others on the machine changes them little. The peak is that of the largest process, and never less than that of the
    process that calls this, which has to be small therefore: some 15 MiB.
    """
    said = folder / "stderr.txt"
    with said.open("wb") as errors, (output or Path(os.devnull)).open("wb") as out:
        started = time.monotonic()
        try:
            process = subprocess.Popen(
                ["taskset", "--cpu-list", str(processor), *command],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=errors,
                start_new_session=True,
            )
        except OSError as error:
            raise Failed(f"{command[0]}: {error}") from error
        timer = threading.Timer(timeout_seconds, os.killpg, (process.pid, signal.SIGKILL))
        timer.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        finally:
            timer.cancel()
        wall_seconds = time.monotonic() - started
        # The process is waited for; its object has to know.
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        is_late = process.returncode == -signal.SIGKILL and wall_seconds >= timeout_seconds
        reason = f"stopped after {timeout_seconds:.0f} s" if is_late else f"ended with {process.returncode}"
        lines = said.read_text(errors="replace").strip().splitlines()
        raise Failed(": ".join([reason, *lines[-1:]]))
    return cost(usage, wall_seconds)


def cost(usage: resource.struct_rusage, wall_seconds: float) -> Cost:
    """The cost that the kernel's account tells."""
    return Cost(usage.ru_utime + usage.ru_stime, wall_seconds, usage.ru_maxrss / KIBIBYTES_IN_MEBIBYTE)
