import type { Device } from '../envelope.ts'

type Details = NonNullable<Device['details']>
type Kind = Pick<Device, 'type' | 'os'>

const family = (os: string | null): string | null => os?.replace(/ \d[\d.]*$/, '') ?? null
const majorIn = (text: string | undefined): string | undefined => /\b(\d{1,3})(?:\.|$)/.exec(text ?? '')?.[1]

const named = (name: string, major: string | undefined): string => (major === undefined ? name : `${name} ${major}`)

/** CSS pixels: below it is a phone. The smallest iPad has 744. */
const widestPhone = 600

const isSmall = (screen: string | undefined): boolean => {
  const sides = (screen ?? '').match(/\d+/g)?.map(Number) ?? []
  return sides.length === 2 && Math.min(...sides) < widestPhone
}

/** iPads, and iPhones on request, ask for pages as Macs do; no Mac has a touch screen. */
const appleTouch = (
  { platform = '', model = '', screen, touchPoints = 0 }: Details,
  userAgent: string,
): Kind | null => {
  const isPad = platform.startsWith('iPad') || model.startsWith('iPad')
  const isPhone = !isPad && (/^iOS\b/.test(platform) || /^iP(?:hone|od)/.test(model))
  if (!isPad && !isPhone && touchPoints < 2) return null
  const small = isPhone || (!isPad && isSmall(screen))
  // The version of Safari is the system's; what the agent says of macOS is frozen.
  const major =
    majorIn(/^(?:iPadOS|iOS)\b/.test(platform) ? platform : undefined) ?? /\bVersion\/(\d+)/.exec(userAgent)?.[1]
  return { type: small ? 'mobile' : 'tablet', os: named(small ? 'iOS' : 'iPadOS', major) }
}

/** Chrome on Android asks for desktop pages as Linux does. */
const androidTouch = ({ platform = '', model = '' }: Details): Kind | null =>
  /^Android\b/.test(platform)
    ? { type: /\b(?:tab|tablet|pad)\b/i.test(model) ? 'tablet' : 'mobile', os: named('Android', majorIn(platform)) }
    : null

/** Agents freeze the version of some systems; `platform: 'Windows 11'` beside `Windows` tells it. */
const sharper = ({ type, os }: Kind, platform: string | undefined): Kind => {
  if (os === null || platform === undefined) return { type, os }
  const [said, major] = [family(platform), majorIn(platform)]
  if (said === 'iPadOS' && family(os) === 'iOS' && type === 'tablet') return { type, os: named('iPadOS', major) }
  return said === os && major !== undefined ? { type, os: named(os, major) } : { type, os }
}

/** Kind and system of a device whose agent tells less than the client itself did. */
export const withDetails = ({ type, os }: Kind, said: Details | null, userAgent: string | null): Kind => {
  const kind = { type, os }
  if (said === null) return kind
  if (kind.type === 'desktop' && family(kind.os) === 'macOS')
    return appleTouch(said, userAgent ?? '') ?? sharper(kind, said.platform)
  if (kind.type === 'desktop' && kind.os === 'Linux') return androidTouch(said) ?? sharper(kind, said.platform)
  return sharper(kind, said.platform)
}
