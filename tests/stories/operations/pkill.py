#!/usr/bin/env python3
"""Stands in for pkill and pgrep where they are not installed.

pkill [-SIGNAL] [-P PARENT] [-f | -x] PATTERN
pgrep [-P PARENT] [-f | -x] PATTERN
"""

import os
import re
import signal
import sys

which, parent, whole, exact, pattern = signal.SIGTERM, None, False, False, ""
arguments = iter(sys.argv[1:])
for argument in arguments:
    if argument == "-P":
        parent = int(next(arguments))
    elif argument == "-f":
        whole = True
    elif argument == "-x":
        exact = True
    elif argument.startswith("-"):
        which = getattr(signal, "SIG" + argument[1:])
    else:
        pattern = argument

found = False
for name in filter(str.isdigit, os.listdir("/proc")):
    try:
        with open(f"/proc/{name}/stat") as file:
            head, _, rest = file.read().rpartition(")")
        with open(f"/proc/{name}/cmdline") as file:
            command = file.read().replace("\0", " ").strip()
    except OSError:
        continue
    if int(name) == os.getpid() or (parent is not None and int(rest.split()[1]) != parent):
        continue
    text = command if whole else head.partition("(")[2]
    if re.fullmatch(pattern, text) if exact else re.search(pattern, text):
        found = True
        if os.path.basename(sys.argv[0]) == "pgrep":
            print(name)
        else:
            os.kill(int(name), which)
sys.exit(0 if found else 1)
