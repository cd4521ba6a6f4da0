import type { CompletedCommand, Word } from './command-tree.ts'

/** A script for zsh. */
export function zshCompletion(name: string, tree: readonly CompletedCommand[]): string {
  const paths = tree.filter(({ path }) => path !== '').map(({ path }) => `' ${path}'`)
  return `#compdef ${name}
# Completion of ${name} for zsh: eval "$(${name} completion zsh)"
_${name}() {
  local path_of= previous=\${words[CURRENT - 1]} word
  local -a entries
  for word in \${words[2, CURRENT - 1]}; do
    case "$path_of $word" in
      (${paths.join(' | ')}) path_of="$path_of $word" ;;
    esac
  done
  case "$path_of $previous" in
${tree.flatMap(values).join('\n')}
  esac
  case "$path_of" in
${tree.map(entries).join('\n')}
  esac
  _describe '${name}' entries
  [[ $PREFIX == -* ]] || _files
}
compdef _${name} ${name}
`
}

function values({ path, options }: CompletedCommand): string[] {
  const after = (option: string) => `    ('${path === '' ? '' : ` ${path}`} ${option}')`
  return options.flatMap(({ name, takes }) => {
    if (takes === 'nothing') return []
    if (takes === 'file') return [`${after(name)} _files; return ;;`]
    if (takes === 'text') return [`${after(name)} return ;;`]
    return [`${after(name)} compadd -- ${takes.join(' ')}; return ;;`]
  })
}

function entries({ path, subcommands, options, words }: CompletedCommand): string {
  const all: readonly Word[] = [
    ...subcommands,
    ...words.map((name) => ({ name, description: '' })),
    ...options,
  ]
  const described = all.map((word) => quoted(`${word.name}:${word.description}`))
  return `    ('${path === '' ? '' : ` ${path}`}') entries=(${described.join(' ')}) ;;`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
