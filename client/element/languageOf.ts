/** The language that the page says is spoken there (BCP 47); undefined: the browser's, also where the page's is none. */
export const languageOf = (element: Element): string | undefined => {
  const said = element.closest('[lang]')?.getAttribute('lang') ?? ''
  try {
    return Intl.getCanonicalLocales(said)[0]
  } catch {
    return undefined
  }
}
