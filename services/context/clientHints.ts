import type { Device } from '#events/envelope.ts'

import type { ClientHints } from '#services/ports/clientHints.ts'

type Read = Pick<Device, 'browser' | 'os' | 'type'>

/** Browsers whose user agents are exactly Chrome's, so that only the brand hint tells them. */
const brands: readonly (readonly [name: string, brand: string])[] = [
  ['Brave', 'Brave'],
  ['DuckDuckGo', 'DuckDuckGo'],
  ['Opera', 'Opera'],
  ['Vivaldi', 'Vivaldi'],
  ['Yandex Browser', 'YaBrowser'],
  ['Headless Chrome', 'HeadlessChrome'],
]

const brandIn = (header: string): string | null => {
  for (const [name, brand] of brands) {
    const found = new RegExp(`"${brand}";\\s*v="(\\d+)`).exec(header)
    if (found !== null) return `${name} ${found[1]}`
  }
  return null
}

const withBrand = (device: Read, header: string | undefined): Read => {
  const brand = header === undefined || device.browser?.startsWith('Chrome ') !== true ? null : brandIn(header)
  if (brand === null) return device
  return { ...device, browser: brand, ...(brand.startsWith('Headless') ? { type: 'robot' } : {}) }
}

const unquoted = (header: string | undefined): string => header?.replaceAll('"', '').slice(0, 40) ?? ''

/** The hint counts Windows differently: 13 and above is Windows 11, 1 to 10 is Windows 10, 0 is any earlier one. */
const windowsOf = (major: number): string => {
  if (major >= 13) return 'Windows 11'
  return major >= 1 ? 'Windows 10' : 'Windows'
}

/** Adds the version from the hint where the agent names the same system without one. */
const withVersion = (device: Read, { platform, platformVersion }: ClientHints): Read => {
  const name = unquoted(platform)
  const major = Number.parseInt(unquoted(platformVersion), 10)
  if (device.os !== name || Number.isNaN(major)) return device
  return { ...device, os: name === 'Windows' ? windowsOf(major) : major === 0 ? name : `${name} ${major}` }
}

/** Adds to what the user agent told what browsers now say only in hints. */
export const withHints = <Known extends Read>(device: Known, hints: ClientHints): Known => ({
  ...device,
  ...withVersion(withBrand(device, hints.brands), hints),
})
