"""Run by `ssh` to ask something: passes the question on to jtui, and prints the answer.

It runs on its own and imports little, because `ssh` waits for it. Where jtui listens, and the word
that shows who asks, are in the environment.
"""

import os
import socket
import sys

SOCKET = "JTUI_ASKPASS_SOCKET"
SECRET = "JTUI_ASKPASS_SECRET"
KIND = "SSH_ASKPASS_PROMPT"
ANSWERED = b"+"
"""Begins an answer; whoever backs out sends nothing."""
_CHUNK = 4096


def main() -> int:
    """Ask, and print the answer; the exit status is 1 when there is none."""
    fields = [os.environ.get(SECRET, ""), os.environ.get(KIND, ""), " ".join(sys.argv[1:])]
    question = "\0".join(each.replace("\0", "") for each in fields)
    answer = b""
    try:
        with socket.socket(socket.AF_UNIX) as jtui:
            jtui.connect(os.environ.get(SOCKET, ""))
            jtui.sendall(question.encode("utf-8", "surrogateescape") + b"\0")
            while piece := jtui.recv(_CHUNK):
                answer += piece
    except OSError:
        return 1
    if not answer.startswith(ANSWERED):
        return 1
    os.write(1, answer[len(ANSWERED) :] + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
