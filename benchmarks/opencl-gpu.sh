#!/bin/sh
# Verifies and measures the OpenCL backend on a bare Linux machine that has a graphics processor and its driver, and nothing else.
#   opencl-gpu.sh pack [FOLDER]   where this was built: puts Java, the distribution, the class path and an OpenCL loader into FOLDER
#                                 (default target/opencl-gpu beside this script). Needs jlink, libOpenCL.so.1, and the builds:
#                                 mvn package && mvn -f benchmarks/pom.xml package
#   opencl-gpu.sh run             in a copy of that folder on the other machine: the contract of backends, then images/s of some networks, as JSON lines
# SECONDS_EACH (default 3) is how long each window of a measurement lasts, TASKS which networks (see compare), MNIST a folder with MNIST for a whole run.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

fail() {
  echo "opencl-gpu: $1" >&2
  exit 2
}

pack() {
  to=${1:-$here/target/opencl-gpu}
  [ -r "$here/target/classpath.txt" ] || fail "the benchmarks must be built, but $here/target/classpath.txt is missing. Run mvn -f benchmarks/pom.xml package."
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
  cp "$0" "$to/"
  echo "$to"
}

# The driver's library, where its registration is missing, as in many containers.
find_driver() {
  [ -n "${OCL_ICD_VENDORS:-}" ] && return
  [ -n "$(find /etc/OpenCL/vendors -name '*.icd' 2>/dev/null)" ] && return
  driver=$(find / -xdev \( -name 'libnvidia-opencl.so.1' -o -name 'libamdocl64.so' \) 2>/dev/null | head -n 1)
  [ -n "$driver" ] || fail "an OpenCL driver must be there, but neither /etc/OpenCL/vendors nor libnvidia-opencl.so.1 is. Install the driver."
  OCL_ICD_VENDORS=$driver
  export OCL_ICD_VENDORS
}

run() {
  [ -x "$here/java/bin/java" ] || fail "run works in a packed folder, but $here/java is missing. Run pack first."
  find_driver
  LD_LIBRARY_PATH=$here${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
  JAVA_HOME=$here/java
  export LD_LIBRARY_PATH JAVA_HOME
  java="$here/java/bin/java -Xmx8g --add-opens=java.base/java.nio=ALL-UNNAMED -Dneocog.cache=$here/cache -cp $here/lib/classes:$here/lib/*"
  "$here/neocog/bin/neocog" list backends
  $java org.neocog.benchmarks.Contract
  for task in ${TASKS:-lenet-mnist:64 resnet20-cifar:128 resnet50-train:32 resnet50-infer:32 vgg16-infer:32}; do
    $java -Dneocog.benchmark.backend=opencl org.neocog.benchmarks.Ours "$task" 1 "${SECONDS_EACH:-3}" "${SECONDS_EACH:-3}" 3
  done
  if [ -n "${MNIST:-}" ]; then
    "$here/neocog/bin/neocog" run "$here/neocog/configs/lenet5-mnist.yaml" --backend 'opencl*' --runs "$here/runs" --json \
      -s "data.train.path=$MNIST" -s train.epochs=2
  fi
}

case ${1:-} in
  pack) shift && pack "$@" ;;
  run) run ;;
  *) sed -n '2,8s/^# \{0,1\}//p' "$0" && exit 2 ;;
esac
