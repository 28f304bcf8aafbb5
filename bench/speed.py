"""Measures the real server against the floor: page times as ratios, page weights, and eight learners answering at once.

    python -m bench.speed [--rounds 7] [--members 50] [--answers 200]

Starts granian (two workers, one thread each) on a database of its own, alternates floor and product, and prints a table in
Markdown: the figure is the ratio of medians. Nothing is written outside a temporary folder.
"""

import argparse
import gzip
import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUESTS_A_ROUND = 40


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of the server: status, body, seconds."""

    status: int
    body: bytes
    seconds: float


class Browser:
    """One signed-in client on a connection that stays open."""

    def __init__(self, port: int, session: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies = {"session": session}
        self.token = ""

    def send(self, method: str, path: str, fields: dict[str, str] | None = None, *, htmx: str = "") -> Reply:
        """Sends one request and reads the whole answer."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Host": "127.0.0.1"}
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": self.token}
        if htmx:
            headers |= {"HX-Request": "true", "HX-Target": htmx}
        started = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - started
        for name, value in response.getheaders():
            if name.lower() == "set-cookie" and (found := re.match(r"csrf=([^;]+)", value)):
                self.cookies["csrf"] = found[1]
        if found := re.search(rb'X-CSRFToken": "([^"]+)"', content):
            self.token = found[1].decode()
        return Reply(response.status, content, seconds)


def median_ms(action: Callable[[], Reply], times: int) -> float:
    """The median of `times` calls, in milliseconds; every one must succeed."""
    taken = []
    for _ in range(times):
        reply = action()
        if reply.status != 200:
            raise SystemExit(f"status {reply.status}: {reply.body[:300]!r}")
        taken.append(reply.seconds * 1000)
    return statistics.median(taken)


class Answers:
    """Open items to answer, one after the other, by learners of their own; IndexError when there are none left."""

    def __init__(self, learners: list[tuple[Browser, list[tuple[str, str]]]]) -> None:
        # In turns over the learners, so that no one's history grows faster than another's.
        longest = max(len(rows) for _, rows in learners)
        self.work = [
            (browser, *rows[turn]) for turn in range(longest) for browser, rows in learners if turn < len(rows)
        ]

    def answer(self) -> Reply:
        """Answers the next item."""
        browser, path, chosen = self.work.pop(0)
        if not browser.token:
            browser.send("GET", "/")
        return browser.send("POST", path, {"chosen": chosen}, htmx="item")


def gzipped(body: bytes) -> int:
    """The size of a body compressed as a proxy would, in bytes."""
    return len(gzip.compress(body, 6))


def first_view(browser: Browser, page: bytes) -> int:
    """The bytes of a page with every style sheet and script it names, compressed."""
    names = re.findall(rb'(?:href|src)="(/static/[^"]+\.(?:css|js))"', page)
    return gzipped(page) + sum(gzipped(browser.send("GET", name.decode()).body) for name in set(names))


def rss_mib(pid: int) -> float:
    """The resident memory of a process and its children, in MiB."""
    table = subprocess.run(["ps", "-eo", "pid,ppid,rss"], capture_output=True, text=True, check=True).stdout
    rows = [tuple(map(int, line.split())) for line in table.splitlines()[1:]]
    family = {pid}
    for _ in range(3):
        family |= {child for child, parent, _ in rows if parent in family}
    return sum(rss for child, _, rss in rows if child in family) / 1024


