import { globSync, readFileSync } from 'node:fs'
import ts from 'typescript'

export const DOMAIN = 'src/domain/'

export interface Parameter {
  /** As it is written: a name, or a pattern. */
  readonly name: string
  readonly type: string
}

/** An exported function of the domain that takes a reader or a writer first. */
export interface Operation {
  readonly file: string
  /** All of them, the reader or writer included. */
  readonly parameters: readonly Parameter[]
  readonly returns: string
}

/** The operations of the domain by name, taken from the code. */
export function operations(...takes: readonly ('Reader' | 'Writer')[]): ReadonlyMap<string, Operation> {
  const first: readonly string[] = takes.length === 0 ? ['Reader', 'Writer'] : takes
  return exported((type) => first.includes(type))
}

/** Those that open transactions themselves: they take the store first, or what has one. */
export function operationsWithStore(): ReadonlyMap<string, Operation> {
  return exported((type) => /\b(Store|SignInServices)\b/.test(type))
}

function exported(takes: (first: string) => boolean): ReadonlyMap<string, Operation> {
  const found = new Map<string, Operation>()
  for (const [file, source] of sources((name) => !/\.test\.ts$|-store\.ts$/.test(name))) {
    for (const statement of source.statements) {
      if (!ts.isFunctionDeclaration(statement) || statement.name === undefined) continue
      if (!statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue
      const text = (node: ts.Node | undefined) => node?.getText(source).replace(/\s+/g, ' ') ?? ''
      const parameters = statement.parameters.map(({ name, type }) => ({
        name: text(name),
        type: text(type),
      }))
      if (!takes(parameters[0]?.type ?? '')) continue
      found.set(statement.name.text, { file, parameters, returns: text(statement.type) })
    }
  }
  return found
}

export interface PortMethod {
  readonly port: string
  readonly name: string
  readonly parameters: readonly Parameter[]
  readonly returns: string
}

/** What the domain asks of the store: the methods of all readers and writers of the rooms. */
export function portMethods(): readonly PortMethod[] {
  const found: PortMethod[] = []
  for (const [, source] of sources((name) => !name.endsWith('.test.ts'))) {
    for (const statement of source.statements) {
      if (!ts.isInterfaceDeclaration(statement) || !/.(Reader|Writer)$/.test(statement.name.text)) continue
      for (const member of statement.members) {
        if (!ts.isMethodSignature(member)) continue
        const text = (node: ts.Node | undefined) => node?.getText(source).replace(/\s+/g, ' ') ?? ''
        const parameters = member.parameters.map(({ name, type }) => ({ name: text(name), type: text(type) }))
        found.push({
          port: statement.name.text,
          name: text(member.name),
          parameters,
          returns: text(member.type),
        })
      }
    }
  }
  return found
}

function sources(wanted: (file: string) => boolean): [file: string, source: ts.SourceFile][] {
  return globSync(`${DOMAIN}**/*.ts`)
    .filter(wanted)
    .map((file) => [file, ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest)])
}
