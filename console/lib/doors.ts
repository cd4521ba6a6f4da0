/**
 * The vendors' doors in the order of the navigation, by the names of their products, which are the same in every language.
 * A new door is one line here.
 */
export const DOORS = {
  intellum: 'Intellum',
  rev: 'Rev',
  learnosity: 'Learnosity',
  coursepath: 'Coursepath',
  oneroster: 'OneRoster',
} as const

export const DOOR_NAMES = Object.keys(DOORS) as readonly (keyof typeof DOORS)[]
