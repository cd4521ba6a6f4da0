/**
 * Node's HTTP, for modules that every server loads. An `import` of `node:http` reads all that it exports, `WebSocket` among it,
 * and that loads a second HTTP client into memory: 4 MB that nobody uses.
 */
export const http = process.getBuiltinModule('node:http')
