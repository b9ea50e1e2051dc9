import { type Drafted, draft } from './tokenCase.ts'
import { current, stranger } from './vectorKeys.ts'
import { goodClaims, goodHeader, tokenOf, unsignedOf } from './vectorTokens.ts'

const text = unsignedOf(goodHeader, goodClaims)
const genuine = current.sign(text)
const bearing = (about: string, signature: Uint8Array): Drafted =>
  draft(about, `${text}.${Buffer.from(signature).toString('base64url')}`)

const flipped = (): Drafted[] =>
  Array.from({ length: 64 }, (_, place) => {
    const signature = Buffer.from(genuine)
    signature[place]! ^= 1 << (place % 8)
    return bearing(`one bit of byte ${place} of the signature is another`, signature)
  })

const backwards = (bytes: Uint8Array): Buffer => Buffer.from(bytes.toReversed())
/** A number of 32 bytes, the least byte first. */
const littleEndian = (value: bigint): Buffer => backwards(Buffer.from(value.toString(16).padStart(64, '0'), 'hex'))
const numberIn = (bytes: Uint8Array): bigint => BigInt(`0x${backwards(bytes).toString('hex')}`)
/** The order of the group (RFC 8032, 5.1). */
const order = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n

const [r, s] = [genuine.subarray(0, 32), genuine.subarray(32)]
const zero = Buffer.alloc(32)

/** Points of small order, as they are and as careless readers take them. */
const smallOrder = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '0100000000000000000000000000000000000000000000000000000000000080',
]

const algebra = (): Drafted[] => [
  bearing('r = s = 0', Buffer.concat([zero, zero])),
  bearing('s = 0', Buffer.concat([r, zero])),
  bearing('r = 0', Buffer.concat([zero, s])),
  bearing('s + order of the group', Buffer.concat([r, littleEndian(numberIn(s) + order)])),
  bearing('s = order of the group', Buffer.concat([r, littleEndian(order)])),
  bearing('order of the group - s', Buffer.concat([r, littleEndian(order - numberIn(s))])),
  bearing('halves changed over', Buffer.concat([s, r])),
  bearing('bytes backwards', backwards(genuine)),
  bearing('nothing but ones', Buffer.alloc(64, 0xff)),
  ...smallOrder.map((point) =>
    bearing(`r ${point.slice(0, 8)}... of small order, s = 0`, Buffer.concat([Buffer.from(point, 'hex'), zero])),
  ),
]

/** Of a number, the greatest byte first, written as DER wants it: no zero bytes before it but one that keeps it positive. */
const integer = (bytes: Uint8Array): Buffer => {
  const first = bytes.findIndex((byte) => byte !== 0)
  const trimmed = Buffer.from(bytes.subarray(first === -1 ? bytes.length - 1 : first))
  const body = trimmed[0]! > 0x7f ? Buffer.concat([Buffer.of(0), trimmed]) : trimmed
  return Buffer.concat([Buffer.of(2, body.length), body])
}
const sequence = (...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.of(0x30, body.length), body])
}
const der = (): Drafted[] => [
  bearing('DER of r and s', sequence(integer(r), integer(s))),
  bearing('DER of r and s, their bytes backwards', sequence(integer(backwards(r)), integer(backwards(s)))),
  bearing('DER of 0 and 0', sequence(integer(zero), integer(zero))),
  bearing('DER of 1 and 1', sequence(integer(Buffer.of(1)), integer(Buffer.of(1)))),
  bearing('an octet string with the signature in it', Buffer.concat([Buffer.of(4, 64), genuine])),
  bearing('a bit string with the signature in it', Buffer.concat([Buffer.of(3, 65, 0), genuine])),
]

const lengths = (): Drafted[] => [
  ...[0, 1, 16, 31, 32, 33, 48, 62, 63].map((length) =>
    bearing(`the first ${length} bytes of the signature`, genuine.subarray(0, length)),
  ),
  bearing('a zero byte behind the signature', Buffer.concat([genuine, Buffer.of(0)])),
  bearing('a zero byte before the signature', Buffer.concat([Buffer.of(0), genuine])),
  bearing('the signature twice', Buffer.concat([genuine, genuine])),
  bearing('4 kB behind the signature', Buffer.concat([genuine, Buffer.alloc(2_000)])),
]

const ofOtherTexts = (): Drafted[] => {
  const [header = '', body = ''] = text.split('.')
  const others: [string, string][] = [
    ['the header', header],
    ['the claims', body],
    ['header and claims without the dot', header + body],
    ['header and claims, decoded', `${JSON.stringify(goodHeader)}.${JSON.stringify(goodClaims)}`],
    ['the claims, decoded', JSON.stringify(goodClaims)],
    ['nothing', ''],
    ['the text with a line break', `${text}\n`],
    [
      'another token',
      tokenOf({ roles: ['admin'] })
        .split('.')
        .slice(0, 2)
        .join('.'),
    ],
  ]
  return others.map(([about, other]) => bearing(`the signature of ${about}`, current.sign(other)))
}

const otherClaims = (): Drafted[] =>
  [{ roles: ['admin'] }, { sub: stranger.kid }, { exp: 9_999_999_999 }, { gen: '999.999' }].map((claims) => {
    const [header, body] = tokenOf(claims).split('.')
    return draft(
      `the signature of another token over ${JSON.stringify(claims)}`,
      `${header}.${body}.${genuine.toString('base64url')}`,
    )
  })

export const signatureCases: Record<string, () => Drafted[]> = {
  signature: () => [...flipped(), ...algebra(), ...der(), ...lengths(), ...ofOtherTexts(), ...otherClaims()],
}
