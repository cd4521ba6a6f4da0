import { settingsOfProcess } from '../../config/environment.ts'
import { print, table } from '../shell/print.ts'

/** Prints the settings in force; unknown and bad ones are told by the error that this ends with. */
export function checkConfig({ json }: { readonly json?: true }): void {
  const settings = settingsOfProcess()
  print(json === true, settings, () =>
    table(
      ['setting', 'value', 'from'],
      settings.map(({ name, value, from }) => [name, value, from]),
    ),
  )
}
