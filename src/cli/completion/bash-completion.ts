import type { CompletedCommand } from './command-tree.ts'

/** A script for bash. */
export function bashCompletion(name: string, tree: readonly CompletedCommand[]): string {
  const paths = tree.filter(({ path }) => path !== '').map(({ path }) => `' ${path}'`)
  return `# Completion of ${name} for bash: eval "$(${name} completion bash)"
_${name}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} path= words= i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path \${COMP_WORDS[i]}" in
      ${paths.join(' | ')}) path="$path \${COMP_WORDS[i]}" ;;
    esac
  done
  case "$path $previous" in
${tree.flatMap(values).join('\n')}
  esac
  case "$path" in
${tree.map(words).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _${name} ${name}
`
}

/** What follows the options of a command that take something. */
function values({ path, options }: CompletedCommand): string[] {
  const prefix = path === '' ? '' : ` ${path}`
  const after = (option: string) => `    '${prefix} ${option}')`
  return options.flatMap(({ name, takes }) => {
    if (takes === 'nothing') return []
    if (takes === 'file') return [`${after(name)} COMPREPLY=($(compgen -f -- "$current")); return ;;`]
    if (takes === 'text') return [`${after(name)} compopt +o default; COMPREPLY=(); return ;;`]
    return [`${after(name)} COMPREPLY=($(compgen -W '${takes.join(' ')}' -- "$current")); return ;;`]
  })
}

function words({ path, subcommands, options, words: taken }: CompletedCommand): string {
  const all = [...subcommands.map(({ name }) => name), ...taken, ...options.map(({ name }) => name)]
  return `    '${path === '' ? '' : ` ${path}`}') words='${all.join(' ')}' ;;`
}
