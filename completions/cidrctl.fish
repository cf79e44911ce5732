# fish completion for cidrctl. The program itself knows what can stand where: this asks it.
function __cidrctl_complete
	set -l words (commandline --current-process --tokenize --cut-at-cursor)
	set -l current (commandline --current-token --cut-at-cursor)
	set -l candidates ($words[1] __complete $words[2..-1] "$current" 2>/dev/null)
	# Where the program has nothing to offer, as behind -f, file names are.
	if test (count $candidates) -gt 0
		printf '%s\n' $candidates
	else
		__fish_complete_path "$current"
	end
end

complete --command cidrctl --no-files --keep-order --arguments '(__cidrctl_complete)'
