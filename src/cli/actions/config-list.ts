import { listSettings } from '../../config/list-settings.ts'
import { print } from '../shell/print.ts'

/** Prints every setting with what it sets, what it takes and its default. */
export function listAllSettings({ json }: { readonly json?: true }): void {
  const groups = listSettings()
  print(json === true, groups, () =>
    groups
      .map(({ title, settings }) =>
        [
          title,
          ...settings.map(
            ({ name, about, takes, otherwise }) =>
              `  QUADRIVIUM_${name}\n    ${plain(about)}\n    Takes ${plain(takes)}. Default: ${plain(otherwise ?? 'none')}.`,
          ),
        ].join('\n'),
      )
      .join('\n\n'),
  )
}

/** Text without the marks of a page: links and code. */
function plain(text: string): string {
  return text.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', '')
}
