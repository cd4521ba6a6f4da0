import { file } from '../table/answer.ts'
import { does, type Operation } from '../table/operation.ts'
import { EXPORTS } from './exports.ts'

const CONTENT =
  'The file is written while you read it; the connection is cut when it can’t be finished. What is changed meanwhile may be in it as it was before or after.'

/** `/exports`: files to take away. */
export const exportOperations: readonly Operation[] = EXPORTS.map(
  ({ name, scope, summary, description, parameters, types, open }) =>
    does({
      id: `export${name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
      method: 'GET',
      path: `/exports/${name}`,
      summary,
      description: description === undefined ? CONTENT : `${description} ${CONTENT}`,
      scope,
      query: parameters,
      answers: { 200: types.join(', ') },
      example: {},
      run: async ({ store }, { by, query, signal }) => file(await open(store, by, query, signal())),
    }),
)
