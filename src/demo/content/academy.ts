export type DemoAcademy = {
  readonly name: string
  readonly company: string
  readonly description: string
  readonly domain: string
  readonly language: string
  readonly timeZone: string
  /** The username of the person members turn to. */
  readonly contact: string
}

export const academy: DemoAcademy = {
  name: 'Aldermark Academy',
  company: 'Aldermark Flow Systems',
  description:
    'Aldermark builds pumps, valves and dosing systems for waterworks, dairies and pharmaceutical plants. ' +
    'Its academy teaches the people who design, cast, assemble, sell and repair them.',
  domain: 'aldermark.example.com',
  language: 'en',
  timeZone: 'Europe/Berlin',
  contact: 'ingrid.sommerfeldt',
}
