from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from composer.locks import Held, Turns, hold

HOLDER = """
import sys
from pathlib import Path
from composer.locks import hold
with hold(Path(sys.argv[1]), "pid 4711 on mail"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_who_holds_a_lock_is_told_and_it_ends_with_the_process_however_that_ends(tmp_path):
    path = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Held, match="pid 4711 on mail") as refused, hold(path, "us"):
            pass
        assert refused.value.holder == "pid 4711 on mail"
        holder.kill()
        holder.wait()
    with hold(path, "us"):
        assert path.read_text() == "us"


def test_a_lock_is_let_go_of_and_its_file_stays_for_nobody_else_to_read(tmp_path):
    path = tmp_path / "lock"
    for _ in range(2):
        with hold(path, "us"), pytest.raises(Held, match="us"), hold(path, "them"):
            pass
    assert path.read_text() == ""
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("lock", [lambda path: hold(path, "us").__enter__(), Turns])
def test_a_symbolic_link_is_no_lock(tmp_path, lock):
    target = tmp_path / "precious"
    target.write_text("precious")
    (tmp_path / "lock").symlink_to(target)
    with pytest.raises(OSError, match="symbolic links"):
        lock(tmp_path / "lock")
    assert target.read_text() == "precious"


def test_turns_are_taken_one_after_another(tmp_path):
    inside: list[int] = []
    most: list[int] = []

    def take(turns: Turns) -> None:
        for _ in range(200):
            with turns:
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    each = [Turns(tmp_path / "lock") for _ in range(4)]
    threads = [threading.Thread(target=take, args=(turns,)) for turns in each]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for turns in each:
        turns.close()
    assert most == [1] * 800
