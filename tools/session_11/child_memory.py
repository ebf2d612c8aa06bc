"""What the kernel says of this process."""
import re

FIELDS = {"rss": "VmRSS", "anon": "RssAnon", "file": "RssFile", "swap": "VmSwap", "locked": "VmLck"}


def memory():
    """Bytes; own is private dirty + swap of smaps_rollup, as tare reads it at a step."""
    with open("/proc/self/status") as file:
        status = dict(re.findall(r"^(\w+):\s+(\d+) kB$", file.read(), re.M))
    read = {key: int(status[name]) * 1024 for key, name in FIELDS.items()}
    with open("/proc/self/smaps_rollup") as file:
        rollup = dict(re.findall(r"^(\w+):\s+(\d+) kB$", file.read(), re.M))
    read["own"] = (int(rollup["Private_Dirty"]) + int(rollup["Swap"])) * 1024
    with open("/proc/self/stat") as file:
        words = file.read().rsplit(")", 1)[1].split()
    read["faults"] = int(words[7]) + int(words[9])
    return read
