'use strict'

/**
 * The import direction of the house, a line for each part: what its files may import from src/.
 * Who isn't named on the right of a part is out of its reach. Test files may import anything.
 */
const may = {
  lib: ['lib'],
  // The descriptors of the dialects say which settings and quotas there are.
  config: ['config', 'dialects', 'lib'],
  http: ['http', 'lib'],
  domain: ['domain', 'lib'],
  store: ['store', 'domain', 'lib'],
  delivery: ['delivery', 'domain', 'lib'],
  api: ['api', 'domain', 'http', 'lib'],
  dialects: ['dialects', 'domain', 'http', 'lib'],
  pages: ['pages', 'domain', 'http', 'lib'],
  // Shows the table of operations and the catalogue of problems, in the pages' markup.
  'docs-pages': ['docs-pages', 'api', 'pages', 'http', 'lib'],
  // Shows its document to the pages' own sessions.
  'console-pages': ['console-pages', 'pages', 'domain', 'http', 'lib'],
  demo: ['demo', 'dialects', 'domain', 'lib'],
  // Reads other vendors' accounts as a client of theirs.
  pull: ['pull', 'domain', 'lib'],
  server: [
    'server',
    'config',
    'dialects',
    'pages',
    'docs-pages',
    'console-pages',
    'api',
    'delivery',
    'store',
    // Deletes what interrupted pulls leave.
    'pull',
    'domain',
    'http',
    'lib',
  ],
  cli: [
    'cli',
    'config',
    'server',
    'dialects',
    'pages',
    'api',
    'delivery',
    'store',
    'demo',
    'pull',
    'domain',
    'http',
    'lib',
  ],
}

const parts = Object.keys(may)
const isTest = '\\.test\\.ts$'

const direction = parts.map((part) => ({
  name: `${part}-imports-downwards`,
  comment: `src/${part} may import ${may[part].join(', ')} only`,
  severity: 'error',
  from: { path: `^src/${part}/`, pathNot: isTest },
  to: { path: '^src/', pathNot: `^src/(${may[part].join('|')})/` },
}))

/**
 * The rooms of the domain, and which others each may import from; all may use the kernel (the files of src/domain itself).
 * Of the kernel `store.ts` alone names the rooms: it puts their ports together.
 */
const rooms = {
  delivery: [],
  academy: ['delivery'],
  people: ['delivery', 'academy'],
  access: ['delivery', 'academy', 'people'],
  taxonomy: ['delivery', 'academy', 'people', 'access'],
  courses: ['delivery', 'academy', 'people', 'access', 'taxonomy'],
  learning: ['delivery', 'academy', 'people', 'access', 'taxonomy', 'courses'],
  'item-bank': ['delivery', 'academy', 'people', 'access'],
  transfer: ['delivery', 'academy', 'people', 'access', 'taxonomy', 'courses', 'learning', 'item-bank'],
}

const roomDirections = Object.entries(rooms).map(([room, below]) => ({
  name: `domain-${room}-imports-downwards`,
  comment: `src/domain/${room} may import the kernel and ${below.join(', ') || 'nothing else'} of the domain`,
  severity: 'error',
  from: { path: `^src/domain/${room}/`, pathNot: isTest },
  to: {
    path: '^src/domain/[^/]+/',
    pathNot: `^src/domain/(${[room, ...below].join('|')})/`,
  },
}))

/** Loaded when first used, by `await import()`: most servers never need them. */
const loadedLate = [
  'pg',
  'pg-[^/]+',
  'nodemailer',
  'jose',
  'pdfkit',
  'markdown-it',
  'prom-client',
  'pino-pretty',
  '@opentelemetry',
]

