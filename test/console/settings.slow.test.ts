import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setPassword } from '../../src/domain/access/set-password.ts'
import type { Member } from '../../src/domain/people/member.ts'
import { findBrowser } from '../support/browser.ts'
import { hashedAtNoCost } from '../support/cheap-password.ts'
import { openConsole, type ConsoleWindow, type ConsoleWorld } from '../support/console.ts'
import { installationWith } from '../support/installation-with.ts'
import { png } from '../support/pictures.ts'
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts'

// The settings of the academy, and each person's own account.

const executable = findBrowser()
const PASSWORD = 'the password of mona'

let sink: SmtpSink
let here: ConsoleWorld
let mona: Member
let arthur: Member

beforeAll(async () => {
  if (executable === undefined) return
  sink = await openSmtpSink()
  here = await openConsole(executable, {
    installation: installationWith({ QUADRIVIUM_SMTP_URL: sink.url, QUADRIVIUM_AUDIT_DAYS: '400' }),
  })
  const { world } = here
  mona = await world.person('Mona Manager', 'manager')
  arthur = await world.person('Arthur Auditor', 'auditor')
  const phc = await hashedAtNoCost(PASSWORD)
  await world.store.write((tx) => setPassword(tx, world.owner, { id: mona.id }, phc))
})
afterAll(async () => {
  if (executable === undefined) return
  await here.close()
  await sink.close()
})

/** Opens a window for one test. */
async function withWindow(
  options: Parameters<ConsoleWorld['open']>[1],
  journey: (window: ConsoleWindow) => Promise<void>,
  member = mona,
): Promise<void> {
  const window = await here.open(member, options)
  try {
    await journey(window)
    expect(window.complaints).toEqual([])
  } finally {
    await window.close()
  }
}

/** Shows the password, as a change asks for it that leads people elsewhere. */
async function confirm(page: ConsoleWindow['page']): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Confirm your password' })
  await dialog.getByLabel('Password').fill(PASSWORD)
  await dialog.getByRole('button', { name: 'Confirm' }).click()
  await dialog.waitFor({ state: 'detached' })
}

