import type { DemoAccess } from '../../demo/demo-doors.ts'

/** What is told of one door: its credentials, and a line that works when it is pasted into a shell. */
interface DoorSheet {
  readonly title: string
  readonly credentials: readonly (readonly [label: string, value: string])[]
  readonly curl?: string
}

// A door that opens adds its sheet here.
const sheets: readonly ((baseUrl: string, access: DemoAccess) => DoorSheet)[] = [
  (baseUrl, { console, coursepath, rev }) => ({
    title: `The pages: ${baseUrl}/login`,
    credentials: [
      ['learner', `${coursepath.learnerEmail}, password ${rev.viewer.password}`], // Rev's viewer is that person
      ['manager', `${console.email}, password ${console.password}`],
    ],
  }),
  (baseUrl, { intellum }) => ({
    title: 'Intellum v2: which courses are tagged with which topics',
    credentials: [['api_key', intellum.apiKey]],
    curl: `curl -s '${baseUrl}/api/v2/category_tags?api_key=${intellum.apiKey}'`,
  }),
  (baseUrl, { rev }) => ({
    title: 'Vbrick Rev v2: log in, then list the topics as categories',
    credentials: [
      ['username', rev.username],
      ['password', rev.password],
      ['apiKey', rev.apiKey],
      ['secret', rev.secret],
      ['viewer', `${rev.viewer.username}, password ${rev.viewer.password}`],
    ],
    curl: `curl -s ${baseUrl}/api/v2/categories -H "Authorization: VBrick $(${revLogin(baseUrl, rev)})"`,
  }),
  (baseUrl, { learnosity }) => ({
    title: 'Learnosity Data API: sign a request, then get the last tags of the item bank',
    credentials: [
      ['consumer key', learnosity.consumerKey],
      ['secret', learnosity.consumerSecret],
      ['domain', learnosity.domain],
    ],
    curl: `curl -s ${baseUrl}/latest/itembank/tagging/tags -d "$(${learnosityForm(learnosity)})"`,
  }),
  (baseUrl, { coursepath }) => ({
    title: 'Coursepath v1: sign a token in the name of a member, then list the courses',
    credentials: [
      ['signing key', coursepath.signingKey],
      ['manager', coursepath.adminEmail],
      ['learner', coursepath.learnerEmail],
    ],
    curl: `curl -s ${baseUrl}/api/v1/courses -H "Authorization: Bearer $(${coursepathToken(coursepath)})"`,
  }),
]

/** Tells how to use the demo academy that is served at the address. */
export function demoBanner(baseUrl: string, access: DemoAccess): string {
  return `The demo academy is served at ${baseUrl}\n\n${demoSheets(baseUrl, access)}`
}

/** The credentials of the demo academy, door by door, for people. */
export function demoSheets(baseUrl: string, access: DemoAccess): string {
  return sheets.map((sheet) => lines(sheet(baseUrl, access)).join('\n')).join('\n\n') + '\n'
}

function lines({ title, credentials, curl }: DoorSheet): string[] {
  const width = Math.max(...credentials.map(([label]) => label.length))
  return [
    title,
    ...credentials.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`),
    ...(curl === undefined ? [] : [`  ${curl}`]),
  ]
}

/** Prints the token of a fresh session. */
function revLogin(baseUrl: string, { username, password }: DemoAccess['rev']): string {
  const body = JSON.stringify({ username, password })
  const token = String.raw`sed 's/.*"token":"\([^"]*\)".*/\1/'`
  return `curl -s ${baseUrl}/api/v2/user/login -H 'Content-Type: application/json' -d '${body}' | ${token}`
}

/** Prints a fresh token, which works once. */
function coursepathToken({ signingKey, adminEmail }: DemoAccess['coursepath']): string {
  const script = [
    'const c=require("crypto"),e=x=>Buffer.from(JSON.stringify(x)).toString("base64url")',
    `t=e({alg:"HS256"})+"."+e({jti:c.randomUUID(),iat:Date.now()/1000,email:"${adminEmail}"})`,
  ]
  const signed = `c.createHmac("sha256","${signingKey}").update(t).digest("base64url")`
  return `node -e '${script.join(',')};console.log(t+"."+${signed})'`
}

/** Prints a form that is signed, and good for three hours. */
function learnosityForm({ consumerKey, consumerSecret, domain }: DemoAccess['learnosity']): string {
  const script = [
    `const k="${consumerKey}",t=new Date().toISOString().replace(/[-:]/g,"").replace("T","-").slice(0,13)`,
    `r=JSON.stringify({limit:5}),h=require("crypto").createHmac("sha256","${consumerSecret}")`,
    `s="$02$"+h.update([k,"${domain}",t,r,"get"].join("_")).digest("hex")`,
    `p=JSON.stringify({consumer_key:k,domain:"${domain}",timestamp:t,signature:s})`,
  ]
  return `node -e '${script.join(',')};console.log(""+new URLSearchParams({security:p,request:r,action:"get"}))'`
}
