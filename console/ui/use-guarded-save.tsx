import { useState, type ReactNode } from 'react'
import { ApiError, send } from '../lib/api.ts'
import { isSame, type Version } from '../lib/form.ts'
import { Dismissed } from '../lib/prompts.ts'
import { ConflictDialog, type ConflictField } from './conflict-dialog.tsx'

interface GuardedSaveOptions<Thing, Values extends object> {
  /** Of the thing: `/people/12`. */
  readonly path: string
  /** The values of a form for a thing. */
  readonly valuesOf: (thing: Thing) => Values
  /** The body of a request for values. */
  readonly bodyOf: (changed: Partial<Values>) => unknown
  readonly labelOf: (name: keyof Values & string) => string
  /** Set where the API replaces the whole: the values that the form began with. What isn't changed is sent along. */
  readonly whole?: Values
  /** A value as the dialog shows it. */
  readonly textOf: (name: keyof Values & string, values: Partial<Values>) => string
}

interface GuardedSave<Values extends object> {
  /**
   * Changes the thing. If somebody else has changed one of these values since the version that the form began with, both are
   * shown, and what the person chooses is saved.
   * @throws ApiError, Dismissed
   */
  readonly save: (changed: Partial<Values>, begun: Version<Values>, key: string) => Promise<void>
  /** To be rendered beside the form. */
  readonly dialog: ReactNode
}

interface Conflict {
  readonly fields: readonly ConflictField[]
  readonly choose: (mine: readonly string[]) => void
  readonly dismiss: () => void
}

/** Saving without overwriting what others wrote meanwhile. */
export function useGuardedSave<Thing, Values extends object>(
  options: GuardedSaveOptions<Thing, Values>,
): GuardedSave<Values> {
  const { path, valuesOf, bodyOf, whole, labelOf, textOf } = options
  const [conflict, setConflict] = useState<Conflict>()
  const choice = (names: readonly (keyof Values & string)[], changed: Partial<Values>, now: Values) =>
    new Promise<readonly string[]>((resolve, reject) => {
      const over = () => setConflict(undefined)
      setConflict({
        fields: names.map((name) => ({
          name,
          label: labelOf(name),
          theirs: textOf(name, now),
          mine: textOf(name, changed),
        })),
        choose: (mine) => {
          over()
          resolve(mine)
        },
        dismiss: () => {
          over()
          reject(new Dismissed('dismissed'))
        },
      })
    })
  const attempt = async (
    changed: Partial<Values>,
    before: Values | undefined,
    begun: Version<Values>,
    key: string,
  ): Promise<void> => {
    const { etag } = begun
    try {
      if (before === undefined) await send('PATCH', path, { body: bodyOf(changed), etag, key })
      else await send('PUT', path, { body: bodyOf({ ...before, ...changed }), etag })
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'changed_meanwhile')) throw error
      const { body: now, etag: newest } = await send<Thing>('GET', path)
      const theirs = valuesOf(now)
      // The version changes with what isn't in the form, too, such as figures: only what both have changed is to choose.
      const contested = (Object.keys(changed) as (keyof Values & string)[]).filter(
        (name) => !isSame(theirs[name], begun.values[name]) && !isSame(theirs[name], changed[name]),
      )
      const mine = contested.length === 0 ? [] : await choice(contested, changed, theirs)
      const isKept = (name: string) => mine.includes(name) || !contested.some((one) => one === name)
      const kept = Object.fromEntries(Object.entries(changed).filter(([name]) => isKept(name)))
      if (Object.keys(kept).length === 0) return
      await attempt(kept as Partial<Values>, whole && theirs, { etag: newest, values: theirs }, `${key}+`)
    }
  }
  return {
    save: (changed, begun, key) => attempt(changed, whole, begun, key),
    dialog: conflict !== undefined && (
      <ConflictDialog fields={conflict.fields} onChoose={conflict.choose} onClose={conflict.dismiss} />
    ),
  }
}
