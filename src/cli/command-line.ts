import { Command, CommanderError } from 'commander'
import { explain } from './explain.ts'

/** Runs the command that the arguments name, and sets the exit code: 1 for a refusal, 2 for wrong usage or settings. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  try {
    await commands().parseAsync([...argv])
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has said what is wrong; help and version end with 0.
      process.exitCode = error.exitCode === 0 ? 0 : 2
      return
    }
    const { lines, exitCode } = explain(error)
    for (const line of lines) console.error(line)
    process.exitCode = exitCode
  }
}

// Each command loads its own modules when it runs.
function commands(): Command {
  const program = new Command('quadrivium')
    .description("A self-hosted learning platform server that speaks four vendors' APIs over one domain.")
    .exitOverride()
  program
    .command('start')
    .description('start the server')
    .option('--demo', 'make the demo academy first when the store is empty')
    .action(async (options: { demo?: true }) => {
      const { start } = await import('./start.ts')
      await start({ demo: options.demo === true })
    })
  program
    .command('demo')
    .description('make the demo academy when the store is empty, and print how to use it')
    .option('--json', 'print JSON')
    .action(async (options: { json?: true }) => {
      const { demo } = await import('./demo.ts')
      await demo({ json: options.json === true })
    })
  return program
}
