import { expect } from 'vitest'
import type { HttpAnswer, HttpClient } from './http-client.ts'
import type { Random } from './random.ts'

/** The store as both doors tell of it. */
export interface Told {
  /** By GUID: the name, and the path down to the parent; in the order of paths. */
  readonly categories: ReadonlyMap<string, { readonly name: string; readonly above: string }>
  /** By id: the GUID of the tagged category, and the course. */
  readonly tags: ReadonlyMap<number, { readonly category: string; readonly course: number }>
}

interface Deed {
  readonly send: () => Promise<HttpAnswer>
  /** Remembers that it was done. */
  readonly done: (answer: HttpAnswer) => void
  /** Remembers it when it was done though nobody was told. */
  readonly lookUp: (told: Told) => void
}

export interface Doors {
  readonly rev: HttpClient
  readonly intellum: HttpClient
  readonly courses: readonly number[]
}

/**
 * Writes below a category of its own, one request after another, and remembers what was acknowledged. Of the request
 * that was under way when the server died nobody knows; it must be done wholly or not at all.
 */
export class CrashWriter {
  readonly #name: string
  readonly #random: Random
  readonly #root: string
  readonly #categories = new Map<string, { name: string; parent: string | null }>()
  readonly #tags = new Map<number, { category: string; course: number }>()
  #count = 0
  #underWay: Deed | undefined
  /** How many writes were acknowledged. */
  acknowledged = 0

  /** @param root GUID of its own category */
  constructor(name: string, root: string, random: Random) {
    this.#name = name
    this.#root = root
    this.#random = random
    this.#categories.set(root, { name, parent: null })
  }

