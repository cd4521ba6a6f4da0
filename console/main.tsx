import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { sweepDrafts } from './lib/drafts.ts'
import { showPreferences } from './lib/preferences.ts'
import './ui/base.css'

showPreferences()
sweepDrafts(Date.now())

// A page's file is gone: the server was upgraded while this tab was open. The new document names the new files.
const RELOADED = 'quadrivium.reloaded'
const AGAIN_AFTER_MS = 60_000
addEventListener('vite:preloadError', (event) => {
  // Not twice in a row: then the file is broken, not gone, and the page says so.
  if (Date.now() - Number(sessionStorage.getItem(RELOADED) ?? 0) < AGAIN_AFTER_MS) return
  sessionStorage.setItem(RELOADED, String(Date.now()))
  event.preventDefault()
  location.reload()
})

const place = document.getElementById('root')
if (place === null) throw new Error('The document has no place for the console.')
createRoot(place).render(<App />)
