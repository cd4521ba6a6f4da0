/** What can be wrong with a request for a page, beyond the errors of the domain and of HTTP. */
export type PageRefusal =
  | 'forged_form' // its token isn't from this session, or it is sent from another site
  | 'no_academy' // there are several academies, and none has this host
  | 'not_secure' // plain HTTP, where TLS is required

/** Thrown while a request for a page is parsed, and answered by a page in the reader's language. */
export class PageFault extends Error {
  override readonly name = 'PageFault'
  readonly refusal: PageRefusal

  constructor(refusal: PageRefusal) {
    super(refusal)
    this.refusal = refusal
  }
}
