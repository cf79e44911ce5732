# shellcheck shell=bash
# What the script tests share. A test sources it first; every case has an empty folder of its own,
# which is the working folder, and a state file in it that no command has touched yet.
#
#	t 'a range that is full'                    begins a case
#	run create service clusterip a --tcp=80     runs cidrctl; its standard input is run's
#	is code 1                                   judges what it left: $code, $out, $err
#	is err 'error: …'
#	same 'addresses' 3 "$(wc -l <list)"         judges anything else
#
# run, is and same never end the test; the last line of a test is `finish`, which does.
#
# The binary is $CIDRCTL. $CIDRCTL_TEST_SLOW says that it is built with a sanitizer.
set -u
: "${CIDRCTL:?the path of the cidrctl binary}"
CIDRCTL=$(realpath "$CIDRCTL")
unset CIDRCTL_SEED CIDRCTL_NOW CIDRCTL_LOCK_TIMEOUT XDG_STATE_HOME
export LC_ALL=C.UTF-8 TZ=UTC

top=$(mktemp -d "${TMPDIR:-/tmp}/cidrctl-script.XXXXXX")
trap 'cd /; rm -rf "$top"' EXIT
exec 3>&1 </dev/null
cases=0 passed=0 failed=0 name=''
out='' err='' code=0

t() {
	name=$1
	cases=$((cases + 1))
	mkdir "$top/$cases"
	cd "$top/$cases" || exit 2
	export CIDRCTL_STATE=$PWD/state.db HOME=$PWD
}

run() {
	"$CIDRCTL" "$@" >"$top/out" 2>"$top/err"
	code=$?
	out=$(<"$top/out") err=$(<"$top/err")
	last="$*"
}

# same WHAT EXPECTED GOT
same() {
	if [[ $2 == "$3" ]]; then
		passed=$((passed + 1))
		return 0
	fi
	failed=$((failed + 1))
	{
		printf 'FAIL %s: %s, after: cidrctl %s\n' "$name" "$1" "${last-}"
		diff -u --label expected --label got <(printf '%s\n' "$2") <(printf '%s\n' "$3")
	} >&3
	return 1
}

# is out|err|code EXPECTED: what the last run left
is() {
	same "$1" "$2" "${!1}"
}

# like out|err REGEX: the whole text matches the extended regular expression
like() {
	if [[ ${!1} =~ ^$2$ ]]; then
		passed=$((passed + 1))
	else
		same "$1" "(like) $2" "${!1}"
	fi
}

# Runs a command that must succeed without a word on stderr.
ok() {
	run "$@"
	[[ $code == 0 && $err == '' ]] && return 0
	is code 0
	is err ''
}

# fails MESSAGE ARG…: exactly this on stderr, nothing on stdout, exit status 1
fails() {
	local message=$1

	shift
	run "$@"
	is code 1 && is err "$message" && is out ''
}

# gives OUTPUT ARG…: exactly this on stdout, nothing on stderr, exit status 0
gives() {
	local output=$1

	shift
	run "$@"
	is code 0 && is err '' && is out "$output"
}

# Prints what jq makes of the JSON output of a get.
query() {
	"$CIDRCTL" get -o json "${@:2}" | jq -r "$1"
}

# Everything in the state file but SQLite's counters of writes (in bytes 24 to 27 and 92 to 99),
# which a transaction moves that was undone.
fingerprint() {
	{
		head -c 24
		head -c 4 >/dev/null
		head -c 64
		head -c 8 >/dev/null
		cat
	} <"$CIDRCTL_STATE" | cksum
}
remember() {
	remembered=$(fingerprint)
}
unchanged() {
	same 'the state file' "$remembered" "$(fingerprint)"
}

# service NAME [IP]: the manifest of a Service
service() {
	printf -- '---\napiVersion: v1\nkind: Service\nmetadata:\n  name: %s\nspec:\n' "$1"
	[[ -z ${2-} ]] || printf '  clusterIP: %s\n' "$2"
	printf '  ports:\n  - port: 80\n'
}

# range NAME CIDR…: the manifest of a ServiceCIDR
range() {
	printf -- '---\napiVersion: networking.k8s.io/v1\nkind: ServiceCIDR\nmetadata:\n'
	printf '  name: %s\nspec:\n  cidrs:\n' "$1"
	shift
	printf '  - "%s"\n' "$@"
}

# Nothing that the repair controllers would complain about.
sound() {
	run verify
	is out 'No findings'
	is code 0
}

finish() {
	printf '%d cases, %d checks passed, %d failed\n' "$cases" "$passed" "$failed"
	[[ $failed == 0 && $passed -gt 0 ]]
	exit
}
