# bash completion for cidrctl. The program itself knows what can stand where: this asks it.
_cidrctl() {
	local IFS=$'\n' i word words=() candidates prefix

	# Readline splits words at = and : too; the program wants them whole.
	for ((i = 1; i <= COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		if ((i > 1)) && [[ $word == [=:]* || ${COMP_WORDS[i - 1]} == *[=:] ]]; then
			words[-1]+=$word
		else
			words+=("$word")
		fi
	done
	candidates=$("${COMP_WORDS[0]}" __complete "${words[@]}" 2>/dev/null)
	# What readline took for words before stays on the line.
	prefix=${words[-1]%"${COMP_WORDS[COMP_CWORD]}"}
	COMPREPLY=()
	for word in $candidates; do
		word=${word%%$'\t'*}
		COMPREPLY+=("${word#"$prefix"}")
	done
}

# Where the program has nothing to offer, as behind -f, file names are.
complete -o default -F _cidrctl cidrctl
