import { firstLessons } from './lessons/first-lessons.ts'
import { germanLessons } from './lessons/german-lessons.ts'
import { officeLessons } from './lessons/office-lessons.ts'
import { productLessons } from './lessons/product-lessons.ts'
import { safetyLessons } from './lessons/safety-lessons.ts'

/** What is taught; the other courses have no parts, and are completed by their learner's word. */
export const demoLessons = [
  ...firstLessons,
  ...safetyLessons,
  ...productLessons,
  ...officeLessons,
  ...germanLessons,
]

/** The program in which the demo's learners are: they find courses to take when they come in. */
export const PROGRAM_OF_LEARNER = 'New at Aldermark'
