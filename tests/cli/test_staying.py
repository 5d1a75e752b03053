"""What ends a command that stays is heard, wherever the program happens to stand."""

from __future__ import annotations

import subprocess
import sys

COLLECTED = """
import os, signal
from legation.cli.staying import ended_in_order, settle

class Told:
    def __init__(self):
        self.own = self
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        for _ in range(1000):
            pass

with ended_in_order():
    Told()
    settle()
    print("went on")
"""
FIRST_WORD_LOST = """
import os, signal, time
from legation.web.processes import _end_with

told = []
def hear(number, frame):
    told.append(number)
    if len(told) > 1:
        os._exit(7)

signal.signal(signal.SIGTERM, hear)
alive, ours = os.pipe()
_end_with(alive)
os.close(ours)
time.sleep(60)
"""


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)


def test_what_ends_a_program_is_heard_while_it_collects() -> None:
    done = run(COLLECTED)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_process_whose_first_word_to_end_is_lost_ends_at_the_next() -> None:
    assert run(FIRST_WORD_LOST).returncode == 7


def test_a_desk_loads_the_rules_before_it_is_asked_for_proposals() -> None:
    """In a program of its own: here another test may have loaded them."""
    asked = (
        "from legation.cli.serving import load_rules\n"
        "from legation.extract import sifting\n"
        "from legation.tables import cues\n"
        "load_rules()\n"
        "print(cues.load_weights.cache_info().currsize, sifting._sieve.cache_info().currsize)\n"
    )
    made = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert made.stdout.split() == ["1", "1"]