module.exports = {
  forbidden: [
    ...direction,
    ...roomDirections,
    {
      name: 'the-kernel-knows-no-room',
      comment:
        'the files of src/domain itself are what all rooms stand on; store.ts puts their ports together',
      severity: 'error',
      from: { path: '^src/domain/[^/]+\\.ts$', pathNot: [isTest, '^src/domain/store\\.ts$'] },
      to: { path: '^src/domain/[^/]+/' },
    },
    {
      name: 'every-room-has-its-line',
      comment: 'a new room of the domain needs a line in .dependency-cruiser.cjs',
      severity: 'error',
      from: {
        path: '^src/domain/[^/]+/',
        pathNot: [isTest, `^src/domain/(${Object.keys(rooms).join('|')})/`],
      },
      to: {},
    },
    {
      name: 'every-part-has-its-line',
      comment: `src/ holds main.ts and the parts named in .dependency-cruiser.cjs; a new part needs a line there`,
      severity: 'error',
      from: { path: '^src/', pathNot: [isTest, '^src/main\\.ts$', `^src/(${parts.join('|')})/`] },
      to: {},
    },
    {
      name: 'ports-are-for-the-domain',
      comment:
        'dialects, pages, API, commands and the demo call operations of the domain; plain data that they need stands in ' +
        "its thing's own file",
      severity: 'error',
      from: { path: '^src/(api|dialects|pages|cli|demo)/', pathNot: isTest },
      to: { path: '^src/domain/[^/]+/[^/]+-store\\.ts$' },
    },
    {
      name: 'commands-are-light',
      comment: 'what a command runs is loaded when it runs: no command pays for the others',
      severity: 'error',
      from: { path: '^src/cli/commands/' },
      to: {
        path: '^src/',
        pathNot:
          '^src/(api/audit/subject-words|cli/shell/options|dialects/dialects|domain/errors|domain/roles|domain/delivery/webhook)\\.ts$',
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'nothing-imports-main',
      severity: 'error',
      from: {},
      to: { path: '^src/main\\.ts$' },
    },
    {
      name: 'dialects-keep-to-themselves',
      comment:
        'a dialect may import its own folder and what stands beside the folders but the list, never another dialect',
      severity: 'error',
      from: { path: '^src/dialects/([^/]+)/', pathNot: isTest },
      to: {
        path: '^src/dialects/',
        pathNot: ['^src/dialects/$1/', '^src/dialects/(?!dialects\\.ts)[^/]+\\.ts$'],
      },
    },
    {
      name: 'dialect-knows-no-dialect',
      comment: 'only dialects.ts, the list, knows which dialects there are',
      severity: 'error',
      from: { path: '^src/dialects/[^/]+\\.ts$', pathNot: [isTest, '^src/dialects/dialects\\.ts$'] },
      to: { path: '^src/dialects/([^/]+/|dialects\\.ts$)' },
    },
    {
      name: 'no-tests-in-the-product',
      severity: 'error',
      from: { path: '^src/', pathNot: isTest },
      to: { path: [isTest, '^(test|bench)/'] },
    },
    {
      name: 'the-console-stands-alone',
      comment:
        'the console is a program of its own, in the browser: it shares nothing but the shapes of the API',
      severity: 'error',
      from: { path: '^console/' },
      to: { path: '^(src|bin|test|bench)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'the-console-knows-only-the-api',
      severity: 'error',
      from: { path: '^console/' },
      to: { path: '^src/', pathNot: '^src/(api/|pages/tokens\\.css$)' },
    },
    {
      name: 'the-server-knows-no-console',
      comment: 'it serves the built files, and imports none of their sources',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^console/' },
    },
    {
      name: 'no-cycles',
      comment: 'no file depends on itself by way of others, types included',
      severity: 'error',
      from: { path: '^(src|console)/' },
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'the file or package is not there (or not in package.json)',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-development-packages-in-the-product',
      severity: 'error',
      from: { path: '^src/', pathNot: isTest },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'heavy-packages-are-loaded-late',
      comment: 'use `await import()` where it is first needed; `import type` is fine',
      severity: 'error',
      from: { path: '^src/', pathNot: isTest },
      to: {
        path: `(^|/)node_modules/(@types/)?(${loadedLate.join('|')})/`,
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    // `import type` counts: knowing another part's shape is knowing the part.
    tsPreCompilationDeps: true,
    detectJSDocImports: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
}
