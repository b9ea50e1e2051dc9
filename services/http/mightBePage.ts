/** Addresses that belong to machines never answer with the page, so that a mistyped route is a 404. */
const machinePaths = /^\/(?:v1|\.well-known|assets|socket\.io)(?:\/|$)|^\/(?:livez|readyz|metrics|openapi\.json)$/

export const mightBePage = (path: string, accept: string | undefined): boolean =>
  !machinePaths.test(path) && !/\.[a-z0-9]+$/i.test(path) && (accept?.includes('text/html') ?? false)
