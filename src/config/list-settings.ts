import { dialects } from '../dialects/dialects.ts'
import type { SettingValue } from '../dialects/dialect.ts'
import type { Setting } from '../lib/setting.ts'
import { settingsWith, shownValue } from './config.ts'
import { SETTING_GROUPS } from './setting-words.ts'

/** A setting as people are told of it. */
export interface DescribedSetting {
  /** The variable without its prefix. */
  readonly name: string
  readonly about: string
  readonly takes: string
  /** The default in words or as a value; null: none. */
  readonly otherwise: string | null
  /** It may also be in a file, which `…_FILE` names. */
  readonly isSecret: boolean
}

export interface DescribedGroup {
  readonly title: string
  readonly settings: readonly DescribedSetting[]
}

/** Every setting there is, in groups; those of the dialects are the last group. */
export function listSettings(): readonly DescribedGroup[] {
  const { house, own } = settingsWith(dialects)
  const of = (name: string, about: string, otherwise?: string): DescribedSetting => {
    const known: Readonly<Record<string, Setting<SettingValue>>> = { ...house, ...own }
    const setting = known[name]
    if (setting === undefined) throw new Error(`There is no setting "${name}".`)
    const value = shownValue(setting.fallback)
    return {
      name,
      about,
      takes: setting.takes,
      otherwise: otherwise ?? (value === null || value === '' ? null : `\`${value}\``),
      isSecret: setting.secret === true,
    }
  }
  return [
    ...SETTING_GROUPS.map(({ title, settings }) => ({
      title,
      settings: Object.entries(settings).map(([name, { about, otherwise }]) => of(name, about, otherwise)),
    })),
    {
      title: 'The doors',
      settings: Object.entries(own).map(([name, { about }]) => of(name, about ?? '')),
    },
  ]
}
