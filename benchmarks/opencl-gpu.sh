#!/bin/sh
# Verifies and measures the OpenCL backend on a bare Linux machine that has a graphics processor and its driver, and nothing else.
#   opencl-gpu.sh pack [FOLDER]   where this was built: puts Java, the distribution, the class path and an OpenCL loader into FOLDER
#                                 (default target/opencl-gpu beside this script). Needs jlink, libOpenCL.so.1, and the builds:
#                                 mvn package && mvn -pl :neocog-benchmarks -am -DskipTests package
#   opencl-gpu.sh run [PART]...   in a copy of that folder on the other machine. Prints lines of JSON, keeps them in results.jsonl, and prints a table last
# PARTs, all unless some are named:
#   contract   the contract of backends
#   shares     the device's measured float32 peak, and what matrix products, convolutions and their gradients by ResNet-50's shapes reach of it
#   networks   images/s in training and inference beside PyTorch on the same device, in float32 with tf32 off and on, and in bfloat16
#   mnist      two epochs of LeNet-5 on MNIST by the launcher; MNIST names the folder, and without it the part is left out
# In the environment: SECONDS_EACH (default 3) how long each window of a measurement lasts, TASKS which networks and batches, PRECISIONS which of
# "f32 tf32 bf16", BATCH of the convolutions (32), SIDES of square matrices (1024,2048,4096,8192), PYTHON which has torch (default: the first of python3,
# python that has it), HEAP of Java (8g).
# Exit codes: 0 all that there is an aim for is reached; 1 something failed or is below 0.42 of PyTorch; 2 usage, or something to run it with is
# missing; 3 nothing missed, but there is no PyTorch to compare with.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

fail() {
  echo "opencl-gpu: $1" >&2
  exit 2
}

pack() {
  to=${1:-$here/target/opencl-gpu}
  [ -r "$here/target/classpath.txt" ] || fail "the benchmarks must be built, but $here/target/classpath.txt is missing. Run mvn -pl :neocog-benchmarks -am -DskipTests package."
  distribution=$(find "$here/../distribution/target" -maxdepth 1 -name 'neocog-*.tar.gz' | head -n 1)
  [ -n "$distribution" ] || fail "the distribution must be built, but distribution/target holds no neocog-*.tar.gz. Run mvn package."
  loader=$(find /usr/lib /usr/lib64 /lib -name 'libOpenCL.so.1' 2>/dev/null | head -n 1)
  [ -n "$loader" ] || fail "an OpenCL loader must be there to be packed, but libOpenCL.so.1 is not. Install the package ocl-icd-libopencl1."
  rm -rf "$to"
  mkdir -p "$to/lib"
  "${JAVA_HOME:+$JAVA_HOME/bin/}jlink" --add-modules java.se,jdk.unsupported,jdk.management,jdk.zipfs --strip-debug --no-header-files \
    --no-man-pages --output "$to/java"
  tar -xzf "$distribution" -C "$to"
  mv "$to"/neocog-* "$to/neocog"
  cp -L "$loader" "$to/libOpenCL.so.1"
  cp -r "$here/target/classes" "$to/lib/classes"
  tr ':' '\n' <"$here/target/classpath.txt" | while read -r jar; do
    if [ -d "$jar" ]; then cp -r "$jar/." "$to/lib/classes"; else cp "$jar" "$to/lib/"; fi
  done
  cp "$0" "$here/torch_peer.py" "$to/"
  echo "$to"
}

# The driver's library, where its registration is missing, as in many containers.
find_driver() {
  [ -n "${OCL_ICD_VENDORS:-}" ] && return
  [ -n "$(find /etc/OpenCL/vendors -name '*.icd' 2>/dev/null)" ] && return
  for name in libnvidia-opencl.so.1 libamdocl64.so; do
    driver=$(find /usr/lib /usr/lib64 /usr/local /lib64 /opt /run/opengl-driver -name "$name" 2>/dev/null | head -n 1)
    [ -n "$driver" ] || driver=$(find / -xdev -name "$name" 2>/dev/null | head -n 1)
    if [ -n "$driver" ]; then
      mkdir -p "$here/vendors"
      echo "$driver" >"$here/vendors/driver.icd"
      OCL_ICD_VENDORS=$here/vendors
      export OCL_ICD_VENDORS
      echo "opencl-gpu: no driver is registered in /etc/OpenCL/vendors; using $driver" >&2
      return
    fi
  done
  fail "an OpenCL driver must be there, but neither /etc/OpenCL/vendors nor libnvidia-opencl.so.1 is. Install the driver, or in a container give it the capability \"compute\"."
}

