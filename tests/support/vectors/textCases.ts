import { type Drafted, draft } from './tokenCase.ts'
import { current } from './vectorKeys.ts'
import { encoded, goodClaims, goodHeader, signedBy, tokenOf } from './vectorTokens.ts'

const token = tokenOf()
const [header = '', body = '', signature = ''] = token.split('.')
const parts = [header, body, signature]
const partNames = ['header', 'claims', 'signature']
const alphabet = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')

const withPart = (place: number, part: string): string =>
  parts.map((each, at) => (at === place ? part : each)).join('.')

/** Other texts of the same bytes: only the last bits differ, which no byte holds. */
const sameBytes = (part: string): string[] =>
  alphabet
    .map((character) => part.slice(0, -1) + character)
    .filter((text) => text !== part && Buffer.from(text, 'base64url').equals(Buffer.from(part, 'base64url')))

/** Signs what it is given, so that only the text is wrong. */
const resigned = (text: string): string => `${text}.${current.sign(text).toString('base64url')}`

const loose = (part: string): [string, string][] => [
  ['padding', `${part}=`],
  ['two paddings', `${part}==`],
  ['a line break at its end', `${part}\n`],
  ['CR LF in it', `${part.slice(0, 9)}\r\n${part.slice(9)}`],
  ['a blank before it', ` ${part}`],
  ['a tab behind it', `${part}\t`],
  ['NUL behind it', `${part}\u0000`],
  ['a zero-width space in it', `${part.slice(0, 5)}\u200b${part.slice(5)}`],
  ['a full-width letter', part.replace(/[A-Za-z]/, (letter) => String.fromCodePoint(letter.codePointAt(0)! + 0xfe_e0))],
  ['a percent escape', part.replace(/[A-Za-z]/, (letter) => `%${letter.codePointAt(0)!.toString(16)}`)],
  ['a quotation mark', `"${part}"`],
]

const encodings = (): Drafted[] => {
  const bodyOfOtherLength = encoded({ ...goodClaims, jti: 'x' })
  const looseParts = parts.flatMap((part, place) =>
    loose(part).map(([about, text]) => draft(`${about}: ${partNames[place]}`, withPart(place, text))),
  )
  const looseAndSigned = [0, 1].flatMap((place) =>
    loose(parts[place]!).map(([about, text]) =>
      draft(
        `${about}: ${partNames[place]}, and signed so`,
        resigned(withPart(place, text).split('.').slice(0, 2).join('.')),
      ),
    ),
  )
  return [
    ...looseParts,
    ...looseAndSigned,
    ...sameBytes(signature).map((text) => draft('the signature ends in other idle bits', withPart(2, text))),
    ...[header, bodyOfOtherLength, encoded({ ...goodClaims, jti: 'xy' })].flatMap((part) =>
      sameBytes(part).map((text) =>
        draft(
          'header or claims end in other idle bits, and are signed so',
          resigned(part === header ? `${text}.${body}` : `${header}.${text}`),
        ),
      ),
    ),
    draft(
      'base64 in place of base64url: signature',
      withPart(2, Buffer.from(signature, 'base64url').toString('base64')),
    ),
    draft('hex in place of base64url: signature', withPart(2, Buffer.from(signature, 'base64url').toString('hex'))),
    draft('JSON in place of base64url: header', withPart(0, JSON.stringify(goodHeader))),
    draft('JSON in place of base64url: claims', withPart(1, JSON.stringify(goodClaims))),
  ]
}

