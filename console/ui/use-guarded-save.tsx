import { useState, type ReactNode } from 'react'
import { ApiError, send } from '../lib/api.ts'
import { Dismissed } from '../lib/prompts.ts'
import { ConflictDialog, type ConflictField } from './conflict-dialog.tsx'

interface GuardedSaveOptions<Thing, Values extends object> {
  /** Of the thing: `/people/12`. */
  readonly path: string
  /** The values of a form for a thing. */
  readonly valuesOf: (thing: Thing) => Values
  /** The body of a request for values. */
  readonly bodyOf: (changed: Partial<Values>) => unknown
  /**
   * The values that the form began with, for a thing of many parts: if others have changed none of the values that this form
   * changes, there is nothing to choose.
   */
  readonly begun?: Values
  readonly labelOf: (name: keyof Values & string) => string
  /** Set where the API replaces the whole: the values that the form began with. What isn't changed is sent along. */
  readonly whole?: Values
  /** A value as the dialog shows it. */
  readonly textOf: (name: keyof Values & string, values: Partial<Values>) => string
}

interface GuardedSave<Values extends object> {
  /**
   * Changes the thing, if it still is as the form began with it. If somebody else has changed it, both versions are shown, and
   * what the person chooses is saved.
   * @throws ApiError, Dismissed
   */
  readonly save: (changed: Partial<Values>, etag: string | undefined, key: string) => Promise<void>
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
  const { path, valuesOf, bodyOf, whole, begun, labelOf, textOf } = options
  const [conflict, setConflict] = useState<Conflict>()
  const choice = (changed: Partial<Values>, now: Values) =>
    new Promise<readonly string[]>((resolve, reject) => {
      const over = () => setConflict(undefined)
      setConflict({
        fields: Object.keys(changed).map((text) => {
          const name = text as keyof Values & string
          return { name, label: labelOf(name), theirs: textOf(name, now), mine: textOf(name, changed) }
        }),
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
    etag: string | undefined,
    key: string,
  ): Promise<void> => {
    try {
      if (before === undefined) await send('PATCH', path, { body: bodyOf(changed), etag, key })
      else await send('PUT', path, { body: bodyOf({ ...before, ...changed }), etag })
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'changed_meanwhile')) throw error
      const { body: now, etag: newest } = await send<Thing>('GET', path)
      const theirs = valuesOf(now)
      const names = Object.keys(changed) as (keyof Values & string)[]
      const isApart =
        begun !== undefined && names.every((name) => textOf(name, theirs) === textOf(name, begun))
      const mine = isApart ? names : await choice(changed, theirs)
      const kept = Object.fromEntries(Object.entries(changed).filter(([name]) => mine.includes(name)))
      if (Object.keys(kept).length === 0) return
      await attempt(kept as Partial<Values>, whole && theirs, newest, `${key}+`)
    }
  }
  return {
    save: (changed, etag, key) => attempt(changed, whole, etag, key),
    dialog: conflict !== undefined && (
      <ConflictDialog fields={conflict.fields} onChoose={conflict.choose} onClose={conflict.dismiss} />
    ),
  }
}
