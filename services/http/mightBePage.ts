/** Addresses that belong to machines never answer with the page, so that a mistyped route is a 404. */
const machinePaths = /^\/(?:v1|\.well-known|assets|socket\.io)(?:\/|$)|^\/(?:livez|readyz|metrics|openapi\.json)$/

/** The printed address answers whoever asks; any other address of a page answers browsers, and tools with a 404. */
export const mightBePage = (path: string, accept: string | undefined): boolean =>
  path === '/' || (!machinePaths.test(path) && !/\.[a-z0-9]+$/i.test(path) && (accept?.includes('text/html') ?? false))
