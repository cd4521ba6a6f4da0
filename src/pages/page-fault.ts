/** What can be wrong with a request for a page, beyond what the domain and HTTP know. */
export type PageRefusal =
  | 'forged_form' // its token isn't the one of the session, or it comes from another site
  | 'no_academy' // several academies, and none answers to this host
  | 'not_secure' // plain HTTP, where only TLS will do

/** Thrown by whoever reads a request for a page, and answered by a page in the reader's language. */
export class PageFault extends Error {
  override readonly name = 'PageFault'
  readonly refusal: PageRefusal

  constructor(refusal: PageRefusal) {
    super(refusal)
    this.refusal = refusal
  }
}
