/** The path below which Rollcall is served: `/rollcall` for https://intranet.example/rollcall; empty where there is none. */
export const basePathOf = (publicUrl: string): string => new URL(publicUrl).pathname.replace(/\/+$/, '')

/** Takes the base path off a URL. A URL without it stays: a proxy took the path off, or the request came from this machine. */
export const belowBase = (basePath: string, url: string): string => {
  if (basePath === '' || !url.startsWith(basePath)) return url
  const rest = url.slice(basePath.length)
  if (rest.startsWith('/')) return rest
  return rest === '' || rest.startsWith('?') ? `/${rest}` : url
}

const ownPaths = ['v1', 'assets', 'socket.io', '.well-known']

/** Whether the URL's path can be a base path. One that begins like our own addresses could not be told from them. */
export const isBasePath = (publicUrl: string): boolean => {
  const { pathname, search, hash } = new URL(publicUrl)
  const segments = pathname.replace(/\/+$/, '').split('/').slice(1)
  const isPlain = segments.every((segment) => /^[\w.~-]+$/.test(segment) && !/^\.+$/.test(segment))
  return search === '' && hash === '' && isPlain && !ownPaths.includes(segments[0] ?? '')
}
