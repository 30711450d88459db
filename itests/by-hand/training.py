#!/usr/bin/env python3
"""What the script training needs beside the shell: numbers out of JSON, an independent reader of safetensors, and kills.

  training.py value KEY.KEY...                         a number of the JSON document on standard input
  training.py frozen BEFORE PREFIX AFTER PATTERN...    counts tensors that match and are the same in both files, bit for bit, and others that are not
  training.py apart FIRST SECOND                       the greatest difference of the tensors of two files
  training.py read FILE                                counts tensors and values of a file, all of which must be finite
  training.py metrics FIRST SECOND                     compares two metrics.jsonl but for what a clock gave
  training.py tensors FIRST SECOND                     compares all tensors of two files, bit for bit
  training.py kills RUN KILLS SEED PER_EPOCH STEPS LOG COMMAND...
                                                       kills COMMAND, and then what resumes RUN, at so many random steps

Needs Python 3.8 and its own library alone.
"""
import fnmatch
import json
import math
import os
import random
import re
import signal
import struct
import subprocess
import sys
import time

# Before the end of a run a kill might come too late, where the machine has other things to do.
MARGIN = 8
# The progress bar is drawn no more often: of faster steps it passes some over.
DRAWN = 0.1
# Wall-clock readings: all that may differ between two runs of the same config.
CLOCK = ("seconds", "imagesPerSecond", "inputBound")
FORMATS = {"F32": ("f", 4), "F64": ("d", 8), "I64": ("q", 8), "I32": ("i", 4)}


def tensors(path):
    """By name: dtype, shape, bytes. By the letter of the format: length of the header, header as JSON, data."""
    with open(path, "rb") as file:
        content = file.read()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    header.pop("__metadata__", None)
    data = content[8 + length :]
    found = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        size = math.prod(entry["shape"]) * FORMATS[entry["dtype"]][1]
        if end - start != size or end > len(data):
            sys.exit(f"{path}: tensor {name} must take {size} bytes within the file, but has {start} to {end}.")
        found[name] = (entry["dtype"], entry["shape"], data[start:end])
    return found


def numbers(tensor):
    letter, size = FORMATS[tensor[0]]
    return struct.unpack(f"<{len(tensor[2]) // size}{letter}", tensor[2])


def value(path):
    found = json.load(sys.stdin)
    for key in path.split("."):
        found = found[key]
    print(found)


def frozen(before, prefix, after, *patterns):
    first = {name[len(prefix) :] if name.startswith(prefix) else name: t for name, t in tensors(before).items()}
    second = tensors(after)
    same = changed = kept = trained = 0
    for name, tensor in second.items():
        if "#" in name or name not in first or first[name][1] != tensor[1]:
            continue  # slots of the optimizer, and the new head
        equal = first[name] == tensor
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns):
            same, changed = same + equal, changed + (not equal)
        else:
            kept, trained = kept + equal, trained + (not equal)
    print(same, changed, trained, kept)


def apart(first, second):
    one, two = tensors(first), tensors(second)
    if one.keys() != two.keys():
        sys.exit(f"{first} and {second} must have the same tensors, but have {sorted(one)} and {sorted(two)}.")
    print(max(abs(a - b) for name in one for a, b in zip(numbers(one[name]), numbers(two[name]), strict=False)))


def read(path):
    all_of_them = tensors(path)
    values = [v for tensor in all_of_them.values() for v in numbers(tensor)]
    if not all(math.isfinite(v) for v in values):
        sys.exit(f"{path}: all values must be finite, but are not.")
    print(len(all_of_them), len(values))


