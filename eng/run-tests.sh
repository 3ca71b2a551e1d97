#!/usr/bin/env bash
# Runs the tests of every project, two at a time, and ends with one line: "N passed, N failed, N skipped".
# Exit code 1 when a test failed, a test host fell over, or nothing ran.
#
# usage: run-tests.sh DOTNET [arguments of dotnet test …]     after a Release build; the launcher calls it
set -eu
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
dotnet=$1
shift
limit=900    # seconds a project may take before its host counts as hung

# Prints the skipped tests in a .trx file, each with its reason.
skipped_tests() {
    awk '
        BEGIN { RS = "<UnitTestResult " }
        index($0, "outcome=\"NotExecuted\"") {
            match($0, /testName="[^"]*"/)
            name = substr($0, RSTART + 10, RLENGTH - 11)
            message = ""
            if (match($0, /<Message>[^<]*<\/Message>/)) message = substr($0, RSTART + 9, RLENGTH - 19)
            else if (match($0, /<StdOut>[^<]*<\/StdOut>/)) message = substr($0, RSTART + 8, RLENGTH - 17)
            line = name ": " message
            gsub(/&#xD;/, "", line); gsub(/&lt;/, "<", line); gsub(/&gt;/, ">", line)
            gsub(/&quot;/, "\"", line); gsub(/&apos;/, "\047", line); gsub(/&amp;/, "\\&", line)
            print "  skipped: " line
        }' "$1"
}

# The output of a test run less what is said elsewhere and the frames that are not this project's.
show_log() {
    grep -v -E '^ +at (System|Xunit|Microsoft)\.|^(VSTest version|Starting test execution|A total of|Results File:)|^ *$|\[(FAIL|SKIP)\]$|^  Skipped ' "$1" | cut -c1-300 | head -200
}

results=$(mktemp -d)
lanes=()
trap 'rm -rf "$results"' EXIT
trap 'kill "${lanes[@]}" 2>/dev/null; exit 130' INT TERM

# Runs one project's tests, says how they went, and leaves "passed failed skipped" in a file.
run_project() {
    local project=$1 name assembly trx log status=0 counts p f t e
    name=$(basename "$project" .csproj)
    assembly=$(dirname "$project")/bin/Release/net10.0/$name.dll
    trx=$results/$name.trx log=$results/$name.log
    shift
    # In the background, for the shell to hear Ctrl-C while it waits.
    (cd "$(dirname "$project")" && exec env -u MTRL_MUJOCO timeout --kill-after=10 "$limit" "$dotnet" test "$assembly" \
        --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal" --results-directory "$results" "$@") \
        >"$log" 2>&1 </dev/null &
    running=$!
    wait "$running" || status=$?
    running=
    if [ ! -e "$trx" ]; then
        # No results: either there was nothing to run, or the test host fell over.
        [ $status -ne 0 ] || return 0
        show_log "$log"
        echo "$name: the test run ended with exit code $status and left no results (counted as one failure)"
        echo 0 1 0 >"$results/$name.counts"
        return
    fi
    counts=$(sed -n 's/.*<Counters total="\([0-9]*\)" executed="\([0-9]*\)" passed="\([0-9]*\)" failed="\([0-9]*\)".*/\3 \4 \1 \2/p' "$trx")
    read -r p f t e <<<"${counts:-0 0 0 0}"
    echo "$name: $p passed, $f failed, $((t - e)) skipped"
    [ "$f" = 0 ] || show_log "$log"
    skipped_tests "$trx"
    if [ $status -ne 0 ] && [ "$f" = 0 ]; then
        f=1
        show_log "$log"
        echo "$name: the test run ended with exit code $status although no test failed (counted as one failure)"
    fi
    echo "$p $f $((t - e))" >"$results/$name.counts"
}

# Takes the next project off the list of those that wait; fails when there is none.
next_project() {
    local status=0
    exec {lock}>"$results/lock"
    flock "$lock"
    IFS= read -r project <"$results/waiting" || status=1
    sed -i 1d "$results/waiting"
    exec {lock}>&-
    return $status
}

# Runs one project after the other.
run_lane() {
    local project lock
    running=
    trap '[ -z "$running" ] || kill "$running" 2>/dev/null; exit 130' INT TERM
    while next_project; do run_project "$project" "$@"; done
}

# Two lanes. That of processes, which mostly start, die and wait, takes longest and leaves room beside it.
printf '%s\n' "$root"/tests/*/*.Chaos.csproj "$root"/tests/*/*.Tests.csproj >"$results/waiting"
for lane in 1 2; do
    run_lane "$@" & lanes+=($!)
done
for lane in "${lanes[@]}"; do wait "$lane"; done

passed=0 failed=0 skipped=0
for counts in "$results"/*.counts; do
    [ -e "$counts" ] || continue
    read -r p f s <"$counts"
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done
[ $((passed + failed)) -gt 0 ] || echo "no test ran: is the filter right?"
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ] && [ $passed -gt 0 ]
