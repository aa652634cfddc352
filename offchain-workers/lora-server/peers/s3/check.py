# SPDX-License-Identifier: Apache-2.0
"""Has a server keep its content in an object store that speaks S3, and looks into it by AWS's client.

    pip install -r requirements.txt
    python check.py path/to/openledger-lora-server
"""

import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import boto3
from moto.server import ThreadedMotoServer

BUCKET, PREFIX = "openledger", "a/prefix"


def request(port: int, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    """Status and body of an answer."""
    sent = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, method=method)
    sent.add_header("Content-Type", "application/octet-stream")
    try:
        with urllib.request.urlopen(sent, timeout=120) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


class Server:
    """A server with a folder of its own, and the object store behind it."""

    def __init__(self, program: str, state: pathlib.Path, environment: dict[str, str]) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [program, "serve", "--listen", f"127.0.0.1:{self.port}"]
        command += ["--store", f"s3://{BUCKET}/{PREFIX}", "--state", str(state)]
        self.process = subprocess.Popen(command, env=environment)
        for _ in range(600):
            try:
                if request(self.port, "GET", "/health")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the server does not start")

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()

    def call(self, method: str, path: str, body: bytes | None = None, expect: int = 200) -> bytes:
        """The body of an answer that must have this status."""
        status, answer = request(self.port, method, path, body)
        assert status == expect, f"{method} {path}: {status} {answer[:300]!r}"
        return answer


def main() -> None:
    """All checks."""
    program = sys.argv[1]
    moto = ThreadedMotoServer(port=0)
    moto.start()
    host, port = moto.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    environment = dict(
        os.environ,
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",
        AWS_REGION="us-east-1",
        AWS_ENDPOINT=endpoint,
        AWS_ALLOW_HTTP="true",
    )
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    client.create_bucket(Bucket=BUCKET)
    long = os.urandom(20 * 1024 * 1024)
    with tempfile.TemporaryDirectory() as folder:
        states = [pathlib.Path(folder) / name for name in ("one", "two")]
        with Server(program, states[0], environment) as server:
            root = json.loads(server.call("POST", "/v1/content", b"far away"))["root"]
            file = json.loads(server.call("POST", "/v1/files", long))["hash"]
            manifest = f"{file} {len(long)} weights.bin\n".encode()
            manifest = json.loads(server.call("POST", "/v1/content", manifest))["root"]
        names = {f"{PREFIX}/content/{root[2:]}", f"{PREFIX}/files/{file[2:]}"}
        objects = {found["Key"]: found for found in client.list_objects_v2(Bucket=BUCKET)["Contents"]}
        assert names <= objects.keys(), objects.keys()
        assert client.get_object(Bucket=BUCKET, Key=f"{PREFIX}/files/{file[2:]}")["Body"].read() == long
        print("ok: what is acknowledged is in the object store, long files in parts")

        with Server(program, states[1], environment) as server:
            assert server.call("GET", f"/v1/content/{root}") == b"far away"
            assert server.call("GET", f"/v1/artifacts/{manifest}/weights.bin") == long
            print("ok: a server with an empty folder reads it from there")

            data = b"other bytes under the same name"
            lost = json.loads(server.call("POST", "/v1/content", b"to be damaged"))["root"]
            (states[1] / "content" / lost[2:]).unlink()
            client.put_object(Bucket=BUCKET, Key=f"{PREFIX}/content/{lost[2:]}", Body=data)
            answer = json.loads(server.call("GET", f"/v1/content/{lost}", expect=500))
            assert answer["error"]["code"] == "content_damaged", answer
            aside = client.get_object(Bucket=BUCKET, Key=f"{PREFIX}/damaged/{lost[2:]}")["Body"].read()
            assert aside == data
            answer = json.loads(server.call("GET", f"/v1/content/{lost}", expect=404))
            assert answer["error"]["code"] == "content_missing", answer
            print("ok: what is damaged there is set aside, and never handed out")

        arguments = [program, "collect", "--store", f"s3://{BUCKET}/{PREFIX}", "--state", str(states[1])]
        time.sleep(1.5)
        collected = subprocess.check_output([*arguments, "--grace-hours", "0"], env=environment)
        assert json.loads(collected)["removed"]["count"] >= 3, collected
        left = [found["Key"] for found in client.list_objects_v2(Bucket=BUCKET).get("Contents", [])]
        assert all("/damaged/" in name for name in left), left
        print("ok: what nothing refers to is collected there, too")

        with Server(program, states[0], environment) as server:
            moto.stop()
            assert server.call("GET", f"/v1/content/{root}") == b"far away"
            answer = json.loads(server.call("POST", "/v1/content", b"nowhere to go", expect=503))
            assert answer["error"]["code"] == "object_store_unavailable", answer
            print("ok: without the object store, uploads are refused by name, and the folder is read")


if __name__ == "__main__":
    main()
