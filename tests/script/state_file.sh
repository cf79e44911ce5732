#!/usr/bin/env bash
# State files that cannot be used: one clear line, exit status 1, and the file as it was. Then where
# the file is, and what makes it.
. "$(dirname "$0")/lib.sh"

# Neither a read nor a write gets anywhere with the state file.
useless() {
	remember
	fails "error: state file $CIDRCTL_STATE: $1" get services
	fails "error: state file $CIDRCTL_STATE: $1" create namespace x
	fails "error: state file $CIDRCTL_STATE: $1" init
	unchanged
}

# Root may do everything; this is a command that may not.
without_privileges() {
	local drop=-dac_override,-dac_read_search

	if [[ $EUID == 0 ]]; then
		setpriv --bounding-set="$drop" --inh-caps="$drop" "$CIDRCTL" "$@"
	else
		"$CIDRCTL" "$@"
	fi >"$top/out" 2>"$top/err"
	code=$? out=$(<"$top/out") err=$(<"$top/err") last="$* (without privileges)"
}

sql() {
	python3 - "$CIDRCTL_STATE" "$@" <<-'PYTHON'
		import sqlite3, sys
		connection = sqlite3.connect(sys.argv[1])
		for statement in sys.argv[2:]:
		    connection.execute(statement)
		connection.commit()
	PYTHON
}

# ---- what cannot be a state file ----

t 'a folder'
mkdir state.db
fails "error: state file $CIDRCTL_STATE: is a folder" get services
fails "error: state file $CIDRCTL_STATE: is a folder" create namespace x

t 'text'
echo 'apiVersion: v1' >state.db
useless 'not an SQLite database'

t 'the database of another program'
sql 'CREATE TABLE t(a)'
useless 'an SQLite database of another program'

t 'a newer state file'
ok init
sql 'PRAGMA user_version=99'
useless 'made by a newer version of this program (layout 99, this one knows 2)'

t 'a device'
fails 'error: state file /dev/null: is not a regular file' --state /dev/null get services

t 'a file in a file'
: >plain
fails "error: state file plain/state.db: Not a directory" --state plain/state.db get services

t 'a damaged state file'
ok init
for ((i = 0; i < 40; i++)); do service "s$i"; done | "$CIDRCTL" apply -f - >/dev/null
head -c 100 state.db >torn
head -c 40000 /dev/zero | tr '\0' x >>torn
mv torn state.db
run get services
is code 1
like err 'error: state file .*'
run verify
is code 1

t 'a state file that lost its configuration'
ok init
sql "DELETE FROM object WHERE key = CAST('config/cluster' AS BLOB)"
remember
missing="error: the state's configuration is missing: init makes it again"
for command in 'get services' 'describe services' export verify; do
	fails "$missing" $command
done
unchanged
ok init
ok get services

# ---- rights ----

t 'a state file that is read-only'
ok init
chmod 444 state.db
without_privileges create namespace x
is err "error: state file $CIDRCTL_STATE: read-only"
is code 1
without_privileges get namespaces -o name
is code 0
is out $'namespace/default\nnamespace/kube-node-lease\nnamespace/kube-public\nnamespace/kube-system'

t 'a state file that may not be read'
ok init
chmod 0 state.db
without_privileges get namespaces
is err "error: state file $CIDRCTL_STATE: Permission denied"
is code 1

t 'a folder in which nothing may be made'
mkdir closed
chmod 555 closed
without_privileges --state closed/state.db get namespaces
is err 'error: state file closed/state.db: Permission denied'
is code 1
chmod 755 closed

# ---- others at work ----

t 'a writer that takes too long'
ok init
remember
flock --no-fork state.db.lock sleep 30 &
until ! flock -n state.db.lock true; do :; done
CIDRCTL_LOCK_TIMEOUT=0.2 fails \
	"error: state file $CIDRCTL_STATE: locked by another process for more than 0.2 s" \
	create namespace x
unchanged
CIDRCTL_LOCK_TIMEOUT=0.2 ok get namespaces
kill $!
wait $! 2>/dev/null

