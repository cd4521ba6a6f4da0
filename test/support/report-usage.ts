// Loaded before a command (`node --import`): writes the most memory that it had to a file when it ends.
import { appendFileSync } from 'node:fs'

const file = process.env.USAGE_FILE
if (file !== undefined) {
  process.once('exit', () => {
    const command = process.argv.slice(2, 3).join(' ')
    appendFileSync(file, `${JSON.stringify({ command, bytes: process.resourceUsage().maxRSS * 1024 })}\n`)
  })
}
