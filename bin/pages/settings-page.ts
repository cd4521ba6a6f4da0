import { listSettings, type DescribedSetting } from '../../src/config/list-settings.ts'

/** docs/settings.md, made of what src/config says. */
export function settingsPage(): string {
  const groups = listSettings().map(
    ({ title, settings }) => `## ${title}\n\n${HEAD}\n${settings.map(row).join('\n')}\n`,
  )
  return `${INTRODUCTION}\n${groups.join('\n')}\n${SERVER_KEY}`
}

const HEAD = '| setting | default | takes | what it sets |\n|---|---|---|---|'

function row({ name, about, takes, otherwise, isSecret }: DescribedSetting): string {
  const secret = isSecret ? ' (S)' : ''
  return `| \`${name}\`${secret} | ${otherwise ?? '–'} | ${takes} | ${about} |`.replaceAll('\\n', ' ')
}

const INTRODUCTION = `# Settings

<!-- Written by \`npm run pages\` from src/config. Don't edit it here. -->

Settings are environment variables with the prefix \`QUADRIVIUM_\`, which is left out below. An empty value counts as not set.
An unknown name with the prefix, or an invalid value, stops every command with exit code 2 and a list of all problems. Variables
that a cluster sets for a service of that name (\`QUADRIVIUM_SERVICE_HOST\`, \`QUADRIVIUM_PORT=tcp://…\`) are ignored.

A secret (S) may be in a file instead: \`QUADRIVIUM_ADMIN_PASSWORD_FILE=/run/secrets/admin\`.

\`quadrivium config check\` prints the settings in force, \`quadrivium config list\` all that there are.
`

const SERVER_KEY = `## The server key

The server key encrypts what must be stored in a readable form: signing keys, secrets of consumers and of webhooks, the demo's
seed. Back up \`server.key\` too, separately from the database if you can: without it these secrets are lost.

A server only starts with the key that its store was written with, and creates a new key only if the store holds no encrypted
data. It also refuses to start when there is a key but no database, rather than creating an empty academy.

If you have lost the key, stop all nodes and run \`quadrivium key forget-server-key --lose-secrets\`: it revokes signing keys and
keys of consumers, deletes webhooks, and forgets the demo's credentials. Everything else stays. The next start creates a new key.
`
