#!/usr/bin/env bash
# Everything that must hold before a change is good: lint, types, walls, all tiers of tests, the contract.
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'HELP'
Usage: scripts/test.sh [static|unit|integration|e2e|redis|security|chaos|rehearsal|contract]...

Installs what is missing, builds what is stale, then runs these parts, or only those that are named:

  static        lint, types, walls
  unit, integration, e2e
  redis         what concerns queue and live messages, a second time over Redis
  security      hostile files and hostile clients
  chaos         workers, database, disk and connections that break
  rehearsal     all of it behind nginx, as in production
  contract      the contract, from outside

The last line is "N passed, N failed".

Some suites start programs that the product does not need; .ci/run names their packages. Where they are missing these
suites are skipped, saying so; where CI is set they fail.

Environment:
  SHEAF_CONTRACT   the program that checks the contract from outside (default: ../shared/contract/contract.mjs)
HELP
}

answer_help "$@"

prepare
cd "$ROOT"

parts=("$@")
((${#parts[@]})) || parts=(static unit integration e2e redis security chaos rehearsal contract)
results="$(mktemp -d)"
trap 'rm -rf "$results"' EXIT
passed=0
failed=0

# check NAME COMMAND...: a check that passes or fails as a whole
check() {
  local name="$1"
  shift
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf '✗ %s failed\n' "$name" >&2
  fi
}

run_static() {
  check lint npm run --silent lint
  check types npm run --silent typecheck
  check walls npm run --silent walls
}

# A run that ends without its results counts as a failure, whatever it printed.
run_tier() {
  local tier="$1" file="$results/$1.json" counts
  npm run --silent "test:$tier" -- --json --outputFile="$file" || true
  counts="$(node -e '
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = require(process.argv[1]);
    console.log(numPassedTests, numFailedTests + numRuntimeErrorTestSuites);
  ' "$file" 2>/dev/null || echo "0 1")"
  passed=$((passed + ${counts% *}))
  failed=$((failed + ${counts#* }))
}

# The suites concerned have run over PostgreSQL before.
run_redis() {
  if command -v redis-server >/dev/null; then
    run_tier redis
    return
  fi
  say "redis: skipped, redis-server is not installed (apt-get install redis-server)"
  [[ -z "${CI:-}" ]] || failed=$((failed + 1))
}

run_contract() {
  local contract="${SHEAF_CONTRACT:-../shared/contract/contract.mjs}" counts
  if [[ ! -f "$contract" ]]; then
    say "contract: skipped, there is no $contract (name one in SHEAF_CONTRACT)"
    [[ -z "${CI:-}" ]] || failed=$((failed + 1))
    return
  fi
  node test/contract/run.mjs "$contract" | tee "$results/contract.txt" || true
  counts="$(tail -n 1 "$results/contract.txt" | sed -nE 's/^([0-9]+) passed, ([0-9]+) failed$/\1 \2/p')"
  [[ -n "$counts" ]] || counts="0 1"
  passed=$((passed + ${counts% *}))
  failed=$((failed + ${counts#* }))
}

for part in "${parts[@]}"; do
  say "$part"
  case "$part" in
    static) run_static ;;
    unit | integration | e2e | security | chaos | rehearsal) run_tier "$part" ;;
    redis) run_redis ;;
    contract) run_contract ;;
    *) fail "There is no part \"$part\": static, unit, integration, e2e, redis, security, chaos, rehearsal or contract." ;;
  esac
done

printf '%s passed, %s failed\n' "$passed" "$failed"
((failed == 0))
