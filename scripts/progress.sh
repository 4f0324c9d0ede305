# Sourced by common.sh: what the scripts say while they run, and what each step took.

started=$SECONDS
# Steps of all scripts that one script runs, a line each: seconds, seconds of processor time, name. Beside it, in
# $STEPS_FILE.crates, what crates took: name, seconds.
if [ -z "${STEPS_FILE:-}" ]; then
  STEPS_FILE=$(mktemp)
  export STEPS_FILE
  outermost=1
fi
step_name=

# say TEXT: a progress line with the time since the start.
say() { printf '[%4ds] %s\n' "$((SECONDS - started))" "$*" >&2; }

# step TEXT: says what begins now, and notes what the step before it took.
step() {
  end_step
  step_name=$1 step_start=$SECONDS
  processor_time
  step_processor=$processor
  say "$1"
}

# end_step: notes what the current step took.
end_step() {
  [ -n "$step_name" ] || return 0
  processor_time
  printf '%d\t%d\t%s\n' "$((SECONDS - step_start))" "$((processor - step_processor))" "$step_name" >>"$STEPS_FILE"
  step_name=
}

# processor_time: sets `processor` to the seconds that all commands took so far, on all cores together.
processor_time() {
  local own children minutes seconds
  # In a subshell `times` would tell of that one.
  times >"$STEPS_FILE.times"
  { read -r own && read -r children; } <"$STEPS_FILE.times"
  processor=0
  for children in $children; do
    minutes=${children%m*} seconds=${children#*m}
    processor=$((processor + minutes * 60 + ${seconds%%[.,]*}))
  done
}

# show_steps: a table of the steps that took a second or more. Scripts that another one runs leave that to it, and
# where everything took less than half a minute, nobody asks.
show_steps() {
  end_step
  if [ -n "${outermost:-}" ] && [ "$((SECONDS - started))" -ge 30 ]; then
    awk -F '\t' '
      BEGIN { printf "%8s  %9s  step\n", "seconds", "processor" }
      $1 + $2 > 0 { printf "%8d  %9d  %s\n", $1, $2, $3 }
      { seconds += $1; processor += $2 }
      END { printf "%8d  %9d  all steps\n", seconds, processor }' "$STEPS_FILE" >&2
    show_policies
  fi
  [ -z "${outermost:-}" ] || rm -f "$STEPS_FILE"{,.times,.crates}
}

# show_policies: what each policy took of these steps: compiling, optimising, its tests.
show_policies() {
  local metadata name
  [ -e "$STEPS_FILE.crates" ] || return 0
  printf '%8s  policy\n' seconds >&2
  for metadata in policies/*/metadata.yml; do
    name=$(basename "$(dirname "$metadata")")
    awk -F '\t' -v name="$name" '$1 == name || $1 == "module-" name { all += $2 }
      END { printf "%8.0f  %s\n", all, name }' "$STEPS_FILE.crates" >&2
  done
}

# took NAME SECONDS: notes what a crate took.
took() { printf '%s\t%s\n' "$1" "$2" >>"$STEPS_FILE.crates"; }

# note_compilation FILE: notes what cargo's report says of the crates that it has just compiled.
note_compilation() {
  awk -F '"' '/^ *"name": / { name = $4 } /^ *"duration": / { gsub(/[^0-9.]/, "", $3); print name "\t" $3 }' \
    "$1" >>"$STEPS_FILE.crates"
}

# note_tests FILE: notes how long the tests of each crate ran, by what `cargo test` said.
note_tests() {
  awk '
    / Running unittests / { name = $0; sub(/.*deps\//, "", name); sub(/-[0-9a-f]*\).*/, "", name); gsub(/_/, "-", name) }
    / Doc-tests / { name = $2; gsub(/_/, "-", name) }
    / finished in / { took = $0; sub(/.* finished in /, "", took); print name "\t" took + 0 }' "$1" >>"$STEPS_FILE.crates"
}

# build COMMAND ARGUMENT...: compiles with a command of cargo, and notes how long each crate took.
build() {
  cargo_with_progress "$1" --timings "${@:2}"
  note_compilation target/cargo-timings/cargo-timing.html
  rm -rf target/cargo-timings
}

# cargo_with_progress ARGUMENT...: cargo with its own progress on a terminal, and elsewhere with a line every 20 seconds
# that says how many crates of how many are done, and which one is in work.
cargo_with_progress() {
  if [ -t 2 ]; then
    cargo "$@"
  else
    {
      CARGO_TERM_COLOR=never CARGO_TERM_PROGRESS_WHEN=always CARGO_TERM_PROGRESS_WIDTH=100 \
        cargo "$@" 2>&1 >&3 | thin_out >&2
    } 3>&1
  fi
}

# thin_out: keeps warnings and errors of what cargo says, and little of its progress.
thin_out() {
  local part text='' complete line shown='' told=$SECONDS more=1
  while [ -n "$more" ]; do
    part='' complete=1
    # Each state of the progress ends with a carriage return; while one crate takes minutes, there is none.
    IFS= read -r -d $'\r' -t 5 part || if [ $? -gt 128 ]; then complete=''; else more=''; fi
    text+=$part
    while [ -n "$complete" ] && IFS= read -r line; do
      case ${line#"${line%%[! ]*}"} in
        # 287/301: cranelift-codegen
        'Building ['* | 'Downloading ['*) shown=${line#*] } ;;
        '' | Compiling\ * | Checking\ * | Documenting\ * | Running\ * | Executable\ * | Fresh\ * | Finished\ * | Generated\ * | Timing\ *) ;;
        Downloading\ * | Downloaded\ * | Updating\ * | Locking\ * | Adding\ * | Installing\ * | Installed\ *) ;;
        *) printf '%s\n' "$line" ;;
      esac
    done <<<"$text"
    [ -z "$complete" ] || text=''
    if [ -n "$shown" ] && [ "$((SECONDS - told))" -ge 20 ]; then
      say "  ${shown%"${shown##*[! ]}"}"
      told=$SECONDS
    fi
  done
}
