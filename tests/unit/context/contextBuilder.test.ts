import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contextSchema } from '#events/envelope.ts'
import { contextBuilder } from '#services/context/contextBuilder.ts'
import { openGeoFiles, type PlaceDetail } from '#services/context/geoFiles.ts'
import { mmdbFile } from '../../support/mmdbFile.ts'

const flat = {
  country_code: 'DE',
  state1: 'Berlin',
  city: 'Berlin (Bezirk Mitte)',
  latitude: 52.52000123,
  longitude: 13.405,
}
const nested = {
  country: { iso_code: 'JP', names: { en: 'Japan' } },
  subdivisions: [{ iso_code: '13', names: { en: 'Tokyo' } }],
  city: { names: { en: 'Chiyoda' } },
  location: { latitude: 35.69, longitude: 139.75, accuracy_radius: 20 },
}
const countryOnly = {
  country: { iso_code: 'US' },
  location: { latitude: 37.75, longitude: -97.82, accuracy_radius: 1000 },
}

let folder: string
const write = async (name: string, bytes: Buffer) => {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return path
}
const silent = () => {}
const builder = async (placeDetail: PlaceDetail, files: { geoFile?: string; asnFile?: string }) =>
  contextBuilder(await openGeoFiles({ placeDetail, ...files }, silent), placeDetail)
const at = (ip: string | null) => ({ ip, userAgent: null, clientId: null })

let geoFile: string
let asnFile: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall geo '))
  geoFile = await write(
    'places.mmdb',
    mmdbFile(4, [
      { network: [91, 12, 0, 0], prefix: 16, record: flat },
      { network: [133, 0, 0, 0], prefix: 8, record: nested },
      { network: [8, 0, 0, 0], prefix: 8, record: countryOnly },
      { network: [10, 0, 0, 0], prefix: 8, record: flat },
    ]),
  )
  asnFile = await write(
    'operators.mmdb',
    mmdbFile(4, [
      { network: [91, 12, 0, 0], prefix: 16, record: { autonomous_system_organization: 'Example Telecom' } },
    ]),
  )
})
afterAll(() => rm(folder, { recursive: true }))

