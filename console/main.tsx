import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { sweepDrafts } from './lib/drafts.ts'
import { showPreferences } from './lib/preferences.ts'
import './ui/base.css'

showPreferences()
sweepDrafts(Date.now())

// A page's file is gone: the server was upgraded while this tab was open. The new document names the new files.
addEventListener('vite:preloadError', (event) => {
  event.preventDefault()
  location.reload()
})

const place = document.getElementById('root')
if (place === null) throw new Error('The document has no place for the console.')
createRoot(place).render(<App />)
