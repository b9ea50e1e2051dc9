/** What a column of device details says. */
export interface DeviceIn {
  device: { id?: string; name?: string }
  userAgent: string | null
}

const none: DeviceIn = { device: {}, userAgent: null }
const hidden = /[\p{Cc}\p{Cs}]/u

const short = (value: unknown, most: number): string | undefined => {
  if (typeof value !== 'string' || value.trim() === '' || hidden.test(value)) return undefined
  return value.trim().slice(0, most)
}

const firstOf = (object: Record<string, unknown>, names: readonly string[], most: number): string | undefined =>
  names.map((name) => short(object[name], most)).find((text) => text !== undefined)

const inObject = (details: Record<string, unknown>): DeviceIn => {
  const id = firstOf(details, ['deviceId', 'device_id', 'id', 'fingerprint'], 100)
  const parts = [
    firstOf(details, ['browser', 'browserName', 'app'], 60),
    firstOf(details, ['os', 'osName', 'platform'], 60),
  ]
  const named = firstOf(details, ['deviceName', 'device_name', 'name', 'model', 'device', 'type'], 100)
  const name = named ?? (parts.every((part) => part === undefined) ? undefined : parts.filter(Boolean).join(' on '))
  return {
    device: { ...(id === undefined ? {} : { id }), ...(name === undefined ? {} : { name }) },
    userAgent: firstOf(details, ['userAgent', 'user_agent', 'ua'], 1_000) ?? null,
  }
}

/** Details as an object, as JSON in a text, or as the name of a device. What cannot be used is passed over. */
export const deviceIn = (value: unknown): DeviceIn => {
  if (typeof value === 'object' && value !== null) return inObject(value as Record<string, unknown>)
  const text = short(value, 4_000)
  if (text === undefined || text.toLowerCase() === 'null') return none
  if (!text.startsWith('{')) return { device: { name: text.slice(0, 100) }, userAgent: null }
  try {
    return inObject(JSON.parse(text) as Record<string, unknown>)
  } catch {
    return none
  }
}
