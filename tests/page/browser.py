"""A headless Chromium over bare WebDriver (W3C), without any library."""
import base64
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
KEYS = {"Left": "\ue012", "Right": "\ue014", "PageUp": "\ue00e", "PageDown": "\ue00f", "Home": "\ue011",
        "End": "\ue010", "Escape": "\ue00c", "Tab": "\ue004", "Space": "\ue00d", "Enter": "\ue007"}


class Browser:
    def __init__(self, width=1500, height=1100):
        self.profile = tempfile.mkdtemp(prefix="tare-chromium-")
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True,
                                       env={**os.environ, "HOME": self.profile})
        port = None
        for line in self.driver.stdout:
            found = re.search(r"started successfully on port (\d+)", line)
            if found:
                port = found[1]
                break
        self.base = f"http://127.0.0.1:{port}"
        switches = ["--headless=new", "--disable-gpu", f"--user-data-dir={self.profile}/profile", "--no-first-run",
                    "--disable-background-networking", "--disable-component-update", "--disable-sync",
                    "--disable-dev-shm-usage", "--force-device-scale-factor=1", f"--window-size={width},{height}"]
        if os.geteuid() == 0:
            switches.append("--no-sandbox")
        wanted = {"browserName": "chrome", "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
                  "goog:chromeOptions": {"binary": shutil.which("chromium"), "args": switches}}
        self.session = "/session"
        try:
            self.session += "/" + self.ask("POST", "", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
        except BaseException:
            self.end()
            raise

    def close(self):
        try:
            self.ask("DELETE", "")
        finally:
            self.end()

    def end(self):
        self.driver.terminate()
        self.driver.wait(20)
        self.driver.stdout.close()
        shutil.rmtree(self.profile, ignore_errors=True)

    def ask(self, method, path, body=None):
        data = json.dumps(body or {}).encode() if method == "POST" else None
        request = urllib.request.Request(self.base + self.session + path, data, method=method,
                                         headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(json.load(error)["value"]["message"]) from None

    def open(self, path):
        self.logs()
        self.ask("POST", "/url", {"url": f"file://{path}"})
        self.wait("return document.documentElement.dataset.ready === 'true'")

    def run(self, script, *arguments):
        return self.ask("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def run_async(self, script, *arguments):
        return self.ask("POST", "/execute/async", {"script": script, "args": list(arguments)})

    def wait(self, script, *arguments, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self.run(script, *arguments)
            if found:
                return found
            time.sleep(0.03)
        raise AssertionError(f"waited {seconds} s for: {script}")

    def find(self, css):
        return self.ask("POST", "/element", {"using": "css selector", "value": css})[ELEMENT]

    def click(self, css):
        self.ask("POST", f"/element/{self.find(css)}/click")

    def text(self, css):
        return self.run("return document.querySelector(arguments[0])?.textContent", css)

    def keys(self, *names):
        """Presses keys, one after the other, wherever the focus is."""
        actions = []
        for name in names:
            shift = name.startswith("Shift+")
            key = KEYS.get(name.removeprefix("Shift+"), name.removeprefix("Shift+"))
            press = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
            if shift:
                press = [{"type": "keyDown", "value": "\ue008"}, *press, {"type": "keyUp", "value": "\ue008"}]
            actions += press
        self.ask("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def drag(self, css, start, end):
        """Presses the mouse at the fraction `start` of an element's width and lets go at `end`."""
        self.run("document.querySelector(arguments[0]).scrollIntoView({block: 'center'})", css)
        box = self.run("const r = document.querySelector(arguments[0]).getBoundingClientRect();"
                       "return [r.left, r.top, r.width, r.height]", css)
        at = lambda part: {"type": "pointerMove", "duration": 20, "x": round(box[0] + box[2] * part),
                           "y": round(box[1] + box[3] / 2)}
        moves = [at(start), {"type": "pointerDown", "button": 0}, at((start + end) / 2), at(end),
                 {"type": "pointerUp", "button": 0}] if end is not None else [at(start)]
        self.ask("POST", "/actions", {"actions": [{"type": "pointer", "id": "mouse", "actions": moves}]})

    def hover(self, css, where):
        self.drag(css, where, None)

    def logs(self):
        """(console messages, addresses asked for) since the last call."""
        console = self.ask("POST", "/se/log", {"type": "browser"})
        asked = []
        for entry in self.ask("POST", "/se/log", {"type": "performance"}):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                asked.append(message["params"]["request"]["url"])
        return [entry["message"] for entry in console], asked

    def devtools(self, command, **parameters):
        return self.ask("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def scheme(self, dark):
        self.devtools("Emulation.setEmulatedMedia",
                      features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def size(self, width, height):
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                      mobile=False)

    def screenshot(self, path, whole=True):
        picture = self.devtools("Page.captureScreenshot", captureBeyondViewport=whole)
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture["data"]))

    def paper(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.devtools("Page.printToPDF", printBackground=True, paperWidth=8.27,
                                                      paperHeight=11.69)["data"]))
