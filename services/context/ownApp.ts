import type { DeviceType } from '#events/envelope.ts'

export interface Agent {
  browser: string | null
  os: string | null
  type: DeviceType
}

/** `Acme/8.2 (iPhone; iOS 26.1)`: product, version, and a comment with model and system. */
const pattern = /^([A-Z][A-Za-z0-9 .-]{0,39})\/(\d+(?:\.\d+)?)[\w.-]* ?\(([^)]{1,200})\)/
/** Products that are engines or runtimes, whose user agents only look alike. */
const foreign = /^(?:Mozilla|Opera)\b/

const system = /\b(iOS|iPadOS|Android|macOS|Windows|Linux|tvOS|watchOS)(?: (\d+))?/

const typeOf = (comment: string, name: string | undefined): DeviceType => {
  if (name === 'tvOS' || /\bTV\b/.test(comment)) return 'tv'
  if (name === 'iPadOS' || /\b(?:iPad|Tablet|Tab)\b/i.test(comment)) return 'tablet'
  if (name === 'iOS' || name === 'Android') return 'mobile'
  return name === undefined || name === 'watchOS' ? 'other' : 'desktop'
}

/** Reads the user agent of an application that names itself; null when it is a browser's or a tool's. */
export const ownApp = (userAgent: string): Agent | null => {
  const [, product = '', version = '', comment = ''] = pattern.exec(userAgent) ?? []
  if (product === '' || foreign.test(product)) return null
  const [, name, major] = system.exec(comment) ?? []
  const os = name === undefined ? null : [name, major].filter((part) => part !== undefined).join(' ')
  return { browser: `${product} ${version}`, os, type: typeOf(comment, name) }
}
