import type { ServerProcess } from '../../test/support/server-process.ts'

/** A topic as every server of the comparison tells it. */
export interface TopicRow {
  readonly id: number
  readonly name: string
  readonly parent: number | null
  readonly path: string
  readonly restricted: boolean
  readonly active: boolean
  readonly visible: boolean
  readonly language: string
}

/** A server that people might use instead. */
export interface Peer {
  /** As its package is called. */
  readonly name: string
  /** The exact version that is installed. */
  readonly version: string
  /** What it does of what our server does, and what not: without that a figure says nothing. */
  readonly does: string
  /** Other versions of what it depends on, where those it asks for don't run on our Node. */
  readonly overrides?: Readonly<Record<string, string>>
  /** The version of Node that it is made for, where ours is too new: installed with it. */
  readonly node?: string
  /** Dependencies that are compiled when they are installed. */
  readonly compiled: readonly string[]
  /** Installed only when it is asked for. */
  readonly named?: true
  /** Fills a store in the folder and starts the server over it. */
  readonly start: (home: PeerHome, rows: readonly TopicRow[]) => Promise<ServerProcess>
  readonly requests: {
    readonly read: (id: number) => string
    /** The first 500, by id. */
    readonly list: () => string
    readonly create: (row: Omit<TopicRow, 'id'>) => string
  }
  /** The row or the rows of an answer. */
  readonly unwrap: (answer: never) => unknown
}

export interface PeerHome {
  /** Where its packages are. */
  readonly packages: string
  /** The Node that runs it. */
  readonly node: string
  /** An empty folder for its data. */
  readonly data: string
}
