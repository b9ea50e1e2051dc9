import type { Device } from '#events/envelope.ts'

import type { ClientHints } from '#services/ports/clientHints.ts'

type Read = Pick<Device, 'browser' | 'os' | 'type'>

/** Brands whose agents are Chrome's to the letter. */
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

/** Windows counts its own way here: 13 and above is 11, 1 to 10 is 10, and 0 any before. */
const windowsOf = (major: number): string => {
  if (major >= 13) return 'Windows 11'
  return major >= 1 ? 'Windows 10' : 'Windows'
}

/** A system without a version in the agent, where the hint names the same one. */
const withVersion = (device: Read, { platform, platformVersion }: ClientHints): Read => {
  const name = unquoted(platform)
  const major = Number.parseInt(unquoted(platformVersion), 10)
  if (device.os !== name || Number.isNaN(major)) return device
  return { ...device, os: name === 'Windows' ? windowsOf(major) : major === 0 ? name : `${name} ${major}` }
}

/** What the agent told, with what browsers have taken out of it since. */
export const withHints = <Known extends Read>(device: Known, hints: ClientHints): Known => ({
  ...device,
  ...withVersion(withBrand(device, hints.brands), hints),
})
