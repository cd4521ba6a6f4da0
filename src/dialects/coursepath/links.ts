import type { Services } from '../dialect.ts'

/**
 * Where the academy's pages stand, as seen by people. It is never taken from the request: whoever sends a link by mail
 * must not be told by a header where it leads.
 */
export function pagesAt({ settings }: Pick<Services, 'settings'>) {
  return {
    course: (id: number) => `${settings.publicUrl}/${id}/course`,
    program: (id: number) => `${settings.publicUrl}/${id}/program`,
    certificate: (id: number, code: string) => `${settings.publicUrl}/certificates/${id}-${code}`,
    activation: (token: string) => `${settings.publicUrl}/activate?token=${encodeURIComponent(token)}`,
  }
}

export type Pages = ReturnType<typeof pagesAt>