# The Python that has PyTorch, or nothing.
find_torch() {
  for candidate in ${PYTHON:-python3 python}; do
    if "$candidate" -c 'import torch' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
}

# line CMD...: runs it; its lines of JSON go into the results.
line() {
  code=0
  "$@" >"$here/output" || code=$?
  grep '^{' "$here/output" | tee -a "$results" || true
  return "$code"
}

# note KEY VALUE KEY VALUE: a line of our own.
note() {
  printf '{"%s": "%s", "%s": "%s"}\n' "$@" | tee -a "$results"
}

java() {
  # shellcheck disable=SC2086 # options, of which there may be none
  "$here/java/bin/java" "-Xmx${HEAP:-8g}" --add-opens=java.base/java.nio=ALL-UNNAMED "-Dneocog.cache=$here/cache" ${JAVA_OPTIONS:-} \
    -cp "$here/lib/classes:$here/lib/*" "$@"
}

# failed PART CODE
failed() {
  printf '{"what": "failed", "part": "%s", "why": "exit code %s; see what it printed above"}\n' "$1" "$2" | tee -a "$results"
}

contract() {
  # Cases that fail count by the line that says how many; anything else is a failure of its own.
  line java org.neocog.benchmarks.Contract || { [ "$code" -eq 4 ] || failed contract "$code"; }
}

shares() {
  line java org.neocog.benchmarks.op.DeviceShares "${BATCH:-32}" "${SECONDS_EACH:-3}" "${SIDES:-1024,2048,4096,8192}" || failed shares "$code"
}

# Ours and the peer's in turn, so that the device is in much the same state.
networks() {
  python=$(find_torch)
  if [ -z "$python" ]; then
    note what "PyTorch" why "no Python with torch was found; PYTHON names one"
  fi
  each=${SECONDS_EACH:-3}
  for task in ${TASKS:-lenet-mnist:64 lenet-mnist:1024 resnet20-cifar:128 resnet50-train:32 resnet50-infer:1 resnet50-infer:32 vgg16-infer:32}; do
    for precision in ${PRECISIONS:-f32 tf32 bf16}; do
      measured=$task:$precision
      line java -Dneocog.benchmark.backend=opencl -Dneocog.benchmark.tune=true org.neocog.benchmarks.Ours "$measured" 1 "$each" "$each" 3 ||
        { [ "$code" -eq 3 ] || failed "$measured" "$code"; }
      if [ -n "$python" ]; then
        line "$python" "$here/torch_peer.py" "$measured" "$each" "$each" 3 || { [ "$code" -eq 3 ] || failed "PyTorch $measured" "$code"; }
      fi
    done
  done
}

mnist() {
  if [ -z "${MNIST:-}" ]; then
    echo "opencl-gpu: mnist is left out: MNIST names no folder" >&2
    return
  fi
  "$here/neocog/bin/neocog" run "$here/neocog/configs/lenet5-mnist.yaml" --backend 'opencl*' --runs "$here/runs" --json \
    -s "data.train.path=$MNIST" -s train.epochs=2 || failed mnist $?
}

run() {
  [ -x "$here/java/bin/java" ] || fail "run works in a packed folder, but $here/java is missing. Run pack first."
  for part in "$@"; do
    case $part in
      contract | shares | networks | mnist) ;;
      *) fail "a part must be one of contract, shares, networks and mnist, but is \"$part\"." ;;
    esac
  done
  find_driver
  LD_LIBRARY_PATH=$here${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
  JAVA_HOME=$here/java
  export LD_LIBRARY_PATH JAVA_HOME
  results=$here/results.jsonl
  : >"$results"
  # The launcher keeps an archive of its classes, which builds on Java's own: a Java made by jlink has none.
  "$here/java/bin/java" -Xshare:on -version >"$here/output" 2>&1 || "$here/java/bin/java" -Xshare:dump >"$here/output" 2>&1 ||
    fail "Java must start, but $here/java says: $(cat "$here/output")"
  backends=$("$here/neocog/bin/neocog" list backends) || fail "the launcher must list backends, but says: $backends"
  printf '%s\n' "$backends" | grep '^opencl:' || fail "a device must be there, but the backends are: $backends"
  [ $# -gt 0 ] || set -- contract shares networks mnist
  for part in "$@"; do
    "$part"
  done
  rm -f "$here/output"
  echo
  java org.neocog.benchmarks.DeviceReport "$results"
}

case ${1:-} in
  pack) shift && pack "$@" ;;
  run) shift && run "$@" ;;
  *) sed -n '2,18s/^# \{0,1\}//p' "$0" && exit 2 ;;
esac
