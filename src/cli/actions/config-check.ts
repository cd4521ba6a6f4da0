import { settingsOfProcess } from '../../config/environment.ts'
import { print, table } from '../shell/print.ts'

/** Prints the effective settings. Unknown and invalid settings end it with an error that lists them. */
export function checkConfig({ json }: { readonly json?: true }): void {
  const settings = settingsOfProcess()
  print(json === true, settings, () =>
    table(
      ['setting', 'value', 'from'],
      settings.map(({ name, value, from }) => [name, value, from]),
    ),
  )
}
