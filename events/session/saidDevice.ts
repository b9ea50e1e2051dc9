import type { Device } from '../envelope.ts'

type Details = NonNullable<Device['details']>
type Kind = Pick<Device, 'type' | 'os'>

const family = (os: string | null): string | null => os?.replace(/ \d[\d.]*$/, '') ?? null
const majorIn = (text: string | undefined): string | undefined => /\b(\d{1,3})(?:\.|$)/.exec(text ?? '')?.[1]

const named = (name: string, major: string | undefined): string => (major === undefined ? name : `${name} ${major}`)

/** CSS pixels of the shorter side: below this it is a phone. The smallest iPad has 744. */
const widestPhone = 600

const isSmall = (screen: string | undefined): boolean => {
  const sides = (screen ?? '').match(/\d+/g)?.map(Number) ?? []
  return sides.length === 2 && Math.min(...sides) < widestPhone
}

/** iPads, and iPhones on request, send a Mac's user agent. A touch screen gives them away, because no Mac has one. */
const appleTouch = (
  { platform = '', model = '', screen, touchPoints = 0 }: Details,
  userAgent: string,
): Kind | null => {
  const isPad = platform.startsWith('iPad') || model.startsWith('iPad')
  const isPhone = !isPad && (/^iOS\b/.test(platform) || /^iP(?:hone|od)/.test(model))
  if (!isPad && !isPhone && touchPoints < 2) return null
  const small = isPhone || (!isPad && isSmall(screen))
  // Safari's version equals the system's; the macOS version in the agent is frozen.
  const major =
    majorIn(/^(?:iPadOS|iOS)\b/.test(platform) ? platform : undefined) ?? /\bVersion\/(\d+)/.exec(userAgent)?.[1]
  return { type: small ? 'mobile' : 'tablet', os: named(small ? 'iOS' : 'iPadOS', major) }
}

/** Chrome on Android sends a Linux user agent when it asks for desktop pages. */
const androidTouch = ({ platform = '', model = '' }: Details): Kind | null =>
  /^Android\b/.test(platform)
    ? { type: /\b(?:tab|tablet|pad)\b/i.test(model) ? 'tablet' : 'mobile', os: named('Android', majorIn(platform)) }
    : null

/** Takes the system's version from `platform`, e.g. 'Windows 11', because agents freeze the version of some systems. */
const sharper = ({ type, os }: Kind, platform: string | undefined): Kind => {
  if (os === null || platform === undefined) return { type, os }
  const [said, major] = [family(platform), majorIn(platform)]
  if (said === 'iPadOS' && family(os) === 'iOS' && type === 'tablet') return { type, os: named('iPadOS', major) }
  return said === os && major !== undefined ? { type, os: named(os, major) } : { type, os }
}

/** Kind and system of a device, made more exact by what the client itself said. */
export const withDetails = ({ type, os }: Kind, said: Details | null, userAgent: string | null): Kind => {
  const kind = { type, os }
  if (said === null) return kind
  if (kind.type === 'desktop' && family(kind.os) === 'macOS')
    return appleTouch(said, userAgent ?? '') ?? sharper(kind, said.platform)
  if (kind.type === 'desktop' && kind.os === 'Linux') return androidTouch(said) ?? sharper(kind, said.platform)
  return sharper(kind, said.platform)
}
