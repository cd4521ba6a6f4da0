import type { CompletedCommand } from './command-tree.ts'

/** A script for fish. */
export function fishCompletion(name: string, tree: readonly CompletedCommand[]): string {
  const paths = tree.filter(({ path }) => path !== '').map(({ path }) => quoted(path))
  return `# Completion of ${name} for fish: ${name} completion fish | source
function __${name}_at
    set -l path
    for word in (commandline -opc)[2..]
        if contains -- (string trim -- "$path $word") ${paths.join(' ')}
            set -a path $word
        end
    end
    test "$path" = "$argv[1]"
end
complete -c ${name} -e
${tree.flatMap((command) => lines(name, command)).join('\n')}
`
}

function lines(program: string, { path, subcommands, options, words }: CompletedCommand): string[] {
  const at = `complete -c ${program} -n ${quoted(`__${program}_at '${path}'`)}`
  return [
    // Where the next word is a command, a file isn't.
    ...(subcommands.length > 0 ? [`${at} -f`] : []),
    ...subcommands.map(({ name, description }) => `${at} -a ${name} -d ${quoted(description)}`),
    ...words.map((word) => `${at} -f -a ${word}`),
    ...options.map(({ name, description, takes }) => {
      const values = Array.isArray(takes)
        ? ` -x -a ${quoted(takes.join(' '))}`
        : { file: ' -r -F', text: ' -x', nothing: '' }[takes as 'file']
      return `${at} -l ${name.replace(/^--/, '')}${values} -d ${quoted(description)}`
    }),
  ]
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
