import { notFound, type Subject } from '../../domain/errors.ts'
import { IntellumError } from './errors.ts'
import { isBlankValue, type Parameters } from './read-request.ts'
import { readInteger, readText } from './read-values.ts'

/**
 * The id of the record that a call is about, from its path, query or body.
 * @throws IntellumError when there is none
 * @throws not_found for an invalid id, with its original text, which the answer contains
 */
export function recordId(parameters: Parameters, subject: Subject): number {
  const { id } = parameters
  if (isBlankValue(id)) throw new IntellumError("Id can't be blank")
  const text = readText(id)
  if (text === undefined) throw new IntellumError('Id is invalid')
  const number = readInteger(text)
  // `020` matches nothing either: the answer would contain it as `20`.
  if (number === undefined || String(number) !== text) throw notFound(subject, text)
  return number
}