def crowd(parts: list[Answers], seconds: float) -> list[float]:
    """Several clients answer as fast as they can, each for learners of its own; the milliseconds of each answer."""
    taken: list[float] = []
    end = time.perf_counter() + seconds

    def work(answers: Answers) -> None:
        while time.perf_counter() < end:
            try:
                reply = answers.answer()
            except IndexError:
                return
            if reply.status != 200:
                raise SystemExit(f"an answer failed with {reply.status}")
            taken.append(reply.seconds * 1000)

    threads = [threading.Thread(target=work, args=[part]) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def main() -> None:
    """Seeds, serves, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--members", type=int, default=50)
    parser.add_argument("--answers", type=int, default=200)
    parser.add_argument("--port", type=int, default=8765)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"STUDYHUB_VAR": folder, "DJANGO_SETTINGS_MODULE": "bench.settings", "LOG_LEVEL": "WARNING"}
        # The report needs the real server's time zone data and code, not the tests' settings.
        from bench.measured import prepare

        prepared = prepare(members=options.members, answers_each=options.answers)
        command = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "bench.wsgi:application", "--host", "127.0.0.1",
            "--port", str(options.port), "--workers", "2", "--blocking-threads", "1", "--no-ws", "--log-level", "error",
        ]  # fmt: skip
        server = subprocess.Popen(command, cwd=ROOT)
        try:
            wait_for(options.port)
            report(options, prepared, server.pid)
        finally:
            server.terminate()
            server.wait(15)


def wait_for(port: int) -> None:
    """Waits until the server answers, at most twenty seconds."""
    for _ in range(100):
        try:
            if Browser(port, "").send("GET", "/healthz").status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")


def report(options: argparse.Namespace, prepared: dict, pid: int) -> None:
    """Measures and prints the tables."""
    learners = [
        (Browser(options.port, session), items)
        for session, items in zip(prepared["sessions"], prepared["items"], strict=True)
    ]
    # The first learner reads, the next ten answer one after the other, the others all at once.
    reader = learners[0][0]
    answers = Answers(learners[1:11])
    version = str(prepared["version"])
    reader.send("GET", "/")
    question_path = prepared["items"][0][-1][0]
    floor_answer = {"id": version, "chosen": "a"}
    floors = {
        "question": lambda: reader.send("GET", f"/floor/question/?id={version}"),
        "answer": lambda: reader.send("POST", "/floor/answer/", floor_answer),
        "board": lambda: reader.send("GET", "/floor/board/"),
    }
    pairs = [
        ("question page", "question", lambda: reader.send("GET", question_path), 2.0),
        ("answer", "answer", answers.answer, 2.5),
        (f"board of {options.members}", "board", lambda: reader.send("GET", prepared["board"]), 2.5),
        ("home", "question", lambda: reader.send("GET", "/"), 3.0),
    ]
    print(
        f"\n{options.members} learners, {options.members * options.answers} graded answers, {options.rounds} rounds\n"
    )
    print("| page | floor ms | ours ms | ratio | target |\n|---|---|---|---|---|")
    for name, floor, ours, target in pairs:
        rounds = [
            (median_ms(floors[floor], REQUESTS_A_ROUND), median_ms(ours, REQUESTS_A_ROUND if name != "answer" else 20))
            for _ in range(options.rounds)
        ]
        base = statistics.median(row[0] for row in rounds)
        mine = statistics.median(row[1] for row in rounds)
        print(f"| {name} | {base:.2f} | {mine:.2f} | {mine / base:.2f} | ≤ {target} |")
    weights(reader, answers, prepared, question_path)
    memory = rss_mib(pid)
    started = time.perf_counter()
    taken = sorted(crowd([Answers(learners[11 + client :: 8]) for client in range(8)], 10))
    took = time.perf_counter() - started
    print(f"\n| eight clients, {len(taken)} answers in {took:.1f} s | measured | target |\n|---|---|---|")
    print(f"| answers a second | {len(taken) / took:.0f} | ≥ 200 |")
    print(f"| p95 ms | {taken[int(len(taken) * 0.95)]:.0f} | ≤ 80 |")
    print(f"| p99 ms | {taken[int(len(taken) * 0.99)]:.0f} | ≤ 200 |")
    print(f"| memory of the process tree before, MiB | {memory:.0f} | ≤ 130 |")


def weights(reader: Browser, answers: Answers, prepared: dict, question_path: str) -> None:
    """Prints what pages weigh, compressed."""
    page = reader.send("GET", question_path).body
    rows = [
        ("first view of a question with CSS and JS", first_view(reader, page), 60_000),
        ("question page", gzipped(page), 6_000),
        ("answer fragment", gzipped(answers.answer().body), 2_000),
        ("board page", gzipped(reader.send("GET", prepared["board"]).body), 2_500),
    ]
    print("\n| gzipped | bytes | target |\n|---|---|---|")
    for name, size, target in rows:
        print(f"| {name} | {size} | ≤ {target} |")


if __name__ == "__main__":
    main()
