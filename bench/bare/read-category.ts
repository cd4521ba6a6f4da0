import { db, listen, sendJson } from './listen.ts'

const find = db.prepare(
  `SELECT c.guid AS categoryId, c.name, p.guid AS parentCategoryId, c.restricted
   FROM category c LEFT JOIN category p ON p.account_id = c.account_id AND p.id = c.parent_id
   WHERE c.account_id = 1 AND c.guid = ?`,
)

listen((request, response) => {
  const guid = (request.url ?? '').slice('/api/v2/categories/'.length)
  sendJson(response, JSON.stringify(find.get(guid)))
})