describe.skipIf(executable === undefined)('the settings', () => {
  it('are changed with the mouse: name, colour and logo show at once', () =>
    withWindow({}, async ({ page, go, picture }) => {
      await go('')
      await page.getByRole('link', { name: 'Settings' }).click()
      const form = page.getByRole('form', { name: 'About the academy' })
      await form.getByLabel('Name').fill('Bee School')
      await form.getByLabel('Time zone').fill('Europe/Vienna')
      await page.reload()
      await form.getByText('You have changes here that aren’t saved yet.').waitFor()
      await form.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Saved.', { exact: true }).waitFor()
      await page.getByRole('navigation', { name: 'Main' }).getByText('Bee School').waitFor()
      const choosing = page.waitForEvent('filechooser')
      await page.getByRole('button', { name: 'Upload a logo' }).click()
      await (await choosing).setFiles({ name: 'logo.png', mimeType: 'image/png', buffer: png() })
      await page.getByRole('img', { name: 'The logo of the academy' }).waitFor()
      await picture('settings-logo')
      await page.getByRole('button', { name: 'Remove the logo' }).click()
      await page.getByText('There is no logo.').waitFor()
    }))

  it('refuse clearly, and show both versions when somebody else has changed the same', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/settings')
      const form = page.getByRole('form', { name: 'About the academy' })
      await form.getByLabel('Language', { exact: false }).first().fill('klingon!')
      await form.getByRole('button', { name: 'Save' }).click()
      await expect.poll(() => form.getByLabel(/^Language/).getAttribute('aria-invalid')).toBe('true')
      await form.getByText('There is no such language.').waitFor()
      expect(await form.locator('#languages option[label="German"]').getAttribute('value')).toBe('de')
      await form.getByRole('button', { name: 'Cancel' }).click()
      await form.getByLabel('Name').fill('Wasp School')
      await withWindow({}, async (other) => {
        await other.go('/settings')
        const theirs = other.page.getByRole('form', { name: 'About the academy' })
        await theirs.getByLabel('Name').fill('Ant School')
        await theirs.getByRole('button', { name: 'Save' }).click()
        await other.page.getByText('Saved.', { exact: true }).waitFor()
      })
      await form.getByRole('button', { name: 'Save' }).click()
      const dialog = page.getByRole('dialog', { name: 'Somebody else has changed this' })
      await dialog.getByText('Ant School').waitFor()
      await dialog.getByRole('button', { name: 'Save my choice' }).click()
      await page.getByRole('navigation', { name: 'Main' }).getByText('Wasp School').waitFor()
    }))

  it('try the mail server: what it says is shown when it refuses', () =>
    withWindow({}, async ({ page, go, violations, picture }) => {
      await go('/settings?part=mail')
      await page.getByLabel('To').fill('ops@example.com')
      sink.next('recipient', { code: 550, text: 'No such mailbox' })
      await page.getByRole('button', { name: 'Send test mail' }).click()
      await page.getByText('The mail server did not take the mail.').waitFor()
      await page.getByText('Check both addresses.', { exact: false }).waitFor()
      await page.getByText('RCPT TO:<ops@example.com>', { exact: false }).waitFor()
      expect(await violations()).toEqual([])
      await picture('settings-mail-refused')
      await page.getByRole('button', { name: 'Send test mail' }).click()
      await page.getByText('The mail server has taken the mail to ops@example.com.').waitFor()
      await page.getByRole('link', { name: 'See it in Mail' }).click()
      await page.getByRole('heading', { level: 2, name: /Test mail from/ }).waitFor()
    }))

  it('show how an invitation will look, by the keyboard alone', () =>
    withWindow({}, async ({ page, go, picture }) => {
      await go('/settings?part=texts')
      const form = page.getByRole('form', { name: 'Invitation to the academy' })
      await form.getByLabel('Subject').focus()
      await page.keyboard.type('Welcome, ')
      await page.keyboard.press('Tab')
      await page.keyboard.type('Dear {nmae}, ')
      await form.getByText('{nmae} isn’t a placeholder and will be sent as it is.').waitFor()
      await form.getByRole('button', { name: 'Insert {firstName} into the text' }).focus()
      await page.keyboard.press('Enter')
      await form.getByRole('figure', { name: 'Preview' }).getByText('Dear {nmae}, Mona Manager').waitFor()
      await picture('settings-texts')
      await form.getByLabel('Label of the button').focus()
      await page.keyboard.press('Enter')
      await page.getByText('Saved.', { exact: true }).waitFor()
    }))

  it('ask for the password where links would lead elsewhere, and for what is kept', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/settings?part=hosts')
      const hosts = page.getByLabel('Hosts')
      await hosts.fill('127.0.0.1\nnot a host!')
      await page.getByRole('button', { name: 'Save' }).click()
      await confirm(page)
      await expect.poll(() => hosts.getAttribute('aria-invalid')).toBe('true')
      await hosts.fill('127.0.0.1\nlearn.example.com')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Saved.', { exact: true }).waitFor()
      await hosts.fill('learn.example.com')
      await page.getByText('You opened this page at 127.0.0.1.', { exact: false }).waitFor()
      await page.getByRole('button', { name: 'Cancel' }).click()
      await page.getByRole('link', { name: 'Retention' }).click()
      await page.getByRole('row', { name: 'Audit trail 400 days' }).waitFor()
      await page.getByLabel('Keep the audit trail').fill('90')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByRole('row', { name: 'Audit trail 90 days' }).waitFor()
    }))

  it('are for managers', () =>
    withWindow(
      {},
      async ({ page, go }) => {
        await go('/settings')
        await page.getByRole('heading', { level: 2, name: 'Page not found' }).waitFor()
        const main = page.getByRole('navigation', { name: 'Main' })
        expect(await main.getByRole('link', { name: 'Settings' }).count()).toBe(0)
      },
      arthur,
    ))
})

