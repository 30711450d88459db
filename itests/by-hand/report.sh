# What the scripts of this folder share; they source it with `root` and `logs` set, a function `usage`, and the option pipefail.

export LC_ALL=C
DATA=$(cd "$root" && realpath -m -- "${DATA:-../shared/data}")
export DATA
cd "$root" || exit 2
mkdir -p "$logs"
missed=0
absent=0

# choose PARTS [ARGUMENT]...: sets `parts` to those that the command line names, or all.
choose() {
  local all=" $1 " script=${0##*/} argument
  shift
  parts=()
  for argument in "$@"; do
    case $argument in
      -h | --help)
        usage
        exit 0
        ;;
    esac
    case $all in
      *" $argument "*) parts+=("$argument") ;;
      *)
        echo "$script: a part must be one of those of --help, but \"$argument\" is none. See itests/by-hand/$script --help." >&2
        exit 2
        ;;
    esac
  done
  # shellcheck disable=SC2206 # they are words
  [ "${#parts[@]}" -gt 0 ] || parts=($all)
}

# report STATE WHAT FIGURE TARGET
report() {
  printf '%-7s %-66s %30s   %s\n' "$1" "$2" "$3" "$4"
  case $1 in
    ok) ;;
    ABSENT) absent=$((absent + 1)) ;;
    *) missed=$((missed + 1)) ;;
  esac
}

# holds FIGURE OPERATOR TARGET: whether both are numbers, and so.
holds() {
  local number='^[-+]?[0-9.]+([eE][-+]?[0-9]+)?$'
  [[ $1 =~ $number && $3 =~ $number ]] && awk -v figure="$1" -v target="$3" "BEGIN { exit !(figure + 0 $2 target + 0) }"
}

# judge WHAT FIGURE UNIT OPERATOR TARGET LOG
judge() {
  if [ -z "$2" ]; then
    report FAILED "$1" "-" "see $6"
  elif holds "$2" "$4" "$5"; then
    report ok "$1" "$2${3:+ $3}" "$4 $5"
  else
    report MISSED "$1" "$2${3:+ $3}" "$4 $5"
  fi
}

# have WHAT PATH...: whether data are there; says what is not.
have() {
  local what=$1 path all=0
  shift
  for path in "$@"; do
    if [ ! -e "$DATA/$path" ]; then
      report ABSENT "$what" "-" "there is no $DATA/$path"
      all=1
    fi
  done
  return $all
}

maven() {
  ${NEOCOG_MVN:-mvn} -B -q -ntp -Dneocog.fast "$@" </dev/null
}

# tests LOG MODULE TEST OPTION...: runs unit or integration tests of a module; their number is in `passed`, 0 if one fails.
tests() {
  local log=$logs/$1.log module=$2 test=$3
  shift 3
  rm -rf itests/*/target/exam
  local kind=surefire phase=test
  local folder
  folder=$(find bundles itests -maxdepth 1 -name "${module#:}" -o -maxdepth 1 -name "${module#:org.neocog.itests.}" | head -n 1)
  if grep -q maven-failsafe-plugin "$folder/pom.xml"; then
    kind=failsafe phase=verify
  fi
  rm -rf "$folder/target/$kind-reports"
  passed=0
  if maven -pl "$module" -am -Dtest="$([ $kind = surefire ] && echo "$test" || echo NoSuch)" -Dit.test="$test" \
    -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
    -Dneocog.tests.required=false -Dneocog.its.required=false "$@" "$phase" 2>&1 | sed 's/\x1b\[[0-9;]*m//g' >"$log"; then
    passed=$(grep -h -m 1 '<testsuite ' "$folder/target/$kind-reports"/TEST-*.xml 2>/dev/null | awk '
      function value(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : 0 }
      { passed += value("tests") - value("skipped") } END { print passed + 0 }')
  fi
}

# What the script ends with: 0 all ok; 1 something missed or failed; 3 nothing missed, but something absent.
finish() {
  [ "$missed" -eq 0 ] || exit 1
  [ "$absent" -eq 0 ] || exit 3
  exit 0
}
