import { db, listen, sendJson } from './listen.ts'

const tree = db.prepare(
  `WITH RECURSIVE tree (id, guid, name, fullPath, restricted) AS (
     SELECT id, guid, name, name, restricted FROM category WHERE account_id = 1 AND parent_id IS NULL
     UNION ALL
     SELECT c.id, c.guid, c.name, tree.fullPath || '\\' || c.name, c.restricted
     FROM tree JOIN category c ON c.account_id = 1 AND c.parent_id = tree.id
   ) SELECT guid AS categoryId, name, fullPath, restricted FROM tree ORDER BY fullPath`,
)

listen((_request, response) => {
  sendJson(response, JSON.stringify({ categories: tree.all() }))
})
