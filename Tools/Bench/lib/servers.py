"""One server under test: starting it, asking it, stopping it."""

import http.client
import json
import os
import socket
import subprocess
import time

from cpu import die_with_parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def stoa_environment(stage):
    """Its defaults, on the private cluster. Every setting of the caller's that could change the work is left out."""
    return {
        "PATH": os.environ["PATH"], "DATABASE_URL": stage.url, "DATABASE_REPLICA_URLS": "",
        "AUTH_KEYS_DIR": str(stage.keys), "LOG_FORMAT": "json",
    }


class Server:
    def __init__(self, name, port, command, environment, log):
        self.name = name
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.log = log
        with open(log, "wb") as fresh, open(log, "ab") as output:
            fresh.truncate()
            self.process = subprocess.Popen(
                command, env=environment, cwd=log.parent, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True, preexec_fn=die_with_parent)
        self.pid = self.process.pid

    def request(self, method, path, body=None, token=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Content-Type": "application/json"} if body else {}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        try:
            connection.request(method, path, body=json.dumps(body) if body else None, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def get(self, path, token=None):
        status, body = self.request("GET", path, token=token)
        if status != 200:
            raise RuntimeError(f"{self.name} answered {status} to GET {path}")
        return body

    def wait_until_ready(self, path):
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if self.request("GET", path)[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise SystemExit(f"error: {self.name} did not become ready; all it said: {self.log}")

    def empty_log(self):
        """It appends, so it goes on at the beginning; a benchmark must not fill the disk."""
        os.truncate(self.log, 0)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
