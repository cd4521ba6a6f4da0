// How long tests wait for what has to come, at most. A wait ends as soon as it has come, so these are only for machines that are
// busy or slow: a browser that starts for the first time from a cold disk, say. Nothing is measured by them.

/** For one step: an element, a page, a state that is polled for. */
export const STEP_TIMEOUT_MS = 30_000
/** For a process or a browser to start. */
export const START_TIMEOUT_MS = 120_000
/** For what builds the whole project, or installs it. */
export const BUILD_TIMEOUT_MS = 900_000
/** For a test of many steps. */
export const JOURNEY_TIMEOUT_MS = 300_000
