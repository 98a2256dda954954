"""Kills workers and drivers of a Spark cluster on this machine, and compares what comes out with one process.

    python tests/python/spark_faults.py [--documents N] [--memory 1g]

Starts a standalone master and two workers on the loopback interface, clusters invented texts with `samestory-spark copies`, undisturbed,
with a worker killed while each of some stages is written, and with the driver killed behind each of some stages and started again.
Every time documents, groups and pairs must be those of one process. Tells the time of each job, and the most memory of a worker. Needs pyspark and Java; ends with a code other than 0 if not.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet
import pyspark

import samestory

sys.path.insert(0, str(Path(__file__).parent))

HOME = Path(pyspark.__file__).parent
MASTER_PORT, UI_PORT = 17077, 18080
MASTER = f"spark://127.0.0.1:{MASTER_PORT}"
WORKER_KILLED_IN = ("documents", "sketches", "buckets", "namings", "star-1", "compared", "groups")
DRIVER_KILLED_BEHIND = ("sketches", "candidates", "compared")


class Cluster:
    """A master and two workers."""

    def __init__(self, folder: Path, memory: str) -> None:
        self.folder, self.memory = folder, memory
        self.processes: list[subprocess.Popen[bytes]] = []
        self.master = self._start("master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(MASTER_PORT), "--webui-port", str(UI_PORT))
        time.sleep(4)
        self.workers = [self._worker(number) for number in range(2)]
        time.sleep(4)

    def _start(self, name: str, main: str, *words: str) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "SPARK_HOME": str(HOME),
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_WORKER_DIR": str(self.folder / "workers"),
            "SPARK_LOCAL_DIRS": str(self.folder / "local"),
            # A lost worker is noticed soon; workers take the time between their signs of life from it.
            "SPARK_MASTER_OPTS": "-Dspark.worker.timeout=12",
            "SPARK_WORKER_OPTS": "-Dspark.worker.timeout=12",
        }
        log = (self.folder / f"{name}.log").open("ab")
        process = subprocess.Popen([str(HOME / "bin" / "spark-class"), main, *words], env=environment, stdout=log, stderr=log, start_new_session=True)
        self.processes.append(process)
        return process

    def _worker(self, number: int) -> subprocess.Popen[bytes]:
        return self._start(f"worker{number}", "org.apache.spark.deploy.worker.Worker", MASTER, "--cores", "1", "--memory", self.memory, "--host", "127.0.0.1", "--webui-port", str(UI_PORT + 1 + number))

    def kill_worker(self) -> None:
        """Kills a worker with the executor that it started, and starts another."""
        worker = self.workers.pop(0)
        kill_tree(worker.pid)
        self.workers.append(self._worker(0))

    def mebibytes(self) -> float:
        """Memory of the worker that has most, with its executor and what that has started."""
        lines = subprocess.run(["ps", "-e", "-o", "pid=,ppid=,rss="], capture_output=True, text=True, check=False).stdout.splitlines()
        processes = {int(pid): (int(parent), int(rss)) for pid, parent, rss in map(str.split, lines)}

        def whole(pid: int) -> int:
            own = processes.get(pid, (0, 0))[1]
            return own + sum(whole(child) for child, (parent, _) in processes.items() if parent == pid)

        return max(whole(worker.pid) for worker in self.workers) / 1024

    def stop(self) -> None:
        for process in self.processes:
            kill_tree(process.pid)


def kill_tree(pid: int) -> None:
    """Kills a process and all below it."""
    below = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    for child in below:
        kill_tree(int(child))


def driver(source: Path, output: Path, memory: str, partitions: int) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    settings = {
        "spark.executor.memory": memory,
        "spark.executor.cores": "1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": str(partitions),
        "spark.task.maxFailures": "8",
        "spark.deploy.maxExecutorRetries": "-1",
    }
    words = [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
    command = [sys.executable, "-m", "samestory.spark_command", "copies", str(source), "--master", MASTER, "--output", str(output), *words]
    log = output.with_suffix(".log").open("ab")
    return subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)


def result(output: Path) -> tuple[dict[str, str], dict[tuple[str, str], float]]:
    documents = pyarrow.parquet.read_table(output / "documents").to_pylist()
    pairs = pyarrow.parquet.read_table(output / "pairs").to_pylist()
    groups = {row["id"]: row["copies"] for row in documents}
    assert len(groups) == len(documents), "a document is there twice"
    return groups, {(row["first"], row["second"]): row["jaccard"] for row in pairs}


def expected(source: Path) -> dict[str, str]:
    """The groups that one process finds."""
    ids, texts = samestory.read(source).texts()
    ids = ids.to_pylist()
    groups = samestory.copies(texts, keep_boilerplate=True).groups
    return {ids[row]: min(ids[row] for row in group) for group in groups for row in group}


def wait_until(condition, process: subprocess.Popen[bytes], seconds: float = 300) -> bool:
    """Whether a condition came true before the process ended."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        if process.poll() is not None:
            return False
        time.sleep(0.01)
    raise TimeoutError


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000, help="how many texts to invent, beside a template of 600")
    parser.add_argument("--input", type=Path, help="JSON Lines to read instead")
    parser.add_argument("--memory", default="1g", help="that Spark gives each executor; what Python takes is beside it")
    parser.add_argument("--partitions", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=900, help="most that one job may take")
    parser.add_argument("--undisturbed", action="store_true", help="kill nothing")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="samestory-faults-"))
    source = asked.input
    if source is None:
        from test_spark import news

        source = folder / "news.jsonl"
        lines = [json.dumps(row) for row in news(asked.documents, 7)]
        source.write_text("\n".join([*lines, ""]), encoding="utf-8")
    wanted = expected(source)
    print(f"{len(wanted)} documents, {len(set(wanted.values()))} groups in one process", flush=True)
    cluster = Cluster(folder, asked.memory)
    is_right = True
    try:
        pairs = None

        def start(output: Path) -> subprocess.Popen[bytes]:
            return driver(source, output, asked.memory, asked.partitions)

        def check(name: str, output: Path, process: subprocess.Popen[bytes], began: float) -> None:
            nonlocal pairs, is_right
            most = 0.0
            while process.poll() is None and time.monotonic() < began + asked.seconds:
                most = max(most, cluster.mebibytes())
                time.sleep(1)
            kill_tree(process.pid)
            code = process.wait()
            groups, own = result(output) if (output / "summary").exists() else ({}, {})
            pairs = pairs if pairs is not None else own
            is_equal = code == 0 and groups == wanted and own == pairs
            is_right &= is_equal
            print(f"{name:42} {time.monotonic() - began:6.1f} s  {most:6.0f} MiB  {'EQUAL' if is_equal else f'DIFFERENT (code {code})'}", flush=True)

        began = time.monotonic()
        output = folder / "undisturbed"
        check("undisturbed", output, start(output), began)
        for stage in () if asked.undisturbed else WORKER_KILLED_IN:
            began, output = time.monotonic(), folder / f"worker-{stage}"
            process = start(output)
            is_seen = wait_until((output.with_suffix(".work") / stage).exists, process)
            cluster.kill_worker()
            check(f"worker killed in `{stage}`" if is_seen else f"`{stage}` was not seen", output, process, began)
            is_right &= is_seen
        for stage in () if asked.undisturbed else DRIVER_KILLED_BEHIND:
            began, output = time.monotonic(), folder / f"driver-{stage}"
            process = start(output)
            is_seen = wait_until((output.with_suffix(".work") / f"{stage}.manifest" / "_SUCCESS").exists, process)
            kill_tree(process.pid)
            process.wait()
            is_right &= is_seen
            check(f"driver killed behind `{stage}`, again", output, start(output), began)
    finally:
        cluster.stop()
    if is_right:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        print(f"the logs are in {folder}")
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
