import { Option, type Command } from 'commander'
import type { PublishOptions } from '../actions/bank.ts'
import type { CommandDescriptor } from '../shell/command.ts'
import { json, ofAccount, type Shared } from '../shell/options.ts'

export const bank: CommandDescriptor = {
  name: 'bank',
  description: 'item banks',
  declare(bank) {
    bank
      .command('create <name>')
      .description('create an empty item bank')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (name: string, options: Shared) =>
        (await import('../actions/bank.ts')).createBankCommand(name, options),
      )
    bank
      .command('list')
      .description("list all item banks; their ids are Learnosity's organisation_id")
      .addOption(ofAccount())
      .addOption(json())
      .action(async (options: Shared) => (await import('../actions/bank.ts')).listBanks(options))
    bank
      .command('history <bank> <type> <name>')
      .description('show the history of a tag: when, by which key, for whom, from which value to which')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (bankName: string, type: string, name: string, options: Shared) =>
        (await import('../actions/bank.ts')).tagHistory(bankName, type, name, options),
      )
    typeCommands(bank.command('type').description('types of tags'))
    bank
      .command('tag')
      .description('tags (created and changed by Learnosity clients)')
      .command('remove <bank> <type> <name>')
      .description('remove a tag, also from items and activities')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (bankName: string, type: string, name: string, options: Shared) =>
        (await import('../actions/bank.ts')).removeTag(bankName, type, name, options),
      )
    bank
      .command('item')
      .description('items and activities')
      .command('import <bank> <file>')
      .description('create items and activities from a JSON file, all or none; - is standard input')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (bankName: string, file: string, options: Shared) =>
        (await import('../actions/bank.ts')).importItems(bankName, file, options),
      )
    hierarchyCommands(bank.command('hierarchy').description('trees of tags'))
    poolCommands(bank.command('pool').description('snapshots of items and their tags'))
  },
}

function typeCommands(type: Command): void {
  type
    .command('list <bank>')
    .description('list the types of tags')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (bankName: string, options: Shared) =>
      (await import('../actions/bank.ts')).listTypes(bankName, options),
    )
  type
    .command('describe <bank> <type> [description]')
    .description('describe a type; without a description, remove it')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (bankName: string, name: string, description: string | undefined, options: Shared) =>
      (await import('../actions/bank.ts')).describeType(bankName, name, description, options),
    )
}

function hierarchyCommands(hierarchy: Command): void {
  hierarchy
    .command('apply <bank> <file>')
    .description(
      'create a hierarchy from a JSON file, or replace the one with its reference; - is standard input',
    )
    .addOption(ofAccount())
    .addOption(json())
    .action(async (bankName: string, file: string, options: Shared) =>
      (await import('../actions/bank.ts')).applyHierarchy(bankName, file, options),
    )
  hierarchy
    .command('list <bank>')
    .description('list all hierarchies')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (bankName: string, options: Shared) =>
      (await import('../actions/bank.ts')).listHierarchies(bankName, options),
    )
  hierarchy
    .command('remove <bank> <reference>')
    .description('remove a hierarchy; its tags are kept')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (bankName: string, reference: string, options: Shared) =>
      (await import('../actions/bank.ts')).removeHierarchyCommand(bankName, reference, options),
    )
}

function poolCommands(pool: Command): void {
  pool
    .command('publish <bank> <id>')
    .description('save a snapshot of items and their tags, for item_pool_id')
    .option('--name <name>', 'its name (default: its id)')
    .addOption(
      new Option('--status <status>', 'the status that clients see')
        .choices(['published', 'unpublished', 'pending', 'halted'])
        .default('published'),
    )
    .option('--item <reference...>', 'the items in it', [])
    .option(
      '--tag <type:name...>',
      'or the tags that its items must all have; a type alone matches any tag of it',
      [],
    )
    .addOption(ofAccount())
    .addOption(json())
    .action(async (bankName: string, id: string, options: PublishOptions) =>
      (await import('../actions/bank.ts')).publishPool(bankName, id, options),
    )
  pool
    .command('list <bank>')
    .description('list all pools')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (bankName: string, options: Shared) =>
      (await import('../actions/bank.ts')).listPools(bankName, options),
    )
  pool
    .command('remove <bank> <id>')
    .description('remove a pool and its snapshot')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (bankName: string, id: string, options: Shared) =>
      (await import('../actions/bank.ts')).removePool(bankName, id, options),
    )
}
