/**
 * What each operation of the first-party API asks of a token, written down by hand: a scope, null for any token, or that
 * only a browser may ask (`signed-in`, `confirmed`). Independent of the table, so that a slip there is seen here.
 */
export const API_SCOPES: Readonly<Record<string, string | null>> = {
  getMe: null,
  updateMe: null,
  confirmPassword: 'signed-in',
  listMyTokens: null,
  createMyToken: 'confirmed',
  revokeMyToken: null,
  listMySessions: null,
  endMyOtherSessions: 'signed-in',
  endMySession: null,

  listGroups: 'people:read',
  createGroup: 'people:write',
  getGroup: 'people:read',
  updateGroup: 'people:write',
  deleteGroup: 'people:write',

  listTopics: 'topics:read',
  createTopic: 'topics:write',
  getTopic: 'topics:read',
  updateTopic: 'topics:write',
  putTopic: 'topics:write',
  deleteTopic: 'topics:write',
  listTopicAncestors: 'topics:read',
  getTopicPolicy: 'topics:read',
  putTopicPolicy: 'topics:write',
  listTopicCourses: 'topics:read',
  addCourseToTopic: 'topics:write',
  removeCourseFromTopic: 'topics:write',
  listJobs: null,
  getJob: null,
  cancelJob: null,

  listWebhooks: 'delivery:read',
  createWebhook: 'delivery:write',
  getWebhook: 'delivery:read',
  updateWebhook: 'delivery:write',
  deleteWebhook: 'delivery:write',
  testWebhook: 'delivery:write',
  listWebhookDeliveries: 'delivery:read',
  getWebhookDelivery: 'delivery:read',
  listWebhookDeliveryAttempts: 'delivery:read',
  replayWebhook: 'delivery:write',
}