describe('the context of a request', () => {
  it.each(['64:ff9b::91.12.33.4', '64:ff9b:1::91.12.33.4', '2002:5b0c:2104::1', '2001:0:1:2:3:4:a4f3:defb'])(
    'places %s where the IPv4 address is that it is the way to',
    async (ip) => {
      const context = (await builder('city', { geoFile, asnFile }))(at(ip))
      expect(context.ip).toBe('91.12.33.4')
      expect(context.place?.city).toBe('Berlin')
      expect(context.network).toEqual({ name: 'Example Telecom', kind: 'operator' })
    },
  )

  it.each(['2002:a00:1::1', '2001:db8:7::5efe:91.12.33.4', '64:ff9b:1:5b0c:21:400::'])(
    'has no place for %s, which carries an address that nobody can be sure of',
    async (ip) => {
      const context = (await builder('city', { geoFile, asnFile }))(at(ip))
      expect([context.ip?.includes(':'), context.place, context.network?.kind]).toEqual([true, null, 'prefix'])
    },
  )

  it('reads a flat record and assumes 50 km around a city without a radius', async () => {
    const { place } = (await builder('city', { geoFile }))(at('::ffff:91.12.33.4'))
    expect(place).toEqual({
      country: 'DE',
      region: 'Berlin',
      city: 'Berlin',
      lat: 52.52,
      lon: 13.405,
      accuracyKm: 50,
      source: 'places.mmdb of 2026-09-21',
    })
  })

  it('reads a nested record and keeps its radius', async () => {
    const { place } = (await builder('city', { geoFile }))(at('133.7.7.7'))
    expect(place).toMatchObject({
      country: 'JP',
      region: 'Tokyo',
      city: 'Chiyoda',
      lat: 35.69,
      lon: 139.75,
      accuracyKm: 20,
    })
  })

  it('knows no coordinates where only the country is known', async () => {
    const { place } = (await builder('city', { geoFile }))(at('8.8.8.8'))
    expect(place).toMatchObject({ country: 'US', city: null, lat: null, lon: null, accuracyKm: null })
  })

  it('keeps of a place what the setting allows, and nothing of it when it is off', async () => {
    expect((await builder('country', { geoFile }))(at('91.12.33.4')).place).toMatchObject({
      country: 'DE',
      region: null,
      city: null,
      lat: null,
      lon: null,
      accuracyKm: null,
    })
    expect((await builder('off', { geoFile }))(at('91.12.33.4')).place).toBeNull()
  })

  it.each(['10.1.2.3', '127.0.0.1', '192.168.1.1', '::1', 'fe80::1', 'fc00::1', '2001:db8::1'])(
    'has no place for %s',
    async (ip) => {
      expect((await builder('city', { geoFile }))(at(ip)).place).toBeNull()
    },
  )

  it('names the operator where an ASN file does, else the /24 or /48', async () => {
    const build = await builder('city', { geoFile, asnFile })
    expect(build(at('91.12.33.4')).network).toEqual({ name: 'Example Telecom', kind: 'operator' })
    expect(build(at('133.7.7.7')).network).toEqual({ name: '133.7.7.0/24', kind: 'prefix' })
    expect(build(at('2001:db8:7:8::9')).network).toEqual({ name: '2001:db8:7::/48', kind: 'prefix' })
  })

  it('keeps what the client says of its device, and a version the user agent hides', async () => {
    const build = await builder('off', {})
    const userAgent =
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'
    const device = { id: 'd-1', name: 'Laptop', platform: 'Windows 11', screen: '2560x1440' }
    expect(build({ ip: null, userAgent, clientId: 'web', device, simulated: true })).toEqual({
      ip: null,
      userAgent,
      clientId: 'web',
      place: null,
      network: null,
      simulated: true,
      device: {
        id: 'd-1',
        name: 'Laptop',
        type: 'desktop',
        browser: 'Chrome 142',
        os: 'Windows 11',
        parser: 2,
        details: { platform: 'Windows 11', screen: '2560x1440' },
      },
    })
  })

  it('does not believe a platform of another family', async () => {
    const build = await builder('off', {})
    const facts = { ip: null, userAgent: 'Acme/8.2 (iPhone; iOS 26.1)', clientId: null }
    expect(build({ ...facts, device: { platform: 'Windows 11' } }).device?.os).toBe('iOS 26')
  })

  it('always is what events accept', async () => {
    const build = await builder('city', { geoFile })
    const address = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string())
    fc.assert(
      fc.property(fc.option(address), fc.option(fc.string({ unit: 'binary', maxLength: 3000 })), (ip, userAgent) => {
        expect(contextSchema.safeParse(build({ ip, userAgent, clientId: null })).error).toBeUndefined()
      }),
    )
  })
})

describe('a geo file', () => {
  it.each([
    ['cut', (whole: Buffer) => whole.subarray(0, whole.length / 2)],
    ['no MMDB', () => Buffer.from('city,country\nBerlin,DE\n')],
    ['empty', () => Buffer.alloc(0)],
  ])('that is %s stops the start and is named', async (_, damage) => {
    const path = await write('damaged.mmdb', damage(mmdbFile(4, [{ network: [91, 0, 0, 0], prefix: 8, record: flat }])))
    await expect(openGeoFiles({ geoFile: path, placeDetail: 'city' }, silent)).rejects.toThrow('damaged.mmdb')
  })

  it('that is missing stops the start and is named', async () => {
    const missing = join(folder, 'nowhere.mmdb')
    await expect(openGeoFiles({ geoFile: missing, placeDetail: 'city' }, silent)).rejects.toThrow('nowhere.mmdb')
  })

  it('is not read while places are off', async () => {
    const missing = join(folder, 'nowhere.mmdb')
    expect((await openGeoFiles({ geoFile: missing, placeDetail: 'off' }, silent)).places).toBeNull()
  })

  it('of one family only has no place for the other', async () => {
    const { places } = await openGeoFiles({ geoFile, placeDetail: 'city' }, silent)
    const build = contextBuilder({ places, operators: null }, 'city')
    expect(build(at('5b0c::1')).place).toBeNull()
  })
})