describe.skipIf(executable === undefined)('my account', () => {
  it('is opened from the menu: another password, and what is refused beside the field', () =>
    withWindow({}, async ({ page, go }) => {
      await go('')
      await page.getByRole('button', { name: /Your menu/ }).click()
      await page.getByRole('menuitem', { name: 'My account' }).click()
      const form = page.getByRole('form', { name: 'Change my password' })
      await form.getByLabel('Password now').fill('wrong')
      await form.getByLabel('New password', { exact: false }).first().fill('a quite long sentence')
      await form.getByLabel('Repeat the new password').fill('a quite long sentense')
      await form.getByRole('button', { name: 'Change password' }).click()
      await form.getByText('This isn’t the same as the new password.').waitFor()
      await form.getByLabel('Repeat the new password').fill('a quite long sentence')
      await form.getByRole('button', { name: 'Change password' }).click()
      await expect.poll(() => form.getByLabel('Password now').getAttribute('aria-invalid')).toBe('true')
      await form.getByLabel('Password now').fill(PASSWORD)
      await form.getByRole('button', { name: 'Change password' }).click()
      await page.getByText('Your password is changed.', { exact: false }).waitFor()
      await expect.poll(() => form.getByLabel('Password now').inputValue()).toBe('')
      expect(await page.evaluate('JSON.stringify({ ...localStorage })')).not.toContain('sentence')
      const phc = await hashedAtNoCost(PASSWORD)
      await here.world.store.write((tx) => setPassword(tx, here.world.owner, { id: mona.id }, phc))
    }))

  it('makes a token that is shown once, and takes it back', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/account?part=tokens')
      await page.keyboard.press('c')
      const dialog = page.getByRole('dialog', { name: 'New token' })
      await dialog.getByLabel('Name').fill('Nightly report')
      await dialog.getByRole('button', { name: 'Create token' }).click()
      await confirm(page)
      const shown = page.getByRole('dialog', { name: 'Created Nightly report' })
      await shown.getByRole('button', { name: 'Download' }).waitFor()
      await shown.getByRole('button', { name: 'Done' }).click()
      await page.reload()
      await page.getByRole('button', { name: 'Revoke: Nightly report' }).click()
      const revoking = page.getByRole('dialog', { name: 'Revoke Nightly report?' })
      await revoking.getByRole('textbox').fill('Nightly report')
      await revoking.getByRole('button', { name: 'Revoke' }).click()
      await page.getByText('You have no tokens yet.').waitFor()
    }))

  it('shows where one is signed in, and ends the others', () =>
    withWindow({}, async ({ page, go }) => {
      await withWindow({}, async (other) => {
        await go('/account?part=sessions')
        await page.getByText('this one').waitFor()
        await page.getByRole('button', { name: 'End all others' }).click()
        await page.getByText('All your other sessions have ended.').waitFor()
        await expect.poll(() => page.getByRole('button', { name: /^End/ }).count()).toBe(0)
        await other.go('')
        await other.page.waitForURL('**/login?next=%2Fconsole')
      })
    }))

  it('sets the language, for who is no manager too', () =>
    withWindow(
      {},
      async ({ page, go }) => {
        await go('/account?part=look')
        await page.getByLabel('Language', { exact: true }).selectOption('Deutsch')
        await page.getByRole('heading', { level: 1, name: 'Mein Konto' }).waitFor()
        await page.reload()
        await page.getByLabel('Farbschema').selectOption('Dunkel')
        await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark')
        await page.getByLabel('Sprache', { exact: true }).selectOption('Wie der Browser')
        await page.getByRole('heading', { level: 1, name: 'My account' }).waitFor()
      },
      arthur,
    ))
})
