import { hash } from '@node-rs/argon2'
import { describe, expect, it } from 'vitest'
import { deriveKey } from '#services/keys/masterKey.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { argon2Hasher } from '#services/tenants/passwords/hashing/passwordHasher.ts'
import { hashTurns } from '#services/tenants/passwords/hashTurns.ts'
import { oneTimePassword } from '#services/tenants/passwords/oneTimePassword.ts'
import type { PasswordOwner } from '#services/tenants/passwords/ownWords.ts'
import { allowPassword } from '#services/tenants/passwords/passwordRules.ts'
import { passwords } from '#services/tenants/passwords/passwords.ts'
import { memorySecrets } from '#services/tenants/secrets/secrets.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const tenantId = '01890000-0000-7000-8000-00000000000a'
const otherTenant = '01890000-0000-7000-8000-00000000000b'
const userId = '01890000-0000-7000-8000-00000000000c'

const hashing = hashTurns({ now: () => performance.now(), width: 2 })
const given = (masterKey = Buffer.alloc(32, 1), secrets = memorySecrets()) => ({
  secrets,
  ...passwords({ secrets, ambient: testAmbient(), masterKey, hashing, logger: silentLogger }),
})

describe('a stored password', () => {
  it('is matched by itself alone', async () => {
    const { store, verify } = given()
    const id = await store(tenantId, userId, 'correct horse battery')
    expect(await verify(tenantId, id, 'correct horse battery')).toBe(true)
    expect(await verify(tenantId, id, 'correct horse batterx')).toBe(false)
  })

  it('is matched however its letters are composed', async () => {
    const { store, verify } = given()
    const id = await store(tenantId, userId, 'Gru\u0308ße aus Ko\u0308ln')
    expect(await verify(tenantId, id, 'Gr\u00fcße aus K\u00f6ln')).toBe(true)
  })

  it('is matched by what a keyboard for full-width letters makes of it, as it always was', async () => {
    const { store, verify, storeHash } = given()
    expect(await verify(tenantId, await store(tenantId, userId, 'correct horse'), 'ｃｏｒｒｅｃｔ　ｈｏｒｓｅ')).toBe(
      true,
    )
    const secret = deriveKey(Buffer.alloc(32, 1), 'passwords').export()
    const before = await storeHash(tenantId, userId, await hash('Stra\u00dfe ﬁn 2'.normalize('NFKC'), { secret }))
    expect(await verify(tenantId, before, 'Straße ﬁn ²')).toBe(true)
  })

  it('is argon2id with 19 MiB, two passes and one lane, salted', async () => {
    const { hash } = given()
    const [one, other] = await Promise.all([hash('correct horse battery'), hash('correct horse battery')])
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(one).not.toBe(other)
  })

  it('cannot be tried without the master key', async () => {
    const secrets = memorySecrets()
    const id = await given(Buffer.alloc(32, 1), secrets).store(tenantId, userId, 'correct horse battery')
    expect(await given(Buffer.alloc(32, 2), secrets).verify(tenantId, id, 'correct horse battery')).toBe(false)
  })

  it('means nothing in another tenant', async () => {
    const { store, verify } = given()
    const id = await store(tenantId, userId, 'correct horse battery')
    expect(await verify(otherTenant, id, 'correct horse battery')).toBe(false)
  })
})

describe('a password of nobody', () => {
  it('is hashed all the same, at the same cost, and never matches', async () => {
    const asked: string[] = []
    const secrets = memorySecrets()
    const value: typeof secrets.value = async (asking) => {
      asked.push(asking.id)
      return secrets.value(asking)
    }
    const { verify } = given(Buffer.alloc(32, 1), { ...secrets, value })
    expect(await verify(tenantId, null, 'correct horse battery')).toBe(false)
    expect(asked).toHaveLength(1)
  })
})

const owner: PasswordOwner = {
  email: 'ann.miller@mail.globex.test',
  name: 'Ann O’Hara Miller',
  tenant: { slug: 'initech', name: 'Initech & Söhne' },
}
const mistakeIn = (password: string, of: PasswordOwner = owner): string | null => {
  try {
    allowPassword(password, of, 'body.next')
    return null
  } catch (error) {
    return (error as { details: { errors: { code: string }[] } }).details.errors[0]!.code
  }
}

