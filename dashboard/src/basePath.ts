/** The base path that the server wrote into this page: `/rollcall` for https://intranet.example/rollcall, else empty. */
export const basePath = (): string => {
  const written = document.querySelector<HTMLMetaElement>('meta[name="rollcall-base"]')?.content ?? '/'
  return written.replace(/\/$/, '')
}
