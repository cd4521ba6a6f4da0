import { Command, CommanderError, Help, type Option } from 'commander'
import { ownVersion } from '../server/own-version.ts'
import { commands } from './commands.ts'
import { explain } from './shell/explain.ts'

/** Runs the command that the arguments name, and sets the exit code: 1 for a refusal, 2 for wrong usage or settings. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  try {
    await commandLine().parseAsync([...argv])
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has already printed the error; help and version exit with 0.
      process.exitCode = error.exitCode === 0 ? 0 : 2
      return
    }
    const { lines, exitCode } = explain(error)
    for (const line of lines) console.error(line)
    process.exitCode = exitCode
  }
}

function commandLine(): Command {
  const program = new Command('quadrivium')
    .description("A self-hosted learning platform server that speaks four vendors' APIs over one domain.")
    .version(ownVersion())
    .exitOverride()
    .configureHelp({ optionDescription: describeOption }) // for every command: they inherit it
  for (const { name, description, declare } of commands)
    declare(program.command(name).description(description))
  return program
}

/** Commander's description of an option, plus whether it is required. */
function describeOption(option: Option): string {
  const described = new Help().optionDescription(option).replace(' (default: [])', '')
  return option.mandatory ? `${described} (required)` : described
}