  /** Writes until the connection is lost. */
  async write(doors: Doors): Promise<void> {
    for (;;) {
      const deed = this.#choose(doors)
      this.#underWay = deed
      let answer: HttpAnswer
      try {
        answer = await deed.send()
      } catch {
        return // the server is gone
      }
      expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 200 }) // each is a good one
      deed.done(answer)
      this.#underWay = undefined
      this.acknowledged++
    }
  }

  /** Holds what is remembered against what the doors tell. @param above the path down to its own category's parent */
  compare(told: Told, above: string): void {
    this.#underWay?.lookUp(told)
    this.#underWay = undefined
    const own = `${above}\\${this.#name}`
    const isOwn = (path: string) => path === own || path.startsWith(`${own}\\`)

    const categories = [...told.categories]
      .map(([guid, { name, above: parent }]) => ({ guid, path: `${parent}\\${name}` }))
      .filter(({ path }) => isOwn(path))
    expect(sorted(categories.map(({ guid, path }) => `${guid} ${path}`))).toEqual(
      sorted([...this.#categories.keys()].map((guid) => `${guid} ${above}\\${this.#pathOf(guid)}`)),
    )
    const guids = new Set(categories.map(({ guid }) => guid))
    expect(
      [...told.tags].filter(([, { category }]) => guids.has(category)).sort(([a], [b]) => a - b),
    ).toEqual([...this.#tags].sort(([a], [b]) => a - b))
  }

  #choose(doors: Doors): Deed {
    const below = [...this.#categories.keys()].filter((guid) => guid !== this.#root)
    if (below.length < 4) return this.#create(doors)
    switch (this.#random.below(8)) {
      case 0:
        return this.#rename(doors, this.#random.pick(below))
      case 1:
        return this.#move(doors, this.#random.pick(below))
      case 2:
        return this.#delete(doors, this.#random.pick(below))
      case 3:
      case 4:
        return this.#tag(doors, this.#random.pick(below))
      case 5:
        return this.#tags.size > 0
          ? this.#untag(doors, this.#random.pick([...this.#tags.keys()]))
          : this.#create(doors)
      default:
        return this.#create(doors)
    }
  }

  #create({ rev }: Doors): Deed {
    const name = this.#newName()
    const parent = this.#random.pick([...this.#categories.keys()])
    return {
      send: () =>
        rev.send({ method: 'POST', path: '/api/v2/categories', body: { name, parentCategoryId: parent } }),
      done: (answer) => {
        this.#categories.set(answer.json<{ categoryId: string }>().categoryId, { name, parent })
      },
      lookUp: ({ categories }) => {
        const found = [...categories].find(([, category]) => category.name === name)
        if (found !== undefined) this.#categories.set(found[0], { name, parent })
      },
    }
  }

  #rename({ rev }: Doors, guid: string): Deed {
    const name = this.#newName()
    const done = () => this.#change(guid, { name })
    return {
      send: () => rev.send({ method: 'PUT', path: `/api/v2/categories/${guid}`, body: { name } }),
      done,
      lookUp: ({ categories }) => {
        if (categories.get(guid)?.name === name) done()
      },
    }
  }

  #move({ rev }: Doors, guid: string): Deed {
    const places = [...this.#categories.keys()].filter((place) => !this.#lineage(place).includes(guid))
    const parent = this.#random.pick(places)
    const name = this.#newName()
    const done = () => this.#change(guid, { name, parent })
    return {
      send: () =>
        rev.send({
          method: 'PUT',
          path: `/api/v2/categories/${guid}`,
          body: { name, parentCategoryId: parent },
        }),
      done,
      lookUp: ({ categories }) => {
        if (categories.get(guid)?.name === name) done()
      },
    }
  }

  #delete({ rev }: Doors, guid: string): Deed {
    const done = () => {
      const gone = [...this.#categories.keys()].filter((one) => this.#lineage(one).includes(guid))
      for (const one of gone) this.#categories.delete(one)
      for (const [id, { category }] of this.#tags) if (gone.includes(category)) this.#tags.delete(id)
    }
    return {
      send: () => rev.send({ method: 'DELETE', path: `/api/v2/categories/${guid}` }),
      done,
      lookUp: ({ categories }) => {
        if (!categories.has(guid)) done()
      },
    }
  }

  #tag({ intellum, courses }: Doors, category: string): Deed {
    const taken = [...this.#tags.values()].filter((tag) => tag.category === category).map((tag) => tag.course)
    const course = this.#random.pick(courses.filter((one) => !taken.includes(one)))
    const name = this.#categories.get(category)?.name ?? ''
    return {
      async send() {
        const path = `/api/v2/categories?category[name]=${name}`
        const [found] = (await intellum.send({ path })).json<{ id: number }[]>()
        return intellum.send({
          method: 'POST',
          path: '/api/v2/category_tag',
          body: {
            category_tag: { category_id: found?.id, categorizable_type: 'Course', categorizable_id: course },
          },
        })
      },
      done: (answer) => {
        this.#tags.set(answer.json<{ id: number }>().id, { category, course })
      },
      lookUp: ({ tags }) => {
        const found = [...tags].find(([, tag]) => tag.category === category && tag.course === course)
        if (found !== undefined) this.#tags.set(...found)
      },
    }
  }

  #untag({ intellum }: Doors, id: number): Deed {
    return {
      send: () => intellum.send({ method: 'DELETE', path: `/api/v2/category_tags/${id}` }),
      done: () => this.#tags.delete(id),
      lookUp: ({ tags }) => {
        if (!tags.has(id)) this.#tags.delete(id)
      },
    }
  }

  #newName(): string {
    return `${this.#name}-${this.#count++}`
  }

  #change(guid: string, change: { name?: string; parent?: string }): void {
    const category = this.#categories.get(guid)
    if (category === undefined) throw new Error(`${guid} was never made`)
    this.#categories.set(guid, { ...category, ...change })
  }

  /** The category's GUID and those above it, up to the writer's own. */
  #lineage(guid: string): string[] {
    const parent = this.#categories.get(guid)?.parent ?? null
    return parent === null ? [guid] : [guid, ...this.#lineage(parent)]
  }

  #pathOf(guid: string): string {
    return this.#lineage(guid)
      .map((one) => this.#categories.get(one)?.name)
      .reverse()
      .join('\\')
  }
}

function sorted(lines: readonly string[]): string[] {
  return lines.toSorted()
}
