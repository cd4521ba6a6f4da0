import { db, listen, sendJson } from './listen.ts'

const page = db.prepare(
  `SELECT id, category_id, course_id AS categorizable_id, 'Course' AS categorizable_type, code
   FROM category_tag WHERE account_id = 1 ORDER BY id LIMIT 500`,
)

listen((_request, response) => {
  sendJson(response, JSON.stringify(page.all()))
})
