import Type, { type TProperties } from 'typebox'
import { fieldsOf } from './choose-fields.ts'
import type { Operation } from './operation.ts'

const parameters = new WeakMap<Operation, TProperties>()

/** The parameters of an operation, including those that its kind always has: `dryRun`, `expand`, `fields`. */
export function parametersOf(operation: Operation): TProperties {
  let all = parameters.get(operation)
  if (all === undefined) {
    const expanded =
      'read' in operation && operation.expand !== undefined ? Object.keys(operation.expand) : []
    all = {
      ...operation.query,
      ...(expanded.length > 0 && {
        expand: Type.Optional(
          Type.Array(Type.Enum(expanded), {
            minItems: 1,
            maxItems: 10,
            description: 'What is to be embedded in each.',
          }),
        ),
      }),
      ...('write' in operation && {
        dryRun: Type.Optional(
          Type.Boolean({
            description:
              'Whether only to try it: the answer tells what it would be, and `effects`. Nothing stays.',
          }),
        ),
      }),
      ...(knownFields(operation) !== undefined && {
        fields: Type.Optional(
          Type.Array(Type.String({ maxLength: 100 }), {
            minItems: 1,
            maxItems: 100,
            description: 'The keys that you want of each thing; all unless said.',
          }),
        ),
      }),
    }
    parameters.set(operation, all)
  }
  return all
}

/** The keys of the things in an operation's answer. */
export function knownFields({ answers }: Operation): readonly string[] | undefined {
  return fieldsOf(answers[200] ?? answers[201] ?? answers[202])
}
