# bash completion for digestctl(1): commands, options, what an option takes,
# readers' addresses. Needs bash alone.
#
# tests/flow/test_docs.py holds it to `digestctl --help`.

# The long options of a command. -c, --config, --json and --help go with all.
_digestctl_options() {
	case $1 in
	run) echo --date --until --dry-run ;;
	preview) echo --date --format ;;
	what-if) echo --date ;;
	'subscriber add')
		echo --name --topics --threshold --novelty --max-papers --format \
			--frequency
		;;
	'subscriber list') echo --state ;;
	'subscriber pause') echo --until ;;
	'subscriber import') echo --dry-run ;;
	outbox) echo --state --id ;;
	receive) echo --dry-run ;;
	score | evaluate) echo --scorer ;;
	train) echo --output ;;
	backup) echo --keep ;;
	keys) echo --revoke ;;
	esac
	echo --config --json --help
}

# What the option of a command takes: words; or a file: "FILE"; or nothing that
# could be guessed.
_digestctl_argument() {
	case "$1 $2" in
	*' --config' | *' -c' | *' --output' | *' -o') echo FILE ;;
	'run --until') echo fetch score queue send ;;
	'preview --format') echo html text eml ;;
	'subscriber add --format') echo html text ;;
	'subscriber add --frequency') echo daily weekly ;;
	'subscriber list --state')
		echo active paused unsubscribed bounced pending
		;;
	'outbox --state')
		echo queued sending sent deferred failed unknown superseded
		;;
	*' --scorer') echo lexical llm ;;
	*' --date') _digestctl_ask status | sed -n 's/^\([0-9-]\{10\}\) .*/\1/p' ;;
	esac
}

# Its operand number $2, from 0.
_digestctl_operand() {
	case "$1 $2" in
	'preview 0' | 'subscriber show 0' | 'subscriber set 0' | \
		'subscriber pause 0' | 'subscriber resume 0' | \
		'subscriber remove 0' | 'subscriber forget 0')
		_digestctl_ask subscriber list "$cur" | cut -d ' ' -f 1 | head -n 200
		;;
	'subscriber set 1')
		echo name topics threshold novelty max_papers format frequency \
			paused more less mute unmute follow unfollow
		;;
	'subscriber set 2')
		case $prev in
		format) echo html text ;;
		frequency) echo daily weekly ;;
		paused) echo no yes ;;
		threshold | novelty | max_papers) echo default ;;
		topics) echo all ;;
		esac
		;;
	'outbox 0') echo list retry drop ;;
	'keys 0') echo list rotate ;;
	'what-if 0' | 'subscriber import 0' | 'receive 0' | 'score 0' | \
		evaluate\ * | train\ * | 'backup 0') echo FILE ;;
	'help 0') _digestctl_commands ;;
	'help 1') [[ $prev != subscriber ]] || _digestctl_verbs ;;
	esac
}

_digestctl_commands() {
	echo run status preview what-if archive subscriber outbox receive \
		unsubscribe score evaluate train keys doctor backup help
}

_digestctl_verbs() {
	echo add list show set pause resume remove forget import export
}

# Under the config that the line names; without a word where that fails.
_digestctl_ask() {
	"${words[0]}" ${config:+-c "$config"} "$@" 2>/dev/null </dev/null
}

# From the words before the one at the cursor: the command, how many operands
# it has already, the config. Sets command, operands, config, pending (an
# option that waits for its argument).
_digestctl_read() {
	local word
	for word in "${words[@]:1:${#words[@]}-2}"; do
		if [[ -n $pending ]]; then
			[[ $pending == -c || $pending == --config ]] && config=$word
			pending=
		elif [[ $word == --*=* ]]; then
			[[ $word == --config=* ]] && config=${word#*=}
		elif [[ $word == -* ]]; then
			case $word in
			-c | -o | --date | --until | --format | --name | --topics | \
				--threshold | --novelty | --max-papers | --frequency | \
				--state | --id | --scorer | --output | --keep | \
				--config) pending=$word ;;
			esac
		elif [[ -z $command ]]; then
			command=$word
		elif [[ $command == subscriber ]]; then
			command="subscriber $word"
		else
			operands=$((operands + 1))
		fi
	done
}

_digestctl() {
	local line=${COMP_LINE:0:COMP_POINT} cur prev found option
	local command='' config='' pending='' operands=0
	local -a words
	# Not COMP_WORDS: readline cuts an address at its @.
	read -ra words <<<"$line"
	[[ $line == *' ' ]] && words+=('')
	cur=${words[${#words[@]}-1]}
	prev=${words[${#words[@]}-2]}
	_digestctl_read

	if [[ -n $pending ]]; then
		found=$(_digestctl_argument "$command" "$pending")
	elif [[ $cur == --*=* ]]; then
		option=${cur%%=*}
		found=$(_digestctl_argument "$command" "$option" |
			tr ' ' '\n' | sed "s/^/$option=/")
	elif [[ $cur == -* ]]; then
		found=$(_digestctl_options "$command")
	elif [[ -z $command ]]; then
		found=$(_digestctl_commands)
	elif [[ $command == subscriber ]]; then
		found=$(_digestctl_verbs)
	else
		found=$(_digestctl_operand "$command" "$operands")
	fi
	if [[ $found == FILE ]]; then
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
	fi
	mapfile -t COMPREPLY < <(compgen -W "$found" -- "$cur")
	# readline puts back only what stands behind the last @ or =.
	COMPREPLY=("${COMPREPLY[@]#"${cur%"${cur##*[@=]}"}"}")
}

complete -F _digestctl digestctl
