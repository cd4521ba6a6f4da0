import { expect, it } from 'vitest'
import { ListPlaces } from './list-places.ts'

const at = (offset: number) => ({ offset, after: { values: [], id: offset } })
const START = { offset: 0, after: null }

it('knows the nearest place before an offset, of each list its own', () => {
  const places = new ListPlaces(() => 0)
  expect(places.before('users', 5_000)).toEqual(START)
  for (const offset of [100, 200, 300]) places.note('users', at(offset))
  expect(places.before('users', 200)).toEqual(at(200))
  expect(places.before('users', 299)).toEqual(at(200))
  expect(places.before('users', 90)).toEqual(START)
  expect(places.before('orgs', 300)).toEqual(START)
})

it('takes the place that was noted last, and forgets what is old or too much', () => {
  let now = 0
  const places = new ListPlaces(() => now)
  places.note('users', at(100))
  places.note('users', { offset: 100, after: { values: ['x'], id: 7 } })
  expect(places.before('users', 100).after).toEqual({ values: ['x'], id: 7 })
  for (let offset = 200; offset <= 10_000; offset += 100) places.note('users', at(offset))
  expect(places.before('users', 200)).toEqual(START)
  expect(places.before('users', 9_950)).toEqual(at(9_900))
  now = 60 * 60_000 + 1
  expect(places.before('users', 9_950)).toEqual(START)
  for (let list = 0; list < 1_000; list++) places.note(String(list), at(100))
  expect(places.before('0', 100)).toEqual(START)
  expect(places.before('999', 100)).toEqual(at(100))
})
