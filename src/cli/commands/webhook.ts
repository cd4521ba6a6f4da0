import { Option } from 'commander'
import type { LogOptions, NewWebhookOptions, ReplayOptions } from '../actions/webhook.ts'
import { dialects } from '../../dialects/dialects.ts'
import { WEBHOOK_EVENTS } from '../../domain/delivery/webhook.ts'
import type { CommandDescriptor } from '../shell/command.ts'
import { json, ofAccount, type Shared } from '../shell/options.ts'

export const webhook: CommandDescriptor = {
  name: 'webhook',
  description: 'webhooks: addresses that receive events',
  declare(webhook) {
    const webhookFormats = dialects.flatMap((door) => ('webhookFormat' in door ? [door.name] : []))
    webhook
      .command('add <url>')
      .description('add a webhook and print its secret (shown only once)')
      .option('--event <name...>', `which events (default: all); there are ${WEBHOOK_EVENTS.join(', ')}`, [])
      .addOption(
        new Option('--format <format>', 'the format of the events')
          .choices(webhookFormats)
          .default(webhookFormats[0]),
      )
      .option('--single-attempt', "never retry, for receivers that can't handle duplicates")
      .addOption(ofAccount())
      .addOption(json())
      .action(async (url: string, options: NewWebhookOptions) => {
        const { addWebhookCommand } = await import('../actions/webhook.ts')
        await addWebhookCommand(url, options)
      })
    webhook
      .command('list')
      .description('list all webhooks, without their secrets')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (options: Shared) => (await import('../actions/webhook.ts')).listWebhooksCommand(options))
    for (const to of ['on', 'off'] as const) {
      webhook
        .command(`${to} <id>`)
        .description(to === 'on' ? 'resume deliveries' : 'pause deliveries; messages are kept for a replay')
        .addOption(ofAccount())
        .addOption(json())
        .action(async (id: string, options: Shared) => {
          const { switchWebhookCommand } = await import('../actions/webhook.ts')
          await switchWebhookCommand(id, to, options)
        })
    }
    webhook
      .command('replay <id>')
      .description('send messages again with their original ids')
      .addOption(new Option('--message <id>', 'only this one').conflicts(['from', 'to', 'all']))
      .option('--from <time>', 'events since then')
      .option('--to <time>', 'events until then')
      .option('--all', 'also messages that were delivered, not only failed ones')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (id: string, options: ReplayOptions) => {
        const { replayCommand } = await import('../actions/webhook.ts')
        await replayCommand(id, options)
      })
    webhook
      .command('log <id>')
      .description('list deliveries with each attempt, newest first')
      .option('--limit <number>', 'how many', '50')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (id: string, options: LogOptions) => {
        const { webhookLogCommand } = await import('../actions/webhook.ts')
        await webhookLogCommand(id, options)
      })
    webhook
      .command('remove <id>')
      .description('remove a webhook, its log and its pending messages')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (id: string, options: Shared) => {
        const { removeWebhookCommand } = await import('../actions/webhook.ts')
        await removeWebhookCommand(id, options)
      })
  },
}
