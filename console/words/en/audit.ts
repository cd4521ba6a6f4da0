/** The audit trail. */
export const audit = {
  heading: 'Audit',
  things: 'entries',
  what: 'What',
  who: 'Who',
  door: 'Door',
  action: 'Action',
  subject: 'Kind',
  subjectId: 'Id of the thing',
  at: 'When',
  itself: 'The academy itself',
  before: 'Before',
  after: 'After',
  value: 'Value',
  open: 'Go to it',
  emptyHeading: 'Nothing yet',
  emptyText:
    'Everything that anybody changes is written down here: who, when, by which door, from what to what.',
  credential: 'With the key',
  requestId: 'Request id',
}
