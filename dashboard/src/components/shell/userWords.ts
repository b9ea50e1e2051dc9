/** "Rosa Delgado" to "RD". */
export const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .map((word) => word.charAt(0))
    .join('')
    .slice(0, 2)
    .toUpperCase()

export const localTimeZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone

export const timeZoneTitle = (zone: string): string => {
  const title = zone.replaceAll('_', ' ')
  return zone === localTimeZone() && zone !== 'UTC' ? `Here: ${title}` : title
}