def metrics(first, second):
    def lines(path):
        with open(path, encoding="utf-8") as file:
            read_lines = [json.loads(line) for line in file]
        return [{key: v for key, v in line.items() if key not in CLOCK} for line in read_lines]

    one, two = lines(first), lines(second)
    differ = [i + 1 for i, (a, b) in enumerate(zip(one, two)) if a != b]
    if len(one) != len(two) or differ:
        print(f"{len(one)} and {len(two)} lines, of which {len(differ)} differ, the first is {differ[:1]}")
        sys.exit(1)
    print(f"{len(one)} lines equal, but for {', '.join(CLOCK)}")


def same_tensors(first, second):
    one, two = tensors(first), tensors(second)
    differ = sorted(name for name in one.keys() | two.keys() if one.get(name) != two.get(name))
    if differ:
        print(f"{len(differ)} of {len(one)} tensors differ, {differ[0]} is one")
        sys.exit(1)
    print(f"{len(one)} tensors, {sum(len(t[2]) for t in one.values())} bytes equal")


def saved(run):
    """The step of the newest checkpoint, or -1."""
    try:
        names = os.listdir(os.path.join(run, "checkpoints"))
    except FileNotFoundError:
        return -1
    return max((int(n[5:13]) for n in names if re.fullmatch(r"step-\d{8}\.json", n)), default=-1)


def kills(run, count, seed, per_epoch, steps, log, *command):
    """The progress bar, which a column count switches on without a terminal, tells after each step which one it was."""
    draw = random.Random(int(seed))
    per_epoch, steps = int(per_epoch), int(steps)
    if not 1 <= int(count) < steps - MARGIN:
        sys.exit(f"kills: KILLS must be from 1 to {steps - MARGIN - 1}, but is {count}. Change it.")
    targets = sorted(draw.sample(range(1, steps - MARGIN), int(count)))
    environment = dict(os.environ, NEOCOG_SOCKET="none", NEOCOG_JAVA_OPTS="-Dneocog.columns=100")
    told = re.compile(rb"epoch (\d+)/\d+, step (\d+)/")
    began = saved(run) >= 0
    done = 0
    with open(log, "ab") as err:
        for target in targets:
            wanted = [command[0], "resume", run, "--backend", "onednn"] if began else list(command)
            process = subprocess.Popen(wanted, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
            reached, before, pace = 0, None, 0.05
            text = b""
            while True:
                some = os.read(process.stderr.fileno(), 4096)
                if not some:
                    break
                err.write(some)
                text = (text + some)[-400:]
                found = told.findall(text)
                if found:
                    epoch, step = map(int, found[-1])
                    now = (epoch - 1) * per_epoch + step
                    if now > reached:
                        if before is not None and now == reached + 1:
                            pace = time.monotonic() - before
                        reached, before = now, time.monotonic()
                    if reached >= target:
                        break
            time.sleep(draw.random() * min(pace, 0.5))  # anywhere within the step that goes on
            alive = process.poll() is None
            process.send_signal(signal.SIGKILL)
            rest = process.stderr.read()
            err.write(rest)
            process.wait()
            later = told.findall(text + rest)
            if later:
                epoch, step = map(int, later[-1])
                reached = max(reached, (epoch - 1) * per_epoch + step)
            landed = alive and process.returncode == -signal.SIGKILL and target <= reached < steps
            done += landed
            began = saved(run) >= 0
            print(
                f"  kill -9 {done:2}: in step {reached + 1}{'' if pace >= DRAWN else ' or soon after it'} of {steps},"
                f" {reached - saved(run)} done since the checkpoint of step {saved(run)}"
                if landed
                else f"  no kill in a step: {wanted[1]} was to be killed after step {target}, told of step {reached},"
                f" exit code {process.returncode}",
                flush=True,
            )
    sys.exit(0 if done == int(count) else 1)


if __name__ == "__main__":
    actions = dict(
        value=value, frozen=frozen, apart=apart, read=read, metrics=metrics, tensors=same_tensors, kills=kills
    )
    if len(sys.argv) < 2 or sys.argv[1] not in actions:
        sys.exit(__doc__)
    actions[sys.argv[1]](*sys.argv[2:])
