import { causeTitle, countryName, deviceTitle, methodTitle } from '#events/filter/shownWords.ts'

const shown: Record<string, (value: string) => string> = {
  country: countryName,
  deviceType: deviceTitle,
  method: methodTitle,
  cause: causeTitle,
}

/** A value of a key as pages show it. */
export const shownValue = (key: string, value: string): string => shown[key]?.(value) ?? value
