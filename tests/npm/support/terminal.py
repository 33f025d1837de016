"""Runs a program in a terminal, and tells what is to be seen there: a line of JSON whenever that changes, and one when the
program has ended. What comes in on standard input is typed.
"""

import fcntl
import json
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time

import pyte
import pyte.modes

LINES, COLUMNS = 24, 100

screen = pyte.Screen(COLUMNS, LINES)
stream = pyte.ByteStream(screen)
master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
settings = termios.tcgetattr(slave)
begun = time.monotonic()
child = subprocess.Popen(
    sys.argv[1:],
    stdin=slave,
    stdout=slave,
    stderr=slave,
    start_new_session=True,
    preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
)


def shown():
    return {
        "lines": [line.rstrip() for line in screen.display if line.strip()],
        "isColoured": any(
            cell.fg != "default" for row in screen.buffer.values() for cell in row.values()
        ),
    }


def is_in_order():
    """Whether who comes next finds the terminal as it was."""
    return (
        not screen.cursor.hidden
        and screen.cursor.x == 0
        and screen.cursor.attrs.fg == "default"
        and pyte.modes.DECAWM in screen.mode
        and termios.tcgetattr(slave) == settings
    )


def tell(what):
    print(json.dumps({"millis": round((time.monotonic() - begun) * 1000), **what}), flush=True)


inputs = [master, sys.stdin.fileno()]
before = None
while True:
    has_ended = child.poll() is not None
    ready, _, _ = select.select(inputs, [], [], 0 if has_ended else 0.05)
    if master in ready:
        stream.feed(os.read(master, 65536))
        now = shown()
        if now != before:
            tell(now)
            before = now
    elif has_ended:
        break
    if sys.stdin.fileno() in ready:
        typed = os.read(sys.stdin.fileno(), 1024)
        if typed:
            os.write(master, typed)
        else:
            inputs.remove(sys.stdin.fileno())
tell({"code": child.returncode, "isInOrder": is_in_order(), **shown()})