describe('the rules for a new password', () => {
  it('are the tenant’s where it has its own: a length, and words that make up no password', () => {
    const passwords = { minimumLength: 12, refusedWords: ['Zebra', 'lamp'] }
    const strict = { ...owner, tenant: { ...owner.tenant, policy: { passwords } } }
    expect(mistakeIn('mango-lamps', strict)).toBe('password-too-short')
    expect(mistakeIn('mango-tunnel-7', strict)).toBeNull()
    expect(mistakeIn('zebra-lamp-z3bra', strict)).toBe('password-common')
    expect(mistakeIn('zebra-lamp')).toBeNull()
  })

  it('take any eight characters that are not guessed first', () => {
    for (const password of ['zebra-lamp', 'ein langer Satz mit Leerzeichen', '漢字漢字仮名仮名', 'xK9#mQ2$'])
      expect(mistakeIn(password)).toBeNull()
  })

  it('count characters, not bytes or surrogates', () => {
    expect(mistakeIn('🦓🦓🦒🦒🐘🐘🦏')).toBe('password-too-short')
    expect(mistakeIn('🦓🦓🦒🦒🐘🐘🦏🦏')).toBeNull()
    expect(mistakeIn('ab'.repeat(129))).toBe('password-too-long')
  })

  it('refuse the common ones in any case and with punctuation', () => {
    for (const password of [
      'password1',
      'PASSWORD1',
      'qwertyuiop',
      'P@ssword123',
      'Password123!',
      '--iloveyou--',
      'aaaaaaaaaa',
    ])
      expect([password, mistakeIn(password)]).toEqual([password, 'password-common'])
  })

  it.each([
    ['the product', 'Rollcall!', 'rollcall2026', 'rollcall-demo', 'R0llc@ll-2026'],
    ['the tenant', 'initech99', 'Initech#2026', '1n1t3ch!!', 'soehne-Söhne-1', 'initechinitech'],
    ['the person', 'Miller1984', 'annmiller', 'Ann.Miller.1', 'OharaMiller7'],
    ['the domain of the address', 'globex2026!', 'mail.globex'],
    ['several of them', 'AnnMiller@Initech', 'initech-rollcall-1', 'millerglobex'],
    ['them and a common one', 'initech-password1', 'rollcallqwertyuiop', 'Miller12345678', 'globex20262026'],
  ])('refuse little more than words of %s', (_whose, ...passwords) => {
    for (const password of passwords) expect([password, mistakeIn(password)]).toEqual([password, 'password-common'])
  })

  it.each(['Jo\u0308rg Mu\u0308llermeister', 'Ｊörg Ｍüllermeister'])(
    'know the words however a name is written: %s',
    (name) => {
      expect(mistakeIn('Jörg-Müllermeister', { ...owner, name })).toBe('password-common')
    },
  )

  it('take such words among others', () => {
    for (const password of [
      'initech buys seven boats',
      'Miller likes 3 zebras',
      'planning a roll of films',
      '🦓🦒🐘🦏🐅🦜🐳🐙',
    ])
      expect([password, mistakeIn(password)]).toEqual([password, null])
  })

  it.each([
    ['repeats', 'zzzzzzzz', 'xyxyxyxyx', 'hophophop', 'horse7horse7horse7', 'aaaabbbbcccc', '漢漢漢漢漢漢漢漢'],
    ['sequences', 'abcdefgh', '98765432', 'abcd1234', 'zyxwvuts', 'abc123abc123'],
    [
      'rows of the keyboard',
      'qwertzuiop',
      'asdfghjk',
      'poiuytre',
      'qwer1234',
      'azertyuiop',
      '1qaz2wsx',
      '!@#$%^&*',
      'qwerty!!!',
    ],
  ])('refuse %s', (_kind, ...passwords) => {
    for (const password of passwords) expect([password, mistakeIn(password)]).toEqual([password, 'password-common'])
  })

  it('take words in which letters happen to follow each other', () => {
    for (const password of ['students of hops', 'a definite stupor', 'undefended4'])
      expect([password, mistakeIn(password)]).toEqual([password, null])
  })

  it('refuse the e-mail address and its first half', () => {
    expect(mistakeIn('Ann.Miller@mail.globex.test')).toBe('password-is-email')
    expect(mistakeIn('ann.miller')).toBe('password-is-email')
    expect(mistakeIn('ANN.MILLER')).toBe('password-is-email')
  })
})

describe('a one-time password', () => {
  it('can be read out: four groups, no letter that looks like a digit, never twice the same', () => {
    const { random } = testAmbient()
    const made = Array.from({ length: 200 }, () => oneTimePassword(random))
    expect(made.every((password) => /^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/.test(password))).toBe(true)
    expect(new Set(made).size).toBe(200)
  })

  it('passes the rules for passwords', () => {
    expect(() => allowPassword(oneTimePassword(testAmbient().random), owner, 'x')).not.toThrow()
  })
})

describe('a hash of another system that takes long', () => {
  /** bcrypt of nothing that anybody types; what counts is that it is not done yet. */
  const slow = { kind: 'bcrypt', text: `$2b$14$${'a'.repeat(53)}` } as const
  const unfinished = () => {
    let finish: () => void = () => undefined
    const done = new Promise<void>((resolve) => (finish = resolve))
    const hasher = argon2Hasher(Buffer.alloc(32, 1))
    let begun = 0
    const verifyImported = async () => {
      begun += 1
      await done
      return false
    }
    return { hasher: { ...hasher, verifyImported }, begun: () => begun, finish }
  }

  it('keeps nobody of another tenant waiting, however many are compared with', async () => {
    const { hasher, begun, finish } = unfinished()
    const { storeImported, store, verify } = passwords({
      secrets: memorySecrets(),
      ambient: testAmbient(),
      masterKey: Buffer.alloc(32, 1),
      hashing: hashTurns({ now: () => performance.now(), width: 2, patienceMs: 60_000 }),
      hasher,
      logger: silentLogger,
    })
    const people = Array.from({ length: 5 }, () => ({ userId, hash: slow }))
    const imported = await storeImported(tenantId, people)
    const id = await store(otherTenant, userId, 'correct horse battery')
    const slowOnes = imported.map((secretId) => verify(tenantId, secretId, 'a guess', { isKnown: true }))
    expect(await verify(otherTenant, id, 'correct horse battery')).toBe(true)
    await expect.poll(begun).toBe(1)
    finish()
    expect(await Promise.all(slowOnes)).toEqual([false, false, false, false, false])
  })
})
