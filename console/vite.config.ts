import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const SERVER = 'http://127.0.0.1:4000'

/**
 * Development: a change of a module loads the page anew. Routes and words are held by more than components; where one is and what
 * one has typed survives that.
 */
const reloading: Plugin = {
  name: 'reloading',
  apply: 'serve',
  configureServer({ middlewares }) {
    // Where the server leads after signing in.
    middlewares.use((request, response, next) => {
      const [path, query] = (request.url ?? '').split('?')
      if (path !== '/console') return next()
      response.writeHead(302, { location: query === undefined ? '/console/' : `/console/?${query}` }).end()
    })
  },
  hotUpdate({ file }) {
    if (!/\.tsx?$/.test(file)) return undefined
    this.environment.hot.send({ type: 'full-reload' })
    return []
  },
}

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [react(), reloading],
  css: { modules: { localsConvention: 'camelCaseOnly' } },
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0, // the policy allows no inline content
    reportCompressedSize: false,
    rolldownOptions: { checks: { bundlerTimings: false } },
    target: ['chrome123', 'edge123', 'firefox121', 'safari17.5'],
  },
  // Development: the console from here, all else from a server that runs beside it (`npm start`).
  server: {
    port: 5173,
    proxy: { '^/(?!console/)': { target: SERVER } },
  },
})
