import { Option } from 'commander'

/** Options that many commands have. */
export interface Shared {
  readonly account?: string
  readonly json?: true
}

export function json(): Option {
  return new Option('--json', 'print JSON')
}

export function ofAccount(): Option {
  return new Option('--account <id or host>', 'the account, if there are several')
}
