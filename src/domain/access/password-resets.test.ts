import { afterEach, beforeEach, expect, it } from 'vitest'
import { openWorld, type World } from '../../../test/support/world.ts'
import { updateMember } from '../people/members.ts'
import { systemOf } from '../principal.ts'
import { sendPasswordReset } from './password-resets.ts'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

it.each(['ann@münchen.example', 'ANN@xn--mnchen-3ya.example', '"ann"@münchen.example'])(
  'is sent to the person with the address %s, however it is spelled',
  async (name) => {
    const { id } = await world.person('Ann')
    const { accountId } = world.owner
    await world.store.write(async (tx) => {
      await updateMember(tx, world.owner, { id }, { email: 'ann@münchen.example' })
      await sendPasswordReset(tx, systemOf(accountId, 'console'), name, {
        token: 'secret',
        linkTo: (token) => `https://academy.example.com/password/${token}`,
      })
    })
    expect(await world.store.write((tx) => tx.passwordResets.count(accountId, id))).toBe(1)
  },
)
