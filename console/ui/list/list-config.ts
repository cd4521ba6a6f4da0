import type { ReactNode } from 'react'
import type { Request } from '../../lib/api.ts'

/** What every row of a list has. */
export interface RowBase {
  readonly id: number
}

/** A column of a list. */
export interface Column<Row> {
  readonly id: string
  readonly label: string
  /** As the API calls it in `sort`; left out: it can't be sorted by. */
  readonly sort?: string
  readonly cell: (row: Row) => ReactNode
  /** The same as text, for the CSV file. */
  readonly text: (row: Row) => string
  /** In characters; the first column takes what is left. */
  readonly width?: number
  /** Whether it is shown unless somebody has chosen columns. */
  readonly isUsual?: boolean
  /** Whether a card shows it, below the name. */
  readonly isOnCard?: boolean
}

/** A filter that somebody may add. Its name is that of the API's parameter. */
export type Filter = {
  readonly name: string
  readonly label: string
} & (
  | {
      readonly kind: 'choice'
      readonly options: readonly { readonly value: string; readonly label: string }[]
    }
  /** Things that the API finds by words, such as groups. */
  | { readonly kind: 'thing'; readonly path: string; readonly nameOf?: (thing: never) => string }
  | { readonly kind: 'text' }
  /** From one day to another, each of which may be open. The address has the days, the API gets their instants. */
  | {
      readonly kind: 'days'
      /** Whose days. */
      readonly timeZone: string
      /** The API's parameters: at that instant or later, and before that instant. */
      readonly from: string
      readonly before: string
    }
)

/** What can be done with what is selected. */
export interface SelectionAct {
  readonly id: string
  readonly label: string
  readonly isBad?: boolean
  /** Opens a dialog, or begins at once. */
  readonly run: (selection: Selected) => void
}

/** What is selected, for an act: some rows, or all that fit the filters but these. */
export interface Selected {
  /** An exact number, or at least how many. */
  readonly count: number
  /** Walks through the ids, a page at a time. */
  readonly ids: (signal: AbortSignal) => AsyncIterable<readonly number[]>
  /** Call it when it is done: nothing is selected afterwards. */
  readonly clear: () => void
}

/** A list page: what it lists, how it shows it, and what can be done. */
export interface ListConfig<Row extends RowBase> {
  /** Its address below `/console` and its name in saved views: `/people`. */
  readonly path: string
  /** The path of the API; the same unless said. */
  readonly apiPath?: string
  /** Parameters that every request has. */
  readonly query?: Request['query']
  /** “people”, for “Search people”. */
  readonly things: string
  readonly nameOf: (row: Row) => string
  /** The first one is the name, with the link to the detail. */
  readonly columns: readonly [Column<Row>, ...Column<Row>[]]
  readonly filters: readonly Filter[]
  /** Whether the API has `q` for it. */
  readonly isSearchable?: boolean
  /** Whether a search shows the best matches first until somebody chooses an order; otherwise it keeps to the list's own. */
  readonly isSearchRanked?: boolean
  /** `lastName`, `-created` */
  readonly usualSort: string
  readonly selectionActs?: readonly SelectionAct[]
  /** The act that makes a new one, on an address of its own below the list: `/people/new`. */
  readonly create?: { readonly label: string } | undefined
  /** Where the API makes the CSV of what fits, for lists too long for a browser; left out: the browser makes it of what is shown. */
  readonly csvPath?: string
  /** Beside the list's own tools: another way to see the same things, say. */
  readonly tools?: ReactNode
  /** Shown above the rows. */
  readonly above?: ReactNode
  /** Shown when there is nothing at all. */
  readonly empty: ReactNode
  /** Called before somebody opens a row: fetches its detail. */
  readonly prefetch?: (id: number) => void
}