const json = JSON.stringify(goodClaims)
const unusualClaims: [string, string | Buffer][] = [
  ['exp twice', json.replace('"exp":', '"exp":9999999999,"exp":')],
  ['roles twice', json.replace('"roles":', '"roles":["admin"],"roles":')],
  ['aud twice', json.replace('"aud":', '"aud":"other","aud":')],
  ['a blank in it', json.replace('"gen"', ' "gen"')],
  ['a line break at its end', `${json}\n`],
  ['a byte order mark', `\ufeff${json}`],
  ['an escaped name', json.replace('"exp"', String.raw`"\u0065xp"`)],
  ['an escaped slash', json.replace('https://', String.raw`https:\/\/`)],
  ['a comma too many', json.replace('}', ',}')],
  ['a comment', json.replace('{', '{/* */')],
  ['text behind it', `${json}{}`],
  ['single quotes', json.replaceAll('"', "'")],
  ['no closing bracket', json.slice(0, -1)],
  ['bytes that are no UTF-8', Buffer.concat([Buffer.from(json.slice(0, -1)), Buffer.from(',"x":"\xff"}', 'latin1')])],
  ['an overlong slash', Buffer.concat([Buffer.from(json.slice(0, -1)), Buffer.from(',"x":"\xc0\xaf"}', 'latin1')])],
  ['UTF-16', Buffer.from(json, 'utf16le')],
  ['nothing', ''],
  ['null', 'null'],
  ['a number', '7'],
  ['a text', '"token"'],
  ['a list', '[]'],
  ['a list of the claims', `[${json}]`],
  ['an empty object', '{}'],
  ['claims in claims', JSON.stringify({ claims: goodClaims })],
  ['claims of a prototype', JSON.stringify({}).replace('}', `"__proto__":${json}}`)],
  ['300 brackets', `${'['.repeat(300)}${']'.repeat(300)}`],
]
const unusualHeaders: [string, string][] = [
  ['other order', JSON.stringify({ typ: 'at+jwt', alg: 'EdDSA', kid: current.kid })],
  ['kid twice', JSON.stringify(goodHeader).replace('"kid"', '"kid":"x","kid"')],
  ['alg twice', JSON.stringify(goodHeader).replace('"alg"', '"alg":"none","alg"')],
  ['a blank in it', JSON.stringify(goodHeader).replace(',', ', ')],
  ['names in capitals', JSON.stringify({ ALG: 'EdDSA', TYP: 'at+jwt', KID: current.kid })],
  ['a list', JSON.stringify([goodHeader])],
  ['null', 'null'],
  ['a text', JSON.stringify('EdDSA')],
  ['an empty object', '{}'],
  ['nothing', ''],
  ['no JSON', 'alg=EdDSA'],
]

const jsons = (): Drafted[] => [
  ...unusualClaims.map(([about, claims]) =>
    draft(`claims, signed so: ${about}`, resigned(`${header}.${Buffer.from(claims as string).toString('base64url')}`)),
  ),
  ...unusualHeaders.map(([about, text]) => draft(`header, signed so: ${about}`, signedBy(current, text, goodClaims))),
]

const structures: [string, string][] = [
  ['no text', ''],
  ['a dot', '.'],
  ['two dots', '..'],
  ['three dots', '...'],
  ['one letter', 'x'],
  ['a word', 'undefined'],
  ['header alone', header],
  ['header and claims', `${header}.${body}`],
  ['no header', `.${body}.${signature}`],
  ['no claims: detached', `${header}..${signature}`],
  ['no signature', `${header}.${body}.`],
  ['a dot at its end', `${token}.`],
  ['a dot before it', `.${token}`],
  ['four parts', `${token}.${signature}`],
  ['five parts, as if encrypted', `${header}.${body}.${body}.${body}.${signature}`],
  ['parts in other order', `${body}.${header}.${signature}`],
  ['header twice', `${header}.${header}.${signature}`],
  ['two tokens', `${token},${token}`],
  ['two tokens with a blank', `${token} ${token}`],
  ['the name of its scheme before it', `Bearer ${token}`],
  ['commas in place of dots', token.replaceAll('.', ',')],
  ['dots that look alike', token.replaceAll('.', '․')],
  ['encoded once more', encoded(token)],
  ['a token in a token', signedBy(current, goodHeader, JSON.stringify(token))],
  ['JWS in JSON', JSON.stringify({ payload: body, protected: header, signature })],
  ['JWS in JSON, general', JSON.stringify({ payload: body, signatures: [{ protected: header, signature }] })],
  ['capitals', token.toUpperCase()],
  ['backwards', Array.from(token).toReversed().join('')],
]

const long = (): Drafted[] => [
  {
    about: '1 MB in the claims',
    made: { before: `${header}.${body}`, repeat: 'QUFB', times: 262_144, after: `.${signature}` },
  },
  {
    about: '1 MB in the signature',
    made: { before: `${header}.${body}.${signature}`, repeat: 'A', times: 1_048_576, after: '' },
  },
  {
    about: '1 MB in the header',
    made: { before: header, repeat: 'A', times: 1_048_576, after: `.${body}.${signature}` },
  },
  { about: '1,000,000 dots', made: { before: '', repeat: '.', times: 1_000_000, after: '' } },
  {
    about: '200,000 brackets as claims',
    made: { before: `${header}.`, repeat: 'W1tb', times: 66_667, after: `.${signature}` },
  },
]

export const textCases: Record<string, () => Drafted[]> = {
  encoding: encodings,
  json: jsons,
  structure: () => structures.map(([about, text]) => draft(about, text)),
  size: long,
}