t 'another program that locks the file'
ok init
remember
python3 - >locked <<-'PYTHON' &
	import sqlite3, time
	connection = sqlite3.connect('state.db', isolation_level=None)
	connection.execute('BEGIN EXCLUSIVE')
	print('locked', flush=True)
	time.sleep(10)
PYTHON
until [[ -s locked ]]; do sleep 0.02; done
for command in 'create namespace x' 'get namespaces'; do
	CIDRCTL_LOCK_TIMEOUT=1 fails \
		"error: state file $CIDRCTL_STATE: locked by another process for more than 1 s" $command
done
kill $!
wait $! 2>/dev/null
unchanged
ok create namespace x

# ---- no room ----

many() {
	for ((i = 0; i < 500; i++)); do
		printf -- '---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: n%d\n' "$i"
	done
}

t 'a limit on the size of files'
ok init
remember
many >many.yaml
trap '' XFSZ
blocks=$(($(stat -c %s state.db) / 1024))
(ulimit -f "$blocks" && exec "$CIDRCTL" apply -f many.yaml >out 2>err)
code=$? out=$(<out) err=$(<err) last='apply, with a limit'
is code 1
is err "error: state file $CIDRCTL_STATE: File too large"
is out ''
unchanged
sound

t 'a full disk'
if unshare -rm mount -t tmpfs none . 2>/dev/null; then
	many >many.yaml
	unshare -rm bash -c '
		mkdir disk && mount -t tmpfs -o size=96k none disk
		export CIDRCTL_STATE=$PWD/disk/state.db
		"$0" init && cp disk/state.db before
		"$0" apply -f many.yaml >out 2>err
		echo $? >code
		cp disk/state.db after
		head -c 100000 /dev/zero >disk/rest 2>/dev/null
		"$0" --state disk/new.db get services >>out 2>>err
		rm disk/rest
		"$0" create namespace x && "$0" verify' "$CIDRCTL" >session 2>&1
	out=$(<out) err=$(<err) code=$(<code) last='a session on a full disk'
	is code 1
	is out ''
	full='No space left on device'
	is err "error: state file $PWD/disk/state.db: $full"$'\n'"error: state file disk/new.db: $full"
	out=$(<session)
	is out "$(printf '%s\n' "state file $PWD/disk/state.db initialised with service range 10.96.0.0/12" \
		'namespace/x created' 'No findings')"
	CIDRCTL_STATE=before remember
	CIDRCTL_STATE=after unchanged
else
	echo 'skipped: a full disk (no tmpfs may be mounted here)'
fi

t 'output that cannot be written'
ok init
for command in 'get namespaces' 'get namespaces -o json' export version; do
	"$CIDRCTL" $command >/dev/full 2>err
	code=$? err=$(<err) last="$command >/dev/full"
	is code 1
	like err 'error: cannot write the output(: No space left on device)?'
done

# ---- where the file is, and what makes it ----

t 'places'
for way in 'CIDRCTL_STATE=a/state.db' 'CIDRCTL_STATE= XDG_STATE_HOME=$PWD/b' 'CIDRCTL_STATE= HOME=$PWD/c'; do
	eval "env $way \"\$CIDRCTL\"" get namespaces -o name >out 2>>err
done
"$CIDRCTL" --state d.db get namespaces -o name >out 2>>err
same 'the files' "$(printf '%s\n' ./a/state.db ./b/cidrctl/state.db \
	./c/.local/state/cidrctl/state.db ./d.db)" "$(find . -name '*.db' | sort)"
same 'a line each' "$(printf 'state file %s created with service range 10.96.0.0/12\n' a/state.db \
	"$PWD/b/cidrctl/state.db" "$PWD/c/.local/state/cidrctl/state.db" d.db)" "$(<err)"

t 'a first use without init'
run get services
is code 0
is err "state file $CIDRCTL_STATE created with service range 10.96.0.0/12"
like out $'NAME         TYPE        CLUSTER-IP   EXTERNAL-IP   PORT\\(S\\)   AGE\nkubernetes   ClusterIP   10\\.96\\.0\\.1    <none>        443/TCP   [0-9]s'
ok get services
same 'rights of the file' 600 "$(stat -c %a state.db)"

finish
