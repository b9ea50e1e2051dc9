/** What this page's addresses begin with, as the server wrote into it: `/rollcall` below https://intranet.example/rollcall, else nothing. */
export const basePath = (): string => {
  const written = document.querySelector<HTMLMetaElement>('meta[name="rollcall-base"]')?.content ?? '/'
  return written.replace(/\/$/, '')
}
