import { Argument, type Command } from 'commander'
import type { ChangeConsumerOptions, NewConsumerOptions } from '../actions/consumer.ts'
import type { ForgetServerKeyOptions } from '../actions/forget-server-key.ts'
import type { NewKeyOptions } from '../actions/key.ts'
import { dialects } from '../../dialects/dialects.ts'
import type { CommandDescriptor } from '../shell/command.ts'
import { json, ofAccount, type Shared } from '../shell/options.ts'

export const key: CommandDescriptor = {
  name: 'key',
  description: 'keys for the vendor APIs',
  declare(key) {
    key
      .command('create')
      .addArgument(
        new Argument('<door>', 'the API that the key is for').choices(dialects.map(({ name }) => name)),
      )
      .description('create a key and print it (shown only once)')
      .option('--label <text>', 'what it is for', 'command line')
      .option('--member <username or e-mail>', 'the person it acts for, in APIs where keys belong to people')
      .option('--domain <host...>', 'learnosity: hosts of the calling applications (default: localhost)', [])
      .option(
        '--bank <id or name...>',
        'learnosity: item banks; append `:read` for read-only access (default: all)',
        [],
      )
      .option('--consumer <key id>', 'learnosity: add a key to the consumer that has this key')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (door: string, options: NewKeyOptions & NewConsumerOptions) => {
        const consumers = dialects.find(({ name, keys }) => name === door && keys.kind === 'consumer')
        if (consumers !== undefined)
          return (await import('../actions/consumer.ts')).createConsumerCommand(consumers, options)
        const { createKeyCommand } = await import('../actions/key.ts')
        await createKeyCommand(door, options)
      })
    key
      .command('list')
      .description('list all keys, without their secrets')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (options: Shared) => (await import('../actions/key.ts')).listKeysCommand(options))
    key
      .command('revoke <id>')
      .description('revoke a key and end its sessions')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (id: string, options: Shared) => {
        const { revokeKeyCommand } = await import('../actions/key.ts')
        await revokeKeyCommand(id, options)
      })
    consumerCommands(key)
    key
      .command('forget-server-key')
      .description(
        'make the store forget a server key that is lost, with the secrets that only this key decrypts',
      )
      .option('--lose-secrets', 'revoke the keys and delete the webhooks whose secrets are lost')
      .addOption(json())
      .action(async (options: ForgetServerKeyOptions) =>
        (await import('../actions/forget-server-key.ts')).forgetServerKey(options),
      )
  },
}

/** Commands for the keys of consumers. */
function consumerCommands(key: Command): void {
  key
    .command('change <id>')
    .description('learnosity: change the hosts or item banks of a consumer and all its keys')
    .option('--domain <host...>', 'hosts of the calling applications; replaces the present ones', [])
    .option(
      '--bank <id or name...>',
      'item banks; append `:read` for read-only access; the first is the primary one',
      [],
    )
    .addOption(ofAccount())
    .addOption(json())
    .action(async (id: string, options: ChangeConsumerOptions) =>
      (await import('../actions/consumer.ts')).changeConsumerCommand(id, options),
    )
  key
    .command('rotate <id>')
    .description('learnosity: add a second secret and print it (shown only once)')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (id: string, options: Shared) =>
      (await import('../actions/consumer.ts')).rotateSecretCommand(id, options),
    )
  key
    .command('retire <id>')
    .description('learnosity: remove the older of two secrets')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (id: string, options: Shared) =>
      (await import('../actions/consumer.ts')).retireSecretCommand(id, options),
    )
  for (const [word, isActive] of [
    ['activate', true],
    ['deactivate', false],
  ] as const) {
    key
      .command(`${word} <id>`)
      .description(
        `learnosity: ${isActive ? 'reactivate a key' : 'deactivate a key until it is activated again'}`,
      )
      .addOption(ofAccount())
      .addOption(json())
      .action(async (id: string, options: Shared) =>
        (await import('../actions/consumer.ts')).activateCommand(id, isActive, options),
      )
  }
}
