"""What the page's tests share: runs to make, tare to call, the data inside a page."""
import json
import os
import pathlib
import re
import subprocess
import tempfile

BIN = pathlib.Path(os.environ.get("TARE_BIN", "build/release/bin")).resolve()


class Place:
    """A folder that goes with the test, with runs made on demand."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="tare-page-")
        self.path = pathlib.Path(self.folder.name)

    def close(self):
        self.folder.cleanup()

    def __truediv__(self, name):
        return self.path / name

    def run(self, kind, *more):
        path = self.path / f"{kind}.tare"
        if not path.exists():
            subprocess.run([BIN / "tare_page_runs", kind, path, *more], check=True)
        return path

    def tare(self, *arguments, **more):
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.path), "LC_ALL": "C", **more}
        return subprocess.run([BIN / "tare", *arguments], cwd=self.path, env=environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)

    def page(self, name, *kinds, options=()):
        """A page of runs of these kinds; its path."""
        path = self.path / f"{name}.html"
        done = self.tare("report", *[self.run(kind) for kind in kinds], "--html", path, *options)
        if done.returncode != 0:
            raise AssertionError(f"{done.returncode}: {done.stderr}")
        return path

    def json(self, kind):
        return json.loads(self.tare("report", self.run(kind), "--json").stdout)


def data_of(path):
    text = path.read_text(encoding="utf-8")
    return json.loads(re.search(r'id="data">(.*?)</script>', text, re.S)[1])
