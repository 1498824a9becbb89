# What zsh's completion offers: complete.zsh DIRECTORY-OF-FUNCTIONS <lines
# Each line of standard input is completed at its end by an interactive zsh in
# a terminal of its own; each line of output is what was offered for it.
zmodload zsh/zpty
zpty z zsh -f -i

# compadd says what it would add (-A: the matches) and ends with a mark.
zpty -w z "PROMPT= RPROMPT=; stty -echo; fpath=($1 \$fpath)
autoload -U compinit; compinit -D -u; bindkey '^I' complete-word
zstyle ':completion:*' verbose no
compadd() {
  local -a offered
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then
    builtin compadd \"\$@\"
    return
  fi
  builtin compadd -A offered \"\$@\"
  (( \$#offered )) && print -r -- \"<\$offered>\"
}
done_() { print END; comppostfuncs=(done_) }
comppostfuncs=(done_)
print READY"
zpty -r z said '*READY*'
while IFS= read -r line; do
  zpty -w -n z $'\x15'"$line"$'\t'
  zpty -r z said '*END*' || exit 1
  print -r -- ${(M)${(f)said//$'\r'/$'\n'}:#*\<*\>*} | sed 's/[^<]*<\([^>]*\)>/\1 /g'
done
zpty -d z
