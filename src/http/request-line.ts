/** The fields of a request in the log. A logger without support for it writes them like any other object. */
export class RequestLine {
  /** The id that the answer bore: ours, so it needs no escaping, like the door and the method. */
  readonly request: string
  readonly door: string
  readonly method: string
  /** The target, without secrets. */
  readonly path: string
  readonly status: number
  readonly ms: number

  constructor(request: string, door: string, method: string, path: string, status: number, ms: number) {
    this.request = request
    this.door = door
    this.method = method
    this.path = path
    this.status = status
    this.ms = ms
  }

  /** The members of its JSON object, without the braces. */
  toMembers(): string {
    const { request, door, method, path, status, ms } = this
    return `"request":"${request}","door":"${door}","method":"${method}","path":${JSON.stringify(path)},"status":${status},"ms":${ms}`
  }
}
