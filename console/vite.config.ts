import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const SERVER = 'http://127.0.0.1:4000'

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [react()],
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
    proxy: Object.fromEntries(
      ['/api', '/login', '/logout', '/courses', '/assets', '/academy.css', '/logo', '/docs', '/sessions'].map(
        (path) => [path, { target: SERVER }],
      ),
    ),
  },
})
