# Sourced: phase NAME COMMAND... runs a command and prints how long it took.
phase() {
  phase_name=$1
  phase_start=$(date +%s)
  shift
  "$@"
  echo "== $phase_name: $(($(date +%s) - phase_start)) s"
}
