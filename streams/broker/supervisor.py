"""Runs a command that must not outlive the process that asked for it, which starts this file as a script.

Standard input is a pipe from the owner. Its end, which comes however the owner dies, stops the command gently; the line
`kill` before it stops the command at once. The command's process id is the only line on standard output; what the
command prints goes to standard error.
"""

import signal
import subprocess
import sys
import threading

GRACE_SECONDS = 15


def main() -> int:
    """Run the command in the arguments until it ends or the pipe says so, and give back its exit code."""
    # Open files are handed on: one of them is the lock on what the command works with.
    command = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=sys.stderr, close_fds=False)
    signal.signal(signal.SIGTERM, lambda *_: command.terminate())
    sys.stdout.write(f"{command.pid}\n")
    sys.stdout.flush()
    threading.Thread(target=obey, args=(command,), daemon=True).start()
    return command.wait()


def obey(command: subprocess.Popen[bytes]) -> None:
    """Wait for the owner's word or its end, and stop the command."""
    if sys.stdin.readline() == "kill\n":
        command.kill()
        return
    command.terminate()
    try:
        command.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        command.kill()


if __name__ == "__main__":
    sys.exit(main())
