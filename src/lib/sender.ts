/** In whose name a mail goes out. */
export interface Sender {
  readonly name: string | null
  readonly address: string
}

/** Reads `academy@example.com` or `Academy <academy@example.com>`; undefined: it is neither. */
export function parseSender(text: string): Sender | undefined {
  const [, name, named, bare] =
    /^(?:([^<>"@,;\r\n]+?) *<([^\s<>"@,;]+@[^\s<>"@,;]+)>|([^\s<>"@,;]+@[^\s<>"@,;]+))$/.exec(text) ?? []
  const address = named ?? bare
  return address === undefined ? undefined : { name: name?.trim() ?? null, address }
}
