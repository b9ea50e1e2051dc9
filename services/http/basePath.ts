/** What addresses begin with where Rollcall is served below a path: `/rollcall` of https://intranet.example/rollcall, else nothing. */
export const basePathOf = (publicUrl: string): string => new URL(publicUrl).pathname.replace(/\/+$/, '')

/** An address as routes know it. One that has no base path came through a proxy that took it off, or from this machine. */
export const belowBase = (basePath: string, url: string): string => {
  if (basePath === '' || !url.startsWith(basePath)) return url
  const rest = url.slice(basePath.length)
  if (rest.startsWith('/')) return rest
  return rest === '' || rest.startsWith('?') ? `/${rest}` : url
}

const ownPaths = ['v1', 'assets', 'socket.io', '.well-known']

/** A base path that begins like our own addresses could not be told from them. */
export const isBasePath = (publicUrl: string): boolean => {
  const { pathname, search, hash } = new URL(publicUrl)
  const segments = pathname.replace(/\/+$/, '').split('/').slice(1)
  const isPlain = segments.every((segment) => /^[\w.~-]+$/.test(segment) && !/^\.+$/.test(segment))
  return search === '' && hash === '' && isPlain && !ownPaths.includes(segments[0] ?? '')
}
