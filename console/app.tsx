import { QueryClientProvider, useQuery } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode, useEffect, useMemo, useState, type ReactNode } from 'react'
import { listenToKeys } from './lib/acts.ts'
import { setApiLanguage } from './lib/api.ts'
import { preferences, usePreferences } from './lib/preferences.ts'
import { queryClient } from './lib/queries.ts'
import { fetchMe, MeContext } from './lib/session.ts'
import type { Me } from './lib/api-types.ts'
import { makeRouter } from './router.tsx'
import { Prompts } from './ui/prompts.tsx'
import { chooseLanguage, directionOf, tagOf, type Language } from './words/languages.ts'
import { loadWords, SpokenContext, type Spoken } from './words/words.ts'

/** Loads who is signed in and their language, and then shows the router. */
export function App(): ReactNode {
  return (
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <Speaking>
          <SignedIn />
          <Prompts />
        </Speaking>
      </QueryClientProvider>
    </StrictMode>
  )
}

const ME = { queryKey: ['/me', null], queryFn: fetchMe, staleTime: Infinity } as const

function SignedIn(): ReactNode {
  const { data: me } = useQuery(ME)
  return me === undefined ? null : <Console me={me} />
}

function Console({ me }: { readonly me: Me }): ReactNode {
  const [router] = useState(() => makeRouter({ queryClient, me }))
  useEffect(() => listenToKeys(), [])
  useAcademyColours(me.academy.accent)
  return (
    <MeContext value={me}>
      <RouterProvider router={router} context={{ queryClient, me }} />
    </MeContext>
  )
}

/** The academy's own colour, by the stylesheet that learners' pages load, too. */
function useAcademyColours(accent: string | null): void {
  useEffect(() => {
    if (accent === null) return undefined
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = `/academy.css?accent=${encodeURIComponent(accent)}`
    document.head.append(link)
    return () => link.remove()
  }, [accent])
}

/** Provides the texts: in the language that was chosen here, or the person's, or the browser's. */
function Speaking({ children }: { readonly children: ReactNode }): ReactNode {
  const { language: chosen } = usePreferences()
  const { data: me } = useQuery({ ...ME, enabled: true })
  const language = chooseLanguage(chosen, me?.language, ...navigator.languages)
  const spoken = useLoadedWords(language)
  useEffect(() => {
    const root = document.documentElement
    root.lang = tagOf(language)
    root.dir = directionOf(language)
    setApiLanguage(tagOf(language))
  }, [language])
  return spoken === undefined ? null : <SpokenContext value={spoken}>{children}</SpokenContext>
}

/** The texts; those of the language before, until they are loaded. */
function useLoadedWords(language: Language): Spoken | undefined {
  const [spoken, setSpoken] = useState<Spoken>()
  useEffect(() => {
    let isWanted = true
    void loadWords(language).then((words) => {
      if (isWanted) setSpoken({ language, words })
    })
    return () => {
      isWanted = false
    }
  }, [language])
  return useMemo(() => spoken, [spoken])
}

// The language is needed for the first picture: it is loaded while the script is read.
void loadWords(chooseLanguage(preferences().language, ...navigator.languages))
