const isDecodable = (path: string): boolean => {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

/** The path with broken percent escapes (RFC 3986, 2.1) taken literally: it then names nothing, like any malformed id. */
export const decodablePath = (path: string): string => {
  if (isDecodable(path)) return path
  const mended = path.replaceAll(/%(?![0-9a-f]{2})/gi, '%25')
  return isDecodable(mended) ? mended : path.replaceAll('%', '%25')
}
