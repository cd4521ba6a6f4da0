/** Reports an error inside the store; the server writes it to its log. */
export type Report = (message: string, error?: unknown) => void
