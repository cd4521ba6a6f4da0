import { createSigningKey } from '../../domain/access/signing-keys.ts'
import { listCourses } from '../../domain/courses/read-courses.ts'
import { listPrograms } from '../../domain/courses/read-programs.ts'
import type { DemoPart } from '../demo-part.ts'

interface CoursepathAccess {
  readonly signingKey: string
  readonly adminEmail: string
  readonly learnerEmail: string
}

/** With an initial course and program. */
interface PlacedCoursepathAccess extends CoursepathAccess {
  readonly courseId: number
  readonly programId: number
}

const FIRST = { offset: 0, limit: 1 }

export const coursepathDemo: DemoPart<CoursepathAccess, PlacedCoursepathAccess> = {
  access: ({ secret, people: { head, learner } }) => ({
    signingKey: secret('coursepath signing key'),
    adminEmail: head.email,
    learnerEmail: learner.email,
  }),

  async register(tx, by, { signingKey: secret }, { label, box }) {
    await createSigningKey(tx, by, box, { door: 'coursepath', label, secret })
  },

  async place(reader, by, access) {
    const [course] = (await listCourses(reader, by, () => ({ filter: {}, page: FIRST }))).items
    const [program] = (await listPrograms(reader, by, () => ({ filter: {}, page: FIRST }))).items
    return { ...access, courseId: course?.id ?? 0, programId: program?.id ?? 0 }
  },

  sheet: (baseUrl, { signingKey, adminEmail, learnerEmail }) => ({
    title: 'Coursepath v1: sign a token in the name of a member, then list the courses',
    credentials: [
      ['signing key', signingKey],
      ['manager', adminEmail],
      ['learner', learnerEmail],
    ],
    curl: `curl -s ${baseUrl}/api/v1/courses -H "Authorization: Bearer $(${token(signingKey, adminEmail)})"`,
  }),
}

/** Prints a new token, which works once. */
function token(signingKey: string, email: string): string {
  const script = [
    'const c=require("crypto"),e=x=>Buffer.from(JSON.stringify(x)).toString("base64url")',
    `t=e({alg:"HS256"})+"."+e({jti:c.randomUUID(),iat:Date.now()/1000,email:"${email}"})`,
  ]
  const signed = `c.createHmac("sha256","${signingKey}").update(t).digest("base64url")`
  return `node -e '${script.join(',')};console.log(t+"."+${signed})'`
}
