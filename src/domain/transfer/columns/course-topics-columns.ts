import { columnsOf } from './column.ts'
import { CODE, PRESENCE, TEXT } from './shared-cells.ts'

/** A course in a topic as files show it. */
export interface CourseTopicRecord {
  /** References. */
  readonly topic: string
  readonly course: string
  readonly code: string | null
}

/** Topic and course together are the key, or the code. */
export const COURSE_TOPICS_COLUMNS = columnsOf<CourseTopicRecord>()({
  topic: {
    aliases: ['topiccode', 'category', 'categorycode', 'path'],
    cell: TEXT,
    required: true,
    show: ({ topic }) => topic,
  },
  course: { aliases: ['coursecode', 'courseid'], cell: TEXT, required: true, show: ({ course }) => course },
  code: { cell: CODE, clearable: true, show: ({ code }) => code },
  status: { cell: PRESENCE, show: () => 'active' },
})
